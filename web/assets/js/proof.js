// Solves what a form asks of its browser while very many questions arrive: a number that makes a hash begin with
// zeros. It begins when the page is open, so that it is done when the text is written; whoever is quicker waits
// a moment. Where the browser cannot (an insecure page), the form goes as it does without script: a person
// looks at it first, and the page says so.

const atOnce = 64;

const zeros = (hash) => {
  let n = 0;
  for (const byte of hash) {
    n += Math.clz32(byte) - 24;
    if (byte) break;
  }
  return n;
};

const solve = async (challenge, bits) => {
  const encoder = new TextEncoder();
  for (let first = 0; ; first += atOnce) {
    const hashes = await Promise.all(Array.from({ length: atOnce }, (_, i) =>
      crypto.subtle.digest("SHA-256", encoder.encode(`${challenge}:${first + i}`))));
    const found = hashes.findIndex((hash) => zeros(new Uint8Array(hash)) >= bits);
    if (found >= 0) return String(first + found);
  }
};

const solving = new WeakMap();

const prepare = (root) => {
  for (const field of root.querySelectorAll("input[data-proof]")) {
    const form = field.form;
    if (!form || !globalThis.crypto?.subtle || field.value) continue;
    for (const words of form.querySelectorAll("[data-unproved]")) words.hidden = true;
    for (const words of form.querySelectorAll("[data-proving]")) words.hidden = false;
    solving.set(form, solve(form.elements.challenge.value, Number(field.dataset.proof)).then((proof) => {
      field.value = proof;
      solving.delete(form);
    }));
  }
};

// A form that is sent before its proof is found waits for it. Every other listener hears of it then.
document.addEventListener("submit", (event) => {
  const done = solving.get(event.target);
  if (!done) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { target, submitter } = event;
  done.then(() => target.requestSubmit(submitter));
}, { capture: true });

document.addEventListener("kept:new", (event) => prepare(event.target.parentElement ?? document));
prepare(document);
