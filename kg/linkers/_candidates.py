"""What could be a name: the spans of a text that a model judges, and which of them are spellings of one thing.

A *candidate* is a run of at most `MAX_TOKENS` tokens that begins and ends with a word and crosses no clause. Candidates
of equal spelling make a *group*; groups that the text or the rules tie together (an abbreviation and its long form, the
names of one vocabulary concept) make a *cluster*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
from spacy.attrs import IDX, LENGTH, SENT_START
from spacy.tokens import Doc

from kg.ids import name_key
from kg.linkers._spans import text_of

MAX_TOKENS = 8
"""Longest candidate, in tokens; 97 % of annotated names are no longer."""

FOUND_GROUPS = ("kg_hardware", "kg_datasets", "kg_tasks", "kg_methods")
"""Span groups that hold what the rules take for an entity."""

_STOP = frozenset(
    """
    a an the this that these those it its we our us they their he she his her who which what whose whom where when why how
    is are was were be been being am do does did done has have had having can could may might must shall should will would
    and or but nor so yet if then than as at by for from in into of off on onto out over to under up upon via with within
    without while because since although though however moreover furthermore also additionally not no only both either
    neither each every all any some many most more less much few several such other another same thus hence therefore
    here there between among across through during before after above below against about around toward towards per
    propose proposes proposed proposing present presents presented introduce introduces introduced introducing show shows
    shown demonstrate demonstrates demonstrated achieve achieves achieved achieving outperform outperforms outperforming
    outperformed use uses used using based enable enables enabling provide provides providing compared namely called named
    dubbed termed e.g. i.e. etc et al e.g i.e versus vs unlike whether our ours yields yield require requires
    suffer suffers leverage leverages leveraging employ employs remains remain make makes become becomes becoming
    evaluate evaluates evaluated including include includes like given new novel existing proposed recent recently
    """.split()
)
_INSIDE = frozenset("of and to for with the on in a from via or over at by as all no only like".split())
_JOINERS = frozenset(["-", "–", "/", "'s", "'", "+", "*", "&", "^", "_", "’s", "--"])
_ENDINGS = frozenset(["+", "*", "++"])
_NO_NAME = (False, False, False)
"""The class, see `_class`, of a token that breaks off a name: half of a formula ("SE(n"), an author ("Vaswani et al.")."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates of a document, in the order of the text.

    `spans` (m, 2) holds first and last token of each; `group_of` (m,) its group; `names` the text of the first mention
    of each group; `cluster_of` (groups,) its cluster. `starts`, `ends`, `sentence_of` are those of the tokens (n,);
    `at` gives the number of the candidate with these first and last tokens.
    """

    spans: np.ndarray
    group_of: np.ndarray
    names: tuple[str, ...]
    cluster_of: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    sentence_of: np.ndarray
    at: Mapping[tuple[int, int], int]

    @property
    def clusters(self) -> int:
        """How many clusters there are."""
        return int(self.cluster_of.max()) + 1 if len(self.cluster_of) else 0

    def order(self) -> np.ndarray:
        """(m,): the numbers of the candidates, those of a cluster side by side, and among these those of a group."""
        return np.lexsort((self.group_of, self.cluster_of[self.group_of]))

    def members(self) -> dict[str, np.ndarray]:
        """Which candidates make a group or cluster, as a model's graph takes it: `groups` (g, 2) is where each group begins
        and ends among the candidates in their `order`, `clustered` (c, 2) likewise."""
        sizes = np.bincount(self.group_of, minlength=len(self.names))
        clustered = _parts(np.bincount(self.cluster_of, weights=sizes, minlength=self.clusters).astype(np.int64))
        by_cluster = np.argsort(self.cluster_of, kind="stable")
        groups = np.empty((len(sizes), 2), dtype=np.int64)
        groups[by_cluster] = _parts(sizes[by_cluster])
        return {"groups": groups, "clustered": clustered, "cluster_of": self.cluster_of}


def candidates(doc: Doc) -> Candidates:
    """The candidates of a document that the rule linkers have been over; what they found is among them whatever its shape."""
    text = text_of(doc)
    places = doc.to_array([IDX, LENGTH, SENT_START])
    starts, ends = places[:, 0].astype(np.int64), (places[:, 0] + places[:, 1]).astype(np.int64)
    sentence_of = np.cumsum(places[:, 2] == 1)
    offsets = list(zip(starts.tolist(), ends.tolist(), strict=True))
    tokens = [text[a:b] for a, b in offsets]
    found = set(_runs(tokens, sentence_of.tolist()))
    linked = {i for span in doc.spans["kg_links"] for i in range(span.start, span.end)}
    for group in (*FOUND_GROUPS, "kg_vocabulary", "kg_abbreviations"):
        found.update((span.start, span.end - 1) for span in doc.spans[group])
    spans = sorted(found)
    if linked:
        spans = [span for span in spans if linked.isdisjoint(range(span[0], span[1] + 1))]
    group_by_key: dict[str, int] = {}
    names: list[str] = []
    group_of: list[int] = []
    at: dict[tuple[int, int], int] = {}
    for span, key in zip(spans, _keys(tokens, spans), strict=True):
        if not key:
            continue
        if key not in group_by_key:
            group_by_key[key] = len(names)
            names.append(text[offsets[span[0]][0] : offsets[span[1]][1]])
        at[span] = len(group_of)
        group_of.append(group_by_key[key])
    return Candidates(
        spans=np.array(list(at), dtype=np.int64).reshape(-1, 2),
        group_of=np.array(group_of, dtype=np.int64),
        names=tuple(names),
        cluster_of=_clusters(doc, at, group_of, len(names)),
        starts=starts,
        ends=ends,
        sentence_of=sentence_of,
        at=at,
    )


def _keys(tokens: Iterable[str], spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    """What is equal for spellings of one name, as `name_key` says, for each run of tokens. Hundreds of names overlap in
    a text: the letters of its tokens are looked at once."""
    letters = [_letters(token) for token in tokens]
    joined = "".join(folded for folded, _ in letters)
    begins = [0, *accumulate(len(folded) for folded, _ in letters)]
    for first, last in spans:
        key = joined[begins[first] : begins[last + 1]]
        plural = letters[last][1] and len(key) > 3 and not key.endswith("ss")
        yield key[:-1] if plural else key


@lru_cache(1 << 16)
def _letters(token: str) -> tuple[str, bool]:
    """The letters of a token without capitals, and whether the last is the small "s" of a plural."""
    last = next((letter for letter in reversed(token) if letter.isalnum() or letter == "+"), "")
    # With a sign that counts behind it, `name_key` takes no plural for one.
    return name_key(token + "+")[:-1], last == "s"


def _parts(sizes: np.ndarray) -> np.ndarray:
    """(parts, 2): where parts of these sizes begin and end, one behind the other."""
    ends = np.cumsum(sizes)
    return np.stack([ends - sizes, ends], axis=1)


def _runs(tokens: list[str], sentence_of: list[int]) -> Iterable[tuple[int, int]]:
    classes = [_class(token) for token in tokens]
    for author, behind in enumerate(tokens[1:]):
        if behind == "et":
            classes[author] = _NO_NAME
    # Where the sentence of each token ends.
    ends = [len(tokens)] * len(tokens)
    for at in range(len(tokens) - 2, -1, -1):
        ends[at] = ends[at + 1] if sentence_of[at] == sentence_of[at + 1] else at + 1
    for first, (opens, _, _) in enumerate(classes):
        if not opens:
            continue
        yield first, first
        for last in range(first + 1, min(ends[first], first + MAX_TOKENS)):
            _, inside, closes = classes[last]
            if not inside:
                break
            if closes:
                yield first, last


@lru_cache(1 << 16)
def _class(token: str) -> tuple[bool, bool, bool]:
    """Whether a token may open a name, may stand further inside one, and may close it there."""
    if not any(map(str.isalnum, token)):
        return False, token in _JOINERS, token in _ENDINGS
    if token.count("(") != token.count(")"):
        return _NO_NAME
    folded = token.casefold()
    stop = folded in _STOP
    return not stop, not stop or folded in _INSIDE, not stop


def _clusters(doc: Doc, at: Mapping[tuple[int, int], int], group_of: Sequence[int], groups: int) -> np.ndarray:
    """(groups,): the number of the cluster of each group, counted in the order of the groups."""
    root = list(range(groups))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = node = root[root[node]]
        return node

    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for name in (*FOUND_GROUPS, "kg_vocabulary", "kg_abbreviations"):
        for span in doc.spans[name]:
            number = at.get((span.start, span.end - 1))
            if number is not None:
                label = "explained" if name == "kg_abbreviations" else span.label_
                same[label, span.kb_id_].append(group_of[number])
    for members in same.values():
        for other in members[1:]:
            low, high = sorted((find(members[0]), find(other)))
            root[high] = low
    counted: dict[int, int] = {}
    return np.array([counted.setdefault(find(group), len(counted)) for group in range(groups)], dtype=np.int64)
