// The dispatcher's choice: finds a unit by any of its names, says on the button to whom and how many, keeps what was
// checked while the desk shows another ticket. Without this file the same form works, only longer.
(() => {
  const KEYS = 5;
  const checked = new Set();
  const all = (selector) => [...document.querySelectorAll(selector)];
  const boxes = () => all('input[name="ticket"][form="decide"]');
  const lead = () => document.querySelector('#decide input[name="unit"]:checked');
  const shown = (element) => !element.hidden;

  const chip = (name, isLead) => {
    const made = document.createElement("span");
    made.className = isLead ? "chip is-lead" : "chip";
    made.textContent = name;
    return made;
  };

  const say = () => {
    const form = document.getElementById("decide");
    if (!form) return;
    const name = lead()?.dataset.name || "";
    const assists = all('#decide input[name="assists"]:checked').map((box) => chip(box.dataset.name, false));
    form.querySelector("[data-says-lead]").textContent = name ? `派单给 ${name}` : "派单";
    form.querySelector("[data-lead-chip]").replaceChildren(name ? chip(name, true) : "未选");
    form.querySelector("[data-assist-chips]").replaceChildren(...(assists.length ? assists : ["无"]));
    const button = form.querySelector("[data-dispatch-checked]");
    button.parentElement.hidden = checked.size === 0;
    button.dataset.confirm = `派单给 ${name || "（未选单位）"} 等 ${checked.size} 件`;
    button.querySelector("[data-says-checked]").textContent = `派勾选的 ${checked.size} 件`;
  };

  // The keys 1 to 5 belong to the first five units that are to be seen.
  const giveKeys = () => {
    let key = 0;
    all(".receiver").forEach((receiver) => {
      const radio = receiver.querySelector('input[type="radio"]');
      const mark = receiver.querySelector(".kbd");
      const given = shown(receiver) && key < KEYS ? String(++key) : "";
      mark.textContent = given;
      if (given) Object.assign(radio.dataset, { key: given, keyLabel: `选 ${radio.dataset.name}` });
      else ["key", "keyLabel"].forEach((name) => delete radio.dataset[name]);
    });
  };

  const narrow = (field) => {
    const words = field.value.trim().toLowerCase();
    const list = document.getElementById(field.dataset.narrows);
    list.querySelectorAll(".receiver").forEach((receiver) => {
      receiver.hidden = words !== "" && !receiver.dataset.words.toLowerCase().includes(words);
    });
    list.querySelectorAll(".receiver-kind").forEach((head) => {
      head.hidden = words !== "";
    });
    giveKeys();
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-narrows]")) narrow(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-narrows]")) return;
    event.preventDefault(); // Enter takes the first unit found; it does not send the form
    const first = all(".receiver").find(shown);
    if (!first) return;
    first.querySelector('input[type="radio"]').click();
    event.target.blur();
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.name === "ticket") checked[field.checked ? "add" : "delete"](field.value);
    if (field.name === "unit" || field.name === "assists") {
      const other = field.closest(".receiver")?.querySelector(`input[name="${field.name === "unit" ? "assists" : "unit"}"]`);
      if (field.checked && other) other.checked = false; // a lead does not assist itself
    }
    say();
  });

  const restore = () => {
    const here = new Map(boxes().map((box) => [box.value, box]));
    here.forEach((box, number) => {
      box.checked = box.checked || checked.has(number);
      if (box.checked) checked.add(number);
    });
    [...checked].filter((number) => !here.has(number)).forEach((number) => checked.delete(number));
    document.querySelector("[data-keys-list] tr[aria-current]")?.scrollIntoView({ block: "nearest" });
    say();
  };
  document.addEventListener("htmx:afterSettle", restore);
  window.addEventListener("pageshow", restore);
})();
