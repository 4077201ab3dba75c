(async () => {
  const found = await axe.run(document, {
    resultTypes: ["violations", "incomplete"],
    // A letter is no page: mail programs put it into one of their own.
    ...(document.querySelector("body > table.mail") ? { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } : {}),
  });
  const lines = (rules, whole) => [...new Set(rules.flatMap((rule) => rule.nodes.map((node) => {
    const why = [...node.any, ...node.all, ...node.none][0];
    const element = node.element ?? document.querySelector(node.target[0]);
    const short = element ? element.tagName.toLowerCase() + (element.getAttribute("class")?.split(/\s+/)[0] ? "." + element.getAttribute("class").split(/\s+/)[0] : "") : node.target[0];
    const key = why?.data?.messageKey ?? why?.id ?? "";
    // What lies over what is told by the place, not by the element: it depends on where the page was scrolled to.
    const over = key.startsWith("elmPartially") || key === "bgOverlap";
    const place = !over ? short
      : document.querySelector(".fold[open]") ? "behind an open form"
      : element?.closest(".scroll, .board, .scroll-x, .tabs, .panel, .side") && (innerWidth >= 960 || element.closest(".scroll-x, .tabs")) ? "in a scroller"
      : element?.closest(".shell, .kit") ? "behind a bar that stays" : short;
    return whole ? `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}` : `${rule.id}: ${key}: ${place}`;
  })))];
  return { violations: lines(found.violations, true), incomplete: lines(found.incomplete, false) };
})()
