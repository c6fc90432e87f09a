// Brings a region up to date without touching what is the same: whoever types, scrolls or sorts in it goes on.
//
// Elements with data-key are compared by the HTML the server sent for them; those that also have data-nest are
// gone into, all others are replaced as a whole.

import { keepTyped } from "./forms.js";

const sentFor = new WeakMap();

/** Note the HTML of every keyed element below `root`, before anything changes it. */
export function remember(root) {
  for (const element of root.querySelectorAll("[data-key]")) sentFor.set(element, element.outerHTML);
}

/** Make the children of `region` what `html` says; returns the elements that are new. */
export function reconcile(region, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  remember(template.content);
  const inserted = [];
  merge(region, template.content, inserted);
  return inserted;
}

function merge(present, wanted, inserted) {
  const keys = new Set([...wanted.children].map((child) => child.dataset.key));
  for (const child of [...present.childNodes]) {
    if (!keys.has(child.dataset?.key)) child.remove();
  }
  const byKey = new Map([...present.children].map((child) => [child.dataset.key, child]));
  let next = present.firstElementChild;
  for (const fresh of [...wanted.children]) {
    const old = byKey.get(fresh.dataset.key);
    const wasNext = old !== undefined && old === next;
    const element = old ? settle(old, fresh, inserted) : fresh;
    if (!old) inserted.push(element);
    if (wasNext) next = element.nextElementSibling;
    else present.insertBefore(element, next);
  }
}

function settle(old, fresh, inserted) {
  if (sentFor.get(old) === sentFor.get(fresh)) return old;
  if ("nest" in old.dataset && "nest" in fresh.dataset) {
    sentFor.set(old, sentFor.get(fresh));
    merge(old, fresh, inserted);
    return old;
  }
  const restore = keepTyped(old, fresh);
  old.replaceWith(fresh);
  restore();
  inserted.push(fresh);
  return fresh;
}
