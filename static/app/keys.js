// Single keys for those who read mail all day. They rest in fields, with a modifier, in a dialog, and when switched off
// in the profile (WCAG 2.1.4). None of them sends a message.
(function () {
  "use strict";

  var FIELD = "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox], [role=combobox]";
  var ROW = "a.row, [data-row]";

  function shown(one) { return one.offsetParent !== null; }

  function rows() { return Array.prototype.filter.call(document.querySelectorAll(ROW), shown); }

  function currentRow() { return document.activeElement.closest(ROW); }

  function step(by) {
    var all = rows();
    if (!all.length) return false;
    var at = all.indexOf(currentRow());
    if (at < 0) at = all.findIndex(function (one) { return one.matches("[aria-current]"); });
    var next = at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by));
    all[next].focus();
    return true;
  }

  function open() {
    var row = currentRow();
    if (row) row.click();
    return Boolean(row);
  }

  function reply() {
    var editor = document.querySelector("#reply [contenteditable=true]") || document.querySelector("#reply textarea");
    if (!editor) return false;
    editor.scrollIntoView({ block: "center" });
    editor.focus();
    return true;
  }

  function finish() {
    var way = document.querySelector('[data-key="finish"]');
    if (!way) return false;
    if (way.requestSubmit) way.requestSubmit();
    else way.click();
    return true;
  }

  function search() {
    var field = document.getElementById("search-text");
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  }

  function help() {
    document.getElementById("keys").showModal();
    return true;
  }

  var KEYS = {
    j: function () { return step(1); },
    k: function () { return step(-1); },
    o: open,
    r: reply,
    e: finish,
    "/": search,
    "?": help
  };

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!document.body.hasAttribute("data-keys") || document.querySelector("dialog[open]")) return;
    if (event.target.closest && event.target.closest(FIELD)) return;
    var act = Object.prototype.hasOwnProperty.call(KEYS, event.key) ? KEYS[event.key] : null;
    if (event.repeat && event.key !== "j" && event.key !== "k") return;
    if (act && act()) event.preventDefault();
  });
})();
