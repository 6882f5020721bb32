/* The drawing of a network on a canvas: as much as is seen, the names that have room, and what is picked. */

const FAR = 900; /* Edges longer than this are drawn only at the node that is picked. */
const MOST_NAMES = 220;
const FEW_NAMES = 40; /* on a phone */
const FEW = 6000; /* Up to so many edges that are no lineage are drawn when one looks from far. */

const isLineage = (predicate) => predicate in LINEAGE_KINDS;

/* {nodes, edges, near}: `near[i]` holds [node, predicate, is descendant] of every neighbour of the i-th node. */
function charted({ nodes, edges }) {
  const near = nodes.map(() => []);
  for (const [from, to, predicate] of edges) {
    near[from].push([to, predicate, false]);
    near[to].push([from, predicate, true]);
  }
  return { nodes, edges, near };
}

/* Draws the part of a chart that lies in `frame`, [left, top, right, bottom], at a scale. */
function drawChart(context, chart, frame, scale, picked) {
  const { nodes, near } = chart;
  const inside = ({ x, y, radius }) =>
    x + radius > frame[0] && x - radius < frame[2] && y + radius > frame[1] && y - radius < frame[3];
  const visible = nodes.filter(inside);
  const lit =
    picked === undefined ? undefined : new Set([picked, ...near[picked].map(([i]) => i)].map((i) => nodes[i]));
  context.globalAlpha = lit ? 0.28 : 1;
  drawEdges(context, chart, frame, scale);
  drawNodes(context, visible, scale);
  context.globalAlpha = 1;
  if (lit) {
    drawTies(context, chart, picked, scale);
    drawNodes(context, [...lit].filter(inside), scale);
    ring(context, nodes[picked], scale);
  }
  drawNames(context, visible, scale, nodes[picked], lit);
}

function drawNodes(context, nodes, scale) {
  for (const kind of KINDS) {
    context.fillStyle = colour(kind.toLowerCase());
    context.fill(
      pathOf(
        kind,
        nodes.filter((node) => node.kind === kind),
        scale,
      ),
    );
  }
}

function ring(context, { x, y, radius }, scale) {
  context.beginPath();
  context.arc(x, y, radius + 4 / scale, 0, 2 * Math.PI);
  Object.assign(context, { strokeStyle: colour("text"), lineWidth: 2 / scale });
  context.stroke();
}

/* Lineage in the colours of its kinds with a tip at the descendant, and everything else as faint lines. */
function drawEdges(context, { nodes, edges }, [left, top, right, bottom], scale) {
  const classes = new Map();
  for (const [from, to, predicate] of edges) {
    const [a, b] = [nodes[from], nodes[to]];
    if (
      (a.x < left && b.x < left) ||
      (a.x > right && b.x > right) ||
      (a.y < top && b.y < top) ||
      (a.y > bottom && b.y > bottom)
    )
      continue;
    if (Math.abs(a.x - b.x) > FAR || Math.abs(a.y - b.y) > FAR) continue;
    const name = isLineage(predicate) ? predicate : "";
    if (!classes.has(name)) classes.set(name, []);
    classes.get(name).push([a, b]);
  }
  if (scale < 0.2 && classes.get("")?.length > FEW) classes.delete("");
  for (const [name, ends] of [...classes].sort(([a], [b]) => a.length - b.length)) {
    context.beginPath();
    for (const [a, b] of ends) {
      context.moveTo(a.x, a.y);
      context.lineTo(b.x, b.y);
    }
    Object.assign(context, {
      strokeStyle: colour(name || "rule"),
      lineWidth: name ? Math.max(2, 1.2 / scale) : Math.max(0.8, 0.5 / scale),
    });
    context.stroke();
    if (name && scale > 0.3) tips(context, ends, colour(name));
  }
}

function drawTies(context, { nodes, near }, picked, scale) {
  for (const [other, predicate, below] of near[picked]) {
    const [a, b] = below ? [nodes[other], nodes[picked]] : [nodes[picked], nodes[other]];
    const tone = colour(isLineage(predicate) ? predicate : "accent");
    context.beginPath();
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
    Object.assign(context, { strokeStyle: tone, lineWidth: (isLineage(predicate) ? 2.5 : 1.2) / Math.min(scale, 1) });
    context.stroke();
    if (isLineage(predicate)) tips(context, [[a, b]], tone);
  }
}

/* Arrow heads: each pair is a descendant and its ancestor, and the arrow grows from the ancestor. */
function tips(context, ends, tone) {
  context.beginPath();
  for (const [descendant, ancestor] of ends) {
    const [dx, dy] = [descendant.x - ancestor.x, descendant.y - ancestor.y];
    const length = Math.hypot(dx, dy) || 1;
    const [ux, uy] = [dx / length, dy / length];
    const [x, y] = [descendant.x - ux * descendant.radius, descendant.y - uy * descendant.radius];
    context.moveTo(x, y);
    context.lineTo(x - ux * 11 - uy * 5, y - uy * 11 + ux * 5);
    context.lineTo(x - ux * 11 + uy * 5, y - uy * 11 - ux * 5);
    context.closePath();
  }
  context.fillStyle = tone;
  context.fill();
}

/* Names below their nodes, none over another: the picked one and its neighbours first, then as the nodes come. */
function drawNames(context, visible, scale, picked, lit) {
  const size = 13;
  Object.assign(context, { font: `${size / scale}px ${FONT}`, textAlign: "center", textBaseline: "top" });
  const [paper, ink] = [colour("page"), colour("text")];
  const first = lit ? visible.filter((node) => lit.has(node)).sort((a, b) => (b === picked) - (a === picked)) : [];
  const rest = visible.filter((node) => !lit?.has(node) && (node.radius * scale >= 8 || node.radius > 14));
  const taken = [];
  for (const node of [...first, ...rest].slice(0, 1500)) {
    if (taken.length >= (narrow() ? FEW_NAMES : MOST_NAMES)) break;
    const name = shortName(node);
    const text = name.length > 34 ? `${name.slice(0, 32).trim()}…` : name;
    const half = (text.length * size * 0.29) / scale;
    const top = node.y + node.radius + 3 / scale;
    const box = [node.x - half, top, node.x + half, top + (size + 4) / scale];
    if (taken.some(([l, t, r, b]) => box[0] < r && box[2] > l && box[1] < b && box[3] > t)) continue;
    taken.push(box);
    context.globalAlpha = 0.82;
    context.fillStyle = paper;
    context.fillRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
    context.globalAlpha = lit && !lit.has(node) ? 0.45 : 1;
    context.fillStyle = ink;
    context.fillText(text, node.x, top);
  }
  context.globalAlpha = 1;
}

/* The node at a point, or the nearest within `reach` of it: its index, or undefined. */
function nodeAt({ nodes }, x, y, reach) {
  let best;
  let least = Infinity;
  nodes.forEach((node, i) => {
    const away = Math.hypot(node.x - x, node.y - y) - node.radius;
    if (away < least && away < reach) [best, least] = [i, away];
  });
  return best;
}
