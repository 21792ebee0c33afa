// Menus are <details class="menu"> and open by themselves; this closes them by Escape or a press elsewhere.
// [data-send-on-change]: a filter form sends itself when a choice changes (its button stays for those without scripts).
(() => {
  const open = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("click", (event) => {
    open().forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && "sendOnChange" in form.dataset) form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
