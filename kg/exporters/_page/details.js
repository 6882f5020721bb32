/* The details of one node: its papers, tasks, datasets, hardware and code, then every link with its sentences. */

const LIST_LIMIT = 6;
/* Without a lineage or an abstract the lists have the whole page. */
const WIDE_LIMIT = 10;
const ALIAS_LIMIT = 8;

/* What a method's own papers say stands first: [heading, predicates]. */
const FACTS = [
  ["Tasks", ["addresses"]],
  ["Datasets", ["usesDataset"]],
  ["Hardware", ["runsOn", "targets"]],
  ["Code and pages", ["hasCode", "hasPage"]],
];

/* The groups of a node in the order of HEADINGS; those without a heading come last, under their own names. */
function ordered(groups) {
  const place = ({ predicate, direction }) => {
    const at = HEADINGS.findIndex(([name, side]) => name === predicate && side === direction);
    return at < 0 ? HEADINGS.length : at;
  };
  return [...groups].sort((a, b) => place(a) - place(b));
}

function headingOf({ predicate, direction }) {
  const [, , name] = HEADINGS.find(([other, side]) => other === predicate && side === direction) ?? [];
  return name ?? `${RELATIONS[predicate] ?? predicate}${direction === "in" ? " (of)" : ""}`;
}

const far = (edge, direction) => (direction === "out" ? edge.object : edge.subject);

/* The sections of the panel, short ones where it is a column `beside` something else. `without` names predicates that stand
   elsewhere on the page. */
function sectionsOf(details, without = [], beside = true) {
  const limit = beside ? LIST_LIMIT : WIDE_LIMIT;
  const facts = FACTS.map(([name, predicates]) => {
    const edges = details.fromPapers
      .filter(({ predicate }) => predicates.includes(predicate))
      .flatMap((group) => group.edges);
    return edges.length
      ? section(details, { predicate: predicates[0], direction: "out", total: edges.length, edges }, name, limit)
      : "";
  });
  const shown = ordered(details.groups).filter(
    ({ predicate, direction }) =>
      !without.includes(predicate) &&
      !(predicate === "introduces" && direction === "in") &&
      !(
        predicate === "usedFor" &&
        direction === "out" &&
        details.fromPapers.some((group) => group.predicate === "addresses")
      ),
  );
  return [...facts, ...shown.map((group) => section(details, group, headingOf(group), limit))].filter(Boolean);
}

/* At most `most` edges of a group: those that came with the node, then those that the source has to be asked for. */
async function edgesFrom(key, { predicate, direction, total, edges }, offset, most) {
  const found = edges.slice(offset, offset + most);
  const end = Math.min(total, offset + most);
  while (offset + found.length < end) {
    const next = await source.edges(
      key,
      predicate,
      direction,
      offset + found.length,
      Math.min(FETCH, end - offset - found.length),
    );
    if (!next.length) break;
    found.push(...next);
  }
  return found;
}

function section(details, group, name, limit) {
  const { predicate, direction, total, edges } = group;
  const make = (edge) => el("li", {}, ...entry(details, edge, direction));
  const more = (offset, most) => edgesFrom(details.key, group, offset, most);
  const table =
    total > 1
      ? button(
          "Table",
          async () =>
            openTable(`${details.label}: ${name}`, await edgesFrom(details.key, group, 0, TABLE_LIMIT), total),
          { class: "quiet", "aria-label": `${name} as a table` },
        )
      : "";
  return el(
    "section",
    {},
    el("div", { class: "row" }, el("h3", {}, name, el("span", { class: "number" }, number(total))), table),
    ...shortened(el("ul"), edges, limit, make, total, more),
  );
}

function entry(details, edge, direction) {
  const node = far(edge, direction);
  const notes = [node.year, ...edge.finer, edge.support > 1 ? count(edge.support, "paper") : ""].filter(Boolean);
  return [
    el(
      "div",
      { class: "entry" },
      nodeLink(node),
      notes.length ? el("small", {}, notes.join(" · ")) : "",
      /^https?:/.test(node.key) ? webLink(node.key, "open") : "",
    ),
    ...quotations(edge, details.key, 0),
  ];
}

/* Where the first paper that introduces a method can be read, "" where unknown. */
async function addressOfPaper({ groups }) {
  const [edge] =
    groups.find(({ predicate, direction }) => predicate === "introduces" && direction === "in")?.edges ?? [];
  return edge ? ((await source.node(edge.subject.key))?.url ?? "") : "";
}

/* Kind, name, aliases and, for papers, authors, date and addresses. */
function headOf(details, paperUrl = "") {
  const name = /^https?:/.test(details.key) ? webLink(details.key, shortName(details)) : details.label;
  return el(
    "div",
    { class: "head", "data-kind": details.kind },
    el(
      "p",
      { class: "badge" },
      sign(details.kind),
      title(NAMES[details.kind][0]),
      details.year ? ` · ${details.year}` : "",
    ),
    el("h1", { tabindex: "-1", class: "name" }, name),
    aliasesOf(details),
    introducedBy(details, paperUrl),
    paperFacts(details),
  );
}

function aliasesOf(details) {
  const aliases = otherNames(details);
  if (!aliases.length) return "";
  const named = (list) => list.flatMap((alias, i) => [i ? ", " : "", el("span", {}, alias)]);
  const line = el("p", { class: "aliases" }, "Also written ", ...named(aliases.slice(0, ALIAS_LIMIT)));
  if (aliases.length > ALIAS_LIMIT) {
    const more = button(
      `and ${aliases.length - ALIAS_LIMIT} more`,
      () => more.replaceWith(", ", ...named(aliases.slice(ALIAS_LIMIT))),
      { class: "quiet" },
    );
    line.append(" ", more);
  }
  return line;
}

function introducedBy({ groups }, url) {
  const group = groups.find(({ predicate, direction }) => predicate === "introduces" && direction === "in");
  if (!group) return "";
  const papers = group.edges
    .slice(0, 3)
    .flatMap((edge, i) => [
      i ? ", " : "",
      nodeLink(edge.subject),
      !i && url ? [" ", el("small", {}, webLink(url, "read it"))] : "",
    ]);
  return el(
    "p",
    { class: "from" },
    "Introduced by ",
    ...papers.flat(),
    group.total > 3 ? ` and ${number(group.total - 3)} more` : "",
  );
}

function paperFacts({ kind, authors, date, url, code }) {
  if (kind !== "Paper") return "";
  const facts = [
    authors ? el("span", {}, authors) : "",
    date ? el("span", {}, date) : "",
    url ? webLink(url, "Read the paper") : "",
    code ? webLink(code, "Code") : "",
  ].filter(Boolean);
  return facts.length ? el("p", { class: "facts" }, ...facts) : "";
}

/* The details of a node in a container, as the panel of the network shows them. */
async function drawDetails(container, key) {
  const details = await source.node(key);
  if (!details) return container.replaceChildren(el("p", { class: "empty" }, `Nothing here is called “${key}”.`));
  container.replaceChildren(
    headOf(details),
    el(
      "p",
      { class: "tools-row" },
      el("a", { class: "button", href: address({ view: "node", key }) }, "Open its lineage"),
      ...copyButtons(details),
    ),
    el("div", { class: "sections" }, ...sectionsOf(details)),
  );
  container.scrollTop = 0;
  return undefined;
}
