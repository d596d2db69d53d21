// What the shell does beyond plain HTML. Everything here is a comfort: each page works without it.
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const say = (words) => {
    const place = document.getElementById("anuncio");
    if (place) place.textContent = words;
  };

  // --- keys: [data-key] is focused or pressed by its key, unless somebody is writing ---------------------------------

  const isWriting = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return closeMenus({ refocus: true });
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    const target = all("[data-key]").find((element) => element.dataset.key === event.key.toLowerCase());
    if (!target || find("dialog[open]")) return;
    event.preventDefault();
    if (isWriting(target)) {
      target.focus();
      target.select?.();
    } else {
      target.click();
    }
  });

  // --- menus: <details data-menu> close when the work goes on elsewhere ----------------------------------------------

  const closeMenus = ({ except = null, refocus = false } = {}) => {
    for (const menu of all("details[data-menu][open]")) {
      if (menu.contains(except)) continue;
      const had = menu.contains(document.activeElement);
      menu.open = false;
      if (refocus && had) find("summary", menu).focus();
    }
  };

  document.addEventListener("focusin", (event) => closeMenus({ except: event.target }));

  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (menu.matches?.("details[data-menu]") && menu.open) find("input[data-filter]", menu)?.focus();
    },
    true,
  );

  // [data-filter="#list"]: keeps the entries that hold the words, without accents or case.
  const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase().trim();

  document.addEventListener("input", (event) => {
    const list = event.target.dataset?.filter && find(event.target.dataset.filter);
    if (!list) return;
    const wanted = plain(event.target.value);
    const entries = [...list.children];
    for (const entry of entries) entry.hidden = !plain(entry.textContent).includes(wanted);
    const none = find("[data-filter-none]", list.parentElement);
    if (none) none.hidden = entries.some((entry) => !entry.hidden);
  });

  // --- clicks: dialogs, toasts, copies -------------------------------------------------------------------------------

  const copy = async (button) => {
    const source = button.dataset.copy;
    const text = source.startsWith("#") ? find(source).innerText : source;
    await navigator.clipboard.writeText(text.trim());
    toast("Copiado.", "success");
  };

  document.addEventListener("click", (event) => {
    closeMenus({ except: event.target });
    const button = event.target.closest("[data-dialog], [data-close], [data-dismiss], [data-copy]");
    if (!button) {
      if (event.target.matches("dialog.pk-dialog")) event.target.close(); // the veil around it
      return;
    }
    if (button.dataset.dialog) openDialog(button, event);
    else if ("close" in button.dataset) button.closest("dialog").close();
    else if ("dismiss" in button.dataset) button.closest("[data-toast]").remove();
    else copy(button);
  });

  const openDialog = (opener, event) => {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog) return; // an <a> opener goes on to the page that does the same
    if (opener.matches("a")) event.preventDefault();
    dialog.showModal();
    find("[autofocus], input:not([type=hidden]), select, textarea", dialog)?.focus();
  };

  const toast = (words, kind = "info") => {
    const shelf = document.getElementById("toasts");
    if (!shelf) return;
    const box = document.createElement("div");
    box.className = `pk-toast is-${kind}`;
    box.dataset.toast = "";
    const line = document.createElement("p");
    line.textContent = words;
    const close = document.createElement("button");
    close.className = "btn btn-link";
    close.type = "button";
    close.dataset.dismiss = "";
    close.textContent = "Fechar";
    box.append(line, close);
    shelf.append(box);
    forget(box);
  };

  // Good news goes away by itself, what went wrong stays; nothing goes while it is being read or pointed at.
  const forget = (box) => {
    if (box.matches(".is-error, .is-warning") || find("a, form", box)) return;
    const leave = () => (box.matches(":hover, :focus-within") ? setTimeout(leave, 3000) : box.remove());
    setTimeout(leave, 8000);
  };

  all("[data-toast]").forEach(forget);

  // --- forms ---------------------------------------------------------------------------------------------------------

  // [data-once]: a second click does not send it twice. Off after the browser has read the form, on when it is back.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("form[data-once]")) return;
    setTimeout(() => lock(event.target, true));
  });

  const lock = (form, locked) => {
    for (const button of all("button[type=submit], button:not([type])", form)) button.disabled = locked;
  };

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) all("form[data-once]").forEach((form) => lock(form, false));
  });

  // [data-submit] on a filter sends its form when it changes.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
    if (event.target.matches("[data-drop] input")) nameFiles(event.target);
    if (event.target.matches("[data-choose-all]")) chooseAll(event.target);
    if (event.target.matches("[data-choose], [data-choose-all]")) countChosen(event.target.form);
  });

  const nameFiles = (input) => {
    const names = [...input.files].map((file) => file.name).join(", ");
    find("[data-drop-names]", input.closest("[data-drop]")).textContent = names;
  };

  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => event.target.closest?.("[data-drop]")?.classList.toggle("is-over", over));
  }

  // --- bulk: [data-choose] boxes, the bar [data-bulk] counts them ----------------------------------------------------

  const chooseAll = (box) => {
    for (const choice of all("[data-choose]", box.form)) choice.checked = box.checked;
  };

  const countChosen = (form) => {
    const boxes = all("[data-choose]", form);
    const chosen = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.closest("tr, li")?.classList.toggle("is-chosen", box.checked);
    const bar = find("[data-bulk]", form);
    if (!bar) return;
    bar.hidden = chosen === 0;
    find("[data-bulk-count]", bar).textContent = chosen === 1 ? "1 escolhido" : `${chosen} escolhidos`;
  };

  all("form:has([data-bulk])").forEach(countChosen);

  // --- htmx: say what changed, keep the eye and the focus together ---------------------------------------------------

  document.addEventListener("htmx:afterSettle", (event) => {
    const piece = event.detail.elt;
    const wrong = find("[aria-invalid=true]", piece);
    const wished = wrong || find("[data-focus]", piece) || (piece.matches("[data-focus]") ? piece : null);
    if (wished) wished.focus();
    else if (tookTheFocusAway(event.detail.requestConfig)) focusFirst(piece);
    const words = piece.dataset.announce || (wrong && "Não gravado: veja os campos marcados.");
    if (words) say(words);
    all("[data-toast]").forEach(forget);
  });

  // [data-saves-itself]: what was typed while the answer was on its way stays as it is and goes with the next one.
  const sent = new WeakMap();
  const typed = (form) => new URLSearchParams(new FormData(form)).toString();

  document.addEventListener("htmx:beforeSend", ({ target }) => {
    if (target.matches("[data-saves-itself]")) sent.set(target, typed(target));
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const form = detail.requestConfig.elt;
    if (sent.has(form) && sent.get(form) !== typed(form)) detail.shouldSwap = false;
  });

  // The button that was pressed went away with the old piece; what comes again by itself (every 60 s) moves nobody.
  const tookTheFocusAway = (request) =>
    document.activeElement === document.body && /^(click|submit)$/.test(request?.triggeringEvent?.type ?? "");

  const focusFirst = (piece) => {
    const place = find("h1, h2, h3", piece) || piece;
    if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
  };

  const TROUBLE = {
    403: "Você não tem permissão para isto. Recarregue a página; se continuar, fale com o Gerente.",
    404: "Isto não existe mais. Recarregue a página.",
    409: "Alguém mudou isto antes de você. Recarregue a página e veja como ficou.",
    413: "O arquivo é grande demais.",
    429: "Muitas vezes em pouco tempo. Espere um minuto e tente de novo.",
    503: "O sistema está sendo atualizado. Tente de novo em um minuto.",
  };

  document.addEventListener("htmx:responseError", (event) => {
    toast(TROUBLE[event.detail.xhr.status] || "Algo deu errado e não foi gravado. Tente de novo.", "error");
  });

  document.addEventListener("htmx:sendError", () => {
    toast("Sem conexão. Nada foi perdido: tente de novo quando o sinal voltar.", "error");
  });
})();
