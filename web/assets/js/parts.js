// A customer's page whose ticket looks otherwise now ("kept:news") is asked for again, and its parts are put in the place of
// the old ones. A part in which somebody is writing stays, and stays where it is.

const main = document.querySelector("body[data-screen=portal-ticket] main");

const key = (part) => part.id || part.querySelector("form[id]")?.id || part.className;
const isTyped = (field) => field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
const isHeld = (part) => part.contains(document.activeElement) || [...part.querySelectorAll("textarea, input:not([type=hidden])")].some(isTyped);

const put = (page) => {
  const fresh = [...page.querySelector("main").children].map((part) => document.importNode(part, true));
  const held = [...main.children].filter(isHeld);
  for (const part of [...main.children]) {
    if (!held.includes(part)) part.remove();
  }
  let before = held.shift();
  for (const part of fresh) {
    if (before && key(part) === key(before)) before = held.shift();
    else if (!held.some((one) => key(one) === key(part))) main.insertBefore(part, before ?? null);
  }
  const defs = document.querySelector("svg > defs");
  for (const shape of page.querySelectorAll("svg > defs > [id]")) {
    if (defs && !document.getElementById(shape.id)) defs.append(document.importNode(shape, true));
  }
  for (const part of fresh) part.isConnected && part.dispatchEvent(new CustomEvent("kept:new", { bubbles: true }));
};

let timer;

const look = async () => {
  timer = undefined;
  const answer = await fetch(location.href, { headers: { Accept: "text/html", "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  put(new DOMParser().parseFromString(await answer.text(), "text/html"));
};

if (main) {
  document.addEventListener("kept:news", () => { timer ??= setTimeout(look, 100 + Math.random() * 400); });
  document.addEventListener("kept:over", () => {
    if (![...main.children].some(isHeld)) location.reload();
  });
}
