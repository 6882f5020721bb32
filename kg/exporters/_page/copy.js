/* What a reader takes away of a node: a SPARQL query for it, its links as Turtle, and the address of its page. */

const ONTOLOGY = "https://w3id.org/lineagraph/ontology#";
const PREFIXES = {
  kg: ONTOLOGY,
  skos: "http://www.w3.org/2004/02/skos/core#",
  dcterms: "http://purl.org/dc/terms/",
  cito: "http://purl.org/spar/cito/",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};

const prefixed = (predicate) =>
  ({ broader: "skos:broader", citesExtends: "cito:extends" })[predicate] ?? `kg:${predicate}`;
const literal = (text) =>
  `"${text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t")}"`;
const iriRef = (iri) =>
  `<${iri.replace(/[\x00-\x20<>"{}|\\^`]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`)}>`;
const iriOf = (key, base) => (/^https?:/.test(key) ? key : base + key);

function sparqlOf({ iri, label }) {
  return `# ${label.replace(/\s+/g, " ")}: every link, with the sentence it was read from
PREFIX kg: <${ONTOLOGY}>
PREFIX rdf: <${PREFIXES.rdf}>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?subject ?predicate ?object ?quote ?confidence ?paper WHERE {
  { BIND(${iriRef(iri)} AS ?subject) ?claim rdf:subject ?subject }
  UNION
  { BIND(${iriRef(iri)} AS ?object) ?claim rdf:object ?object }
  ?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
    kg:quote ?quote ; kg:confidence ?confidence ; prov:wasDerivedFrom ?paper .
}
`;
}

/* The node and its links; what its name is and how it is linked, as the Turtle export states it. */
function turtleOf(details, edges, base) {
  const name = details.kind === "Paper" ? "dcterms:title" : "skos:prefLabel";
  const about = [
    `a kg:${details.kind}`,
    `${name} ${literal(details.label)}`,
    ...(details.aliases.length ? [`skos:altLabel ${details.aliases.map(literal).join(", ")}`] : []),
  ];
  const links = edges.flatMap(({ subject, predicate, finer, object }) =>
    [predicate, ...finer].map(
      (name) => `${iriRef(iriOf(subject.key, base))} ${prefixed(name)} ${iriRef(iriOf(object.key, base))} .`,
    ),
  );
  const body = `${iriRef(details.iri)} ${about.join(" ;\n    ")} .\n\n${[...new Set(links)].sort().join("\n")}\n`;
  const used = Object.entries(PREFIXES).filter(([prefix]) => body.includes(`${prefix}:`));
  return `${used.map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .`).join("\n")}\n\n${body}`;
}

const allEdges = async (details) =>
  (await Promise.all(details.groups.map((group) => edgesFrom(details.key, group, 0, group.total)))).flat();

/* The clipboard needs a secure page; a file opened from a disk is none in some browsers, so there is an older way. */
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { class: "unseen", "aria-label": "Text to copy" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  announce(`${what} copied`);
}

function copyButtons(details) {
  const one = (text, what, make) =>
    button(text, async () => copy(await make(), what), { class: "button", "aria-label": `Copy ${what}` });
  return [
    el(
      "span",
      { class: "copy", role: "group", "aria-label": "Copy" },
      el("span", { class: "label" }, "Copy as"),
      one("Link", "link", () => location.href.split("#")[0] + address({ view: "node", key: details.key })),
      one("SPARQL", "SPARQL query", () => sparqlOf(details)),
      one("Turtle", "Turtle", async () => turtleOf(details, await allEdges(details), (await source.meta()).base)),
    ),
  ];
}
