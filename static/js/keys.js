// Keys of the work desks, read from the page itself:
//   data-keys-list on a table or list    J and K go to the next and previous .row-link in it
//   data-key="s" data-key-label="签收"   that key presses (or, in a field, focuses) the element; "/" "Enter" "1"… alike
//   ?                                    shows all of them, and lets them be switched off
(() => {
  const off = () => localStorage.getItem("keys-off") === "1";
  const typing = (element) =>
    element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName) ||
    (element.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(element.type));
  const shown = (element) => element.getClientRects().length > 0;

  const step = (by) => {
    const list = document.querySelector("[data-keys-list]");
    if (!list) return false;
    const links = [...list.querySelectorAll(".row-link")];
    const here = links.findIndex((link) => link.closest("[aria-current]"));
    const next = links[here < 0 ? 0 : here + by];
    if (!next) return false;
    next.scrollIntoView({ block: "nearest" });
    next.click();
    return true;
  };

  const press = (key) => {
    const target = [...document.querySelectorAll("[data-key]")].find(
      (element) => element.dataset.key.toLowerCase() === key && shown(element),
    );
    if (!target) return false;
    if (target.tagName === "INPUT" && target.type === "radio") {
      target.focus();
      target.click();
    } else if (typing(target)) {
      target.focus();
    } else {
      target.click();
    }
    return true;
  };

  const row = (list, key, label) => {
    const term = document.createElement("dt");
    const mark = document.createElement("kbd");
    mark.className = "kbd";
    mark.textContent = key === "Enter" ? "回车" : key.toUpperCase();
    term.append(mark);
    const words = document.createElement("dd");
    words.textContent = label;
    list.append(term, words);
  };

  const help = () => {
    const dialog = document.getElementById("keys-help");
    if (!dialog?.showModal || dialog.open) return false;
    const list = dialog.querySelector("[data-keys-rows]");
    list.replaceChildren();
    if (document.querySelector("[data-keys-list]")) {
      row(list, "J", "下一件");
      row(list, "K", "上一件");
    }
    const seen = new Set();
    document.querySelectorAll("[data-key][data-key-label]").forEach((element) => {
      if (seen.has(element.dataset.key)) return;
      seen.add(element.dataset.key);
      row(list, element.dataset.key, element.dataset.keyLabel);
    });
    row(list, "?", "显示全部按键");
    dialog.querySelector("[data-keys-off]").checked = off();
    dialog.showModal();
    return true;
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-off]")) localStorage.setItem("keys-off", event.target.checked ? "1" : "0");
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]") && help()) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    // A key that is held down repeats. That walks the list; it must not decide on the next ticket too, or answer what was just asked.
    if (event.repeat && event.key === "Enter" && event.target.tagName !== "TEXTAREA") event.preventDefault();
    if (event.repeat && !/^[jk]$/i.test(event.key)) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "?") {
      if (help()) event.preventDefault();
      return;
    }
    if (off()) return;
    // Enter on a link, a button or an open menu is theirs.
    if (event.key === "Enter" && event.target.closest("a, button, summary, label, input[type=checkbox]")) return;
    const key = event.key.toLowerCase();
    const done = key === "j" ? step(1) : key === "k" ? step(-1) : press(key);
    if (done) event.preventDefault();
  });
})();
