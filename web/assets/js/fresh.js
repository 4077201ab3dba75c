// What an open page of the desk asks for when something has happened ("kept:news"): the numbers around it, the parts of a ticket
// (data-fresh), who else is there (data-here). All of them are asked for by the addresses that show them anyway, so nobody sees
// more than they may. What somebody is in is left alone until they have left it. The list of the queue is board.js's.

const headers = { Accept: "text/html", "HX-Request": "true" };
const isTicket = document.body.dataset.screen === "ticket";
const parse = (text) => new DOMParser().parseFromString(text, "text/html");

// A look asks at most once in so many milliseconds, and not at the same moment as everybody's pages.
const look = (ask) => {
  let timer, last = -Infinity, asking = false, anew = false;
  const run = async () => {
    timer = undefined;
    if (asking) {
      anew = true;
      return;
    }
    asking = true;
    last = performance.now();
    try { await ask(); } finally { asking = false; }
    if (anew) {
      anew = false;
      plan(300);
    }
  };
  const plan = (pace) => {
    if (timer) return;
    timer = setTimeout(run, Math.max(0, last + pace - performance.now()) + Math.random() * Math.min(pace / 4, 2_000));
  };
  return plan;
};

const get = async (address) => {
  const answer = await fetch(address, { headers }).catch(() => null);
  if (answer && [401, 403, 404, 410].includes(answer.status)) document.dispatchEvent(new CustomEvent("kept:over"));
  return answer?.ok && !answer.redirected ? parse(await answer.text()) : null;
};

const around = (page) => {
  for (const bar of [".side", ".topbar:not(.act)"]) {
    for (const fresh of page.querySelectorAll(`${bar} a[href]:not(.brand *)`)) {
      const old = document.querySelector(`${bar} a[href="${CSS.escape(fresh.getAttribute("href"))}"]:not(.brand *)`);
      if (old && old.textContent !== fresh.textContent) old.replaceChildren(...document.adoptNode(fresh).childNodes);
    }
  }
};

const shapes = (page, part) => {
  const defs = document.querySelector("svg > defs");
  for (const use of part.querySelectorAll("use")) {
    const id = use.getAttribute("href")?.slice(1);
    const shape = id && !document.getElementById(id) && page.getElementById(id);
    if (shape && defs) defs.append(document.importNode(shape, true));
  }
};

const isTyped = (field) => field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked
  : field.localName !== "select" && field.value !== field.defaultValue;
const isBusy = (part) => part.contains(document.activeElement) || Boolean(part.querySelector(":popover-open, dialog[open], details[open] form"))
  || [...part.querySelectorAll("input:not([type=hidden], [type=file]), textarea")].some(isTyped);

let waits = false;

const put = (page, selector) => {
  for (const part of document.querySelectorAll(selector)) {
    const fresh = page.getElementById(part.id);
    if (!fresh || fresh.isEqualNode(part)) continue;
    if (isBusy(part)) {
      waits = true;
      continue;
    }
    const next = document.importNode(fresh, true);
    shapes(page, next);
    if (part.getAttribute("role") === "status") part.replaceChildren(...next.childNodes); // so that it is spoken
    else part.replaceWith(next);
  }
};

// What is written from here on was begun with the newest message in sight.
const sawLast = (page) => {
  for (const seen of document.querySelectorAll("input[name=seen]")) {
    const text = seen.form.querySelector("textarea[name=body]");
    const fresh = page.querySelector(`form[id="${CSS.escape(seen.form.id)}"] input[name=seen]`);
    if (fresh && text && !text.value.trim() && text !== document.activeElement) seen.value = fresh.value;
  }
};

const ticket = look(async () => {
  const page = await get(location.href);
  if (!page) return;
  waits = false;
  put(page, "[data-fresh][id], [data-here][id]");
  sawLast(page);
  around(page);
  document.title = page.title;
  document.dispatchEvent(new CustomEvent("kept:page", { detail: page }));
});
const here = look(async () => {
  const page = await get(`${location.pathname}/here${location.search}`);
  if (page) put(page, "[data-here][id]");
});
const side = look(async () => {
  const page = await get("/desk/side");
  if (page) around(page);
});

document.addEventListener("kept:news", (event) => {
  const { news, pace } = event.detail;
  const is = (word) => news === "all" || news.split(" ").includes(word);
  const list = document.querySelector("[data-live]");
  if (list && is("queue")) return; // its page has all of it
  if (isTicket && is("ticket")) return ticket(500);
  if (isTicket && is("here")) here(500);
  if (is("bell")) side(500);
  else if (is("queue")) side(4 * pace);
});
document.addEventListener("kept:page", (event) => {
  if (!isTicket) around(event.detail);
});
document.addEventListener("kept:over", () => {
  const typed = [...document.querySelectorAll("form[data-draft] textarea")].some(isTyped);
  if (!typed) location.reload(); // the page that comes says what there is to say
});
for (const name of ["focusout", "toggle"]) {
  document.addEventListener(name, () => setTimeout(() => {
    if (isTicket && waits) ticket(500);
  }), { capture: true });
}
