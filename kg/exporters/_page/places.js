/* The network of the payload: its nodes where they were placed when the page was written. */

const NEIGHBOURS = 200;

source.network = async (filters, limit, key) => {
  const all = await graph();
  const { node: ids, x, y, radius } = all.payload.network;
  const placed = ids.map((id, i) => ({ node: all.nodes[id], x: x[i], y: y[i], radius: radius[i] }));
  const passing = placed.filter(({ node }) => passes(node, filters));
  const chosen = new Set(passing.slice(0, limit));
  const focus = all.byKey.get(key);
  if (focus) {
    const near = new Set([...focus.out.map((edge) => edge.object), ...focus.in.map((edge) => edge.subject)]);
    placed.filter(({ node }) => node === focus).forEach((place) => chosen.add(place));
    passing
      .filter(({ node }) => near.has(node))
      .slice(0, NEIGHBOURS)
      .forEach((place) => chosen.add(place));
  }
  const index = new Map([...chosen].map(({ node }, i) => [node, i]));
  const edges = [];
  for (const [node, i] of index) {
    for (const edge of node.out) {
      if (index.has(edge.object) && strong(edge, filters))
        edges.push([i, index.get(edge.object), edge.finer[0] ?? edge.predicate]);
    }
  }
  return {
    total: passing.length,
    edges,
    nodes: [...chosen].map(({ node, ...place }) => ({ ...node.brief, ...place })),
  };
};
