/* The page itself: what the address shows, the legend, and the start. */

let onFilter = () => {};

/* The view and the key that an address names: "#/network/method/sn-net" is ["network", "method/sn-net"]. */
function parse(hash) {
  let path;
  try {
    path = decodeURIComponent(hash.replace(/^#\/?/, ""));
  } catch {
    path = hash.slice(2);
  }
  if (path === "network" || path.startsWith("network/")) return ["network", path.slice("network/".length)];
  return ["explore", path];
}

function drawNode(main, node) {
  const children = [headOf(node)];
  const method = lineageMethod(node);
  if (method) {
    if (method !== node) children.push(el("p", { class: "of" }, "The lineage of ", nodeLink(method), ", which it introduces"));
    children.push(drawLineage(method));
  } else if (node.kind === "Method") {
    children.push(el("p", { class: "empty" }, "No paper here says what it extends, or that another method extends it."));
  }
  onFilter = () => {};
  main.replaceChildren(...children, detailsOf(node));
}

/* The method whose lineage a page draws: the node itself or, for a paper, what it introduces with most links. */
function lineageMethod(node) {
  const candidates = node.kind === "Paper" ? edgesOf(node, "introduces", "out").map((edge) => edge.object) : [node];
  const size = (method) => ["in", "out"].reduce((sum, way) => sum + edgesOf(method, "extends", way).length, 0);
  return candidates.filter(size).sort((a, b) => size(b) - size(a))[0];
}

function show() {
  const main = document.getElementById("main");
  const [view, key] = parse(location.hash);
  const node = byKey.get(key);
  const stays = view === "network" && drawn;
  document.body.dataset.view = view;
  for (const tab of ["explore", "network"]) {
    const link = document.getElementById(`tab-${tab}`);
    if (tab === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.getElementById("tab-network").href = node && inNetwork(node) ? address(node, "network/") : "#/network";
  document.getElementById("tab-explore").href = node ? address(node) : "#/";
  document.title = node ? `${node.label} · Lineagraph` : "Lineagraph";
  if (stays) return focusNetwork(node);
  closeNetwork();
  if (view === "network") drawNetwork(main, node);
  else if (node) drawNode(main, node);
  else if (key) main.replaceChildren(el("p", { class: "empty" }, `Nothing here is called “${key}”. `, el("a", { href: "#/" }, "Start page")));
  else drawStart(main);
  return undefined;
}

function legend() {
  const numbers = Object.fromEntries(KINDS.map((kind) => [kind, nodes.filter((node) => node.kind === kind).length]));
  document.getElementById("legend").replaceChildren(...KINDS.map((kind) => {
    const button = el("button", { type: "button", "aria-pressed": "false", "data-kind": kind, click: () => {
      if (!chosen.delete(kind)) chosen.add(kind);
      button.setAttribute("aria-pressed", String(chosen.has(kind)));
      onFilter();
    } }, el("span", { class: "dot", "aria-hidden": "true" }), title(NAMES[kind][1]),
    el("span", { class: "number" }, numbers[kind].toLocaleString("en")));
    return button;
  }));
}

/* After a step of the reader the new content is read from its top. */
function arrive() {
  show();
  scrollTo(0, 0);
  document.querySelector("main h1")?.focus({ preventScroll: true });
}

legend();
startSearch();
addEventListener("hashchange", arrive);
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", retheme);
/* A page opened at the network waits for vis-network, whose script stands last. */
addEventListener("DOMContentLoaded", show);
