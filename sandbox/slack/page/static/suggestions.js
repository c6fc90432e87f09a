// Selects with a search field: of what was sent with them, or of what the app answers to what is typed.
//
// Selects of several keep what is picked as chips; a pick is {choice, words}, and its choice is what an act sends.

import { act } from "./acts.js";

const PAUSE_MS = 200;
const MAX_SHOWN = 100;
let timer;

/** Offer what fits what is typed, at once or after a pause in typing; `place` says where the select stands. */
export function search(input, place) {
  clearTimeout(timer);
  const combo = input.closest(".combo");
  delete combo.dataset.choice;
  if (combo.dataset.offers) {
    const typed = input.value.trim().toLowerCase();
    const offers = JSON.parse(combo.dataset.offers);
    show(combo, offers.filter((offer) => offer.words.toLowerCase().includes(typed)).slice(0, MAX_SHOWN), "Nothing found");
    return;
  }
  const least = Number(combo.dataset.min);
  if (input.value.length < least) {
    show(combo, [], `Type ${least} or more ${least === 1 ? "character" : "characters"}`);
    return;
  }
  timer = setTimeout(async () => {
    const { action, block } = combo.dataset;
    const answer = await act("options", { ...place, action_id: action, block_id: block, query: input.value });
    const offers = answer?.options.map(({ option, group }) => ({ choice: option, words: option.text.text, group }));
    if (offers && document.activeElement === input) show(combo, offers, "Nothing found");
  }, PAUSE_MS);
}

/** Open the list of a search field that was clicked, where there is something to show before one types. */
export function openOffers(input, place) {
  const combo = input.closest(".combo");
  if (combo.dataset.offers || (combo.dataset.min === "0" && !input.value)) search(input, place);
}

function show(combo, offers, otherwise) {
  const list = combo.querySelector(".menu-list");
  const picked = new Set(picksOf(combo).map((pick) => JSON.stringify(pick.choice)));
  list.replaceChildren();
  let group = "";
  for (const offer of offers) {
    if (offer.group && offer.group !== group) list.append(make("small", "menu-group", offer.group));
    group = offer.group;
    list.append(offerButton(offer, picked.has(JSON.stringify(offer.choice))));
  }
  if (!offers.length) list.append(make("small", "menu-group", otherwise));
  open(combo, true);
}

function offerButton(offer, isPicked) {
  const button = make("button", "", offer.words);
  button.type = "button";
  button.setAttribute("role", "option");
  button.setAttribute("aria-selected", String(isPicked));
  button.dataset.do = "suggested";
  button.dataset.offer = JSON.stringify(offer);
  return button;
}

function make(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function open(combo, opens) {
  combo.querySelector(".menu-list").hidden = !opens;
  combo.querySelector("input").setAttribute("aria-expanded", String(opens));
}

/** Take an offer: into the field, or among the chips (and from there again); whether that changed anything. */
export function choose(button) {
  const combo = button.closest(".combo");
  const input = combo.querySelector("input");
  const offer = JSON.parse(button.dataset.offer);
  combo.dataset.picked = "";
  open(combo, false);
  input.focus();
  if (!combo.matches(".combo-several")) {
    combo.dataset.choice = JSON.stringify(offer.choice);
    input.value = offer.words;
    return true;
  }
  input.value = "";
  return togglePick(combo, offer);
}

function picksOf(combo) {
  return JSON.parse(combo.dataset.picks ?? "[]");
}

function togglePick(combo, offer) {
  const isOther = (pick) => JSON.stringify(pick.choice) !== JSON.stringify(offer.choice);
  const picks = picksOf(combo);
  const left = picks.filter(isOther);
  if (left.length === picks.length && picks.length >= Number(combo.dataset.most ?? Infinity)) return false;
  setPicks(combo, left.length === picks.length ? [...picks, offer] : left);
  return true;
}

function setPicks(combo, picks) {
  combo.dataset.picks = JSON.stringify(picks);
  combo.querySelector(".chips").replaceChildren(...picks.map(chip));
}

function chip(pick, index) {
  const element = make("span", "chip", pick.words);
  const remove = make("button", "", "×");
  remove.type = "button";
  remove.dataset.do = "unpick";
  remove.dataset.index = index;
  remove.setAttribute("aria-label", `Remove ${pick.words}`);
  element.append(remove);
  return element;
}

/** Take the chip of a button away. */
export function unpick(button) {
  const combo = button.closest(".combo");
  togglePick(combo, picksOf(combo)[Number(button.dataset.index)]);
  combo.dataset.picked = "";
  combo.querySelector("input").focus();
}

/** Draw the chips of the selects below `root`. */
export function enhanceSuggestions(root) {
  for (const combo of root.querySelectorAll(".combo-several")) setPicks(combo, picksOf(combo));
}

/** Close the list when the focus leaves, move in it by arrow keys, and take the last chip by Backspace. */
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
    } else if (event.key === "Backspace" && event.target.matches("input") && !event.target.value) {
      combo.querySelector(".chip:last-child button")?.click();
    } else if (event.key === "ArrowDown" && list.hidden) {
      event.target.click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const index = options.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      (options[index] ?? combo.querySelector("input")).focus();
    } else {
      return;
    }
    event.preventDefault();
  });
}
