// On a wide screen a thread stands beside the list it was opened from. The list is fetched after the thread; every
// address is a page of its own, so back, reload and a new tab do what they always do. Without scripts: the thread alone.
(function () {
  "use strict";

  var WIDE = "(min-width: 1200px)";
  var LIST = "list"; // the address of the list looked at last; it names no citizen
  var TITLE = "list-title"; // what it is called
  var PLACE = "list-place"; // how far down it is scrolled

  function rememberList() {
    if (!document.querySelector("form#bulk, .inbox__head [hx-get]")) return;
    var heading = document.querySelector(".inbox__head h1");
    sessionStorage.setItem(LIST, location.pathname + location.search);
    sessionStorage.setItem(TITLE, heading ? heading.firstChild.textContent.trim() : "");
    sessionStorage.removeItem(PLACE);
  }

  function listOf(pane) {
    var last = sessionStorage.getItem(LIST);
    return last && last.indexOf("/postkasse") === 0 ? last : pane.dataset.list;
  }

  // The way back leads to the list one has come from.
  function leadBack(pane) {
    var back = document.querySelector(".thread__back");
    var title = sessionStorage.getItem(TITLE);
    if (!back || !title || listOf(pane) === pane.dataset.list) return;
    back.href = listOf(pane);
    back.lastChild.textContent = title;
  }

  function fill(pane, url, html) {
    var found = new DOMParser().parseFromString(html, "text/html");
    var rows = found.querySelector(".rows");
    var heading = found.querySelector(".inbox__head h1");
    if (!rows || !heading) return;
    Array.prototype.forEach.call(rows.querySelectorAll(".line__pick"), function (tick) { tick.remove(); });
    var here = rows.querySelector('.row[href="' + location.pathname + '"]');
    if (here) here.setAttribute("aria-current", "page");
    var title = document.createElement("a");
    title.className = "list-pane__title";
    title.href = url;
    title.textContent = heading.firstChild.textContent.trim();
    var focused = pane.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    var first = !pane.firstChild;
    pane.replaceChildren(title, document.importNode(rows, true));
    if (first) keepPlace(pane);
    if (focused) (pane.querySelector('[href="' + focused + '"]') || title).focus();
  }

  function keepPlace(pane) {
    pane.scrollTop = Number(sessionStorage.getItem(PLACE) || 0);
    var here = pane.querySelector("[aria-current]");
    if (here) here.scrollIntoView({ block: "nearest" });
    pane.addEventListener("scroll", function () { sessionStorage.setItem(PLACE, String(pane.scrollTop)); });
  }

  function beside(pane) {
    var wide = window.matchMedia(WIDE);
    var asked = false;
    var unread = null;
    var ask = function () {
      var url = listOf(pane);
      fetch(url, { headers: { Accept: "text/html" } })
        .then(function (answer) { return answer.ok ? answer.text() : ""; })
        .then(function (html) { fill(pane, url, html); })
        .catch(function () {})
        .then(function () { if (!pane.firstChild) pane.hidden = true; });
    };
    var show = function () {
      pane.hidden = !wide.matches;
      if (!wide.matches || asked) return;
      asked = true;
      ask();
    };
    wide.addEventListener("change", show);
    show();
    // Something has come, or a colleague has read it: the list as it is now (app/unread.js says where it comes from).
    document.addEventListener("unread", function (event) {
      if (asked && unread !== null && event.detail.count !== unread) ask();
      unread = event.detail.count;
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    rememberList();
    Array.prototype.forEach.call(document.querySelectorAll("[data-list]"), function (pane) {
      leadBack(pane);
      beside(pane);
    });
  });
})();
