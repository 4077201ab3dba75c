// What a page must hold to in every language, width and theme. It answers with a list of what is wrong.
(() => {
  const wrong = [];
  const isLetter = document.querySelector("body > table.mail"); // no page: mail programs need styles in it, and put it into a page of theirs
  const seen = (element) => element.checkVisibility({ opacityProperty: false, visibilityProperty: true });
  const name = (element) => {
    const words = (element.innerText || element.getAttribute("aria-label") || element.id || "").trim().replace(/\s+/g, " ").slice(0, 60);
    return `<${element.tagName.toLowerCase()}${element.className && element.className.baseVal === undefined ? "." + [...element.classList].join(".") : ""}> “${words}”`;
  };
  const root = document.scrollingElement;
  if (root.scrollWidth > innerWidth) {
    const widest = [...document.body.querySelectorAll("*")].filter((e) => seen(e) && !e.closest(".scroll-x, .sr, [popover], svg") &&
      e.getBoundingClientRect().right > innerWidth + 1).slice(-3).map(name);
    wrong.push(`scrolls sideways: ${root.scrollWidth} of ${innerWidth} pixels; ${widest.join(", ")}`);
  }
  const titles = [...document.querySelectorAll("h1")].filter(seen);
  if (titles.length !== 1 && !isLetter) wrong.push(`has ${titles.length} h1`);
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    if (!seen(heading) || heading.closest("[popover], dialog")) continue;
    const own = Number(heading.tagName[1]);
    if (own > level + 1 && level > 0) wrong.push(`jumps from h${level} to ${name(heading)}`);
    level = own;
  }
  for (const field of document.querySelectorAll("input, select, textarea, button")) {
    if (field.type === "hidden") continue;
    const labelled = [...(field.labels ?? [])].some((l) => l.textContent.trim()) || field.getAttribute("aria-label")?.trim() ||
      field.getAttribute("aria-labelledby")?.split(/\s+/).some((id) => document.getElementById(id)?.textContent.trim()) ||
      (field.tagName === "BUTTON" && field.textContent.trim());
    if (!labelled) wrong.push(`a control without a name: ${field.outerHTML.slice(0, 120)}`);
  }
  const ids = new Set();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (ids.has(id)) wrong.push(`two things are called #${id}`);
    ids.add(id);
  }
  for (const styled of document.querySelectorAll("[style]")) {
    if (!isLetter && !styled.matches("[popover], [data-live], textarea") && !styled.closest("svg")) wrong.push(`an inline style: ${styled.outerHTML.slice(0, 120)}`);
  }
  if (document.querySelector("body style, head style, script:not([src])")) wrong.push("an inline style sheet or script");
  const range = document.createRange();
  for (const box of document.querySelectorAll("button, .btn, h1, h2, h3, h4, label, th, .when, .tag, .prio, .count, .what, .tabs a, .callout, .toast, p, dt, dd, summary, select")) {
    if (!seen(box) || box.closest(".clip, .sr, .scroll-x, .hints, svg") || box.matches(".only") || box.querySelector(".clip") || !box.innerText?.trim()) continue;
    if (getComputedStyle(box).display === "inline") continue;
    const own = box.getBoundingClientRect();
    const out = [];
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    while (box.tagName !== "SELECT" && texts.nextNode()) {
      if (!texts.currentNode.data.trim() || texts.currentNode.parentElement.closest(".sr, svg, [popover], .dialog") || !seen(texts.currentNode.parentElement)) continue;
      range.selectNodeContents(texts.currentNode);
      out.push(...[...range.getClientRects()].filter((r) => r.width > 1 && (r.right > own.right + 1 || r.left < own.left - 1 || r.bottom > own.bottom + r.height / 4 || r.top < own.top - r.height / 4)));
    }
    if (out.length) wrong.push(`words do not fit: ${name(box)}, ${Math.round(out[0].width)}×${Math.round(out[0].height)} in ${Math.round(own.width)}×${Math.round(own.height)} pixels`);
    if ((own.right > innerWidth + 1 || own.left < -1) && !box.closest(".tabs, .topbar, [popover], dialog")) wrong.push(`stands outside of the window: ${name(box)}`);
  }
  const words = document.body.innerText;
  const marker = words.match(/\b(?:desk|portal|mail|layout|signin|demo|fault|gallery|promise|problem|ui|time|keyboard|ticket)\.[a-z_]+\.[a-z_.]+\b|<no value>|\{\{|%!|undefined|\[object|\x00/);
  if (marker) wrong.push(`raw words: ${marker[0]}`);
  if (!document.documentElement.lang) wrong.push("no language");
  if (!document.title.trim()) wrong.push("no title");
  return wrong;
})()
