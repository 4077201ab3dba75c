// A link to a form (?open=…) opens it where it stands, and nothing that is typed is lost. A form under its button closes when somebody presses Escape or beside it, or the answer that leaves all as it is.

const close = (fold) => {
  fold.open = false;
  fold.querySelector("summary")?.focus();
};

const behind = (link) => {
  if (!link || !link.closest(".menu[popover]")) return null;
  const to = new URL(link.href);
  if (to.pathname !== location.pathname || !to.searchParams.has("open")) return null;
  const of = to.searchParams.get("of");
  return document.getElementById(`act-${to.searchParams.get("open")}${of ? `-${of}` : ""}`);
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const meant = behind(link);
  if (meant) {
    event.preventDefault();
    link.closest(".menu").hidePopover();
    meant.open = true;
    meant.querySelector(".dialog :is(input:not([type=hidden]), textarea, select, button, a)")?.focus();
    return;
  }
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

// A form that opens below the edge of the window comes into sight, with its buttons.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".fold[open]")) event.target.querySelector(".dialog")?.scrollIntoView({ block: "nearest" });
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const fold = document.querySelector(".fold[open]");
  if (!fold) return;
  event.preventDefault(); // it closes the form, and does not leave the page
  close(fold);
});
