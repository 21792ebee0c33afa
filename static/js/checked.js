// Boxes of a list: one box checks them all, the button and its question say how many.
//   data-check-all="ticket"       checks every box of that name in its form
//   data-says-checked="ticket"    shows " n 件" while n are checked
//   data-confirm-checked="… # …"  on the form or one of its buttons: its question, with # the number; nothing is asked while
//                                 none is checked. Boxes of another name: data-boxes="slip". What a box says of itself in
//                                 data-names stands behind the question.
(() => {
  const MOST_NAMED = 6;
  const boxes = (form, name) => [...form.elements].filter((box) => box.type === "checkbox" && box.name === name);
  const say = () => {
    document.querySelectorAll("[data-says-checked]").forEach((place) => {
      const form = place.closest("form");
      if (!form) return;
      const count = boxes(form, place.dataset.saysChecked).filter((box) => box.checked).length;
      place.textContent = count ? ` ${count} 件` : "";
    });
    document.querySelectorAll("[data-confirm-checked]").forEach((asking) => {
      const chosen = boxes(asking.form || asking, asking.dataset.boxes || "ticket").filter((box) => box.checked);
      if (!chosen.length) {
        delete asking.dataset.confirm;
        return;
      }
      const named = chosen.map((box) => box.dataset.names).filter(Boolean);
      const list = named.slice(0, MOST_NAMED).join("；") + (named.length > MOST_NAMED ? "；……" : "");
      asking.dataset.confirm = asking.dataset.confirmChecked.replace("#", String(chosen.length)) + (list ? `：${list}` : "");
    });
  };
  document.addEventListener("change", (event) => {
    const all = event.target.dataset.checkAll;
    if (all) boxes(event.target.form, all).forEach((box) => { box.checked = event.target.checked; });
    say();
  });
  window.addEventListener("pageshow", say);
})();
