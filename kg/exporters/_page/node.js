/* The page of one node: its lineage with the sentences behind it, and its details beside them. */

const TRAIL_LIMIT = 6;
const SENTENCES_LIMIT = 12;

/* The last nodes of the walk that led here; they belong to the step in the browser's history, so that back undoes them. */
function trailTo(node) {
  const again = walked.findIndex(({ key }) => key === node.key);
  const trail = history.state?.trail ?? (again < 0 ? walked : walked.slice(0, again));
  walked = [...trail.slice(-TRAIL_LIMIT), { key: node.key, kind: node.kind, label: node.label }];
  history.replaceState({ trail }, "");
  return trail.slice(-TRAIL_LIMIT);
}
let walked = [];

function breadcrumbs(details) {
  const trail = trailTo(details);
  return el(
    "nav",
    { class: "crumbs", "aria-label": "The way here" },
    el(
      "ol",
      {},
      el("li", {}, el("a", { href: address({ view: "start", key: "" }) }, "Start")),
      ...trail.map((node) => el("li", {}, el("a", { href: addressOf(node.key) }, shortName(node)))),
      el("li", { "aria-current": "page" }, shortName(details)),
    ),
  );
}

/* The method whose lineage a page draws: the node itself or, for a paper, what it introduces with most links. */
async function lineageOf(details, options) {
  const introduced = details.groups.find(
    ({ predicate, direction }) => predicate === "introduces" && direction === "out",
  );
  const keys =
    details.kind === "Method"
      ? [details.key]
      : (introduced?.edges ?? [])
          .map((edge) => edge.object)
          .filter(({ kind }) => kind === "Method")
          .slice(0, 8)
          .map(({ key }) => key);
  const walks = await Promise.all(keys.map((key) => source.lineage(key, options)));
  return walks
    .filter((walk) => walk && walk.relatives.length > 1)
    .sort((a, b) => b.ancestors + b.descendants - a.ancestors - a.descendants || b.edges.length - a.edges.length)[0];
}

function toolbar(start) {
  const ways = [
    ["up", "Ancestors"],
    ["both", "Both"],
    ["down", "Descendants"],
  ].map(([value, name]) =>
    button(name, () => go({ direction: value }), {
      "aria-pressed": String(state.direction === value),
      "data-keep": `way-${value}`,
    }),
  );
  const step = (name, by) =>
    button(by < 0 ? "−" : "+", () => go({ depth: state.depth + by }), {
      "aria-label": name,
      "data-keep": `depth${by}`,
      disabled: state.depth + by < 1 || state.depth + by > 9,
    });
  return el(
    "div",
    { class: "toolbar" },
    el("div", { class: "segments", role: "group", "aria-label": "Direction" }, ways),
    el(
      "div",
      { class: "stepper", role: "group", "aria-label": "Depth" },
      step("Fewer generations", -1),
      el("output", {}, String(state.depth), el("span", {}, state.depth === 1 ? " generation" : " generations")),
      step("More generations", 1),
    ),
    button("Comparisons", () => go({ compared: !state.compared }), {
      class: "toggle",
      "aria-pressed": String(state.compared),
      "data-keep": "compared",
    }),
    start
      ? el(
          "a",
          {
            class: "button",
            href: address({ view: "path", from: start.key, to: "" }),
            "aria-label": "Path to another method",
          },
          "Path to …",
        )
      : "",
  );
}

/* [the drawing with its controls, what draws it once it stands in the page and has a width]. `before` holds where boxes
   were on the screen, so that they glide from there. */
function lineageFigure(walk, details, options, before) {
  const [start] = walk.relatives;
  const frame = el("div", {
    class: "drawing",
    tabindex: "0",
    role: "region",
    "aria-label": `Drawing of the lineage of ${start.node.label}`,
  });
  const redraw = (drawn, old) => {
    const expand = async () => {
      const all = await source.lineage(start.node.key, { ...options, limit: 500 });
      redraw(all, placesOf(frame.firstChild));
      announce(`${count(all.relatives.length, "method")} drawn`);
    };
    const drawing = drawLineage(drawn, frame.clientWidth - 16, { expand, choose: showSentence });
    frame.replaceChildren(drawing);
    requestAnimationFrame(() => {
      const box = drawing.querySelector(".centre").getBoundingClientRect();
      const view = frame.getBoundingClientRect();
      frame.scrollLeft += box.x + box.width / 2 - view.x - view.width / 2;
      if (drawing.clientHeight > frame.clientHeight)
        frame.scrollTop += box.y + box.height / 2 - view.y - view.height / 2;
      glide(drawing, old);
    });
  };
  const of =
    start.node.key === details.key
      ? ""
      : el("p", { class: "of" }, "The lineage of ", nodeLink(start.node), ", which it introduces");
  const sizes = [
    walk.ancestors ? count(walk.ancestors, "ancestor") : "",
    walk.descendants ? count(walk.descendants, "descendant") : "",
  ];
  return [
    el(
      "section",
      { class: "lineage", "aria-label": "Lineage" },
      toolbar(start.node),
      of,
      frame,
      el("div", { class: "under" }, keyOf(walk.edges), el("p", { class: "sum" }, sizes.filter(Boolean).join(" · "))),
    ),
    () => redraw(walk, before),
  ];
}

const sentenceId = (edge) => `says-${edge.subject.key}-${edge.predicate}-${edge.object.key}`;

/* Brings the sentence behind an arrow into view. */
function showSentence(edge) {
  const item = document.getElementById(sentenceId(edge));
  if (!item) return;
  item.scrollIntoView({ block: "center", behavior: still() ? "auto" : "smooth" });
  item.focus({ preventScroll: true });
}

/* Every edge of the drawing with its sentence: those of the method in the middle first. */
function sentencesOf(walk) {
  const [start] = walk.relatives;
  const near = (edge) => [edge.subject.key, edge.object.key].includes(start.node.key);
  const parts = [
    ["What it grew out of", (edge) => edge.predicate === "extends" && edge.subject.key === start.node.key],
    ["What grew out of it", (edge) => edge.predicate === "extends" && edge.object.key === start.node.key],
    ["Further steps", (edge) => edge.predicate === "extends" && !near(edge)],
    ["Comparisons", (edge) => edge.predicate === "comparedWith"],
  ];
  const item = (edge) =>
    el(
      "li",
      { id: sentenceId(edge), tabindex: "-1" },
      statement(edge),
      el("small", {}, certainty(edge)),
      ...quotations(edge, "", 1),
    );
  return parts
    .map(([name, belongs]) => [name, walk.edges.filter(belongs)])
    .filter(([, edges]) => edges.length)
    .map(([name, edges]) =>
      el(
        "section",
        { class: "says" },
        el(
          "div",
          { class: "row" },
          el("h2", {}, name, el("span", { class: "number" }, number(edges.length))),
          edges.length > 1
            ? button("Table", () => openTable(`${start.node.label}: ${name}`, edges), {
                class: "quiet",
                "aria-label": `${name} as a table`,
              })
            : "",
        ),
        ...shortened(el("ol"), edges, SENTENCES_LIMIT, item),
      ),
    );
}

/* What stands in the place of a drawing; the controls stay, for they may be the reason. */
function noLineage() {
  const narrowed = state.direction !== "both" || state.filters.confidence || state.filters.support;
  return el(
    "section",
    { class: "lineage" },
    narrowed ? toolbar() : "",
    el(
      "p",
      { class: "empty" },
      narrowed
        ? "Nothing in this direction passes the filters."
        : "No paper here says what it extends, or that another method extends it.",
    ),
  );
}

async function drawNode(main, key, current) {
  const before = placesOf(main.querySelector(".drawing svg"));
  const details = await source.node(key);
  if (!current()) return;
  if (!details) {
    main.replaceChildren(
      el(
        "div",
        { class: "empty" },
        el("h1", { tabindex: "-1" }, "Not in this graph"),
        el("p", {}, `Nothing here is called “${key}”. `, el("a", { href: "#/" }, "Start page")),
      ),
    );
    return;
  }
  const {
    direction,
    depth,
    compared,
    filters: { confidence, support },
  } = state;
  const options = { direction, depth, compared, confidence, support, limit: AT_MOST };
  const [walk, paperUrl] = await Promise.all([lineageOf(details, options), addressOfPaper(details)]);
  if (!current()) return;
  const abstract = details.abstract
    ? el("section", { class: "abstract" }, el("h2", {}, "Abstract"), el("p", {}, details.abstract))
    : "";
  const [figure, draw] = walk ? lineageFigure(walk, details, options, before) : [];
  const story =
    walk || abstract ? el("div", { class: "story" }, figure, abstract, ...(walk ? sentencesOf(walk) : [])) : "";
  const shown = walk && walk.relatives[0].node.key === details.key ? ["extends", "comparedWith"] : [];
  const sections = sectionsOf(details, shown, Boolean(story));
  const panel = sections.length
    ? el("aside", { class: "panel", "aria-label": "Details" }, el("div", { class: "sections" }, ...sections))
    : "";
  main.replaceChildren(
    breadcrumbs(details),
    el("div", { class: "top" }, headOf(details, paperUrl), ...copyButtons(details)),
    details.kind === "Method" && !walk ? noLineage() : "",
    el("div", { class: story && panel ? "columns" : "columns single" }, story, panel),
  );
  draw?.();
  document.title = `${details.label} · Lineagraph`;
}
