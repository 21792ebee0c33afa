// The return desk: the button says what was decided, a stock text is put into its field. Without this file the same form works.
(() => {
  const say = () => {
    const place = document.querySelector("[data-says-ruling]");
    if (!place) return;
    place.textContent = document.querySelector('input[name="ruling"]:checked')?.dataset.says || "提交决定";
  };
  document.addEventListener("change", say);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-puts]");
    const field = button && document.getElementById(button.dataset.puts);
    if (!field) return;
    const start = field.value.trim();
    field.value = start ? `${start}\n${button.dataset.words}` : button.dataset.words;
    button.closest("details").open = false;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  document.addEventListener("htmx:afterSettle", say);
  window.addEventListener("pageshow", say);
})();
