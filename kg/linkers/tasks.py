"""Finds tasks: the problems that a paper's system is built to solve or is evaluated on."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.linkers._sentences import Sentences
from kg.linkers._spans import SpanMaker, apart, known, settled, text_of

_ON_DATASET = {
    "classification": "image classification",
    "image classification": "image classification",
    "generation": "image generation",
    "segmentation": "semantic segmentation",
    "detection": "object detection",
    "object detection": "object detection",
}
"""What a bare head word behind the name of an image dataset means, as in "ImageNet classification"."""
_HEAD = re.compile(rf"\A[- ]({'|'.join(sorted(_ON_DATASET, key=len, reverse=True))})\b")
_TASK_HEAD = (
    r"(?:detection|segmentation|recognition|classification|generation|forecasting|prediction|estimation|synthesis|translation|"
    r"reconstruction|retrieval|restoration|enhancement|tracking|localization|matching|reasoning|planning|editing|completion|"
    r"summarization|captioning|parsing|grounding|registration|denoising|super-resolution|anti-spoofing|re-identification|"
    r"recommendation|navigation|manipulation|simulation|verification|diagnosis|assessment|answering|modeling|analysis|"
    r"understanding|spotting|transcription|design|discovery|scheduling|allocation|serving|inference|training|compression)"
)
_IN_TITLE = re.compile(
    rf"\b(?:for|in|on|of)\s+((?:(?!(?:and|or|with|via|of|for|in|on|by|using|the|a|an)\b)[\w-]+\s){{1,4}}{_TASK_HEAD})"
    r"(?=\s*\Z|\s(?:with|via|using|by|in|on|from|through|under|based|at)\b|[:,])",
    re.IGNORECASE,
)
_OF_PROBLEM = re.compile(
    rf"\b(?:task|problem|challenge)s? of ((?:(?!(?:and|or|with|via|of|for|in|on|by|using|the|a|an)\b)[\w-]+\s){{1,4}}{_TASK_HEAD})\b",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\A(?:(?:efficient|accurate|fast|faster|robust|scalable|real-time|better|improved|improving|effective|reliable|"
    r"high-quality|high-fidelity|high-resolution|low-cost|low-latency|practical|generalizable|interpretable|explainable|"
    r"trustworthy|lightweight|large-scale|end-to-end|automatic|automated|deep|unified|general|generalized|controllable|"
    r"consistent|adaptive|energy-efficient|memory-efficient|resource-efficient|the|their|its|this|our|stable|enhanced|"
    r"rapid|safe|secure|diverse|versatile|universal|personalized|long|extreme|distributed)\s+)+",
    re.IGNORECASE,
)
"""Words that say how a task is done and make no task of their own."""
_IMAGE_SETS = re.compile(r"\A(?:ImageNet|CIFAR|COCO|MS COCO|ADE20K|PASCAL VOC|MNIST|SVHN|FFHQ|CelebA)", re.IGNORECASE)


@Language.factory("kg_tasks", assigns=["doc.spans"])
class Tasks:
    """Writes a span for every mention of a task; ids: "vocabulary", "coordinated", "dataset", "head"."""

    reads: tuple[str, ...] = ("kg_links", "kg_vocabulary", "kg_datasets")
    writes = "kg_tasks"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_tasks"], in the order of the text."""
        spans = known(doc, "Task")
        text, make = text_of(doc), SpanMaker(doc)
        for dataset in doc.spans["kg_datasets"]:
            head = _HEAD.match(text[dataset.end_char : dataset.end_char + 40])
            if head and _IMAGE_SETS.match(dataset.kb_id_):
                span = make(dataset.start_char, dataset.end_char + head.end(), "Task", _ON_DATASET[head[1]], "dataset")
                if span is not None:
                    spans.append(span)
        spans += _by_head(doc, text, make)
        doc.spans[self.writes] = [span for span in settled(spans) if apart(span, doc.spans["kg_links"])]
        return doc


def _by_head(doc: Doc, text: str, make: SpanMaker) -> list[Span]:
    """Tasks that no list holds, by their head word: in the title what the work is for, elsewhere "the task of ..."."""
    title_end = Sentences(doc).offsets[0][1]
    methods = known(doc, "Method")
    found = []
    for match in (*_IN_TITLE.finditer(text, 0, title_end), *_OF_PROBLEM.finditer(text, title_end)):
        manner = _MANNER.match(match[1])
        start = match.start(1) + (manner.end() if manner else 0)
        name = text[start : match.end(1)]
        span = make(start, match.end(1), "Task", name.casefold(), "head")
        if span is not None and " " in name and not any(m.start <= span.start and span.end <= m.end for m in methods):
            found.append(span)
    return found
