// Markdown of this house <-> the editor's document. The same rules as correspondence/text/{markdown,inline,tree}.py,
// tested with the same cases (tests/text/cases.json).

const MARKS = { bold: "**", italic: "*", underline: "++" };
const RUNS = { "*": ["italic"], "**": ["bold"], "***": ["bold", "italic"], "++": ["underline"] };
const TOKEN = /(?<!\\)\\+(?=[*+[\]|])|\*+|\+\++|\[|\]/g;
const ADDRESS = "(?:https?://[^\\s()<>\\[\\]\"'`\\\\]+|(?:mailto|tel):[^\\s()<>\\[\\]\"'`\\\\:/]+)";
const LINK = new RegExp(`\\[((?:\\\\.|[^\\[\\]\\\\])+)\\]\\((${ADDRESS})\\)`, "iy");
const WHOLE_ADDRESS = new RegExp(`^${ADDRESS}$`, "i");
const TO_ESCAPE = /(?<!\\)(\\*)([*[\]|]|\+(?=\+|$)|(?:(?<=[+\\])|^)\+)/g;
const WORD = /^[0-9A-Za-z\u00c0-\u024f]$/;
const ITEM = /^(-|[1-9]\d{0,2}\.)(?: (?=.*\S)(.*))?$/;
const RULE = /^\|(?: *:?-{3,}:? *\|)+ *$/;
const ROW = /^\|(.*)\| *$/;
const SAVED = /^( *)\\(?=\\*(?:-|[1-9]\d{0,2}\.)(?: |$))/;
const TO_SAVE = /^( *)(?=\\*(?:-|[1-9]\d{0,2}\.)(?: |$))/;
const UNSHOWABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;
const DEEPEST = 8;

export const mayBeFollowed = (address) => WHOLE_ADDRESS.test(address);
export const shown = (text) => text.replace(/\r\n?/g, "\n").replace(UNSHOWABLE, "");

const barred = (a, b) => WORD.test(a) && WORD.test(b) && (/[0-9]/.test(a) || /[0-9]/.test(b));

// ── one line: pieces {text, bold, italic, underline, href} ──

function signs(source, begin, end, href) {
  const run = source.slice(begin, end), before = source.charAt(begin - 1), after = source.charAt(end);
  if (!RUNS[run] || (before && after && barred(before, after))) return [{ text: run, href }];
  return RUNS[run].map((mark) => ({ text: MARKS[mark], href, mark, opens: !!after.trim(), closes: !!before.trim() }));
}

function parts(source) {
  const found = [];
  let at = 0, href = "", innerEnd = -1, linkEnd = -1, token;
  for (;;) {
    TOKEN.lastIndex = at;
    if (!(token = TOKEN.exec(source))) break;
    const begin = token.index, end = begin + token[0].length, sign = token[0];
    found.push({ text: source.slice(at, begin), href });
    at = end;
    if (sign[0] === "\\") {
      const escape = sign.length % 2;
      found.push({ text: "\\".repeat(sign.length >> 1) + source.substr(end, escape), href });
      at += escape;
    } else if (begin === innerEnd) {
      at = linkEnd;
      href = "";
    } else {
      LINK.lastIndex = begin;
      const link = sign === "[" && !href && LINK.exec(source);
      if (link) {
        href = link[2];
        innerEnd = begin + 1 + link[1].length;
        linkEnd = LINK.lastIndex;
      } else found.push(...signs(source, begin, end, href));
    }
  }
  found.push({ text: source.slice(at), href });
  return found;
}

function readLine(source) {
  const all = parts(source);
  for (const mark of Object.keys(MARKS)) {
    let opened = null;
    for (const sign of all.filter((part) => part.mark === mark)) {
      if (opened && sign.closes) {
        opened.paired = sign.paired = true;
        opened = null;
      } else if (!opened && sign.opens) opened = sign;
    }
  }
  const on = { bold: false, italic: false, underline: false }, pieces = [];
  for (const part of all) {
    if (part.paired) on[part.mark] = !on[part.mark];
    else if (part.text) pieces.push({ ...on, text: part.text, href: part.href });
  }
  return settled(pieces);
}

// No mark begins or ends on white space, or inside a word beside a digit.
function settled(pieces) {
  const words = pieces.map((piece) => piece.text).join("");
  const kinds = pieces.flatMap((piece) => Array.from({ length: piece.text.length }, () => ({ ...piece, text: "" })));
  for (const mark of Object.keys(MARKS)) {
    if (!pieces.some((piece) => piece[mark])) continue;
    const go = (act) => {
      for (let at = 0; at < kinds.length; at++) act(at, at - 1);
      for (let at = kinds.length - 1; at >= 0; at--) act(at, at + 1);
    };
    go((at, beyond) => {
      if (kinds[at][mark] && /\s/.test(words[at]) && !(kinds[beyond] && kinds[beyond][mark])) kinds[at][mark] = false;
    });
    go((at, beyond) => {
      if (kinds[beyond] && kinds[beyond][mark] && !kinds[at][mark]) {
        kinds[at][mark] = barred(words[Math.min(at, beyond)], words[Math.max(at, beyond)]);
      }
    });
  }
  const joined = [];
  kinds.forEach((kind, at) => {
    const last = joined[joined.length - 1];
    if (last && last.href === kind.href && Object.keys(MARKS).every((mark) => last[mark] === kind[mark])) last.text += words[at];
    else joined.push({ ...kind, text: words[at] });
  });
  return joined;
}

function writeLine(pieces) {
  const none = { text: "", href: "" };
  let out = "", before = none;
  for (const piece of [...settled(pieces), none]) {
    let delimiters = "";
    for (const mark in MARKS) if (before[mark] && !piece[mark]) delimiters += MARKS[mark];
    if (before.href !== piece.href) delimiters += (before.href ? `](${before.href})` : "") + (piece.href ? "[" : "");
    for (const mark in MARKS) if (piece[mark] && !before[mark]) delimiters += MARKS[mark];
    if (delimiters) out += "\\".repeat(out.length - out.replace(/\\+$/, "").length) + delimiters;
    out += piece.text.replace(TO_ESCAPE, "$1$1\\$2");
    before = piece;
  }
  return out;
}

// ── Markdown -> document ──

export function read(source) {
  const lines = shown(source).split("\n"), content = [];
  for (let at = 0; at < lines.length;) {
    const found = readTable(lines, at) || readList(lines, at, 0, 1);
    if (found) {
      content.push(found.node);
      at = found.at;
    } else content.push(paragraph(plainLine(lines[at++])));
  }
  return { type: "doc", content };
}

const plainLine = (source) => readLine(source.replace(SAVED, "$1"));

function paragraph(...lines) {
  const content = [];
  lines.forEach((pieces, number) => {
    if (number) content.push({ type: "hardBreak" });
    for (const piece of pieces) {
      const marks = Object.keys(MARKS).filter((mark) => piece[mark]).map((type) => ({ type }));
      if (piece.href) marks.push({ type: "link", attrs: { href: piece.href } });
      content.push({ type: "text", text: piece.text, marks });
    }
  });
  return { type: "paragraph", content };
}

function cells(source) {
  const inner = ROW.exec(source);
  if (!inner) return null;
  const found = [...`${inner[1]}|`.matchAll(/((?:[^|\\]|\\.|\\$)*)\|/g)].map((cell) => cell[1]);
  if (found.reduce((sum, cell) => sum + cell.length + 1, 0) !== inner[1].length + 1) return null;
  return found.map((cell) => readLine(cell.trim()));
}

function readTable(lines, at) {
  if (at + 1 >= lines.length || !RULE.test(lines[at + 1])) return null;
  const head = cells(lines[at]);
  if (!head || head.length !== (cells(lines[at + 1]) || []).length) return null;
  const named = head.some((cell) => cell.length);
  const rows = named ? [row(head, "tableHeader")] : [];
  let next;
  for (at += 2; at < lines.length && (next = cells(lines[at])) && next.length === head.length; at++) rows.push(row(next, "tableCell"));
  return rows.length ? { node: { type: "table", content: rows }, at } : null;
}

const row = (lines, type) => ({ type: "tableRow", content: lines.map((line) => ({ type, content: [paragraph(line)] })) });

function readList(lines, at, indent, depth) {
  let ordered = false;
  const items = [];
  for (let found; at < lines.length && (found = marker(lines[at], indent));) {
    if (items.length && (found[1] !== "-") !== ordered) break;
    ordered = found[1] !== "-";
    if (ordered && found[1] !== `${items.length + 1}.`) break;
    const [item, next] = readItem(lines, at, found, indent + found[1].length + 1, depth);
    items.push(item);
    at = next;
  }
  return items.length ? { node: { type: ordered ? "orderedList" : "bulletList", content: items }, at } : null;
}

const begins = (line, indent) => line.slice(0, indent) === " ".repeat(indent);
const marker = (line, indent) => (begins(line, indent) ? ITEM.exec(line.slice(indent)) : null);

function readItem(lines, at, found, indent, depth) {
  const own = [readLine(found[2] || "")], lists = [];
  for (at++; at < lines.length;) {
    const inner = depth < DEEPEST ? readList(lines, at, indent, depth + 1) : null;
    if (inner) {
      lists.push(inner.node);
      at = inner.at;
    } else if (!lists.length && begins(lines[at], indent) && lines[at].slice(indent).trim()) {
      own.push(plainLine(lines[at++].slice(indent)));
    } else break;
  }
  return [{ type: "listItem", content: [paragraph(...own), ...lists] }, at];
}

// ── document -> Markdown ──

export function write(doc) {
  const out = [];
  (doc.content || []).forEach((node, at, all) => {
    const before = all[at - 1];
    if (before && before.type === node.type && (node.type === "bulletList" || node.type === "table")) out.push("");
    const lines = block(node);
    if (before && /List$/.test(before.type) && lines.length) lines[0] = lines[0].replace(/^ +(?!\\?(?:-|\d))/, "");
    out.push(...lines);
  });
  return out.join("\n");
}

function block(node) {
  if (node.type === "table") return writeTable(node);
  if (/List$/.test(node.type)) return writeList(node);
  return linesOf(node).map((pieces) => writeLine(pieces).replace(TO_SAVE, "$1\\"));
}

function linesOf(node) {
  const lines = [[]];
  for (const child of node.content || []) {
    if (child.type === "hardBreak") lines.push([]);
    else if (child.type === "text") {
      const has = (type) => (child.marks || []).find((mark) => mark.type === type);
      const link = has("link");
      const kind = { bold: !!has("bold"), italic: !!has("italic"), underline: !!has("underline"), href: (link && mayBeFollowed(link.attrs.href) && link.attrs.href) || "" };
      shown(child.text).split("\n").forEach((text, number) => {
        if (number) lines.push([]);
        if (text) lines[lines.length - 1].push({ ...kind, text });
      });
    }
  }
  return lines;
}

const blank = (pieces) => !pieces.some((piece) => piece.text.trim());

function writeList(list) {
  return list.content.flatMap((item, number) => {
    const sign = list.type === "orderedList" ? `${number + 1}.` : "-", pad = " ".repeat(sign.length + 1);
    const paragraphs = item.content.filter((node) => node.type === "paragraph");
    const [first = [], ...more] = paragraphs.flatMap(linesOf).filter((pieces) => !blank(pieces));
    const inner = item.content.filter((node) => /List$/.test(node.type)).flatMap(writeList);
    const head = first.length ? `${sign} ${writeLine(first)}` : sign;
    return [head, ...[...more.map((pieces) => writeLine(pieces).replace(TO_SAVE, "$1\\")), ...inner].map((line) => pad + line)];
  });
}

function writeTable(table) {
  const width = Math.max(...table.content.map((each) => each.content.length));
  const rows = table.content.map((each) => {
    const texts = each.content.map((cell) => {
      const pieces = cell.content.flatMap(linesOf).filter((line) => !blank(line));
      return writeLine(pieces.flatMap((line, number) => (number ? [{ text: " ", href: "" }, ...line] : line))).trim();
    });
    return { texts: [...texts, ...Array(width - texts.length).fill("")], head: each.content.every((cell) => cell.type === "tableHeader") };
  });
  const named = rows[0].head && rows[0].texts.some(Boolean);
  const head = named ? rows[0].texts : Array(width).fill("");
  const lines = [head, Array(width).fill("---"), ...(named ? rows.slice(1) : rows).map((each) => each.texts)];
  return lines.map((texts) => `| ${texts.join(" | ")} |`);
}
