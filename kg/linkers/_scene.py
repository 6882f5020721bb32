"""What the finders of lineage look at: the text, the paper's own methods, and the mentions of prior ones."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from kg.linkers._cues import announced_at
from kg.linkers._findings import read
from kg.linkers._sentences import Sentences
from kg.linkers._spans import text_of

BROAD = frozenset(
    {
        "artificial intelligence", "artificial neural network", "attention mechanism", "backpropagation", "data augmentation",
        "deep learning", "deep neural network", "fine-tuning", "foundation model", "gradient descent", "language model",
        "large language model", "large multimodal model", "machine learning", "multimodal large language model",
        "neural network", "pre-training", "supervised learning", "transfer learning", "vision-language model",
        "feedforward neural network", "representation learning", "generative model", "prompting", "ensemble learning",
        "optimizer", "supervised fine-tuning", "machine learning system", "inference engine", "chatbot", "inference", "embedding",
        "loss function", "regularization", "recommender model", "exploration strategy", "explainable artificial intelligence",
        "agentic AI", "decoding strategy", "LLM agent", "LLM-as-a-judge", "multi-agent system",
    }
)  # fmt: skip
"""Classes so wide that to name one says nothing of descent."""

_OWN_VOICE = re.compile(r"\b(?:we|our|ours|this (?:work|paper)|the proposed|it)\b", re.IGNORECASE)
_OWN_WORK = re.compile(
    r"\b(?:our|the proposed|this|the present) (?:[\w-]+ ){0,2}(?:method|approach|framework|model|system|work|architecture|algorithm|"
    r"technique|solution|network|pipeline)s?\b",
    re.IGNORECASE,
)
_OUTRIGHT = ("kg_methods:title", "kg_methods:called", "kg_methods:proposed")
"""The rules by which the paper on a well-known method names it; other papers that seem to introduce it use it."""
_COMPONENT = ("kg_methods:described", "kg_methods:listed")
_WHOLE = ("title", "called", "proposed", "passive", "ours", "apposed", "explained-own", "coined-own")
"""The rules that name a whole method rather than a part or a means."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One rule family's word that `descendant` grew out of `ancestor`; `mention` is the ancestor's, in the telling sentence.

    `certainty` is the share of right votes expected of it; `refinement` names a finer kind of descent, "" if plain.
    """

    descendant: str
    ancestor: str
    family: str
    mention: Span
    certainty: float
    refinement: str = ""


class Scene:
    """One paper's methods, its own and prior ones, and where they stand."""

    def __init__(self, doc: Doc) -> None:
        self.text = text_of(doc)
        self.sentences = Sentences(doc)
        self.title_end = self.sentences.offsets[0][1]
        self.announced = announced_at(doc)
        self.roles = [finding for finding in read(doc, "kg_roles") if finding.kind == "Method"]
        known = {span.kb_id_ for span in doc.spans["kg_vocabulary"]}
        introduced = [
            finding
            for finding in self.roles
            if finding.predicate == "introduces" and (finding.name not in known or finding.rule in _OUTRIGHT)
        ]
        names = {finding.name for finding in introduced}
        self.methods = list(doc.spans["kg_methods"])
        self.own = [span for span in self.methods if span.kb_id_ in names]
        self.prior = [span for span in self.methods if span.kb_id_ not in names and span.kb_id_ not in BROAD]
        self.named_again = {s.kb_id_ for s in self.prior if s.start_char >= self.title_end or s.id_ == "vocabulary"}
        self.rules = {finding.name: finding.rule.removeprefix("kg_methods:") for finding in introduced}
        self.components = {finding.name for finding in introduced if finding.rule in _COMPONENT}
        titled = [finding for finding in introduced if finding.rule == "kg_methods:title"]
        whole = [finding for finding in introduced if finding.rule.removeprefix("kg_methods:") in _WHOLE]
        first = titled or whole or introduced
        self.main = first[0].name if first else ""

    def own_near(self, mention: Span) -> str:
        """The own method that a mention's sentence speaks of: the one named last before it, unless "our method" stands
        there; else the first after it; else the main one. Components stand for the main method."""
        start, end = self.sentences.of(mention)
        inside = [s for s in self.own if start <= s.start_char < end and s.kb_id_ not in self.components]
        before = [span for span in inside if span.start < mention.start]
        after = [span for span in inside if span.start > mention.start]
        if before:
            return str(before[-1].kb_id_)
        coming = after and not _OWN_WORK.search(self.text, start, mention.start_char)
        return str(after[0].kb_id_) if coming else self.main

    def speaks_of_own(self, mention: Span) -> bool:
        """Whether the sentence of a mention speaks of the paper's own work."""
        start, end = self.sentences.of(mention)
        return _OWN_VOICE.search(self.text, start, end) is not None or any(
            start <= span.start_char < end for span in self.own
        )
