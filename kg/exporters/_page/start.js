/* The start page: the families that grew most, and a list of everything. */

const FAMILIES = 9;
const BROWSE = 30;

function familiesOf() {
  return nodes
    .filter((node) => node.in.some((edge) => edge.predicate === "extends"))
    .map((node) => ({ node, children: edgesOf(node, "extends", "in").map((edge) => edge.subject) }))
    .sort((a, b) => b.children.length - a.children.length || b.node.in.length - a.node.in.length);
}

function family({ node, children }) {
  const all = generations(node, "in").flat().length;
  const list = el("ul", {}, ...children.slice(0, 4).map((child) => el("li", {}, nodeLink(child, el("small", {}, yearOf(child))))));
  if (children.length > 4) list.append(el("li", { class: "rest" }, `and ${children.length - 4} more`));
  return el("article", { class: "family" },
    el("h3", {}, nodeLink(node, el("small", {}, yearOf(node)))), list,
    el("p", {}, count(all, "descendant"), all > children.length ? `, ${children.length} of them direct` : ""));
}

function drawStart(main) {
  if (!nodes.length) {
    main.replaceChildren(el("p", { class: "empty" }, "This graph is empty. Fill it with “kg build” and export it again."));
    return;
  }
  const families = familiesOf();
  const papers = nodes.filter((node) => node.kind === "Paper").length;
  const sentences = new Set(graph.edges.flatMap((edge) => edge[5].map((told) => told.slice(3, 6).join())));
  const intro = el("div", { class: "intro" },
    el("h1", { tabindex: "-1" }, "Where methods come from"),
    el("p", {}, `${count(papers, "paper")}, ${count(graph.entities.length, "entity", "entities")}, `
      + `${count(graph.edges.length, "link")} and the ${count(sentences.size, "sentence")} they were read from. `,
    "Pick a method to see what it grew out of, and what grew out of it."));
  const blocks = [];
  if (families.length) {
    const [grid, more] = shortened(el("div", { class: "families" }), families, FAMILIES, family);
    blocks.push(el("section", { class: "block" }, el("h2", {}, "Most extended methods"), grid, more ?? ""));
  } else {
    blocks.push(el("p", { class: "empty" }, "None of these papers says that its method extends another."));
  }
  const browse = el("section", { class: "block" });
  const fillBrowse = () => {
    const listed = nodes.filter(shown).sort((a, b) => b.in.length + b.out.length - a.in.length - a.out.length);
    const what = chosen.size ? [...chosen].map((kind) => NAMES[kind][1]).join(", ") : "everything";
    const row = (node) => el("li", {}, nodeLink(node), el("small", {}, count(node.in.length + node.out.length, "link")));
    browse.replaceChildren(el("h2", {}, `Browse ${what}`, el("span", { class: "number" }, listed.length.toLocaleString("en"))),
      ...shortened(el("ul", { class: "browse" }), listed, BROWSE, row));
  };
  fillBrowse();
  onFilter = fillBrowse;
  main.replaceChildren(intro, ...blocks, browse);
}
