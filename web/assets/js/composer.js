// The composer shows what belongs to the chosen kind of message, and its button repeats the promise
// in the words that the markup gives it for each kind ("Send, promise {time}").

const settle = (form) => {
  const mode = form.querySelector("input[name=mode]:checked")?.value;
  if (!mode) return;
  for (const part of form.querySelectorAll("[data-mode]")) {
    part.hidden = !part.dataset.mode.split(" ").includes(mode);
  }
  const text = form.querySelector("[data-say-label]");
  const label = text?.dataset[`label${mode[0].toUpperCase()}${mode.slice(1)}`];
  if (label) text.setAttribute("aria-label", label);
  for (const button of form.querySelectorAll("[data-say]")) {
    const words = button.dataset[`say${mode[0].toUpperCase()}${mode.slice(1)}`] ?? button.dataset.say;
    const time = form.querySelector("[data-promise-time]");
    const chosen = time?.selectedOptions?.[0]?.textContent ?? time?.value ?? "";
    const shown = [...button.childNodes].findLast((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (shown && button.getAttribute("aria-busy") !== "true") shown.data = words.replace("{time}", chosen.trim());
  }
};

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-composer]");
  if (form) settle(form);
});
document.addEventListener("kept:new", (event) => {
  if (event.target.matches("form[data-composer]")) settle(event.target);
});
for (const form of document.querySelectorAll("form[data-composer]")) settle(form);
