/* Building blocks. Whatever comes from a paper enters the page as text, never as markup. */

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== ""));
  return node;
}

const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const button = (text, click, attributes = {}) => el("button", { type: "button", click, ...attributes }, text);

const number = (value) => value.toLocaleString("en");
const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const narrow = () => innerWidth < 760;

/* A link to the web where the address is http(s), else its plain text. */
function webLink(address, text = address) {
  if (!/^https?:\/\/[^\s]+$/i.test(address) || !parses(address)) return el("span", {}, text);
  return el(
    "a",
    { class: "web", href: address, target: "_blank", rel: "noopener noreferrer" },
    text,
    el("span", { "aria-hidden": "true" }, " ↗"),
    el("span", { class: "unseen" }, " (opens in a new tab)"),
  );
}

function parses(address) {
  try {
    return Boolean(new URL(address));
  } catch {
    return false;
  }
}

/* A text with the marked intervals highlighted. */
function marked(text, marks) {
  const parts = [];
  let at = 0;
  for (const [start, end] of marks) {
    parts.push(text.slice(at, start), el("mark", {}, text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at)];
}

const CHUNK = 200;

/* The first items as `make` builds them, and a button that shows the rest, a chunk at a time: `more(offset, limit)` may
   have to fetch it. */
function shortened(
  list,
  items,
  limit,
  make,
  total = items.length,
  more = async (offset, most) => items.slice(offset, offset + most),
) {
  list.append(...items.slice(0, limit).map(make));
  if (total <= limit) return [list];
  const words = () =>
    total - list.children.length <= CHUNK ? `Show all ${number(total)}` : `Show ${CHUNK} more of ${number(total)}`;
  const rest = button(
    words(),
    async () => {
      const first = list.children.length;
      list.append(...(await more(first, CHUNK)).map(make));
      if (list.children.length < total && list.children.length > first) rest.textContent = words();
      else rest.remove();
      list.children[first]?.querySelector("a, button")?.focus();
    },
    { class: "more" },
  );
  return [list, rest];
}

/* Content that is only made when it is first opened. */
function folded(name, make, attributes = {}) {
  const details = el("details", {}, el("summary", attributes, name));
  details.addEventListener("toggle", () => details.append(...make()), { once: true });
  return details;
}

/* The width of a text in CSS pixels. */
const measuring = document.createElement("canvas").getContext("2d");
function widthOf(text, font) {
  measuring.font = font;
  return measuring.measureText(text).width;
}

/* A text cut at blanks, and within words where need be, into at most `most` lines; what is left over ends in "…". */
function wrapped(text, font, width, most) {
  const fits = (line) => widthOf(line, font) <= width;
  const lines = [];
  let rest = text.trim();
  while (rest && lines.length < most) {
    if (fits(rest)) return [...lines, rest];
    let end = rest.length;
    while (end > 1 && !fits(rest.slice(0, end) + (lines.length + 1 === most ? "…" : ""))) end--;
    const blank = rest.slice(0, end + 1).search(/[\s/-][^\s/-]*$/);
    if (lines.length + 1 < most && blank > 0) end = rest[blank] === " " ? blank : Math.min(end, blank + 1);
    lines.push(rest.slice(0, end).trim() + (lines.length + 1 === most ? "…" : ""));
    rest = rest.slice(end).trim();
  }
  return lines;
}

let told;
/* Says something to screen readers, and to everybody for a moment. */
function announce(text) {
  const status = document.getElementById("status");
  status.textContent = text;
  status.dataset.shown = "";
  clearTimeout(told);
  told = setTimeout(() => delete status.dataset.shown, 2500);
}
