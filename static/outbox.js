// Choices and notes on their way to the server. Each is kept on this device until the server says that it is
// stored, and is sent again, after a failure or a reload, with the same revision: what comes twice or late
// changes nothing there. One is sent at a time, oldest first.

const PREFIX = "kam.unsent ";
const TIMEOUT_MS = 15_000;
const LONGEST_PAUSE_MS = 30_000;
const RETRYABLE = new Set([408, 425, 429, 500, 502, 503, 504]);

let memory = null; // stands in when the browser refuses storage
let sending = false;
let failures = 0;
let timer = 0;

function store() {
  if (memory) return memory;
  try {
    localStorage.setItem(`${PREFIX}probe`, "");
    localStorage.removeItem(`${PREFIX}probe`);
    return localStorage;
  } catch {
    const kept = new Map();
    memory = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => kept.set(key, value),
      removeItem: (key) => kept.delete(key),
      keys: () => [...kept.keys()],
    };
    return memory;
  }
}

const keyOf = (entry) => `${PREFIX}${entry.url} ${entry.kind}`;

function read(key) {
  const text = store().getItem(key);
  return text ? JSON.parse(text) : null;
}

/** All entries that the server has not confirmed, oldest first. */
export function unsent() {
  const kept = store();
  const keys = kept.keys ? kept.keys() : Object.keys(kept);
  return keys
    .filter((key) => key.startsWith(PREFIX))
    .map(read)
    .filter(Boolean)
    .sort((a, b) => a.at - b.at);
}

/** The unconfirmed entry of this address and kind, or null. */
export function waiting(url, kind) {
  return read(keyOf({ url, kind }));
}

/** Keep an entry {url, kind, body, revision} and send it. It replaces an earlier one of the same address and kind. */
export function keep(entry) {
  store().setItem(keyOf(entry), JSON.stringify({ ...entry, at: Date.now() }));
  announce("kept", { entry });
  pump();
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

function settle(entry) {
  const now = read(keyOf(entry));
  if (now && now.revision === entry.revision && now.client === entry.client) store().removeItem(keyOf(entry));
}

async function pump() {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  try {
    for (let entry = unsent()[0]; entry; entry = unsent()[0]) {
      if (!(await deliver(entry))) {
        pauseThenRetry();
        announce("failed", { entry });
        return;
      }
    }
  } finally {
    sending = false;
  }
}

function pauseThenRetry() {
  failures += 1;
  const pause = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (failures - 1));
  timer = setTimeout(pump, pause);
}

/** Send one entry. True when it is dealt with: stored, overtaken, or refused for good. */
async function deliver(entry) {
  let response;
  let text;
  try {
    response = await fetch(entry.url, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: new URLSearchParams(entry.body),
      keepalive: true,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch {
    return false;
  }
  if (RETRYABLE.has(response.status)) return false;
  failures = 0;
  if (response.ok && response.headers.get("kam-stored") === "no" && choiceStillStands(entry)) {
    resend(entry, Number(response.headers.get("kam-revision")));
    return true;
  }
  settle(entry);
  announce(response.ok ? "stored" : "refused", { entry, status: response.status, text });
  return true;
}

function choiceStillStands(entry) {
  return read(keyOf(entry))?.revision === entry.revision;
}

// Somebody else saved this cell first. The choice made here is the later one, so it is numbered after theirs.
function resend(entry, revision) {
  const next = revision + 1;
  const again = { ...entry, revision: next, body: { ...entry.body, revision: next } };
  store().setItem(keyOf(entry), JSON.stringify(again));
}

window.addEventListener("online", retry);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && unsent().length && retry());
