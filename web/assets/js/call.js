// The log of a call. One that did not reach the customer asks for the next: "we call again" is chosen with it, until somebody
// chooses themselves what comes then. Without script the answer to the form asks.

const chosen = new WeakSet();

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-call-log]");
  if (!form) return;
  if (event.target.name === "next" && event.isTrusted) {
    chosen.add(form);
    form.elements.asked.value = "1";
  }
  if (event.target.name !== "outcome" || chosen.has(form)) return;
  const next = form.querySelector(`[name="next"][value="${event.target.value === "reached" ? "none" : "call"}"]`);
  if (!next || next.checked) return;
  next.checked = true;
  next.dispatchEvent(new Event("change", { bubbles: true }));
  form.closest(".dialog")?.scrollIntoView({ block: "nearest" }); // it has grown by the fields of a time
});
