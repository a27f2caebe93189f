// The scoring page: every choice goes to the outbox at once, and its state is shown beside it.

import { isFailing, keep, retry, unsent, waiting } from "./outbox.js";

const form = document.getElementById("scoring");
const NOTE_PAUSE_MS = 800;
const SAVING_SHOWN_AFTER_MS = 400;
// Numbers of one page mean nothing to another, so each page that is opened is a client of its own.
const client = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const lastRevision = new Map();
const noteTimers = new Map();

const part = (id) => document.getElementById(id).content.cloneNode(true);
const cellOf = (element) => element.closest("[data-group]");
const stateOf = (cell) => cell.querySelector(".state");
const addressOf = (cell, what) => `${form.dataset.cycle}/cells/${form.dataset.element}/${cell.dataset.group}/${what}`;
const cellAt = (url) => {
  const [, element, group] = url.match(/\/cells\/([^/]+)\/([^/]+)\//) ?? [];
  const own = url.startsWith(`${form.dataset.cycle}/cells/`) && element === form.dataset.element;
  return own ? form.querySelector(`[data-group="${group}"]`) : null;
};

function choose(cell, kind, value) {
  const url = addressOf(cell, "choice");
  const key = `${url} ${kind}`;
  const known = Math.max(
    Number(stateOf(cell).dataset[`${kind}Revision`]),
    lastRevision.get(key) ?? 0,
    waiting(url, kind)?.revision ?? 0,
  );
  const revision = known + 1;
  lastRevision.set(key, revision);
  keep({ url, kind, client, revision, body: { kind, value, revision, client } });
}

function writeNote(textarea) {
  const cell = cellOf(textarea);
  clearTimeout(noteTimers.get(textarea.name));
  if (cell.querySelector("[data-theirs]")) return; // two versions are shown: only a person may choose
  if (textarea.value.trim() === textarea.dataset.saved.trim()) return;
  const version = Number(textarea.dataset.version);
  const url = addressOf(cell, "note");
  const revision = (lastRevision.get(url) ?? 0) + 1;
  lastRevision.set(url, revision);
  keep({ url, kind: "note", client, revision, body: { note: textarea.value, version } });
}

function clear(cell) {
  for (const kind of ["score", "evidence"]) {
    const chosen = cell.querySelector(`[data-kind="${kind}"]:checked`);
    if (!chosen) continue;
    chosen.checked = false;
    choose(cell, kind, "");
  }
}

function show(cell, template, failed = false, message = "") {
  const state = stateOf(cell);
  state.replaceChildren(part(template));
  state.classList.toggle("state--failed", failed);
  state.classList.remove("state--saved");
  const place = state.querySelector("[data-message]");
  if (place) place.textContent = message;
}

// What is stored is shown, except where a later choice of this page is known.
function bringUpToDate(cell) {
  const state = stateOf(cell);
  for (const kind of ["score", "evidence"]) {
    const url = addressOf(cell, "choice");
    const revision = Number(state.dataset[`${kind}Revision`]);
    if (waiting(url, kind) || revision < (lastRevision.get(`${url} ${kind}`) ?? 0)) continue;
    for (const input of cell.querySelectorAll(`[data-kind="${kind}"]`)) input.checked = input.value === state.dataset[kind];
  }
  showClearing(cell);
}

function showClearing(cell) {
  cell.querySelector('[name="clear"]').hidden = !cell.querySelector("[data-kind]:checked");
}

function showWaiting() {
  for (const entry of unsent()) {
    const cell = cellAt(entry.url);
    if (cell) show(cell, isFailing() ? "state-failed" : "state-saving", isFailing());
  }
}

function restore() {
  for (const entry of unsent()) {
    const cell = cellAt(entry.url);
    if (!cell) continue;
    if (entry.kind === "note") {
      const textarea = cell.querySelector("[data-note]");
      textarea.value = entry.body.note;
      textarea.closest("details").open = true;
    } else {
      for (const input of cell.querySelectorAll(`[data-kind="${entry.kind}"]`)) {
        input.checked = input.value === String(entry.body.value);
      }
    }
  }
  showWaiting();
}

function noteWasStored(cell, entry) {
  const textarea = cell.querySelector("[data-note]");
  textarea.dataset.saved = entry.body.note;
  textarea.dataset.version = stateOf(cell).dataset.noteVersion;
}

document.addEventListener("outbox:kept", ({ detail: { entry } }) => {
  const cell = cellAt(entry.url);
  if (!cell) return;
  showClearing(cell);
  setTimeout(() => waiting(entry.url, entry.kind) && showWaiting(), SAVING_SHOWN_AFTER_MS);
});

document.addEventListener("outbox:failed", showWaiting);

document.addEventListener("outbox:stored", async ({ detail: { entry, text } }) => {
  const cell = cellAt(entry.url);
  if (!cell) return;
  await window.htmx.swap({ sourceElement: form, target: form, swap: "none", text });
  if (entry.kind === "note") noteWasStored(cell, entry);
});

document.addEventListener("outbox:refused", async ({ detail: { entry, status, text } }) => {
  const cell = cellAt(entry.url);
  if (!cell) return;
  const answer = new DOMParser().parseFromString(text, "text/html");
  if (status === 409 && entry.kind === "note" && text.includes("hx-partial")) {
    await window.htmx.swap({ sourceElement: form, target: form, swap: "none", text });
    prepareNote(cell);
    show(cell, "state-refused", true, "Note not saved: choose a version");
  } else {
    show(cell, "state-refused", true, answer.body.textContent.trim() || "Not saved.");
  }
});

// Our own saves and the regular look at what others did both end here.
document.addEventListener("htmx:after:swap", () => {
  for (const cell of form.querySelectorAll("[data-group]")) bringUpToDate(cell);
  showWaiting();
});

function prepareNote(cell) {
  const textarea = cell.querySelector("[data-note]");
  const theirs = cell.querySelector("[data-theirs]");
  textarea.dataset.saved = theirs ? "\u0000" : textarea.defaultValue;
  for (const element of cell.querySelectorAll("[data-script-only]")) element.hidden = false;
  if (theirs) textarea.closest("details").open = true;
}

form.addEventListener("change", ({ target }) => {
  if (target.dataset.kind) choose(cellOf(target), target.dataset.kind, target.value);
  if (target.matches("[data-note]")) writeNote(target);
});

form.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-note]")) return;
  clearTimeout(noteTimers.get(target.name));
  noteTimers.set(target.name, setTimeout(writeNote, NOTE_PAUSE_MS, target));
});

form.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  const cell = cellOf(button);
  if (button.name === "clear") clear(cell);
  if ("retry" in button.dataset) retry();
  if ("help" in button.dataset) document.getElementById("keyboard-help").showModal();
  if ("keepMine" in button.dataset) resolveNote(cell, cell.querySelector("[data-note]").value);
  if ("takeTheirs" in button.dataset) resolveNote(cell, cell.querySelector("[data-theirs]").dataset.theirs);
});

function resolveNote(cell, text) {
  const textarea = cell.querySelector("[data-note]");
  cell.querySelector(".notice").remove();
  textarea.value = text;
  writeNote(textarea);
  textarea.focus();
}

form.addEventListener("keydown", (event) => {
  const fieldset = event.target.closest(".stages");
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "?" && !event.target.matches("textarea")) {
    document.getElementById("keyboard-help").showModal();
    event.preventDefault();
  }
  if (!fieldset) return;
  const radio = fieldset.querySelector(`[data-kind="score"][value="${CSS.escape(event.key)}"]`);
  if (radio) {
    radio.focus();
    radio.click();
    event.preventDefault();
  }
  if (event.key === "Delete" || event.key === "Backspace") clear(cellOf(fieldset));
});

form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("beforeunload", (event) => {
  for (const textarea of form.querySelectorAll("[data-note]")) writeNote(textarea);
  if (form.querySelector(".state--failed")) event.preventDefault();
});

// As submit buttons, the Enter key would press the first of them.
for (const button of form.querySelectorAll('[name="clear"]')) button.type = "button";
for (const element of document.querySelectorAll("[data-script-only]")) element.hidden = false;
for (const cell of form.querySelectorAll("[data-group]")) prepareNote(cell);
restore();
if (unsent().length) retry();
