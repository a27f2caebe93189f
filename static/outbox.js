// Choices and notes on their way to the server. Each is kept on this device until the server says that it is
// stored, and is sent again, after a failure or a reload, with the same revision: what comes twice or late
// changes nothing there. One is sent at a time, oldest first. What the server refuses is not sent again by
// itself; it stays here until its page has shown it. Entries belong to who made them: on the pages of somebody else
// they are neither sent nor shown, and a page on which nobody is signed in has none.

import { parse } from "./trusted.js";

const STORE = "kam.unsent ";
const person = document.body.dataset.person ?? "";
const PREFIX = `${STORE}${person || "nobody"} `;
const TIMEOUT_MS = 15_000;
const LONGEST_PAUSE_MS = 30_000;
const KEEPALIVE_MAX = 60_000; // browsers send no more than 64 KiB after a page is gone
const SIGNED_OUT = 401;
const RETRYABLE = new Set([408, 425, 429, 500, 502, 503, 504]);

let sending = false;
let askedMeanwhile = false; // to send, while an attempt was under way that may come to nothing
let failures = 0;
let timer = 0;

const kept = openStore();

// Tried once: each try is an event in the browser's other pages.
function openStore() {
  try {
    localStorage.setItem(`${STORE}probe`, "");
    localStorage.removeItem(`${STORE}probe`);
    return localStorage;
  } catch {
    const memory = new Map(); // stands in when the browser refuses storage
    return {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => memory.set(key, value),
      removeItem: (key) => memory.delete(key),
      keys: () => [...memory.keys()],
    };
  }
}

const keyOf = (entry) => `${PREFIX}${entry.url} ${entry.kind}`;

function read(key) {
  const text = kept.getItem(key);
  return text ? JSON.parse(text) : null;
}

function write(entry) {
  kept.setItem(keyOf(entry), JSON.stringify(entry));
}

function all() {
  const keys = kept.keys ? kept.keys() : Object.keys(kept);
  return keys
    .filter((key) => key.startsWith(PREFIX))
    .map(read)
    .filter(Boolean)
    .sort((a, b) => a.at - b.at);
}

/** All entries that the server has neither confirmed nor refused, oldest first. */
export function unsent() {
  return all().filter((entry) => !entry.refused);
}

/** All entries that the server refused, each with its words in `refused`. */
export function refused() {
  return all().filter((entry) => entry.refused);
}

/** The entry of this address and kind that is not confirmed, or null. */
export function waiting(url, kind) {
  return read(keyOf({ url, kind }));
}

/** Keep an entry {url, kind, client, revision, body} and send it. It replaces an earlier one of its address and kind. */
export function keep(entry) {
  write({ ...entry, at: Date.now() });
  announce("kept", { entry });
  pump();
}

/** Change what is kept of an entry, without sending it now. */
export function amend(entry) {
  write(entry);
}

/** Forget an entry, unless a later one has taken its place. */
export function drop(entry) {
  if (isCurrent(entry)) kept.removeItem(keyOf(entry));
}

/** Try again now. */
export function retry() {
  clearTimeout(timer);
  pump();
}

/** Whether the last attempt failed, so that entries are waiting for the next one. */
export function isFailing() {
  return failures > 0;
}

function announce(name, detail) {
  document.dispatchEvent(new CustomEvent(`outbox:${name}`, { detail }));
}

function isCurrent(entry) {
  const now = read(keyOf(entry));
  return now?.revision === entry.revision && now.client === entry.client;
}

// What the server fails at is passed over, so that it holds up nothing else; without an answer nothing else is tried.
async function pump() {
  askedMeanwhile = sending;
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  const failed = [];
  const next = () => unsent().find((entry) => !failed.some((one) => keyOf(one) === keyOf(entry) && one.revision === entry.revision));
  try {
    for (let entry = next(), response = true; entry && response; entry = next()) {
      response = await send(entry);
      if (response?.status === SIGNED_OUT) {
        announce("signed-out", {});
        return;
      }
      if (!response || RETRYABLE.has(response.status)) {
        failed.push(entry);
      } else {
        failures = 0;
        settle(entry, response);
      }
    }
  } finally {
    sending = false;
  }
  if (!failed.length) return;
  pauseThenRetry();
  for (const entry of failed) announce("failed", { entry });
  if (askedMeanwhile) pump();
}

function pauseThenRetry() {
  failures += 1;
  const pause = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (failures - 1));
  timer = setTimeout(pump, pause);
}

/** Send one entry. The answer with its text, or null when none came. */
async function send(entry) {
  const body = new URLSearchParams(entry.body).toString();
  try {
    const response = await fetch(entry.url, {
      method: "POST",
      headers: { "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded" },
      body,
      keepalive: body.length < KEEPALIVE_MAX,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { ok, status, headers } = response;
    return { ok, status, headers, text: await response.text() };
  } catch {
    return null;
  }
}

/** Deal with an entry that the server stored, found overtaken, or refused. */
function settle(entry, { ok, headers, text }) {
  if (!ok) {
    refuse(entry, text);
  } else if (headers.get("kam-stored") === "no" && isCurrent(entry)) {
    resend(entry, Number(headers.get("kam-revision")));
  } else {
    drop(entry);
    announce("stored", { entry, text });
  }
}

// Somebody else saved this cell first. The choice made here is the later one, so it is numbered after theirs.
function resend(entry, revision) {
  const next = revision + 1;
  write({ ...entry, revision: next, body: { ...entry.body, revision: next } });
}

function refuse(entry, text) {
  if (!isCurrent(entry)) return;
  const words = parse(text).querySelector("p")?.textContent.trim();
  const kept = { ...entry, refused: words || "The server did not accept it." };
  write(kept);
  announce("refused", { entry: kept, text });
}

window.addEventListener("online", retry);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && unsent().length && retry());
