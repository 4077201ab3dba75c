// Hears by a stream (data-follow) that something has happened, and says so to the page's other behaviours as "kept:news". What
// it is the stream never says: they ask again. While the connection is lost the page says as of when it is; when it is
// back, the stream goes on from the last mark that was heard, so that nothing is missed. A hidden tab hears nothing, and
// takes up the mark when it is shown.

const { follow: address } = document.body.dataset;
const root = document.documentElement;
const silence = 40_000; // ms; a stream says something every fifteen seconds
const grace = 2_000; // a connection that is back sooner was not away

let { mark } = document.body.dataset;
let source, heard = 0, losing, retry, hiding, isLost = false, tries = 0;

const loaded = Date.now();
const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

const asOf = () => {
  const words = document.getElementById("say-as-of");
  const place = document.querySelector("#live .title, .thead .facts, .hello");
  const [, hours, minutes] = /T(\d\d):(\d\d)/.exec(document.body.dataset.now ?? "") ?? [];
  if (!words || !place || !hours || place.querySelector(".as-of")) return;
  const then = Number(hours) * 60 + Number(minutes) + Math.floor((heard - loaded) / 60_000);
  const two = (n) => String(n).padStart(2, "0");
  const clock = words.dataset.clock.replace("{h}", two(Math.floor(then / 60) % 24)).replace("{m}", two(then % 60));
  const line = words.content.firstElementChild.cloneNode(true);
  line.textContent = line.textContent.replace("{time}", clock);
  place.append(line);
};

const lose = () => {
  losing ??= setTimeout(() => {
    isLost = true;
    root.setAttribute("data-offline", "");
    asOf();
    say("kept:say", "say-offline");
  }, grace);
};

const alive = () => {
  heard = Date.now();
  clearTimeout(losing);
  losing = undefined;
  tries = 0;
  if (!isLost) return;
  isLost = false;
  root.removeAttribute("data-offline");
  for (const line of document.querySelectorAll(".as-of")) line.remove();
};

const disconnect = () => {
  clearTimeout(retry);
  source?.close();
  source = undefined;
};

const again = (ms) => {
  disconnect();
  retry = setTimeout(connect, ms * (0.75 + Math.random() / 2));
};

// A browser says of a stream that was refused only that it was. Is the page still theirs, and is anybody there?
const refused = async () => {
  disconnect();
  const answer = await fetch(address, { method: "HEAD", headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok) { // their other pages have all the streams that there are: this one asks from time to time
    alive();
    say("kept:news", { news: "all", pace: 5_000 });
    return again(30_000);
  }
  if (answer && answer.status < 500 && answer.status !== 429) return end();
  lose();
  again(Math.min(30_000, 1_000 * 2 ** tries++));
};

// A page that was just loaded and may not hear is no page to load again and again.
const end = () => {
  disconnect();
  if (Date.now() - loaded > 3_000) say("kept:over");
};

const connect = () => {
  disconnect();
  if (document.hidden) return;
  heard ||= Date.now();
  const stream = new EventSource(`${address}${address.includes("?") ? "&" : "?"}since=${encodeURIComponent(mark)}`);
  source = stream;
  stream.addEventListener("beat", alive);
  stream.addEventListener("error", () => {
    if (source !== stream) return;
    lose();
    if (stream.readyState === EventSource.CLOSED) refused();
  });
  stream.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    mark = event.lastEventId || mark;
    if (told.news === "deaf") return lose();
    alive();
    if (told.news === "over") {
      return end();
    }
    if (told.page) say("kept:page-number", told.page);
    if (told.news) say("kept:news", told);
  });
};

if (address && window.EventSource) {
  connect();
  setInterval(() => {
    if (source && Date.now() - heard > silence) {
      lose();
      connect();
    }
  }, 5_000);
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(disconnect, 10_000);
    else if (!source) connect();
  });
  addEventListener("offline", lose);
  addEventListener("online", connect);
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", (event) => {
    if (event.persisted) connect();
  });
}
