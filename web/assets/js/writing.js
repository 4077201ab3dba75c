// Tells the others at a ticket that a reply is being written here: how many lines it has, and never a word of it. The page's
// number comes with its stream; a new stream is told anew.

const reply = () => document.querySelector("form.for-reply textarea[name=body]");
const width = 90; // characters in a line
const pause = 2_000; // ms between two tellings

let page = 0, told = 0, timer;

const lines = () => {
  const text = reply()?.value.trim();
  return text ? text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / width)), 0) : 0;
};

const tell = async () => {
  timer = undefined;
  const now = lines();
  if (!page || now === told) return;
  told = now;
  await fetch(`${location.pathname}/writing`, { method: "POST", redirect: "manual", body: new URLSearchParams({ page, lines: now }) }).catch(() => {});
};

const soon = (ms) => { timer ??= setTimeout(tell, ms); };

document.addEventListener("kept:page-number", (event) => {
  if (page === event.detail) return;
  page = event.detail;
  told = 0;
  soon(0);
});
document.addEventListener("input", (event) => {
  if (event.target === reply()) soon(told ? pause : 200);
});
