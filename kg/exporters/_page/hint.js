/* The sentence behind an arrow, beside the pointer. It only shows what the lists below the drawing say to everybody. */

function hintFor(edge) {
  const [best] = edge.quotes;
  return el(
    "div",
    { class: "hint", inert: true },
    statement(edge),
    el("small", {}, certainty(edge)),
    best ? el("blockquote", {}, ...marked(best.text, best.marks)) : "",
    best?.paper ? el("small", { class: "by" }, best.paper.label) : "",
  );
}

/* Shows an edge's sentence while the pointer is over its arrow, on the side where there is room. */
function hinted(arrow, edge) {
  let hint;
  const place = (event) => {
    const { width, height } = hint.getBoundingClientRect();
    const below = event.clientY + 18 + height < innerHeight;
    hint.style.left = `${Math.max(8, Math.min(event.clientX - width / 2, innerWidth - width - 8))}px`;
    hint.style.top = `${below ? event.clientY + 18 : event.clientY - height - 12}px`;
  };
  arrow.addEventListener("pointerenter", (event) => {
    if (event.pointerType === "touch") return;
    hint = hintFor(edge);
    document.getElementById("main").append(hint);
    place(event);
  });
  arrow.addEventListener("pointermove", (event) => {
    if (hint) place(event);
  });
  arrow.addEventListener("pointerleave", () => {
    hint?.remove();
    hint = undefined;
  });
  return arrow;
}
