// Counts down to where a timer ends. Without it the page says when that is.

const SECONDS_A_MINUTE = 60;

function left(end) {
  const seconds = Math.max(0, Math.ceil((new Date(end) - Date.now()) / 1000));
  if (!seconds) return "over";
  return `${Math.floor(seconds / SECONDS_A_MINUTE)}:${String(seconds % SECONDS_A_MINUTE).padStart(2, "0")} left`;
}

function tick() {
  for (const time of document.querySelectorAll("time[data-until]")) {
    const words = left(time.dateTime);
    if (time.textContent !== words) time.textContent = words;
  }
}

tick();
setInterval(tick, 1000);
document.addEventListener("htmx:after:swap", tick);
