"""Finds the names that a paper gives to what it proposes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from kg.linkers._components import PART_HEAD, components
from kg.linkers._cues import BOUNDARY, BY_THE_METHOD, IN_PARENTHESES, PROPOSAL, RIVALS, announced_at
from kg.linkers._names import is_camel, is_coined, is_opener, is_proper, leads_name, name_at, words
from kg.linkers._sentences import Sentences
from kg.linkers._spans import SpanMaker, text_of

_NAMING = re.compile(
    r"(?<![\w-])(?:called|call (?:it|this|them)|dubbed|termed|named|namely|name (?:it|this|our \w+)|coined|"
    r"we (?:call|term|name|dub|refer to as)|referred to (?:as|by)|refer to (?:it |this |them |(?:our|this|the) (?:[a-z-]+ ){1,2})?as|denoted (?:as|by)|"
    r"abbreviated (?:as|to)|titled|entitled|codenamed|known as)\s*,?:?\s+(?:as\s+|the\s+|an?\s+|[\"'`“]+)?"
)
_KNOWN_AS = re.compile(r"\bknown as\b|\brefer")
_GENERIC = re.compile(
    r"\b(?:framework|method|approach|model|algorithm|network|architecture|system|technique|scheme|strategy|paradigm|module|"
    r"solution|pipeline|toolkit|library|mechanism|family|families|variant|optimi[sz]er|loss|transformer|engine|platform|"
    r"accelerator|compiler|recipe|procedure|layer|operator|block|backbone|detector|estimator|protocol|policy|agent|toolbox|"
    r"methodology|dataset|benchmark|corpus|formulation|objective|regulari[sz]er|sampler|encoder|decoder|processor|methods|models|networks|simulator)\Z"
)
_APPOSITION = re.compile(r"\s*(?:,|:|\(|--|–|—)\s*(?:namely |i\.e\.,? |called |dubbed |the )?")
_OTHERS = re.compile(r"\b(?:[Rr]ecent(?:ly)?|has been|have been|was|were|prior|previous|existing|by \[|et al)\b")
"""Words of a sentence whose passive speaks of somebody else's proposal."""
_PASSIVE = re.compile(
    r"\)?\s*(?:\([^)]{1,20}\)\s*)?,?\s*(?:(?:is|are|was|were) (?:also |further |then |first |thus |therefore )?"
    r"(?:proposed|introduced|presented|developed|designed|devised|built upon|established)\b"
    r"|(?:is|are) (?:a|an) (?:novel|new|simple|unified|general|lightweight|efficient|scalable|first|open-source|training-free)\b"
    r"|, a (?:novel|new|simple|unified|general|lightweight)\b)"
)
_SAYS_MORE = re.compile(r"(?: \([^)]{1,40}\))?, (?:an?|the first|which is an?) (?:\w+)")
_PASSIVE_HINT = re.compile(r"\b(?:is|are|was|were)\b|, a ")
_OURS = re.compile(
    r"\b[Oo]ur (?:(?:[a-z-]+ ){0,2}(?:methods?|models?|frameworks?|algorithms?|approach|system|architecture|network),? "
    r"(?:called |named |dubbed )?|proposed |new |novel |final |resulting )?"
)
_PROPOSED = re.compile(r"\b[Tt]he (?:newly )?(?:proposed|resulting|presented|introduced) ")
_AND_NAME = re.compile(r"\s*(?:\([^)]{1,30}\))?\s*(?:,\s*and|,|and|as well as|&)\s+(?:the\s+|an?\s+)?")
_AND_PHRASE = re.compile(r"\s*(?:\([^)]{1,20}\))?\s*(?:,\s*and|,|and|&|or)\s+(?:the\s+)?")
"""What joins a further name to one that was found."""
_SMALL_NAME = re.compile(
    r"[\"'`“]*((?!(?:the|a|an|it|this|our|for|to|by|as|in|on|from|into|upon|with|and|that|when)\b)[a-z][a-z-]+(?: (?!(?:for|to|that|which|"
    r"by|and|in|on|with|is|are|as|where|can|whose|from|of|via)\b)[a-z][a-z-]+){1,3})[\"'`”]*(?=[.,;:)(]|\s\(|\s(?:for|to|that|which|by|and|in|on|"
    r"with|is|are|as|where|can|whose|from|via)\b)"
)
"""Two to four words in small letters that a naming cue introduces."""
_TITLE = re.compile(r"(?P<name>[^:]{2,60}?)\s*(?::\s|\s[-–—]{1,3}\s|,\s(?=(?:[Aa]|[Nn]ew|[Tt]he|[Aa]n)\b))")
_KIND_THEN_NAME = re.compile(
    r"(?: \([^)]*\))?(?: [a-z-]+){1,2},? (?:called |named |dubbed |termed )?([A-Z][\w+-]+)(?=[,.;:]|\s(?:that|which|for|to|with)\b)"
)
"""Behind a capitalised phrase that only says what kind a name is of: "... Federated Learning (FL) framework, FAVANO,"."""
_NAME_LAST = re.compile(r"\s?: ([A-Z][\w+-]+)\s*\Z")
_MEANS = re.compile(r"\b(?:[Vv]ia|[Ww]ith|[Uu]sing|[Bb]y|[Tt]hrough)\s+([A-Z][\w-]+(?:\s[A-Z][\w-]+){1,3})\s*\Z")
_RESOURCE = re.compile(
    r"\b(?:data ?sets?|data set|benchmark|corpus|corpora|testbed|leaderboard|test suite|challenge set)s?\b",
    re.IGNORECASE,
)
_RESOURCE_NAME = re.compile(r"(?:[Bb]ench|BENCH|Corpus|Dataset)\Z")
_IS_RESOURCE = re.compile(
    r"\}?(?:\s*\([^)]*\))?\}?(?:,|:| is| as|,? which is)?\s*(?:an?|the|our)?\s*(?:(?!for\b|that\b|to\b|with\b|using\b)[\w-]+ ){0,7}?"
    r"(?:data ?set|benchmark|corpus|testbed|leaderboard|test suite)s?\b(?! (?:results?|performance|suites? show))",
    re.IGNORECASE,
)
"""Words behind a name that say that it is a dataset or benchmark."""


@Language.factory("kg_contributions", assigns=["doc.spans"])
class Contributions:
    """Writes a span for every name that the paper introduces; its label is Method or Dataset, its id the rule."""

    reads: tuple[str, ...] = ("kg_links",)
    writes = "kg_contributions"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_contributions"], in the order of the text."""
        text, make = text_of(doc), SpanMaker(doc)
        named = contributions(text, Sentences(doc).offsets, announced_at(doc))
        # What is once called a dataset is one wherever the paper names it.
        resources = {text[c.start : c.end] for c in named if _is_resource(c, text)}
        found = (
            make(c.start, c.end, "Dataset" if name in resources else "Method", name, c.rule)
            for c, name in ((c, text[c.start : c.end]) for c in named)
        )
        doc.spans[self.writes] = [span for span in found if span is not None]
        return doc


@dataclass(frozen=True, order=True, slots=True)
class Contribution:
    """A name `[start, end)` that the paper gives to its own work. `rule` says how it is given.

    Rules: "title", "proposed", "called", "passive", "ours", and those of `kg.linkers._components`. `resource` is true
    where the words around it say that it is a dataset or benchmark rather than a method.
    """

    start: int
    end: int
    rule: str
    resource: bool = False


def _is_resource(named: Contribution, text: str) -> bool:
    return named.resource or _RESOURCE_NAME.search(text, named.start, named.end) is not None


def contributions(text: str, sentences: list[tuple[int, int]], announced: int) -> list[Contribution]:
    """Every name that a text introduces as its own, sorted; `sentences` are offsets, the first one the title's, and
    `announced` is where the paper begins to speak of its own work.

    >>> text = "X\\nWe propose Stitchable Networks, a framework. A module called FooBar is proposed."
    >>> [(text[c.start:c.end], c.rule) for c in contributions(text, [(0, 1), (2, 43), (44, 80)], 2)]
    [('Stitchable Networks', 'proposed'), ('FooBar', 'called')]
    """
    found: dict[tuple[int, int], Contribution] = {}
    title, *body = sentences
    for item in _in_title(text, title[1]):
        found.setdefault((item.start, item.end), item)
    for start, end in body:
        own = (_by_the_method, _apposed) if start >= announced else ()
        for finder in (_proposed, _called, _passive, _ours, *own):
            for item in finder(text, start, end):
                if not any(item.start < b and a < item.end for a, b in found):
                    found[item.start, item.end] = item
    for start, end, rule in components(text, sentences, announced):
        if not any(start < b and a < end for a, b in found):
            found[start, end] = Contribution(start, end, rule, bool(_RESOURCE.search(text[start:end])))
    return sorted(found.values())


def _in_title(text: str, end: int) -> Iterator[Contribution]:
    body = text[end:]
    folded = body.casefold()
    whole = text[:end].strip()
    if (
        1 < len(whole.split()) <= 5
        and not is_opener(whole.split()[0])
        and whole.casefold() in folded
        and re.search(rf"(?<!\w){re.escape(whole)}(?!\w)", body, re.IGNORECASE)
    ):
        yield Contribution(0, len(whole), "title")
    match = _TITLE.match(text, 0, end)
    if not match or not any(is_coined(word) for word in match["name"].split()):
        yield from _means_in_title(text, end)
    last = _NAME_LAST.search(text, 0, end)
    if last and is_coined(last[1]):
        yield Contribution(*last.span(1), "title")
    if not match:
        return
    name = match["name"]
    begin = len("The ") if name.startswith("The ") else 0
    name = name[begin:]
    parts = name.split()
    proper = [part for part in parts if is_proper(part)]
    coined = any(is_coined(part) for part in parts)
    compound = len(re.split("[ -]", name)) > 1
    again = rf"(?<!\w){re.escape(name)}(?!\w)" if compound else rf"(?<=[a-z,(] ){re.escape(name)}(?!\w)"
    # To compile a pattern takes longer than to look whether it could match.
    repeated = name.casefold() in folded and re.search(again, body, re.IGNORECASE if compound else 0) is not None
    if (
        len(parts) <= 5
        and not name.endswith("?")
        and (
            (coined and len(parts) <= 3 and proper)
            or (repeated and proper and len(parts) <= 4)
            or (1 < len(parts) == len(proper) <= 3 and PART_HEAD.fullmatch(parts[-1].casefold()))
        )
    ):
        resource = _IS_RESOURCE.match(text, match.end(), end) is not None
        yield Contribution(begin, begin + len(name), "title", resource)


def _means_in_title(text: str, end: int) -> Iterator[Contribution]:
    """What a title says it is done by, where the abstract speaks of that again: "... by Dynamic Confidence"."""
    match = _MEANS.search(text, 0, end)
    if not match or any(is_opener(word) or is_coined(word) for word in match[1].split()):
        return
    again = re.search(rf"(?<!\w){re.escape(match[1].rstrip('s'))}", text[end:], re.IGNORECASE)
    if again and all(word[:1].isupper() for word in match[1].split()):
        yield Contribution(*match.span(1), "means")


def _proposed(text: str, start: int, end: int) -> Iterator[Contribution]:
    yield from _objects(PROPOSAL, text, start, end)


def _by_the_method(text: str, start: int, end: int) -> Iterator[Contribution]:
    yield from _objects(BY_THE_METHOD, text, start, end)


def _apposed(text: str, start: int, end: int) -> Iterator[Contribution]:
    """Coined names that the paper's own account says more of: "RotaSched, the first proactive scheduler"."""
    if not _SAYS_MORE.search(text, start, end):
        return
    for begin, stop, word in words(text, start, end):
        if (
            is_camel(word)
            and _SAYS_MORE.match(text, stop, end)
            and not RIVALS.search(text, max(start, begin - 120), begin)
        ):
            yield Contribution(begin, stop, "apposed", _IS_RESOURCE.match(text, stop, end) is not None)


def _objects(cues: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Contribution]:
    for cue in cues.finditer(text, start, end):
        at = cue.end()
        for _ in range(4):
            item, at = _object(text, at, end)
            if item is None:
                break
            yield item
            short = IN_PARENTHESES.match(text, item.end, end)
            if short and is_coined(short[1]):
                yield Contribution(*short.span(1), item.rule, item.resource)
            joint = _AND_NAME.match(text, at, end)
            if not joint:
                break
            at = joint.end()
            if not is_proper(next((w for _, _, w in words(text, at, end)), "")):
                break


def _object(text: str, at: int, end: int) -> tuple[Contribution | None, int]:
    """The name in the noun phrase that begins at `at`, and where the search for a coordinated one goes on."""
    boundary = BOUNDARY.search(text, at, end)
    stop = boundary.start() if boundary else end
    best: tuple[int, int] | None = None
    position = at
    for begin, _, word in words(text, at, stop):
        if begin < position or is_opener(word) or not (is_proper(word) or leads_name(word)):
            continue
        run = name_at(text, begin, stop)
        if run is None:
            continue
        position = run[1]
        following = text[run[1] : stop].strip(" \"'`.}$").split()
        joint = next((i for i, part in enumerate(following) if part in ("and", "or", "&")), None)
        following = following[:joint]
        single = " " not in text[run[0] : run[1]]
        leading = not text[at : run[0]].strip(" \"'`") or text[at : run[0]].strip().casefold() in ("the", "a", "an")
        generic = not following or (len(following) <= 2 and bool(_GENERIC.search(following[-1])))
        named = is_coined(text[run[0] : run[1]]) or not single
        introduced_by_noun = bool(_GENERIC.search(text[at : run[0]].rstrip(" \"'`:,")))
        if generic and (named or leading or introduced_by_noun):
            best = run
            if joint == 0:
                break
    kind = _KIND_THEN_NAME.match(text, best[1], end) if best and " " in text[best[0] : best[1]] else None
    if kind and is_coined(kind[1]):
        best = kind.span(1)
    if best is None and boundary and boundary[0][0] in ",:(" and _GENERIC.search(text[at:stop].rstrip()):
        apposition = _APPOSITION.match(text, stop, end)
        run = name_at(text, apposition.end(), end) if apposition else None
        if (
            run
            and text[run[1] : run[1] + 1] in (",", ")", ".", ";", "", " ")
            and not is_opener(text[run[0] : run[1]].split()[0])
        ):
            tail = text[run[1] : run[1] + 8]
            if (
                is_coined(text[run[0] : run[1]])
                or tail[:1] in (",", ")", ".")
                or tail.startswith((" (", " to", " that"))
            ):
                best = run
    if best is None:
        return None, stop
    resource = bool(_RESOURCE.search(text[at : best[0]]) or _IS_RESOURCE.match(text, best[1], end))
    return Contribution(*best, "proposed", resource), best[1]


def _called(text: str, start: int, end: int) -> Iterator[Contribution]:
    for cue in _NAMING.finditer(text, start, end):
        if _KNOWN_AS.match(cue[0]) and not PROPOSAL.search(text, start, cue.start()):
            continue
        run = name_at(text, cue.end(), min(end, cue.end() + 80))
        small = None if run else _SMALL_NAME.match(text, cue.end(), end)
        if small and not _KNOWN_AS.match(cue[0]) and "namely" not in cue[0]:
            yield Contribution(small.start(1), small.end(1), "described", bool(_RESOURCE.search(small[1])))
        while run:
            resource = bool(_RESOURCE.search(text[max(start, cue.start() - 40) : cue.start()]))
            yield Contribution(*run, "called", resource)
            joint = _AND_PHRASE.match(text, run[1], end)
            run = name_at(text, joint.end(), end) if joint else None


def _passive(text: str, start: int, end: int) -> Iterator[Contribution]:
    if not _PASSIVE_HINT.search(text, start, end) or _OTHERS.search(text, start, end):
        return
    position = start
    for begin, _, word in words(text, start, end):
        if begin < position or not is_proper(word) or is_opener(word):
            continue
        run = name_at(text, begin, end)
        if run is None:
            continue
        position = run[1]
        single = " " not in text[run[0] : run[1]]
        if _PASSIVE.match(text, run[1], end) and (is_coined(text[run[0] : run[1]]) or not single):
            yield Contribution(*run, "passive", _IS_RESOURCE.match(text, run[1], end) is not None)


def _ours(text: str, start: int, end: int) -> Iterator[Contribution]:
    for pattern in (_OURS, _PROPOSED):
        for cue in pattern.finditer(text, start, end):
            run = name_at(text, cue.end(), end)
            if run and (is_coined(text[run[0] : run[1]]) or len(text[run[0] : run[1]].split()) > 1):
                yield Contribution(*run, "ours", bool(_RESOURCE.match(text[run[1] : run[1] + 12].strip())))
