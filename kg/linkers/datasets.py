"""Finds datasets and benchmarks: those that the vocabulary knows, and names that stand where a dataset's name stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.linkers._names import NOT_NAMES, is_coined, is_opener, is_proper, name_at, words
from kg.linkers._spans import SpanMaker, apart, expansions, known, settled, text_of

_NOUN = r"(?:data ?sets?|benchmarks?|corpus|corpora|test ?sets?|leaderboards?|benchmark suite|test suite|challenge)"
_BEFORE_NOUN = re.compile(rf" (?:\([^()]{{1,60}}\) )?(?:[a-z-]+ ){{0,3}}?{_NOUN}\b")
_JOINT_BEFORE = re.compile(r"(?:, and |, | and | & )(?:the )?\Z")
_LIST = re.compile(
    rf"\b{_NOUN}(?:,? (?:such as|like|including|namely|called|named|of)|,? ?\((?:i\.e\.,?|e\.g\.,?|namely)?|:|,? (?:i\.e|e\.g)\.,?) ?(?=[A-Z])"
)
_MEASURED_ON = re.compile(
    r"(?:\b(?:[Ee]xperiments?|[Ee]valuat\w+|[Rr]esults?|[Tt]est(?:s|ed)|[Vv]alidated|trained|fine-tuned|performance|accuracy|AUC|score|mAP|"
    r"state-of-the-art|SOTA|baselines?|pretraining|conducted)\b[^.;:(]{0,60}?|\d\\?%\s)\b(?:on|across) (?:the |both |standard |public |real-world )*(?=[A-Z])"
)
_JOINT = re.compile(r"\A(?:, and |, | and | & )(?:the )?")
_TASK_WORD = re.compile(r"\b(?:classification|recognition|detection|segmentation|generation|task)s?\Z", re.IGNORECASE)
_SHAPE = re.compile(
    r".*\w(?:(?<=[a-z-])Bench(?:-\w+)?|-[Bb]ench(?:-\w+)?|Benchmark|-Eval|Corpus|(?<=[a-z])DB|Dataset|-\d+[kK])\Z"
)


@Language.factory("kg_datasets", assigns=["doc.spans"])
class Datasets:
    """Writes a span for every mention of a dataset; ids: "vocabulary", "introduced", "pattern", "shape", "coordinated"."""

    reads: tuple[str, ...] = ("kg_links", "kg_abbreviations", "kg_vocabulary", "kg_contributions", "kg_hardware")
    writes = "kg_datasets"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_datasets"], in the order of the text."""
        text, make = text_of(doc), SpanMaker(doc)
        taken = [*doc.spans["kg_links"], *doc.spans["kg_hardware"]]
        own_methods = [span for span in doc.spans["kg_contributions"] if span.label_ == "Method"]
        named = known(doc, "Dataset")
        others = [*taken, *named, *own_methods, *known(doc, "Method", "Task")]
        methods = {span.text for span in own_methods}
        explained = expansions(doc)
        spans = [span for span in named if apart(span, taken)]
        found = [
            (span.start_char, span.end_char, "introduced")
            for span in doc.spans["kg_contributions"]
            if span.label_ == "Dataset"
        ]
        found += [(start, end, "shape") for start, end, word in words(text) if _SHAPE.match(word) and is_proper(word)]
        found += [(start, end, "pattern") for start, end in _by_pattern(text)]
        for start, end, rule in found:
            span = make(start, end, "Dataset", "", rule)
            if span is None or span.text in methods or not apart(span, others):
                continue
            name = explained.get(span.text, span.text)
            if span.text in explained and rule == "pattern" and not re.search(_NOUN, name, re.IGNORECASE):
                continue
            spans.append(Span(doc, span.start, span.end, "Dataset", kb_id=name, span_id=rule))
        doc.spans[self.writes] = settled(spans)
        return doc


def _by_pattern(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of names before the word "dataset" (or "benchmark" ...), in lists behind it, and where results are from."""
    for match in _BEFORE_NOUN.finditer(text):
        direct = match[0].count(" ") == 1
        run = _name_before(text, match.start(), direct)
        while run:
            yield run
            joint = _JOINT_BEFORE.search(text, max(0, run[0] - 12), run[0])
            run = _name_before(text, joint.start(), direct) if joint else None
    for match in _LIST.finditer(text):
        yield from _list_from(text, match.end(), coined=False)
    for match in _MEASURED_ON.finditer(text):
        yield from _list_from(text, match.end(), coined=True)


def _list_from(text: str, at: int, coined: bool) -> Iterator[tuple[int, int]]:
    """The names of a list that begins at `at`; with `coined`, only names that no ordinary word could be."""
    items = []
    while run := name_at(text, at, min(len(text), at + 60)):
        name = text[run[0] : run[1]]
        if not _is_name(name) or is_opener(name.split()[0]):
            break
        items.append(run)
        joint = _JOINT.match(text[run[1] :])
        if not joint:
            break
        at = run[1] + joint.end()
    firm = [run for run in items if is_coined(text[run[0] : run[1]])]
    # One coined name vouches for the plain words beside it.
    yield from items if not coined or (firm and len(items) > 1) else firm


def _name_before(text: str, end: int, plain: bool) -> tuple[int, int] | None:
    """The run of capitalised words that ends at `end`, if it is a name; a `plain` one may be any word inside a sentence."""
    window = max(0, end - 60)
    start = None
    for begin, stop, word in reversed(list(words(text, window, end))):
        if text[stop : start if start is not None else end].strip() or not is_proper(word) or is_opener(word):
            break
        start = begin
    if start is None or start == window:
        return None
    name = text[start:end].strip()
    inside = plain and text[start - 2 : start - 1].isalnum()
    return (start, start + len(name)) if _is_name(name) and (inside or is_coined(name.split()[-1])) else None


def _is_name(name: str) -> bool:
    parts = name.split()
    plain = len(parts) == 1 and name[0].isupper() and len(name) > 3
    return (is_coined(parts[-1]) or is_coined(parts[0]) or plain) and (
        name not in NOT_NAMES and not _TASK_WORD.search(name)
    )
