// Files in forms: uploaded as soon as they are chosen or dropped, listed, taken away again.

import { toast } from "./acts.js";

const uploading = new Set();

/** Once every upload that has begun is over. */
export function uploadsDone() {
  return Promise.allSettled(uploading);
}

/** The ids of the files that are listed in a file input. */
export function filesIn(area) {
  return [...area.querySelectorAll("[data-file]")].map((line) => line.dataset.file);
}

/** Upload files into a file input, as many as it takes. */
export function upload(area, files) {
  const room = Number(area.dataset.most) - area.querySelectorAll("li").length;
  if (files.length > room) toast(`At most ${area.dataset.most} ${area.dataset.most === "1" ? "file" : "files"} here.`);
  for (const file of [...files].slice(0, Math.max(room, 0))) {
    const line = lineOf(file);
    area.querySelector(".files-list").append(line);
    const sent = send(file, line).finally(() => uploading.delete(sent));
    uploading.add(sent);
  }
}

function lineOf(file) {
  const line = document.createElement("li");
  const name = Object.assign(document.createElement("span"), { textContent: file.name, dir: "auto" });
  const about = Object.assign(document.createElement("small"), { textContent: "uploading…" });
  const remove = Object.assign(document.createElement("button"), { type: "button", className: "tool", textContent: "×" });
  remove.dataset.do = "remove-file";
  remove.setAttribute("aria-label", `Remove ${file.name}`);
  line.append(name, about, remove);
  return line;
}

async function send(file, line) {
  const query = new URLSearchParams({ as: document.body.dataset.as, name: file.name });
  try {
    const headers = { "content-type": "application/octet-stream" };
    const answer = await (await fetch(`/upload?${query}`, { method: "POST", headers, body: file })).json();
    if (!answer.ok) throw new Error(answer.error);
    line.dataset.file = answer.id;
    line.querySelector("small").textContent = answer.size;
  } catch (error) {
    line.remove();
    toast(`${file.name} was not uploaded: ${error.message}`);
  }
}

/** Take files that are dropped on a file input. */
export function startUploads() {
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      const area = event.target.closest?.(".files");
      if (!area) return;
      event.preventDefault();
      if (kind === "drop") upload(area, event.dataTransfer.files);
    });
  }
}
