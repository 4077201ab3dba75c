// A form under its button closes when somebody presses Escape or beside it, or the answer that leaves all as it is.

const close = (fold) => {
  fold.open = false;
  fold.querySelector("summary")?.focus();
};

document.addEventListener("click", (event) => {
  const leave = event.target.closest?.("[data-fold-close]");
  if (leave) {
    event.preventDefault();
    close(leave.closest(".fold"));
    return;
  }
  for (const fold of document.querySelectorAll(".fold[open]")) {
    if (!fold.contains(event.target)) fold.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const fold = document.querySelector(".fold[open]");
  if (!fold) return;
  event.preventDefault(); // it closes the form, and does not leave the page
  close(fold);
});
