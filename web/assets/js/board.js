// The board is drawn again by the server when something has happened ("kept:news"), and every two minutes for what time alone
// moves from one group to another. A row never moves under the pointer or the keyboard's cursor: while either is on the
// board, the rows that would move are marked, and move when it has left. In a hidden tab nothing is asked for.

const board = () => document.querySelector("[data-live]");
const word = document.getElementById("ticking")?.dataset.moved;
const often = 120_000; // ms
const alone = 30_000; // where no stream tells of anything

let waiting = false, timer, last = performance.now();

const isHeld = (part) => {
  const rows = part.querySelector(".board") ?? part;
  return rows.matches(":hover") || rows.contains(document.activeElement);
};
const isBusy = (part) => Boolean(part.querySelector(":popover-open, dialog[open], details[open] form"))
  || (part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));
const order = (root) => [...root.querySelectorAll(".row[id]")].map((row) => row.id);

const ask = () => {
  timer = undefined;
  last = performance.now();
  const part = board();
  if (part) htmx.trigger(part, "refresh");
};

const plan = (pace) => {
  timer ??= setTimeout(ask, Math.max(0, last + pace - performance.now()) + Math.random() * pace / 4);
};

const refresh = () => {
  const part = board();
  if (waiting && part && !isHeld(part)) {
    waiting = false;
    ask();
  }
};

// The rows that keep their place are the longest run that stands in the same order before and after.
const moving = (before, after) => {
  const at = new Map(after.map((id, i) => [id, i]));
  const runs = before.map((id) => ({ id, to: at.get(id), length: 1, from: null }));
  let best = null;
  runs.forEach((run, i) => {
    if (run.to === undefined) return;
    for (const earlier of runs.slice(0, i)) {
      if (earlier.to < run.to && earlier.length >= run.length) {
        run.length = earlier.length + 1;
        run.from = earlier;
      }
    }
    if (!best || run.length > best.length) best = run;
  });
  const stays = new Set();
  for (; best; best = best.from) stays.add(best.id);
  return before.filter((id) => !stays.has(id));
};

const mark = (part, after) => {
  for (const old of part.querySelectorAll(".tag.moved")) old.remove();
  for (const id of moving(order(part), after)) {
    const tag = document.createElement("span");
    tag.className = "tag moved";
    tag.textContent = word;
    document.getElementById(id)?.querySelector(".row-what .tags")?.append(tag);
  }
};

document.addEventListener("htmx:before:request", (event) => {
  const part = event.target.closest?.("[data-live]");
  if (part !== event.target || !part) return;
  if (!document.hidden && !isBusy(part)) return;
  waiting = true;
  event.preventDefault();
});

document.addEventListener("htmx:before:swap", (event) => {
  const part = event.target.closest?.("[data-live]");
  if (part !== event.target || !part) return;
  const next = new DOMParser().parseFromString(event.detail.ctx?.text ?? "", "text/html");
  if (!next.querySelector("[data-live]")) { // the session has ended, or the list has gone
    event.preventDefault();
    location.reload();
    return;
  }
  document.dispatchEvent(new CustomEvent("kept:page", { detail: next }));
  const after = order(next);
  if (!isBusy(part) && (!isHeld(part) || after.join() === order(part).join())) {
    document.title = next.title;
    return;
  }
  mark(part, after);
  waiting = true;
  event.preventDefault();
});

document.addEventListener("htmx:error", (event) => {
  if (!event.target.closest?.("[data-live]")) return;
  waiting = true;
  document.documentElement.setAttribute("data-offline", "");
  document.dispatchEvent(new CustomEvent("kept:say", { detail: "say-offline" }));
});
document.addEventListener("htmx:after:swap", () => {
  if (!document.querySelector(".as-of")) document.documentElement.removeAttribute("data-offline");
});

document.addEventListener("kept:news", (event) => {
  const { news, pace } = event.detail;
  if (news === "all") plan(Math.min(pace, 1_000));
  else if (/queue|bell/.test(news)) plan(pace);
});
document.addEventListener("pointerout", (event) => {
  if (event.target.closest?.("[data-live]")) setTimeout(refresh);
});
document.addEventListener("focusout", () => setTimeout(refresh));
document.addEventListener("toggle", () => setTimeout(refresh), { capture: true });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
setInterval(() => {
  if (!document.hidden && performance.now() - last > (document.body.dataset.follow ? often : alone)) plan(0);
}, 5_000);
