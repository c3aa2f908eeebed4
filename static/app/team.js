// Working together on a thread: who else is here, calling a colleague's attention in a note. Everything listens on
// the document, so that it also serves a thread that is swapped into the page later.
(function () {
  "use strict";

  var WRITING_FOR = 60000; // milliseconds after the last key
  var typed = 0;

  // Presence: told while somebody looks; that they write is told at once when they begin.
  document.addEventListener("input", function (event) {
    if (!event.isTrusted || !event.target.closest("form[data-writing]")) return;
    var form = document.querySelector("[data-presence]");
    var begins = Date.now() - typed > WRITING_FOR;
    typed = Date.now();
    if (form && begins) window.htmx.trigger(form, "presence:writing");
  });
  document.addEventListener("htmx:configRequest", function (event) {
    if (!event.target.matches("[data-presence]")) return;
    event.detail.parameters.writing = Date.now() - typed < WRITING_FOR ? "1" : "";
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (!event.target.matches("[data-presence]")) return;
    if (document.hidden || document.querySelector("[data-session-over]:not([hidden])")) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    var own = event.detail.elt && event.detail.elt.closest("[data-presence], #notes, #reminders");
    if (!own) return;
    var asked = new URL(event.detail.xhr.responseURL || location.href, location.href).searchParams;
    if (!asked.has("next")) return;
    event.detail.shouldSwap = false; // a login page
    var words = document.querySelector("[data-session-over]");
    if (words) words.hidden = false;
  });

  // Moved to where one does not work: said while the page stands, for it cannot be opened again.
  document.addEventListener("htmx:afterRequest", function (event) {
    var gone = document.querySelector("[data-thread-gone]");
    if (!gone || !event.detail.elt.matches("[data-presence], [data-autosave]") || !event.detail.xhr.status) return;
    gone.hidden = event.detail.xhr.status !== 404;
  });

  // What was swapped in takes the focus that its button had, so that the keyboard goes on from there.
  document.addEventListener("htmx:afterSwap", function (event) {
    var place = event.detail.target.id;
    if (place !== "notes" && place !== "reminders") return;
    var part = document.getElementById(place);
    if (!part || document.activeElement !== document.body) return;
    var next = part.querySelector("[aria-invalid=true], .form-error textarea, summary, button");
    if (next) next.focus({ preventScroll: true });
  });

  // The field has the focus before the next key: the browser's own "toggle" comes later, and what is typed until then
  // would go to the single keys.
  document.addEventListener("click", function (event) {
    var opener = event.target.closest(".notes__write > summary");
    if (!opener || opener.parentElement.open) return;
    event.preventDefault();
    opener.parentElement.open = true;
    opener.parentElement.querySelector("textarea").focus();
  });

  // "@" in a note: the colleagues whose name begins so, chosen with the arrows and Enter, or with a press.
  function lists(area) { return area.form.querySelector("[data-naming]"); }

  function begun(area) {
    var before = area.value.slice(0, area.selectionStart);
    var found = /(^|[^\w@.+-])@([\w.+-]*)$/.exec(before);
    return found ? found[2] : null;
  }

  function offer(area) {
    var list = lists(area);
    var part = begun(area);
    var any = false;
    Array.prototype.forEach.call(list.children, function (one, number) {
      var words = (one.textContent + " " + one.dataset.login).toLowerCase().split(/\s+/);
      one.hidden = part === null || !words.some(function (word) { return word.indexOf(part.toLowerCase()) === 0; });
      one.id = one.id || "naming-" + number;
      one.setAttribute("role", "option");
      one.setAttribute("aria-selected", "false");
      any = any || !one.hidden;
    });
    list.setAttribute("role", "listbox");
    list.hidden = !any;
    mark(area, any ? list.querySelector("li:not([hidden])") : null);
  }

  function mark(area, one) {
    var before = lists(area).querySelector("[aria-selected=true]");
    if (before) before.setAttribute("aria-selected", "false");
    if (!one) return area.removeAttribute("aria-activedescendant");
    one.setAttribute("aria-selected", "true");
    area.setAttribute("aria-activedescendant", one.id);
  }

  function step(area, by) {
    var shown = Array.prototype.slice.call(lists(area).querySelectorAll("li:not([hidden])"));
    var at = shown.findIndex(function (one) { return one.getAttribute("aria-selected") === "true"; });
    mark(area, shown[(at + by + shown.length) % shown.length]);
  }

  function take(area, one) {
    var end = area.selectionStart;
    area.setRangeText(one.dataset.login + " ", end - begun(area).length, end, "end");
    close(area);
    area.focus();
  }

  function close(area) {
    lists(area).hidden = true;
    mark(area, null);
  }

  document.addEventListener("input", function (event) {
    if (!event.target.matches("[data-mentions]")) return;
    var list = lists(event.target);
    event.target.setAttribute("aria-autocomplete", "list");
    event.target.setAttribute("aria-controls", list.id = "naming");
    list.setAttribute("aria-label", event.target.labels[0] ? event.target.labels[0].textContent : "@");
    offer(event.target);
  });
  document.addEventListener("keydown", function (event) {
    var area = event.target;
    if (!area.matches || !area.matches("[data-mentions]") || lists(area).hidden) return;
    if (event.key === "ArrowDown") step(area, 1);
    else if (event.key === "ArrowUp") step(area, -1);
    else if (event.key === "Enter" || event.key === "Tab") take(area, lists(area).querySelector("[aria-selected=true]"));
    else if (event.key === "Escape") close(area);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("mousedown", function (event) {
    var one = event.target.closest("[data-naming] li");
    if (!one) return;
    event.preventDefault();
    take(one.closest("form").querySelector("[data-mentions]"), one);
  });
  document.addEventListener("focusout", function (event) {
    if (event.target.matches("[data-mentions]")) close(event.target);
  });
})();
