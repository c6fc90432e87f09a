// External selects: what is typed goes to the app, which answers with options.

import { act } from "./acts.js";

const PAUSE_MS = 200;
let timer;

/** Ask the app for options after a pause in typing; `place` says where the select stands. */
export function search(input, place) {
  clearTimeout(timer);
  const combo = input.closest(".combo");
  const least = Number(combo.dataset.min);
  delete combo.dataset.choice;
  if (input.value.length < least) {
    show(combo, [], `Type ${least} or more characters`);
    return;
  }
  timer = setTimeout(async () => {
    const { action, block } = combo.dataset;
    const answer = await act("options", { ...place, action_id: action, block_id: block, query: input.value });
    if (answer && document.activeElement === input) show(combo, answer.options, "Nothing found");
  }, PAUSE_MS);
}

function show(combo, options, otherwise) {
  const list = combo.querySelector(".menu-list");
  list.replaceChildren();
  let group = "";
  for (const { option, group: label } of options) {
    if (label && label !== group) list.append(words("small", "menu-group", label));
    group = label;
    const button = words("button", "", option.text.text);
    button.type = "button";
    button.setAttribute("role", "option");
    button.dataset.do = "suggested";
    button.dataset.choice = JSON.stringify(option);
    list.append(button);
  }
  if (!options.length) list.append(words("small", "menu-group", otherwise));
  open(combo, true);
}

function words(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function open(combo, opens) {
  combo.querySelector(".menu-list").hidden = !opens;
  combo.querySelector("input").setAttribute("aria-expanded", String(opens));
}

/** Take a suggested option; the option itself. */
export function choose(button) {
  const combo = button.closest(".combo");
  combo.dataset.choice = button.dataset.choice;
  combo.dataset.picked = "";
  const option = JSON.parse(button.dataset.choice);
  combo.querySelector("input").value = option.text.text;
  open(combo, false);
  combo.querySelector("input").focus();
  return option;
}

/** Close the list when the focus leaves, and move in it by arrow keys. */
export function startSuggestions() {
  document.addEventListener("focusout", (event) => {
    const combo = event.target.closest(".combo");
    if (combo && !combo.contains(event.relatedTarget)) open(combo, false);
  });
  document.addEventListener("keydown", (event) => {
    const combo = event.target.closest(".combo");
    if (!combo) return;
    const list = combo.querySelector(".menu-list");
    const options = [...list.querySelectorAll("button")];
    if (event.key === "Escape" && !list.hidden) {
      open(combo, false);
      event.stopPropagation();
    } else if (event.key === "Enter" && event.target.matches("input") && options.length && !list.hidden) {
      options[0].click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const index = options.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      (options[index] ?? combo.querySelector("input")).focus();
    } else {
      return;
    }
    event.preventDefault();
  });
}
