"""Measures a store against papers that a person annotated: what was found, what was missed, what is wrong.

An entity of the store and an annotated one are the same when they share a name after `spelling`. Every annotated entity
is found at most once; a further node for it is a duplicate, which counts as wrong. Optional annotations are neither
asked for nor punished.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from kg._gold import LINK_TYPES, GoldEntity, GoldPaper, LineageLink, Predicted, Prediction, read_gold, spelling
from kg.model import Entity, Graph, Kind
from kg.ports import Store

__all__ = [
    "Count",
    "Error",
    "Predicted",
    "Prediction",
    "Resolution",
    "Scores",
    "evaluate",
    "predictions",
    "read_gold",
    "score",
]

_MEASURE_OF: dict[Kind, str] = {"Method": "methods", "Task": "tasks", "Dataset": "datasets", "Hardware": "hardware"}
_LINEAGE = {"lineage extends": ("extends",), "lineage compares": ("compares",), "lineage any": LINK_TYPES}

MEASURES = ("methods", "introduces", "tasks", "datasets", "hardware", "code", *_LINEAGE)
"""What is counted, in the order in which tables show it."""

_ROLE_OF = {
    "introduces": "introduces", "buildsOn": "extends", "uses": "uses", "comparesWith": "compares",
    "addresses": "addresses", "usesDataset": "uses", "runsOn": "runs-on", "targets": "targets", "mentions": "mentions",
}  # fmt: skip
"""Predicate of a paper -> role in the annotations, strongest first."""
_STRENGTH = {role: rank for rank, role in reversed(list(enumerate(_ROLE_OF.values())))}
_LINK_OF = {"extends": "extends", "comparedWith": "compares"}


@dataclass(frozen=True, order=True, slots=True)
class Error:
    """One false hit ("FP"), miss ("FN") or duplicate ("DUP"); a lineage link is named "ancestor -> descendant"."""

    measure: str
    what: Literal["FP", "FN", "DUP"]
    title: str
    name: str


@dataclass(frozen=True, order=True, slots=True)
class Count:
    """Right, wrong and missed answers. All ratios lie in 0..1 and are 0 where there is nothing to divide by."""

    tp: int
    fp: int
    fn: int

    @property
    def precision(self) -> float:
        """How much of what the store says is right."""
        return self.tp / max(1, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """How much of what the annotations ask for is found."""
        return self.tp / max(1, self.tp + self.fn)

    @property
    def f1(self) -> float:
        """The harmonic mean of both.

        >>> Count(tp=1, fp=1, fn=0).f1
        0.6666666666666666
        """
        return 2 * self.tp / max(1, 2 * self.tp + self.fp + self.fn)


@dataclass(frozen=True, order=True, slots=True)
class Resolution:
    """B-cubed over what was found: precision falls where two things are one node, recall where one thing is several."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


@dataclass(frozen=True, slots=True)
class Scores:
    """The result of an evaluation: `papers` were annotated, `found` of them are in the store.

    `measures` has every name in `MEASURES`; `roles` maps methods, tasks, datasets and hardware, where any was found, to
    the part (0..1) of those found that have the right role.
    """

    papers: int
    found: int
    measures: dict[str, Count]
    roles: dict[str, float]
    resolution: Resolution
    errors: tuple[Error, ...] = field(repr=False)

    def figures(self) -> dict[str, Any]:
        """All figures as plain values, for JSON."""
        return {
            "papers": self.papers,
            "found": self.found,
            "measures": {name: asdict(count) | _ratios(count) for name, count in self.measures.items()},
            "roles": self.roles,
            "resolution": _ratios(self.resolution),
        }


def _ratios(of: Count | Resolution) -> dict[str, float]:
    return {"precision": of.precision, "recall": of.recall, "f1": of.f1}


def evaluate(store: Store, gold: Iterable[GoldPaper]) -> Scores:
    """How well `store` says what the annotations say; papers are told by their titles."""
    return score(store.graph(), gold)


def score(graph: Graph, gold: Iterable[GoldPaper]) -> Scores:
    """How well `graph` says what the annotations say; papers are told by their titles."""
    known: dict[str, Prediction] = {}
    for prediction in predictions(graph):
        known.setdefault(spelling(prediction.title), prediction)
    tally, papers = _Tally(), tuple(gold)
    for paper in papers:
        prediction = known.get(spelling(paper.title), Prediction(paper.title))
        for kind in _MEASURE_OF:
            _entities(tally, paper, kind, prediction.of(kind))
        _code(tally, paper, prediction)
        _lineage(tally, paper, prediction)
    return Scores(
        papers=len(papers),
        found=sum(spelling(paper.title) in known for paper in papers),
        measures={measure: tally.count(measure) for measure in MEASURES},
        roles={measure: sum(right) / len(right) for measure, right in tally.roles.items()},
        resolution=_resolution(tally.pairs),
        errors=tuple(tally.errors),
    )


def predictions(graph: Graph) -> tuple[Prediction, ...]:
    """What a graph says about each paper: the strongest role of every entity, the paper's code, its claims of lineage.

    Papers come in the order of the lines of an N-Triples export and entities in its reverse, as a scorer sees them that
    loads such an export into a store: where several nodes name one thing, the first is the hit.
    """
    entities = {entity.key: entity for entity in graph.entities}
    roles: dict[str, dict[str, str]] = defaultdict(dict)
    code: dict[str, list[str]] = defaultdict(list)
    for edge in sorted(graph.edges, key=lambda edge: (edge.predicate, _line(edge.object)), reverse=True):
        if edge.subject not in graph.papers:
            continue
        if edge.predicate in ("hasCode", "hasPage"):
            code[edge.subject].append(edge.object)
        elif edge.predicate in _ROLE_OF and entities[edge.object].kind in _MEASURE_OF:
            role, said = _ROLE_OF[edge.predicate], roles[edge.subject]
            said[edge.object] = min(role, said.get(edge.object, role), key=_STRENGTH.__getitem__)
    lineage: dict[str, set[LineageLink]] = defaultdict(set)
    for item in graph.evidence:
        if item.predicate in _LINK_OF:
            lineage[item.paper].add(LineageLink(item.object, item.subject, _LINK_OF[item.predicate]))
    return tuple(
        Prediction(
            title=graph.papers[key].title,
            entities=tuple(_predicted(entities[name], role) for name, role in roles[key].items()),
            code=tuple(sorted(code[key])),
            lineage=tuple(sorted(lineage[key])),
        )
        for key in sorted(graph.papers, key=_line)
    )


def _predicted(entity: Entity, role: str) -> Predicted:
    return Predicted(entity.key, entity.kind, (entity.label, *entity.aliases), role)


def _line(key: str) -> str:
    """What a key is ordered by in N-Triples, where ">" ends an IRI."""
    return f"{key}>"


class _Tally:
    """What is counted paper by paper; wrong and missed answers are counted by the errors that say so."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.errors: list[Error] = []
        self.roles: dict[str, list[bool]] = defaultdict(list)
        self.pairs: list[tuple[tuple[str, ...], str]] = []
        """(annotated thing, key of the node) for everything found."""

    def count(self, measure: str) -> Count:
        what = Counter(error.what for error in self.errors if error.measure == measure)
        return Count(self.right[measure], what["FP"] + what["DUP"], what["FN"])


def _entities(tally: _Tally, paper: GoldPaper, kind: Kind, said: Sequence[Predicted]) -> None:
    measure, gold = _MEASURE_OF[kind], paper.of(kind)
    place, hits = _matched(gold, said)
    for item in said:
        if item.key not in place:
            tally.errors.append(Error(measure, "FP", paper.title, item.names[0]))
        elif hits[place[item.key]] is not item and not gold[place[item.key]].optional:
            tally.errors.append(Error(measure, "DUP", paper.title, item.names[0]))
    for number, entity in enumerate(gold):
        if entity.optional:
            continue
        if number in hits:
            tally.right[measure] += 1
            tally.roles[measure].append(hits[number].role == entity.role)
        else:
            tally.errors.append(Error(measure, "FN", paper.title, entity.name))
        node = next((item.key for item in said if item.spellings & entity.spellings), None)
        if node:
            tally.pairs.append(((kind, spelling(entity.name), entity.homonym), node))
    if kind == "Method":
        _introduced(tally, paper, [item for item in said if item.key not in place], hits)


def _matched(gold: Sequence[GoldEntity], said: Sequence[Predicted]) -> tuple[dict[str, int], dict[int, Predicted]]:
    """(place in `gold` of each node that names something there, the node that is the hit for each such place).

    Of several annotations that a node names, one not found yet goes first, then a firm one, then the likest.
    """
    place: dict[str, int] = {}
    hits: dict[int, Predicted] = {}
    wanted = [(entity.spellings, entity.optional) for entity in gold]
    for item in said:
        spelt = item.spellings
        choice = [(n in hits, optional, -len(s & spelt), n) for n, (s, optional) in enumerate(wanted) if s & spelt]
        if choice:
            place[item.key] = min(choice)[-1]
            hits.setdefault(place[item.key], item)
    return place, hits


def _introduced(tally: _Tally, paper: GoldPaper, unknown: Iterable[Predicted], hits: Mapping[int, Predicted]) -> None:
    """What the paper proposes as its own: the nodes that lineage hangs on."""
    for number, entity in enumerate(paper.methods):
        if entity.optional:
            continue
        said = number in hits and hits[number].role == "introduces"
        if said and entity.role == "introduces":
            tally.right["introduces"] += 1
        elif said or entity.role == "introduces":
            tally.errors.append(Error("introduces", "FP" if said else "FN", paper.title, entity.name))
    for item in unknown:
        if item.role == "introduces":
            tally.errors.append(Error("introduces", "FP", paper.title, item.names[0]))


def _code(tally: _Tally, paper: GoldPaper, prediction: Prediction) -> None:
    gold, said = ({_address(url) for url in urls} for urls in (paper.code, prediction.code))
    tally.right["code"] += len(gold & said)
    tally.errors += [Error("code", "FN", paper.title, url) for url in sorted(gold - said)]
    tally.errors += [Error("code", "FP", paper.title, url) for url in sorted(said - gold)]


def _address(url: str) -> str:
    bare = re.sub(r"\A(https?://)?(www\.)?", "", url.strip().lower())
    return re.split("[#?]", bare)[0].rstrip("/.").removesuffix(".git")


def _lineage(tally: _Tally, paper: GoldPaper, prediction: Prediction) -> None:
    methods = prediction.of("Method")
    place, _ = _matched(paper.methods, methods)
    # A node that names nothing annotated stays itself: no annotated name begins with a question mark and its key.
    name_of = {key: paper.methods[number].name for key, number in place.items()}
    label_of = {f"?{item.key}": item.names[0] for item in methods}
    doubtful = {method.name for method in paper.methods if method.optional}
    excused = {(link.ancestor, link.descendant) for link in paper.lineage if link.optional}
    for measure, types in _LINEAGE.items():
        gold = {
            (link.ancestor, link.descendant): link.optional or bool(doubtful & {link.ancestor, link.descendant})
            for link in paper.lineage
            if link.type in types
        }
        said = {
            (name_of.get(link.ancestor, f"?{link.ancestor}"), name_of.get(link.descendant, f"?{link.descendant}"))
            for link in prediction.lineage
            if link.type in types
        }
        asked = {pair for pair, optional in gold.items() if not optional}
        tally.right[measure] += len(asked & said)
        wrong = [tuple(label_of.get(end, end) for end in pair) for pair in said - gold.keys() - excused]
        tally.errors += [Error(measure, "FP", paper.title, " -> ".join(pair)) for pair in sorted(wrong)]
        tally.errors += [Error(measure, "FN", paper.title, " -> ".join(pair)) for pair in sorted(asked - said)]


def _resolution(pairs: Sequence[tuple[tuple[str, ...], str]]) -> Resolution:
    if not pairs:
        return Resolution(0.0, 0.0)
    things, nodes = Counter(thing for thing, _ in pairs), Counter(node for _, node in pairs)
    together = Counter(pairs).items()
    return Resolution(
        precision=sum(n * n / nodes[node] for (_, node), n in together) / len(pairs),
        recall=sum(n * n / things[thing] for (thing, _), n in together) / len(pairs),
    )
