// What comes in from Word, case systems and web pages: words, marks, lists and tables; nothing else.
import { Fragment, Slice } from "@tiptap/pm/model";
import { mayBeFollowed } from "./markdown.js";

// More than this takes seconds to understand and to draw: then only the words are taken.
const MOST_MARKUP = 1_000_000; // characters
const MOST_TAGS = 20_000;
// And of words no more than a message can hold.
const MOST_WORDS = 100_000; // characters
const MOST_LINES = 10_000;

const renamed = (tag) => tag
  .replace(/([\s"'/])style(?=\s*=)/gi, "$1data-pasted-style")
  .replace(/([\s"'/])(?:on\w+|srcdoc|src|srcset|background|poster|data|ping)(?=\s*=)/gi, "$1data-left-out");

const tooMuch = (html, text) => html.length > MOST_MARKUP || text.length > MOST_WORDS || html.split("<", MOST_TAGS + 1).length > MOST_TAGS;

const linesOf = (text) => text.slice(0, MOST_WORDS).replace(/\r\n?/g, "\n").split("\n", MOST_LINES);

// ``say`` tells the writer what was left out, in the page's own ``words``.
export const pasted = (words, say) => ({
  transformPastedHTML(html) {
    if (tooMuch(html, "")) return "";
    // A document that is parsed this way runs nothing and fetches nothing.
    // The strict policy reports every style and handler it meets, so they get other names before that.
    const page = new DOMParser().parseFromString(html.replace(/<(\/?)(?:style|script|base)\b/gi, "<$1template").replace(/<[^>]*>/g, renamed), "text/html");
    page.querySelectorAll("script, style, meta, link, title, template, iframe, object, svg, math, img, o\\:p:empty").forEach((each) => each.remove());
    wordLists(page);
    page.querySelectorAll("[data-pasted-style]").forEach(marked);
    page.querySelectorAll("h1, h2, h3, h4, h5, h6, blockquote, pre").forEach((each) => {
      const bold = /^H/.test(each.tagName);
      const line = page.createElement("p"), inner = bold ? line.appendChild(page.createElement("strong")) : line;
      inner.append(...each.childNodes);
      each.replaceWith(line);
    });
    page.body.querySelectorAll("*").forEach((each) => {
      for (const name of each.getAttributeNames()) {
        if (each.localName !== "a" || name !== "href" || !mayBeFollowed(each.getAttribute(name))) each.removeAttribute(name);
      }
    });
    return page.body.innerHTML;
  },
  // Every line a line, empty ones too, and no sign in it means anything.
  clipboardTextParser(text, _context, _plain, view) {
    const { paragraph } = view.state.schema.nodes;
    const lines = linesOf(text).map((line) => paragraph.create(null, line ? view.state.schema.text(line) : null));
    return new Slice(Fragment.from(lines), 1, 1);
  },
  handlePaste(view, event) {
    say("");
    const data = event.clipboardData;
    if (!data) return false;
    const html = data.getData("text/html"), text = data.getData("text/plain");
    if (!tooMuch(html, text)) return false;
    view.pasteText(text);
    say(linesOf(text).join("\n").length < text.replace(/\r\n/g, "\n").length ? words.wordsCut : words.wordsPlain);
    return true;
  },
});

// Bold and the like that is said in style, and what only looks bold because a case system says so around everything.
function marked(each) {
  const style = (each.getAttribute("data-pasted-style") || "").toLowerCase();
  const names = [];
  if (/font-weight:\s*(?:bold|[6-9]00)/.test(style)) names.push("strong");
  if (/font-style:\s*italic/.test(style)) names.push("em");
  if (/text-decoration[a-z-]*:[^;]*underline/.test(style)) names.push("u");
  for (const name of names) {
    const mark = each.ownerDocument.createElement(name);
    mark.append(...each.childNodes);
    each.append(mark);
  }
}

// Word sends lists as paragraphs with "mso-list" and the sign in front as text.
function wordLists(page) {
  let list = null, last = null;
  page.querySelectorAll("p").forEach((line) => {
    if (!/mso-list:\s*l\d/i.test(line.getAttribute("data-pasted-style") || "")) return;
    const sign = line.querySelector("[data-pasted-style*='mso-list:Ignore' i], [data-pasted-style*='mso-list: Ignore' i]");
    const name = sign && /\d/.test(sign.textContent) ? "ol" : "ul";
    if (sign) sign.remove();
    if (!list || list.localName !== name || line.previousElementSibling !== list) {
      list = page.createElement(name);
      line.before(list);
    }
    last = page.createElement("li");
    last.append(...line.childNodes);
    list.append(last);
    line.remove();
  });
}
