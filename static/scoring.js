// The scoring page: every choice goes to the outbox at once, and its state is shown beside it.

import { SAVING_SHOWN_AFTER_MS, chosenEarly, client, forget, isOvertaken, listenToKeys, send, show, showUnsent, stateOf, swapIn } from "./choosing.js";
import { amend, drop, keep, refused, retry, unsent, waiting } from "./outbox.js";
import { parse } from "./trusted.js";

const form = document.getElementById("scoring");
const NOTE_PAUSE_MS = 800;
const lastNote = new Map();
const noteTimers = new Map();
const refusals = new Map(); // cell: why its last choice was refused
let retriedIn = null;
let signedOut = false;

const cellOf = (element) => element.closest("[data-group]");
const addressOf = (cell, what) => `${form.dataset.cycle}/cells/${form.dataset.element}/${cell.dataset.group}/${what}`;
const cellAt = (url) => {
  const [, element, group] = url.match(/\/cells\/([^/]+)\/([^/]+)\//) ?? [];
  const own = url.startsWith(`${form.dataset.cycle}/cells/`) && element === form.dataset.element;
  return own ? form.querySelector(`[data-group="${group}"]`) : null;
};

function choose(cell, kind, value) {
  const url = addressOf(cell, "choice");
  send(`${url} ${kind}`, stateOf(cell).dataset[`${kind}Revision`], { url, kind, body: { kind, value } });
}

function writeNote(textarea) {
  const cell = cellOf(textarea);
  clearTimeout(noteTimers.get(textarea.name));
  const note = textarea.value;
  const url = addressOf(cell, "note");
  const before = waiting(url, "note");
  if (cell.querySelector("[data-theirs]")) {
    // Two versions are shown: only a person may choose. What is typed meanwhile is kept, not sent.
    if (before) amend({ ...before, body: { ...before.body, note } });
    return;
  }
  if (note.trim() === (before?.body.note ?? textarea.dataset.saved).trim()) return;
  const earlier = before && !before.refused ? [...before.earlier, before.body.note] : [];
  sendNote({ url, earlier, body: { note, version: Number(textarea.dataset.version) } });
}

// `earlier` are texts of ours on their way, of which we do not know which the server has.
function sendNote({ url, earlier, body }) {
  const revision = (lastNote.get(url) ?? 0) + 1;
  lastNote.set(url, revision);
  keep({ url, kind: "note", client, revision, earlier, body });
}

function takeUpEarly(cell) {
  for (const kind of ["score", "evidence"]) {
    const early = chosenEarly(cell, kind);
    if (early) choose(cell, kind, early.value);
  }
}

function clear(cell) {
  for (const kind of ["score", "evidence"]) {
    const chosen = cell.querySelector(`[data-kind="${kind}"]:checked`);
    if (!chosen) continue;
    chosen.checked = false;
    choose(cell, kind, "");
  }
}

// What is stored is shown, except where a later choice of this page is known.
function bringUpToDate(cell) {
  const state = stateOf(cell);
  for (const kind of ["score", "evidence"]) {
    const url = addressOf(cell, "choice");
    const revision = Number(state.dataset[`${kind}Revision`]);
    if (waiting(url, kind) || isOvertaken(`${url} ${kind}`, revision)) continue;
    for (const input of cell.querySelectorAll(`[data-kind="${kind}"]`)) input.checked = input.value === state.dataset[kind];
  }
  showButtons(cell);
  showAgreed(cell);
}

// A score that a workshop agreed counts while it is the stored one.
function showAgreed(cell) {
  const agreed = cell.querySelector("[data-agreed]");
  if (!agreed) return;
  const { stands, changed } = agreed.dataset;
  agreed.textContent = stateOf(cell).dataset.score === agreed.dataset.agreed ? stands : changed;
}

function showButtons(cell) {
  const clearing = cell.querySelector('[name="clear"]'); // who may only read has none
  if (clearing) clearing.hidden = !cell.querySelector("[data-kind]:checked");
  const confirming = cell.querySelector("[data-confirm]"); // only while a copied score is not reviewed
  if (confirming) confirming.hidden = Boolean(waiting(addressOf(cell, "choice"), "score"));
}

// To confirm is to choose what is there. The browser tells of no change when somebody does so on the stage itself.
function confirm(cell, score) {
  const button = cell.querySelector("[data-confirm]");
  if (button && !button.hidden && button.dataset.confirm === score) choose(cell, "score", score);
}

function showWaiting() {
  for (const [cell, words] of refusals) show(cell, "state-refused", true, words);
  for (const entry of refused()) {
    const cell = cellAt(entry.url);
    const words = cell?.querySelector("[data-theirs]") ? "Note not saved: choose a version" : entry.refused;
    if (cell) show(cell, "state-refused", true, words);
  }
  for (const entry of unsent()) {
    const cell = cellAt(entry.url);
    if (cell) showUnsent(cell);
  }
}

// What an earlier page left: shown again, and sent again unless it was a choice that the server refused.
function restore() {
  for (const entry of [...refused(), ...unsent()]) {
    const cell = cellAt(entry.url);
    if (!cell) continue;
    if (entry.kind === "note") restoreNote(cell, entry);
    else if (entry.refused) tellOfRefusal(cell, entry);
    else {
      for (const input of cell.querySelectorAll(`[data-kind="${entry.kind}"]`)) {
        input.checked = input.value === String(entry.body.value);
      }
    }
    showButtons(cell);
  }
  showWaiting();
}

function restoreNote(cell, entry) {
  const textarea = cell.querySelector("[data-note]");
  textarea.value = entry.body.note;
  textarea.closest("details").open = true;
  if (entry.refused) amend({ ...entry, refused: undefined });
}

function tellOfRefusal(cell, entry) {
  refusals.set(cell, entry.refused);
  drop(entry);
  forget(`${entry.url} ${entry.kind}`);
  bringUpToDate(cell);
}

// An answer may be about another element than this page: what is not here is left out.
function swapInOwn(answer) {
  for (const fresh of answer.querySelectorAll("hx-partial")) {
    if (!document.querySelector(fresh.getAttribute("hx-target"))) fresh.remove();
  }
  const current = answer.querySelector("[aria-current]");
  if (current?.id !== `count-${form.dataset.element}`) current?.removeAttribute("aria-current");
  return swapIn(form, answer);
}

document.addEventListener("outbox:kept", ({ detail: { entry } }) => {
  const cell = cellAt(entry.url);
  if (!cell) return;
  if (entry.kind !== "note") refusals.delete(cell);
  showButtons(cell);
  setTimeout(() => waiting(entry.url, entry.kind) && showWaiting(), SAVING_SHOWN_AFTER_MS);
});

document.addEventListener("outbox:failed", showWaiting);
document.addEventListener("outbox:signed-out", () => (signedOut = true));

document.addEventListener("outbox:stored", ({ detail: { entry, text } }) => {
  const cell = cellAt(entry.url);
  if (cell && entry.kind === "note") {
    const textarea = cell.querySelector("[data-note]");
    textarea.dataset.saved = entry.body.note;
    textarea.dataset.version = entry.body.version + 1;
    const next = waiting(entry.url, "note"); // typed meanwhile, upon what is stored now
    if (next && !next.refused) amend({ ...next, earlier: [], body: { ...next.body, version: entry.body.version + 1 } });
  }
  swapInOwn(parse(text));
  if (!cell) window.htmx.trigger("#refresh", "refresh");
});

document.addEventListener("outbox:refused", async ({ detail: { entry, text } }) => {
  const cell = cellAt(entry.url);
  if (!cell) return;
  const answer = parse(text);
  const theirs = answer.querySelector("[data-theirs]");
  if (entry.kind !== "note") tellOfRefusal(cell, entry);
  if (theirs) {
    const fresh = answer.querySelector("[data-note]");
    const version = Number(fresh.dataset.version);
    if (entry.earlier.includes(theirs.dataset.theirs)) {
      sendNote({ ...entry, body: { ...entry.body, version } }); // "theirs" is an earlier text of our own
      return;
    }
    fresh.textContent = cell.querySelector("[data-note]").value; // maybe more was typed than sent
    await swapInOwn(answer);
    prepareNote(cell);
    writeNote(cell.querySelector("[data-note]"));
  }
  showWaiting();
});

// Our own saves and the regular look at what others did both end here.
document.addEventListener("htmx:after:swap", () => {
  for (const cell of form.querySelectorAll("[data-group]")) bringUpToDate(cell);
  showWaiting();
  if (retriedIn && document.activeElement === document.body) focusOn(retriedIn);
  retriedIn = null;
});

// A button that has done its work is gone; who pressed it by keyboard goes on from its cell.
function focusOn(cell) {
  const chosen = cell.querySelector('[data-kind="score"]:checked');
  (chosen ?? cell.querySelector('[data-kind="score"]')).focus();
}

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
  if (target.dataset.kind === "score") confirm(cellOf(target), target.value);
  const button = target.closest("button");
  if (!button) return;
  const cell = cellOf(button);
  if (button.name === "clear") {
    clear(cell);
    focusOn(cell);
  }
  if ("confirm" in button.dataset) {
    confirm(cell, button.dataset.confirm);
    focusOn(cell);
  }
  if ("retry" in button.dataset) {
    retriedIn = cell;
    retry();
  }
  if ("keepMine" in button.dataset) resolveNote(cell, cell.querySelector("[data-note]").value);
  if ("takeTheirs" in button.dataset) resolveNote(cell, cell.querySelector("[data-theirs]").dataset.theirs);
});

function resolveNote(cell, text) {
  const textarea = cell.querySelector("[data-note]");
  const held = waiting(addressOf(cell, "note"), "note");
  if (held) drop(held);
  cell.querySelector(".notice").remove();
  textarea.value = text;
  writeNote(textarea);
  textarea.focus();
}

listenToKeys(form, clear);
form.addEventListener("submit", (event) => event.preventDefault());

function writeNotes() {
  for (const textarea of form.querySelectorAll("[data-note]")) writeNote(textarea);
}

document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && writeNotes());
window.addEventListener("beforeunload", (event) => {
  writeNotes();
  if (form.querySelector(".state--failed") && !signedOut) event.preventDefault();
});

// As submit buttons, the Enter key would press the first of them.
for (const button of form.querySelectorAll('[name="clear"]')) button.type = "button";
for (const element of document.querySelectorAll("[data-script-only]")) element.hidden = false;
for (const cell of form.querySelectorAll("[data-group]")) {
  prepareNote(cell);
  takeUpEarly(cell);
}
restore();
if (unsent().length) retry();
