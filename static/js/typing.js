// What a form says while it is filled in; without this file every field is simply there, and the server checks the same.
//   data-counts="id"               shows how many characters the field has
//   data-when="kind=staged"        a fieldset that is there only while that radio button is chosen
//   data-says="kind"               repeats the words of the chosen radio button
//   data-checks-all="number"       checks every box of that name
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

  document.addEventListener("input", show);
  document.addEventListener("change", (event) => {
    const name = event.target.dataset.checksAll;
    if (name) all(`input[type="checkbox"][name="${name}"]`).forEach((box) => (box.checked = event.target.checked));
    show();
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
