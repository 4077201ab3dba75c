// "Use this answer": a supervisor's words go into the reply, behind what is typed there already, and the reply says whose
// they were (data-uses, which only the staff reads). Going to the composer is composer.js's (data-mode-link).

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-answer]");
  const uses = link && document.querySelector("[data-uses]");
  const reply = uses?.form.querySelector("textarea[name=body]");
  if (!reply) return;
  event.preventDefault();
  const words = link.dataset.answerWords;
  if (!reply.value.includes(words)) reply.value = reply.value.trim() ? `${reply.value.trimEnd()}\n\n${words}` : words;
  uses.value = link.dataset.answer;
  for (const line of uses.form.querySelectorAll("[data-helped]")) line.hidden = line.dataset.helped !== uses.value;
  reply.dispatchEvent(new Event("input", { bubbles: true }));
});
