// Keeps what is typed into <textarea data-draft="key"> until it was sent: through an expired session, a crash of the page, a
// walk through the list. Kept in the tab's own storage, which ends with the tab and with the log-out.
(() => {
  const MARK = "draft:";
  const SENT = "draft-sent";
  const store = window.sessionStorage;

  let restoring = false;

  const say = (words) => {
    const note = document.querySelector("[data-draft-note]");
    if (!note) return;
    note.hidden = false;
    note.querySelector("span").textContent = words;
  };

  // A green message after a form was sent says that its text has arrived.
  const forgetSent = () => {
    const sent = store.getItem(SENT);
    if (!sent) return;
    if (document.querySelector(".note.success")) store.removeItem(sent);
    store.removeItem(SENT);
  };

  const restore = () => {
    forgetSent();
    document.querySelectorAll("textarea[data-draft]").forEach((field) => {
      const kept = store.getItem(MARK + field.dataset.draft);
      if (kept === null || kept === field.value || field.closest("form").querySelector(".fault, .note.red.is-framed")) return;
      field.value = kept;
      say("已恢复未提交的内容");
      restoring = true;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      restoring = false;
    });
  };

  document.addEventListener("input", (event) => {
    const key = event.target.dataset?.draft;
    if (!key || restoring) return;
    store.setItem(MARK + key, event.target.value);
    say(`已暂存 ${new Date().toTimeString().slice(0, 5)}`);
  });
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("textarea[data-draft]");
    if (field) store.setItem(SENT, MARK + field.dataset.draft);
    if (event.target.action.endsWith("/logout/")) store.clear();
  });
  document.addEventListener("htmx:afterSettle", restore);
  restore();
})();
