// A form is sent once: a second press while the first is under way does nothing. Without this file forms work as ever;
// the server is the one that refuses a second time.
(() => {
  const free = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-waiting]").forEach((button) => {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("data-waiting");
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "many" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "1";
    // Not `disabled`: a disabled button would drop its own name and value from what is sent.
    form.querySelectorAll("button:not([type=button])").forEach((button) => {
      button.setAttribute("aria-disabled", "true");
      button.setAttribute("data-waiting", "");
    });
  });

  // Back and forward bring a page back as it was left.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));
})();
