"""Decides which names are one entity and which equal names are two, and joins the claims of all papers into one graph.

This is the only step that sees the whole corpus. Its result depends on the set of papers and claims alone.

A *local entity* is what one paper calls by one `Claim.name`: a set of spellings. Local entities that a vocabulary
concept names are that concept. The others are one node when they share a spelling, except that
- a short form that the corpus explains in several ways joins nothing,
- a name that several papers each introduce is as many nodes: homonyms. A paper that only mentions such a name means
  the introducing paper with which it shares most other entities.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.edges import graph_of
from kg.ids import entity_key, is_repository, name_key, paper_key, slug, web_address
from kg.model import Claim, Entity, Evidence, Graph, Kind, LinkedPaper
from kg.vocabulary import Vocabulary

_SURE = 0.5
"""Least confidence of a claim that a paper introduces something for it to tell two things of one name apart."""


@dataclass(frozen=True, order=True, slots=True)
class _Local:
    """What one paper calls by one name."""

    kind: Kind
    name: str
    paper: str
    title: str
    surfaces: tuple[str, ...]
    introduced: bool

    @property
    def spellings(self) -> frozenset[str]:
        return frozenset(name_key(text) for text in (self.name, *self.surfaces))


def resolve(papers: Sequence[LinkedPaper], vocabulary: Vocabulary) -> Graph:
    """The graph that the claims of `papers` make; equal sets of papers give equal graphs.

    >>> resolve([], Vocabulary({})).entities
    ()
    """
    ordered = sorted(papers, key=lambda linked: paper_key(linked.paper))
    keys = {paper_key(linked.paper): linked for linked in ordered}
    local = [entity for key, linked in keys.items() for entity in _locals(key, linked)]
    entity_of, entities = _entities(local, vocabulary)
    known = {entity.key for entity in entities}
    given = {address for linked in ordered if (address := web_address(linked.paper.code_url))} - known
    entities = tuple(sorted((*entities, *(_address(url) for url in given))))
    evidence = tuple(sorted(
        _evidence(key, linked, claim, entity_of) for key, linked in keys.items() for claim in linked.claims
    ))  # fmt: skip
    return graph_of({key: linked.paper for key, linked in keys.items()}, entities, evidence)


def _locals(key: str, linked: LinkedPaper) -> Iterable[_Local]:
    claims: dict[tuple[Kind, str], list[Claim]] = defaultdict(list)
    for claim in linked.claims:
        claims[claim.kind, claim.name].append(claim)
    text, title = linked.paper.text, slug(linked.paper.title)
    for (kind, name), group in claims.items():
        surfaces = {text[claim.start : claim.end] for claim in group}
        introduced = any(claim.predicate == "introduces" and claim.confidence >= _SURE for claim in group)
        yield _Local(kind, name, key, title, tuple(sorted(surfaces)), introduced)


def _entities(
    local: Sequence[_Local], vocabulary: Vocabulary
) -> tuple[dict[tuple[str, Kind, str], str], tuple[Entity, ...]]:
    """The key of every (paper, kind, name), and the entities."""
    labels = {(concept.kind, concept.label): concept for concept in vocabulary.concepts.values()}
    spelt = _spellings_of(vocabulary)
    groups: dict[str, list[_Local]] = defaultdict(list)
    open_names: dict[Kind, list[_Local]] = defaultdict(list)
    for item in local:
        concept = labels.get((item.kind, item.name))
        known = concept.key if concept else spelt.get((item.kind, name_key(item.name)))
        if known:
            groups[known].append(item)
        elif item.kind in ("Repository", "WebPage"):
            groups[item.name].append(item)
        else:
            open_names[item.kind].append(item)
    for kind, items in open_names.items():
        groups.update(_named(kind, items, taken=groups.keys() | vocabulary.concepts.keys()))
    entity_of = {(item.paper, item.kind, item.name): key for key, items in groups.items() for item in items}
    return entity_of, tuple(_entity(key, items, vocabulary, groups) for key, items in sorted(groups.items()))


def _spellings_of(vocabulary: Vocabulary) -> dict[tuple[Kind, str], str]:
    """The key of the concept that a spelling names, where it names just one."""
    found: dict[tuple[Kind, str], set[str]] = defaultdict(set)
    for concept in vocabulary.concepts.values():
        for label in (concept.label, *concept.aliases):
            found[concept.kind, name_key(label)].add(concept.key)
    return {spelling: min(keys) for spelling, keys in found.items() if len(keys) == 1}


def _named(kind: Kind, items: Sequence[_Local], taken: Iterable[str]) -> dict[str, list[_Local]]:
    """Entities by key for names that no vocabulary holds."""
    clusters = [part for cluster in _clusters(items) for part in _homonyms(cluster)]
    by_key: dict[str, list[tuple[str, list[_Local]]]] = defaultdict(list)
    for home, cluster in clusters:
        by_key[entity_key(kind, _label(cluster))].append((home, cluster))
    occupied = set(taken)
    named: dict[str, list[_Local]] = {}
    for key, alike in by_key.items():
        if len(alike) == 1 and key not in occupied:
            named[key] = alike[0][1]
            continue
        for home, cluster in alike:
            # What tells it apart: the paper that introduces it, else its spellings.
            mark = home or "\x1f".join(sorted({s for item in cluster for s in item.spellings}))
            named.setdefault(entity_key(kind, _label(cluster), homonym=mark), []).extend(cluster)
    return named


def _clusters(items: Sequence[_Local]) -> list[list[_Local]]:
    """Local entities joined where they share a spelling that is no ambiguous short form."""
    long_forms: dict[str, set[str]] = defaultdict(set)
    for item in items:
        longest = max(item.spellings, key=lambda s: (len(s), s))
        for spelling in item.spellings - {longest}:
            long_forms[spelling].add(longest)
    root: dict[str, str] = {}

    def find(node: str) -> str:
        while root.setdefault(node, node) != node:
            root[node] = node = root[root[node]]
        return node

    def anchors(item: _Local) -> list[str]:
        sure = sorted(s for s in item.spellings if len(long_forms[s]) < 2)
        return sure or sorted(item.spellings)

    for item in items:
        first, *rest = anchors(item)
        for other in rest:
            low, high = sorted((find(first), find(other)))
            root[high] = low
    clusters: dict[str, list[_Local]] = defaultdict(list)
    for item in sorted(items):
        clusters[find(anchors(item)[0])].append(item)
    return [clusters[key] for key in sorted(clusters)]


def _homonyms(cluster: list[_Local]) -> list[tuple[str, list[_Local]]]:
    """(introducing paper, local entities) for each thing of the cluster's name."""
    by_title: dict[str, list[_Local]] = defaultdict(list)
    for item in cluster:
        if item.introduced:
            by_title[item.title].append(item)
    if len(by_title) < 2 or _one_thing(list(by_title.values())):
        home = min((item.paper for item in cluster if item.introduced), default="")
        return [(home, cluster)]
    homes = {title: (min(item.paper for item in items), list(items)) for title, items in by_title.items()}
    for item in cluster:
        if not item.introduced:
            nearest = min(homes, key=lambda title: (-_likeness(item, homes[title][1][0]), title))
            homes[nearest][1].append(item)
    return [homes[title] for title in sorted(homes)]


def _one_thing(introducers: list[list[_Local]]) -> bool:
    """Whether papers that introduce one name share a long form too, as a paper and its sequel do."""
    longest = {max((s for item in items for s in item.spellings), key=lambda s: (len(s), s)) for items in introducers}
    shortest = {min((s for item in items for s in item.spellings), key=lambda s: (len(s), s)) for items in introducers}
    return len(longest) == 1 and longest != shortest


def _likeness(one: _Local, other: _Local) -> float:
    mine, others = set(one.title.split("-")), set(other.title.split("-"))
    return len(mine & others) / len(mine | others)


def _label(cluster: Sequence[_Local]) -> str:
    """The preferred name: the short form that the introducing paper uses, else the commonest spelling."""
    introducing = [item for item in cluster if item.introduced] or list(cluster)
    counts = Counter(surface for item in introducing for surface in item.surfaces)
    coined = [s for s in counts if " " not in s and sum(c.isupper() for c in s) > 1]
    return min(coined or counts, key=lambda s: (-counts[s], s.endswith("s"), len(s), s))


def _entity(key: str, items: Sequence[_Local], vocabulary: Vocabulary, present: Mapping[str, object]) -> Entity:
    kind = items[0].kind
    concept = vocabulary.concepts.get(key)
    if kind in ("Repository", "WebPage"):
        return _address(key)
    label = concept.label if concept else _label(items)
    aliases = {surface for item in items for surface in item.surfaces} - {label}
    broader = tuple(up for up in vocabulary.ancestors(key) if up in present)[:1] if concept else ()
    return Entity(key, kind, label, tuple(sorted(aliases)), broader)


def _address(url: str) -> Entity:
    return Entity(url, "Repository" if is_repository(url) else "WebPage", url)


def _evidence(key: str, linked: LinkedPaper, claim: Claim, entity_of: Mapping[tuple[str, Kind, str], str]) -> Evidence:
    return Evidence(
        subject=entity_of[key, "Method", claim.subject] if claim.subject else key,
        predicate=claim.predicate,
        object=entity_of[key, claim.kind, claim.name],
        paper=key,
        quote=linked.paper.text[claim.quote_start : claim.quote_end],
        start=claim.start,
        end=claim.end,
        quote_start=claim.quote_start,
        confidence=claim.confidence,
        linker=claim.linker,
        object_name=claim.name,
        subject_name=claim.subject,
        refinement=claim.refinement,
    )
