/* The graph: nodes that know their edges. */

const graph = JSON.parse(document.getElementById("graph").textContent);

const nodes = [
  ...graph.papers.map(([key, label, authors, date, url, code, text]) =>
    ({ key, kind: "Paper", label, aliases: [], broader: [], authors, date, url, code, text: graph.texts[text] })),
  ...graph.entities.map(([key, kind, label, aliases, broader]) =>
    ({ key, kind: graph.kinds[kind], label, aliases, broader })),
];
const byKey = new Map(nodes.map((node) => [node.key, node]));
nodes.forEach((node, id) => Object.assign(node, { id, out: [], in: [] }));

function link(subject, predicate, object, rest = {}) {
  const edge = { subject, predicate, object, support: 0, confidence: 1, told: [], finer: [], ...rest };
  subject.out.push(edge);
  object.in.push(edge);
}

for (const [subject, predicate, object, support, confidence, told, finer] of graph.edges) {
  link(nodes[subject], graph.predicates[predicate], nodes[object], { support, confidence, told, finer });
}
for (const node of nodes) for (const up of node.broader) link(node, "broader", nodes[up]);

const KINDS = graph.kinds.filter((kind) => nodes.some((node) => node.kind === kind));
const NAMES = {
  Paper: ["paper", "papers"], Method: ["method", "methods"], Task: ["task", "tasks"], Dataset: ["dataset", "datasets"],
  Hardware: ["hardware", "hardware"], Repository: ["repository", "repositories"], WebPage: ["web page", "web pages"],
};
const title = (word) => word[0].toUpperCase() + word.slice(1);

/* Edges of one predicate that leave a node ("out") or reach it ("in"), the best supported first. */
function edgesOf(node, predicate, direction) {
  return node[direction]
    .filter((edge) => edge.predicate === predicate)
    .sort((a, b) => b.support - a.support || b.confidence - a.confidence);
}

const other = (edge, direction) => (direction === "out" ? edge.object : edge.subject);

/* Sentences behind an edge, best first. */
function evidenceOf(edge) {
  return edge.told.map(([paper, linker, confidence, text, start, end, marks]) =>
    ({ paper: nodes[paper], linker: graph.linkers[linker], confidence, text: graph.texts[text], start, end, marks }));
}

/* Generations of ancestors ("out") or descendants ("in"), nearest first: each an array of {node, edge}. */
function generations(start, direction, depth = Infinity) {
  const seen = new Set([start]);
  const levels = [];
  for (let level = [start]; level.length && levels.length < depth;) {
    const next = new Map();
    for (const from of level) {
      for (const edge of edgesOf(from, "extends", direction)) {
        const node = other(edge, direction);
        if (!seen.has(node) && !next.has(node)) next.set(node, { node, edge });
      }
    }
    next.forEach((_, node) => seen.add(node));
    if (next.size) levels.push([...next.values()]);
    level = [...next.keys()];
  }
  return levels;
}

/* The year in which a paper appeared, or the first paper that introduces a method: "" where unknown. */
function yearOf(node) {
  const papers = node.kind === "Paper" ? [node] : edgesOf(node, "introduces", "in").map((edge) => edge.subject);
  return papers.map((paper) => /^\d{4}/.exec(paper.date)?.[0] ?? "").filter(Boolean).sort()[0] ?? "";
}

/* A name short enough for a list: addresses lose their scheme. */
const shortName = (node) => node.label.replace(/^https?:\/\/(www\.)?/, "");

const address = (node, view = "") => "#/" + view + node.key.split("/").map(encodeURIComponent).join("/");

/* A link that puts a node in the middle of the view that is open. */
function nodeLink(node, ...extra) {
  const view = document.body.dataset.view === "network" && inNetwork(node) ? "network/" : "";
  return el("a", { class: "node", "data-kind": node.kind, href: address(node, view) },
    el("span", { class: "dot", "aria-hidden": "true" }), el("span", { class: "name" }, shortName(node)), ...extra);
}

/* The types that are shown; none chosen shows all. */
const chosen = new Set();
const shown = (node) => chosen.size === 0 || chosen.has(node.kind);
