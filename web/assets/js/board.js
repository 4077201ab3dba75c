// The board is drawn again every 30 seconds by the server (data-live, see web/layout). A row never
// moves under the pointer or the keyboard's cursor: while either is on the board, an answer that
// would change the order waits until it has left. In a hidden tab nothing is asked for.

const board = () => document.querySelector("[data-live]");
let waiting = false;

const isHeld = (part) => part.matches(":hover") || part.contains(document.activeElement);
const isBusy = (part) => Boolean(part.querySelector(":popover-open, dialog[open], details[open] form"))
  || (part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));
const order = (root) => [...root.querySelectorAll(".row[id]")].map((row) => row.id).join(" ");

const refresh = () => {
  const part = board();
  if (waiting && part && !isHeld(part)) {
    waiting = false;
    htmx.trigger(part, "refresh");
  }
};

document.addEventListener("htmx:before:request", (event) => {
  const part = event.target.closest?.("[data-live]");
  if (part !== event.target || !part) return;
  if (!document.hidden && !isBusy(part)) return;
  waiting = true;
  event.preventDefault();
});

document.addEventListener("htmx:before:swap", (event) => {
  const part = event.target.closest?.("[data-live]");
  if (part !== event.target || !part) return;
  document.documentElement.removeAttribute("data-offline");
  const next = new DOMParser().parseFromString(event.detail.ctx?.text ?? "", "text/html");
  if (!next.querySelector("[data-live]")) { // the session has ended, or the list has gone
    event.preventDefault();
    location.reload();
    return;
  }
  if (!isBusy(part) && (!isHeld(part) || order(next) === order(part))) return;
  waiting = true;
  event.preventDefault();
});

document.addEventListener("htmx:error", (event) => {
  if (!event.target.closest?.("[data-live]")) return;
  document.documentElement.setAttribute("data-offline", "");
  document.dispatchEvent(new CustomEvent("kept:say", { detail: "say-offline" }));
});

document.addEventListener("pointerout", (event) => {
  if (event.target.closest?.("[data-live]")) setTimeout(refresh);
});
document.addEventListener("focusout", () => setTimeout(refresh));
document.addEventListener("toggle", () => setTimeout(refresh), { capture: true });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
