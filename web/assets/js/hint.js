// A hint goes without the page being loaded again, and by itself when what it is about has been used: its list or palette opened, a
// ticket chosen. What a form does the server notes.

const hint = document.getElementById("hint");

const away = () => {
  if (!hint?.isConnected) return;
  const next = hint.contains(document.activeElement) ? document.querySelector("#main h1") : null;
  fetch(hint.action, { method: "POST", body: new URLSearchParams(new FormData(hint)), headers: { "HX-Request": "true" }, redirect: "manual", keepalive: true }).catch(() => {}); // then it comes back
  hint.remove();
  if (next) {
    next.tabIndex = -1;
    next.focus();
  }
};

if (hint) {
  hint.addEventListener("submit", (event) => {
    event.preventDefault();
    away();
  });
  for (const name of ["keys", "palette"]) {
    const dialog = document.getElementById(name);
    if (dialog && hint.dataset.hint === name) dialog.addEventListener("close", away);
  }
  if (hint.dataset.hint === "choose") document.addEventListener("change", (event) => {
    if (event.target.closest?.(".row-pick")) away();
  });
}
