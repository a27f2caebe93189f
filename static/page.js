// Every page: local times, focus on what went wrong, and a word about choices that are still to be sent.

import { retry, unsent } from "./outbox.js";

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function showLocalTimes() {
  for (const time of document.querySelectorAll("time[data-clock]")) time.textContent = CLOCK.format(new Date(time.dateTime));
}

function tellOfUnsent() {
  const banner = document.getElementById("unsent");
  const count = unsent().length;
  banner.hidden = !count;
  banner.querySelector("[data-count]").textContent = count === 1 ? "1 entry is" : `${count} entries are`;
}

showLocalTimes();
document.addEventListener("htmx:after:swap", showLocalTimes);
document.querySelector("[data-focus]")?.focus();
document.addEventListener("outbox:failed", tellOfUnsent);
for (const name of ["stored", "refused"]) {
  document.addEventListener(`outbox:${name}`, () => document.getElementById("unsent").hidden || tellOfUnsent());
}
document.getElementById("unsent").querySelector("button").addEventListener("click", retry);
if (unsent().length) retry();
