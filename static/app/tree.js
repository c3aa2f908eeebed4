// Arrow keys in the tree of units: up and down between units, right opens a branch, left closes it or goes up.
(function () {
  "use strict";

  var tree = document.querySelector("[data-tree]");
  if (!tree) return;

  function names() {
    return Array.prototype.filter.call(tree.querySelectorAll(".tree__name"), function (name) {
      return name.getClientRects().length > 0;
    });
  }

  function step(from, by) {
    var all = names();
    var next = all[all.indexOf(from) + by];
    if (next) next.focus();
  }

  tree.addEventListener("keydown", function (event) {
    var item = event.target.closest(".tree__item");
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    var name = item.querySelector(":scope > .tree__name");
    var fold = item.querySelector(":scope > .tree__fold");
    var act = {
      ArrowDown: function () { step(name, 1); },
      ArrowUp: function () { step(name, -1); },
      ArrowRight: function () {
        if (fold && !fold.open) fold.open = true;
        else if (fold) step(name, 1);
      },
      ArrowLeft: function () {
        var above = item.parentNode.closest(".tree__item");
        if (fold && fold.open) fold.open = false;
        else if (above) above.querySelector(":scope > .tree__name").focus();
      }
    }[event.key];
    if (!act || !name) return;
    event.preventDefault();
    act();
  });
})();
