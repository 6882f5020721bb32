/* Movement, where the reader asks for it: springs along the edges, and nodes that keep off one another. */

const CELL = 90; /* Only nodes in neighbouring cells of this size push each other. */
const LENGTH = 70;
const STEPS = 240; /* Movement cools down and ends after so many. */

/* A function that moves the nodes of a chart by one step and gives the greatest movement, 0 at the end. */
function physics({ nodes, edges }) {
  const [vx, vy] = [new Float64Array(nodes.length), new Float64Array(nodes.length)];
  const links = edges.filter(([a, b]) => a !== b && Math.hypot(nodes[a].x - nodes[b].x, nodes[a].y - nodes[b].y) < FAR);
  const degree = new Float64Array(nodes.length);
  for (const [a, b] of links) {
    degree[a]++;
    degree[b]++;
  }
  const push = (i, j) => {
    const [dx, dy] = [nodes[j].x - nodes[i].x || 0.1, nodes[j].y - nodes[i].y || 0.1];
    const square = dx * dx + dy * dy;
    const room = CELL + nodes[i].radius + nodes[j].radius;
    if (square > room * room) return;
    const force = (0.12 * (room - Math.sqrt(square))) / Math.sqrt(square);
    vx[i] -= dx * force;
    vy[i] -= dy * force;
    vx[j] += dx * force;
    vy[j] += dy * force;
  };
  let steps = 0;
  return () => {
    const heat = 1 - steps++ / STEPS;
    if (heat <= 0) return 0;
    const cells = new Map();
    const cell = (x, y) => `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
    nodes.forEach(({ x, y }, i) => {
      for (const a of [-1, 0, 1])
        for (const b of [-1, 0, 1]) cells.get(cell(x + a * CELL, y + b * CELL))?.forEach((j) => push(i, j));
      const here = cell(x, y);
      if (!cells.has(here)) cells.set(here, []);
      cells.get(here).push(i);
    });
    for (const [a, b] of links) {
      const [dx, dy] = [nodes[b].x - nodes[a].x, nodes[b].y - nodes[a].y];
      const distance = Math.hypot(dx, dy) || 1;
      const pull =
        (0.08 * (distance - LENGTH - nodes[a].radius - nodes[b].radius)) / distance / Math.min(degree[a], degree[b]);
      vx[a] += dx * pull;
      vy[a] += dy * pull;
      vx[b] -= dx * pull;
      vy[b] -= dy * pull;
    }
    let most = 0;
    nodes.forEach((node, i) => {
      const speed = Math.hypot(vx[i], vy[i]);
      const slowed = speed > 30 ? 30 / speed : 1;
      node.x += vx[i] * slowed * heat;
      node.y += vy[i] * slowed * heat;
      most = Math.max(most, speed);
      vx[i] *= 0.6 * slowed;
      vy[i] *= 0.6 * slowed;
    });
    return most;
  };
}
