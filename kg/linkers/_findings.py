"""How linkers hand findings on: a span group whose attributes carry, span by span, what a span cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from spacy.tokens import Doc, Span

from kg.model import Kind, Predicate


@dataclass(frozen=True, slots=True)
class Finding:
    """What a text says of one mention: see `kg.model.Claim` for the fields; `rule` names what found it."""

    span: Span
    predicate: Predicate
    kind: Kind
    name: str
    confidence: float
    rule: str
    subject: str = ""
    refinement: str = ""


def write(doc: Doc, group: str, findings: Iterable[Finding]) -> None:
    """Set doc.spans[group] to the findings in the order of the text."""
    ordered = sorted(findings, key=lambda f: (f.span.start, f.span.end, f.predicate, f.kind, f.name, f.subject))
    doc.spans[group] = [
        Span(doc, f.span.start, f.span.end, label=f.predicate, kb_id=f.name, span_id=f.rule) for f in ordered
    ]
    doc.spans[group].attrs.update(
        kind=[f.kind for f in ordered],
        confidence=[f.confidence for f in ordered],
        subject=[f.subject for f in ordered],
        refinement=[f.refinement for f in ordered],
    )


def read(doc: Doc, group: str) -> Iterator[Finding]:
    """The findings in doc.spans[group], in the order of the text."""
    spans = doc.spans[group]
    columns = (spans.attrs[key] for key in ("kind", "confidence", "subject", "refinement"))
    for span, kind, confidence, subject, refinement in zip(spans, *columns, strict=True):
        yield Finding(span, cast(Predicate, span.label_), kind, span.kb_id_, confidence, span.id_, subject, refinement)
