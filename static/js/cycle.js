// <form data-cycle>: of the questions of a cycle only those stand there whose condition the answers meet; each change decides at once.
// What is typed into a question that goes away stays in it, should it come back; the server keeps only what is on the path.
(() => {
  const answers = (question) => {
    const fields = [...question.querySelectorAll("input, textarea, select")];
    return fields.filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked).map((field) => field.value.trim()).filter(Boolean);
  };

  function show(form) {
    const onPath = new Map(); // a condition names an earlier question, so one walk is enough
    for (const question of form.querySelectorAll("[data-question]")) {
      const { when, whenValues } = question.dataset;
      const opening = when ? (onPath.get(when) ?? []) : null;
      const wanted = when ? JSON.parse(whenValues) : [];
      const isOpen = !opening || (opening.length > 0 && (wanted.length === 0 || wanted.some((value) => opening.includes(value))));
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
