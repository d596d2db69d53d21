// The board: a card is carried onto another stage by mouse, finger or pen; its button does the same by keyboard.
// The server says what the way asks for, and whether there is one. Without this file the button opens a page.
(() => {
  const FAR = 6; // pixels before a press is a carry
  const LONG = 350; // milliseconds before a finger carries instead of scrolling
  let carry = null;
  let blockClick = false;

  const board = () => document.getElementById("board");
  const dialog = () => document.getElementById("move");
  const columnAt = (x, y) => document.elementFromPoint(x, y)?.closest("[data-stage]");

  const begin = (event) => {
    const card = event.target.closest("[data-card]");
    if (!card || event.button !== 0 || event.target.closest("[data-move]")) return;
    carry = { card, x: event.clientX, y: event.clientY, pointer: event.pointerId, touch: event.pointerType === "touch" };
    if (carry.touch) carry.timer = setTimeout(() => lift(carry.x, carry.y), LONG);
  };

  const lift = (x, y) => {
    const box = carry.card.getBoundingClientRect();
    carry.ghost = carry.card.cloneNode(true);
    carry.ghost.classList.add("is-carried");
    carry.ghost.style.width = `${box.width}px`;
    carry.dx = x - box.left;
    carry.dy = y - box.top;
    document.body.append(carry.ghost);
    document.body.classList.add("is-carrying");
    carry.card.classList.add("is-away");
    place(x, y);
  };

  const place = (x, y) => {
    carry.ghost.style.left = `${x - carry.dx}px`;
    carry.ghost.style.top = `${y - carry.dy}px`;
    const over = columnAt(x, y);
    for (const column of document.querySelectorAll("[data-stage]")) column.classList.toggle("is-over", column === over);
  };

  const move = (event) => {
    if (!carry || event.pointerId !== carry.pointer) return;
    const far = Math.hypot(event.clientX - carry.x, event.clientY - carry.y) > FAR;
    if (!carry.ghost && far) {
      if (carry.touch) return drop();
      lift(carry.x, carry.y);
    }
    if (carry.ghost) place(event.clientX, event.clientY);
  };

  const drop = () => {
    clearTimeout(carry?.timer);
    carry?.ghost?.remove();
    carry?.card.classList.remove("is-away");
    document.body.classList.remove("is-carrying");
    for (const column of document.querySelectorAll("[data-stage].is-over")) column.classList.remove("is-over");
    carry = null;
  };

  const end = (event) => {
    if (!carry || event.pointerId !== carry.pointer) return;
    const { card, ghost } = carry;
    const from = card.closest("[data-stage]");
    const to = ghost && columnAt(event.clientX, event.clientY);
    blockClick = Boolean(ghost);
    drop();
    if (!to || to === from) return;
    const address = card.querySelector("[data-move]").pathname;
    ask("POST", `${address}?${new URLSearchParams({ etapa: to.dataset.stage })}`, { turn: card.dataset.card });
  };

  const ask = (verb, address, values = {}) =>
    window.htmx.ajax(verb, address, { target: "#move-form", swap: "outerHTML", values: { quadro: board().dataset.board, ...values } });

  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", () => carry && drop());
  document.addEventListener("touchmove", (event) => carry?.ghost && event.preventDefault(), { passive: false });
  document.addEventListener("contextmenu", (event) => carry?.ghost && event.preventDefault());
  document.addEventListener("keydown", (event) => event.key === "Escape" && carry && drop());

  document.addEventListener(
    "click",
    (event) => {
      if (blockClick) {
        blockClick = false;
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      const link = event.target.closest("a[data-move]");
      if (link) {
        event.preventDefault();
        ask("GET", link.getAttribute("href"));
      } else if (event.target.closest("#move a[data-close]")) {
        event.preventDefault();
      }
    },
    true,
  );

  // A form has come: show it. The board has come: what was asked is done.
  document.addEventListener("htmx:afterSwap", (event) => {
    const { id } = event.detail.target;
    if (id === "board") dialog().close();
    else if (id === "move-form" && !dialog().open) dialog().showModal();
  });
})();
