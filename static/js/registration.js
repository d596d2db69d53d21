// Quick registration on the street: a form that finds no signal waits on this device and goes when the signal is back.
// Each form carries a receipt (its "key"): the server makes one lead of it however often it is sent.
(() => {
  const QUEUE = "purifikar:waiting-leads";
  const place = document.querySelector("[data-waiting]");
  let sending = false;

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(QUEUE)) || [];
    } catch {
      return [];
    }
  };

  const write = (waiting) => {
    localStorage.setItem(QUEUE, JSON.stringify(waiting));
    show();
  };

  const count = (number) => (number === 1 ? "1 lead guardado" : `${number} leads guardados`);

  const show = (trouble = "") => {
    const waiting = read();
    if (!place) return;
    place.hidden = waiting.length === 0;
    const words = navigator.onLine ? `${count(waiting.length)} neste aparelho, esperando o envio.` : `Sem sinal: ${count(waiting.length)} neste aparelho.`;
    place.querySelector("[data-waiting-words]").textContent = trouble || words;
  };

  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  // The form's facts wait, the form is free for the next person.
  const keep = (form, pressed) => {
    const facts = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    if (pressed?.name) facts.push([pressed.name, pressed.value]);
    write([...read(), { url: form.action, facts, name: form.elements.name.value }]);
    form.reset();
    form.elements.key.value = newKey();
    const known = form.querySelector("#duplicates");
    if (known) known.replaceChildren();
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
    form.elements.name.focus();
  };

  // true: the server has it. The queue's order is kept; what it refuses comes back into the form to be mended.
  const send = async (item) => {
    const body = new URLSearchParams(item.facts);
    const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
    const answer = await fetch(item.url, { method: "POST", body, headers: { "X-CSRFToken": token, "HX-Request": "true" }, redirect: "manual" });
    if (answer.ok && answer.headers.get("HX-Redirect") && !answer.headers.get("HX-Redirect").startsWith("/entrar/")) return "sent";
    if (answer.status === 422) return "refused";
    return answer.type === "opaqueredirect" || answer.status === 204 || answer.status === 403 ? "signed-out" : "later";
  };

  const forget = (item) => write(read().filter((other) => JSON.stringify(other) !== JSON.stringify(item)));

  // Back into the form, to be mended; never over what somebody is writing there.
  const giveBack = (item) => {
    const form = document.querySelector("form[data-registration]");
    if (!form) return show(`${item.name}: o cadastro pede correção. Abra "Novo lead".`);
    if (form.elements.name.value.trim() || form.elements.phone.value.trim())
      return show(`${item.name}: o cadastro pede correção. Registre antes este que você está escrevendo e toque em "Enviar agora".`);
    for (const [name, value] of item.facts) {
      const field = form.elements[name];
      if (field && field.type !== "checkbox") field.value = value;
    }
    forget(item);
    form.requestSubmit();
  };

  const sendAll = async () => {
    if (sending || !navigator.onLine || !read().length) return show();
    sending = true;
    try {
      await sendEach();
    } catch {
      show();
    } finally {
      sending = false;
    }
  };

  const sendEach = async () => {
    let sent = 0;
    let refused = null;
    for (const item of read()) {
      const fate = await send(item);
      if (fate === "later") return show();
      if (fate === "signed-out") return show("Entre de novo para enviar o que está guardado neste aparelho.");
      if (fate === "refused") {
        refused ||= item; // holds up no other
        continue;
      }
      forget(item);
      sent += 1;
    }
    if (refused) return giveBack(refused);
    const words = sent === 1 ? "O lead guardado foi enviado." : `${sent} leads guardados foram enviados.`;
    const said = document.getElementById("anuncio");
    if (said) said.textContent = words;
    if (place) {
      place.hidden = false;
      place.querySelector("[data-waiting-words]").textContent = words;
    }
  };

  // The form being sent, or the search for who is known; a button that only asks something tells its own trouble.
  const isOurs = (event) => !event.target.closest?.("button") && event.target.closest?.("form[data-registration]");
  const isSending = (event) => event.detail.requestConfig?.verb === "post";

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = isOurs(event);
    if (!form || !isSending(event) || navigator.onLine) return;
    event.preventDefault();
    keep(form, event.detail.requestConfig.triggeringEvent?.submitter);
  });

  // No signal though the device thought so: before the shell says that something went wrong.
  document.addEventListener(
    "htmx:sendError",
    (event) => {
      const form = isOurs(event);
      if (!form) return;
      event.stopPropagation();
      if (isSending(event)) keep(form, event.detail.requestConfig.triggeringEvent?.submitter);
    },
    true,
  );

  window.addEventListener("online", sendAll);
  window.addEventListener("offline", () => show());
  place?.querySelector("[data-waiting-send]").addEventListener("click", sendAll);
  sendAll();
})();
