// <form data-cycle>: of the questions of a cycle only those stand there whose condition the answers meet; each change decides at once.
// What is typed into a question that goes away stays in it, should it come back; the server keeps only what is on the path.
(() => {
  const answers = (question) => {
    const fields = [...question.querySelectorAll("input, textarea, select")];
    return fields.filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked).map((field) => field.value.trim()).filter(Boolean);
  };

  // As the server reads them: `1.290,50`, `1290.5`; a day comes as yyyy-mm-dd and is compared as it stands.
  const read = (said) => {
    if (/^\d{4}-\d\d-\d\d$/.test(said)) return said;
    const text = said.replaceAll(" ", "");
    const plain = text.includes(",") || /^\d{1,3}(\.\d{3})+$/.test(text) ? text.replaceAll(".", "").replace(",", ".") : text;
    return plain === "" ? NaN : Number(plain);
  };
  const compare = { gt: (a, b) => a > b, gte: (a, b) => a >= b, lt: (a, b) => a < b, lte: (a, b) => a <= b };

  function opens({ values, bounds }, given) {
    const limits = Object.entries(bounds);
    if (limits.length) return given.some((said) => limits.every(([how, limit]) => compare[how](read(said), read(limit))));
    return given.length > 0 && (values.length === 0 || values.some((value) => given.includes(value)));
  }

  function show(form) {
    const onPath = new Map(); // a condition names an earlier question, so one walk is enough
    for (const question of form.querySelectorAll("[data-question]")) {
      const { when, whenOpens } = question.dataset;
      const isOpen = !when || opens(JSON.parse(whenOpens), onPath.get(when) ?? []);
      question.hidden = !isOpen;
      if (isOpen) onPath.set(question.dataset.question, answers(question));
    }
    form.classList.add("is-live");
  }

  const all = () => document.querySelectorAll("form[data-cycle]").forEach(show);
  const changed = (event) => {
    const form = event.target.closest?.("form[data-cycle]");
    if (form) show(form);
  };
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("htmx:afterSettle", all);
  addEventListener("pageshow", all);
  all();
})();
