/* A layered layout: columns by longest path, rows by the middle of the neighbours, long edges around the boxes between.
   It knows sizes and neighbours, and nothing of what is drawn. */

/* Ranks of the nodes of a walk: 0 the start, one more than the furthest ancestor among the descendants, and likewise. */
function ranksOf(relatives, edges) {
  const generation = new Map(relatives.map(({ node, generation: step }) => [node.key, step]));
  const lineage = edges.filter((edge) => edge.predicate === "extends");
  const ranks = new Map();
  const rankOf = (key) => {
    if (ranks.has(key)) return ranks.get(key);
    const sign = Math.sign(generation.get(key));
    ranks.set(key, generation.get(key));
    const inner = lineage
      .map((edge) => (sign < 0 ? [edge.object.key, edge.subject.key] : [edge.subject.key, edge.object.key]))
      .filter(([outer, other]) => outer === key && Math.sign(generation.get(other)) !== -sign)
      .map(([, other]) => rankOf(other));
    if (sign && inner.length) ranks.set(key, sign + (sign < 0 ? Math.min(...inner, 0) : Math.max(...inner, 0)));
    return ranks.get(key);
  };
  relatives.forEach(({ node }) => rankOf(node.key));
  return ranks;
}

/* items: [{id, rank, height, beside}] in the order of preference, `beside` the id of an item that one without links stands
   near; links: [[older id, younger id]]. Gives each item its top `y` and each link the places that it passes, ends included. */
function layered(items, links, gap) {
  const place = new Map(items.map((item) => [item.id, { ...item, older: [], younger: [] }]));
  place.forEach((item) => {
    item.beside = place.get(item.beside);
  });
  const columns = new Map();
  const into = (item) => {
    if (!columns.has(item.rank)) columns.set(item.rank, []);
    columns.get(item.rank).push(item);
  };
  place.forEach(into);
  const join = (older, younger) => {
    older.younger.push(younger);
    younger.older.push(older);
  };
  const routes = links.map(([from, to], i) => {
    const way = [place.get(from)];
    for (let rank = way[0].rank + 1; rank < place.get(to).rank; rank++) {
      const bend = { id: `bend ${i} ${rank}`, rank, height: 2, bend: true, older: [], younger: [] };
      place.set(bend.id, bend);
      into(bend);
      way.push(bend);
    }
    way.push(place.get(to));
    way.slice(1).forEach((item, step) => join(way[step], item));
    return way;
  });
  const order = [...columns.keys()].sort((a, b) => a - b);
  arrange(order.map((rank) => columns.get(rank)));
  straighten(
    order.map((rank) => columns.get(rank)),
    gap,
  );
  const top = Math.min(...[...place.values()].map((item) => item.y));
  place.forEach((item) => {
    item.y -= top;
  });
  return { place, routes, ranks: order };
}

const SWEEPS = 12;
const PASSES = 40;
/* What stands beside another, unlinked, gives way to what is linked. */
const LIGHT = 0.001;

/* Rows: each column in turn is sorted by the mean row of its neighbours, outwards and back again; the best sweep stays. */
function arrange(columns) {
  const number = () =>
    columns.forEach((column) =>
      column.forEach((item, row) => {
        item.row = row;
      }),
    );
  const mean = (neighbours, item) =>
    neighbours.length ? neighbours.reduce((sum, other) => sum + other.row, 0) / neighbours.length : item.row;
  number();
  let best = { crossings: crossingsOf(columns), rows: columns.map((column) => [...column]) };
  for (let sweep = 0; sweep < SWEEPS && best.crossings; sweep++) {
    const [side, turn] = sweep % 2 ? ["younger", [...columns].reverse()] : ["older", columns];
    for (const column of turn) {
      const wanted = new Map(column.map((item) => [item, mean(item[side], item)]));
      column.sort((a, b) => wanted.get(a) - wanted.get(b) || a.row - b.row);
      column.forEach((item, row) => {
        item.row = row;
      });
    }
    const crossings = crossingsOf(columns);
    if (crossings < best.crossings) best = { crossings, rows: columns.map((column) => [...column]) };
  }
  columns.forEach((column, i) => column.splice(0, column.length, ...best.rows[i]));
  number();
}

function crossingsOf(columns) {
  let crossings = 0;
  for (const column of columns) {
    const lines = column.flatMap((item) => item.younger.map((other) => [item.row, other.row]));
    for (let i = 0; i < lines.length; i++) {
      for (let j = 0; j < i; j++) if ((lines[i][0] - lines[j][0]) * (lines[i][1] - lines[j][1]) < 0) crossings++;
    }
  }
  return crossings;
}

/* Heights: every item comes as near to the middle of its neighbours as its column lets it. */
function straighten(columns, gap) {
  for (const column of columns) {
    let y = 0;
    for (const item of column) {
      item.y = y;
      y += item.height + gap;
    }
    column.forEach((item) => {
      item.y -= y / 2;
    });
  }
  const middle = (item) => item.y + item.height / 2;
  for (let pass = 0; pass < PASSES; pass++) {
    for (const column of pass % 2 ? [...columns].reverse() : columns) {
      const wanted = column.map((item) => {
        const near = [...item.older, ...item.younger];
        if (!near.length && item.beside) near.push(item.beside);
        return (
          (near.length ? near.reduce((sum, other) => sum + middle(other), 0) / near.length : middle(item)) -
          item.height / 2
        );
      });
      settle(column, wanted, gap);
    }
  }
}

/* The tops nearest to those wanted (least squares) that keep the order and the gap: pool adjacent violators. */
function settle(column, wanted, gap) {
  const offsets = [];
  column.reduce((sum, item, i) => ((offsets[i] = sum), sum + item.height + gap), 0);
  const blocks = [];
  column.forEach((item, i) => {
    const weight = item.older.length || item.younger.length ? 1 : LIGHT;
    let block = { sum: weight * (wanted[i] - offsets[i]), weight, size: 1 };
    while (blocks.length && blocks.at(-1).sum / blocks.at(-1).weight > block.sum / block.weight) {
      const last = blocks.pop();
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, size: last.size + block.size };
    }
    blocks.push(block);
  });
  let i = 0;
  for (const block of blocks) {
    for (let left = block.size; left; left--, i++) column[i].y = block.sum / block.weight + offsets[i];
  }
}
