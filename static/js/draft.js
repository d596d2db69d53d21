// <form data-draft="parecer-123">: what is typed is kept on this device until the server has accepted it.
// The form shows how it stands in its [data-draft-status]; passwords, files and hidden fields are never kept.
(() => {
  const PREFIX = "purifikar:draft:";
  const SENT = "purifikar:draft-sent";
  const DAYS = 7 * 24 * 60 * 60 * 1000;

  const keyOf = (form) => `${PREFIX}${location.pathname}:${form.dataset.draft}`;

  const fieldsOf = (form) =>
    [...form.elements].filter(
      (field) => field.name && !field.dataset.draftNever && !/^(password|file|hidden|submit|button)$/.test(field.type) && !/password|senha|code|csrf/i.test(field.name),
    );

  const read = (form) => {
    const values = {};
    for (const field of fieldsOf(form)) {
      const isBox = field.type === "checkbox" || field.type === "radio";
      if (isBox) (values[field.name] ??= []).push(field.checked ? field.value : null);
      else if (field.multiple) values[field.name] = [...field.selectedOptions].map((option) => option.value);
      else (values[field.name] ??= []).push(field.value);
    }
    return values;
  };

  const write = (form, values) => {
    const seen = {};
    for (const field of fieldsOf(form)) {
      const kept = values[field.name];
      if (!kept) continue;
      const at = (seen[field.name] = (seen[field.name] ?? -1) + 1);
      if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = kept.includes(option.value);
      else if (kept[at] !== undefined) field.value = kept[at];
    }
  };

  const tell = (form, words) => {
    const place = form.querySelector("[data-draft-status]");
    if (place && place.textContent !== words) place.textContent = words;
  };

  const clock = (at) => new Date(at).toLocaleTimeString("pt-BR", { hour: "2-digit", minute: "2-digit" });

  const keep = (form) => {
    const now = JSON.stringify(read(form));
    if (now === form.pkKept) return;
    form.pkKept = now;
    const at = Date.now();
    try {
      localStorage.setItem(keyOf(form), JSON.stringify({ at, values: JSON.parse(now) }));
      tell(form, `Rascunho guardado neste aparelho às ${clock(at)}`);
    } catch {
      tell(form, "Este aparelho não guarda rascunhos; grave antes de sair");
    }
  };

  const forget = (key) => localStorage.removeItem(key);

  const stored = (form) => {
    try {
      const draft = JSON.parse(localStorage.getItem(keyOf(form)));
      return draft && Date.now() - draft.at < DAYS ? draft : null;
    } catch {
      return null;
    }
  };

  // A form that comes back refused holds what was sent: that wins over the draft, and the draft goes on from there.
  const isRefused = (form) => form.querySelector("[aria-invalid=true], .pk-notice.is-error") !== null;

  const begin = (form) => {
    if (form.pkKept !== undefined) return;
    form.pkKept = JSON.stringify(read(form));
    const draft = stored(form);
    if (!draft || isRefused(form)) return;
    write(form, draft.values);
    form.pkKept = JSON.stringify(read(form));
    tell(form, `Rascunho guardado neste aparelho às ${clock(draft.at)}`);
  };

  const forms = (root = document) => [...root.querySelectorAll("form[data-draft]")];

  const keepAll = () => forms().filter((form) => form.pkKept !== undefined && !form.pkSent).forEach(keep);

  // A plain form is accepted when another page, or the same without errors, follows it.
  const settleSent = () => {
    const key = sessionStorage.getItem(SENT);
    if (!key) return;
    sessionStorage.removeItem(SENT);
    const same = forms().find((form) => keyOf(form) === key);
    const failed = document.body.classList.contains("pk-quiet");
    if (!failed && !(same && isRefused(same))) forget(key);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-draft]")) return;
    keep(form);
    if (event.defaultPrevented) return; // htmx sends it and tells how it went
    form.pkSent = true;
    sessionStorage.setItem(SENT, keyOf(form));
  });

  // Before the answer is swapped in: the form that sent it may be gone afterwards.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, verb } = event.detail.requestConfig;
    const form = elt.closest("form[data-draft]");
    if (!form || verb === "get") return;
    const { status } = event.detail.xhr;
    if (status < 200 || status >= 400) return;
    form.pkSent = true;
    forget(keyOf(form));
  });

  document.addEventListener("htmx:afterSettle", (event) => forms(event.detail.elt.parentElement ?? document).forEach(begin));

  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepAll());
  window.addEventListener("pagehide", keepAll);
  setInterval(keepAll, 1000);

  settleSent();
  forms().forEach(begin);
})();
