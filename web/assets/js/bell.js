// Notices that the browser shows, while a page of Kept stands open. When the page hears that something rang ("kept:news"), it asks
// for what is new, and shows that; a page in the background listens by itself, one of all that are open. Several pages show one
// notice once. Whether the browser may is asked only by the button in the reader's settings.

const bell = document.getElementById("bell");
const may = () => "Notification" in window && Notification.permission === "granted";
const alone = (name, work) => navigator.locks ? navigator.locks.request(name, work) : work();

const remembered = "kept-told";
let told = Number(bell?.dataset.after ?? 0);
const knows = () => Math.max(told, Number(localStorage.getItem(remembered) ?? 0));
// Notices that are older than what this browser has shown: the desk was brought back from a copy, or is another one.
if (told && Number(localStorage.getItem(remembered) ?? 0) > told) localStorage.setItem(remembered, String(told));

const show = (line) => {
  const link = line.querySelector("a");
  const shown = new Notification(line.querySelector("b").textContent.trim(), {
    body: link.textContent.trim(), lang: line.lang, tag: `kept-${line.dataset.notice}`,
  });
  shown.addEventListener("click", () => {
    window.focus();
    shown.close();
    location.assign(link.getAttribute("href"));
  });
};

const look = () => alone("kept-bell", async () => {
  if (!may()) return;
  const answer = await fetch(`${bell.dataset.address}?after=${knows()}`, { headers: { Accept: "text/html", "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const line of page.querySelectorAll("#fresh-notices > li")) {
    told = Number(line.dataset.notice);
    localStorage.setItem(remembered, told);
    show(line);
  }
});

const rings = (news) => news && /\b(bell|all)\b/.test(news) && look();

// A page that nobody looks at hears nothing by itself (follow.js), but a notice is for just then: one of the open pages goes on
// listening, to the reader's notices only.
let listening;
const listen = () => {
  const ends = new AbortController();
  listening = ends;
  const hold = () => new Promise((done) => {
    const source = new EventSource(`/desk/live?since=${encodeURIComponent(document.body.dataset.mark ?? "")}`);
    const end = () => {
      source.close();
      done();
    };
    source.addEventListener("message", (event) => {
      const { news } = JSON.parse(event.data);
      if (news === "over") end();
      else rings(news);
    });
    ends.signal.addEventListener("abort", end);
    if (ends.signal.aborted) end();
  });
  if (!navigator.locks) return hold();
  navigator.locks.request("kept-listens", { signal: ends.signal }, hold).catch(() => {}); // it is shown again before its turn came
};

if (bell && "Notification" in window) {
  document.addEventListener("kept:news", (event) => rings(event.detail?.news));
  const turn = () => {
    listening?.abort();
    listening = undefined;
    if (document.hidden && may()) listen();
  };
  document.addEventListener("visibilitychange", turn);
  addEventListener("pagehide", () => listening?.abort());
  turn();
}

// The button in the settings, and the words for how it stands.
const place = document.querySelector("[data-permission]");
const button = place?.querySelector("[data-ask]");

const say = (state) => {
  for (const words of place.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== state;
  button.hidden = state !== "default";
};

if (place) {
  const supported = "Notification" in window && window.isSecureContext;
  say(supported ? Notification.permission : "unsupported");
  button.addEventListener("click", async () => say(await Notification.requestPermission()));
}
