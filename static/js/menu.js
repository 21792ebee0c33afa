// Menus are <details class="menu"> and open by themselves; this closes them by Escape or a press elsewhere.
// The open one of several tabs is brought into sight where they do not all fit.
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
  const showTab = () =>
    document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
      const strip = tab.parentElement;
      strip.scrollLeft = Math.max(0, tab.offsetLeft + tab.offsetWidth - strip.clientWidth + 12);
    });
  document.addEventListener("DOMContentLoaded", showTab);
  document.addEventListener("htmx:afterSettle", showTab);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
