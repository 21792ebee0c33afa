// The dispatcher's choice: finds a unit by any of its names, says on the button to whom and how many, shows lead and assists
// as chips, keeps what was checked while the desk shows another ticket. Without this file the same form works, only longer.
(() => {
  const KEYS = 5;
  const checked = new Set();
  const all = (selector) => [...document.querySelectorAll(selector)];
  const boxes = () => all('input[name="ticket"][form="decide"]');
  const lead = () => document.querySelector('#decide input[name="unit"]:checked');
  // What stands in a closed 其他单位 has a place on the page in newer browsers, and is not to be seen all the same.
  const shown = (element) => !element.hidden && !element.closest("details:not([open])") && element.getClientRects().length > 0;
  let addsAssist = false; // the search looks for an assist, not for the lead

  const chip = (name, kind, pressed) => {
    const made = document.createElement(pressed ? "button" : "span");
    made.className = `chip ${kind}`;
    made.textContent = name;
    if (pressed) {
      made.type = "button";
      made.addEventListener("click", pressed);
    }
    return made;
  };

  const tick = (box, value) => {
    box.checked = value;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const assistChip = (box) => {
    const made = chip(`${box.dataset.name} ×`, "", () => tick(box, false));
    made.setAttribute("aria-label", `去掉协办 ${box.dataset.name}`);
    return made;
  };
  const proposedChip = (box) => {
    const made = chip(`+ ${box.dataset.name}`, "is-add", () => tick(box, true));
    made.setAttribute("aria-label", `加协办 ${box.dataset.name}`);
    made.title = "确责清单的协办单位";
    return made;
  };

  const say = () => {
    const form = document.getElementById("decide");
    if (!form) return;
    const chosen = lead();
    const name = chosen?.dataset.name || "";
    const assists = all('#decide input[name="assists"]');
    const proposed = assists.filter((box) => "isProposed" in box.dataset && !box.checked && box.value !== chosen?.value);
    form.querySelector("[data-says-lead]").textContent = name ? `派单给 ${name}` : "派单";
    form.querySelector("[data-lead-chip]").replaceChildren(name ? chip(name, "is-lead") : "未选");
    form.querySelector("[data-lead-load]").textContent = chosen?.dataset.load || "";
    form
      .querySelector("[data-assist-chips]")
      .replaceChildren(...assists.filter((box) => box.checked).map(assistChip), ...proposed.map(proposedChip));
    const button = form.querySelector("[data-dispatch-checked]");
    button.parentElement.hidden = checked.size === 0;
    // Without a unit there is nothing to ask: the server says what is missing, and what was checked stays checked.
    if (name) button.dataset.confirm = `派单给 ${name} 等 ${checked.size} 件`;
    else delete button.dataset.confirm;
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

  const narrow = () => {
    const words = document.querySelector("[data-narrows]")?.value.trim().toLowerCase() || "";
    all("#decide .receiver").forEach((receiver) => {
      receiver.hidden = words !== "" && !receiver.dataset.words.toLowerCase().includes(words);
    });
    all("#decide .receiver-kind").forEach((head) => {
      head.hidden = words !== "";
    });
    giveKeys();
  };

  // The units stand folded behind the proposed ones; looking for one opens them.
  const search = (forAssist) => {
    const field = document.querySelector("[data-narrows]");
    if (!field) return;
    field.closest("details").open = true;
    addsAssist = forAssist;
    field.placeholder = forAssist ? "找协办单位，回车加上" : "按名称或简称找，回车选定";
    field.focus();
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-narrows]")) narrow();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-adds-assist]")) search(true);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("[data-narrows]")) addsAssist = false;
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key === "f" && document.querySelector(".all-units:not([open])") && field === document.body) {
      event.preventDefault(); // before keys.js, which presses only what is to be seen
      search(false);
      return;
    }
    if (event.key !== "Enter" || event.isComposing || !field.matches?.("[data-narrows]")) return;
    event.preventDefault(); // Enter takes the first unit found; it does not send the form
    const first = all("#decide .receiver").find(shown);
    if (!first) return;
    if (addsAssist) {
      tick(first.querySelector('input[name="assists"]'), true);
      field.value = "";
      narrow();
    } else {
      first.querySelector('input[type="radio"]').click();
    }
    field.blur();
    if (document.querySelector(".is-proposed")) field.closest("details").open = false;
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
  document.addEventListener("toggle", giveKeys, true);

  const restore = () => {
    const here = new Map(boxes().map((box) => [box.value, box]));
    here.forEach((box, number) => {
      box.checked = box.checked || checked.has(number);
      if (box.checked) checked.add(number);
    });
    [...checked].filter((number) => !here.has(number)).forEach((number) => checked.delete(number));
    document.querySelector("[data-keys-list] tr[aria-current]")?.scrollIntoView({ block: "nearest" });
    document.querySelector(".pane-list .tab[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    giveKeys();
    say();
  };
  document.addEventListener("htmx:afterSettle", restore);
  window.addEventListener("pageshow", restore);
})();
