// What is offered under a search box is links. With script the first press fills the line, so that it can go on; the
// arrows walk through them, Escape puts them away.

const boxOf = (one) => one.closest?.("form[data-search]");
const offersOf = (form) => form.querySelector("[data-offers]");
let chosen = false;
const clear = (form) => offersOf(form).replaceChildren();

document.addEventListener("click", (event) => {
  const offer = event.target.closest?.("[data-fill]");
  for (const form of document.querySelectorAll("form[data-search]")) if (!form.contains(event.target)) clear(form);
  if (!offer || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const form = boxOf(offer);
  const input = form.querySelector("input");
  const opens = offer.dataset.fill.endsWith(":");
  input.value = offer.dataset.fill + (opens ? "" : " ");
  clear(form);
  input.focus();
  if (opens) input.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("keydown", (event) => {
  const form = boxOf(event.target);
  if (!form) return;
  const all = [...offersOf(form).querySelectorAll("a")];
  const at = all.indexOf(event.target);
  if (event.key === "Escape" && all.length) {
    event.preventDefault();
    clear(form);
    form.querySelector("input").focus();
  } else if (event.key === "ArrowDown" && all.length) {
    event.preventDefault();
    all[Math.min(at + 1, all.length - 1)].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (all[at - 1] ?? form.querySelector("input")).focus();
  }
  chosen = event.key === "Enter" && at >= 0;
}, { capture: true });

// The press that chose an offer must not send the line that it has filled, into which the focus has just gone.
document.addEventListener("keypress", (event) => {
  if (chosen) event.preventDefault();
}, { capture: true });
document.addEventListener("keyup", () => { chosen = false; }, { capture: true });

document.addEventListener("focusout", (event) => {
  const form = boxOf(event.target);
  if (form && event.relatedTarget && !form.contains(event.relatedTarget)) clear(form);
});
