/* The arrows of a drawn lineage: from the older method to the one that grew out of it. Colour and word tell the kind,
   width the support, and the figure the confidence. */

const kindOf = (edge) => (edge.predicate === "comparedWith" ? "compares" : (edge.finer[0] ?? "extends"));
const breadth = (edge) => Math.min(5, 1.5 + Math.log2(Math.max(1, edge.support)));
const HEAD = 7;
const PORT = 16;
/* What an arrow needs to turn, beside its straight end with the figure on it. */
const BEND = 36;

/* Where arrows touch a box: sorted by the height of their other ends, spread around its middle. */
function ports(arrows, end, side) {
  const touching = new Map();
  for (const arrow of arrows) {
    const box = arrow[end];
    if (!touching.has(box)) touching.set(box, []);
    touching.get(box).push(arrow);
  }
  for (const [box, list] of touching) {
    list.sort((a, b) => a[side === "left" ? "before" : "after"] - b[side === "left" ? "before" : "after"]);
    const step = Math.min(PORT, (box.height - 10) / list.length);
    list.forEach((arrow, i) => {
      arrow[`${end}Y`] = box.y + box.height / 2 + (i - (list.length - 1) / 2) * step;
      arrow[`${end}Room`] = list.length === 1 ? Infinity : step;
      arrow[`${end}Count`] = list.length;
    });
  }
}

const FIGURE = `500 11px ${FONT}`;

/* The figure on an arrow, with the word for its kind where the aisle is wide enough. */
function figureOf(edge, aisle) {
  const sure = edge.confidence.toFixed(2);
  const named = kindOf(edge) === "extends" ? sure : `${kindOf(edge)} ${sure}`;
  return widthOf(named, FIGURE) + BEND <= aisle ? named : sure;
}

/* routes: [{edge, way: [place, ...]}] with places {x, y, width, height, bend}. */
function layArrows(routes) {
  const middle = (item) => item.y + item.height / 2;
  const end = (item) => item.x + item.width;
  const arrows = routes.map(({ edge, way }) => ({
    edge,
    way,
    from: way[0],
    to: way.at(-1),
    after: middle(way[1]),
    before: middle(way.at(-2)),
  }));
  ports(arrows, "from", "right");
  ports(arrows, "to", "left");
  for (const arrow of arrows) {
    const { edge, way, from, to, fromY, toY } = arrow;
    const late = arrow.toRoom >= PORT || arrow.toRoom >= arrow.fromRoom;
    const figure = figureOf(edge, late ? to.x - end(way.at(-2)) : way[1].x - end(from));
    const straight = widthOf(figure, FIGURE) + 6;
    const room = (late ? arrow.toRoom : arrow.fromRoom) >= PORT - 1;
    const [first, last] = [end(from) + (late || !room ? 4 : straight), to.x - HEAD - (late && room ? straight : 4)];
    const points = [
      [first, fromY],
      ...way.slice(1, -1).flatMap((bend) => [
        [bend.x, middle(bend)],
        [end(bend), middle(bend)],
      ]),
      [last, toY],
    ];
    const curves = points.slice(1).map(([x, y], i) => {
      const [x0, y0] = points[i];
      return y === y0 ? `H${x}` : `C${(x0 + x) / 2} ${y0} ${(x0 + x) / 2} ${y} ${x} ${y}`;
    });
    arrow.path = `M${end(from)} ${fromY}H${first}${curves.join("")}H${to.x - HEAD}`;
    if (room)
      arrow.label = {
        text: figure,
        y: (late ? toY : fromY) - breadth(edge) / 2 - 3,
        x: late ? to.x - HEAD - 3 : end(from) + 5,
        anchor: late ? "end" : "start",
      };
  }
  return arrows;
}

/* A line that tells its edge, with a broad invisible one below it for the pointer; what it says stands in the lists too. */
function arrowOf(edge, choose, path, ...rest) {
  const arrow = svg(
    "g",
    {
      class: "arrow",
      "aria-hidden": "true",
      "data-lineage": kindOf(edge),
      "data-from": edge.object.key,
      "data-to": edge.subject.key,
      click: () => choose(edge),
    },
    svg("path", { class: "reach", d: path }),
    svg("path", { class: "line", d: path, "stroke-width": breadth(edge) }),
    ...rest,
  );
  return hinted(arrow, edge);
}

function drawArrow({ edge, path, to, toY, label }, choose) {
  const head = `M${to.x - HEAD - 2} ${toY - 4.5}L${to.x - 1} ${toY}L${to.x - HEAD - 2} ${toY + 4.5}z`;
  return arrowOf(
    edge,
    choose,
    path,
    svg("path", { class: "point", d: head }),
    label ? svg("text", { x: label.x, y: label.y, "text-anchor": label.anchor }, label.text) : "",
  );
}

/* A comparison: dashed, without a head, from side to side; within a column it bows out, to the side without arrows. */
function drawComparison(edge, from, to, right, choose) {
  const [a, b] = from.x < to.x || (from.x === to.x && from.y <= to.y) ? [from, to] : [to, from];
  let path = `M${a.x + a.width} ${a.y + a.height / 2}C${a.x + a.width + 40} ${a.y + a.height / 2} ${b.x - 40} ${b.y + b.height / 2} ${b.x} ${b.y + b.height / 2}`;
  if (a.x === b.x) {
    const [x, y1, y2] = [right ? a.x + a.width : a.x, a.y + a.height - 8, b.y + 8];
    const bow = (right ? 1 : -1) * (18 + Math.abs(y2 - y1) * 0.12);
    path = `M${x} ${y1}C${x + bow} ${y1} ${x + bow} ${y2} ${x} ${y2}`;
  }
  return arrowOf(edge, choose, path);
}

/* The key below a drawing: only what is drawn. */
function keyOf(edges) {
  const drawn = new Set(edges.map(kindOf));
  const items = [...Object.keys(LINEAGE_KINDS), "compares"]
    .filter((kind) => drawn.has(kind))
    .map((kind) =>
      el(
        "li",
        { "data-lineage": kind },
        svg(
          "svg",
          { width: 26, height: 10, "aria-hidden": "true", class: "arrow" },
          svg("path", { class: "line", d: "M1 5H19", "stroke-width": 2 }),
          kind === "compares" ? "" : svg("path", { class: "point", d: "M18 1.5L25 5L18 8.5z" }),
        ),
        kind === "compares" ? "compared with" : kind,
      ),
    );
  return el("ul", { class: "key", "aria-label": "Key" }, items);
}
