// How many threads are unread stands in the title, kept fresh by what the page asks anyway ("unread", an event that
// the server sends along). Whoever wants it is told by the browser when there are more, with nothing about anybody.
(function () {
  "use strict";

  var known = countOf(document.title);

  function countOf(title) {
    var found = /^\((\d+)\+?\) /.exec(title);
    return found ? Number(found[1]) : 0;
  }

  document.addEventListener("unread", function (event) {
    var count = event.detail.count;
    var words = document.title.replace(/^\(\d+\+?\) /, "");
    var title = count ? "(" + (count > 99 ? "99+" : count) + ") " + words : words;
    if (document.title !== title) document.title = title;
    if (count > known) tell();
    known = count;
  });

  function tell() {
    var words = document.body.dataset.notice;
    if (!words || !document.hidden || !allowed()) return;
    var notice = new Notification(words, { tag: "unread" });
    notice.onclick = function () {
      window.focus();
      notice.close();
    };
  }

  function allowed() { return "Notification" in window && Notification.permission === "granted"; }

  // The profile page: the browser is asked when somebody presses the button, never by itself.
  function showPermission(place) {
    var state = "Notification" in window ? Notification.permission : "denied";
    place.querySelector("button").hidden = state !== "default";
    Array.prototype.forEach.call(place.querySelectorAll("[data-when]"), function (words) {
      words.hidden = words.dataset.when !== state;
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var place = document.querySelector("[data-ask-notices]");
    if (!place) return;
    place.hidden = false;
    showPermission(place);
    place.querySelector("button").addEventListener("click", function () {
      Notification.requestPermission().then(function () { showPermission(place); });
    });
  });
})();
