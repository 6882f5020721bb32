/* The query page: sends what is typed to the endpoint and shows the answer. Whatever it gets enters the page as text. */

const EXAMPLES = {
  "Methods that grew out of BERT, with the sentence": `SELECT ?name ?quote {
  ?method kg:extends/skos:prefLabel "BERT" ; skos:prefLabel ?name .
  ?claim rdf:subject ?method ; rdf:predicate kg:extends ; kg:quote ?quote .
} LIMIT 50`,
  "The most extended methods": `SELECT ?name (COUNT(?child) AS ?descendants) {
  ?child kg:extends ?method . ?method skos:prefLabel ?name
} GROUP BY ?name ORDER BY DESC(?descendants) LIMIT 20`,
  "Datasets by the papers that use them": `SELECT ?name (COUNT(?paper) AS ?papers) {
  ?paper kg:usesDataset ?dataset . ?dataset skos:prefLabel ?name
} GROUP BY ?name ORDER BY DESC(?papers) LIMIT 20`,
  "The lineage as triples": "CONSTRUCT { ?child kg:extends ?parent } WHERE { ?child kg:extends ?parent } LIMIT 100",
};
const MOST_ROWS = 1000;

const [form, query, examples, said, answer] = ["form", "query", "examples", "said", "answer"].map((id) =>
  document.getElementById(id),
);

function el(tag, ...children) {
  const node = document.createElement(tag);
  node.append(...children);
  return node;
}

function cell(term) {
  if (!term) return el("td");
  if (term.type !== "uri" || !/^https?:/.test(term.value)) return el("td", term.value);
  const link = el("a", term.value);
  Object.assign(link, { href: term.value, rel: "noopener noreferrer", target: "_blank" });
  return el("td", link);
}

function tell(text, bad = false) {
  said.textContent = text;
  said.classList.toggle("bad", bad);
}

function show({ head, results, boolean }) {
  if (boolean !== undefined) return tell(boolean ? "Yes" : "No");
  const rows = results.bindings.slice(0, MOST_ROWS);
  const body = el("tbody", ...rows.map((row) => el("tr", ...head.vars.map((name) => cell(row[name])))));
  answer.replaceChildren(el("table", el("thead", el("tr", ...head.vars.map((name) => el("th", name)))), body));
  const all = results.bindings.length.toLocaleString("en");
  return tell(results.bindings.length > MOST_ROWS ? `The first ${MOST_ROWS} of ${all} rows` : `${all} rows`);
}

async function run() {
  tell("Asking …");
  answer.replaceChildren();
  history.replaceState(null, "", `#${encodeURIComponent(query.value)}`);
  try {
    const response = await fetch("/sparql", {
      method: "POST",
      body: query.value,
      headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, text/turtle" },
    });
    if (!response.ok) tell((await response.text()).trim(), true);
    else if (response.headers.get("Content-Type").includes("json")) show(await response.json());
    else {
      tell("");
      answer.replaceChildren(el("pre", await response.text()));
    }
  } catch (error) {
    tell(`The server does not answer: ${error.message}`, true);
  }
}

examples.append(...Object.keys(EXAMPLES).map((name) => new Option(name)));
examples.addEventListener("change", () => {
  query.value = EXAMPLES[examples.value];
});
query.value = decodeURIComponent(location.hash.slice(1)) || EXAMPLES[examples.value];
query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
