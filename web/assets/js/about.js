// Choosing what a question is about draws what that topic asks, and when it is answered, from the page of that choice.
// What was typed stays. Without script a button does it, with the whole form.

let latest = 0;

const parts = ["about", "expected"];
const isTick = (field) => field.type === "radio" || field.type === "checkbox";

const carry = (from, to) => {
  for (const field of to.querySelectorAll("[name]:not([data-topic])")) {
    for (const old of from.querySelectorAll(`[name="${CSS.escape(field.name)}"]`)) {
      if (!isTick(field)) field.value = old.value;
      else if (field.value === old.value) field.checked = old.checked;
    }
  }
};

const draw = async (radio) => {
  const turn = ++latest;
  let text;
  try {
    const answer = await fetch(`/tickets/new?topic=${encodeURIComponent(radio.value)}`, { headers: { Accept: "text/html" } });
    if (!answer.ok) return; // the form asks when it is sent
    text = await answer.text();
  } catch {
    return;
  }
  if (turn !== latest) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  const held = document.activeElement?.matches("[data-topic]") ? document.activeElement : null;
  for (const id of parts) {
    const old = document.getElementById(id);
    const fresh = page.getElementById(id);
    if (!old || !fresh) continue;
    const next = document.adoptNode(fresh);
    carry(old, next);
    old.replaceWith(next);
    for (const use of next.querySelectorAll("use")) {
      const shape = page.querySelector(use.getAttribute("href"));
      const defs = document.querySelector("svg > defs");
      if (shape && defs && !document.getElementById(shape.id)) defs.append(document.adoptNode(shape));
    }
    next.dispatchEvent(new CustomEvent("kept:more", { bubbles: true }));
  }
  if (held) document.querySelector(`[data-topic][name="${CSS.escape(held.name)}"][value="${CSS.escape(held.value)}"]`)?.focus();
};

// Hidden it would still be what Enter presses.
const prepare = () => {
  for (const button of document.querySelectorAll("[data-about-button]")) button.remove();
};

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-about] [data-topic]")) draw(event.target);
});
document.addEventListener("kept:new", prepare);
document.addEventListener("kept:more", prepare);
prepare();
