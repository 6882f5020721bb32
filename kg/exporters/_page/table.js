/* Lists as tables: sortable by every column, and to be taken away as CSV. */

/* columns: [{name, title, cell(row) -> node or text, figure: true where numbers stand}]. `sorted` tells {by, down}. */
function tableOf(caption, columns, rows, sorted, sortBy) {
  const head = (column) => {
    const here = sorted.by === column.name;
    return el(
      "th",
      {
        scope: "col",
        class: column.figure ? "figure" : undefined,
        "aria-sort": here ? (sorted.down ? "descending" : "ascending") : undefined,
      },
      button(column.title, () => sortBy(column.name, here ? !sorted.down : Boolean(column.figure)), {
        "data-keep": `sort-${column.name}`,
      }),
    );
  };
  const row = (item) =>
    el(
      "tr",
      {},
      columns.map((column) => el("td", { class: column.figure ? "figure" : undefined }, column.cell(item))),
    );
  const body = el("tbody", {}, rows.map(row));
  const table = el(
    "table",
    {},
    el("caption", { class: "unseen" }, caption),
    el("thead", {}, el("tr", {}, columns.map(head))),
    body,
  );
  return { table, append: (more) => body.append(...more.map(row)) };
}

const EDGE_COLUMNS = [
  { name: "subject", title: "From", value: (edge) => edge.subject.label, cell: (edge) => nodeLink(edge.subject) },
  {
    name: "relation",
    title: "Relation",
    value: (edge) => [edge.predicate, ...edge.finer].join(" "),
    cell: (edge) => [RELATIONS[edge.predicate] ?? edge.predicate, ...edge.finer].join(", "),
  },
  { name: "object", title: "To", value: (edge) => edge.object.label, cell: (edge) => nodeLink(edge.object) },
  {
    name: "support",
    title: "Papers",
    figure: true,
    value: (edge) => edge.support,
    cell: (edge) => number(edge.support),
  },
  {
    name: "confidence",
    title: "Confidence",
    figure: true,
    value: (edge) => edge.confidence,
    cell: (edge) => edge.confidence.toFixed(2),
  },
  {
    name: "quote",
    title: "Sentence",
    value: (edge) => edge.quotes[0]?.text ?? "",
    cell: (edge) => (edge.quotes[0] ? el("span", {}, ...marked(edge.quotes[0].text, edge.quotes[0].marks)) : ""),
  },
  {
    name: "paper",
    title: "Paper",
    value: (edge) => edge.quotes[0]?.paper?.label ?? "",
    cell: (edge) => (edge.quotes[0]?.paper ? nodeLink(edge.quotes[0].paper) : ""),
  },
];

const compareValues = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "en"));

/* A dialog shows no more edges than these. */
const TABLE_LIMIT = 5000;

/* A list of edges in a dialog of its own; `total` says how many there are where they are too many to show. */
function openTable(name, edges, total = edges.length) {
  const dialog = el("dialog", { class: "sheet", "aria-label": name });
  const draw = (sorted) => {
    const { value } = EDGE_COLUMNS.find((column) => column.name === sorted.by);
    const rows = [...edges].sort((a, b) => (sorted.down ? -1 : 1) * compareValues(value(a), value(b)));
    const { table } = tableOf(name, EDGE_COLUMNS, rows, sorted, (by, down) => draw({ by, down }));
    const kept = document.activeElement?.dataset?.keep;
    dialog.replaceChildren(
      el(
        "div",
        { class: "row" },
        el(
          "h2",
          {},
          name,
          el(
            "span",
            { class: "number" },
            total > edges.length ? `the first ${number(edges.length)} of ${number(total)}` : number(total),
          ),
        ),
        el(
          "div",
          { class: "tools-row" },
          button(
            "Download CSV",
            () =>
              download(
                name,
                csvOf(
                  [...EDGE_COLUMNS.map((column) => column.name), "linker", "subject_key", "object_key"],
                  rows.map((edge) => [
                    ...EDGE_COLUMNS.map((column) => column.value(edge)),
                    edge.quotes[0]?.linker ?? "",
                    edge.subject.key,
                    edge.object.key,
                  ]),
                ),
              ),
            { class: "button" },
          ),
          button("Close", () => dialog.close(), { class: "button" }),
        ),
      ),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" }, table),
    );
    if (kept) dialog.querySelector(`[data-keep="${kept}"]`)?.focus();
  };
  draw({ by: "support", down: true });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a.node")) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}

const NODE_COLUMNS = [
  { name: "label", title: "Name", cell: (row) => nodeLink(row) },
  { name: "kind", title: "Type", cell: (row) => title(NAMES[row.kind][0]) },
  { name: "year", title: "Year", cell: (row) => row.year },
  { name: "links", title: "Links", figure: true, cell: (row) => number(row.links) },
  { name: "ancestors", title: "Ancestors", figure: true, cell: (row) => number(row.ancestors) },
  { name: "descendants", title: "Descendants", figure: true, cell: (row) => number(row.descendants) },
];
const PAGE_OF_ROWS = 60;
const FETCH = 1000;

/* Everything that passes the filters, a page of rows at a time. */
async function drawTable(main, current) {
  const { filters } = state;
  const sort = { by: NODE_COLUMNS.some(({ name }) => name === state.sort) ? state.sort : "links", down: state.down };
  const { total, rows } = await source.list(filters, sort, 0, PAGE_OF_ROWS);
  if (!current()) return;
  const what = filters.kinds.length ? filters.kinds.map((kind) => NAMES[kind]?.[1] ?? kind).join(", ") : "entries";
  const { table, append } = tableOf(what, NODE_COLUMNS, rows, sort, (by, down) => go({ sort: by, down }));
  let shown = rows.length;
  const more = button(
    "Show more",
    async () => {
      const next = await source.list(filters, sort, shown, PAGE_OF_ROWS);
      append(next.rows);
      shown += next.rows.length;
      tell();
    },
    { class: "more" },
  );
  const note = el("p", { class: "sum" });
  const tell = () => {
    note.textContent = `${number(shown)} of ${number(total)} shown`;
    more.hidden = shown >= total;
  };
  tell();
  const save = button(
    "Download CSV",
    async () => {
      const all = [];
      while (all.length < total) {
        const next = await source.list(filters, sort, all.length, FETCH);
        if (!next.rows.length) break;
        all.push(...next.rows);
      }
      const { base } = await source.meta();
      download(
        what,
        csvOf(
          [...NODE_COLUMNS.map(({ name }) => name), "iri"],
          all.map((row) => [...NODE_COLUMNS.map(({ name }) => row[name]), iriOf(row.key, base)]),
        ),
      );
    },
    { class: "button" },
  );
  main.replaceChildren(
    el(
      "div",
      { class: "row" },
      el("h1", { tabindex: "-1" }, title(what), el("span", { class: "number" }, number(total))),
      save,
    ),
    total
      ? el("div", { class: "scroll card", tabindex: "0", role: "region", "aria-label": "Table" }, table)
      : el(
          "p",
          { class: "empty" },
          "Nothing passes the filters. ",
          el("a", { href: address({ filters: noFilters() }) }, "Clear them"),
        ),
    note,
    more,
  );
  document.title = `${title(what)} · Lineagraph`;
}
