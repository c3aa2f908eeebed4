// What the writing page gains from JavaScript: files go up at once, standard texts land at the cursor, and a session
// that ends while somebody writes loses nothing.
(function () {
  "use strict";

  var each = function (selector, act, root) {
    Array.prototype.forEach.call((root || document).querySelectorAll(selector), act);
  };

  function say(element, words) { if (element) element.textContent = words; }

  // Files: chosen or dropped, they go up by themselves (htmx, on change) and tell how far they have come.
  function letFilesIn(form) {
    var input = form.querySelector("#id_files");
    var place = form.querySelector("[data-drop]");
    var progress = form.querySelector(".files__progress");
    var words = form.querySelector("[data-files-words]");
    each("[data-without-script]", function (button) { button.hidden = true; }, form);
    if (!input || !place) return;

    ["dragenter", "dragover"].forEach(function (kind) {
      place.addEventListener(kind, function (event) {
        if (!event.dataTransfer || Array.prototype.indexOf.call(event.dataTransfer.types, "Files") < 0) return;
        event.preventDefault();
        place.classList.add("attachments--over");
      });
    });
    ["dragleave", "drop"].forEach(function (kind) {
      place.addEventListener(kind, function () { place.classList.remove("attachments--over"); });
    });
    place.addEventListener("drop", function (event) {
      if (!event.dataTransfer || !event.dataTransfer.files.length) return;
      event.preventDefault();
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });

    input.addEventListener("htmx:configRequest", function (event) {
      if (!input.files.length) event.preventDefault();
    });
    input.addEventListener("htmx:beforeSend", function () {
      progress.hidden = false;
      progress.value = 0;
      say(words, words.dataset.busyWords);
    });
    input.addEventListener("htmx:xhr:progress", function (event) {
      if (event.detail.lengthComputable) progress.value = 100 * event.detail.loaded / event.detail.total;
    });
    input.addEventListener("htmx:afterRequest", function () {
      progress.hidden = true;
      say(words, words.dataset.doneWords);
      input.value = "";
    });
    form.addEventListener("click", function (event) {
      var button = event.target.closest("[data-dismiss]");
      if (!button) return;
      button.closest("li").remove();
      input.focus();
    });
  }

  // A standard text lands where the cursor is. An editor over the textarea may take "insert-text" itself.
  function insertTexts(form) {
    var button = form.querySelector("[data-insert]");
    if (!button) return;
    button.addEventListener("click", function (event) {
      event.preventDefault();
      var data = new FormData(form);
      data.delete("files");
      data.set("do", "insert");
      fetch(button.dataset.url, { method: "POST", body: data, headers: { "HX-Request": "true" }, redirect: "error" })
        .then(function (answer) { return answer.ok ? answer.text() : null; })
        .then(function (text) {
          if (text === null) form.querySelector("#id_standard_text").focus();
          else insert(form.querySelector("[name=text]"), text);
        })
        .catch(function () { show("[data-connection-lost]", true); });
    });
    form.querySelector("#id_standard_text").addEventListener("keydown", function (event) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      button.click();
    });
  }

  function insert(area, text) {
    var own = new CustomEvent("insert-text", { bubbles: true, cancelable: true, detail: { text: text } });
    if (!area.dispatchEvent(own)) return;
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  function show(selector, shown) { each(selector, function (element) { element.hidden = !shown; }); }

  // The session has ended: nothing is swapped in, nothing is sent into the void. Whoever has logged in again in
  // another window goes on here: the page takes the new token by itself. Whoever noticed it first (saving, presence,
  // the news) shows the words; the words are what everybody asks.
  function over() { return document.querySelector("[data-session-over]:not([hidden])") !== null; }

  function loggedOut(xhr) {
    return new URL(xhr.responseURL || location.href, location.href).searchParams.has("next") || xhr.status === 403;
  }

  function takeNewToken(form) {
    return fetch(form.getAttribute("action"), { headers: { Accept: "text/html" }, redirect: "follow" })
      .then(function (answer) { return answer.ok && !new URL(answer.url).searchParams.has("next") ? answer.text() : ""; })
      .then(function (html) {
        var fresh = new DOMParser().parseFromString(html, "text/html").querySelector("#writing [name=csrfmiddlewaretoken]");
        if (!fresh) return false;
        each("[name=csrfmiddlewaretoken]", function (input) { input.value = fresh.value; });
        show("[data-session-over]", false);
        return true;
      })
      .catch(function () { return false; });
  }

  function outliveSession(form) {
    document.addEventListener("htmx:beforeSwap", function (event) {
      if (!form.contains(event.detail.elt) || !loggedOut(event.detail.xhr)) return;
      event.detail.shouldSwap = false;
      show("[data-session-over]", true);
    });
    // What would be saved in vain waits for the new token, and then goes.
    document.addEventListener("htmx:beforeRequest", function (event) {
      var asking = event.detail.elt;
      if (!over() || !form.contains(asking)) return;
      event.preventDefault();
      var cause = event.detail.requestConfig.triggeringEvent;
      takeNewToken(form).then(function (taken) {
        if (taken) asking.dispatchEvent(new Event(cause ? cause.type : "input", { bubbles: true }));
      });
    });
    form.addEventListener("submit", function (event) {
      if (!over()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      var button = event.submitter;
      takeNewToken(form).then(function (taken) {
        if (taken) form.requestSubmit(button);
        else show("[data-session-over]", true);
      });
    }, true);
    each("[data-session-over] a", function (link) { link.target = "_blank"; });
    document.addEventListener("visibilitychange", function () {
      if (!over() || document.hidden) return;
      takeNewToken(form).then(function (taken) {
        if (taken) form.querySelector("[name=text]").dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
  }

  // Words that the server does not take stay here, and the writer knows it.
  function tellWhenNotSaved(form) {
    var gone = document.querySelector("[data-thread-gone]");
    document.addEventListener("htmx:afterRequest", function (event) {
      var status = event.detail.xhr.status;
      if (!event.detail.elt.matches("[data-autosave]") || !status || status === 403) return;
      show("[data-not-saved]", !event.detail.successful && !(gone && status === 404));
    });
    form.addEventListener("submit", function (event) {
      if (!gone || gone.hidden) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      gone.scrollIntoView({ block: "nearest" });
    }, true);
  }

  // Whoever leaves the form within the second that saving waits for: what was written is saved at once, so that the
  // next page has it. Whoever leaves the page before that is done: by a request that outlives the page. What is sent or
  // thrown away is not saved once more.
  function saveOnLeaving(form) {
    var saving = form.querySelector("[data-autosave]");
    var written = 0, saved = 0, asked = 0, submitted = false;
    if (!saving) return;
    ["input", "change"].forEach(function (kind) { form.addEventListener(kind, function () { written += 1; }); });
    form.addEventListener("focusout", function (event) {
      if (written === saved || form.contains(event.relatedTarget)) return;
      form.dispatchEvent(new Event("writing:left", { bubbles: true }));
    });
    saving.addEventListener("htmx:beforeSend", function (event) { if (event.target === saving) asked = written; });
    saving.addEventListener("htmx:afterRequest", function (event) {
      if (event.target === saving && event.detail.successful) saved = asked;
    });
    window.addEventListener("submit", function (event) {
      if (event.target === form && !event.defaultPrevented) submitted = true;
    });
    window.addEventListener("pageshow", function (event) { if (event.persisted) submitted = false; });
    ["beforeunload", "pagehide"].forEach(function (kind) {
      window.addEventListener(kind, function (event) {
        if (written === saved || submitted || over()) return;
        if (document.querySelector("[data-thread-gone]:not([hidden]), [data-not-saved]:not([hidden])")) {
          event.preventDefault(); // the browser asks whether one is sure
          return;
        }
        saved = written;
        var data = new FormData(form);
        data.delete("files");
        data.set("do", "save");
        var options = { method: "POST", body: data, headers: { "HX-Request": "true" }, keepalive: true };
        fetch(saving.getAttribute("hx-post"), options).catch(function () {});
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    each("form[data-writing]", function (form) {
      letFilesIn(form);
      insertTexts(form);
      outliveSession(form);
      tellWhenNotSaved(form);
      saveOnLeaving(form);
    });
  });
})();
