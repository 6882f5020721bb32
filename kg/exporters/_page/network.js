/* The network view: the graph, or the part of it that passes the filters, with the details of the node that is picked. */

const AT_FIRST = 2000;
const MORE = 5; /* "Show more" shows so many times as many. */
const FAMILIES_IN_PANEL = 6;

let network; /* {camera, chart, index, picked, limit, panel, note, tip, canvas, moving} while the view is open */

async function drawNetwork(main, key) {
  const panel = el("aside", { class: "panel", "aria-label": "Details" });
  const canvas = el("canvas", {
    class: "canvas",
    tabindex: "0",
    role: "application",
    "aria-label":
      "Network of the graph. Arrow keys move it, plus and minus zoom. The search and the table reach everything that it shows.",
  });
  const [note, tip] = [el("p", { class: "note" }), el("div", { class: "tip", hidden: true })];
  const tool = (name, text, click, rest = {}) => button(text, click, { "aria-label": name, title: name, ...rest });
  note.textContent = "Loading …";
  const mine = {
    panel,
    canvas,
    note,
    tip,
    limit: AT_FIRST,
    chart: charted({ nodes: [], edges: [] }),
    index: new Map(),
  };
  const moving = tool("Let the nodes move", "⁂", () => letMove(mine, moving), { "aria-pressed": "false" });
  main.replaceChildren(
    el(
      "div",
      { class: "split" },
      el(
        "div",
        { class: "stage" },
        canvas,
        tip,
        note,
        el(
          "div",
          { class: "tools" },
          tool("Zoom in", "+", () => mine.camera.zoom(1.5)),
          tool("Zoom out", "−", () => mine.camera.zoom(1 / 1.5)),
          tool("Show the whole network", "⤢", () => mine.camera.fit(frameOf(mine.chart))),
          moving,
        ),
      ),
      panel,
    ),
  );
  network = mine;
  mine.camera = camera(canvas, {
    draw: (context, frame, scale) => drawChart(context, mine.chart, frame, scale, mine.index.get(mine.picked)),
    click: (x, y, reach) => {
      const found = mine.chart.nodes[nodeAt(mine.chart, x, y, reach)];
      go({ key: found?.key ?? "" });
    },
    hover: (x, y, reach, left, top) =>
      showTip(mine, x === undefined ? undefined : nodeAt(mine.chart, x, y, reach), left, top),
  });
  await loadNetwork(mine, key);
  if (network !== mine) return;
  mine.camera.look(frameOf(mine.chart));
  await focusNetwork(key);
}

/* Asks for the nodes that pass the filters, and for the picked one with its neighbours. */
async function loadNetwork(mine, key) {
  const found = await source.network(state.filters, mine.limit, key);
  if (network !== mine) return;
  mine.chart = charted(found);
  mine.index = new Map(found.nodes.map((node, i) => [node.key, i]));
  mine.step = undefined;
  const shown = found.nodes.length;
  mine.note.replaceChildren(
    shown ? `${count(shown, "node")}, ${count(found.edges.length, "link")}. ` : "Nothing here has links.",
  );
  if (found.total > mine.limit) {
    mine.note.append(
      `The network has ${number(found.total)}. `,
      button("Show more", async () => {
        mine.limit *= MORE;
        mine.note.replaceChildren("Loading …");
        await loadNetwork(mine, mine.picked);
        mine.camera.fit(frameOf(mine.chart));
      }),
    );
  }
  mine.camera.refresh();
}

const filterNetwork = () => loadNetwork(network, state.key);

/* Shows a node in the panel and in the middle, with its neighbours; without a key, the whole network and its key. */
async function focusNetwork(key) {
  const mine = network;
  mine.picked = key;
  if (key && !mine.index.has(key)) await loadNetwork(mine, key);
  if (network !== mine || mine.picked !== key) return;
  const node = mine.chart.nodes[mine.index.get(key)];
  if (node) mine.camera.centre(node.x, node.y);
  else if (!key) mine.camera.fit(frameOf(mine.chart));
  mine.camera.refresh();
  if (key) await drawDetails(mine.panel, key);
  else await drawKey(mine);
}

/* What the shapes and colours mean, and where to begin. */
async function drawKey({ panel }) {
  const [meta, { families }] = await Promise.all([source.meta(), source.families(state.filters, 0, FAMILIES_IN_PANEL)]);
  panel.replaceChildren(
    el("h1", { tabindex: "-1" }, "Network"),
    el(
      "p",
      {},
      "Pick a node to see its links and the sentences behind them. Arrows lead from a method to what grew out of it.",
    ),
    el(
      "ul",
      { class: "signs" },
      KINDS.filter((kind) => meta.kinds[kind]).map((kind) => el("li", {}, shapeOf(kind), title(NAMES[kind][1]))),
      Object.keys(LINEAGE_KINDS)
        .filter((kind) => meta.predicates[kind])
        .map((kind) =>
          el("li", {}, el("span", { class: "stroke", "data-lineage": kind, "aria-hidden": "true" }), kind),
        ),
    ),
    families.length ? el("h2", {}, "Most extended methods") : "",
    el(
      "ul",
      { class: "list" },
      families.map(({ node, all }) => el("li", {}, nodeLink(node, el("small", {}, count(all, "descendant"))))),
    ),
  );
}

function showTip({ tip, chart, canvas }, index, left, top) {
  const node = chart.nodes[index];
  tip.hidden = !node;
  canvas.style.cursor = node ? "pointer" : "grab";
  if (!node) return;
  tip.textContent = node.label;
  tip.style.cssText = `left: ${left}px; top: ${top}px`;
}

/* Switches the movement of the nodes on and off; it ends by itself when they have come to rest. */
function letMove(mine, control) {
  mine.moving = !mine.moving;
  control.setAttribute("aria-pressed", String(mine.moving));
  const step = () => {
    if (!mine.moving || network !== mine) return;
    mine.step ??= physics(mine.chart);
    const most = mine.step();
    mine.camera.refresh();
    if (most > 0.3) requestAnimationFrame(step);
    else {
      mine.step = undefined;
      letMove(mine, control);
    }
  };
  if (mine.moving) requestAnimationFrame(step);
}

/* The frame that holds all nodes. */
function frameOf({ nodes }) {
  if (!nodes.length) return [-100, -100, 100, 100];
  return nodes.reduce(
    ([l, t, r, b], { x, y, radius }) => [
      Math.min(l, x - radius),
      Math.min(t, y - radius),
      Math.max(r, x + radius),
      Math.max(b, y + radius),
    ],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
}

const retheme = () => network?.camera.refresh();

function closeNetwork() {
  network?.camera.stop();
  network = undefined;
}
