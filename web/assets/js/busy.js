// One press, one request: a form that is on its way cannot be sent again, and its button says so in
// the words it carries (data-busy). A form whose answer is a file (data-file) leaves the page as it is. Whoever answers without leaving the page sends "kept:idle".

const sending = new Map(); // form → how to give its button back

const text = (part) => [...part.childNodes].findLast((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

const hold = (button) => {
  const label = text(button) ?? [...button.querySelectorAll("span")].filter((one) => one.checkVisibility()).map(text).find(Boolean);
  const words = label?.data;
  button.style.minInlineSize = `${button.offsetWidth}px`;
  button.setAttribute("aria-busy", "true");
  if (label && button.dataset.busy) label.data = button.dataset.busy;
  return () => {
    button.style.minInlineSize = "";
    button.removeAttribute("aria-busy");
    if (label) label.data = words;
  };
};

const isPost = (form) => form.getAttribute("method")?.toLowerCase() === "post";

document.addEventListener("submit", (event) => {
  if (!sending.has(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !isPost(form) || form.hasAttribute("data-file")) return;
  const button = event.submitter ?? form.querySelector("button:not([type=button])");
  sending.set(form, button ? hold(button) : () => {});
});

const release = (form) => {
  sending.get(form)?.();
  sending.delete(form);
};

document.addEventListener("kept:idle", (event) => release(event.target));
// Coming back by the browser's button shows the page as it was left: busy.
addEventListener("pageshow", (event) => {
  if (event.persisted) [...sending.keys()].forEach(release);
});
