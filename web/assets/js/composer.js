// The composers: the send button repeats the time of the promise in the words that the markup gives it ("Send, promise
// {time}"; which of its results is in sight, the style sheet says), and a link that means a composer (data-mode-link) chooses it and goes there. Which of the three is in
// sight, the style sheet says by the chosen radio, without script.

const settle = (form) => {
  const time = form.querySelector("[data-promise-time]")?.value ?? "";
  for (const result of form.querySelectorAll("[data-say]")) {
    result.dataset.plain ??= result.textContent;
    result.textContent = time ? result.dataset.say.replace("{time}", time) : result.dataset.plain;
  }
};

const settleIn = (event) => {
  const form = event.target.closest?.("form[data-composer]");
  if (form) settle(form);
};
document.addEventListener("input", settleIn);
document.addEventListener("change", settleIn);
document.addEventListener("kept:new", settleIn);
for (const form of document.querySelectorAll("form[data-composer]")) settle(form);

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-mode-link]");
  const radio = link && document.getElementById(link.dataset.modeLink);
  if (!radio) return;
  event.preventDefault();
  radio.click();
  document.getElementById("composer")?.scrollIntoView({ block: "nearest" });
  document.getElementById(radio.dataset.keyFocus)?.focus();
});
