/* The words and signs of the graph: types, relations, and how each is drawn. */

const KINDS = ["Method", "Paper", "Task", "Dataset", "Hardware", "Repository", "WebPage"];

const NAMES = {
  Paper: ["paper", "papers"],
  Method: ["method", "methods"],
  Task: ["task", "tasks"],
  Dataset: ["dataset", "datasets"],
  Hardware: ["hardware", "hardware"],
  Repository: ["repository", "repositories"],
  WebPage: ["web page", "web pages"],
};

/* The kinds of lineage, in the order of the key below a drawing, and what an arrow says of its right end. */
const LINEAGE_KINDS = {
  extends: "extends",
  improves: "improves",
  adapts: "adapts",
  replaces: "replaces",
  combines: "combines",
};

/* [predicate, direction, heading], in the order of a page. A predicate that is not here shows under its own name. */
const HEADINGS = [
  ["extends", "out", "Grew out of"],
  ["extends", "in", "What grew out of it"],
  ["introduces", "in", "Introduced by"],
  ["introduces", "out", "Introduces"],
  ["hasPart", "out", "Parts"],
  ["hasPart", "in", "Part of"],
  ["broader", "out", "Variant of"],
  ["broader", "in", "Variants"],
  ["citesExtends", "out", "Extends the work of"],
  ["citesExtends", "in", "Its work is extended by"],
  ["comparedWith", "out", "Compared with"],
  ["comparedWith", "in", "Methods compared with it"],
  ["buildsOn", "out", "Builds on"],
  ["uses", "out", "Uses"],
  ["comparesWith", "out", "Compares with"],
  ["addresses", "out", "Tasks"],
  ["usesDataset", "out", "Datasets"],
  ["runsOn", "out", "Runs on"],
  ["targets", "out", "Designed for"],
  ["hasCode", "out", "Code"],
  ["hasPage", "out", "Project page"],
  ["usedFor", "out", "Used for"],
  ["usedFor", "in", "What is used for it"],
  ["buildsOn", "in", "Papers that build on it"],
  ["uses", "in", "Papers that use it"],
  ["addresses", "in", "Papers on this task"],
  ["usesDataset", "in", "Papers that use it"],
  ["runsOn", "in", "Papers measured on it"],
  ["targets", "in", "Papers that design for it"],
  ["hasCode", "in", "Code of"],
  ["hasPage", "in", "Project page of"],
  ["comparesWith", "in", "Papers that compare with it"],
  ["mentions", "out", "Mentions"],
  ["mentions", "in", "Papers that mention it"],
];

/* Relations as the filter names them. */
const RELATIONS = {
  extends: "extends",
  improves: "improves",
  adapts: "adapts",
  replaces: "replaces",
  combines: "combines",
  comparedWith: "is compared with",
  hasPart: "has part",
  introduces: "introduces",
  buildsOn: "builds on",
  uses: "uses",
  comparesWith: "compares with",
  addresses: "addresses",
  usesDataset: "uses dataset",
  runsOn: "runs on",
  targets: "is designed for",
  usedFor: "is used for",
  hasCode: "has code",
  hasPage: "has a page",
  mentions: "mentions",
  citesExtends: "extends the work of",
  broader: "is a variant of",
};

const title = (word) => word[0].toUpperCase() + word.slice(1);

/* Signs of 16 x 16: each type has a shape of its own, so that colour is never the only difference. */
const SIGNS = {
  Method:
    "M4.5 8h2.2c2.6 0 2.2-3.6 4.8-3.6M6.7 8c2.6 0 2.2 3.6 4.8 3.6M2 8a1.6 1.6 0 1 0 3.2 0A1.6 1.6 0 1 0 2 8M11.2 4.4a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0M11.2 11.6a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0",
  Paper: "M4 1.8h5.2L12.4 5v9.2H4zM9 2v3.2h3.2M6 8.2h4.4M6 10.8h4.4",
  Task: "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 1 0 8 2.2M8 5.4a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 1 0 0-5.2",
  Dataset: "M2.8 4.2c0-2.6 10.4-2.6 10.4 0s-10.4 2.6-10.4 0v7.6c0 2.6 10.4 2.6 10.4 0V4.2M2.8 8c0 2.6 10.4 2.6 10.4 0",
  Hardware:
    "M4.4 4.4h7.2v7.2H4.4zM6.4 1.8v2.6M9.6 1.8v2.6M6.4 11.6v2.6M9.6 11.6v2.6M1.8 6.4h2.6M1.8 9.6h2.6M11.6 6.4h2.6M11.6 9.6h2.6",
  Repository: "M5.4 4.2L1.8 8l3.6 3.8M10.6 4.2L14.2 8l-3.6 3.8M9 2.8L7 13.2",
  WebPage: "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M2.2 8h11.6M8 2c-3.6 3.6-3.6 8.4 0 12c3.6-3.6 3.6-8.4 0-12",
};

/* The sign of a type; `spoken` where no word beside it names the type. */
const sign = (kind, spoken = false) =>
  svg(
    "svg",
    {
      class: "sign",
      viewBox: "0 0 16 16",
      width: "16",
      height: "16",
      "data-kind": kind,
      ...(spoken ? { role: "img", "aria-label": NAMES[kind][0] } : { "aria-hidden": "true" }),
    },
    svg("path", { d: SIGNS[kind] }),
  );

/* A name short enough for a list: addresses lose their scheme. */
const shortName = (node) => node.label.replace(/^https?:\/\/(www\.)?/, "");

/* Aliases, each spelling once: case and hyphens make no other name. */
function otherNames({ label, aliases }) {
  const seen = new Set([fold(label)]);
  return aliases.filter((alias) => !seen.has(fold(alias)) && seen.add(fold(alias)));
}

const fold = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}+]+/gu, " ")
    .trim();
