// Keeps what is typed into <textarea data-draft> (or an <input>) until it was sent: through an expired session, a crash of the
// page, a walk through the list. Kept in the tab's own storage, which ends with the tab and with the log-out, for this reader,
// the form's address and the field's name; or as data-draft="key" says.
(() => {
  const MARK = "draft:";
  const SENT = "draft-sent";
  const store = window.sessionStorage;

  let restoring = false;

  const fieldsOf = (form) => [...form.elements].filter((field) => "draft" in field.dataset);
  const keyOf = (field) => {
    const place = new URL(field.form.getAttribute("action") || "", window.location.href).pathname;
    return MARK + (field.dataset.draft || `${document.body.dataset.reader || ""} ${place} ${field.name}`);
  };

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
    if (document.querySelector(".note.success")) JSON.parse(sent).forEach((key) => store.removeItem(key));
    store.removeItem(SENT);
  };

  const restore = () => {
    forgetSent();
    document.querySelectorAll("[data-draft]").forEach((field) => {
      const kept = store.getItem(keyOf(field));
      // A form that came back with its faults brings what was typed last.
      if (kept === null || kept === field.value || field.form.querySelector(".fault, [role=alert]")) return;
      field.value = kept;
      say("已恢复未提交的内容");
      restoring = true;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      restoring = false;
    });
  };

  document.addEventListener("input", (event) => {
    if (restoring || !event.target.form || !("draft" in event.target.dataset)) return;
    store.setItem(keyOf(event.target), event.target.value);
    say(`已暂存 ${new Date().toTimeString().slice(0, 5)}`);
  });
  document.addEventListener("submit", (event) => {
    const fields = fieldsOf(event.target);
    if (fields.length) store.setItem(SENT, JSON.stringify(fields.map(keyOf)));
    if (event.target.action.endsWith("/logout/")) store.clear();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    // What the page fetched by itself is no answer to what is being sent.
    if (!event.detail.requestConfig?.headers["X-By-Itself"]) restore();
  });
  restore();
})();
