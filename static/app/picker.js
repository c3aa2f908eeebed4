// The receiver picker as a combobox: type, choose with the arrow keys or the mouse. htmx fetches the options.
// Without this file it is a field, a button and radio buttons.
(function () {
  "use strict";

  function enhance(picker) {
    var input = picker.querySelector("#id_receiver");
    var list = picker.querySelector("#receiver-list");
    var value = picker.querySelector("[data-picker-value]");
    var chosen = picker.querySelector("[data-picker-chosen]");
    var status = picker.querySelector("[data-picker-status]");
    var active = -1;

    function options() { return list.querySelectorAll("[role=option]"); }
    function say(words) { status.textContent = words; }
    function words(element) { return element.textContent.replace(/\s+/g, " ").trim(); }

    function open(shown) {
      list.hidden = !shown;
      input.setAttribute("aria-expanded", String(shown));
      if (!shown) mark(-1);
    }

    function mark(at) {
      active = at;
      options().forEach(function (option, index) {
        option.setAttribute("aria-selected", String(index === at));
        if (index === at) option.scrollIntoView({ block: "nearest" });
      });
      var option = options()[at];
      if (option && option.id) input.setAttribute("aria-activedescendant", option.id);
      else input.removeAttribute("aria-activedescendant");
    }

    function step(by) {
      var count = options().length;
      if (list.hidden || !count) return ask();
      mark((active + by + (active < 0 && by < 0 ? 1 : 0) + count) % count);
    }

    function ask() { input.dispatchEvent(new CustomEvent("picker:ask", { bubbles: true })); }

    function show(code, name, hit) {
      value.value = code;
      input.value = name;
      chosen.replaceChildren(hit.cloneNode(true));
      chosen.hidden = false;
      picker.dispatchEvent(new CustomEvent("picker:chosen", { bubbles: true, detail: { code: code } }));
    }

    function choose(option) {
      if (!option) return;
      if (option.getAttribute("aria-disabled") === "true") return say(words(option));
      show(option.dataset.code, option.dataset.name, option.querySelector(".hit"));
      say(status.dataset.chosen + " " + words(option));
      open(false);
    }

    function forget() {
      value.value = "";
      chosen.hidden = true;
      chosen.replaceChildren();
    }

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    list.setAttribute("role", "listbox");
    value.disabled = false;
    picker.classList.add("picker--alive");
    picker.querySelector("[data-picker-find]").disabled = true;
    var checked = picker.querySelector("[data-picker-radios] input:checked");
    if (checked) show(checked.value, checked.dataset.name, checked.parentNode.querySelector(".hit"));
    picker.querySelectorAll("[data-picker-radios]").forEach(function (radios) { radios.remove(); });

    input.addEventListener("input", forget);
    input.addEventListener("click", function () { if (list.hidden && !value.value) ask(); });
    input.addEventListener("blur", function () { open(false); });
    input.addEventListener("keydown", function (event) {
      var act = {
        ArrowDown: function () { step(1); },
        ArrowUp: function () { step(-1); },
        // Enter never sends the form from here: the message is not finished.
        Enter: function () { if (!list.hidden) choose(options()[active]); },
        Escape: function () {
          if (!list.hidden) return open(false);
          input.value = "";
          forget();
        }
      }[event.key];
      if (!act || event.altKey || event.ctrlKey) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
    // The list takes no focus: the field keeps it.
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    list.addEventListener("click", function (event) { choose(event.target.closest("[role=option]")); });
    list.addEventListener("htmx:beforeSwap", function (event) {
      // The answer of somebody logged out is the login page: leave it out; portal.js tells of the session elsewhere.
      if (new URL(event.detail.xhr.responseURL, location.href).searchParams.has("next")) {
        event.detail.shouldSwap = false;
        document.querySelectorAll("[data-session-over]").forEach(function (line) { line.hidden = false; });
      }
    });
    list.addEventListener("htmx:afterSwap", function () {
      var about = list.querySelector("[data-picker-words]");
      open(document.activeElement === input && options().length > 0);
      if (about && !list.hidden) say(about.dataset.pickerWords);
    });
  }

  document.querySelectorAll("[data-picker]").forEach(enhance);
})();
