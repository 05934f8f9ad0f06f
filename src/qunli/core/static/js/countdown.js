// Counts down by the server's clock, not by the reader's.
const TICK = 1000;
const pad = (number) => String(number).padStart(2, "0");

function left(milliseconds, dayWord) {
  const seconds = Math.floor(milliseconds / TICK);
  const days = Math.floor(seconds / 86400);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(pad).join(":");
  return days > 0 ? `${days} ${dayWord} ${clock}` : clock;
}

function start(box) {
  const words = box.dataset;
  const skew = Date.parse(words.now) - Date.now();
  const until = Date.parse(words.until);
  const line = box.querySelector("[data-countdown-left]");
  const show = () => {
    const rest = until - (Date.now() + skew);
    const over = rest <= 0;
    box.classList.toggle("countdown-over", over);
    line.textContent = over ? words.wordsOver : left(rest, words.wordsDay);
    if (over) clearInterval(timer);
  };
  const timer = setInterval(show, TICK);
  line.hidden = false;
  show();
}

document.querySelectorAll("[data-countdown]").forEach(start);
