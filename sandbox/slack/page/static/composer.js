// The message boxes: growing with what is typed, completing commands and people, sending, remembering drafts.

import { act } from "./acts.js";

const commands = JSON.parse(document.getElementById("commands").textContent);
const people = JSON.parse(document.getElementById("people").textContent);
const MAX_PEOPLE = 8;
const SLOW_MS = 250;
const PATIENCE_MS = 6000;

let offered = [];
let chosen = 0;

const boxOf = (target) => target.closest?.(".composer textarea");
const draftKey = (form) => `draft-${form.dataset.key}`;

/** Bring back the drafts of the message boxes below `root`. */
export function enhanceComposers(root) {
  const forms = [...root.querySelectorAll(".composer"), ...(root.matches?.(".composer") ? [root] : [])];
  for (const form of forms) {
    const box = form.querySelector("textarea");
    box.value = sessionStorage.getItem(draftKey(form)) ?? "";
    grow(box);
  }
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

function setText(box, text) {
  box.value = text;
  const key = draftKey(box.form);
  if (text) sessionStorage.setItem(key, text);
  else sessionStorage.removeItem(key);
  grow(box);
}

async function send(form) {
  const box = form.querySelector("textarea");
  const text = box.value;
  if (!text.trim()) return;
  setText(box, "");
  offer(form, []);
  const waiting = setTimeout(() => note(form, `Waiting for ${document.body.dataset.app}…`), SLOW_MS);
  const news = new Promise((resolve) => document.addEventListener("news", resolve, { once: true }));
  const answer = await act("type", { channel: document.body.dataset.channel, text, thread: form.dataset.thread ?? null });
  if (answer) document.dispatchEvent(new Event("sent"));
  if (answer && !answer.failure && text.startsWith("/")) await Promise.race([news, pause(PATIENCE_MS)]);
  clearTimeout(waiting);
  note(form, "");
  if (!answer && !box.value) setText(box, text);
}

function pause(duration) {
  return new Promise((resolve) => setTimeout(resolve, duration));
}

function note(form, words) {
  const line = form.querySelector(".composer-note");
  line.textContent = words;
  line.classList.toggle("waiting", words !== "");
}

// completion

function suggestions(box) {
  const before = box.value.slice(0, box.selectionStart);
  const command = /^\/\S*$/.exec(before);
  if (command && !box.form.dataset.thread) {
    return commands
      .filter((one) => one.command.startsWith(command[0].toLowerCase()))
      .map((one) => ({ title: one.command, hint: one.usage_hint, about: one.description, text: `${one.command} `, from: 0 }));
  }
  const mention = /(^|\s)@([^\s@]*)$/.exec(before);
  if (mention) {
    const typed = mention[2].toLowerCase();
    const from = before.length - mention[2].length - 1;
    return people
      .filter((one) => one.handle.includes(typed) || one.name.toLowerCase().includes(typed))
      .slice(0, MAX_PEOPLE)
      .map((one) => ({ title: `@${one.handle}`, hint: "", about: one.name, text: `@${one.handle} `, from }));
  }
  return [];
}

function usage(box) {
  const word = /^(\/\S+)\s/.exec(box.value);
  return word ? commands.find((one) => one.command === word[1] && one.usage_hint) : undefined;
}

function offer(form, list, help) {
  const popup = form.querySelector(".completion");
  if (!popup) return;
  offered = list;
  chosen = 0;
  popup.hidden = !list.length && !help;
  form.querySelector("textarea").setAttribute("aria-expanded", String(list.length > 0));
  popup.replaceChildren(...list.map(line), ...(help ? [helpLine(help)] : []));
  markChosen(form);
}

function line(item, index) {
  const row = document.createElement("div");
  row.className = "completion-line";
  row.id = `completion-${index}`;
  row.setAttribute("role", "option");
  row.dataset.index = index;
  row.append(part("b", item.title), part("i", item.hint), part("span", item.about));
  return row;
}

function helpLine(command) {
  const row = document.createElement("p");
  row.className = "completion-help";
  row.append(part("b", command.command), part("i", command.usage_hint));
  return row;
}

function part(tag, words) {
  const element = document.createElement(tag);
  element.textContent = words;
  return element;
}

function markChosen(form) {
  const popup = form.querySelector(".completion");
  [...popup.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === chosen)));
  popup.children[chosen]?.scrollIntoView({ block: "nearest" });
  const box = form.querySelector("textarea");
  if (offered.length) box.setAttribute("aria-activedescendant", `completion-${chosen}`);
  else box.removeAttribute("aria-activedescendant");
}

function accept(box, item) {
  const rest = box.value.slice(box.selectionStart).trimStart();
  const start = box.value.slice(0, item.from) + item.text;
  setText(box, start + rest);
  box.setSelectionRange(start.length, start.length);
  offer(box.form, suggestions(box), usage(box));
  box.focus();
}

function onKey(event) {
  const box = boxOf(event.target);
  if (!box || event.isComposing) return;
  const item = offered[chosen];
  const isTyped = item && box.value === item.title;
  if (offered.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + offered.length) % offered.length;
    markChosen(box.form);
  } else if (item && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !isTyped))) {
    accept(box, item);
  } else if (event.key === "Escape" && offered.length) {
    offer(box.form, []);
  } else if (event.key === "Enter" && !event.shiftKey) {
    send(box.form);
  } else {
    return;
  }
  event.preventDefault();
}

function onInput(event) {
  const box = boxOf(event.target);
  if (!box) return;
  setText(box, box.value);
  offer(box.form, suggestions(box), usage(box));
}

/** Listen, once for all message boxes there will be. */
export function startComposers() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("input", onInput);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".composer")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("mousedown", (event) => {
    const row = event.target.closest(".completion-line");
    if (!row) return;
    event.preventDefault();
    accept(row.closest(".composer").querySelector("textarea"), offered[Number(row.dataset.index)]);
  });
  document.addEventListener("focusout", (event) => {
    const box = boxOf(event.target);
    if (box) offer(box.form, []);
  });
}
