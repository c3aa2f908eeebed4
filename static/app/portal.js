// What the pages gain from JavaScript. Every one of them works without it.
(function () {
  "use strict";

  var each = function (selector, act, root) {
    Array.prototype.forEach.call((root || document).querySelectorAll(selector), act);
  };

  // One press, one message: the second submit of the same form is stopped, the first goes through.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    each("button[type=submit]", showBusy, form);
  });

  function showBusy(button) {
    button.setAttribute("aria-disabled", "true");
    var words = button.querySelector("span");
    if (!button.dataset.busy || !words) return;
    button.dataset.words = words.textContent;
    words.textContent = button.dataset.busy;
  }

  // The browser's back button may bring the page back as it was left: let the user send again.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    each("form[data-sent]", function (form) {
      delete form.dataset.sent;
      each("button[aria-disabled]", function (button) {
        button.removeAttribute("aria-disabled");
        var words = button.querySelector("span");
        if (words && button.dataset.words) words.textContent = button.dataset.words;
      }, form);
    });
  });

  // Menus close with Esc and with a press elsewhere.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    each("details.menu[open]", function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", function (event) {
    each("details.menu[open]", function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // Priority belongs to one category, and one category demands a topic.
  function followCategory(form) {
    var category = form.querySelector("select[name$=category]");
    if (!category) return;
    var update = function () {
      each("[data-shown-for]", function (group) {
        var shown = group.dataset.shownFor === category.value;
        group.hidden = !shown;
        each("input, select", function (control) { control.disabled = !shown; }, group);
      }, form);
      each("[data-required-for]", function (group) {
        var demanded = group.dataset.requiredFor === category.value;
        each("[data-demanded]", function (words) { words.hidden = !demanded; }, group);
        each("[data-optional]", function (words) { words.hidden = demanded; }, group);
        each("input", function (control) { control.setAttribute("aria-required", String(demanded)); }, group);
      }, form);
    };
    category.addEventListener("change", update);
    update();
  }

  // News: ask only while somebody looks, say the same thing only once, never show a login page in the list.
  function sessionOver(xhr) {
    var asked = new URL(xhr.responseURL || location.href, location.href).searchParams;
    return xhr.status === 200 && asked.has("next");
  }
  function show(selector, shown) {
    each(selector, function (element) { element.hidden = !shown; });
  }
  document.addEventListener("htmx:beforeRequest", function (event) {
    // Whoever wants notices from the browser has them while looking elsewhere.
    var wanted = document.body.dataset.notice && "Notification" in window && Notification.permission === "granted";
    if (event.target.id === "inbox-news" && document.hidden && !wanted) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    show("[data-connection-lost]", false);
    if (event.detail.target.id !== "inbox-news") return;
    if (sessionOver(event.detail.xhr)) {
      show("[data-session-over]", true);
      event.detail.shouldSwap = false;
      return;
    }
    var parsed = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
    if (parsed.body.textContent.trim() === event.detail.target.textContent.trim()) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:sendError", function () { show("[data-connection-lost]", true); });

  // On paper nothing is folded.
  window.addEventListener("beforeprint", function () {
    each(".thread details:not([open])", function (part) {
      part.dataset.folded = "yes";
      part.open = true;
    });
  });
  window.addEventListener("afterprint", function () {
    each(".thread details[data-folded]", function (part) {
      delete part.dataset.folded;
      part.open = false;
    });
  });

  // The seconds that are left to take something back.
  function countDown(bar) {
    var left = Number(bar.dataset.undo);
    var timer = setInterval(function () {
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      if (!bar.contains(document.activeElement)) bar.hidden = true;
    }, 1000);
  }

  // Ticks beside the rows: how many, all of the page at once, and the steps only when there is something to do.
  function pick(form) {
    var rows = form.querySelectorAll("input[name=thread]");
    var all = form.querySelector("[data-pick-all]");
    var whole = form.querySelector("[data-pick-whole]");
    var words = form.querySelector("[data-picked]");
    var steps = form.querySelector("[data-bulk-steps]");
    var box = all.querySelector("input");
    var tell = function () {
      var picked = form.querySelectorAll("input[name=thread]:checked").length;
      box.checked = picked === rows.length;
      box.indeterminate = picked > 0 && picked < rows.length;
      steps.hidden = !picked;
      if (whole && picked < rows.length) whole.checked = false; // whoever takes one out does not mean all
      words.textContent = picked === 0 ? words.dataset.none
        : whole && whole.checked ? words.dataset.whole
        : picked === 1 ? words.dataset.one : words.dataset.many.replace("%d", picked);
    };
    all.hidden = false;
    box.addEventListener("change", function () {
      var on = box.checked;
      Array.prototype.forEach.call(rows, function (row) { row.checked = on; });
    });
    if (whole) {
      whole.addEventListener("change", function () {
        if (whole.checked) Array.prototype.forEach.call(rows, function (row) { row.checked = true; });
      });
    }
    form.addEventListener("change", tell);
    tell();
  }
  // The browser may put the ticks back by itself.
  window.addEventListener("pageshow", function () {
    each("form#bulk", function (form) { form.dispatchEvent(new Event("change")); });
  });

  document.addEventListener("DOMContentLoaded", function () {
    each("[data-undo]", countDown);
    each("form#bulk", pick);
    each("[data-print]", function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
    each("[data-reply]", followCategory);
    // Whoever has gone on to a field before this ran stays there.
    each("[data-focus]", function (element) { if (document.activeElement === document.body) element.focus(); });
    if (window.matchMedia("(max-width: 1279px)").matches) {
      each("[data-fold-narrow]", function (part) { part.open = false; });
    }
  });
})();
