// The sidebar in a low window: the line of the page that is open comes into sight by itself.

const side = document.getElementById("side");
const here = side?.querySelector("[aria-current]");
if (here && side.scrollHeight > side.clientHeight) {
  const foot = side.querySelector(".me")?.offsetHeight ?? 0;
  const over = here.getBoundingClientRect().bottom - (side.getBoundingClientRect().bottom - foot);
  if (over > 0) side.scrollTop += over + 8;
}
