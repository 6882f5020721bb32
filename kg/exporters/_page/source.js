/* The contract between the views and the graph. Views know nothing else: no view reads the payload, and none may assume
   that the whole graph is in memory. One source reads the payload of an exported file (`data.js`, `walks.js`), another
   asks `kg serve`. A page holds exactly one of them, as the constant `source` with the asynchronous methods of `Source`.

   Keys are those of kg/ids.py ("method/sn-net", a repository's URL). Offsets count UTF-16 units. Lists come sorted, and
   equal questions get equal answers. A question about an unknown key gets null (or an empty list), never an error; an
   error means that the source could not answer, and the page shows its message.

@typedef {"Paper"|"Method"|"Task"|"Dataset"|"Hardware"|"Repository"|"WebPage"} Kind

@typedef {object} Brief  What a link to a node needs.
@property {string} key
@property {Kind} kind
@property {string} label
@property {string} year  of the paper, or of the first paper that introduces the method; "" where unknown
@property {number} links  how many edges touch it

@typedef {object} Quote  A sentence behind an edge.
@property {string} text  the verbatim sentence
@property {[number, number][]} marks  where the two names stand in `text`: disjoint, sorted, half-open
@property {Brief|null} paper  the paper that says it
@property {string} linker
@property {number} confidence  0..1

@typedef {object} Edge
@property {Brief} subject
@property {string} predicate  a local name of the ontology ("extends"), or "broader", "citesExtends"
@property {string[]} finer  sub-properties of extends that hold too ("improves"), else empty
@property {Brief} object
@property {number} support  papers that claim it; 0 for edges rolled up from others
@property {number} confidence  0..1
@property {Quote[]} quotes  best first; may be empty

@typedef {object} Links  The edges of one predicate on one side of a node.
@property {string} predicate
@property {"out"|"in"} direction  "out": the node is the subject
@property {number} total
@property {Edge[]} edges  the best supported first; at most `LINKS_AT_FIRST`, `edges()` gives the rest

@typedef {object} Details  A node, whole. The fields from `authors` on stand only at papers.
@property {string} key
@property {Kind} kind
@property {string} label
@property {string} year
@property {number} links
@property {string} iri
@property {string[]} aliases  sorted; every other surface seen
@property {Links[]} groups
@property {Links[]} fromPapers  what the papers that introduce a method say of it: usesDataset, runsOn, targets, hasCode,
  hasPage, addresses (direction "out", subject the paper); empty for other kinds
@property {string} [authors]
@property {string} [date]
@property {string} [url]
@property {string} [code]
@property {string} [abstract]

@typedef {object} Filters  Every field narrows; an empty list, 0 or a missing field lets everything pass.
@property {Kind[]} [kinds]
@property {string[]} [relations]  predicates (finer ones too): the node has an edge of one of them
@property {string[]} [tasks]  keys: the node, or a paper that introduces it, is linked with one of them
@property {string[]} [datasets]  as tasks
@property {string[]} [hardware]  as tasks
@property {number} [confidence]  0..1: the node has an edge at least as sure; only such edges make lineage
@property {number} [support]  the node has an edge that so many papers claim; only such edges make lineage

@typedef {object} Hit
@property {Brief} node
@property {string} name  the name or alias that matched

@typedef {object} Family
@property {Brief} node
@property {Brief[]} children  direct descendants, the most extended first; at most 12
@property {number} direct  how many there are
@property {number} all  descendants of every generation

@typedef {object} Relative  A node of a drawn lineage. `generation` is the fewest steps to it: negative for ancestors.
@property {Brief} node
@property {number} generation
@property {number} ancestors  its direct ancestors in the whole graph, drawn or not
@property {number} descendants  as ancestors

@typedef {object} Walk
@property {Relative[]} relatives  the start (generation 0) first, then by generation, the best supported first
@property {Edge[]} edges  every edge of lineage between them, and comparedWith where it was asked for
@property {{generation: number, total: number}[]} generations  how many there are, drawn or not
@property {number} ancestors  in all generations, whatever `depth` and `limit` say
@property {number} descendants

@typedef {object} Chain  How one method became another: `edges[i]` lies between `nodes[i]` and `nodes[i + 1]`.
@property {Brief[]} nodes  from the method asked for first to the other
@property {Edge[]} edges
@property {"descent"|"common"|"none"} kind  one line of descent; up to a common ancestor and down again; or nothing
@property {number} turn  index in `nodes` of the common ancestor, -1 for the other kinds

@typedef {object} Network  Nodes and where they stand, the most telling first.
@property {number} total  nodes that pass the filters and have links
@property {(Brief & {x: number, y: number, radius: number})[]} nodes
@property {[number, number, string][]} edges  indices of subject and object in `nodes`, and the (finer) predicate

@typedef {object} Source
@property {() => Promise<{papers: number, entities: number, links: number, sentences: number, base: string,
  kinds: {[kind: string]: number}, predicates: {[predicate: string]: number}}>} meta
  counts; `base` begins the IRIs of keys that are no URLs; `kinds` and `predicates` hold only what there is
@property {(text: string, filters: Filters, limit: number) => Promise<Hit[]>} search
  names, aliases and titles, tolerant of case, accents, hyphens and a typo; best first, each node once
@property {(key: string) => Promise<Details|null>} node
@property {(key: string, predicate: string, direction: "out"|"in", offset: number, limit: number)
  => Promise<Edge[]>} edges  more of one of the node's `Links`
@property {(key: string, options: {direction?: "both"|"up"|"down", depth?: number, limit?: number, compared?: boolean,
  confidence?: number, support?: number}) => Promise<Walk|null>} lineage
  `depth` steps each way, at most `limit` nodes of a generation
@property {(from: string, to: string, options: {confidence?: number, support?: number}) => Promise<Chain>} path
  the chain that is likeliest to hold: the greatest product of confidences
@property {(filters: Filters, sort: {by: "label"|"kind"|"year"|"links"|"ancestors"|"descendants", down: boolean},
  offset: number, limit: number) => Promise<{total: number, rows: (Brief & {ancestors: number, descendants: number})[]}>}
  list  equal values are ordered by key
@property {(filters: Filters, offset: number, limit: number) => Promise<{total: number, families: Family[]}>} families
  methods with descendants, the most extended first
@property {(filters: Filters, limit: number, key: string) => Promise<Network>} network
  at most `limit` nodes, and beside them the node `key` with those of its neighbours that pass
*/

/* How many edges of one kind `node()` gives at once. */
const LINKS_AT_FIRST = 50;
