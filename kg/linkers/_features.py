"""What a model is told of a candidate beside the words: its letters, its place, the vocabulary, and what the rules found.

Every matrix is float32 with values in 0..1. Columns that come from the rule linkers are named by `RULE_COLUMNS`, so
that they can be blanked: a model trained with some papers blanked also judges without rules.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
from spacy.tokens import Doc, Span

from kg.linkers._candidates import FOUND_GROUPS, MAX_TOKENS, Candidates
from kg.linkers._cues import announced_at
from kg.linkers._findings import Finding, read
from kg.linkers._names import is_camel, is_coined, is_opener, is_proper
from kg.linkers._sentences import Sentences
from kg.linkers._spans import text_of
from kg.model import Kind, Predicate

KINDS: tuple[Kind, ...] = ("Method", "Task", "Dataset", "Hardware")
"""The kinds that are judged, in the order of the model's outputs."""

ROLES: tuple[tuple[Kind, tuple[Predicate, ...]], ...] = (
    ("Method", ("introduces", "buildsOn", "uses", "comparesWith", "mentions")),
    ("Task", ("addresses", "mentions")),
    ("Dataset", ("introduces", "usesDataset", "mentions")),
    ("Hardware", ("runsOn", "targets", "mentions")),
)
"""The roles of each kind, in the order of the model's outputs."""

PAIRS = ("none", "extends", "comparedWith")
"""What can hold from one method of a paper to another, in the order of the model's outputs."""

_FINDERS = (
    "vocabulary", "title", "called", "proposed", "passive", "ours", "explained-own", "described", "coined-own", "titled",
    "explained", "coined", "repeated", "introduced", "pattern", "shape", "dataset", "head", "model", "coordinated",
    "apposed", "listed", "means",
)  # fmt: skip
"""Rules that find names, as the linkers call them; a rule that is not here counts as none of them."""
_PREDICATES: tuple[Predicate, ...] = tuple(dict.fromkeys(role for _, roles in ROLES for role in roles))
_FAMILIES = ("pair", "cue", "kind", "name", "title", "remedy")

_WORDS = 1 << 16
"""Words whose letters are remembered in a process."""
_WORD = re.compile(r"\S+")
_TYING = frozenset("-–/")
_SHAPES = 15
_TOKEN_PLAIN = _SHAPES + 2 + 2 * len(KINDS)
TOKEN_COLUMNS = _TOKEN_PLAIN + 2 * len(KINDS) + len(_PREDICATES)
"""Columns of `Features.tokens`."""
_WRITTEN, _LETTERS = 4, 10
_SPAN_PLAIN = MAX_TOKENS + 1 + _LETTERS + len(KINDS)
SPAN_COLUMNS = _SPAN_PLAIN + len(KINDS) + 3 + len(_FINDERS)
"""Columns of `Features.spans`."""
_CLUSTER_PLAIN = 6
CLUSTER_COLUMNS = _CLUSTER_PLAIN + len(KINDS) + 2 * len(_PREDICATES) + 3
"""Columns of `Features.clusters`."""
_PAIR_PLAIN = 9
PAIR_COLUMNS = _PAIR_PLAIN + 2 + len(_FAMILIES) + 2
"""Columns of `pair_features`."""
RULE_COLUMNS: Mapping[str, slice] = {
    "tokens": slice(_TOKEN_PLAIN, TOKEN_COLUMNS),
    "spans": slice(_SPAN_PLAIN, SPAN_COLUMNS),
    "clusters": slice(_CLUSTER_PLAIN, CLUSTER_COLUMNS),
    "pairs": slice(_PAIR_PLAIN, PAIR_COLUMNS),
}
"""Matrix -> its columns that come from the rules."""
FORM = {"version": 4, "columns": [TOKEN_COLUMNS, SPAN_COLUMNS, CLUSTER_COLUMNS, PAIR_COLUMNS]}
"""What a model's graphs take and give: a model that was trained for another form does not fit."""


@dataclass(frozen=True, slots=True)
class Features:
    """Float32 matrices with a row for each token, each candidate, each cluster."""

    tokens: np.ndarray
    spans: np.ndarray
    clusters: np.ndarray

    def of_rows(self) -> np.ndarray:
        """(tokens + 2, TOKEN_COLUMNS): those of the encoder's rows; its marks at both ends have none."""
        return np.pad(self.tokens, ((1, 1), (0, 0)))


def features(doc: Doc, found: Candidates) -> Features:
    """The features of a document's tokens and candidates; the rule linkers must have been over it."""
    findings = [*read(doc, "kg_roles"), *read(doc, "kg_lineage")]
    return Features(_tokens(doc, found, findings), _spans(doc, found), _clusters(doc, found, findings))


def _code(flags: Iterable[bool]) -> int:
    """Flags as the bits of a number, the first the lowest: quick to keep, and to make an array of."""
    return sum(flag << place for place, flag in enumerate(flags))


def _cut(text: str, starts: np.ndarray, ends: np.ndarray) -> list[str]:
    """The parts `[start, end)` of a text."""
    return [text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def _bits(codes: Iterable[int], width: int) -> np.ndarray:
    """(codes, width) int64: the flags of each number."""
    return (np.fromiter(codes, dtype=np.int64)[:, None] >> np.arange(width)) & 1


def _tokens(doc: Doc, found: Candidates, findings: Iterable[Finding]) -> np.ndarray:
    text, sentences = text_of(doc), Sentences(doc).offsets
    announced, title_end = announced_at(doc), sentences[0][1]
    rows = np.zeros((len(doc), TOKEN_COLUMNS), dtype=np.float32)
    rows[:, : _SHAPES - 4] = _bits(map(_shape, _cut(text, found.starts, found.ends)), _SHAPES - 4)
    opens = np.diff(found.sentence_of, prepend=0) > 0
    title, scenery = found.starts < title_end, (title_end <= found.starts) & (found.starts < announced)
    rows[:, _SHAPES - 4 : _SHAPES] = np.stack([opens, title, scenery, found.starts / max(1, len(text))], axis=1)
    column = _SHAPES
    for span in doc.spans["kg_abbreviations"]:
        rows[span.start : span.end, column + (span.label_ == "short")] = 1
    column += 2
    _tag(rows, column, doc.spans["kg_vocabulary"])
    column += 2 * len(KINDS)
    for group in FOUND_GROUPS:
        _tag(rows, column, doc.spans[group])
    column += 2 * len(KINDS)
    for finding in findings:
        if finding.predicate in _PREDICATES:
            rows[finding.span.start : finding.span.end, column + _PREDICATES.index(finding.predicate)] = 1
    return rows


@lru_cache(_WORDS)
def _shape(word: str) -> int:
    capitals = sum(c.isupper() for c in word)
    return _code((
        word.islower(),
        word[:1].isupper() and capitals == 1,
        capitals > 1 and word.upper() == word,
        capitals > 1 and word.upper() != word,
        any(c.isdigit() for c in word),
        word.isdigit(),
        not any(map(str.isalnum, word)),
        len(word) <= 2,
        is_proper(word),
        is_coined(word),
        is_opener(word),
    ))  # fmt: skip


@lru_cache(_WORDS)
def _sides(before: str, behind: str) -> int:
    """What ties a token to its neighbours, of the character before it and the two behind."""
    return _code((
        before == "(",
        before in _TYING,
        behind[:1] in _TYING,
        behind[:1] == ")",
        behind == " (",
    ))  # fmt: skip


def _tag(rows: np.ndarray, column: int, spans: Iterable[Span]) -> None:
    """Mark first and further tokens of spans, each kind in two columns of its own."""
    for span in spans:
        at = column + 2 * KINDS.index(span.label_)
        rows[span.start, at] = 1
        rows[span.start + 1 : span.end, at + 1] = 1


def _spans(doc: Doc, found: Candidates) -> np.ndarray:
    text = text_of(doc)
    rows = np.zeros((len(found.spans), SPAN_COLUMNS), dtype=np.float32)
    listed = {(s.start, s.end - 1, KINDS.index(s.label_)) for s in doc.spans["kg_vocabulary"]}
    by_rule = {(s.start, s.end - 1, KINDS.index(s.label_)): s.id_ for g in FOUND_GROUPS for s in doc.spans[g]}
    depth = np.zeros(len(doc) + 1, dtype=np.int64)
    edges = np.zeros(len(doc) + 1, dtype=bool)
    for start, end, _ in by_rule:
        depth[start] += 1
        depth[end + 1] -= 1
        edges[start] = edges[end + 1] = True
    covered = np.concatenate([[0], np.cumsum(np.cumsum(depth[:-1]) > 0)])
    first, last = found.spans[:, 0], found.spans[:, 1]
    everything = np.arange(len(rows))
    rows[everything, np.minimum(last - first, MAX_TOKENS)] = 1
    inside = covered[last + 1] - covered[first]
    column = _SPAN_PLAIN + len(KINDS)
    rows[:, column], rows[:, column + 1] = inside == last - first + 1, inside > 0
    rows[:, column + 2] = edges[first] & edges[last + 1]
    rows[:, MAX_TOKENS + 1 : MAX_TOKENS + 1 + _LETTERS] = _letters(text, found)
    for start, end, kind in listed:
        if (start, end) in found.at:
            rows[found.at[start, end], MAX_TOKENS + 1 + _LETTERS + kind] = 1
    for (start, end, kind), rule in by_rule.items():
        if (start, end) in found.at:
            rows[found.at[start, end], _SPAN_PLAIN + kind] = 1
            if rule in _FINDERS:
                rows[found.at[start, end], column + 3 + _FINDERS.index(rule)] = 1
    return rows


def _letters(text: str, found: Candidates) -> np.ndarray:
    """(m, _LETTERS): how each candidate is written, and what stands at its sides."""
    places = np.array([match.span() for match in _WORD.finditer(text)], dtype=np.int64).reshape(-1, 2)
    begins_in = np.searchsorted(places[:, 0], found.starts, side="right") - 1
    ends_in = np.searchsorted(places[:, 0], found.ends, side="left") - 1
    opens, closes = found.spans[:, 0], found.spans[:, 1]
    # A candidate may begin and end inside a word; between the two it holds whole ones.
    whole = _written_at(text, places[:, 0], places[:, 1])
    heads, tails = whole[begins_in], whole[ends_in]
    cut = np.unique(opens[found.starts[opens] != places[begins_in[opens], 0]])
    heads[cut] = _written_at(text, found.starts[cut], places[begins_in[cut], 1])
    cut = np.unique(closes[found.ends[closes] != places[ends_in[closes], 1]])
    tails[cut] = _written_at(text, places[ends_in[cut], 0], found.ends[cut])
    first, last = begins_in[opens], ends_in[closes]
    single = first == last
    summed = np.concatenate([np.zeros((1, _WRITTEN), dtype=np.int64), np.cumsum(whole, axis=0)])
    flags = summed[last] - summed[np.minimum(first + 1, last)] + heads[opens] + tails[closes]
    flags[single] = _written_at(text, found.starts[opens[single]], found.ends[closes[single]])
    words = last - first + 1
    before, behind = _cut(text, found.starts - 1, found.starts), _cut(text, found.ends, found.ends + 2)
    ties = _bits(map(_sides, before, behind), 5)
    return np.stack(
        [
            flags[:, 0] / words,
            flags[:, 1] > 0,
            flags[:, 2] > 0,
            flags[:, 3] == words,
            single,
            ties[opens, 1],
            ties[closes, 2],
            ties[opens, 0],
            ties[closes, 3],
            ties[closes, 4],
        ],
        axis=1,
    ).astype(np.float32)


def _written_at(text: str, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """(parts, _WRITTEN): how the parts `[start, end)` of a text are written."""
    return _bits(map(_written, _cut(text, starts, ends)), _WRITTEN)


@lru_cache(_WORDS)
def _written(word: str) -> int:
    return _code((word[:1].isupper(), is_coined(word), is_camel(word), is_proper(word)))


def _clusters(doc: Doc, found: Candidates, findings: Iterable[Finding]) -> np.ndarray:
    rows = np.zeros((found.clusters, CLUSTER_COLUMNS), dtype=np.float32)
    title_end = Sentences(doc).offsets[0][1]
    cluster_of = found.cluster_of[found.group_of]
    mentions = np.bincount(cluster_of, minlength=len(rows))
    rows[:, 0] = np.minimum(1.0, np.log1p(mentions) / 3)
    rows[:, 1] = mentions == 1
    rows[:, 2] = np.bincount(found.cluster_of, minlength=len(rows)) > 1
    starts = found.starts[found.spans[:, 0]]
    rows[cluster_of[starts < title_end], 3] = 1
    rows[cluster_of[starts >= title_end], 4] = 1
    rows[cluster_of[starts == 0], 5] = 1
    column = _CLUSTER_PLAIN + len(KINDS)
    for finding in findings:
        cluster_found = cluster_at(found, finding.span)
        if cluster_found is None:
            continue
        if finding.subject:
            if finding.predicate in PAIRS:
                rows[cluster_found, CLUSTER_COLUMNS - (2 if finding.predicate == "extends" else 1)] = 1
        elif finding.predicate in _PREDICATES and finding.kind in KINDS:
            rows[cluster_found, _CLUSTER_PLAIN + KINDS.index(finding.kind)] = 1
            number = _PREDICATES.index(finding.predicate)
            rows[cluster_found, column + number] = 1
            strength = column + len(_PREDICATES) + number
            rows[cluster_found, strength] = max(rows[cluster_found, strength], finding.confidence)
    rows[:, CLUSTER_COLUMNS - 3] = rows[:, _CLUSTER_PLAIN : _CLUSTER_PLAIN + len(KINDS)].any(axis=1)
    return rows


def cluster_at(found: Candidates, span: Span) -> int | None:
    """The cluster of the candidate that a span is; None if it is none."""
    number = found.at.get((span.start, span.end - 1))
    return None if number is None else int(found.cluster_of[found.group_of[number]])


class Pairs:
    """Features of ordered pairs of clusters of one document: (descendant, ancestor)."""

    def __init__(self, doc: Doc, found: Candidates) -> None:
        self._title_end = Sentences(doc).offsets[0][1]
        self._order, self._parts = found.order(), found.members()["clustered"]
        self._found = found
        self._said: dict[tuple[int, int], list[Finding]] = defaultdict(list)
        by_name: dict[str, int] = {}
        for span in doc.spans["kg_methods"]:
            cluster = cluster_at(found, span)
            by_name.setdefault(span.kb_id_, -1 if cluster is None else cluster)
        for finding in read(doc, "kg_lineage"):
            if finding.predicate in PAIRS:
                pair = (by_name.get(finding.subject, -1), by_name.get(finding.name, -1))
                self._said[pair].append(finding)

    def _spans(self, cluster: int) -> list[list[int]]:
        begin, end = self._parts[cluster]
        return cast(list[list[int]], self._found.spans[np.sort(self._order[begin:end])].tolist())

    def _names(self, cluster: int) -> list[str]:
        return [self._found.names[group] for group in np.flatnonzero(self._found.cluster_of == cluster)]

    def said(self) -> dict[tuple[int, int], frozenset[str]]:
        """The pairs that the rules found, and what they say of each."""
        return {
            pair: frozenset(finding.predicate for finding in said)
            for pair, said in self._said.items()
            if min(pair) >= 0 and pair[0] != pair[1]
        }

    def __call__(self, pairs: Iterable[tuple[int, int]]) -> np.ndarray:
        """(pairs, PAIR_COLUMNS) float32."""
        rows = [self._row(descendant, ancestor) for descendant, ancestor in pairs]
        return np.array(rows, dtype=np.float32).reshape(-1, PAIR_COLUMNS)

    def _row(self, descendant: int, ancestor: int) -> list[float]:
        sentence_of, starts = self._found.sentence_of, self._found.starts
        own, prior = self._spans(descendant), self._spans(ancestor)
        places_own = {int(sentence_of[first]) for first, _ in own}
        places_prior = {int(sentence_of[first]) for first, _ in prior}
        apart = min(abs(a - b) for a in places_own for b in places_prior)
        near = min(abs(a[0] - b[0]) for a in own for b in prior)
        names, others = self._names(descendant), self._names(ancestor)
        row = [
            apart == 0,
            apart == 1,
            min(1.0, apart / 6),
            min(1.0, near / 40),
            min(own) < min(prior),
            starts[own[0][0]] < self._title_end,
            starts[prior[0][0]] < self._title_end,
            any(prior_name.casefold() in name.casefold() for name in names for prior_name in others),
            any(name.casefold() in prior_name.casefold() for name in names for prior_name in others),
        ]
        said, back = self._said.get((descendant, ancestor), []), self._said.get((ancestor, descendant), [])
        families = {family for f in said if f.predicate == "extends" for family in f.rule.split(":")[-1].split("+")}
        row += [any(f.predicate == "extends" for f in said), any(f.predicate == "comparedWith" for f in said)]
        row += [family in families for family in _FAMILIES]
        row += [any(f.predicate == "extends" for f in back), max((f.confidence for f in said), default=0.0)]
        return [float(value) for value in row]
