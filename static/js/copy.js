// Copies a text by one press: <button data-copies="id"> takes what stands in the field #id. Without this file the field is
// selected by hand (Ctrl-A, Ctrl-C); pages that are not served over https have no clipboard but the field's own.
(() => {
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
