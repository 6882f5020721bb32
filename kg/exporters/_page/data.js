/* The source over the graph that the page carries: its nodes and edges, and what passes the filters. */

let indexing;
const graph = () => (indexing ??= loadPayload().then(indexed));

/* Nodes that know their edges, and their edges' ends. `brief` is what leaves this file. */
function indexed(payload) {
  const nodes = [
    ...payload.papers.map(([key, label, authors, date, url, code, text]) => ({
      key,
      kind: "Paper",
      label,
      aliases: [],
      broader: [],
      paper: { authors, date, url, code, abstract: payload.texts[text].slice(label.length).trim() },
    })),
    ...payload.entities.map(([key, kind, label, aliases, broader]) => ({
      key,
      kind: payload.kinds[kind],
      label,
      aliases,
      broader,
    })),
  ];
  for (const node of nodes) Object.assign(node, { out: [], in: [] });
  const edges = payload.edges.map(([subject, predicate, object, support, confidence, told, finer]) => ({
    subject: nodes[subject],
    predicate: payload.predicates[predicate],
    object: nodes[object],
    support,
    confidence,
    told,
    finer,
  }));
  for (const node of nodes) {
    for (const up of node.broader) {
      edges.push({
        subject: node,
        predicate: "broader",
        object: nodes[up],
        support: 0,
        confidence: 1,
        told: [],
        finer: [],
      });
    }
  }
  for (const edge of edges) {
    edge.subject.out.push(edge);
    edge.object.in.push(edge);
  }
  for (const node of nodes) {
    const papers = node.kind === "Paper" ? [node] : introducers(node);
    const [year = ""] = papers
      .map(({ paper }) => /^\d{4}/.exec(paper.date)?.[0])
      .filter(Boolean)
      .sort();
    node.brief = { key: node.key, kind: node.kind, label: node.label, year, links: node.out.length + node.in.length };
  }
  return { nodes, edges, payload, byKey: new Map(nodes.map((node) => [node.key, node])) };
}

const introducers = (node) => node.in.filter((edge) => edge.predicate === "introduces").map((edge) => edge.subject);
const bestFirst = (a, b) => b.support - a.support || b.confidence - a.confidence;
const strong = (edge, { confidence = 0, support = 0 }) => edge.confidence >= confidence && edge.support >= support;

/* Edges of one predicate on one side of a node, the best supported first. */
const edgesOf = (node, predicate, direction) =>
  node[direction].filter((edge) => edge.predicate === predicate).sort(bestFirst);

/* An edge as the contract has it; one rolled up from papers shows the sentences of the method's introducing papers. */
function edgeOf({ payload, nodes }, edge) {
  const told =
    edge.told.length || edge.predicate !== "usedFor"
      ? edge.told
      : introducers(edge.subject).flatMap((paper) =>
          edgesOf(paper, "addresses", "out")
            .filter((e) => e.object === edge.object)
            .flatMap((e) => e.told),
        );
  const quotes = told.map(([paper, linker, confidence, text, start, end, marks]) => ({
    text: payload.texts[text].slice(start, end),
    marks: marks.flatMap((at, i) => (i % 2 ? [] : [[at - start, marks[i + 1] - start]])),
    paper: nodes[paper]?.brief ?? null,
    linker: payload.linkers[linker],
    confidence,
  }));
  const { predicate, finer, support, confidence } = edge;
  return { subject: edge.subject.brief, predicate, finer, object: edge.object.brief, support, confidence, quotes };
}

function linksOf(all, edges, direction) {
  const groups = new Map();
  for (const edge of edges) {
    if (!groups.has(edge.predicate)) groups.set(edge.predicate, []);
    groups.get(edge.predicate).push(edge);
  }
  return [...groups].map(([predicate, group]) => ({
    predicate,
    direction,
    total: group.length,
    edges: group
      .sort(bestFirst)
      .slice(0, LINKS_AT_FIRST)
      .map((edge) => edgeOf(all, edge)),
  }));
}

const OF_A_METHODS_PAPER = ["addresses", "usesDataset", "runsOn", "targets", "hasCode", "hasPage"];

function detailsOf(all, node) {
  const ofPapers = new Map();
  if (node.kind === "Method") {
    for (const edge of introducers(node).flatMap((paper) => paper.out)) {
      const name = `${edge.predicate} ${edge.object.key}`;
      if (OF_A_METHODS_PAPER.includes(edge.predicate) && !ofPapers.has(name)) ofPapers.set(name, edge);
    }
  }
  return {
    ...node.brief,
    ...node.paper,
    aliases: node.aliases,
    iri: /^https?:/.test(node.key) ? node.key : (all.payload.base ?? "https://w3id.org/lineagraph/id/") + node.key,
    groups: [...linksOf(all, node.out, "out"), ...linksOf(all, node.in, "in")],
    fromPapers: linksOf(all, [...ofPapers.values()], "out"),
  };
}

/* Whether a node passes every filter that is set. */
function passes(node, filters) {
  const { kinds = [], relations = [], confidence, support } = filters;
  if (kinds.length && !kinds.includes(node.kind)) return false;
  const related = (edge) =>
    !relations.length || relations.some((name) => name === edge.predicate || edge.finer.includes(name));
  const demanding = relations.length || confidence || support;
  if (demanding && ![node.out, node.in].some((edges) => edges.some((edge) => related(edge) && strong(edge, filters))))
    return false;
  return [filters.tasks, filters.datasets, filters.hardware].every((keys) => !keys?.length || touches(node, keys));
}

function touches(node, keys) {
  const near = (at) => keys.includes(at.key) || at.out.some((edge) => keys.includes(edge.object.key));
  return near(node) || node.in.some((edge) => keys.includes(edge.subject.key)) || introducers(node).some(near);
}

const direct = (node, direction) => node[direction].filter((edge) => edge.predicate === "extends").length;

const SORTS = {
  label: (node) => node.label.toLowerCase(),
  kind: (node) => node.kind,
  year: (node) => node.brief.year,
  links: (node) => node.brief.links,
  ancestors: (node) => direct(node, "out"),
  descendants: (node) => direct(node, "in"),
};

function listed({ nodes }, filters, { by, down }, offset, limit) {
  const rows = nodes.filter((node) => passes(node, filters)).map((node) => ({ node, value: SORTS[by](node) }));
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  rows.sort(
    (a, b) => (down ? compare(b.value, a.value) : compare(a.value, b.value)) || compare(a.node.key, b.node.key),
  );
  return {
    total: rows.length,
    rows: rows
      .slice(offset, offset + limit)
      .map(({ node }) => ({ ...node.brief, ancestors: direct(node, "out"), descendants: direct(node, "in") })),
  };
}

function families({ nodes }, filters, offset, limit) {
  const heads = nodes
    .filter(
      (node) => node.in.some((edge) => edge.predicate === "extends" && strong(edge, filters)) && passes(node, filters),
    )
    .map((node) => ({ node, edges: edgesOf(node, "extends", "in").filter((edge) => strong(edge, filters)) }))
    .sort((a, b) => b.edges.length - a.edges.length || b.node.in.length - a.node.in.length);
  return {
    total: heads.length,
    families: heads.slice(offset, offset + limit).map(({ node, edges }) => ({
      node: node.brief,
      direct: edges.length,
      all: generations(node, "in", filters).flat().length,
      children: edges
        .map((edge) => edge.subject)
        .sort((a, b) => direct(b, "in") - direct(a, "in"))
        .slice(0, 12)
        .map((child) => child.brief),
    })),
  };
}

function counted({ nodes, edges, payload }) {
  const tally = (names) => {
    const sums = new Map();
    for (const name of names) sums.set(name, (sums.get(name) ?? 0) + 1);
    return Object.fromEntries(sums);
  };
  const sentences = new Set(edges.flatMap((edge) => edge.told.map((told) => told.slice(3, 6).join())));
  const predicates = tally([
    ...payload.edges.map((row) => payload.predicates[row[1]]),
    ...edges.flatMap((edge) => edge.finer),
  ]);
  return {
    papers: payload.papers.length,
    entities: payload.entities.length,
    links: payload.edges.length,
    sentences: sentences.size,
    base: payload.base ?? "https://w3id.org/lineagraph/id/",
    predicates,
    kinds: tally(nodes.map((node) => node.kind)),
  };
}

/** @type {Source} */
const source = {
  meta: async () => counted(await graph()),
  search: async (text, filters, limit) => matching(await graph(), text, filters, limit),
  node: async (key) => {
    const all = await graph();
    return all.byKey.has(key) ? detailsOf(all, all.byKey.get(key)) : null;
  },
  edges: async (key, predicate, direction, offset, limit) => {
    const all = await graph();
    const node = all.byKey.get(key);
    return node
      ? edgesOf(node, predicate, direction)
          .slice(offset, offset + limit)
          .map((edge) => edgeOf(all, edge))
      : [];
  },
  lineage: async (key, options) => {
    const all = await graph();
    return all.byKey.has(key) ? walk(all, all.byKey.get(key), options) : null;
  },
  path: async (from, to, options) => chain(await graph(), from, to, options),
  list: async (filters, sort, offset, limit) => listed(await graph(), filters, sort, offset, limit),
  families: async (filters, offset, limit) => families(await graph(), filters, offset, limit),
};
