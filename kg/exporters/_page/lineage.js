/* The drawing of one method's lineage: ancestors to its left, descendants to its right. */

const AT_MOST = 7;
const EDGE = 14;
const SMALLEST = 0.82;
/* Up to so many arrows that end at one box each get their own place, with a figure. */
const MOST_PORTS = 8;

/* Drawn into `room` pixels: the columns move together before the reader has to scroll. */
function drawLineage(walk, room, { expand, choose }) {
  const size = sizes();
  const ranks = ranksOf(walk.relatives, walk.edges);
  const lineage = walk.edges.filter((edge) => edge.predicate === "extends");
  const forward = lineage.filter((edge) => ranks.get(edge.object.key) < ranks.get(edge.subject.key));
  const [start] = walk.relatives;
  const items = walk.relatives.map((relative) => {
    const { key } = relative.node;
    const drawn = (end) => lineage.filter((edge) => edge[end].key === key).length;
    const hidden = [relative.ancestors - drawn("subject"), relative.descendants - drawn("object")];
    const box = boxOf(relative, hidden, relative === start);
    const [arriving, leaving] = ["subject", "object"].map((end) =>
      Math.min(MOST_PORTS, forward.filter((edge) => edge[end].key === key).length),
    );
    const height = Math.max(box.height, PORT * arriving + 10, (PORT / 2) * leaving + 10);
    return { ...box, id: key, rank: ranks.get(key), beside: start.node.key, height };
  });
  const more = walk.generations
    .map(({ generation, total }) => ({
      rank: generation,
      left: total - walk.relatives.filter((relative) => relative.generation === generation).length,
    }))
    .filter(({ rank, left }) => left > 0 && items.some((item) => item.rank === rank));
  const {
    place,
    routes,
    ranks: order,
  } = layered(
    items,
    forward.map((edge) => [edge.object.key, edge.subject.key]),
    size.gap,
  );
  const inColumn = (rank) => [...place.values()].filter((item) => item.rank === rank);
  const widths = new Map(
    order.map((rank) => [
      rank,
      Math.max(
        more.some((rest) => rest.rank === rank) ? 112 : 0,
        ...inColumn(rank)
          .filter((item) => !item.bend)
          .map((item) => item.width),
      ),
    ]),
  );
  const bows = walk.edges.some((edge) => edge.predicate === "comparedWith") ? 24 : 0;
  const free = room - 2 * EDGE - 2 * bows - [...widths.values()].reduce((sum, width) => sum + width, 0);
  const aisle = Math.min(size.aisle, Math.max(size.tight, free / (order.length - 1 || 1)));
  let x = EDGE + bows;
  for (const rank of order) {
    const column = inColumn(rank);
    const width = widths.get(rank);
    const bottom = Math.max(...column.map((item) => item.y + item.height));
    column.forEach((item) => {
      item.width = width;
      item.x = x;
    });
    for (const rest of more.filter((item) => item.rank === rank))
      Object.assign(rest, { x, y: bottom + size.gap, width, height: 34 });
    x += width + (rank === order.at(-1) ? 0 : aisle);
  }
  const all = [...place.values(), ...more];
  all.forEach((item) => {
    item.y += EDGE;
  });
  const total = [x + bows + EDGE, Math.max(...all.map((item) => item.y + item.height)) + EDGE];
  const arrows = layArrows(routes.map((way, i) => ({ edge: forward[i], way })));
  const others = walk.edges.filter((edge) => !forward.includes(edge));
  const scale = Math.min(1, Math.max(narrow() ? 1 : SMALLEST, room / total[0]));
  const drawing = svg(
    "svg",
    {
      width: total[0] * scale,
      height: total[1] * scale,
      viewBox: `0 0 ${total[0]} ${total[1]}`,
      role: "group",
      "aria-label": `Lineage of ${start.node.label}: ${count(walk.ancestors, "ancestor")}, ${count(walk.descendants, "descendant")}`,
      keydown: moveFocus,
    },
    ...others.map((edge) =>
      drawComparison(
        edge,
        place.get(edge.object.key),
        place.get(edge.subject.key),
        ranks.get(edge.object.key) === order.at(-1),
        choose,
      ),
    ),
    ...arrows.map((arrow) => drawArrow(arrow, choose)),
    ...items.map((item) => drawBox(place.get(item.id))),
    ...more.map((rest) => drawMore(rest, expand)),
  );
  lightUp(drawing);
  return drawing;
}

/* The arrows of the box under the pointer, or in focus, stand out. */
function lightUp(drawing) {
  const light = (key) => {
    drawing.classList.toggle("lit", Boolean(key));
    for (const arrow of drawing.querySelectorAll(".arrow")) {
      arrow.classList.toggle("lit", Boolean(key) && (arrow.dataset.from === key || arrow.dataset.to === key));
    }
  };
  const keyAt = (event) => event.target.closest?.(".box")?.dataset.key;
  drawing.addEventListener("pointerover", (event) => light(keyAt(event)));
  drawing.addEventListener("pointerleave", () => light());
  drawing.addEventListener("focusin", (event) => light(keyAt(event)));
  drawing.addEventListener("focusout", () => light());
}

/* Arrow keys go to the nearest box on that side. */
function moveFocus(event) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const here = event.target.closest(".box, .more-box");
  if (!way || !here || event.altKey || event.ctrlKey || event.metaKey) return;
  const centre = (node) => {
    const { left, top, width, height } = node.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  const [x, y] = centre(here);
  const near = [...event.currentTarget.querySelectorAll(".box, .more-box")]
    .map((node) => {
      const [across, down] = [centre(node)[0] - x, centre(node)[1] - y];
      const ahead = across * way[0] + down * way[1];
      const aside = Math.abs(across * way[1]) + Math.abs(down * way[0]);
      return { node, ahead, cost: ahead + 2 * aside };
    })
    .filter(({ node, ahead }) => node !== here && ahead > 4)
    .sort((a, b) => a.cost - b.cost)[0];
  if (!near) return;
  event.preventDefault();
  near.node.focus();
  near.node.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/* Where the boxes of a drawing are on the screen, by key. */
const placesOf = (drawing) =>
  new Map([...(drawing?.querySelectorAll(".box") ?? [])].map((box) => [box.dataset.key, box.getBoundingClientRect()]));

/* Boxes that both drawings have glide from their old place to the new one; the rest fades in. */
function glide(drawing, before) {
  if (still() || !before.size) return;
  const timing = { duration: 320, easing: "cubic-bezier(.2, .7, .2, 1)" };
  for (const box of drawing.querySelectorAll(".box")) {
    const old = before.get(box.dataset.key);
    const now = box.getBoundingClientRect();
    if (old)
      box.animate([{ transform: `translate(${old.x - now.x}px, ${old.y - now.y}px)` }, { transform: "none" }], timing);
    else box.animate([{ opacity: 0 }, { opacity: 1 }], timing);
  }
  for (const line of drawing.querySelectorAll(".arrow, .more-box"))
    line.animate([{ opacity: 0 }, { opacity: 1 }], timing);
}
