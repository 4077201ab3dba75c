// Asks the browser for a passkey, and sends what it signs with the form. Without this the page says
// that passkeys need script; a browser that knows none is told so, too.

const known = typeof PublicKeyCredential === "function" && !!navigator.credentials;

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const listed = (all) => all?.map((one) => ({ ...one, id: bytes(one.id) }));

const ask = async (form) => {
  const answer = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(), headers: { "Accept": "application/json" } });
  if (!answer.ok) throw new Error(`asked in vain: ${answer.status}`);
  const { publicKey } = await answer.json();
  publicKey.challenge = bytes(publicKey.challenge);
  if (!form.hasAttribute("data-passkey-new")) {
    publicKey.allowCredentials = listed(publicKey.allowCredentials);
    return navigator.credentials.get({ publicKey });
  }
  publicKey.user.id = bytes(publicKey.user.id);
  publicKey.excludeCredentials = listed(publicKey.excludeCredentials);
  return navigator.credentials.create({ publicKey });
};

// written is a credential as the server reads it: every buffer in base64url.
const written = (key) => {
  const response = { clientDataJSON: text(key.response.clientDataJSON) };
  if (key.response.attestationObject) {
    response.attestationObject = text(key.response.attestationObject);
    response.transports = key.response.getTransports?.() ?? [];
  } else {
    response.authenticatorData = text(key.response.authenticatorData);
    response.signature = text(key.response.signature);
    if (key.response.userHandle) response.userHandle = text(key.response.userHandle);
  }
  return JSON.stringify({
    id: key.id, rawId: text(key.rawId), type: key.type, response,
    authenticatorAttachment: key.authenticatorAttachment ?? undefined,
    clientExtensionResults: key.getClientExtensionResults(),
  });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.querySelector(known ? "[data-passkey-go]" : "[data-passkey-cannot]").hidden = false;
}

// It comes before the other behaviours that look at a form on its way: they see it when it has its answer.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-passkey]") || form.elements.credential.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    form.elements.credential.value = written(await ask(form));
  } catch (error) {
    failed.hidden = false;
    if (error.name !== "NotAllowedError" && error.name !== "InvalidStateError") console.warn(error.message);
    return;
  }
  form.requestSubmit(form.querySelector("[data-passkey-go]"));
}, { capture: true });

// Whoever comes back is asked anew.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-passkey]")) form.elements.credential.value = "";
});
