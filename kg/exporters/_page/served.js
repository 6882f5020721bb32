/* The source over `kg serve`: every question goes to the server that the page came from. */

async function asked(question, given) {
  const answer = await fetch(`source/${question}?${new URLSearchParams({ given: JSON.stringify(given) })}`);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error);
  return said;
}

/** @type {Source} */
const source = Object.fromEntries(
  ["meta", "search", "node", "edges", "lineage", "path", "list", "families", "network"].map((question) => [
    question,
    (...given) => asked(question, given),
  ]),
);
