/* The drawing of one method's lineage: ancestors to its left, descendants to its right, a column a generation. */

const COLUMN_LIMIT = 7;
const DEPTH = 3;

/* Columns from the oldest ancestors to the youngest descendants: {index, items: [{node, edge}], hidden}. */
function columnsOf(method, limit) {
  const size = ({ node }) => node.in.length;
  const side = (direction, sign) => generations(method, direction, DEPTH).map((items, i) => ({
    index: sign * (i + 1),
    items: [...items].sort((a, b) => b.edge.support - a.edge.support || size(b) - size(a)).slice(0, limit),
    hidden: Math.max(0, items.length - limit),
  }));
  return [...side("out", -1).reverse(), { index: 0, items: [{ node: method }], hidden: 0 }, ...side("in", 1)];
}

/* Puts what belongs together side by side: each column is ordered by where its links to the inner column lie. */
function order(columns) {
  const middle = columns.findIndex((column) => column.index === 0);
  const arrange = (inner, column) => {
    const row = new Map(inner.items.map(({ node }, i) => [node, i]));
    const centre = ({ node }) => {
      const linked = [...node.out.map((e) => e.object), ...node.in.map((e) => e.subject)].filter((n) => row.has(n));
      return linked.reduce((sum, n) => sum + row.get(n), 0) / (linked.length || 1);
    };
    if (inner.items.length > 1) column.items.sort((a, b) => centre(a) - centre(b));
  };
  for (let i = middle + 1; i < columns.length; i++) arrange(columns[i - 1], columns[i]);
  for (let i = middle - 1; i >= 0; i--) arrange(columns[i + 1], columns[i]);
}

function heading(index) {
  if (index === 0) return "";
  const word = index < 0 ? "Ancestors" : "Descendants";
  return Math.abs(index) === 1 ? word : `${Math.abs(index)} steps`;
}

function drawLineage(method, limit = COLUMN_LIMIT) {
  const narrow = innerWidth < 640;
  const [width, height, gap, aisle, top] = narrow ? [104, 58, 10, 20, 30] : [212, 50, 12, 52, 34];
  const columns = columnsOf(method, limit);
  order(columns);
  const rows = Math.max(...columns.map(({ items, hidden }) => items.length + (hidden ? 1 : 0)));
  const total = { x: columns.length * (width + aisle) - aisle + 4, y: top + rows * (height + gap) + 4 };
  const box = el("div", { class: "drawing" });
  const lines = svg("svg", { width: total.x, height: total.y, "aria-hidden": "true" });
  box.append(lines);
  box.style.width = `${total.x}px`;
  box.style.height = `${total.y}px`;

  const places = columns.map(({ index, items, hidden }, c) => {
    const x = 2 + c * (width + aisle);
    const first = top + (rows - items.length - (hidden ? 1 : 0)) * (height + gap) / 2;
    const place = (node, y) => {
      node.style.cssText = `left:${x}px;top:${y}px;width:${width}px;height:${height}px`;
      box.append(node);
    };
    if (heading(index)) {
      const head = el("span", { class: "generation" }, heading(index));
      head.style.cssText = `left:${x}px;width:${width}px`;
      box.append(head);
    }
    if (hidden) {
      place(el("button", { type: "button", class: "box rest", click: () =>
        box.parentNode.replaceWith(drawLineage(method, Infinity)) }, `+ ${hidden} more`),
      first + items.length * (height + gap));
    }
    return new Map(items.map(({ node }, row) => {
      const y = first + row * (height + gap);
      const card = nodeLink(node, el("small", {}, yearOf(node)));
      card.classList.add("box");
      card.title = node.label;
      if (index === 0) card.setAttribute("aria-current", "true");
      place(card, y);
      return [node, { x, y: y + height / 2, card }];
    }));
  });

  for (let c = 0; c + 1 < places.length; c++) {
    for (const [older, from] of places[c]) {
      for (const edge of edgesOf(older, "extends", "in")) {
        const to = places[c + 1].get(edge.subject);
        if (to) lines.append(curve(edge, from, to, width));
      }
    }
  }
  const sizes = ["out", "in"].map((way) => generations(method, way).flat().length);
  const label = `Lineage of ${method.label}: ${count(sizes[0], "ancestor")}, ${count(sizes[1], "descendant")}`;
  const scroller = el("div", { class: "lineage", role: "group", "aria-label": label, tabindex: "0" }, box);
  const middle = columns.findIndex((column) => column.index === 0);
  requestAnimationFrame(() => {
    scroller.scrollLeft = middle * (width + aisle) + width / 2 - scroller.clientWidth / 2;
  });
  return scroller;
}

/* One link, from the older method to the one that extends it; its sentence shows on hovering. */
function curve(edge, from, to, width) {
  const [x1, x2] = [from.x + width, to.x];
  const bend = (x2 - x1) / 2;
  const path = `M${x1} ${from.y}C${x1 + bend} ${from.y} ${x2 - bend} ${to.y} ${x2} ${to.y}`;
  const [best] = evidenceOf(edge);
  const hint = `${edge.subject.label} extends ${edge.object.label}` +
    (best ? `: “${best.text.slice(best.start, best.end)}”` : "");
  const group = svg("g", {}, svg("title", {}, hint), svg("path", { class: "reach", d: path }),
    svg("path", { class: "line", d: path }), svg("circle", { cx: x2, cy: to.y, r: 3.5 }));
  for (const { card } of [from, to]) {
    for (const [on, off] of [["pointerenter", "pointerleave"], ["focus", "blur"]]) {
      card.addEventListener(on, () => group.classList.add("lit"));
      card.addEventListener(off, () => group.classList.remove("lit"));
    }
  }
  return group;
}
