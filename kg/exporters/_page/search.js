/* Search: type-ahead over names, aliases and titles that does not care about case, accents, hyphens or blanks. */

const fold = (text) =>
  text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}+]+/gu, " ").trim();

let entries;

function makeEntries() {
  entries ??= nodes.flatMap((node) => [node.label, ...node.aliases].map((name) => {
    const words = fold(name);
    return { node, name, words, tight: words.replaceAll(" ", "") };
  }));
}

/* How well an entry answers: 0 is the very name, 5 the worst, undefined not at all. */
function rank(entry, words, tight) {
  if (entry.tight === tight) return 0;
  if (entry.tight.startsWith(tight)) return 1;
  if (` ${entry.words}`.includes(` ${words}`)) return 2;
  if (tight.length > 1 && entry.tight.includes(tight)) return 3;
  if (words.split(" ").every((word) => entry.words.includes(word))) return 4;
  return undefined;
}

/* The best matches, each node once: {node, name} with the name that matched. */
function search(text, limit) {
  makeEntries();
  const words = fold(text);
  const tight = words.replaceAll(" ", "");
  if (!tight) return [];
  const best = new Map();
  for (const entry of entries) {
    if (!shown(entry.node)) continue;
    const score = rank(entry, words, tight);
    if (score !== undefined && !(best.get(entry.node)?.score <= score)) best.set(entry.node, { ...entry, score });
  }
  const links = ({ node }) => node.in.length + node.out.length;
  return [...best.values()]
    .sort((a, b) => a.score - b.score || (a.node.kind === "Paper") - (b.node.kind === "Paper")
      || links(b) - links(a) || a.tight.length - b.tight.length)
    .slice(0, limit);
}

function startSearch() {
  const input = document.getElementById("search");
  const list = document.getElementById("hits");
  const status = document.getElementById("found");
  let hits = [];
  let active = -1;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function activate(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = (index + hits.length) % hits.length;
    const option = list.children[active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function choose(hit) {
    input.value = "";
    close();
    input.blur();
    const view = document.body.dataset.view === "network" && inNetwork(hit.node) ? "network/" : "";
    location.hash = address(hit.node, view);
  }

  function option(hit, index) {
    return el("li", { role: "option", id: `hit-${index}`, "aria-selected": "false", "data-kind": hit.node.kind,
      mousedown: (event) => event.preventDefault(), click: () => choose(hit) },
    el("span", { class: "dot", "aria-hidden": "true" }),
    el("span", { class: "name" }, shortName(hit.node),
      hit.name !== hit.node.label ? el("small", {}, ` also “${hit.name}”`) : ""),
    el("small", { class: "kind" }, NAMES[hit.node.kind][0]));
  }

  function update() {
    const text = input.value.trim();
    if (!text) return close();
    hits = search(text, 30);
    active = -1;
    list.replaceChildren(...hits.length ? hits.map(option)
      : [el("li", { class: "none", role: "option", "aria-disabled": "true" },
        `Nothing ${chosen.size ? "of the chosen types" : "here"} is called “${text}”.`)]);
    status.textContent = count(hits.length, "result");
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
  }

  input.addEventListener("input", update);
  input.addEventListener("focus", update);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      return close();
    }
    if (list.hidden || !hits.length) return;
    if (event.key === "ArrowDown") activate(active + 1);
    else if (event.key === "ArrowUp") activate(active < 0 ? hits.length - 1 : active - 1);
    else if (event.key === "Enter") choose(hits[Math.max(active, 0)]);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
}
