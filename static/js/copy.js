// Copies a text by one press: <button data-copies="id"> takes what stands in the field #id, <button data-copies-words="2307…">
// its own words. Without this file the text is selected by hand (Ctrl-A, Ctrl-C); pages that are not served over https have no
// clipboard but a field's own.
(() => {
  const write = async (words) => {
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      const field = document.createElement("textarea");
      field.value = words;
      field.className = "sr-only";
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies-words]");
    if (!button) return;
    await write(button.dataset.copiesWords);
    button.querySelector("[data-copied]").textContent = "已复制";
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    const field = button && document.getElementById(button.dataset.copies);
    if (!field) return;
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    button.querySelector("[data-copied]").textContent = "已复制";
  });
})();
