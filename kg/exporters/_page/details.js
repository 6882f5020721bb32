/* Everything that is known about one node, each link with the sentence it was read from. */

/* [predicate, direction, heading], in the order of the page. A predicate that is not here shows under its own name. */
const SECTIONS = [
  ["introduces", "in", "Introduced by"], ["introduces", "out", "Introduces"],
  ["extends", "out", "Ancestors"], ["extends", "in", "Descendants"],
  ["citesExtends", "out", "Extends the work of"], ["citesExtends", "in", "Its work is extended by"],
  ["hasPart", "out", "Parts"], ["hasPart", "in", "Part of"],
  ["broader", "out", "Variant of"], ["broader", "in", "Variants"],
  ["comparedWith", "out", "Compared with"], ["comparedWith", "in", "Methods compared with it"],
  ["usedFor", "out", "Used for"], ["usedFor", "in", "What is used for it"],
  ["buildsOn", "out", "Builds on"], ["uses", "out", "Uses"], ["comparesWith", "out", "Compares with"],
  ["addresses", "out", "Tasks"], ["usesDataset", "out", "Datasets"], ["runsOn", "out", "Runs on"],
  ["targets", "out", "Designed for"], ["hasCode", "out", "Code"], ["hasPage", "out", "Project page"],
  ["buildsOn", "in", "Papers that build on it"], ["uses", "in", "Papers that use it"],
  ["addresses", "in", "Papers on this task"], ["usesDataset", "in", "Papers that use it"],
  ["runsOn", "in", "Papers measured on it"], ["targets", "in", "Papers that design for it"],
  ["hasCode", "in", "Code of"], ["hasPage", "in", "Project page of"],
  ["comparesWith", "in", "Papers that compare with it"],
  ["mentions", "out", "Mentions"], ["mentions", "in", "Papers that mention it"],
];

/* What a method's introducing papers say of it: predicates of the papers under one heading. */
const OF_ITS_PAPERS = [
  ["Datasets", ["usesDataset"]], ["Hardware", ["runsOn", "targets"]], ["Code and pages", ["hasCode", "hasPage"]],
];

const LINEAGE_LIMIT = 8;
const LIST_LIMIT = 6;
const ALIAS_LIMIT = 8;

function detailsOf(node) {
  const known = new Set(SECTIONS.map(([predicate, direction]) => predicate + direction));
  const unknown = ["out", "in"].flatMap((direction) =>
    [...new Set(node[direction].map((edge) => edge.predicate))]
      .filter((predicate) => !known.has(predicate + direction))
      .map((predicate) => [predicate, direction, direction === "out" ? predicate : `${predicate} (of)`]));
  const sections = [...SECTIONS, ...unknown].flatMap(([predicate, direction, name]) => {
    const items = edgesOf(node, predicate, direction).map((edge) => ({ node: other(edge, direction), edge }));
    if (predicate !== "extends") return [section(node, name, items)];
    const further = generations(node, direction).slice(1).flat();
    return [section(node, name, items, true), section(node, `Further ${name.toLowerCase()}`, further, false, direction)];
  });
  return el("div", { class: "sections" }, [...sections, ...ofItsPapers(node)].filter(Boolean));
}

function introducers(node) {
  return edgesOf(node, "introduces", "in").map((edge) => edge.subject);
}

function ofItsPapers(node) {
  if (node.kind !== "Method") return [];
  return OF_ITS_PAPERS.map(([name, predicates]) => {
    const found = new Map();
    for (const paper of introducers(node)) {
      for (const predicate of predicates) {
        for (const edge of edgesOf(paper, predicate, "out")) {
          if (!found.has(edge.object)) found.set(edge.object, { node: edge.object, edge });
        }
      }
    }
    return section(node, `${name} of its paper`, [...found.values()]);
  });
}

/* A heading with its links. `open` shows the best sentence at once; `via` names the step of a link further off. */
function section(about, name, items, open = false, via = "") {
  if (!items.length) return undefined;
  const list = el("ul");
  const make = (item) => el("li", {}, ...entry(about, item, open, via));
  return el("section", {}, el("h2", {}, name, el("span", { class: "number" }, String(items.length))),
    ...shortened(list, items, open ? LINEAGE_LIMIT : LIST_LIMIT, make));
}

function entry(about, { node, edge }, open, via) {
  const told = sentences(about, node, edge);
  const notes = [yearOf(node), ...edge.finer, via ? step(edge, via) : "",
    edge.support > 1 ? count(edge.support, "paper") : ""].filter(Boolean);
  const head = el("div", { class: "entry" }, nodeLink(node), el("small", {}, notes.join(" · ")),
    /^https?:/.test(node.key) ? webLink(node.key, "open") : "");
  if (!told.length) return [head];
  const quotes = told.map((evidence) => quotation(evidence, about));
  if (!open) return [head, folded(count(told.length, "sentence"), () => quotes)];
  return [head, quotes[0], quotes.length > 1 ? folded(`${quotes.length - 1} more`, () => quotes.slice(1)) : ""];
}

function step(edge, via) {
  return via === "out" ? `ancestor of ${edge.subject.label}` : `extends ${edge.object.label}`;
}

/* The sentences behind a link; for one that was rolled up from papers, those of the method's introducing papers. */
function sentences(about, node, edge) {
  if (edge.told.length || edge.predicate !== "usedFor") return evidenceOf(edge);
  return introducers(edge.subject)
    .flatMap((paper) => edgesOf(paper, "addresses", "out").filter((e) => e.object === edge.object).flatMap(evidenceOf));
}

/* Content that is only made when it is first opened. */
function folded(name, make) {
  const details = el("details", {}, el("summary", {}, name));
  details.addEventListener("toggle", () => details.append(...make()), { once: true });
  return details;
}

function quotation(evidence, about) {
  const { paper, linker, confidence, text, start, end, marks } = evidence;
  return el("figure", {}, el("blockquote", {}, ...marked(text, start, end, marks)),
    el("figcaption", {}, paper && paper !== about ? nodeLink(paper) : "",
      el("small", {}, `${linker} · confidence ${confidence.toFixed(2)}`)));
}

/* Aliases, each spelling once: case and hyphens make no other name. */
function otherNames(node) {
  const seen = new Set([fold(node.label)]);
  return node.aliases.filter((alias) => !seen.has(fold(alias)) && seen.add(fold(alias)));
}

/* Kind, name, aliases and, for papers, authors, abstract and addresses. */
function headOf(node) {
  const name = /^https?:/.test(node.key) ? webLink(node.key, shortName(node)) : node.label;
  const head = el("div", { class: "head", "data-kind": node.kind },
    el("p", { class: "badge" }, el("span", { class: "dot", "aria-hidden": "true" }),
      NAMES[node.kind][0], yearOf(node) ? ` · ${yearOf(node)}` : ""),
    el("h1", { tabindex: "-1" }, name));
  const aliases = otherNames(node);
  if (aliases.length) {
    const rest = aliases.length > ALIAS_LIMIT ? ` and ${aliases.length - ALIAS_LIMIT} more` : "";
    head.append(el("p", { class: "aliases" }, "Also written ",
      ...aliases.slice(0, ALIAS_LIMIT).flatMap((alias, i) => [i ? ", " : "", el("span", {}, alias)]), rest));
  }
  if (node.kind === "Paper") head.append(...paperHead(node));
  return head;
}

function paperHead(paper) {
  const facts = [
    paper.authors ? el("span", {}, paper.authors) : "", paper.date ? el("span", {}, paper.date) : "",
    paper.url ? webLink(paper.url, "read the paper") : "", paper.code ? webLink(paper.code, "code") : "",
  ].filter(Boolean);
  const abstract = paper.text.slice(paper.label.length).trim();
  return [
    facts.length ? el("p", { class: "facts" }, ...facts) : "",
    abstract ? el("details", { class: "abstract", open: true }, el("summary", {}, "Abstract"), el("p", {}, abstract)) : "",
  ].filter(Boolean);
}
