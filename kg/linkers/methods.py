"""Finds methods: those that the vocabulary knows, those that the paper introduces, and other coined names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.linkers._components import PART_HEAD
from kg.linkers._cues import IN_PARENTHESES, PROPOSAL, RIVALS, announced_at
from kg.linkers._matching import in_any_case
from kg.linkers._names import NOT_NAMES, is_camel, is_coined, is_proper, name_at, words
from kg.linkers._sentences import Sentences
from kg.linkers._spans import COORDINATED, SpanMaker, apart, expansions, known, overlap, settled, text_of
from kg.linkers._verbatim import in_compound, places

_METHOD_HEAD = re.compile(
    r"\b(?:networks?|nets?|models?|learning|algorithms?|transformers?|methods?|frameworks?|optimi[sz]ation|attention|pruning|"
    r"quanti[sz]ation|distillation|search|sampling|decoding|encoders?|decoders?|autoencoders?|adaptation|regulari[sz]ation|"
    r"descent|process(?:es)?|machines?|forests?|trees?|kernels?|augmentation|tuning|training|pre-?training|layers?|modules?|"
    r"mechanisms?|convolutions?|embeddings?|experts|policy|programming|system|operators?|flows?|fields?|splatting|filter|"
    r"aggregation|estimation|approximation|compression|parallelism|routing|matching|scheduling|scheduler|reprogramming|blocks?|"
    r"strateg(?:y|ies)|paradigm|function|loss|normalization|units?|memory|cache|architectures?|controller|gradient|modulation)\Z",
    re.IGNORECASE,
)
_BORROWED = re.compile(
    r"(?:\b(?:of|from|within|in|for|to|(?:up)?on|into|as|both|leveraging|adopting|using)|'s)\s+(?:the |an? |regular |both )?\Z|"
    r"\b(?:inspired by|motivated by|employ(?:s|ing)?|utiliz(?:es|ing)|regularized with)\s[^.;:]{0,60}\Z",
    re.IGNORECASE,
)
"""What stands before an explained name that the paper takes from elsewhere."""
_GENERIC_NOUN = re.compile(r" (?:models?|networks?|methods?|frameworks?|algorithms?|architectures?)\Z", re.IGNORECASE)
_SIZE = re.compile(
    r"[- ]?(?:v\d[- ]?)?(?:\d+(?:\.\d+)?[BMbm]|Ti|tiny|nano|small|base|medium|large|huge|mini|[SMBLHTX]|XL|XXL|A\d)"
    r"(?:[-/]\d+)?(?:-(?:stream|chat|instruct|base|hf))?",
    re.IGNORECASE,
)
_FILLER = frozenset(
    {
        "activation function", "attention head", "attention layer", "deep learning", "fine-tuning", "foundation model",
        "generative model", "graph embedding", "inference engine", "loss function", "machine learning system",
        "neural network", "object detector", "pre-training", "prompting", "recommender model", "regularization",
        "representation learning", "softmax", "supervised learning", "vision encoder", "machine learning", "embedding",
    }
)  # fmt: skip
"""Classes so wide that nearly every paper names them and none is told by them; they make no node."""
_MANNER = re.compile(r" (?:mechanism|strategy|scheme|module|method|technique)s?")
"""A noun that makes nothing new of a well-known name before it: "early exiting mechanism"."""
_BY_MEANS = re.compile(r"\b(?:with|via|using|by|through|introducing)\s+(?:\w+ )?\Z", re.IGNORECASE)
_PROPOSED_BEFORE = re.compile(
    rf"(?:{PROPOSAL.pattern}|\b(?:called|named|dubbed|termed|namely|\([0-9iv]+\)|and|with|via|consist\w+ of|compris\w+))[^.;]*\Z"
)
"""What stands, in the same sentence, before a capitalised name that a paper explains and introduces."""
_DIRECTLY = re.compile(
    rf"(?:{PROPOSAL.pattern}) (?:an?|the|our|two|three)?(?: (?:novel|new|simple|efficient|effective|lightweight))*\s?\Z"
)
_ARTICLE = re.compile(r"\b(?:an?|novel|new)\s+(?:[a-z-]+\s+){0,2}\Z", re.IGNORECASE)
_OWN_RESULT = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Rr]esulting|[Pp]roposed|[Nn]ovel|[Nn]ew)\b")
_SHORT_FORM = re.compile(r"\s*\([A-Z][\w-]*[A-Z][\w-]*\)")
_MEASURE = re.compile(
    r"\b(?:rate|score|ratio|index|error|gain|accuracy|regime|challenge|criterion|distance|precision|recall|time|cost|"
    r"token|class|latency|throughput|agreement|exchange|programme|project|society|cup|test)s?\Z",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\s*(?:data ?sets?|benchmarks?|University|Institute|Hospital|[Cc]hallenge|[Cc]onference|[Ww]orkshop)"
)
_PRIOR = re.compile(r"\b(?:recent|existing|popular|previous|prior|traditional|conventional|well-known|standard|classical?|"
                    r"called|commonly|widely[- ]used|state-of-the-art|SOTA|vanilla|original)(?: \w+){0,2} \Z")  # fmt: skip


@Language.factory("kg_methods", assigns=["doc.spans"])
class Methods:
    """Writes a span for every mention of a method. Its id names the rule: see `contributions` and the constants here."""

    reads: tuple[str, ...] = (
        "kg_links", "kg_abbreviations", "kg_vocabulary", "kg_contributions", "kg_hardware", "kg_datasets", "kg_tasks",
    )  # fmt: skip
    writes = "kg_methods"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_methods"], in the order of the text."""
        named = [span for span in _one_concept(doc, known(doc, "Method")) if span.kb_id_ not in _FILLER]
        taken = [span for group in ("kg_links", "kg_hardware", "kg_datasets", "kg_tasks") for span in doc.spans[group]]
        own = [
            (span.start_char, span.end_char, span.id_)
            for span in doc.spans["kg_contributions"]
            if span.label_ == "Method" and not _well_known(span, doc.spans["kg_vocabulary"])
        ]
        text, sentences = text_of(doc), Sentences(doc).offsets
        explained = _named_twice(text, own) | expansions(doc)
        title_end = sentences[0][1]
        announced = announced_at(doc)
        own += [(a, b, rule) for (a, b), rule in _explained(doc, own, announced, title_end)]
        spans = [span for span in named if not _within(span, taken)]
        concept = {span.text.casefold(): span.kb_id_ for span in named}
        make = SpanMaker(doc)
        stems = {text[a:b].removesuffix("s"): text[a:b] for a, b, _ in own}
        strange = _titled(text, sentences, announced, [*doc.spans["kg_vocabulary"], *taken])
        for start, end, rule in own + _coined(text, announced, title_end) + strange:
            span = make(start, end, "Method", "", rule)
            if span is None or _within(span, taken) or not apart(span, taken):
                continue
            name = concept.get(span.text.casefold()) or explained.get(span.text) or span.text
            name = (
                _of_family(span, named)
                or _size_of(span, stems)
                or concept.get(_GENERIC_NOUN.sub("", name).casefold(), name)
            )
            spans.append(
                Span(doc, span.start, span.end, "Method", kb_id=concept.get(name.casefold(), name), span_id=rule)
            )
        doc.spans[self.writes] = settled(_best_rule(spans + _repeated(text, spans, taken, make)))
        return doc


def _well_known(span: Span, names: Iterable[Span]) -> bool:
    """Whether a span that seems to name the paper's own work is a name that everybody uses.

    A paper may introduce what the vocabulary knows (the paper on BERT does): then its title begins with the name, or it
    proposes it outright, without "a" and without calling it so.
    """
    if span.id_ == "title":
        return False
    if span.id_ == "means":
        return any(overlap(name, span) and name.end == span.end for name in names)
    if span.id_ in ("listed", "apposed"):
        return any(name.start <= span.start and span.end <= name.end for name in names)
    text = text_of(span.doc)
    if span.id_ == "described" and any(
        name.start == span.start and _MANNER.fullmatch(text, name.end_char, span.end_char) for name in names
    ):
        return True
    before = text[max(0, span.start_char - 60) : span.start_char]
    for name in names:
        if not (name.start <= span.start and span.end <= name.end):
            continue
        if name.label_ == "Task" or _ARTICLE.search(before):
            return True
        if span.id_ == "called":
            return in_any_case(name.kb_id_) or not _OWN_RESULT.search(before)
        if _SHORT_FORM.match(text, span.end_char) and _DIRECTLY.search(text, 0, span.start_char):
            return False
        written_as_name = all(word[:1].isupper() for word in span.text.split())
        return span.id_ == "described" or (
            in_any_case(name.kb_id_) and not (written_as_name and span.id_ == "proposed")
        )
    return False


def _one_concept(doc: Doc, named: list[Span]) -> list[Span]:
    """The spans, with one concept for a long and a short form that the text explains by each other."""
    concept = {span.text.casefold(): span.kb_id_ for span in named}
    pairs = list(doc.spans["kg_abbreviations"])
    same = {
        concept[long.text.casefold()]: concept[short.text.casefold()]
        for long, short in zip(pairs[::2], pairs[1::2], strict=True)
        if {long.text.casefold(), short.text.casefold()} <= concept.keys()
    }
    return [Span(doc, s.start, s.end, "Method", kb_id=same.get(s.kb_id_, s.kb_id_), span_id=s.id_) for s in named]


def _of_family(span: Span, names: Iterable[Span]) -> str:
    """The family whose size or checkpoint a span names ("Vicuna-13B", "LeYOLO-Small"); "" if none."""
    for name in names:
        if name.start == span.start and name.end < span.end and _SIZE.fullmatch(span.text[len(name.text) :]):
            return name.kb_id_
    return ""


def _size_of(span: Span, stems: Mapping[str, str]) -> str:
    """The paper's own method whose size or setting a span names ("LeYOLO-Small" of LeYOLO); "" if none."""
    for stem, name in stems.items():
        if span.id_ == "coined" and span.text.startswith(stem) and _SIZE.fullmatch(span.text[len(stem) :]):
            return name
    return ""


def _named_twice(text: str, own: Iterable[tuple[int, int, str]]) -> dict[str, str]:
    """Own name by the short form in parentheses behind it, where the paper gives both as its own."""
    given = {(a, b) for a, b, _ in own}
    found = {}
    for a, b in sorted(given):
        short = IN_PARENTHESES.match(text, b)
        if short and short.span(1) in given:
            found[short[1]] = text[a:b]
    return found


def _within(span: Span, others: list[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end and len(other) > len(span) for other in others
               if other.label_ != "Task") or any(
        other.start == span.start and other.end == span.end for other in others)  # fmt: skip


def _explained(
    doc: Doc, own: list[tuple[int, int, str]], announced: int, title_end: int
) -> list[tuple[tuple[int, int], str]]:
    """Long and short forms of explained names that are methods: the paper's own, or by their head word."""
    found: list[tuple[tuple[int, int], str]] = []
    pairs = list(doc.spans["kg_abbreviations"])
    kinds = {
        span.text.casefold(): "filler" if span.kb_id_ in _FILLER else span.label_ for span in doc.spans["kg_vocabulary"]
    }
    text = text_of(doc)
    for long, short in zip(pairs[::2], pairs[1::2], strict=True):
        a, b, c, d = long.start_char, long.end_char, short.start_char, short.end_char
        rule = next((rule for start, end, rule in own if (start < b and a < end) or (start < d and c < end)), "")
        titled = (
            a >= announced
            and len(long) > 1
            and all(w[:1].isupper() for w in long.text.split() if len(w) > 3)
            and not _MEASURE.search(long.text)
        )
        directly = (
            a >= announced
            and _DIRECTLY.search(text, max(0, a - 60), a) is not None
            and not PART_HEAD.match(text, d + 2)
        )
        # A short form that is known may stand for something else here; the long form decides.
        kind = kinds.get(long.text.casefold(), "")
        headed = titled or directly or _METHOD_HEAD.search(long.text) or PART_HEAD.fullmatch(long[-1].text)
        if not rule and kind != "Method" and (kind or short.text in NOT_NAMES or not headed):
            continue
        if not rule and not kind and (a < title_end or a >= announced):
            # Explained where the paper speaks of its own work, and known to nobody else.
            # Of two forms, the one that stands first follows the words that tell whose it is.
            first = min(a, c)
            lent = any(cue.search(text, max(0, first - 120), first) for cue in (RIVALS, _PRIOR, _BORROWED))
            rule = "" if lent else "explained-own"
        found += [((a, b), rule or "explained"), ((c, d), rule or "explained")]
    return found


def _titled(
    text: str, sentences: list[tuple[int, int]], announced: int, known: Iterable[Span]
) -> list[tuple[int, int, str]]:
    """Runs of capitalised words inside sentences of the paper's own account: words that are common elsewhere are written
    so when they name something new. `known` spans are names already."""
    found: list[tuple[int, int, str]] = []
    occupied = [(span.start_char, span.end_char) for span in known]
    for first, last in sentences[1:]:
        if first < announced:
            continue
        position = first
        for index, (start, _, word) in enumerate(words(text, first, last)):
            if (
                index == 0
                or start < position
                or not is_proper(word)
                or text[start - 2 : start - 1] in (".", ":", "!", "?")
            ):
                continue
            run = name_at(text, start, last)
            if run is None:
                continue
            position = run[1]
            parts = text[run[0] : run[1]].split()
            plain = [part for part in parts if part[0].isupper() and part[1:].replace("-", "").isalpha()]
            if (
                len(parts) in (2, 3, 4, 5)
                and len(plain) >= 2
                and _METHOD_HEAD.search(text[run[0] : run[1]])
                and not any(run[0] < b and a < run[1] for a, b in occupied)
                and not _PLACE.search(text, run[1], run[1] + 20)
                and not RIVALS.search(text, max(0, run[0] - 120), run[0])
            ):
                found.append((*run, "titled"))
    return found


def _coined(text: str, announced: int, title_end: int) -> list[tuple[int, int, str]]:
    """Coined words; the paper's own where they first stand in its own account, stand there again, and compete with nothing."""
    found: list[tuple[int, int, str]] = []
    first: dict[str, bool] = {}
    for start, end, word in words(text):
        if not is_coined(word):
            continue
        rival = RIVALS.search(text, max(0, start - 120), start) is not None
        if not rival and not is_camel(word):
            continue
        own = not rival and (start >= announced if start >= title_end else _BY_MEANS.search(text, 0, start) is not None)
        first.setdefault(word, own)
        found.append((start, end, "coined-own" if first[word] and _stands_again(text, word) else "coined"))
    return found


def _stands_again(text: str, word: str) -> bool:
    whole = [a for a, b in places(text, word) if not in_compound(text, a - 1) and not in_compound(text, b)]
    return len(whole) > 1


def _best_rule(spans: list[Span]) -> list[Span]:
    """Where several rules found the very same span, the paper's own naming goes before the vocabulary and the rest."""
    order = (
        "title",
        "called",
        "proposed",
        "passive",
        "ours",
        "apposed",
        "explained-own",
        "described",
        "listed",
        "means",
        "vocabulary",
        "coordinated",
        "coined-own",
        "titled",
        "explained",
        "coined",
        "repeated",
    )
    return sorted(spans, key=lambda span: (span.start, -span.end, order.index(span.id_)))


def _repeated(text: str, spans: list[Span], taken: list[Span], make: SpanMaker) -> list[Span]:
    """Every other place where a name stands again that was found by more than its letters or the vocabulary."""
    names = {span.text: span for span in spans if span.id_ not in ("vocabulary", COORDINATED)}
    if not names:
        return []
    found, position = [], 0
    standing = ((a, -b, name) for name in names for a, b in places(text, name) if _stands_alone(text, a, b))
    for start, end, name in ((a, -b, name) for a, b, name in sorted(standing)):
        if start < position:
            continue
        position = end
        span = make(start, end, "Method", names[name].kb_id_, "repeated")
        if span is not None and apart(span, taken):
            found.append(span)
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name is no part of another: a compound with small letters ("DARTS-based") holds it whole."""
    if in_compound(text, start - 1):
        return False
    behind = text[end : end + 2]
    return not (behind[:1].isalnum() or behind[:1] in ("_", "+") or (behind[:1] == "-" and "A" <= behind[1:] <= "Z"))
