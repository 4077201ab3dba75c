// A reply in its undo time (data-leaves-in, milliseconds): when it is over, the page is asked for again, and the parts that
// tell what has happened are put in the place of the old ones. What is being typed stays.

const late = 2000; // ms after which the worker is asked for again
let timer;

// What somebody has ticked or unticked in a part stays so in the fresh one.
const carry = (part, fresh) => {
  for (const box of part.querySelectorAll("input[type=checkbox]")) {
    const same = fresh.querySelector(`input[name="${box.name}"][value="${CSS.escape(box.value)}"]`);
    if (same) same.checked = box.checked;
  }
};

const renew = async () => {
  const answer = await fetch(location.href, { headers: { "Accept": "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return wait(late);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.getElementById("leaving")) return wait(late);
  for (const part of document.querySelectorAll("[data-fresh][id]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || part.contains(document.activeElement)) continue;
    carry(part, fresh);
    part.replaceWith(document.adoptNode(fresh));
  }
  // What is sent from here on was written with the new message in sight.
  for (const seen of document.querySelectorAll("input[name=seen]")) {
    const fresh = page.querySelector(`form[id="${CSS.escape(seen.form.id)}"] input[name=seen]`);
    if (fresh) seen.value = fresh.value;
  }
};

const wait = (ms) => {
  clearTimeout(timer);
  timer = setTimeout(renew, ms);
};

const leaving = document.querySelector("[data-leaves-in]");
if (leaving) wait(Number(leaving.dataset.leavesIn) + 300);
