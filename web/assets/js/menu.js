// Puts an opened menu beside its button, inside the window. Without script it opens in the middle.

const gap = 6;

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (event.newState !== "open" || !menu.matches?.(".menu[popover]")) return;
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]:hover, [popovertarget="${CSS.escape(menu.id)}"]:focus`)
    ?? document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (!button) return;
  const at = button.getBoundingClientRect();
  const below = at.bottom + gap;
  const fits = below + menu.offsetHeight <= innerHeight - gap;
  const left = Math.max(gap, Math.min(at.right - menu.offsetWidth, innerWidth - menu.offsetWidth - gap));
  menu.style.margin = "0";
  // Above its button it stands on it, so that a menu which grows grows away from it.
  const foot = Math.min(innerHeight - at.top + gap, innerHeight - menu.offsetHeight - gap);
  menu.style.inset = fits ? `${below}px auto auto ${left}px` : `auto auto ${Math.max(gap, foot)}px ${left}px`;
}, { capture: true });
