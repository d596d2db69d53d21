// <form data-opinion="key" data-keep="address">: an opinion that keeps itself on the server every few seconds and on leaving, and on this
// device at each stroke until the server has it. Text and cursor come back where typing stopped, also after the browser died.
(() => {
  const EVERY = 2000;
  const form = document.querySelector("form[data-opinion]");
  if (!form) return;
  const field = (name) => form.elements[name];
  const text = form.querySelector("[data-opinion-text]");
  const dialog = document.getElementById("opinion-dialog");
  const HERE = `purifikar:opinion:${location.pathname}`;
  const tab = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  let step = 0; // counts this tab's savings: what comes late is not newer
  let kept = ""; // what the server has, as it was sent
  let sending = null;
  let over = false; // finished elsewhere, or just sent

  const state = () => document.getElementById("opinion-state");
  const now = () => new URLSearchParams([...typed()].filter(([name]) => name !== "step" && name !== "turn")).toString();

  // Everything but files, and the cursor as it stands.
  function typed() {
    field("cursor").value = text.selectionEnd ?? 0;
    field("tab").value = tab;
    field("step").value = step;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  const tell = (words) => {
    const place = state().querySelector("[data-opinion-saved]") ?? state().querySelector("[role=alert]");
    if (place && place.textContent.trim() !== words) place.textContent = words;
  };

  // --- on this device, until the server has it ---------------------------------------------------------------------------

  // `draft` is the one that it belongs to, or "" for any; `sent` whole, it counts only if the server never got it.
  const note = ({ draft = form.dataset.opinion, sent = false } = {}) => {
    try {
      localStorage.setItem(HERE, JSON.stringify({ draft, sent, text: text.value, cursor: text.selectionEnd, turn: field("turn").value }));
    } catch {
      /* a full or closed store: the server keeps it all the same */
    }
  };

  const noted = () => {
    try {
      const here = JSON.parse(localStorage.getItem(HERE));
      const isMine = here && (here.draft === "" || here.draft === form.dataset.opinion);
      return isMine && (!here.sent || here.turn === field("turn").value) ? here : null;
    } catch {
      return null;
    }
  };

  // --- on the server -----------------------------------------------------------------------------------------------------

  const take = (html, sent) => {
    const piece = new DOMParser().parseFromString(html, "text/html").getElementById("opinion-state");
    if (!piece) return;
    state().replaceWith(document.adoptNode(piece));
    htmx.process(state());
    field("turn").value = state().dataset.turn;
    if (sent !== undefined && sent === text.value) localStorage.removeItem(HERE);
  };

  const gone = () => {
    over = true;
    note({ draft: "" });
    tell("Este parecer já foi concluído em outra aba. O que está aqui fica neste aparelho: recarregue a página para continuar num novo.");
  };

  const send = async () => {
    step += 1;
    const data = typed();
    const [mark, sent] = [now(), text.value];
    data.set("auto", "1");
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: data, headers: { "HX-Request": "true" } });
      if (answer.status === 404) return gone();
      if (answer.ok && !answer.redirected) {
        kept = mark;
        take(await answer.text(), sent);
      } else if (answer.status === 422) {
        kept = mark;
        take(await answer.text());
      } else {
        tell("Não guardado no servidor; está guardado neste aparelho. Entre de novo em outra aba e volte aqui.");
      }
    } catch {
      tell("Sem conexão: o texto está guardado neste aparelho e segue quando o sinal voltar.");
    }
  };

  // One at a time, in order.
  const keep = async () => {
    if (over) return;
    if (sending) await sending;
    if (over || now() === kept) return;
    sending = send();
    await sending;
    sending = null;
  };

  const leave = () => {
    if (over || now() === kept) return;
    step += 1;
    const data = typed();
    data.set("auto", "1");
    if (navigator.sendBeacon(form.dataset.keep, data)) kept = now();
  };

  // --- what comes from there ---------------------------------------------------------------------------------------------

  const place = (cursor) => {
    text.focus({ preventScroll: true });
    text.setSelectionRange(cursor, cursor);
    text.scrollIntoView({ block: "nearest" });
    if (cursor >= text.value.length - 1) text.scrollTop = text.scrollHeight;
  };

  // The server's text into the field: after an act that wrote into it, or from another tab.
  const refresh = () => {
    const fresh = state().querySelector("[data-opinion-fresh]");
    if (!fresh) return;
    const changed = text.value !== fresh.value;
    if (changed) text.value = fresh.value;
    fresh.remove();
    field("turn").value = state().dataset.turn;
    kept = now();
    localStorage.removeItem(HERE);
    return changed;
  };

  // Back in this tab: another one may have gone on meanwhile.
  const look = async () => {
    if (over || sending || now() !== kept || dialog?.open) return;
    const answer = await fetch(form.dataset.keep, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 404) return gone();
    if (!answer?.ok || answer.redirected || now() !== kept) return;
    const turn = field("turn").value;
    take(await answer.text());
    if (refresh() && state().dataset.turn !== turn) {
      place(Number(state().dataset.cursor));
      tell("O texto mudou em outra aba; aqui está o mais novo.");
    }
  };

  const insert = (button) => {
    const words = button.dataset.insert;
    const before = text.value.slice(0, text.selectionStart);
    const gap = before && !before.endsWith("\n") ? "\n" : "";
    text.focus();
    text.setRangeText(`${gap}${words}\n`, text.selectionStart, text.selectionEnd, "end");
    field("standard_text").value = words;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // --- begin -------------------------------------------------------------------------------------------------------------

  // Typed before this script was there, or the last strokes that the browser took along when it died: both are newer.
  const begin = () => {
    const here = noted();
    if (here?.text.trim() && here.text !== text.defaultValue && text.value === text.defaultValue) {
      text.value = here.text;
      field("turn").value = here.turn;
      place(here.cursor);
    } else if (text.value === text.defaultValue) {
      localStorage.removeItem(HERE);
      if (!form.querySelector("[aria-invalid=true]")) place(Number(state().dataset.cursor));
      kept = now();
      return;
    }
    keep();
  };

  text.addEventListener("input", () => note());
  setInterval(keep, EVERY);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : look()));
  window.addEventListener("focus", look);
  window.addEventListener("pagehide", leave);
  window.addEventListener("online", keep);

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    event.preventDefault();
    insert(button);
  });

  // Sent whole: nothing more goes on its own, except where another page opens beside this one.
  form.addEventListener("submit", (event) => {
    typed();
    if (event.submitter?.formTarget === "_blank") {
      setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((button) => (button.disabled = false)), 100);
      return;
    }
    over = true;
    note({ sent: true });
  });

  // Back by the browser's button, to the page as it was left.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    over = false;
    look();
  });

  form.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.files.length) form.querySelector("[data-opinion-attach]")?.click();
  });

  // --- acts in the dialog ------------------------------------------------------------------------------------------------

  // What is asked over the text waits until the text is kept.
  document.addEventListener("htmx:confirm", (event) => {
    const { elt, verb } = event.detail;
    if (verb === "get" || !(dialog?.contains(elt) || form.contains(elt))) return;
    event.preventDefault();
    keep().then(() => event.detail.issueRequest());
  });

  document.addEventListener("htmx:configRequest", (event) => {
    if (form.contains(event.detail.elt) && event.detail.verb !== "get") event.detail.parameters.step = String(step);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "opinion-piece" && event.detail.requestConfig.verb === "get" && !dialog.open) dialog.showModal();
  });

  document.addEventListener("htmx:oobAfterSwap", () => settle());
  document.addEventListener("htmx:afterSwap", () => settle());

  const settle = () => {
    if (!state()) return;
    field("turn").value = state().dataset.turn;
    if (state().querySelector("[data-opinion-fresh]")) {
      refresh();
      text.setSelectionRange(Number(state().dataset.cursor), Number(state().dataset.cursor));
    }
    if ("closeDialog" in state().dataset) {
      delete state().dataset.closeDialog;
      dialog.close();
      text.focus();
    }
  };

  begin();
})();
