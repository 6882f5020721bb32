/* Walks over the lineage of the payload: generations around a method, and the chain between two. */

const lineageEdges = (node, direction, bounds) =>
  edgesOf(node, "extends", direction).filter((edge) => strong(edge, bounds));
const farEnd = (edge, direction) => (direction === "out" ? edge.object : edge.subject);

/* Generations of ancestors ("out") or descendants ("in"), nearest first: each an array of nodes, the best supported first. */
function generations(start, direction, bounds, depth = Infinity) {
  const seen = new Set([start]);
  const levels = [];
  for (let level = [start]; level.length && levels.length < depth;) {
    const next = new Map();
    for (const edge of level.flatMap((node) => lineageEdges(node, direction, bounds))) {
      const node = farEnd(edge, direction);
      if (!seen.has(node) && !(next.get(node)?.support >= edge.support)) next.set(node, edge);
    }
    level = [...next]
      .sort(
        ([a, e], [b, f]) =>
          f.support - e.support ||
          direct(b, "in") - direct(a, "in") ||
          f.confidence - e.confidence ||
          (a.key < b.key ? -1 : 1),
      )
      .map(([node]) => node);
    level.forEach((node) => seen.add(node));
    if (level.length) levels.push(level);
  }
  return levels;
}

const COMPARED_LIMIT = 4;

function walk(all, start, options) {
  const { direction: way = "both", depth = 2, limit = 7, compared = false } = options;
  const drawn = new Map([[start, 0]]);
  const totals = [];
  const sides = [
    ["out", -1, way !== "down"],
    ["in", 1, way !== "up"],
  ];
  for (const [direction, sign] of sides.filter(([, , wanted]) => wanted)) {
    let inner = new Set([start]);
    for (const [i, level] of generations(start, direction, options, depth).entries()) {
      const back = direction === "out" ? "in" : "out";
      const kept = level
        .filter((node) => lineageEdges(node, back, options).some((edge) => inner.has(farEnd(edge, back))))
        .slice(0, limit);
      kept.forEach((node) => drawn.set(node, sign * (i + 1)));
      totals.push({ generation: sign * (i + 1), total: level.length });
      inner = new Set(kept);
    }
  }
  const rivals = (node) =>
    [...edgesOf(node, "comparedWith", "out"), ...edgesOf(node, "comparedWith", "in")].filter((edge) =>
      strong(edge, options),
    );
  const [above, below] = ["out", "in"].map((side) => generations(start, side, options).flat());
  if (compared) {
    const kin = new Set([...above, ...below, ...drawn.keys()]);
    const others = rivals(start).map((edge) => (edge.subject === start ? edge.object : edge.subject));
    [...new Set(others)]
      .filter((node) => !kin.has(node))
      .slice(0, COMPARED_LIMIT)
      .forEach((node) => drawn.set(node, 0));
  }
  const between = [...drawn.keys()]
    .flatMap((node) => [
      ...lineageEdges(node, "out", options),
      ...(compared ? edgesOf(node, "comparedWith", "out").filter((edge) => strong(edge, options)) : []),
    ])
    .filter((edge) => drawn.has(edge.object));
  const relative = ([node, generation]) => ({
    node: node.brief,
    generation,
    ancestors: direct(node, "out"),
    descendants: direct(node, "in"),
  });
  return {
    relatives: [...drawn].map(relative),
    edges: between.map((edge) => edgeOf(all, edge)),
    generations: totals.sort((a, b) => a.generation - b.generation),
    ancestors: above.length,
    descendants: below.length,
  };
}

/* The likeliest way up from a node to each of its ancestors: {product, edge, from} for each, itself included. */
function waysUp(start, bounds) {
  const best = new Map([[start, { product: 1 }]]);
  const open = new Set([start]);
  while (open.size) {
    const node = [...open].reduce((a, b) => (best.get(b).product > best.get(a).product ? b : a));
    open.delete(node);
    for (const edge of lineageEdges(node, "out", bounds)) {
      const product = best.get(node).product * edge.confidence;
      if (product <= (best.get(edge.object)?.product ?? 0)) continue;
      best.set(edge.object, { product, edge, from: node });
      open.add(edge.object);
    }
  }
  return best;
}

function stepsTo(ways, end) {
  const edges = [];
  for (let at = end; ways.get(at).edge; at = ways.get(at).from) edges.unshift(ways.get(at).edge);
  return edges;
}

function chain(all, fromKey, toKey, bounds) {
  const [from, to] = [all.byKey.get(fromKey), all.byKey.get(toKey)];
  const nothing = { nodes: [from, to].filter(Boolean).map((node) => node.brief), edges: [], kind: "none", turn: -1 };
  if (!from || !to || from === to) return nothing;
  const [mine, yours] = [waysUp(from, bounds), waysUp(to, bounds)];
  const shared = [...mine.keys()].filter((node) => yours.has(node));
  if (!shared.length) return nothing;
  const sure = (node) => mine.get(node).product * yours.get(node).product;
  const top = mine.has(to)
    ? to
    : yours.has(from)
      ? from
      : shared.reduce((a, b) => (sure(b) > sure(a) || (sure(b) === sure(a) && b.key < a.key) ? b : a));
  const [up, down] = [stepsTo(mine, top), stepsTo(yours, top).reverse()];
  const nodes = [from, ...up.map((edge) => edge.object), ...down.map((edge) => edge.subject)];
  const common = top !== from && top !== to;
  return {
    nodes: nodes.map((node) => node.brief),
    edges: [...up, ...down].map((edge) => edgeOf(all, edge)),
    kind: common ? "common" : "descent",
    turn: common ? up.length : -1,
  };
}
