// The drawer with the app's calls and what it was told.

import { toast } from "./acts.js";

const drawer = document.getElementById("inspector");
const detail = document.getElementById("detail");
const OPEN_KEY = "inspector-open";

/** Whether the drawer is open. */
export const isOpen = () => !drawer.hidden;

/** Open or close the drawer; it stays so in this tab. */
export function toggleInspector(opens = drawer.hidden) {
  drawer.hidden = !opens;
  sessionStorage.setItem(OPEN_KEY, opens ? "yes" : "");
}

/** Whether it was open when the page was left. */
export const wasOpen = () => sessionStorage.getItem(OPEN_KEY) === "yes";

/** Show one line in full. */
export async function showDetail(button) {
  const response = await fetch(`/inspector/${button.dataset.number}`);
  detail.innerHTML = await response.text();
  detail.scrollTop = 0;
  for (const other of drawer.querySelectorAll(".call [aria-current]")) other.removeAttribute("aria-current");
  button.setAttribute("aria-current", "true");
}

/** Copy both sides of the shown line as one JSON object. */
export async function copyJson() {
  const [sent, answer] = [...detail.querySelectorAll("pre")].map((block) => block.textContent);
  try {
    await navigator.clipboard.writeText(`{"sent": ${sent},\n"answer": ${answer}}`);
    toast("Copied.", "done");
  } catch {
    toast("The browser did not let the page copy.");
  }
}
