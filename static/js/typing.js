// What a form says while it is filled in; without this file every field is simply there, and the server checks the same.
//   data-counts="id"               shows how many characters the field has
//   data-when="kind=staged"        a fieldset that is there only while that radio button is chosen
//   data-says="kind"               repeats the words of the chosen radio button
//   data-blocked-by="id"           is there while the wording check of that field has found something banned, and counts it
//   data-checks-all="number"       checks every box of that name
//   data-inserts="words" data-into="id"   a button that puts its words into that field where the cursor stands
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const chosen = (name) => document.querySelector(`input[name="${name}"]:checked:enabled`);

  const show = () => {
    all("[data-counts]").forEach((place) => {
      const length = [...(document.getElementById(place.dataset.counts)?.value.trim() || "")].length;
      place.textContent = `${length} 字`;
    });
    all("[data-when]").forEach((part) => {
      const [name, value] = part.dataset.when.split("=");
      part.hidden = chosen(name)?.value !== value;
      part.disabled = part.hidden; // what is not to be seen is not sent
    });
    all("[data-says]").forEach((place) => {
      const words = chosen(place.dataset.says)?.closest("label")?.textContent.trim();
      if (words) place.textContent = words;
    });
  };

  const block = () =>
    all("[data-blocked-by]").forEach((place) => {
      const found = all(`[data-wording-for="${place.dataset.blockedBy}"] .is-banned`).length;
      place.hidden = !found;
      place.nextElementSibling.hidden = Boolean(found);
      place.querySelector("[data-blocked-count]").textContent = found;
    });
  new MutationObserver((changes) => {
    if (changes.some((change) => change.target.dataset?.wordingFor)) block();
  }).observe(document.body, { childList: true, subtree: true });

  document.addEventListener("input", show);
  document.addEventListener("change", (event) => {
    const name = event.target.dataset.checksAll;
    if (name) all(`input[type="checkbox"][name="${name}"]`).forEach((box) => (box.checked = event.target.checked));
    show();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-inserts]");
    const field = button && document.getElementById(button.dataset.into);
    if (!field) return;
    field.setRangeText(button.dataset.inserts, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.closest("details")?.removeAttribute("open");
    field.focus();
  });
  const start = () => {
    show();
    document.querySelector("[data-keys-list] tr[aria-current]")?.scrollIntoView({ block: "nearest" });
    document.querySelector(".is-faulty textarea, .is-faulty input")?.focus(); // the first fault is walked to
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    show();
    if (event.detail.target?.id !== "main") return;
    start();
    window.scrollTo({ top: 0, behavior: "instant" }); // on a phone the ticket takes the place of the list
  });
  window.addEventListener("pageshow", start);
})();
