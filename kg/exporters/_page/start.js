/* The start page: the families that grew most, as small pictures, and ways into everything else. */

const FAMILIES = 9;
const LISTED = 6;

/* A family as a small picture: the method at the left, its children at the right. */
const CARD = { width: 300, row: 24, left: 12, fork: 66, most: 5 };

function familyPicture({ node, children, direct }) {
  const { width, row, left, fork, most } = CARD;
  const shown = children.slice(0, direct > most ? most - 1 : most);
  const rows = shown.length + (direct > shown.length ? 1 : 0);
  const height = Math.max(2, rows) * row;
  const first = (height - rows * row) / 2 + row / 2;
  const middle = height / 2;
  const branch = (y, i) =>
    svg("path", {
      class: i < shown.length ? "line" : "line faint",
      d: `M${left + 6} ${middle}C${fork - 18} ${middle} ${left + 24} ${y} ${fork} ${y}`,
    });
  const font = `450 14px ${FONT}`;
  const leaf = (child, y) =>
    svg(
      "a",
      { href: addressOf(child.key), class: "leaf", "aria-label": child.label },
      svg("title", {}, child.label),
      svg("rect", { x: fork - 5, y: y - row / 2, width: width - fork + 5, height: row, rx: 6 }),
      svg("circle", { cx: fork + 4, cy: y, r: 3.5 }),
      svg("text", { x: fork + 15, y: y + 5 }, wrapped(shortName(child), font, width - fork - 18, 1)[0]),
    );
  const places = Array.from({ length: rows }, (_, i) => first + i * row);
  return svg(
    "svg",
    {
      class: "picture",
      viewBox: `0 0 ${width} ${height}`,
      role: "group",
      "aria-label": `What grew out of ${node.label}`,
    },
    ...places.map(branch),
    svg("circle", { class: "root", cx: left, cy: middle, r: 7 }),
    ...shown.map((child, i) => leaf(child, places[i])),
    direct > shown.length
      ? svg("text", { class: "rest", x: fork + 15, y: places.at(-1) + 5 }, `and ${number(direct - shown.length)} more`)
      : "",
  );
}

function familyCard(family) {
  const { node, direct, all } = family;
  return el(
    "article",
    { class: "family", "data-kind": "Method" },
    el("h3", {}, nodeLink(node, el("small", {}, node.year))),
    familyPicture(family),
    el("p", {}, count(all, "descendant"), all > direct ? `, ${number(direct)} of them direct` : ""),
  );
}

/* The most linked of one type, with the way to all of them. */
async function mostLinked(kind, meta) {
  const filters = { ...state.filters, kinds: [kind] };
  const { total, rows } = await source.list(filters, { by: "links", down: true }, 0, LISTED);
  if (!rows.length) return "";
  const row = (node) => el("li", {}, nodeLink(node), el("small", {}, count(node.links, "link")));
  return el(
    "section",
    { class: "list", "data-kind": kind },
    el(
      "div",
      { class: "row" },
      el("h3", {}, title(NAMES[kind][1])),
      el(
        "a",
        { href: address({ view: "table", key: "", filters }) },
        total < meta.kinds[kind] ? `all ${number(total)} that pass` : `all ${number(total)}`,
      ),
    ),
    el("ul", {}, rows.map(row)),
  );
}

async function drawStart(main, meta, current) {
  const [{ total, families }, ...lists] = await Promise.all([
    source.families(state.filters, 0, FAMILIES),
    ...KINDS.filter(
      (kind) => meta.kinds[kind] && (!state.filters.kinds.length || state.filters.kinds.includes(kind)),
    ).map((kind) => mostLinked(kind, meta)),
  ]);
  if (!current()) return;
  document.title = "Lineagraph";
  if (!meta.papers && !meta.entities) {
    main.replaceChildren(
      el(
        "div",
        { class: "empty" },
        el("h1", { tabindex: "-1" }, "This graph is empty"),
        el("p", {}, "Fill it with “kg build” and export it again."),
      ),
    );
    return;
  }
  const intro = el(
    "div",
    { class: "intro" },
    el("h1", { tabindex: "-1" }, "Where methods come from"),
    el(
      "p",
      {},
      "Pick a method to see what it grew out of, and what grew out of it, each step with the sentence it was read from. ",
      el(
        "span",
        { class: "sum" },
        `${count(meta.papers, "paper")} · ${count(meta.entities, "entity", "entities")} · ${count(meta.links, "link")} · ${count(meta.sentences, "sentence")}`,
      ),
    ),
  );
  const [grid, more] = shortened(
    el("div", { class: "families" }),
    families,
    FAMILIES,
    familyCard,
    total,
    async (offset, limit) => (await source.families(state.filters, offset, limit)).families,
  );
  main.replaceChildren(
    intro,
    el(
      "section",
      { class: "block" },
      el("h2", {}, "Families that grew most"),
      families.length
        ? grid
        : el(
            "p",
            { class: "empty" },
            filtersOn()
              ? "No family of methods passes the filters."
              : "None of these papers says that its method extends another.",
          ),
      more ?? "",
    ),
    el("section", { class: "block" }, el("h2", {}, "Everything else"), el("div", { class: "lists" }, ...lists)),
  );
}
