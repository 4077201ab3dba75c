// After a refused form the first field that needs a change has the focus, so that nobody looks for it.

const look = (root) => {
  const field = root.querySelector("[aria-invalid=true]") ?? root.querySelector("[data-errors]");
  field?.focus();
};

document.addEventListener("kept:new", (event) => look(event.target));
look(document);
