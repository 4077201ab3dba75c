// A form that is sent by choosing: the language, a filter. Without script its button does it.

const prepare = (root) => {
  for (const form of root.querySelectorAll("form[data-auto]")) {
    for (const button of form.querySelectorAll("[data-auto-button]")) button.hidden = true;
  }
};

document.addEventListener("change", (event) => {
  event.target.closest?.("form[data-auto]")?.requestSubmit();
});
document.addEventListener("kept:new", (event) => prepare(event.target));
prepare(document);
