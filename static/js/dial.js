// 拨打并记录: when an identity was opened to ring up, the phone dials and the place where the call is written down (#record)
// stands open. Without this file the opened number is a link, and the form opens by its own button.
(() => {
  document.addEventListener("htmx:afterSwap", () => {
    const link = document.querySelector("#identity [data-dial]");
    if (!link) return;
    delete link.dataset.dial;
    const record = document.getElementById("record");
    if (record && "open" in record) record.open = true;
    record?.scrollIntoView({ block: "start" });
    window.location.href = link.href;
  });
})();
