// Every page: local times, focus on what went wrong, a word about what is still to be sent or was refused, and the way
// to sign in for who no longer is.

import { drop, refused, retry, unsent } from "./outbox.js";

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

const MOMENT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });

function showLocalTimes() {
  for (const time of document.querySelectorAll("time[data-moment]")) time.textContent = MOMENT.format(new Date(time.dateTime));
  for (const time of document.querySelectorAll("time[data-clock]")) time.textContent = CLOCK.format(new Date(time.dateTime));
}

function tellOfUnsent() {
  const banner = document.getElementById("unsent");
  const count = unsent().length;
  banner.hidden = !count;
  banner.querySelector("[data-count]").textContent = count === 1 ? "1 entry is" : `${count} entries are`;
}

// A refusal that its own page does not show.
function tellOfRefused() {
  const banner = document.getElementById("refused");
  const entry = refused().find(({ url }) => pageOf(url).pathname !== location.pathname && !document.querySelector(`[data-url="${CSS.escape(url)}"]`));
  banner.hidden = !entry;
  if (!entry) return;
  banner.querySelector("[data-words]").textContent = entry.refused;
  banner.querySelector("[data-text]").textContent = entry.body.note ?? "";
  banner.querySelector("a").href = pageOf(entry.url);
  banner.querySelector("button").onclick = () => {
    drop(entry);
    tellOfRefused();
  };
}

const pageOf = (url) => new URL(url.replace(/cells\/([^/]+)\/([^/]+)\/.*/, "elements/$1#cell-$2"), location);

// The whole page goes there, and comes back. What is not sent yet is sent then.
function signIn() {
  location.assign(`/sign-in?${new URLSearchParams({ next: location.pathname + location.search })}`);
}

function tellOfProgress() {
  if (!document.getElementById("unsent").hidden) tellOfUnsent();
  tellOfRefused();
}

// Copying needs a script, so its button appears with it. Over plain http there is no clipboard but the older command.
function letCopy(button, field) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard?.writeText(field.value) ?? document.execCommand("copy");
    button.nextElementSibling.textContent = "Copied.";
  });
}

showLocalTimes();
tellOfRefused();
// A page that comes without htmx has only its own script to tell the server of a theme.
if (!document.querySelector('script[src*="htmx"]')) {
  const theme = document.querySelector('form[action="/theme"]');
  theme.addEventListener("change", () => theme.requestSubmit());
}
document.addEventListener("htmx:after:swap", showLocalTimes);
document.querySelector("[data-focus]")?.focus();
for (const button of document.querySelectorAll("[data-copy]")) letCopy(button, document.getElementById(button.dataset.copy));
document.addEventListener("outbox:failed", tellOfUnsent);
document.addEventListener("outbox:signed-out", signIn);
document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response.status !== 401) return;
  event.preventDefault(); // nothing of the answer lands in the page
  signIn();
});
document.addEventListener("outbox:stored", tellOfProgress);
document.addEventListener("outbox:refused", tellOfProgress);
window.addEventListener("storage", tellOfProgress); // another page of this browser delivered it
// A page that was drawn before these were stored is drawn again.
if (document.querySelector("[data-redraw]")) document.addEventListener("outbox:stored", () => unsent().length || location.reload());
document.getElementById("unsent").querySelector("button").addEventListener("click", retry);
if (unsent().length) retry();
