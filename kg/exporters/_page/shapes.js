/* How a node is drawn: a shape for each type, so that colour is never the only difference. */

const polygon = (corners) => (path, x, y, r) => {
  corners.forEach(([a, b], i) => (i ? path.lineTo(x + a * r, y + b * r) : path.moveTo(x + a * r, y + b * r)));
  path.closePath();
};
const disc = (path, x, y, r) => {
  path.moveTo(x + r, y);
  path.arc(x, y, r, 0, 2 * Math.PI);
};

const SHAPES = {
  Method: disc,
  Paper: polygon([
    [-0.75, -0.95],
    [0.75, -0.95],
    [0.75, 0.95],
    [-0.75, 0.95],
  ]),
  Task: polygon([
    [0, -1.1],
    [1.05, 0.75],
    [-1.05, 0.75],
  ]),
  Dataset: polygon([
    [0, -1.15],
    [1.15, 0],
    [0, 1.15],
    [-1.15, 0],
  ]),
  Hardware: polygon([
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ]),
  Repository: polygon([
    [-0.55, -1],
    [0.55, -1],
    [1.1, 0],
    [0.55, 1],
    [-0.55, 1],
    [-1.1, 0],
  ]),
  WebPage: polygon([
    [0, -1.1],
    [1.05, -0.34],
    [0.65, 0.9],
    [-0.65, 0.9],
    [-1.05, -0.34],
  ]),
};

/* A path of all these nodes: at a size where no shape is seen they are squares, which draw fastest. */
function pathOf(kind, nodes, scale) {
  const path = new Path2D();
  const shape = SHAPES[kind];
  for (const { x, y, radius } of nodes) {
    if (radius * scale < 2.5) path.rect(x - radius * 0.8, y - radius * 0.8, radius * 1.6, radius * 1.6);
    else shape(path, x, y, radius);
  }
  return path;
}

/* The shape of a type for a legend. */
function shapeOf(kind) {
  const commands = [];
  const pen = {
    moveTo: (x, y) => commands.push(`M${x} ${y}`),
    lineTo: (x, y) => commands.push(`L${x} ${y}`),
    closePath: () => commands.push("Z"),
    arc: (x, y, r) => commands.push(`A${r} ${r} 0 1 1 ${x - r} ${y}A${r} ${r} 0 1 1 ${x + r} ${y}`),
  };
  SHAPES[kind](pen, 8, 8, 5.5);
  return svg(
    "svg",
    { class: "shape", viewBox: "0 0 16 16", width: "16", height: "16", "data-kind": kind, "aria-hidden": "true" },
    svg("path", { d: commands.join("") }),
  );
}
