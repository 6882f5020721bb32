/* How one method became another: the chain between the two, with the sentence behind each step. */

async function drawPath(main, current) {
  const {
    from,
    to,
    filters: { confidence, support },
  } = state;
  const [start, end] = await Promise.all([from, to].map((key) => (key ? source.node(key) : null)));
  const found = start && end ? await source.path(from, to, { confidence, support }) : null;
  if (!current()) return;
  const box = (label, node, choose) =>
    el(
      "div",
      { class: "field" },
      el("span", { "aria-hidden": "true" }, label),
      nameBox(label, {
        value: node?.label ?? "",
        placeholder: "A method",
        filters: () => ({ kinds: ["Method"] }),
        choose,
        "data-keep": label,
      }),
    );
  const form = el(
    "div",
    { class: "between card" },
    box("From", start, (node) => go({ from: node.key })),
    button("⇄", () => go({ from: to, to: from }), { class: "button", "aria-label": "Swap the two methods" }),
    box("To", end, (node) => go({ to: node.key })),
  );
  main.replaceChildren(
    el("h1", { tabindex: "-1" }, "How did one method become another?"),
    form,
    ...answer(start, end, found),
  );
  document.title = start && end ? `${start.label} to ${end.label} · Lineagraph` : "Paths · Lineagraph";
}

function answer(start, end, found) {
  if (!found) return [el("p", { class: "empty" }, "Choose two methods to see the chain of papers between them.")];
  const [a, b] = [start.label, end.label];
  if (found.kind === "none") {
    return [
      el(
        "p",
        { class: "empty" },
        start.key === end.key
          ? "These are one and the same method."
          : `No chain of papers leads from ${a} to ${b}, and they share no ancestor here.`,
      ),
    ];
  }
  const sure = found.edges.reduce((product, edge) => product * edge.confidence, 1);
  const said =
    found.kind === "common"
      ? `${a} and ${b} both grew out of ${found.nodes[found.turn].label}.`
      : found.edges[0].subject.key === start.key
        ? `${a} grew out of ${b}.`
        : `${b} grew out of ${a}.`;
  const step = (edge, i) => [
    el(
      "li",
      { class: "stop", "data-turn": i === found.turn ? "" : undefined },
      nodeLink(found.nodes[i], el("small", {}, found.nodes[i].year)),
    ),
    el(
      "li",
      { class: "step", "data-lineage": kindOf(edge) },
      statement(edge),
      el("small", {}, certainty(edge)),
      ...quotations(edge, "", 1),
    ),
  ];
  const last = found.nodes.length - 1;
  return [
    el(
      "p",
      { class: "said" },
      said,
      " ",
      el("small", {}, `${count(found.edges.length, "step")} · confidence of the whole chain ${sure.toFixed(2)}`),
    ),
    el(
      "ol",
      { class: "chain" },
      found.edges.flatMap(step),
      el("li", { class: "stop" }, nodeLink(found.nodes[last], el("small", {}, found.nodes[last].year))),
    ),
    el(
      "p",
      { class: "tools-row" },
      button("Copy as link", () => copy(location.href, "link"), { class: "button" }),
      button("Table", () => openTable(`${a} to ${b}`, found.edges), { class: "button" }),
    ),
  ];
}
