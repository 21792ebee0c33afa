// [data-upload]: the files chosen in it stand beside its button, each with its size and a way to take it out again; choosing
// once more adds to them where several may go along. Without this file the browser's own field is shown.
(() => {
  const same = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  const size = (bytes) => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);
  const held = new WeakMap(); // what each field has, for the browser forgets it at the next choice

  const give = (field, files) => {
    const all = new DataTransfer();
    files.forEach((file) => all.items.add(file));
    field.files = all.files;
    held.set(field, files);
    list(field, files);
  };

  const list = (field, files) => {
    const box = field.closest("[data-upload]");
    box.querySelectorAll(".chip").forEach((chip) => chip.remove());
    files.forEach((file) => {
      const [chip, name, out] = ["span", "span", "button"].map((kind) => document.createElement(kind));
      chip.className = "chip";
      name.textContent = file.name;
      chip.title = `${file.name} ${size(file.size)}`;
      out.type = "button";
      out.textContent = "×";
      out.setAttribute("aria-label", `移除 ${file.name}`);
      out.addEventListener("click", () => {
        give(field, held.get(field).filter((other) => other !== file));
        field.focus();
      });
      chip.append(name, out);
      field.parentElement.before(chip);
    });
  };

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.type !== "file" || !field.closest("[data-upload]")) return;
    const before = field.multiple ? held.get(field) || [] : [];
    const added = [...field.files].filter((file) => !before.some((other) => same(file, other)));
    give(field, [...before, ...added]);
  });
})();
