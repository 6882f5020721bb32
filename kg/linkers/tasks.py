"""Finds tasks: the problems that a paper's system is built to solve or is evaluated on."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from kg.linkers._spans import SpanMaker, apart, known, text_of

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
_IMAGE_SETS = re.compile(r"\A(?:ImageNet|CIFAR|COCO|MS COCO|ADE20K|PASCAL VOC|MNIST|SVHN|FFHQ|CelebA)", re.IGNORECASE)


@Language.factory("kg_tasks", assigns=["doc.spans"])
class Tasks:
    """Writes a span for every mention of a task; ids: "vocabulary", "dataset"."""

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
        doc.spans[self.writes] = sorted(
            (span for span in filter_spans(spans) if apart(span, doc.spans["kg_links"])),
            key=lambda s: s.start,
        )
        return doc
