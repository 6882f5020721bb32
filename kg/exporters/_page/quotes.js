/* An edge with the sentences behind it: who says it, which rule read it, and how sure that is. */

function quotation({ paper, linker, confidence, text, marks }, about) {
  return el(
    "figure",
    { class: "quote" },
    el("blockquote", {}, ...marked(text, marks)),
    el(
      "figcaption",
      {},
      paper && paper.key !== about ? nodeLink(paper) : "",
      el("span", { class: "by" }, `${linker} · confidence ${confidence.toFixed(2)}`),
    ),
  );
}

/* Sentences of an edge: the best `open` ones at once, the rest when asked for. */
function quotations(edge, about, open) {
  const made = (quotes) => quotes.map((quote) => quotation(quote, about));
  const [first, rest] = [edge.quotes.slice(0, open), edge.quotes.slice(open)];
  if (!rest.length) return made(first);
  const sentences = count(rest.length, "sentence");
  return [
    ...made(first),
    open
      ? folded(`${number(rest.length)} more`, () => made(rest))
      : folded(number(rest.length), () => made(rest), { class: "count", "aria-label": sentences, title: sentences }),
  ];
}

/* "Learngene Pool improves SN-Net", with both names as links and the kind in its colour. */
function statement(edge) {
  const kinds =
    edge.predicate === "comparedWith"
      ? ["is compared with"]
      : edge.finer.length
        ? edge.finer
        : [RELATIONS[edge.predicate] ?? edge.predicate];
  return el(
    "p",
    { class: "statement", "data-lineage": kindOf(edge) },
    nodeLink(edge.subject),
    " ",
    el("span", { class: "does" }, kinds.join(", ")),
    " ",
    nodeLink(edge.object),
  );
}

const certainty = (edge) =>
  [edge.support ? count(edge.support, "paper") : "", `confidence ${edge.confidence.toFixed(2)}`]
    .filter(Boolean)
    .join(" · ");
