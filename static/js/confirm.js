// Asks before what cannot be undone: <form data-confirm="派单给 住建局 等 12 件"> or the same on one button of it.
// Uses the dialog of base.html; where dialogs are not known, or without this file, the form is simply sent.
(() => {
  const dialog = document.getElementById("confirm");
  if (!dialog || !dialog.showModal) return;
  const words = dialog.querySelector("[data-confirm-words]");
  const yes = dialog.querySelector("[data-confirm-yes]");
  let goOn = null;

  const ask = (question, then) => {
    words.textContent = question;
    goOn = then;
    dialog.returnValue = "";
    dialog.showModal();
    yes.focus();
  };

  dialog.addEventListener("close", () => {
    const then = goOn;
    goOn = null;
    if (dialog.returnValue === "yes" && then) then();
  });

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const question = event.submitter?.dataset.confirm || form.dataset.confirm;
      if (!question) return;
      if (form.dataset.confirmed) {
        delete form.dataset.confirmed;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(question, () => {
        form.dataset.confirmed = "1";
        form.requestSubmit(event.submitter || undefined);
      });
    },
    true,
  );

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, () => event.detail.issueRequest(true));
  });
})();
