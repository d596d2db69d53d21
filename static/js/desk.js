// The desk by keyboard: J and K go through the queue, Enter opens, 1 to 5 say how the call ended, N skips. Without script each
// row is a link to the console's own page.
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const beside = () => find(".pk-desk") && window.matchMedia("(min-width: 1200px)").matches;
  const openCall = () => find("#call")?.dataset.call ?? "";

  // --- the queue: which row is chosen, and its console beside it ------------------------------------------------------

  let chosen = "";
  let waiting = 0;

  const rows = () => all("[data-row]");

  const mark = (key) => {
    chosen = key;
    for (const row of rows()) {
      const is = row.dataset.row === key;
      row.classList.toggle("is-chosen", is);
      const link = find("a", row);
      if (is) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  const open = (row, { focus = false, after = 0 } = {}) => {
    const address = find("a", row).href;
    mark(row.dataset.row);
    row.scrollIntoView({ block: "nearest" });
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      await window.htmx.ajax("GET", address, { target: "#call", swap: "outerHTML" });
      if (focus) focusCall();
    }, after);
  };

  const focusCall = () => {
    const heading = find("#t-call");
    if (!heading) return;
    heading.setAttribute("tabindex", "-1");
    heading.focus();
  };

  const step = (by) => {
    const list = rows();
    if (!list.length) return;
    const here = list.findIndex((row) => row.dataset.row === chosen);
    const next = list[Math.min(Math.max(here + by, 0), list.length - 1)];
    if (beside()) open(next, { after: 120 });
    else find("a", next).focus();
  };

  const skip = () => {
    const list = rows();
    const here = list.findIndex((row) => row.dataset.row === chosen);
    if (list.length) open(list[(here + 1) % list.length], { focus: true });
  };

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || !beside() || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(row, { focus: true });
  });

  // --- the result and its suggested date ------------------------------------------------------------------------------

  const suggest = (radio) => {
    const field = find("[name=next_at]", radio.form);
    if (field && (!field.value || field.value === field.dataset.suggested)) {
      field.value = field.dataset.suggested = radio.dataset.suggests;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const choose = (key) => {
    const radio = find(`[data-result="${key}"]`);
    if (!radio) return false;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-result]")) suggest(event.target);
    if (event.target.matches("#decide-form [name=person]")) showPerson(event.target.value);
  });

  // --- a seller's days and hours --------------------------------------------------------------------------------------

  const showPerson = (key) => {
    const people = all("[data-free-person]");
    if (!people.some((each) => each.dataset.freePerson === key)) return;
    for (const each of people) each.hidden = each.dataset.freePerson !== key;
  };

  const showDay = (button) => {
    const person = button.closest("[data-free-person]");
    for (const each of all("[data-free-day]", person)) each.setAttribute("aria-pressed", String(each === button));
    for (const hours of all("[data-free-hours]", person)) hours.hidden = hours.dataset.freeHours !== button.dataset.freeDay;
  };

  const takeHour = (button) => {
    const person = button.closest("[data-free-person]");
    const form = button.form ?? find("#decide-form");
    for (const each of all("[data-free-start]")) each.setAttribute("aria-pressed", String(each === button));
    const who = find("[name=person]", form);
    if (who) who.value = person.dataset.freePerson;
    const start = find("[name=starts_at]", form);
    start.value = button.dataset.freeStart;
    start.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-free-day], [data-free-start]");
    if (!button) return;
    if (button.dataset.freeDay) showDay(button);
    else takeHour(button);
  });

  const prepareStep = () => {
    const who = find("#decide-form [name=person]");
    if (who?.value) showPerson(who.value);
  };

  // --- keys ------------------------------------------------------------------------------------------------------------

  const writes = (element) =>
    element.isContentEditable || element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const send = find("#call [data-send]");
      if (send) {
        event.preventDefault();
        send.form.requestSubmit(send);
      }
      return;
    }
    if (event.key === "Escape" && writes(event.target)) return event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target) || find("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "n" && beside()) skip();
    else if (key === "enter" && event.target === document.body && chosen) focusCall();
    else if (!/^[1-9]$/.test(key) || !choose(key)) return;
    event.preventDefault();
  });

  // --- what comes anew ---------------------------------------------------------------------------------------------------

  document.addEventListener("htmx:afterSettle", () => {
    if (openCall()) mark(openCall());
    prepareStep();
  });

  prepareStep();
  if (beside() && !openCall() && rows().length) open(rows()[0]);
})();
