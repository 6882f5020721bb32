/* Finding names in the payload: indifferent to case, accents, hyphens and blanks, and tolerant of a slip of the finger. */

let entries;

function entriesOf({ nodes }) {
  return (entries ??= nodes.flatMap((node) =>
    [node.label, ...node.aliases].map((name) => {
      const words = fold(name);
      return { node, name, words, tight: words.replaceAll(" ", "") };
    }),
  ));
}

/* How well an entry answers: 0 is the very name, 4 the worst, undefined not at all. */
function rank(entry, words, tight) {
  if (entry.tight === tight) return 0;
  if (entry.tight.startsWith(tight)) return 1;
  if (` ${entry.words}`.includes(` ${words}`)) return 2;
  if (tight.length > 1 && entry.tight.includes(tight)) return 3;
  if (words.split(" ").every((word) => entry.words.includes(word))) return 4;
  return undefined;
}

/* One slip in a word of four letters, two in one of eight: fewer letters are other names. */
const slipsAllowed = (length) => (length < 4 ? 0 : length < 8 ? 1 : 2);

/* The fewest slips (a letter too many, too few, another, or two swapped) that make `typed` a beginning of `name`, or the
   whole of it where it is short; more than `most` come as Infinity. */
function slips(typed, name, most) {
  const reach = Math.min(name.length, typed.length + most);
  let before = [];
  let row = Array.from({ length: reach + 1 }, (_, j) => j);
  for (let i = 1; i <= typed.length; i++) {
    const next = [i];
    for (let j = 1; j <= reach; j++) {
      const same = typed[i - 1] === name[j - 1];
      let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && typed[i - 1] === name[j - 2] && typed[i - 2] === name[j - 1])
        cost = Math.min(cost, before[j - 2] + 1);
      next.push(cost);
    }
    if (Math.min(...next) > most) return Infinity;
    [before, row] = [row, next];
  }
  const least = Math.min(...row);
  return least <= most ? least : Infinity;
}

const WORDS_TRIED = 6;

/* As `rank`, from 5 upwards, for names that the typed text misses by a slip or two. */
function looseRank(entry, tight) {
  const most = slipsAllowed(tight.length);
  const words = entry.words.split(" ").slice(0, WORDS_TRIED);
  let best = Infinity;
  for (let i = 0; most && i < words.length; i++) {
    const name = words.slice(i).join("");
    const alike = name[0] === tight[0] || name[0] === tight[1] || name[1] === tight[0];
    if (alike && name.length >= tight.length - most) best = Math.min(best, slips(tight, name, most) + (i ? 0.5 : 0));
  }
  return best === Infinity ? undefined : 4 + best;
}

/* The best matches, each node once, with the name that matched. */
function matching(all, text, filters, limit) {
  const words = fold(text);
  const tight = words.replaceAll(" ", "");
  if (!tight) return [];
  const allowed = new Map();
  const may = (node) => allowed.get(node) ?? (allowed.set(node, passes(node, filters)), allowed.get(node));
  const best = new Map();
  const collect = (ranked) => {
    for (const entry of entriesOf(all)) {
      const score = ranked(entry);
      if (score !== undefined && !(best.get(entry.node)?.score <= score) && may(entry.node))
        best.set(entry.node, { ...entry, score });
    }
  };
  collect((entry) => rank(entry, words, tight));
  if (best.size < limit) collect((entry) => looseRank(entry, tight));
  return [...best.values()]
    .sort(
      (a, b) =>
        a.score - b.score ||
        (a.node.kind === "Paper") - (b.node.kind === "Paper") ||
        b.node.brief.links - a.node.brief.links ||
        a.tight.length - b.tight.length ||
        (a.node.key < b.node.key ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ node, name }) => ({ node: node.brief, name }));
}
