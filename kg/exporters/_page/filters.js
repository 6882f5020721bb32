/* The filters: the types in the bar, everything else in a panel, and what is set as chips that can be taken off. */

const TOPICS = [
  ["tasks", "Task", "Tasks"],
  ["datasets", "Dataset", "Datasets"],
  ["hardware", "Hardware", "Hardware"],
];
const SURE = [0, 0.5, 0.6, 0.7, 0.8, 0.9];
const SUPPORTED = [0, 1, 2, 3, 5, 10];

const setFilters = (changes) => go({ filters: { ...state.filters, ...changes } });
const toggled = (list, value) => (list.includes(value) ? list.filter((other) => other !== value) : [...list, value]);

/* The types, as buttons that say how many there are. */
function legend(meta) {
  const kinds = KINDS.filter((kind) => meta.kinds[kind]);
  document.getElementById("legend").replaceChildren(
    ...kinds.map((kind) =>
      el(
        "button",
        {
          type: "button",
          "data-kind": kind,
          "data-filter": "kinds",
          "data-value": kind,
          click: () => setFilters({ kinds: toggled(state.filters.kinds, kind) }),
        },
        sign(kind),
        title(NAMES[kind][1]),
        el("span", { class: "number" }, number(meta.kinds[kind])),
      ),
    ),
  );
}

function choices(name, field, values, say) {
  return el(
    "label",
    { class: "field" },
    el("span", {}, name),
    el(
      "select",
      { "data-filter": field, change: (event) => setFilters({ [field]: Number(event.target.value) }) },
      values.map((value) => el("option", { value }, say(value))),
    ),
  );
}

function filterPanel(meta) {
  const relations = Object.keys(RELATIONS).filter((name) => meta.predicates[name]);
  const topics = TOPICS.filter(([, kind]) => meta.kinds[kind]).map(([field, kind, name]) =>
    el(
      "div",
      { class: "field" },
      el("span", { "aria-hidden": "true" }, name),
      nameBox(`Add a filter by ${NAMES[kind][0]}`, {
        placeholder: `Any ${NAMES[kind][0]}`,
        filters: () => ({ kinds: [kind] }),
        choose: (node) => {
          document.activeElement.value = "";
          labels.set(node.key, node.label);
          setFilters({ [field]: [...new Set([...state.filters[field], node.key])] });
        },
      }),
    ),
  );
  document.getElementById("filters").replaceChildren(
    el(
      "div",
      { class: "fields" },
      ...topics,
      choices("Confidence", "confidence", SURE, (value) => (value ? `at least ${value}` : "any")),
      choices("Support", "support", SUPPORTED, (value) => (value ? `at least ${count(value, "paper")}` : "any")),
    ),
    el(
      "div",
      { class: "field wide", role: "group", "aria-label": "Relations" },
      el("span", { "aria-hidden": "true" }, "Relations"),
      el(
        "div",
        { class: "chips" },
        relations.map((name) =>
          button(RELATIONS[name], () => setFilters({ relations: toggled(state.filters.relations, name) }), {
            class: "chip",
            "data-filter": "relations",
            "data-value": name,
          }),
        ),
      ),
    ),
  );
}

/* The bar of types stands where there are many nodes to choose from; elsewhere the types that are set are chips. */
const legendStands = () => ["start", "table", "network"].includes(state.view);

/* Names of the tasks, datasets and hardware that the address names. */
const labels = new Map();
async function labelOf(key) {
  if (!labels.has(key)) labels.set(key, (await source.node(key))?.label ?? key);
  return labels.get(key);
}

/* Brings buttons, selects and chips in line with the address. */
async function showFilters() {
  const { filters } = state;
  for (const control of document.querySelectorAll("[data-filter]")) {
    const { filter, value } = control.dataset;
    if (control.tagName === "SELECT") control.value = String(filters[filter]);
    else control.setAttribute("aria-pressed", String(filters[filter].includes(value)));
  }
  const chip = (text, changes) =>
    button([text, el("span", { class: "cross", "aria-hidden": "true" }, "×")], () => setFilters(changes), {
      class: "chip on",
      "aria-label": `Remove the filter: ${text}`,
    });
  const without = (field, value) => ({ [field]: filters[field].filter((other) => other !== value) });
  const chips = [
    ...(legendStands()
      ? []
      : filters.kinds.map((kind) => chip(title(NAMES[kind]?.[1] ?? kind), without("kinds", kind)))),
    ...filters.relations.map((name) => chip(RELATIONS[name] ?? name, without("relations", name))),
    ...(await Promise.all(
      TOPICS.flatMap(([field]) => filters[field].map(async (key) => chip(await labelOf(key), without(field, key)))),
    )),
    filters.confidence ? chip(`confidence ≥ ${filters.confidence}`, { confidence: 0 }) : "",
    filters.support ? chip(`${count(filters.support, "paper")} or more`, { support: 0 }) : "",
  ].filter(Boolean);
  const bar = document.getElementById("chosen");
  bar.hidden = !chips.length;
  bar.replaceChildren(
    ...chips,
    filtersOn() > 1 ? button("Clear all", () => setFilters(noFilters()), { class: "quiet" }) : "",
  );
  const opener = document.getElementById("open-filters");
  opener.querySelector(".badge-number").textContent = filtersOn() ? String(filtersOn()) : "";
  opener.setAttribute("aria-label", filtersOn() ? `Filters, ${filtersOn()} set` : "Filters");
}

function openFilters(wanted) {
  document.getElementById("filters").hidden = !wanted;
  document.getElementById("open-filters").setAttribute("aria-expanded", String(wanted));
}

function startFilters(meta) {
  legend(meta);
  filterPanel(meta);
  const opener = document.getElementById("open-filters");
  const panel = document.getElementById("filters");
  opener.addEventListener("click", () => openFilters(panel.hidden));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden || !panel.contains(event.target)) return;
    openFilters(false);
    opener.focus();
  });
}
