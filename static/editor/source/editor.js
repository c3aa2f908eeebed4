// The editor over textarea[data-editor]: the textarea keeps the Markdown and is what the form sends.
import { Editor, Extension } from "@tiptap/core";
import Bold from "@tiptap/extension-bold";
import Document from "@tiptap/extension-document";
import HardBreak from "@tiptap/extension-hard-break";
import Italic from "@tiptap/extension-italic";
import Link from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import Paragraph from "@tiptap/extension-paragraph";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import Text from "@tiptap/extension-text";
import Underline from "@tiptap/extension-underline";
import { UndoRedo } from "@tiptap/extensions";
import { mayBeFollowed, read, write } from "./markdown.js";
import { pasted } from "./paste.js";
import { toolbar } from "./toolbar.js";

const DELAY = 300; // milliseconds after the last key
const oneLine = { content: "paragraph" };
// Signs stay the signs they are: only buttons and keys give marks.
const quiet = { addInputRules: () => [], addPasteRules: () => [] };

const extensions = [
  Document, Paragraph, Text, HardBreak,
  Bold.extend(quiet), Italic.extend(quiet), Underline.extend(quiet),
  Link.configure({ openOnClick: false, autolink: false, linkOnPaste: false, isAllowedUri: mayBeFollowed, HTMLAttributes: { target: null } }),
  BulletList, OrderedList, ListItem, ListKeymap,
  Table.configure({ resizable: false, renderWrapper: true }), TableRow, TableHeader.extend(oneLine), TableCell.extend(oneLine),
  UndoRedo,
  Extension.create({
    name: "leaving",
    // Tab moves on in the page except where it means something; Esc always lets the keyboard out.
    addKeyboardShortcuts: () => ({ Escape: ({ editor }) => { editor.commands.blur(); return true; } }),
  }),
];

function enhance(textarea) {
  const words = textarea.dataset;
  const frame = document.createElement("div");
  frame.className = "editor";
  const place = document.createElement("div");
  const note = document.createElement("p");
  note.className = "form-hint editor__note";
  note.setAttribute("role", "status");
  frame.append(place);
  textarea.after(frame, note);

  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const attributes = { class: "prose editor__text", role: "textbox", "aria-multiline": "true", id: `${textarea.id}_editor` };
  if (label) {
    label.id = label.id || `${textarea.id}_label`;
    attributes["aria-labelledby"] = label.id;
    label.addEventListener("click", () => editor.commands.focus());
  }
  for (const name of ["aria-describedby", "aria-invalid", "aria-required", "lang"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }

  let timer = 0, own = textarea.value;
  const editor = new Editor({
    element: place,
    extensions,
    injectCSS: false,
    content: read(textarea.value),
    editorProps: { attributes, ...pasted(words, (said) => { note.textContent = said; }) },
    onUpdate: () => { clearTimeout(timer); timer = setTimeout(keep, DELAY); },
    onBlur: keep,
  });

  function keep() {
    clearTimeout(timer);
    timer = 0;
    const markdown = write(editor.getJSON());
    if (markdown === own) return;
    own = textarea.value = markdown;
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    textarea.dispatchEvent(new Event("change", { bubbles: true }));
  }

  frame.prepend(toolbar(editor, words, place));
  // Out of sight and out of the way of the keyboard, yet filled in like any other field.
  textarea.tabIndex = -1;
  textarea.setAttribute("aria-hidden", "true");
  textarea.classList.add("editor__source");
  const form = textarea.form;
  if (form) {
    // Whatever sends the form finds the last key in it; the browser's own buttons and htmx alike.
    form.addEventListener("submit", () => { if (timer) keep(); }, true);
    form.addEventListener("formdata", (event) => { if (timer) { keep(); event.formData.set(textarea.name, textarea.value); } });
  }
  document.addEventListener("htmx:configRequest", () => { if (timer) keep(); }, true);
  document.querySelectorAll(`a[href="#${textarea.id}"]`).forEach((link) => {
    link.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus(); });
  });
  // Somebody else put words into the textarea: show them.
  const follow = () => {
    if (textarea.value === own) return;
    own = textarea.value;
    editor.commands.setContent(read(own), { emitUpdate: false });
  };
  textarea.addEventListener("input", follow);
  textarea.addEventListener("change", follow);
  textarea.addEventListener("insert-text", (event) => {
    event.preventDefault();
    editor.chain().focus().insertContent(read(event.detail.text || event.detail).content).run();
    keep();
  });
  textarea.editor = editor;
  // Whoever came to the field before this ran goes on in the editor. A browser follows the address (a link of the
  // summary of errors) once more when it has read the whole page.
  if (document.activeElement === textarea) editor.view.focus();
  textarea.addEventListener("focus", () => { if (location.hash === `#${textarea.id}`) editor.view.focus(); });
}

document.querySelectorAll("textarea[data-editor]").forEach(enhance);
