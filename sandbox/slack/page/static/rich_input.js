// The rich text input: an editor of the browser's own, read as the rich_text block that an app gets.

const STYLE_BY_TAG = {
  B: "bold",
  STRONG: "bold",
  I: "italic",
  EM: "italic",
  S: "strike",
  STRIKE: "strike",
  DEL: "strike",
  U: "underline",
  CODE: "code",
};
const BLOCK_TAGS = new Set(["DIV", "P", "UL", "OL", "BLOCKQUOTE", "PRE"]);

/** The rich_text block of an input, or null when nothing is written in it. */
export function richTextOf(area) {
  if (area.dataset.initial && !("changed" in area.dataset)) return JSON.parse(area.dataset.initial);
  const editor = area.querySelector("[contenteditable]");
  const elements = editor.textContent.trim() ? partsOf(editor) : [];
  return elements.length ? { type: "rich_text", elements } : null;
}

function partsOf(root) {
  const parts = [];
  for (const node of root.childNodes) {
    const last = parts.at(-1);
    if (["UL", "OL"].includes(node.nodeName)) parts.push(listOf(node));
    else if (node.nodeName === "BLOCKQUOTE") parts.push({ type: "rich_text_quote", elements: pieces(node) });
    else if (node.nodeName === "PRE") parts.push({ type: "rich_text_preformatted", elements: pieces(node) });
    else if (["DIV", "P"].includes(node.nodeName) && [...node.children].some((child) => BLOCK_TAGS.has(child.nodeName))) {
      parts.push(...partsOf(node));
    } else if (last?.type === "rich_text_section") {
      const isLine = ["DIV", "P"].includes(node.nodeName) || BLOCK_TAGS.has(node.previousSibling?.nodeName);
      last.elements = merged([...last.elements, ...(isLine ? [{ type: "text", text: "\n" }] : []), ...pieces(node, true)]);
    } else parts.push({ type: "rich_text_section", elements: pieces(node, true) });
  }
  return parts.filter((part) => part.elements.length);
}

function listOf(list) {
  const items = [...list.querySelectorAll("li")].map((item) => ({ type: "rich_text_section", elements: pieces(item) }));
  return { type: "rich_text_list", style: list.nodeName === "OL" ? "ordered" : "bullet", elements: items };
}

/** The styled texts and links in a node, in order; `whole` takes the node itself along. */
function pieces(node, whole = false) {
  const found = [];
  const walk = (part, style) => {
    if (part.nodeType === Node.TEXT_NODE) add(found, part.textContent, style);
    else if (part.nodeName === "BR") add(found, part.nextSibling ? "\n" : "", style);
    else if (part.nodeName === "A") found.push({ type: "link", url: part.href, text: part.textContent });
    else {
      const own = STYLE_BY_TAG[part.nodeName];
      for (const child of part.childNodes) walk(child, own ? { ...style, [own]: true } : style);
    }
  };
  if (whole) walk(node, {});
  else for (const child of node.childNodes) walk(child, {});
  return merged(found);
}

function add(found, text, style) {
  const written = text.replaceAll("\u00a0", " ");
  if (written) found.push(Object.keys(style).length ? { type: "text", text: written, style } : { type: "text", text: written });
}

function merged(list) {
  const out = [];
  for (const piece of list) {
    const last = out.at(-1);
    const alike = last?.type === "text" && piece.type === "text" && JSON.stringify(last.style) === JSON.stringify(piece.style);
    if (alike) last.text += piece.text;
    else out.push({ ...piece });
  }
  return out;
}

/** Style what is selected in the editor of a toolbar's button. */
export function format(button) {
  const area = button.closest(".rich-input");
  area.querySelector("[contenteditable]").focus();
  area.dataset.changed = "";
  const { format: name } = button.dataset;
  if (name === "blockquote") document.execCommand("formatBlock", false, "blockquote");
  else if (name === "code") asCode();
  else document.execCommand(name);
}

function asCode() {
  const code = document.createElement("code");
  code.textContent = String(getSelection());
  if (code.textContent) document.execCommand("insertHTML", false, code.outerHTML);
}

/** Keep the selection while a button of the toolbar is pressed, and paste words alone. */
export function startRichInputs() {
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.(".rich-tools")) event.preventDefault();
  });
  document.addEventListener("input", (event) => {
    const area = event.target.closest?.(".rich-input");
    if (area) area.dataset.changed = "";
  });
  document.addEventListener("paste", (event) => {
    if (!event.target.closest?.(".rich-input")) return;
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
}
