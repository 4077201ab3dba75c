// The command palette (Ctrl+K or ⌘K). What can be done here stands on the page: whatever carries data-act is offered, and pressed
// as its key would press it. Where one can go the server says, for who asks; what was open last only this browser knows.

const dialog = document.getElementById("palette");
const input = document.getElementById("palette-words");
const list = document.getElementById("palette-list");
const says = dialog?.querySelector("[data-palette-says]");
const store = "kept:lately";
const wait = 120; // ms in which somebody types on

let timer, request, opener, gone = 0, taken = false;
const does = new Map(); // option → what choosing it does

const lately = () => {
  try { return JSON.parse(localStorage.getItem(store) ?? "[]").filter(Number.isInteger); } catch { return []; }
};
const here = /^\/desk\/tickets\/(\d+)$/.exec(location.pathname);
if (here) {
  const numbers = [Number(here[1]), ...lately().filter((n) => n !== Number(here[1]))].slice(0, 6);
  try { localStorage.setItem(store, JSON.stringify(numbers)); } catch { /* then there is none */ }
}

// As the server folds words, so that the acts are found like everything else.
const others = { ł: "l", ø: "o", æ: "ae", œ: "oe", ß: "ss", đ: "d", ς: "σ" };
const words = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[łøæœßđς]/g, (c) => others[c]).match(/[\p{L}\p{N}]+/gu) ?? [];
const fits = (label, typed) => typed.every((word) => words(label).some((has) => has.startsWith(word)));

const isChosen = () => [...document.querySelectorAll(".bulk [data-act]")].some((one) => one.checkVisibility());
const isThere = (one) => {
  if (dialog.contains(one) || one.closest("[hidden], template")) return false;
  const row = one.closest(".board .row");
  if (row) return row.getAttribute("aria-current") === "true" && !isChosen(); // what is chosen goes before the cursor's row
  return one.matches("details, form") || one.closest(".menu") !== null || one.checkVisibility();
};
const press = (one, choice) => document.dispatchEvent(new CustomEvent("kept:press", { detail: { one, choice } }));

const acts = (typed) => {
  const found = [];
  for (const one of document.querySelectorAll("[data-act]")) {
    if (!isThere(one)) continue;
    if (fits(one.dataset.act, typed)) found.push({ label: one.dataset.act, key: one.dataset.key ?? "", run: () => press(one) });
    if (!one.dataset.actEach || !typed.length) continue;
    for (const option of one.querySelector("select")?.options ?? []) {
      const label = one.dataset.actEach.replace("{name}", option.text.trim());
      if (fits(label, typed)) found.push({ label, key: "", run: () => press(one, option) });
    }
  }
  return found.sort((a, b) => Boolean(b.key) - Boolean(a.key)).slice(0, typed.length ? 6 : 5);
};

const options = () => [...list.querySelectorAll('[role="option"]')];
const active = () => list.querySelector('[aria-selected="true"]');
const choose = (one) => {
  active()?.setAttribute("aria-selected", "false");
  one?.setAttribute("aria-selected", "true");
  if (one) input.setAttribute("aria-activedescendant", one.id);
  else input.removeAttribute("aria-activedescendant");
  one?.scrollIntoView({ block: "nearest" });
};

const actGroup = (typed) => {
  const all = acts(typed);
  const group = document.getElementById("palette-acts").content.firstElementChild.cloneNode(true);
  const line = group.querySelector('[role="option"]');
  line.remove();
  for (const act of all) {
    const option = line.cloneNode(true);
    option.querySelector(".clip").textContent = act.label;
    option.querySelector(".about").textContent = act.key.length === 1 ? act.key.toUpperCase() : "";
    does.set(option, act.run);
    group.append(option);
  }
  return all.length ? group : null;
};

// show puts what the server found below what can be done here; with a number typed its ticket stays first.
const show = (found, typed) => {
  const chosen = active()?.textContent;
  does.clear();
  const group = actGroup(words(typed));
  list.replaceChildren(...found);
  if (group && /^#?\d+$/.test(typed.trim()) && found.length) list.append(group);
  else if (group) list.prepend(group);
  const all = options();
  all.forEach((one, i) => { one.id = `palette-option-${i}`; });
  choose(all.find((one) => one.textContent === chosen) ?? all[0]);
  return all;
};

const ask = async () => {
  const typed = input.value, turn = ++gone;
  request?.abort();
  request = new AbortController();
  const slow = setTimeout(() => { dialog.setAttribute("aria-busy", "true"); says.textContent = dialog.dataset.loading; }, 400);
  const address = `/desk/palette?${new URLSearchParams({ q: typed, lately: lately().filter((n) => n !== Number(here?.[1])).slice(0, 5) })}`;
  try {
    const answer = await fetch(address, { signal: request.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== gone) return;
    const all = show(page.body.children, typed);
    const real = all.filter((one) => !one.closest("[data-more]")).length;
    says.textContent = real ? dialog.dataset.count.replace("{n}", real) : dialog.dataset.none;
  } catch (error) {
    if (turn !== gone || error.name === "AbortError") return;
    show([], typed);
    says.textContent = dialog.dataset.failed;
  } finally {
    clearTimeout(slow);
    if (turn === gone) dialog.removeAttribute("aria-busy");
  }
};

const open = () => {
  opener = document.activeElement;
  for (const fold of document.querySelectorAll(".fold[open]")) fold.open = false;
  dialog.showModal();
};

const run = (option) => {
  const act = does.get(option);
  if (!act) return option.click();
  dialog.close();
  act();
};

if (dialog && !dialog.open) {
  // However it was opened: by its key, or by its button.
  new MutationObserver(() => {
    if (!dialog.open) return;
    input.value = says.textContent = "";
    list.replaceChildren();
    for (const menu of document.querySelectorAll(":popover-open")) menu.hidePopover();
    show([], "");
    input.focus();
    ask();
  }).observe(dialog, { attributeFilter: ["open"] });
  dialog.addEventListener("close", () => {
    request?.abort();
    clearTimeout(timer);
    if (document.activeElement === document.body) opener?.focus?.();
  });
  input.addEventListener("input", () => {
    show([...list.children].filter((one) => !one.querySelector("div[role=option]")), input.value);
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  });
  input.addEventListener("keydown", (event) => {
    const all = options(), at = all.indexOf(active());
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1, PageDown: Math.min(at + 8, all.length - 1), PageUp: Math.max(at - 8, 0) }[event.key];
    if (event.isComposing) return;
    if (to !== undefined && all.length && !(/Home|End/.test(event.key) && input.value)) {
      event.preventDefault();
      choose(all[to % all.length]);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      taken = true;
      run(all[at]);
    }
  });
  // The press that chose a line must not press what has just got the focus.
  document.addEventListener("keypress", (event) => {
    if (taken) event.preventDefault();
  }, { capture: true });
  document.addEventListener("keyup", () => { taken = false; }, { capture: true });
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (does.has(option)) run(option);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.key.toLowerCase() !== "k" && !(event.code === "KeyK" && !/[a-z]/i.test(event.key))) || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.isComposing) return;
    if (!dialog.open && document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
}
