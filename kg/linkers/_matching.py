"""Finds the names of vocabulary concepts in a text, in all their usual spellings.

spaCy's PhraseMatcher was measured first: it wants every spelling as a pattern of its own, which for twelve thousand
concepts takes nine seconds to build in every process. Here a label is a path of *pieces* (runs of letters or digits) in
a tree; hyphens, blanks and nothing between pieces are all one, so one path stands for all spellings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import cast

from kg.vocabulary import Concept

_PIECE = re.compile(r"[^\W\d_]+|\d+")
_GAP = re.compile(r"[-‐–./_' ~]?\Z")
_SIBILANT_PLURAL = re.compile(r"(?:s|x|z|ch|sh|o)es\Z")
_PLURAL = re.compile(r"s(?!\w)")
"""Behind a name that ends in digits: "H200s"."""
_CAPITAL_INSIDE = re.compile(r"[a-z][A-Z]")
_NO_PLAIN_WORD = re.compile(r"[a-z].*[A-Z]|\d")
"""Letters that no plain word has: a capital behind a small one, a digit."""
_BESIDE = re.compile(r"(?:,? (?:and|or|&) |, |/)(?:the )?")
"""What joins the names of a list."""
_MODEL_SIZE = re.compile(r"-\d+(?:\.\d+)?[BM]\b")
"""What makes even an ambiguous short name that of a model: "OPT-30B"."""
_SIGN = re.compile(r"[^\w\s‐–./'():&+,@$^{}~\"-]")


@dataclass(frozen=True, slots=True)
class Match:
    """A label of `concept` at the half-open offsets `[start, end)`; `sure` is false for an ambiguous label, `proper` is
    true for a name that is matched letter for letter, false for a label that counts `in_any_case`."""

    start: int
    end: int
    concept: Concept
    sure: bool
    proper: bool


@dataclass(frozen=True, slots=True)
class _Label:
    pieces: tuple[str, ...]
    rest: str
    in_any_case: bool
    concept: Concept
    sure: bool


_NOTHING: Mapping[str, _Node] = MappingProxyType({})


class _Node:
    """Where a path of pieces ends or goes on; most only end, and share one empty table."""

    __slots__ = ("labels", "next")

    def __init__(self) -> None:
        self.next: Mapping[str, _Node] = _NOTHING
        self.labels: tuple[_Label, ...] = ()


class ConceptMatcher:
    """Matches the labels of concepts.

    >>> resnet = Concept("Method", "ResNet", aliases=("residual network",))
    >>> [(m.start, m.end) for m in ConceptMatcher([resnet])("ResNets are Residual-Networks, resnet is a typo.")]
    [(0, 7), (12, 29)]
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._root = _Node()
        for concept in concepts:
            for label in (concept.label, *concept.aliases):
                self._add(label, concept, True)
            for label in concept.ambiguous:
                self._add(label, concept, False)

    def _add(self, label: str, concept: Concept, sure: bool) -> None:
        anyhow = in_any_case(label)
        for spelling in (label, label.replace("-", "")) if "-" in label else (label,):
            pieces = tuple(_PIECE.findall(spelling))
            end = spelling.rindex(pieces[-1]) + len(pieces[-1]) if pieces else 0
            # A sign that is no letter ("∞Bench") would be lost, and the rest name something else.
            if not pieces or _SIGN.search(spelling, 0, end):
                continue
            node = self._root
            for piece in pieces:
                if node.next is _NOTHING:
                    node.next = {}
                node = cast(dict[str, _Node], node.next).setdefault(piece.casefold(), _Node())
            node.labels += (_Label(pieces, spelling[end:], anyhow, concept, sure),)

    def __call__(self, text: str) -> list[Match]:
        """All matches in the order of the text; of those of one kind that overlap, the longest. Ambiguous labels count
        only where another label of their concept, or of a directly broader one, is found too (for a proper name, of a
        narrower one: "Kinetics" beside "Kinetics 600"), or where they stand in a list beside a name of their kind that
        counts."""
        found = list(self._all(text))
        sure = [match.concept for match in found if match.sure or _MODEL_SIZE.match(text, match.end)]
        keys = {concept.key for concept in sure}
        broader = {key for concept in sure for key in concept.broader}
        counts = [
            match.sure
            or match.concept.key in keys
            or (match.proper and match.concept.key in broader)
            or not keys.isdisjoint(match.concept.broader)
            for match in found
        ]
        if not all(counts):
            _vouch(text, found, counts)
        return _longest([match for match, right in zip(found, counts, strict=True) if right])

    def _all(self, text: str) -> Iterator[Match]:
        pieces = [(m.start(), m.end(), m[0]) for m in _PIECE.finditer(text)]
        folded = [piece.casefold() for _, _, piece in pieces]
        root = self._root.next
        for first, (start, _, _) in enumerate(pieces):
            if folded[first] not in root and not folded[first].endswith("s"):
                continue
            if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
                continue
            node: _Node | None = self._root
            at = first
            while node is not None and at < len(pieces):
                if at > first and not _GAP.match(text[pieces[at - 1][1] : pieces[at][0]]):
                    break
                for ending, singular in _singulars(folded[at]):
                    last = node.next.get(singular)
                    if last and last.labels:
                        yield from self._at(text, pieces, first, at, ending, last)
                node = node.next.get(folded[at])
                at += 1

    def _at(
        self, text: str, pieces: list[tuple[int, int, str]], first: int, last: int, ending: str, node: _Node
    ) -> Iterator[Match]:
        written = tuple(piece for _, _, piece in pieces[first : last + 1])
        if ending:
            stem = written[-1][: len(written[-1]) - len(ending)]
            written = (*written[:-1], stem + ("y" if ending.casefold() == "ies" else ""))
        for label in node.labels:
            end = pieces[last][1]
            if label.rest:
                if ending or not text.startswith(label.rest, end):
                    continue
                end += len(label.rest)
            elif text[end - 1].isdigit() and _PLURAL.match(text, end):
                end += 1
            if text[end : end + 1].isalnum() or text[end : end + 1] in ("+", "_"):
                continue
            if text[end - 1].isdigit() and text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
                continue
            if label.in_any_case:
                if not _in_compound_name(text, pieces[first][0], end):
                    yield Match(pieces[first][0], end, label.concept, label.sure, False)
            elif _same(written, label.pieces):
                yield Match(pieces[first][0], end, label.concept, label.sure, True)


def in_any_case(label: str) -> bool:
    """Whether a label names its concept whatever its case: common nouns, and names of several ordinary words.

    >>> in_any_case("graph neural network"), in_any_case("Swin Transformer"), in_any_case("Kolmogorov-Arnold network")
    (True, True, True)
    >>> in_any_case("Medusa"), in_any_case("SN-Net")
    (False, False)
    """
    words = re.split("[ -]", label)
    return label.islower() or (" " in label and all(word.isalpha() and word[1:].islower() for word in words))


def _in_compound_name(text: str, start: int, end: int) -> bool:
    """Whether a hyphen ties capitalised words at `[start, end)` to another name, as in LAPTOP-Diff."""
    behind = text[end : end + 1] == "-" and (text[end + 1 : end + 2].isupper() or text[end + 1 : end + 2].isdigit())
    before = start > 1 and text[start - 1] == "-" and text[start - 2].isupper()
    return text[start].isupper() and (behind or before)


def _vouch(text: str, found: list[Match], counts: list[bool]) -> None:
    """Set in `counts` the matches that stand in a list beside one of their kind that counts: "CPU/GPU/DSPs"."""
    begins: dict[int, list[int]] = {}
    for number, match in enumerate(found):
        begins.setdefault(match.start, []).append(number)
    beside = [
        (number, other)
        for number, match in enumerate(found)
        if (joint := _BESIDE.match(text, match.end))
        for other in begins.get(joint.end(), ())
        if found[other].concept.kind == match.concept.kind
    ]
    for pairs in (beside, [(other, number) for number, other in reversed(beside)]):
        for number, other in pairs:
            counts[other] = counts[other] or counts[number]


def _same(written: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Letter for letter, but for the unit in ImageNet-1k, and for the case of a longer name that no plain word can be:
    "ResNET", "imagenet-1k"."""
    one, other = "".join(written), "".join(label)
    if one == other:
        return True
    if (
        len(one) > 5
        and one.casefold() == other.casefold()
        and _CAPITAL_INSIDE.search(other)
        and _NO_PLAIN_WORD.search(one)
    ):
        return True
    return len(written) == len(label) and all(
        w == x or (len(x) == 1 and w.casefold() == x.casefold()) for w, x in zip(written, label, strict=True)
    )


@lru_cache(1 << 16)
def _singulars(piece: str) -> tuple[tuple[str, str], ...]:
    """(ending cut off, what is left) for the piece itself and its possible singulars."""
    return tuple(_cut(piece))


def _cut(piece: str) -> Iterator[tuple[str, str]]:
    yield "", piece
    if len(piece) > 2 and piece.endswith("s") and not piece.endswith("ss"):
        yield "s", piece[:-1]
        if piece.endswith("ies"):
            yield "ies", piece[:-3] + "y"
        elif _SIBILANT_PLURAL.search(piece):
            yield "es", piece[:-2]


def _longest(matches: list[Match]) -> list[Match]:
    kept: list[Match] = []
    ends: dict[str, list[tuple[int, int]]] = {}
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start, not m.sure, m.concept.key)):
        taken = ends.setdefault(match.concept.kind, [])
        if all(match.end <= start or end <= match.start for start, end in taken):
            taken.append((match.start, match.end))
            kept.append(match)
    return sorted(kept, key=lambda m: (m.start, m.end, m.concept.key))
