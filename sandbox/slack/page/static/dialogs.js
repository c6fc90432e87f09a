// Questions before a button works, large pictures, small menus.

const confirmDialog = document.getElementById("confirm");
const lightbox = document.getElementById("lightbox");

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Ask what an element's confirm object says; whether the person agreed. True at once without such an object. */
export function confirmed(element) {
  const json = element.dataset.confirm;
  if (!json) return Promise.resolve(true);
  const question = JSON.parse(json);
  const words = (text, otherwise) => text?.text ?? otherwise;
  const deny = make("button", { type: "button", className: "btn", value: "no", textContent: words(question.deny, "Cancel") });
  const style = question.style === "danger" ? "btn-danger" : "btn-primary";
  const agree = make("button", { type: "button", className: `btn ${style}`, value: "yes", textContent: words(question.confirm, "Yes") });
  confirmDialog.replaceChildren(
    make("h2", { id: "confirm-title", textContent: words(question.title, "Are you sure?") }),
    make("p", { textContent: words(question.text, "") }),
    make("footer", {}, deny, agree),
  );
  confirmDialog.returnValue = "";
  confirmDialog.showModal();
  agree.focus();
  for (const button of [deny, agree]) button.addEventListener("click", () => confirmDialog.close(button.value));
  return new Promise((resolve) => {
    confirmDialog.addEventListener("close", () => resolve(confirmDialog.returnValue === "yes"), { once: true });
  });
}

/** Show the picture of a button large; Esc or a click closes it. */
export function enlarge(button) {
  const small = button.querySelector("img");
  const close = make("button", { type: "button", className: "btn", textContent: "Close" });
  const image = make("img", { src: small.src, alt: small.alt });
  lightbox.replaceChildren(
    make("figure", {}, image, make("figcaption", { textContent: small.alt })),
    close,
  );
  lightbox.showModal();
  close.focus();
}

lightbox.addEventListener("click", (event) => {
  if (!event.target.closest("figcaption")) lightbox.close();
});

/** Open or close the menu that a button belongs to. */
export function toggleMenu(button) {
  const list = button.parentElement.querySelector(".menu-list");
  const opens = list.hidden;
  closeMenus();
  list.hidden = !opens;
  button.setAttribute("aria-expanded", String(opens));
  if (opens) list.querySelector("input, button, a")?.focus();
}

/** Close every open menu. */
export function closeMenus() {
  for (const list of document.querySelectorAll(".menu > .menu-list:not([hidden])")) {
    list.hidden = true;
    list.parentElement.querySelector("[aria-expanded]")?.setAttribute("aria-expanded", "false");
  }
}

/** Move the focus among the entries of an open menu by arrow keys; Escape closes it and goes back to its button. */
export function menuKey(event) {
  const list = event.target.closest(".menu > .menu-list");
  if (event.key === "Escape") {
    const button = document.querySelector('.menu > [aria-expanded="true"]');
    closeMenus();
    if (button) {
      button.focus();
      event.preventDefault();
    }
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!list || !step) return;
  const entries = [...list.querySelectorAll("input, button, a")].filter((entry) => entry.offsetParent);
  const index = entries.indexOf(document.activeElement);
  entries[(index + step + entries.length) % entries.length]?.focus();
  event.preventDefault();
}
