// Asks the server about the wording of <textarea data-wording="reply"> (or "return") while somebody types, and puts the answer
// into <div data-wording-for="its id">, or right below the textarea. Without this file the server says the same when it is sent.
(() => {
  const PAUSE = 500;
  const waiting = new WeakMap();
  const last = new WeakMap();

  const place = (field) => {
    const named = document.querySelector(`[data-wording-for="${field.id}"]`);
    if (named) return named;
    const made = document.createElement("div");
    made.dataset.wordingFor = field.id;
    made.setAttribute("aria-live", "polite");
    field.after(made);
    return made;
  };

  const ask = async (field) => {
    const text = field.value;
    if (last.get(field) === text) return;
    last.set(field, text);
    const token = document.querySelector('input[name="csrfmiddlewaretoken"]')?.value || "";
    const answer = await fetch("/wording/", {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ text, place: field.dataset.wording }),
      redirect: "error",
    }).catch(() => null);
    if (!answer?.ok || field.value !== text) return; // typed on meanwhile: the next answer counts
    place(field).innerHTML = await answer.text(); // our own part, its words escaped by the server
  };

  const soon = (field) => {
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => ask(field), PAUSE));
  };

  document.addEventListener("input", (event) => {
    if (event.target.dataset?.wording) soon(event.target);
  });

  // 替换: places are counted in characters, where JavaScript counts some of them twice.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-replace]");
    const field = button && document.getElementById(button.closest("[data-wording-for]")?.dataset.wordingFor);
    if (!field) return;
    const [start, end] = button.dataset.replace.split("-").map(Number);
    const signs = [...field.value];
    field.value = [...signs.slice(0, start), button.dataset.better, ...signs.slice(end)].join("");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    ask(field);
  });

  const start = () => document.querySelectorAll("textarea[data-wording]").forEach((field) => field.value.trim() && ask(field));
  document.addEventListener("htmx:afterSettle", start);
  window.addEventListener("pageshow", start);
})();
