// What the score page and the page of a workshop share: choices are numbered, what becomes of them is shown beside each
// cell, and digits choose.

import { isFailing, keep, waiting } from "./outbox.js";

/** After so long a choice that is on its way is said to be. */
export const SAVING_SHOWN_AFTER_MS = 400;
// Numbers of one page mean nothing to another, so each page that is opened is a client of its own.
export const client = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const lastRevision = new Map();
const part = (id) => document.getElementById(id).content.cloneNode(true);

export const stateOf = (cell) => cell.querySelector(".state");

/** Number a choice after all that are known for `key`, `stored` being the one that the page shows, and send it. */
export function send(key, stored, { url, kind, body }) {
  const revision = Math.max(Number(stored), lastRevision.get(key) ?? 0, waiting(url, kind)?.revision ?? 0) + 1;
  lastRevision.set(key, revision);
  keep({ url, kind, client, revision, body: { ...body, revision, client } });
}

/** Whether a later choice than this one is known. */
export const isOvertaken = (key, revision) => Number(revision) < (lastRevision.get(key) ?? 0);

/** Forget what was sent: it was refused. */
export const forget = (key) => lastRevision.delete(key);

/**
 * What somebody chose before the page's script was there, if anything: a page may be read long before on a slow line.
 * Its form says autocomplete="off", or a browser that restores what was chosen last time would look the same.
 */
export const chosenEarly = (cell, kind) => [...cell.querySelectorAll(`[data-kind="${kind}"]:checked`)].find((input) => !input.defaultChecked);

/** Show one of the page's templates as the state of a cell. Whether that is another one than before. */
export function show(cell, template, failed = false, message = "") {
  const state = stateOf(cell);
  const shows = `${template} ${message}`;
  if (state.dataset.shows === shows) return false; // leaves the focus on its button, and says nothing twice
  state.dataset.shows = shows;
  state.replaceChildren(part(template));
  state.classList.toggle("state--failed", failed);
  state.classList.remove("state--saved");
  const place = state.querySelector("[data-message]");
  if (place) place.textContent = message;
  return true;
}

/** Show that a choice is not stored yet. */
export const showUnsent = (cell) => show(cell, isFailing() ? "state-failed" : "state-saving", isFailing());

/** Put what a save was answered with into the page that `root` is of. */
export const swapIn = (root, answer) => window.htmx.swap({ sourceElement: root, target: root, swap: "none", text: answer.body.innerHTML });

const revisionsOf = (state) => Object.entries(state.dataset).filter(([name]) => name.toLowerCase().endsWith("revision"));

/** Whether `fresh` shows a cell of the same round as it was before what the page shows already. */
function isOlder(fresh, shown) {
  if (!fresh || fresh.dataset.round !== shown.dataset.round) return false;
  return revisionsOf(shown).some(([name, revision]) => Number(fresh.dataset[name]) < Number(revision));
}

// Answers may come in another order than they were made in: a look at the room that took longer than a save, say.
document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  for (const task of [...tasks]) {
    const late = task.target?.matches?.(".state") && isOlder(task.fragment.querySelector(".state"), task.target);
    if (late) tasks.splice(tasks.indexOf(task), 1);
  }
});

/** Let digits choose in the group in focus, Delete take the choice back by `clear`, and ? open the help. */
export function listenToKeys(root, clear) {
  const showHelp = () => document.getElementById("keyboard-help").showModal();
  root.addEventListener("keydown", (event) => {
    const fieldset = event.target.closest(".stages");
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "?" && !event.target.matches("textarea, input:not([type=radio])")) {
      showHelp();
      event.preventDefault();
    }
    if (!fieldset) return;
    const radio = fieldset.querySelector(`[data-kind="score"][value="${CSS.escape(event.key)}"]`);
    if (radio) {
      radio.focus();
      radio.click();
      event.preventDefault();
    }
    if (event.key === "Delete" || event.key === "Backspace") clear(fieldset.closest("[data-group]"));
  });
  document.querySelector("[data-help]")?.addEventListener("click", showHelp);
}
