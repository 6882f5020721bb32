/* What the address says: the view, the node in its middle, how it is drawn, and the filters. It is the only state that
   counts: whatever a reader sets stands in it, so that links, reload, back and forward keep it. */

const LISTS = { type: "kinds", relation: "relations", task: "tasks", dataset: "datasets", hardware: "hardware" };
const NUMBERS = { confidence: "confidence", support: "support" };
const VIEWS = ["network", "path", "table"];
const DEPTH = 2;

const noFilters = () => ({
  kinds: [],
  relations: [],
  tasks: [],
  datasets: [],
  hardware: [],
  confidence: 0,
  support: 0,
});

let state = parsed("");

/* {view: "start"|"node"|"network"|"path"|"table", key, filters, direction, depth, compared, sort, down, from, to} */
function parsed(hash) {
  const [path, query = ""] = hash.replace(/^#?\/?/, "").split("?");
  const parameters = new URLSearchParams(query);
  const [first, ...others] = path.split("/").map(decoded);
  const view = VIEWS.includes(first) ? first : path ? "node" : "start";
  const filters = noFilters();
  for (const [name, field] of Object.entries(LISTS)) filters[field] = parameters.getAll(name);
  for (const [name, field] of Object.entries(NUMBERS)) filters[field] = Math.max(0, Number(parameters.get(name)) || 0);
  const whole = (name, otherwise) => Math.min(9, Math.max(1, Math.round(Number(parameters.get(name))) || otherwise));
  return {
    view,
    key: view === "node" ? [first, ...others].join("/") : others.join("/"),
    filters,
    direction: ["up", "down"].includes(parameters.get("direction")) ? parameters.get("direction") : "both",
    depth: whole("depth", DEPTH),
    compared: parameters.get("compared") !== "no",
    sort: parameters.get("sort") ?? "links",
    down: parameters.get("order") !== "up",
    from: parameters.get("from") ?? "",
    to: parameters.get("to") ?? "",
  };
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/* The address of the present state with some changes: of a node keeps the filters and how lineage is drawn. */
function address(changes = {}) {
  const { view, key, filters, direction, depth, compared, sort, down, from, to } = { ...state, ...changes };
  const parameters = new URLSearchParams();
  for (const [name, field] of Object.entries(LISTS)) for (const value of filters[field]) parameters.append(name, value);
  for (const [name, field] of Object.entries(NUMBERS)) if (filters[field]) parameters.set(name, filters[field]);
  if (direction !== "both") parameters.set("direction", direction);
  if (depth !== DEPTH) parameters.set("depth", depth);
  if (!compared) parameters.set("compared", "no");
  if (view === "table" && sort !== "links") parameters.set("sort", sort);
  if (view === "table" && !down) parameters.set("order", "up");
  if (view === "path" && from) parameters.set("from", from);
  if (view === "path" && to) parameters.set("to", to);
  const segments = [VIEWS.includes(view) ? view : "", view === "node" || view === "network" ? key : ""].filter(Boolean);
  const path = segments.map((part) => part.split("/").map(encodeURIComponent).join("/")).join("/");
  const query = parameters.toString().replaceAll("%2F", "/");
  return `#/${path}${query ? `?${query}` : ""}`;
}

const addressOf = (key) => address({ view: state.view === "network" ? "network" : "node", key });

/* Goes to the state with some changes, as a step that "back" takes back. */
const go = (changes) => {
  location.hash = address(changes);
};

const filtersOn = () =>
  Object.keys({ ...LISTS, ...NUMBERS }).reduce(
    (sum, name) => sum + (name in LISTS ? state.filters[LISTS[name]].length : state.filters[name] ? 1 : 0),
    0,
  );

/* A link that puts a node in the middle of the view that is open. */
function nodeLink(node, ...extra) {
  return el(
    "a",
    { class: "node", "data-kind": node.kind, href: addressOf(node.key) },
    sign(node.kind, true),
    el("span", { class: "name" }, shortName(node)),
    ...extra,
  );
}
