// What people have entered in the elements of messages and modals.

import { richTextOf } from "./rich_input.js";
import { filesIn } from "./uploads.js";

const FIELDS = ["field", "choices", "combo", "rich-input", "files"].map((name) => `.${name}[data-action]`).join(", ");

/** The value of an element as an act sends it: text, an option's value, a list of them, or null for nothing. */
export function valueOf(element) {
  if (element.matches(".combo-several")) return JSON.parse(element.dataset.picks).map((pick) => pick.choice);
  switch (element.dataset.type) {
    case "radio_buttons":
      return element.querySelector("input:checked")?.value ?? null;
    case "external_select":
      return element.dataset.choice ? JSON.parse(element.dataset.choice) : null;
    case "rich_text_input":
      return richTextOf(element);
    case "file_input":
      return filesIn(element);
    case "datetimepicker":
      return element.value ? Math.round(new Date(element.value).getTime() / 1000) : null;
    default:
      if (element.classList.contains("choices")) {
        return [...element.querySelectorAll("input:checked")].map((input) => input.value);
      }
      return element.value === "" ? null : element.value;
  }
}

/** block_id -> action_id -> value of every field in a message or modal. */
export function stateOf(container) {
  const state = {};
  for (const field of container.querySelectorAll(FIELDS)) {
    (state[field.dataset.block] ??= {})[field.dataset.action] = valueOf(field);
  }
  return state;
}

/** Show instants in the browser's own zone where the server could not. */
export function enhanceForms(root) {
  for (const field of root.querySelectorAll("[data-unix]")) {
    const local = new Date(Number(field.dataset.unix) * 1000);
    local.setMinutes(local.getMinutes() - local.getTimezoneOffset());
    field.value = local.toISOString().slice(0, 16);
  }
}

/** Copy what was entered in `old` into `fresh`; the function that is returned puts focus and scroll back. */
export function keepTyped(old, fresh) {
  for (const field of old.querySelectorAll(FIELDS)) {
    const twin = twinOf(field, fresh);
    if (twin && wasChanged(field)) copy(field, twin);
  }
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const home = focused?.closest("[data-action]");
  const selection = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
  const scrolled = old.querySelector(".view-body")?.scrollTop;
  return () => {
    if (scrolled !== undefined) fresh.querySelector(".view-body").scrollTop = scrolled;
    const twin = home && twinOf(home, fresh);
    if (!twin) return;
    const target = twin.matches("input, textarea, select, button, a") ? twin : twin.querySelector("input, [contenteditable], button");
    target?.focus({ preventScroll: true });
    if (selection && selection[0] !== null && "setSelectionRange" in target) target.setSelectionRange(...selection);
  };
}

function twinOf(field, root) {
  const { block, action } = field.dataset;
  return root.querySelector(`[data-block="${CSS.escape(block)}"][data-action="${CSS.escape(action)}"]`);
}

function wasChanged(field) {
  if (field.matches(".choices")) return [...field.querySelectorAll("input")].some((input) => input.checked !== input.defaultChecked);
  if (field.matches(".rich-input")) return "changed" in field.dataset;
  if (field.matches(".files")) return field.querySelector("li") !== null;
  if (field.matches(".combo")) return "picked" in field.dataset || field.querySelector("input").value !== field.querySelector("input").defaultValue;
  if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

function copy(field, twin) {
  if (field.matches(".choices")) {
    const ticked = new Set([...field.querySelectorAll("input:checked")].map((input) => input.value));
    for (const input of twin.querySelectorAll("input")) input.checked = ticked.has(input.value);
  } else if (field.matches(".combo")) {
    twin.querySelector("input").value = field.querySelector("input").value;
    twin.dataset.picked = "";
    for (const name of ["choice", "picks"]) {
      if (name in field.dataset) twin.dataset[name] = field.dataset[name];
      else delete twin.dataset[name];
    }
  } else if (field.matches(".rich-input")) {
    twin.querySelector("[contenteditable]").replaceChildren(...field.querySelector("[contenteditable]").childNodes);
    twin.dataset.changed = "";
  } else if (field.matches(".files")) {
    twin.querySelector(".files-list").replaceWith(field.querySelector(".files-list"));
  } else {
    twin.value = field.value;
  }
}
