// Shows the chosen files, with their size and a way to take each out again, and says at once when
// there are too many or one is too large. The words come from the markup; only sizes are written
// here, by the browser, in the page's language.

const mega = 1024 * 1024;
const size = (bytes) => {
  const [value, unit] = bytes < mega ? [Math.max(1, bytes / 1024), "kilobyte"] : [bytes / mega, "megabyte"];
  const digits = { style: "unit", unit, maximumFractionDigits: value < 10 && unit === "megabyte" ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, digits).format(value);
};

const chosen = new WeakMap(); // input → files, since a second choice would replace the first

// A picture is drawn, not addressed: the page's policy allows no blob: addresses.
const preview = async (file, place) => {
  if (!file.type.startsWith("image/")) return;
  try {
    const picture = await createImageBitmap(file);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 96;
    const scale = Math.max(96 / picture.width, 96 / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    canvas.getContext("2d").drawImage(picture, (96 - width) / 2, (96 - height) / 2, width, height);
    place.replaceChildren(canvas);
  } catch { /* not a picture after all: the icon stays */ }
};

const show = (box, input) => {
  const files = chosen.get(input) ?? [];
  const bag = new DataTransfer();
  for (const file of files) bag.items.add(file);
  input.files = bag.files;
  const list = box.querySelector("[data-file-list]");
  const row = box.querySelector("template[data-file-row]");
  list.replaceChildren(...files.map((file, index) => {
    const line = row.content.firstElementChild.cloneNode(true);
    line.querySelector("[data-file-name]").textContent = file.name;
    line.querySelector("[data-file-size]").textContent = size(file.size);
    const remove = line.querySelector("[data-file-drop]");
    remove.setAttribute("aria-label", remove.getAttribute("aria-label").replace("…", file.name));
    remove.addEventListener("click", () => {
      chosen.set(input, files.toSpliced(index, 1));
      say(box, "");
      show(box, input);
      input.focus();
    });
    preview(file, line.querySelector("[data-file-thumb]"));
    return line;
  }));
  list.hidden = files.length === 0;
};

const say = (box, what) => {
  for (const word of box.querySelectorAll("[data-file-say]")) word.hidden = word.dataset.fileSay !== what;
};

document.addEventListener("change", (event) => {
  const input = event.target;
  const box = input.matches?.("input[type=file]") && input.closest("[data-files]");
  if (!box) return;
  const limit = (name) => Number(box.dataset[name]) || Infinity;
  const before = limit("maxFiles") === 1 && input.files.length > 0 ? [] : chosen.get(input) ?? []; // of one, the newest
  const files = [...before, ...input.files];
  const fitting = files.filter((file) => file.size <= limit("maxBytes"));
  const within = [];
  let sum = 0;
  for (const file of fitting) {
    if (within.length >= limit("maxFiles") || sum + file.size > limit("maxTotal")) continue;
    within.push(file);
    sum += file.size;
  }
  say(box, fitting.length < files.length ? "size" : within.length < fitting.length ? "count" : "");
  chosen.set(input, within);
  show(box, input);
});

// A form that is cleared drops its files too.
document.addEventListener("reset", (event) => {
  for (const input of event.target.querySelectorAll("[data-files] input[type=file]")) {
    chosen.delete(input);
    setTimeout(() => show(input.closest("[data-files]"), input));
  }
});
