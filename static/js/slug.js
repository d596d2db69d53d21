// [data-slug-of="#id"]: proposes the address from the name, until somebody writes one. The server proposes the same.
(() => {
  const field = document.querySelector("[data-slug-of]");
  const name = field && document.querySelector(field.dataset.slugOf);
  if (!name) return;

  const propose = (text) => {
    const plain = text.normalize("NFKD").replace(/\p{Diacritic}/gu, "").toLowerCase();
    const slug = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
    return (/^[a-z]/.test(slug) || !slug ? slug : `unidade-${slug}`).slice(0, 40).replace(/-+$/, "");
  };

  field.value ||= propose(name.value); // some type before this script has come
  let proposed = field.value;
  name.addEventListener("input", () => {
    if (field.value && field.value !== proposed) return; // somebody wrote one
    field.value = proposed = propose(name.value);
  });
})();
