// Opens and closes the page's dialogs. A link that opens one keeps its address for those without
// script; a button that does nothing without script is hidden in the markup and shown here.

for (const button of document.querySelectorAll("button[data-opens][hidden]")) button.hidden = false;

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
    return;
  }
  if (event.target.closest?.("[data-closes]")) {
    event.preventDefault();
    event.target.closest("dialog")?.close();
  } else if (event.target.matches?.("dialog")) {
    const box = event.target.getBoundingClientRect();
    const within = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!within) event.target.close(); // a press beside the dialog
  }
});
