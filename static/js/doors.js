// The doors: passwords that can be looked at, and passkeys. `webauthnJSON` (allauth's copy of github/webauthn-json) turns the
// server's options into what the browser wants and back.
(() => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show-password], [data-print]");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    else show(button);
  });

  const show = (button) => {
    const field = document.getElementById(button.dataset.showPassword);
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    field.focus();
  };

  // A password that is shown must not stay in the browser's list of what was typed before.
  document.addEventListener("submit", (event) => {
    for (const button of event.target.querySelectorAll("[data-show-password][aria-pressed=true]")) show(button);
  });

  // --- passkeys: form[data-passkey=create|get], its options in a JSON script or at an address ---------------------------

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-passkey]")) return;
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      const options = await optionsOf(form);
      const credential = await window.webauthnJSON[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit(); // goes past this listener
    } catch (trouble) {
      complain(form, trouble);
      button.disabled = false;
    }
  });

  const optionsOf = async (form) => {
    if (!form.dataset.optionsUrl) return demanding(JSON.parse(document.getElementById(form.dataset.options).textContent));
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options;
  };

  // Our passkeys sign in without a password, so the device must keep them itself and ask who holds it.
  const demanding = (options) => {
    const selection = options.publicKey.authenticatorSelection;
    if (selection) Object.assign(selection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
    return options;
  };

  const complain = (form, trouble) => {
    const box = form.querySelector("[data-passkey-trouble]");
    if (trouble.name in WORDS) box.querySelector("p").textContent = WORDS[trouble.name];
    box.hidden = false;
  };

  const WORDS = {
    NotAllowedError: "Nada foi feito: o aparelho não confirmou ou o tempo acabou. Tente de novo.",
    InvalidStateError: "Este aparelho já tem uma chave para a sua conta.",
    SecurityError: "O navegador não aceita chaves de acesso neste endereço.",
  };
})();
