// Distances in time go on by themselves: "in 12 min" becomes "in 11 min" by the desk's clock, which is not the browser's
// (data-now), in the words that the page carries (#ticking). What has days in it, the server says.

const words = document.getElementById("ticking")?.dataset;
let base, since;

const set = (now) => {
  base = Date.parse(now);
  since = Date.now();
};

const minute = 60_000;
const two = (n) => String(n).padStart(2, "0");
const fill = (phrase, minutes) => phrase.replace("{h}", Math.floor(minutes / 60)).replace("{m}", minutes % 60);

// The same as Margin in internal/i18n: what is left is rounded down, what is late up.
const margin = (at, now) => {
  if (now - at >= minute) {
    const late = Math.ceil((now - at) / minute);
    if (late < 60) return fill(words.lateMinutes, late);
    const hours = Math.ceil(late / 60);
    return hours < 24 ? fill(words.lateHours, hours * 60) : null;
  }
  const left = Math.floor((at - now) / minute);
  if (left < 1) return words.nowWord;
  if (left < 60) return fill(words.minutes, left);
  if (at - now > 180 * minute) return null;
  return fill(left % 60 ? words.both : words.hours, left);
};

const write = (place, text) => {
  if (text !== null && place.textContent !== text) place.textContent = text;
};

const tick = () => {
  const now = base + Date.now() - since;
  for (const when of document.querySelectorAll(".row-time > .when, .pledge .due > .when")) {
    const at = Date.parse(when.parentElement.querySelector("time")?.dateTime);
    if (at) write(when, margin(at, now));
  }
  const needle = document.querySelector(".nowline time");
  const drawn = needle && /T(\d\d):(\d\d)/.exec(needle.dateTime);
  if (drawn) {
    const then = Number(drawn[1]) * 60 + Number(drawn[2]) + Math.floor((now - Date.parse(needle.dateTime)) / minute);
    write(needle, needle.textContent.replace(/\d\d(\D)\d\d/, `${two(Math.floor(then / 60) % 24)}$1${two(then % 60)}`));
  }
};

if (words && document.body.dataset.now) {
  set(document.body.dataset.now);
  setInterval(() => {
    if (!document.hidden) tick();
  }, 5_000);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("kept:page", (event) => {
    const { now } = event.detail.body.dataset;
    if (now) set(now);
  });
}
