// Boxes of a list: one box checks them all, the button and its question say how many.
//   data-check-all="ticket"       checks every box of that name in its form
//   data-says-checked="ticket"    shows " n 件" while n are checked
//   data-confirm-checked="… # …"  on the form: its question, with # the number
(() => {
  const boxes = (form, name) => [...form.elements].filter((box) => box.type === "checkbox" && box.name === name);
  const say = () => {
    document.querySelectorAll("[data-says-checked]").forEach((place) => {
      const form = place.closest("form");
      if (!form) return;
      const count = boxes(form, place.dataset.saysChecked).filter((box) => box.checked).length;
      place.textContent = count ? ` ${count} 件` : "";
      if (form.dataset.confirmChecked) form.dataset.confirm = form.dataset.confirmChecked.replace("#", String(count));
    });
  };
  document.addEventListener("change", (event) => {
    const all = event.target.dataset.checkAll;
    if (all) boxes(event.target.form, all).forEach((box) => { box.checked = event.target.checked; });
    say();
  });
  window.addEventListener("pageshow", say);
})();
