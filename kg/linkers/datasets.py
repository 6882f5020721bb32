"""Finds datasets and benchmarks: those that the vocabulary knows, and names that stand where a dataset's name stands."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg.linkers._names import NOT_NAMES, is_coined, is_opener, is_proper, name_at, words
from kg.linkers._spans import SpanMaker, apart, expansions, known

_NOUN = r"(?:data ?sets?|benchmarks?|corpus|corpora|test ?sets?|leaderboard|benchmark suite|test suite)"


_LIST = re.compile(
    rf"\b(?:{_NOUN})(?: \([^)]*\))?,? (?:such as|like|including|e\.g\.,?|namely|i\.e\.,?|called|named|of)?:? ?(?=[A-Z])"
)
_JOINT = re.compile(r"\A(?:, and |, | and | & |/)(?:the )?")
_TASK_WORD = re.compile(r"\b(?:classification|recognition|detection|segmentation|generation|task)s?\Z", re.IGNORECASE)


@Language.factory("kg_datasets", assigns=["doc.spans"])
class Datasets:
    """Writes a span for every mention of a dataset; ids: "vocabulary", "pattern", "introduced"."""

    reads: tuple[str, ...] = ("kg_links", "kg_abbreviations", "kg_vocabulary", "kg_contributions", "kg_hardware")
    writes = "kg_datasets"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_datasets"], in the order of the text."""
        taken = [*doc.spans["kg_links"], *doc.spans["kg_hardware"]]
        named = known(doc, "Dataset")
        others = [*taken, *named, *known(doc, "Method", "Task")]
        explained = expansions(doc)
        spans = [span for span in named if apart(span, taken)]
        found = [
            (span.start_char, span.end_char, "introduced")
            for span in doc.spans["kg_contributions"]
            if span.label_ == "Dataset"
        ]
        make = SpanMaker(doc)
        found += [(start, end, "pattern") for start, end in _by_pattern(doc.text)]
        for start, end, rule in found:
            span = make(start, end, "Dataset", "", rule)
            if span is None or not apart(span, others):
                continue
            name = explained.get(span.text, span.text)
            if span.text in explained and rule == "pattern" and not re.search(_NOUN, name, re.IGNORECASE):
                continue
            spans.append(Span(doc, span.start, span.end, "Dataset", kb_id=name, span_id=rule))
        doc.spans[self.writes] = sorted(filter_spans(spans), key=lambda s: s.start)
        return doc


def _by_pattern(text: str) -> list[tuple[int, int]]:
    """Offsets of names before the word "dataset" (or "benchmark" ...) and in lists behind it."""
    found = []
    for match in re.finditer(rf" (?:[a-z-]+ )?{_NOUN}\b", text):
        run = _name_before(text, match.start())
        while run:
            found.append(run)
            joint = re.search(r"(?:, and |, | and | & )(?:the )?\Z", text[: run[0]])
            run = _name_before(text, joint.start()) if joint else None
    for match in _LIST.finditer(text):
        at = match.end()
        while run := name_at(text, at, min(len(text), at + 60)):
            if not _is_name(text[run[0] : run[1]]):
                break
            found.append(run)
            joint = _JOINT.match(text[run[1] :])
            if not joint:
                break
            at = run[1] + joint.end()
    return found


def _name_before(text: str, end: int) -> tuple[int, int] | None:
    """The run of capitalised words that ends at `end`, if it is a name and stands where a dataset's name can stand."""
    window = max(0, end - 60)
    start = None
    for begin, stop, word in reversed(list(words(text, window, end))):
        if text[stop : start if start is not None else end].strip() or not is_proper(word) or is_opener(word):
            break
        start = begin
    if start is None or start == window:
        return None
    name = text[start:end].strip()
    return (start, start + len(name)) if _is_name(name) else None


def _is_name(name: str) -> bool:
    parts = name.split()
    return (
        is_coined(parts[-1]) or is_coined(parts[0]) or (len(parts) == 1 and name[0].isupper() and len(name) > 3)
    ) and (name not in NOT_NAMES and not _TASK_WORD.search(name))
