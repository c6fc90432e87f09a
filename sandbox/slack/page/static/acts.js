// Telling the workspace what a person does, and telling the person when it did not work.

const toasts = document.getElementById("toasts");
const TOAST_MS = 7000;

/** Show a sentence for a while. */
export function toast(sentence, kind = "error") {
  const line = document.createElement("p");
  line.className = `toast toast-${kind}`;
  line.textContent = sentence;
  toasts.append(line);
  setTimeout(() => line.remove(), TOAST_MS);
}

/** POST an act as the person of this tab; the answer, or null when it was refused (which the person is told). */
export async function act(name, body = {}, { quiet = false } = {}) {
  let answer;
  try {
    const response = await fetch(`/act/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ as: document.body.dataset.as, ...body }),
    });
    answer = await response.json();
  } catch {
    if (!quiet) toast("The workspace does not answer. Is it still running?");
    return null;
  }
  if (!answer.ok) {
    if (!quiet) toast(sentence(answer.error));
    return null;
  }
  if (answer.failure && !quiet) toast(answer.failure);
  return answer;
}

function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1) + (/[.?!]$/.test(words) ? "" : ".");
}
