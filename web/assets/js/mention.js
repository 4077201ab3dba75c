// Calling a colleague in a note: after an "@" the colleagues who see the ticket are offered, as far as their names begin with what
// was typed. Up and down choose, Enter and Tab take, Escape closes. The names are asked for when the first "@" is typed; without
// script the name is typed as it is.

const most = 8;
let box, list, names, from = -1;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const isOpen = () => list && !list.hidden;
const options = () => [...list.querySelectorAll("[role=option]:not([hidden])")];
const chosen = () => list.querySelector("[aria-selected=true]");

const close = () => {
  if (!list) return;
  list.hidden = true;
  box.removeAttribute("aria-activedescendant");
};

const choose = (option) => {
  for (const one of list.querySelectorAll("[role=option]")) one.setAttribute("aria-selected", String(one === option));
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
};

const take = (option) => {
  const after = box.value.slice(box.selectionStart);
  box.setRangeText(`@${option.dataset.name}${/^\s/.test(after) ? "" : " "}`, from, box.selectionStart, "end");
  close();
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
};

// What is being typed after the last "@" that begins a word, at the cursor; null: nobody is being called.
const calling = () => {
  if (box.selectionStart !== box.selectionEnd) return null;
  const found = /(?:^|[^\p{L}\p{N}\p{M}_])@([\p{L}\p{M}'’.-]*(?: [\p{L}\p{M}'’.-]*)?)$/u.exec(box.value.slice(0, box.selectionStart));
  if (!found) return null;
  from = box.selectionStart - found[1].length - 1;
  return fold(found[1]);
};

const ask = async () => {
  const answer = await fetch(box.dataset.mentions, { headers: { Accept: "text/html", "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return false;
  list = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[role=listbox]");
  if (!list) return false;
  list = document.importNode(list, true);
  list.hidden = true;
  box.closest(".paper").append(list);
  box.setAttribute("aria-controls", list.id);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the cursor stays in the text
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  return true;
};

const offer = async () => {
  if (calling() === null) return close();
  names ??= ask();
  if (!await names) return void (names = undefined);
  const typed = calling();
  if (typed === null || document.activeElement !== box) return close();
  let shown = 0;
  for (const option of list.querySelectorAll("[role=option]")) {
    const name = fold(option.dataset.name);
    const fits = name.startsWith(typed) || name.split(" ").some((word) => word.startsWith(typed));
    option.hidden = !fits || name === typed || shown >= most;
    if (!option.hidden) shown++;
  }
  if (!shown) return close();
  list.hidden = false;
  choose(options()[0]);
};

const keys = (event) => {
  if (!isOpen() || event.isComposing) return;
  const all = options();
  const at = all.indexOf(chosen());
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) choose(all[(at + moves[event.key] + all.length) % all.length]);
  else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey || event.key === "Tab" && !event.shiftKey) && all[at]) take(all[at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
};

const begin = (text) => {
  box = text;
  if (box.getAttribute("aria-autocomplete")) return;
  box.setAttribute("aria-autocomplete", "list"); // a text of several lines stays a text: it has no other role
  box.setAttribute("aria-haspopup", "listbox");
  box.addEventListener("keydown", keys);
  box.addEventListener("blur", close);
};

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-mentions]")) return;
  begin(event.target);
  offer();
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-mentions]")) begin(event.target);
});
