"""Finds the named components of what a paper proposes: noun phrases in small letters, and capitalised names in lists.

Authors seldom capitalise a part of their method ("an attribute adaptor", "a concept enhancement strategy"). Such a phrase
is taken for a name only where the words around it announce a contribution or count its parts, and where its head says
what sort of part it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from kg.linkers._cues import BOUNDARY, BY_THE_METHOD, PROPOSAL
from kg.linkers._names import is_coined, is_opener, is_proper, name_at, words

PART_HEAD = re.compile(
    r"(?:module|loss|aggregator|attention|router|adapt[oe]r|sampler|sampling|block|layer|encoder|decoder|"
    r"transformer|heads?|predictor|classifier|generator|discriminator|regulari[sz]ation|regulari[sz]er|normali[sz]ation|"
    r"pruning|quanti[sz]ation|distillation|fusion|aggregation|alignment|routing|scheduling|scheduler|optimi[sz]er|"
    r"estimator|estimation|controller|penalty|clipping|convolutions?|embedding|tokeni[sz]er|hypernetwork|supernet|"
    r"autoencoder|augmentation|initiali[sz]ation|parametri[sz]ation|factori[sz]ation|decomposition|modulation|masking|"
    r"propagation|retrieval|matching|refinement|adaptation|correction|compensation|calibration|renderer|"
    r"partitioning|caching|cache|parallelism|decoding|tuning|fine-tuning|pre-training|objective|operator|unit|gate|gating)s?"
)
"""A word that makes a part of the words before it."""
_MANNER_HEAD = re.compile(r"mechanisms?|strateg(?:y|ies)")
_WIDER = re.compile(
    r" (?:frameworks?|systems?|models?|functions?|measures?|metrics?|benchmarks?|approach(?:es)?|polic(?:y|ies)|problems?|networks?|"
    r"architectures?|pipelines?|paradigms?|agents?|data ?sets?|theory|procedures?|space|process)\b"
)
"""Nouns that make of a part something wider, which its makers do not mean as a name."""
_PLAIN_HEAD = re.compile(r"(?:method|technique|algorithm|scheme)s?")
"""A word that makes a part of two words before it; the plain ones are no part of the name."""
_VAGUE = frozenset(
    """
    a an the our new novel simple effective efficient lightweight general unified generic flexible powerful
    scalable robust fast first improved two-stage multi-stage three-stage end-to-end deep neural learning
    machine training practical principled theoretical comprehensive systematic alternative specialized dedicated
    customized tailored carefully designed innovative advanced low-cost cost-effective plug-and-play
    model-agnostic training-free parameter-free data-driven computational experimental large-scale
    high-performance fully highly more so-called special different additional corresponding suitable optimal
    better light-weight modular hybrid open-source compact accurate and automatic automated intelligent smart
    joint integrated following above proposed overall whole entire single several various multiple two three
    four five set series family class range number variety of type kind new-generation next-generation one such
    this that key core main major important additional yet also five-stage four-stage two-step three-step
    """.split()
)
"""Words that make no name of the noun behind them."""
_ADVERB = re.compile(r"(?!(?:assembl|anomal|famil|suppl|repl|assemb|homograph|polyl)y|early|friendly|monopoly)[a-z]+ly")
"""A word that says how, as in "provably convergent sampler", and not "anomaly" or "assembly"."""
_COUNTS = frozenset("more less several various multiple two three four five many different".split())
"""Words that make the noun behind them a class of parts, each with a name of its own."""
_AND_CALLED = re.compile(r"\s*(?:\([^)]{1,30}\))?\s*(?:,\s*and|,|and|as well as)\s+(?=an?\s|the\s)")
_AND_SMALL = re.compile(r"\s*(?:,\s*and|,|and|as well as)\s+(?=[a-z])")
_SAYS_WHAT = re.compile(r"(?: \([^)]*\))?, (?:an?|the first|our) (?!and\b)")
_LIST_ENDS = re.compile(r",? and an? ")
_PASSIVE = re.compile(
    r"\b(?:[Aa]n? |[Tt]wo |[Tt]hree )((?:[\w-]+ ){2,7})(?:\([^)]*\) )?(?:is|are) (?:\w+ly )?"
    r"(?:proposed|introduced|designed|developed|presented|devised|constructed|employed)\b"
)
_AND_NAME = re.compile(r"\s*(?:\([^)]{1,30}\))?\s*(?:,\s*and|and|as well as)\s+(?=[A-Z])")
_ITEM = re.compile(
    r"(?:\((?:[1-6]|i{1,3}|iv|v|[a-d])\)|(?<![\w.])(?:[1-6]|i{1,3})\)|;(?: and)?|(?:components?|modules?|techniques|strategies|parts|"
    r"innovations|stages|designs|contributions|roles|branches)\s?:|(?:Specifically|In particular|Moreover|Additionally|Furthermore|First|Second|Third|Fourth|Firstly|Secondly|Thirdly|Lastly|Finally),?)\s+"
)
"""What stands before one of several parts that a text counts."""
_EMPLOYS = re.compile(
    r"\b(?:employs|uses|adopts|leverages|incorporates|integrates|features)\s+(?:an?\s|the\s)?(?:novel\s|new\s)?"
)
_NOVEL = re.compile(r"(?<!, )\b(?:[Aa]|[Tt]he|[Oo]ur) (?:new |newly \w+ |novel )")
_AFTER_ITEM = re.compile(r"\s*(?:[,(:;]|\.\s|\.?\Z|(?:to|for|that|which|with|is|and|during)\b|[a-z]+s\b)")


def components(text: str, sentences: list[tuple[int, int]], announced: int) -> list[tuple[int, int, str]]:
    """(start, end, rule) of every named component, sorted; `announced` is where the paper begins to speak of its own work.

    The rule is "described" for a name in small letters, "listed" for a capitalised one.

    >>> text = "X\\nWe propose an attribute adaptor and a new tango scanning scheme. Its parts: (1) Token Elimination, ..."
    >>> [(text[a:b], rule) for a, b, rule in components(text, [(0, 1), (2, 67), (68, len(text))], 2)]
    [('attribute adaptor', 'described'), ('tango scanning', 'described'), ('Token Elimination', 'listed')]
    """
    return sorted(set(_components(text, sentences, announced)))


def _components(text: str, sentences: list[tuple[int, int]], announced: int) -> Iterator[tuple[int, int, str]]:
    for start, end in sentences[1:]:
        for cue in PROPOSAL.finditer(text, start, end):
            yield from _described(text, cue.end(), end)
        if start < announced:
            continue
        for cue in BY_THE_METHOD.finditer(text, start, end):
            yield from _described(text, cue.end(), end)
        for cue in _PASSIVE.finditer(text, start, end):
            yield from _described(text, cue.start(1), cue.end(1))
        for cue in _ITEM.finditer(text, start, end):
            if text.startswith(("a ", "an "), cue.end()):
                yield from _described(text, cue.end(), end)
            yield from _listed(text, cue.end(), end)
        for cue in _NOVEL.finditer(text, start, end):
            yield from _described(text, cue.end(), end)
            yield from _listed(text, cue.end(), end)
        for cue in _EMPLOYS.finditer(text, start, end):
            yield from _listed(text, cue.end(), end)


def _described(text: str, at: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Names in small letters: "an attribute adaptor and a feature inheritance strategy"."""
    while phrase := _small_name(text, at, end):
        begin, stop, after, named = phrase
        if named:
            yield begin, stop, "described"
        joint = _AND_CALLED.match(text, after, end) or (_AND_SMALL.match(text, after, end) if named else None)
        listed = joint and (joint[0].endswith(("and ", "as ")) or _LIST_ENDS.search(text, joint.end(), end))
        if not joint or not listed or "), " in joint[0]:
            break  # ", a ..." outside a list only says what the name before it is
        at = joint.end()


def _small_name(text: str, at: int, end: int) -> tuple[int, int, int, bool] | None:
    """(start, end, end of the phrase, whether it is a name) of the noun phrase in small letters that begins at `at`."""
    boundary = BOUNDARY.search(text, at, end)
    stop = boundary.start() if boundary else end
    run = list(takewhile(lambda found: found[2] not in ("and", "or", "as"), words(text, at, stop)))
    counted = False
    while run and run[0][2].casefold() in _VAGUE:
        counted = run.pop(0)[2].casefold() in _COUNTS or counted
    if not run:
        return None
    # The name ends at the last head word: "the pre-gating router decoupled from ...".
    last = max((i for i, (_, _, w) in enumerate(run[:6]) if i and _is_head(w)), default=len(run) - 1)
    *modifiers, head = run[: last + 1]
    specific = [w for _, _, w in modifiers if w.casefold() not in _VAGUE and not _ADVERB.fullmatch(w)]
    least = 1 if PART_HEAD.fullmatch(head[2]) else 2
    named = not counted and least <= len(modifiers) <= 4 and _is_head(head[2]) and not _WIDER.match(text, head[1], end)
    # "We propose head attribution, a technique ...": what stands without an article is a name whatever its head.
    bare = (
        not counted
        and not text[at : run[0][0]].strip()
        and 1 < len(run) < 5
        and _SAYS_WHAT.match(text, run[-1][1], end)
    )
    if bare and all(w == w.lower() for _, _, w in run):
        return run[0][0], run[-1][1], run[-1][1], True
    small = len(specific) == len(modifiers) and not any(
        is_coined(w) or (is_proper(w) and w[1:].islower()) for _, _, w in run[: last + 1]
    )
    plain = _PLAIN_HEAD.fullmatch(head[2]) or (
        _MANNER_HEAD.fullmatch(head[2]) and modifiers and PART_HEAD.fullmatch(modifiers[-1][2])
    )
    final = modifiers[-1] if modifiers and plain else head
    return run[0][0], final[1], head[1], named and small


def _is_head(word: str) -> bool:
    return any(heads.fullmatch(word) for heads in (PART_HEAD, _MANNER_HEAD, _PLAIN_HEAD))


def _listed(text: str, at: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Capitalised names of two to six words: "(1) Token Elimination, which ..."."""
    if text.startswith(("a ", "an ", "A ", "An "), at):
        at = text.index(" ", at) + 1
    while True:
        first = next((word for _, _, word in words(text, at, end)), "")
        run = name_at(text, at, end) if not is_opener(first) else None
        if run is None or not 2 <= len(text[run[0] : run[1]].split()) <= 6 or not _AFTER_ITEM.match(text, run[1], end):
            return
        if sum(is_proper(word) for _, _, word in words(text, *run)) > 1:
            yield *run, "listed"
        joint = _AND_NAME.match(text, run[1], end)
        if not joint:
            return
        at = joint.end()
