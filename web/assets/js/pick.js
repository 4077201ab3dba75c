// Choosing tickets in a list. The browser does it alone: this counts what is chosen, ticks the whole page, lets
// Shift with J or K choose while the cursor moves, and keeps what is chosen when the list is drawn again.

const boxes = () => [...document.querySelectorAll('.row-pick input[name="ticket"]')];
const count = () => document.querySelector("[data-pick-count]");
const whole = () => document.querySelector("[data-pick-list]");

const say = () => {
  const place = count();
  if (!place) return;
  const all = boxes();
  const page = document.querySelector("[data-pick-page]");
  if (page) page.checked = all.length > 0 && all.every((one) => one.checked);
  const list = whole();
  place.textContent = list?.checked ? list.dataset.count ?? "…" : all.filter((one) => one.checked).length;
};

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-page]")) {
    for (const one of boxes()) one.checked = event.target.checked;
  }
  if (event.target.closest?.(".row-pick")) say();
});

document.addEventListener("reset", (event) => {
  if (event.target.id === "bulk") setTimeout(say);
});

// Before keyboard.js moves the cursor it stands here; afterwards both rows are chosen.
document.addEventListener("keydown", (event) => {
  if (!event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || !(/^[jk]$/i.test(event.key) || (/^Key[JK]$/.test(event.code) && !/[a-z]/i.test(event.key)))) return;
  const at = () => document.querySelector('.board .row[aria-current="true"]');
  const was = at();
  setTimeout(() => {
    const now = at();
    if (!now || now === was) return;
    for (const row of [was, now]) {
      const box = row?.querySelector('.row-pick input[name="ticket"]');
      if (box) box.checked = true;
    }
    say();
  });
}, { capture: true });

let kept = [];
document.addEventListener("htmx:before:swap", (event) => {
  if (event.target.closest?.("[data-live]")) kept = boxes().filter((one) => one.checked).map((one) => one.value);
});
document.addEventListener("htmx:after:swap", () => {
  for (const one of boxes()) if (kept.includes(one.value)) one.checked = true;
  kept = [];
  say();
});

say();
