// The page of somebody who takes part in a workshop: every choice goes to the outbox at once, its state is shown beside
// its cell, and what others do to the room is shown as it comes.

import { SAVING_SHOWN_AFTER_MS, chosenEarly, forget, isOvertaken, listenToKeys, send, show, showUnsent, stateOf, swapIn } from "./choosing.js";
import { drop, refused, retry, unsent, waiting } from "./outbox.js";
import { parse } from "./trusted.js";

const main = document.getElementById("main");
const place = document.getElementById("place");
const told = document.getElementById("told");
const KIND = "vote";
const WAITED_MS = 10_000; // a room that fetched with every vote of its own would do little else
const refusals = new Map(); // address of a cell: why its last choice was refused
const stands = new Map(); // address of a cell: how far it was when this page last looked
let at = "";

const cells = () => place.querySelectorAll("[data-url]");
const cellAt = (url) => place.querySelector(`[data-url="${CSS.escape(url)}"]`);
const cellOf = (element) => element.closest("[data-url]");
const inputsOf = (cell) => cell.querySelectorAll("[data-kind]");
const standOf = (cell) => cell.querySelector("[data-stand]").dataset.stand;
// Each round is counted for itself.
const keyOf = (cell) => `${cell.dataset.url} ${stateOf(cell).dataset.round}`;

function choose(cell, value) {
  const { revision, round } = stateOf(cell).dataset;
  send(keyOf(cell), revision, { url: cell.dataset.url, kind: KIND, body: { value, round } });
}

function takeUpEarly(cell) {
  const early = chosenEarly(cell, "score");
  if (early) choose(cell, early.value);
}

function clear(cell) {
  const chosen = cell.querySelector("[data-kind]:checked");
  if (!chosen) return;
  chosen.checked = false;
  choose(cell, "");
}

// What is stored is shown, except where a later choice of this page is known.
function bringUpToDate(cell) {
  const { revision, value } = stateOf(cell).dataset;
  if (!waiting(cell.dataset.url, KIND) && !isOvertaken(keyOf(cell), revision)) {
    for (const input of inputsOf(cell)) input.checked = input.value === value;
  }
  showChosen(cell);
}

function showChosen(cell) {
  const chosen = cell.querySelector("[data-kind]:checked");
  const name = stateOf(cell).querySelector("[data-name]");
  if (name && chosen) name.textContent = chosen.closest("label").querySelector(".stage__name").textContent;
  const taking = cell.querySelector('[name="clear"]');
  if (taking) taking.hidden = !chosen;
  const count = document.querySelector("[data-answered]");
  if (count) count.textContent = [...cells()].filter(isAnswered).length;
}

function isAnswered(cell) {
  return inputsOf(cell).length ? cell.querySelector("[data-kind]:checked") : stateOf(cell).dataset.value;
}

// Nothing above what somebody looks at moves; the next cell opens below.
function openNext() {
  const next = [...cells()].find((cell) => standOf(cell) === "open" && !isAnswered(cell));
  if (next) next.open = true;
}

// Said once, for those who hear the page.
function tell(cell) {
  const words = stateOf(cell).textContent.replace(/\s+/g, " ").trim();
  told.textContent = `${cell.querySelector(".ask__title").textContent}: ${words}`;
}

function showWaiting() {
  for (const [url, words] of refusals) {
    const cell = cellAt(url);
    if (cell && show(cell, "state-refused", true, `Not counted: ${words}`)) tell(cell);
  }
  for (const entry of unsent()) {
    const cell = cellAt(entry.url);
    if (cell && showUnsent(cell) && cell.querySelector(".state--failed")) tell(cell);
  }
}

// What an earlier page left, and what this one has not sent yet, is chosen still.
function restore() {
  for (const entry of refused()) tellOfRefusal(entry);
  for (const { url, body } of unsent()) {
    const cell = cellAt(url);
    if (!cell || String(body.round) !== stateOf(cell).dataset.round) continue;
    for (const input of inputsOf(cell)) input.checked = input.value === body.value;
    showChosen(cell);
  }
  showWaiting();
}

function tellOfRefusal(entry) {
  const cell = cellAt(entry.url);
  if (!cell) return;
  refusals.set(entry.url, entry.refused);
  drop(entry);
  forget(`${entry.url} ${entry.body.round}`);
  bringUpToDate(cell);
}

// A revealed cell opens by itself, and is told of.
function showWhatIsNew(cell) {
  const { url } = cell.dataset;
  const before = stands.get(url);
  const stand = standOf(cell);
  stands.set(url, stand);
  if (before === undefined || before === stand) return;
  if (stand === "open") refusals.delete(url); // it was about the round before
  cell.open = true;
  tell(cell);
}

// When the room has moved on, whoever was within what is gone goes on from the top of what is there.
function moveAlong() {
  const now = place.querySelector('[name="at"]').value;
  if (at && now !== at) {
    const title = document.getElementById("title");
    if (document.activeElement === document.body) title.focus({ preventScroll: true });
    told.textContent = `${document.getElementById("label").textContent}: ${title.textContent}`;
    window.scrollTo(0, 0);
  }
  at = now;
}

function look() {
  moveAlong();
  // As submit buttons, the Enter key would press the first of them.
  for (const button of place.querySelectorAll('[name="clear"]')) button.type = "button";
  for (const cell of cells()) {
    bringUpToDate(cell);
    showWhatIsNew(cell);
  }
  restore();
}

document.addEventListener("outbox:kept", ({ detail: { entry } }) => {
  const cell = cellAt(entry.url);
  if (!cell) return;
  refusals.delete(entry.url);
  showChosen(cell);
  setTimeout(() => waiting(entry.url, KIND) && showWaiting(), SAVING_SHOWN_AFTER_MS);
});

document.addEventListener("outbox:failed", showWaiting);

document.addEventListener("outbox:stored", async ({ detail: { entry, text } }) => {
  const cell = cellAt(entry.url);
  if (!cell || String(entry.body.round) !== stateOf(cell).dataset.round) return;
  await swapIn(main, parse(text));
  tell(cell);
});

document.addEventListener("outbox:refused", ({ detail: { entry } }) => {
  tellOfRefusal(entry);
  showWaiting();
  window.htmx.trigger("#refresh", "refresh"); // what it was refused for is not on this page yet
});

document.addEventListener("htmx:after:swap", look);

main.addEventListener("change", ({ target }) => {
  if (!target.dataset.kind) return;
  choose(cellOf(target), target.value);
  openNext();
});

main.addEventListener("click", ({ target }) => {
  if (target.closest("button")?.name !== "clear") return;
  const cell = cellOf(target);
  clear(cell);
  inputsOf(cell)[0].focus();
});

main.addEventListener("submit", (event) => event.target.matches(".paper") && event.preventDefault());

// How many are waited for is looked up as long as this page waits with them.
setInterval(() => {
  const waits = [...cells()].some((cell) => standOf(cell) === "open");
  if (waits && document.visibilityState === "visible") window.htmx.trigger("#waited", "look");
}, WAITED_MS);

listenToKeys(main, clear);
for (const cell of cells()) takeUpEarly(cell);
look();
if (unsent().length) retry();
