/* Building blocks. Whatever comes from a paper enters the page as text, never as markup. */

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return node;
}

const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

/* A link to the web where the address is http(s), else its plain text. */
function webLink(address, text = address) {
  if (!/^https?:\/\/[^\s]+$/i.test(address) || !URL.canParse(address)) return el("span", {}, text);
  return el("a", { class: "web", href: address, target: "_blank", rel: "noopener noreferrer" }, text, " ↗");
}

/* The part of a text from start to end, with the marked intervals (pairs of offsets into the text) highlighted. */
function marked(text, start, end, marks) {
  const parts = [];
  let at = start;
  for (let i = 0; i < marks.length; i += 2) {
    parts.push(text.slice(at, marks[i]), el("mark", {}, text.slice(marks[i], marks[i + 1])));
    at = marks[i + 1];
  }
  return [...parts, text.slice(at, end)];
}

/* The first items as `make` builds them, and a button that shows the rest. */
function shortened(list, items, limit, make) {
  list.append(...items.slice(0, limit).map(make));
  if (items.length <= limit) return [list];
  const more = el("button", { type: "button", class: "more", click: () => {
    const first = list.children.length;
    list.append(...items.slice(limit).map(make));
    more.remove();
    list.children[first].querySelector("a, button")?.focus();
  } }, `Show all ${items.length.toLocaleString("en")}`);
  return [list, more];
}
