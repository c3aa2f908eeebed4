// The buttons over the text. Their words come from the page: data-words-bold="Fed" and so on.
const can = (command) => (editor) => editor.can()[command]();
const inTable = (editor) => editor.isActive("table");
const BUTTONS = [
  ["bold", "B", (chain) => chain.toggleBold(), "Mod+B"],
  ["italic", "I", (chain) => chain.toggleItalic(), "Mod+I"],
  ["underline", "U", (chain) => chain.toggleUnderline(), "Mod+U"],
  ["bulletList", "•", (chain) => chain.toggleBulletList()],
  ["orderedList", "1.", (chain) => chain.toggleOrderedList()],
  ["table", "▦", (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), "", (editor) => !inTable(editor)],
  ["rowAfter", "▦+", (chain) => chain.addRowAfter(), "", inTable, true],
  ["rowDelete", "▦−", (chain) => chain.deleteRow(), "", inTable, true],
  ["columnAfter", "▥+", (chain) => chain.addColumnAfter(), "", inTable, true],
  ["columnDelete", "▥−", (chain) => chain.deleteColumn(), "", inTable, true],
  ["tableDelete", "✕", (chain) => chain.deleteTable(), "", inTable, true],
  ["undo", "↶", (chain) => chain.undo(), "Mod+Z", can("undo")],
  ["redo", "↷", (chain) => chain.redo(), "Mod+Y", can("redo")],
];

export function toolbar(editor, words, place) {
  const bar = document.createElement("div");
  bar.className = "editor__bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", words.wordsToolbar || "Formatting");
  bar.setAttribute("aria-controls", `${place.firstElementChild ? place.firstElementChild.id : ""}`);
  const buttons = BUTTONS.map(([name, sign, act, keys, enabled, hides]) => {
    const button = document.createElement("button");
    const label = words[`words${name[0].toUpperCase()}${name.slice(1)}`] || name;
    button.type = "button";
    button.className = `editor__button editor__button--${name}`;
    button.title = keys ? `${label} (${keys.replace("Mod", "Ctrl")})` : label;
    button.setAttribute("aria-label", label);
    if (!enabled) button.setAttribute("aria-pressed", "false");
    button.textContent = sign;
    button.tabIndex = -1;
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") act(editor.chain().focus()).run();
    });
    bar.append(button);
    return { button, name, enabled, hides };
  });
  buttons[0].button.tabIndex = 0;

  const update = () => buttons.forEach(({ button, name, enabled, hides }) => {
    if (!enabled) return button.setAttribute("aria-pressed", String(editor.isActive(name)));
    const on = enabled(editor);
    button.setAttribute("aria-disabled", String(!on));
    if (hides) button.hidden = !on;
  });
  editor.on("transaction", () => { cancelAnimationFrame(bar.frame); bar.frame = requestAnimationFrame(update); });
  update();

  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const shownButtons = buttons.map((each) => each.button).filter((each) => !each.hidden);
    const at = shownButtons.indexOf(document.activeElement);
    const next = shownButtons[(at + step + shownButtons.length) % shownButtons.length];
    shownButtons.forEach((each) => { each.tabIndex = each === next ? 0 : -1; });
    next.focus();
  });
  return bar;
}
