// Keeps what is being typed on this computer, until the page says that it has arrived
// (data-draft-done) or a week has gone. What the server sent back is never overwritten.

const prefix = "kept:draft:";
const week = 7 * 24 * 60 * 60 * 1000;
const kinds = "textarea[name], select[name], input[name]:not([type=hidden], [type=password], [type=file], [type=submit])";
const waiting = new Map();
const restored = new Map(); // what came back, for fields that are drawn later

// A full or forbidden store is no reason to stop anybody from writing.
const read = (key) => {
  try { return JSON.parse(localStorage.getItem(prefix + key)); } catch { return null; }
};
const store = (key, draft) => {
  try { localStorage.setItem(prefix + key, JSON.stringify(draft)); } catch { /* nothing to keep it in */ }
};
const drop = (key) => {
  clearTimeout(waiting.get(key));
  try { localStorage.removeItem(prefix + key); } catch { /* nothing was kept */ }
};

const isTick = (field) => field.type === "radio" || field.type === "checkbox";
const isWritten = (field) => !isTick(field) && field.localName !== "select";

const save = (form) => {
  const fields = [...form.querySelectorAll(kinds)];
  if (!fields.some((field) => isWritten(field) && field.value !== field.defaultValue)) return drop(form.dataset.draft);
  const values = fields.filter((field) => !isTick(field) || field.checked).map((field) => [field.name, field.value]);
  store(form.dataset.draft, { at: Date.now(), values });
};

const fill = (fields, values) => {
  for (const [name, value] of values) {
    for (const field of fields.filter((one) => one.name === name)) {
      if (isTick(field)) field.checked = field.checked || field.value === value;
      else if (field.localName !== "select" || [...field.options].some((option) => option.value === value)) field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      if (!isWritten(field) && (!isTick(field) || field.value === value)) field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
};

const restore = (form) => {
  const draft = read(form.dataset.draft);
  if (!draft) return;
  const fields = [...form.querySelectorAll(kinds)];
  const answered = fields.some((field) => field.localName === "textarea" && field.value);
  if (answered || Date.now() - draft.at > week) return;
  restored.set(form.dataset.draft, draft.values);
  fill(fields, draft.values);
  for (const note of form.querySelectorAll("[data-draft-note]")) note.hidden = false;
};

const prepare = (root) => {
  for (const done of root.querySelectorAll("[data-draft-done]")) drop(done.dataset.draftDone);
  for (const form of root.querySelectorAll("form[data-draft]")) restore(form);
};

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  const key = form.dataset.draft;
  clearTimeout(waiting.get(key));
  waiting.set(key, setTimeout(() => save(form), 300));
});
document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-draft-drop]")?.closest("form[data-draft]");
  if (!form) return;
  form.reset();
  drop(form.dataset.draft);
  for (const note of form.querySelectorAll("[data-draft-note]")) note.hidden = true;
  form.querySelector("textarea")?.focus();
});
addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (waiting.has(form.dataset.draft)) save(form);
  }
});
// Who chooses for themselves has what came back behind them.
document.addEventListener("change", (event) => {
  if (event.isTrusted && event.target.matches?.("[data-topic]")) restored.delete(event.target.form?.dataset.draft);
});
document.addEventListener("kept:more", (event) => {
  const values = restored.get(event.target.closest?.("form[data-draft]")?.dataset.draft);
  if (!values) return;
  const fields = [...event.target.querySelectorAll(kinds)].filter((field) => isTick(field) ? !field.checked : field.value === "");
  fill(fields, values);
});
document.addEventListener("kept:new", (event) => prepare(event.target.parentElement ?? document));
prepare(document);
