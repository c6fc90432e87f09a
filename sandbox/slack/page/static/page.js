// The page: follows the workspace live, region by region, and passes on what the person does.

import { act, toast } from "./acts.js";
import { enhanceComposers, startComposers } from "./composer.js";
import { closeMenus, confirmed, enlarge, menuKey, toggleMenu } from "./dialogs.js";
import { enhanceForms, stateOf, valueOf } from "./forms.js";
import { copyJson, isOpen, showDetail, toggleInspector, wasOpen } from "./inspector.js";
import { reconcile, remember } from "./reconcile.js";
import { format, startRichInputs } from "./rich_input.js";
import { Sticky } from "./sticky.js";
import { choose, enhanceSuggestions, openOffers, search, startSuggestions, unpick } from "./suggestions.js";
import { sortTable, turnPage } from "./tables.js";
import { startUploads, upload, uploadsDone } from "./uploads.js";

const { body } = document;
const frame = document.getElementById("frame");
const timeline = document.getElementById("timeline");
const modal = document.getElementById("modal");
const EVERYTHING = ["sidebar", "head", "timeline", "composer", "thread", "modal"];
const MINUTE_MS = 60_000;
const SCAN_MS = 400;
const TYPING_MS = 350;
const NOTHING_NEW = "9"; // later than any ts: no line above new messages

// drawing regions anew

const pending = new Set();
let isDrawing = false;
let seq = Number(body.dataset.seq);
const atEnd = new Sticky(timeline);
let threadAtEnd;

function refresh(names) {
  for (const name of names) if (name !== "inspector" || isOpen()) pending.add(name);
  if (!isDrawing) drawPending();
}

async function drawPending() {
  isDrawing = true;
  while (pending.size) {
    const names = [...pending];
    pending.clear();
    await draw(names);
  }
  isDrawing = false;
}

async function draw(names) {
  const address = location.search;
  const query = new URLSearchParams(address);
  query.set("names", names.join(","));
  if (body.dataset.since !== undefined) query.set("since", body.dataset.since);
  let answer;
  try {
    answer = await (await fetch(`/regions?${query}`)).json();
  } catch {
    return; // the event stream tells the person, and draws everything once it is back
  }
  if (address !== location.search) return; // the person has gone on meanwhile
  document.title = answer.title;
  body.dataset.channel = answer.channel;
  body.dataset.since ??= answer.since;
  for (const [name, html] of Object.entries(answer.regions)) {
    for (const element of reconcile(document.querySelector(`[data-region="${name}"]`), html)) enhance(element);
  }
  frame.classList.toggle("with-thread", query.has("thread"));
  if ("modal" in answer.regions) syncModal();
  if ("thread" in answer.regions) afterThread();
  if ("timeline" in answer.regions) afterTimeline();
}

function enhance(element) {
  enhanceForms(element);
  enhanceSuggestions(element);
  enhanceComposers(element);
}

function afterTimeline() {
  atEnd.arrive();
  showPointedAt();
  if (!beginsAtTop()) atEnd.settle();
  if (document.querySelector("[data-scanning]")) setTimeout(() => refresh(["timeline", "thread"]), SCAN_MS);
  markRead();
}

function afterThread() {
  const scroller = document.querySelector("#thread .scroll");
  if (scroller && threadAtEnd?.scroller !== scroller) threadAtEnd = new Sticky(scroller);
  if (scroller) threadAtEnd.settle();
}

/** Whoever looks at a channel has read it; only what came before they looked is marked as new. */
function markRead() {
  if (document.visibilityState !== "visible" || isMail()) return;
  if (!timeline.querySelector(".new-line")) body.dataset.since = NOTHING_NEW;
  act("read", { channel: body.dataset.channel }, { quiet: true });
}

document.addEventListener("visibilitychange", () => {
  const last = [...timeline.querySelectorAll("[data-ts]")].at(-1);
  if (document.visibilityState === "visible") refresh(["timeline"]);
  else if (last) body.dataset.since = last.dataset.ts;
});
document.addEventListener("sent", () => {
  body.dataset.since = NOTHING_NEW;
  atEnd.toEnd();
  threadAtEnd?.toEnd();
});

// going elsewhere

const asked = (name) => new URLSearchParams(location.search).get(name);
const isHome = () => asked("tab") === "home";
const isMail = () => asked("mail") !== null;
const beginsAtTop = () => isHome() || isMail();
const whereabouts = () => `${asked("channel")} ${isHome() ? "home" : "messages"} ${asked("mail") ?? ""}`;
let here = whereabouts();
let hasPointed = false;

function go(href) {
  history.pushState(null, "", href);
  arrive();
}

function arrive() {
  frame.classList.remove("sidebar-open");
  closeMenus();
  hasPointed = false;
  if (whereabouts() !== here) {
    here = whereabouts();
    atEnd.leave({ forEnd: !beginsAtTop() });
    delete body.dataset.since;
  }
  follow();
  refresh(EVERYTHING);
  openApp();
}

/** The app hears that its conversation or its Home tab was opened. */
function openApp() {
  if (asked("channel") === "app" && !isMail()) act("home", { tab: isHome() ? "home" : "messages" }, { quiet: true });
}

window.addEventListener("popstate", () => {
  if (asked("as") === body.dataset.as) arrive();
  else location.reload();
});

/** Bring the message that the address points at into view, once. */
function showPointedAt() {
  const message = !hasPointed && asked("at") && document.querySelector(`[data-ts="${CSS.escape(asked("at"))}"]`);
  if (!message) return;
  hasPointed = true;
  const isInThread = message.closest("#thread");
  (isInThread ? threadAtEnd : atEnd).show(message);
  message.classList.add("pointed-at");
}

// following the workspace

let stream;

function follow() {
  stream?.close();
  const query = new URLSearchParams(location.search);
  query.set("after", String(seq));
  stream = new EventSource(`/live?${query}`);
  stream.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    seq = told.seq;
    if (told.regions.includes("sidebar")) document.dispatchEvent(new Event("news"));
    refresh(told.regions);
  });
  stream.addEventListener("open", () => {
    if (body.classList.contains("offline")) refresh(EVERYTHING);
    body.classList.remove("offline");
  });
  stream.addEventListener("error", () => body.classList.add("offline"));
}

// modals

function syncModal() {
  const view = modal.querySelector(".view");
  if (!view) {
    if (modal.open) modal.close();
    return;
  }
  if (!modal.open) modal.showModal();
  if (modal.dataset.shown !== view.dataset.view) {
    modal.dataset.shown = view.dataset.view;
    const first = view.querySelector("[autofocus]") ?? view.querySelector(".view-body .field, .view-body input");
    (first ?? view.querySelector("footer .btn")).focus();
  }
  const wrong = view.querySelector("[aria-invalid]");
  if (wrong && !wrong.dataset.pointedAt) {
    wrong.dataset.pointedAt = "yes";
    (wrong.matches(".choices") ? wrong.querySelector("input") : wrong).focus();
    document.getElementById(wrong.getAttribute("aria-describedby"))?.scrollIntoView({ block: "nearest" });
  }
}

modal.addEventListener("cancel", (event) => {
  event.preventDefault();
  closeView(true);
});

async function closeView(wholeStack) {
  const view = modal.querySelector(".view");
  if (view) await act("close", { view: view.dataset.view, whole_stack: wholeStack });
  refresh(["modal"]);
}

async function submitView(form) {
  if (form.classList.contains("working")) return;
  form.classList.add("working");
  await uploadsDone();
  const answer = await act("submit", { view: form.dataset.view, values: stateOf(form) });
  form.classList.remove("working");
  if (answer?.problem) toast("The app's answer to this form was not valid; the inspector shows it.");
  refresh(["modal"]);
}

// using elements

function placeOf(element) {
  const view = element.closest("[data-view]");
  if (view) return { view: view.dataset.view };
  const { channel, ts } = element.closest("[data-ts]").dataset;
  return { channel, ts };
}

async function use(element, choice = null) {
  const owner = element.closest("[data-action]");
  if (owner.getAttribute("aria-busy") === "true" || !(await confirmed(owner))) return false;
  owner.setAttribute("aria-busy", "true");
  const state = stateOf(element.closest("[data-view], [data-ts]"));
  const { action, block } = owner.dataset;
  const answer = await act("click", { ...placeOf(element), action_id: action, block_id: block, choice, state });
  owner.removeAttribute("aria-busy");
  return answer !== null;
}

let pauseInTyping;

/** Send what is typed once the person pauses. */
function useAfterPause(field) {
  clearTimeout(pauseInTyping);
  pauseInTyping = setTimeout(() => use(field, valueOf(field)), TYPING_MS);
}

/** A field in a form only fills it in, unless its block sends each change to the app. */
function changed(field) {
  const input = field.closest(".input");
  if (!input || "dispatch" in input.dataset) use(field, valueOf(field));
}

const clicks = {
  click: (element, event) => {
    if (element.matches("a") && !element.dataset.confirm) use(element);
    else if (element.matches("a")) {
      event.preventDefault();
      use(element).then((done) => done && window.open(element.href, element.target || "_self", "noopener"));
    } else use(element, element.dataset.choice ?? null);
  },
  menu: (button) => toggleMenu(button),
  choose: (button) => {
    closeMenus();
    if (button.dataset.href) window.open(button.dataset.href, "_blank", "noopener");
    use(button, button.dataset.choice);
  },
  suggested: (button) => choose(button) && changed(button.closest(".combo")),
  unpick: (button) => {
    const combo = button.closest(".combo");
    unpick(button);
    changed(combo);
  },
  search: (input) => openOffers(input, placeOf(input)),
  format,
  "remove-file": (button) => button.closest("li").remove(),
  lightbox: enlarge,
  sort: sortTable,
  page: turnPage,
  sidebar: () => frame.classList.toggle("sidebar-open"),
  theme: switchTheme,
  inspector: () => {
    toggleInspector();
    refresh(["inspector"]);
  },
  detail: showDetail,
  copy: copyJson,
  join: () => act("join", { channel: body.dataset.channel }),
  leave: () => act("leave", { channel: body.dataset.channel }),
  dismiss: (button) => act("dismiss", placeOf(button)),
  "close-view": () => closeView(false),
  "close-all": () => closeView(true),
};

const changes = {
  pick: changed,
  tick: (input) => changed(input.closest(".choices")),
  upload: (input) => {
    upload(input.closest(".files"), input.files);
    input.value = "";
  },
  "refused-only": (input) => document.getElementById("inspector").classList.toggle("refused-only", input.checked),
};

const inputs = {
  search: (input) => search(input, placeOf(input)),
  filter: (input) => {
    const wanted = input.value.toLowerCase();
    for (const line of input.parentElement.querySelectorAll(".people li")) {
      line.hidden = !line.textContent.toLowerCase().includes(wanted);
    }
  },
};

function switchTheme() {
  const isDark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = isDark ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  remembered("theme", theme);
}

function remembered(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}

document.addEventListener("click", (event) => {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  const doing = event.target.closest("[data-do]");
  if (!event.target.closest(".menu")) closeMenus();
  clicks[doing?.dataset.do]?.(doing, event);
  const link = event.target.closest("a[data-go]");
  if (link && isPlain && !event.defaultPrevented) {
    event.preventDefault();
    go(link.getAttribute("href"));
  }
  const isToggle = doing?.dataset.do === "sidebar";
  if (!isToggle && !event.target.closest("#sidebar")) frame.classList.remove("sidebar-open");
});
document.addEventListener("change", (event) => changes[event.target.dataset.do]?.(event.target));
document.addEventListener("input", (event) => {
  inputs[event.target.dataset.do]?.(event.target);
  const dispatching = event.target.closest('.input[data-dispatch~="on_character_entered"] :is(.field, .rich-input)[data-action]');
  if (dispatching) useAfterPause(dispatching);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".view")) return;
  event.preventDefault();
  submitView(event.target);
});
document.addEventListener("keydown", (event) => {
  const dispatching = event.target.closest?.('.input[data-dispatch~="on_enter_pressed"] .field');
  if (event.key === "Enter" && dispatching && !dispatching.matches("textarea, select")) {
    event.preventDefault();
    use(dispatching, valueOf(dispatching));
  }
  menuKey(event);
});
setInterval(() => document.visibilityState === "visible" && refresh(["timeline", "thread"]), MINUTE_MS);

// starting

if (!asked("as") || !asked("channel")) {
  history.replaceState(null, "", body.dataset.address);
  here = whereabouts();
}
remember(document);
startComposers();
startSuggestions();
startUploads();
startRichInputs();
enhance(body);
syncModal();
atEnd.leave({ forEnd: !beginsAtTop() }); // afterTimeline finds it there
afterThread();
afterTimeline();
follow();
openApp();
if (wasOpen()) {
  toggleInspector(true);
  refresh(["inspector"]);
}
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (!document.cookie.includes(`zone=${zone}`)) {
  remembered("zone", zone);
  refresh(EVERYTHING);
}
document.documentElement.dataset.ready = "yes"; // from here on nothing that is typed or clicked is lost
