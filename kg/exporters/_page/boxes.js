/* The boxes of a drawn lineage: each as large as its name, a link to its own lineage. */

const FONT = 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';

/* Sizes in pixels: a phone gets smaller ones. */
const sizes = () =>
  narrow()
    ? { font: 13, line: 16, small: 11, pad: 9, sign: 0, most: 104, least: 64, lines: 3, aisle: 62, tight: 56, gap: 12 }
    : {
        font: 14,
        line: 18,
        small: 11.5,
        pad: 12,
        sign: 22,
        most: 156,
        least: 70,
        lines: 2,
        aisle: 132,
        tight: 74,
        gap: 14,
      };

/* What stands below the name: the year, and how many relatives the drawing leaves out. */
function noteOf({ node }, hidden) {
  const [up, down] = hidden;
  return [up ? `‹ ${up} more` : "", node.year, down ? `${down} more ›` : ""].filter(Boolean).join(" · ");
}

function boxOf(relative, hidden, centre) {
  const size = sizes();
  const weight = centre ? 650 : 500;
  const font = `${weight} ${size.font}px ${FONT}`;
  const lines = wrapped(shortName(relative.node), font, size.most, size.lines);
  const note = noteOf(relative, hidden);
  const text = Math.max(...lines.map((line) => widthOf(line, font)), widthOf(note, `${size.small}px ${FONT}`));
  return {
    relative,
    hidden,
    centre,
    lines,
    note,
    compared: !centre && !relative.generation,
    width: Math.ceil(Math.max(size.least, text + size.sign) + 2 * size.pad),
    height: lines.length * size.line + (note ? size.line - 2 : 0) + 2 * size.pad - 6,
  };
}

function drawBox(box) {
  const {
    relative: { node },
    lines,
    note,
    width,
    height,
    centre,
  } = box;
  const size = sizes();
  const left = size.pad + size.sign;
  const [up, down] = box.hidden;
  const spoken = [
    NAMES[node.kind][0],
    node.label,
    node.year,
    centre ? "in the middle" : "",
    up ? `${count(up, "ancestor")} not drawn` : "",
    down ? `${count(down, "descendant")} not drawn` : "",
  ];
  const top = (height - lines.length * size.line - (note ? size.line - 2 : 0)) / 2;
  const text = lines.map((line, i) => svg("text", { x: left, y: top + size.line * (i + 0.76) }, line));
  if (note) text.push(svg("text", { class: "note", x: left, y: top + size.line * (lines.length + 0.72) }, note));
  const mark = size.sign
    ? svg("path", { class: "sign", d: SIGNS[node.kind], transform: `translate(${size.pad - 2} ${top + 1})` })
    : "";
  const link = svg(
    "a",
    {
      class: centre ? "box centre" : "box",
      href: addressOf(node.key),
      "data-kind": node.kind,
      "data-key": node.key,
      "aria-label": spoken.filter(Boolean).join(", "),
      "aria-current": centre ? "true" : undefined,
    },
    svg("title", {}, node.label),
    svg("rect", { width, height, rx: 10 }),
    mark,
    ...text,
  );
  return svg("g", { transform: `translate(${box.x} ${box.y})` }, link);
}

/* The box that stands for the rest of a generation. */
function drawMore(more, click) {
  const { x, y, width, height, left } = more;
  const label = `and ${number(left)} more`;
  const act = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    click();
  };
  return svg(
    "g",
    {
      class: "more-box",
      role: "button",
      tabindex: "0",
      "aria-label": `${label}: show all`,
      click: act,
      keydown: act,
      transform: `translate(${x} ${y})`,
    },
    svg("rect", { width, height, rx: 10 }),
    svg("text", { x: width / 2, y: height / 2 + 4.5, "text-anchor": "middle" }, label),
  );
}
