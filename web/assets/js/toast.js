// A toast goes after eight seconds, or as many as it says (data-life), but waits while somebody points at it or is in it. A lost
// connection is said in one too ("kept:say" with the id of its template).

const life = 8000;
const place = document.querySelector("[data-toasts]");

const start = (toast) => {
  let timer;
  const wait = () => clearTimeout(timer);
  const run = () => {
    wait();
    const stays = Number(toast.dataset.life) * 1000 || life;
    if (!toast.matches(":hover, :focus-within")) timer = setTimeout(() => toast.remove(), stays);
  };
  toast.addEventListener("pointerenter", wait);
  toast.addEventListener("focusin", wait);
  toast.addEventListener("pointerleave", run);
  toast.addEventListener("focusout", () => setTimeout(run));
  run();
};

if (place) {
  // A live region speaks of what is put into it, not of what it was born with.
  const first = [...place.children];
  place.replaceChildren();
  setTimeout(() => {
    place.append(...first);
    first.forEach(start);
  }, 50);

  document.addEventListener("kept:say", (event) => {
    const source = document.getElementById(event.detail);
    if (!source || place.querySelector(`[data-said="${CSS.escape(event.detail)}"]`)) return;
    const toast = source.content.firstElementChild.cloneNode(true);
    toast.dataset.said = event.detail;
    place.append(toast);
    start(toast);
  });
}
