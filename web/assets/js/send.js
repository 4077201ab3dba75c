// Sends a form without leaving the page, so that chosen files survive a refusal and a lost
// connection loses nothing. The answer is read as the page that it is: a redirect is followed, the
// same form with messages takes this one's place, anything else is said above the form.

// What a form lacks is said by the page, in its own language and at the field; the browser would say
// it in the browser's language, and only the first of it. Without script the browser's word protects
// the chosen files, so the forms themselves ask for it.
const own = (root) => {
  for (const form of root.matches?.("form[method=post]") ? [root] : root.querySelectorAll("form[method=post]")) form.noValidate = true;
};

own(document);
document.addEventListener("kept:new", (event) => own(event.target));

const go = (address) => {
  const to = new URL(address, location.href);
  const here = to.pathname === location.pathname && to.search === location.search;
  if (!here) return location.assign(to);
  history.replaceState(null, "", to); // another place on this page would not load it again
  location.reload();
};

const template = (id) => document.getElementById(id)?.content.firstElementChild.cloneNode(true);

const replace = (form, next, page) => {
  for (const kept of form.querySelectorAll("[data-keep]")) {
    const place = next.querySelector(`[data-keep="${CSS.escape(kept.dataset.keep)}"]`);
    if (!place) continue;
    if (kept.querySelector("input[type=file]")?.files.length) {
      for (const hint of next.querySelectorAll("[data-again]")) hint.remove();
    }
    place.replaceWith(kept);
  }
  for (const part of document.querySelectorAll("[data-fresh][id]")) {
    const fresh = page.getElementById(part.id);
    if (fresh && !part.contains(form)) part.replaceWith(document.adoptNode(fresh));
  }
  form.replaceWith(document.adoptNode(next));
  next.dispatchEvent(new CustomEvent("kept:new", { bubbles: true }));
};

// What the server says in a page of its own stands above the form, and the text stays in it.
const explain = (form, page) => {
  form.querySelector("[data-failed]")?.remove();
  const box = template("say-failed");
  if (!box) return;
  const words = [...page.querySelectorAll("main h1, main [data-message]")].map((one) => one.textContent.trim()).filter(Boolean);
  if (words.length) {
    box.querySelector("[data-words]").replaceChildren(...words.map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    }));
  }
  form.prepend(box);
  box.focus();
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-send]")) return;
  event.preventDefault();
  const button = event.submitter;
  const data = new FormData(form, button);
  const multipart = (button?.getAttribute("formenctype") ?? form.enctype) === "multipart/form-data";
  let answer, text;
  try {
    answer = await fetch(button?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, {
      method: "POST",
      body: multipart ? data : new URLSearchParams(data),
      headers: { "Accept": "text/html", "Kept-Send": "1" },
    });
    const address = answer.headers.get("Kept-Location") ?? (answer.redirected ? answer.url : "");
    if (address) return go(address);
    text = await answer.text();
  } catch {
    form.dispatchEvent(new CustomEvent("kept:idle", { bubbles: true }));
    document.dispatchEvent(new CustomEvent("kept:say", { detail: "say-offline" }));
    return;
  }
  form.dispatchEvent(new CustomEvent("kept:idle", { bubbles: true }));
  const page = new DOMParser().parseFromString(text, "text/html");
  const next = form.id ? page.getElementById(form.id) : null;
  if (next) replace(form, next, page);
  else explain(form, page);
});
