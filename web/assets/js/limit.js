// Says how much of a text still fits, near its end. The browser's maxlength would cut a pasted text
// without a word; here it may be too long for a while, and the field says by how much. Both count
// UTF-16 units, as the server does.

const number = new Intl.NumberFormat(document.documentElement.lang);

const count = (field) => {
  const hint = document.getElementById(`${field.id}-left`);
  if (!hint) return;
  const limit = Number(field.dataset.limit);
  const left = limit - field.value.length;
  const near = left <= Math.min(200, limit / 5);
  hint.hidden = !near;
  hint.classList.toggle("over", left < 0);
  for (const word of hint.querySelectorAll("[data-left]")) word.hidden = (word.dataset.left === "over") !== left < 0;
  for (const figure of hint.querySelectorAll("[data-figure]")) figure.textContent = number.format(Math.abs(left));
};

const prepare = (root) => {
  for (const field of root.querySelectorAll("[maxlength][id]")) {
    field.dataset.limit = field.maxLength;
    field.removeAttribute("maxlength");
    count(field);
  }
};

document.addEventListener("input", (event) => {
  if (event.target.dataset?.limit) count(event.target);
});
document.addEventListener("kept:new", (event) => prepare(event.target));
prepare(document);
