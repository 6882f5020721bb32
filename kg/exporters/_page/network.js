/* pyvis's network, drawn by vis-network at the positions that were computed when the page was written. */

const AT_FIRST = 2000;

const pyvis = JSON.parse(document.getElementById("pyvis").textContent);
const position = new Map(pyvis.nodes.map((node, index) => [node.id, index]));
const inNetwork = (node) => position.has(node.id);
let nodes = [];
let byKey;
const shown = (node) => passes(node, state.filters);

let drawn; /* {network, view, edges, panel, picked} while the tab is open */
let limit = AT_FIRST;

function themed() {
  const group = (kind) => {
    const tone = colour(kind.toLowerCase());
    const picked = { background: tone, border: colour("text") };
    return { color: { background: tone, border: tone, hover: picked, highlight: picked } };
  };
  return { ...pyvis.options, groups: Object.fromEntries(KINDS.map((kind) => [kind, group(kind)])) };
}

function themedEdges() {
  const accent = colour("accent");
  const [strong, faint] = ["line-strong", "line-faint"].map((name) => ({ color: colour(name), highlight: accent, hover: accent }));
  const all = pyvis.edges.map((edge, id) => ({ ...edge, id, hidden: false, far: edge.hidden,
    ...edge.title === "extends" ? { width: 3, color: strong } : { width: 1, color: faint } }));
  return new vis.DataView(new vis.DataSet(all),
    { filter: ({ far, from, to }) => !far || from === drawn?.picked || to === drawn?.picked });
}

async function drawNetwork(main, key) {
  ({ nodes, byKey } = await graph());
  nodes.forEach((node, id) => { node.id = id; });
  const panel = el("aside", { class: "panel", "aria-label": "Details" });
  const canvas = el("div", { class: "canvas", role: "application",
    "aria-label": "Network of methods. The search and the lists reach everything that it shows." });
  const zoom = (factor) => drawn.network.moveTo({ scale: drawn.network.getScale() * factor });
  const tool = (name, text, click) => el("button", { type: "button", "aria-label": name, title: name, click }, text);
  const note = el("p", { class: "note" });
  main.replaceChildren(el("div", { class: "split" },
    el("div", { class: "stage" }, canvas, note,
      el("div", { class: "tools" }, tool("Zoom in", "+", () => zoom(1.4)), tool("Zoom out", "−", () => zoom(1 / 1.4)),
        tool("Show the whole network", "⤢", () => drawn.network.fit()))), panel));
  /* The names are drawn here, not by vis-network: as many as have room, at one size whatever the scale. */
  const view = new vis.DataView(
    new vis.DataSet(pyvis.nodes.map((item) => ({ ...item, label: undefined, title: nodes[item.id].label }))),
    { filter: ({ id }) => position.get(id) < limit && shown(nodes[id]) });
  const edges = themedEdges();
  const network = new vis.Network(canvas, { nodes: view, edges }, themed());
  drawn = { network, view, edges, panel };
  const tell = () => {
    const all = pyvis.nodes.length.toLocaleString("en");
    note.replaceChildren(pyvis.nodes.length ? "Methods that extend one another, and what is linked to them. "
      : "No method here extends another.");
    if (pyvis.nodes.length <= limit) return;
    note.append(`The first ${limit.toLocaleString("en")} of ${all} nodes. `,
      el("button", { type: "button", click: () => { limit = Infinity; view.refresh(); tell(); } }, "Show more"));
  };
  tell();
  network.on("selectNode", ({ nodes: [id] }) => { go({ key: nodes[id].key }); });
  network.on("afterDrawing", (context) => drawNames(context, network, view));
  focusNetwork(key);
}

const filterNetwork = () => drawn.view.refresh();

/* Names below their nodes, the most extended methods first, none over another: those of nodes that are large enough on
   the screen, the first 25 in any case, and those linked to the node that is picked. */
function drawNames(context, network, view) {
  const scale = network.getScale();
  const { canvas } = context;
  const ratio = devicePixelRatio || 1;
  const low = network.DOMtoCanvas({ x: 0, y: 0 });
  const high = network.DOMtoCanvas({ x: canvas.width / ratio, y: canvas.height / ratio });
  const [picked] = network.getSelectedNodes();
  const near = new Set(picked === undefined ? [] : network.getConnectedNodes(picked));
  const taken = [];
  Object.assign(context, { font: `${13 / scale}px system-ui, sans-serif`, textAlign: "center", textBaseline: "top",
    lineWidth: 4 / scale, lineJoin: "round", strokeStyle: colour("page"), fillStyle: colour("text") });
  const first = picked === undefined ? [] : [pyvis.nodes[position.get(picked)]];
  for (const item of [...first, ...pyvis.nodes]) {
    const { id, x, y, size } = item;
    if (x < low.x || x > high.x || y < low.y || y > high.y || taken.length > 250) continue;
    if ((item === first[0] && taken.length) || !view.get(id)) continue;
    if (size * scale < 9 && id !== picked && !near.has(id) && (taken.length >= 25 || size < 15)) continue;
    const name = shortName(nodes[id]);
    const text = name.length > 34 ? `${name.slice(0, 32).trim()}…` : name;
    const half = text.length * 3.9 / scale;
    const top = y + size + 3 / scale;
    const box = [x - half, top, x + half, top + 17 / scale];
    if (taken.some(([l, t, r, b]) => box[0] < r && box[2] > l && box[1] < b && box[3] > t)) continue;
    taken.push(box);
    context.strokeText(text, x, top);
    context.fillText(text, x, top);
  }
}

/* Shows a node in the panel and, where the network has it, in the middle. */
function focusNetwork(key) {
  const { network, view, edges, panel } = drawn;
  const node = byKey.get(key);
  drawn.picked = node?.id;
  edges.refresh();
  if (!node) {
    panel.replaceChildren(el("p", { class: "empty" }, "Choose a node to see its links and the sentences behind them."));
    network.unselectAll();
    network.fit();
    return;
  }
  drawDetails(panel, key);
  if (!inNetwork(node)) return;
  if (position.get(node.id) >= limit) { limit = Infinity; view.refresh(); }
  if (!view.get(node.id)) return;
  network.selectNodes([node.id]);
  network.focus(node.id, { scale: Math.max(0.7, network.getScale()), animation: still() ? false : { duration: 300 } });
}

function retheme() {
  if (!drawn) return;
  drawn.edges = themedEdges();
  drawn.network.setOptions(themed());
  drawn.network.setData({ nodes: drawn.view, edges: drawn.edges });
}

function closeNetwork() {
  drawn?.network.destroy();
  drawn = undefined;
}
