// Single keys. The page says which there are: an element with data-key="r" answers to R, one with
// data-key="g m" to G and then M; inside a row it answers for the row with the cursor. J and K move
// that cursor, or follow the links that carry them; whoever comes back from a ticket goes on there. Keys are off while
// somebody types and can be switched off for good (WCAG 2.1.4): on this computer, or in somebody's settings for every one.

const off = "kept:keys-off";
const pause = 1200; // ms in which the second key of a pair must come
let first = "";
let timer;
let taken = false; // whether the key that is down has done its work

const isOff = () => {
  if (document.body.dataset.keys === "off") return true;
  try { return localStorage.getItem(off) === "1"; } catch { return false; }
};
// On a Greek or Cyrillic keyboard the key says another letter: then its place counts.
const keyOf = (event) => (/^\p{L}$/u.test(event.key) && !/[a-z]/i.test(event.key) && /^Key([A-Z])$/.exec(event.code)?.[1] || event.key).toLowerCase();
const isTyping = (target) => target.isContentEditable
  || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit], [type=button])");
const isSeen = (one) => one.checkVisibility?.() ?? true;

const rows = () => [...document.querySelectorAll(".board .row, .folk > li:has(> * .row-link), .found > li:has(.row-link)")];
const current = () => rows().find((row) => row.getAttribute("aria-current") === "true");

// Where the list was left for one of its tickets. Whoever comes back goes on there: behind that row, or at the one that took its place.
const leftAt = "kept:left";
const placeOf = (row) => row.querySelector(".row-link").pathname;
const leave = (row) => {
  try { sessionStorage.setItem(leftAt, JSON.stringify([location.pathname + location.search, rows().indexOf(row), placeOf(row)])); } catch { /* it begins at the top */ }
};
document.addEventListener("click", (event) => {
  const row = event.target.closest?.(".row-link") && rows().find((one) => one.contains(event.target));
  if (row) leave(row);
});
const goOn = (all, step) => {
  try {
    const [list, at, place] = JSON.parse(sessionStorage.getItem(leftAt) ?? "[]");
    if (list !== location.pathname + location.search) return 0;
    return all[at] && placeOf(all[at]) === place ? at + step : at;
  } catch { return 0; }
};

const move = (step) => {
  const all = rows();
  if (!all.length) return false;
  const to = current() ? all.indexOf(current()) + step : goOn(all, step);
  const next = all[Math.max(0, Math.min(all.length - 1, to))];
  for (const row of all) row.toggleAttribute("aria-current", false);
  next.setAttribute("aria-current", "true");
  next.querySelector(".row-link")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
};

const find = (key) => {
  const match = `[data-key="${CSS.escape(key)}"]`;
  const chosen = [...document.querySelectorAll(`.bulk ${match}`)].find(isSeen); // what is chosen goes before the cursor's row
  if (chosen) return chosen;
  const inRow = current()?.querySelector(match);
  const all = [...document.querySelectorAll(match)].filter((one) => !one.closest(".row, [hidden]"));
  return inRow ?? all.find(isSeen) ?? all[0]; // what lies in a closed menu answers to its key too
};

// What a key does in the row with the cursor on the ticket's own page: "r=mode:reply#reply-body" goes there, ready to write.
const goes = (key) => {
  const row = current();
  const way = row?.closest("[data-row-keys]")?.dataset.rowKeys.split(" ").find((one) => one.startsWith(`${key}=`));
  if (!way) return false;
  const [query, field] = way.slice(2).split("#");
  const to = new URL(row.querySelector(".row-link").href);
  if (query) to.searchParams.set(...query.split(":"));
  to.hash = field;
  leave(row);
  location.assign(to);
  return true;
};

const press = (one, choice) => {
  const target = document.getElementById(one.dataset.keyFocus ?? "");
  if (one.matches("details")) {
    one.open = true;
    if (choice) choice.closest("select").value = choice.value;
    one.querySelector(choice ? "footer button" : ".dialog :is(input:not([type=hidden]), select, textarea, button)")?.focus();
  } else if (one.matches("input[type=radio], input[type=checkbox]")) {
    one.click();
    (target ?? one).focus();
  } else if (one.matches("a, button, summary")) {
    one.click();
    target?.focus();
  } else {
    (target ?? one).focus();
  }
};
document.addEventListener("kept:press", (event) => press(event.detail.one, event.detail.choice));

const back = (event) => {
  const open = document.querySelector(":popover-open, dialog[open]");
  if (open) return; // the browser closes it
  if (isTyping(event.target)) return event.target.blur();
  const row = current();
  if (row) {
    row.removeAttribute("aria-current");
    document.activeElement.blur();
    return;
  }
  find("escape")?.click();
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form");
    const button = form?.querySelector("[data-send-button]") ?? form?.querySelector("button:not([type=button])");
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
    return;
  }
  if (event.key === "Escape") return back(event);
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isOff()) return;
  if (document.querySelector("dialog[open]")) return;
  const key = keyOf(event);
  const pair = first ? `${first} ${key}` : "";
  clearTimeout(timer);
  first = "";
  const one = (pair && find(pair)) || find(key);
  if (one) {
    event.preventDefault();
    taken = true;
    press(one);
  } else if (goes(key)) {
    event.preventDefault();
  } else if (key === "j" || key === "k") {
    if (move(key === "j" ? 1 : -1)) event.preventDefault();
  } else if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) {
    first = key;
    timer = setTimeout(() => { first = ""; }, pause);
  }
});

// Input tools send the character as an event of its own, which would land in the field that has just
// got the focus.
document.addEventListener("keypress", (event) => {
  if (taken) event.preventDefault();
}, { capture: true });
document.addEventListener("keyup", () => { taken = false; }, { capture: true });

const choice = document.querySelector("[data-keys-switch]");
if (choice) {
  choice.checked = !isOff();
  choice.addEventListener("change", () => {
    try { localStorage.setItem(off, choice.checked ? "0" : "1"); } catch { /* it holds for this page only */ }
  });
}
