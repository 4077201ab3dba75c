// Who is ringing: the customers are looked for while their name is typed, and stand in the form as a choice. Enter takes the first
// and goes on to what it is about. Without script the button looks for them.

const field = document.querySelector("[data-callers]");
const list = document.getElementById("callers");
let timer, asked = 0;

const look = async () => {
  const mine = (asked += 1);
  const answer = await fetch(`${field.dataset.callers}?q=${encodeURIComponent(field.value)}`, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine === asked) list.replaceChildren(...page.body.childNodes);
};

if (field && list) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 120);
  });
  field.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    await look();
    const isNew = list.querySelector('[name="customer"][value="0"]')?.checked;
    document.getElementById(isNew ? "name" : "subject")?.focus();
  });
}
