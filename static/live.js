// Screens that follow a workshop. The server nudges, and each part of the page that is named then fetches itself anew,
// by an ordinary request. Where events do not get through, or not now, the parts are fetched every ten seconds instead.

const FIRST_EVENT_MS = 5_000; // the server says something as soon as it is reached
const SILENCE_MS = 40_000; // and then at least every fifteen seconds
const POLL_MS = 10_000;
const AGAIN_MS = 2_000;
const AGAIN_SPREAD_MS = 1_500; // a whole room does not come back at the same moment

const address = document.querySelector("[data-events]")?.dataset.events;
let source = null;
let timer = 0;
let polling = 0;

function nudge(kinds) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const concerns = part.dataset.live.split(" ");
    if (!kinds || kinds.some((kind) => concerns.includes(kind))) window.htmx.trigger(part, "nudge", {}, false);
  }
}

function connect() {
  source?.close();
  source = new EventSource(address);
  source.addEventListener("heartbeat", hear);
  source.addEventListener("nudge", ({ data }) => {
    hear();
    nudge(data.split(" "));
  });
  source.addEventListener("end", finish);
  source.addEventListener("error", lose);
  expectWithin(polling ? POLL_MS : FIRST_EVENT_MS);
}

// Who is not heard within so long is called anew, and the parts are fetched without being told to.
function expectWithin(pause) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (!polling) nudge();
    poll();
    connect();
  }, pause);
}

function hear() {
  clearInterval(polling);
  polling = 0;
  expectWithin(SILENCE_MS);
}

// A browser comes back by itself after a broken line, but not after an answer that is no stream.
function lose() {
  poll();
  const isGivenUp = source.readyState === EventSource.CLOSED;
  expectWithin(isGivenUp ? AGAIN_MS + Math.random() * AGAIN_SPREAD_MS : FIRST_EVENT_MS);
}

function poll() {
  polling ||= setInterval(nudge, POLL_MS);
}

function rest() {
  source?.close();
  source = null;
  clearTimeout(timer);
}

function finish() {
  rest();
  clearInterval(polling);
  document.removeEventListener("visibilitychange", comeAndGo);
  nudge();
}

// A browser has six lines to a server for all its pages, so one that nobody looks at gives its own back. When it is
// looked at again, the server's first event nudges it; while events do not get through, it does that itself.
function comeAndGo() {
  if (document.visibilityState === "hidden") rest();
  else if (!source) {
    if (polling) nudge();
    connect();
  }
}

if (address) {
  document.addEventListener("visibilitychange", comeAndGo);
  comeAndGo();
}
