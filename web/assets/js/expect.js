// What the record shows of a promise, and what speaks against its time, follows what is typed into the sentence; a better time is
// taken with a press. Without script a button asks for it.

const asks = ["composer", "what", "day", "time", "until", "owner", "of", "next"];
const timers = new WeakMap();
const turns = new WeakMap();

const look = async (form) => {
  const turn = (turns.get(form) ?? 0) + 1;
  turns.set(form, turn);
  const address = new URL(form.dataset.weigh, location.href);
  const typed = new FormData(form);
  for (const name of asks) address.searchParams.set(name, typed.get(name) ?? "");
  let text;
  try {
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return; // what stands there was true of what stood there
    text = await answer.text();
  } catch {
    return;
  }
  if (turns.get(form) !== turn) return;
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector(".weighed");
  const old = form.querySelector(".weighed");
  if (fresh && old) old.replaceChildren(...document.adoptNode(fresh).childNodes);
};

const later = (event) => {
  const form = event.target.closest?.("form[data-weigh]");
  if (!form || !asks.includes(event.target.name)) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(look, 250, form));
};
document.addEventListener("input", later);
document.addEventListener("change", later);
// A form that opens says at once what speaks against the time that stands in it.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.(".fold[open]")) return;
  const form = event.target.querySelector("form[data-weigh]");
  if (form) look(form);
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-take]");
  const form = button?.form;
  if (!form) return;
  event.preventDefault();
  const [day, time, until] = button.value.split(" ");
  for (const [name, value] of Object.entries({ day, time, until })) {
    const field = form.elements.namedItem(name);
    if (!field || !value) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  form.elements.namedItem("time")?.focus();
});

// Hidden it would still be what Enter presses.
const prepare = () => {
  for (const button of document.querySelectorAll("[data-weigh-button]")) button.remove();
};
document.addEventListener("kept:new", prepare);
prepare();
