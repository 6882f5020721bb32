"""From what a paper says its method grew, its rivals and its parts; and where the rules abstain."""

from __future__ import annotations

import pytest
from spacy.language import Language

from kg.linkers._findings import Finding, read

EXTENDS = {
    "extends": (
        "Reefs",
        "We study reefs. We propose TideNet. TideNet extends ResNet to graphs.",
        ("TideNet", "ResNet", ""),
    ),
    "variant": ("Reefs", "We propose TideNet, a recurrent variant of ResNet.", ("TideNet", "ResNet", "")),
    "building on": ("Reefs", "Building on ResNet, we propose TideNet for reefs.", ("TideNet", "ResNet", "")),
    "inspired by": ("Reefs", "Inspired by ResNet, we present TideNet, which sees reefs.", ("TideNet", "ResNet", "")),
    "we extend": ("Reefs", "We propose TideNet. In TideNet, we extend ResNet to reefs.", ("TideNet", "ResNet", "")),
    "built on": (
        "TideNet: Seeing Reefs",
        "Our method is built on top of ResNet and is quick.",
        ("TideNet", "ResNet", ""),
    ),
    "improves on": (
        "Reefs",
        "We propose TideNet. TideNet improves upon ResNet in depth.",
        ("TideNet", "ResNet", "improves"),
    ),
    "adapts": ("Reefs", "We propose TideNet. TideNet adapts ResNet to point clouds.", ("TideNet", "ResNet", "adapts")),
    "drop-in": ("Reefs", "We propose TideNet, a drop-in replacement for ResNet.", ("TideNet", "ResNet", "replaces")),
    "combines": ("Reefs", "We propose TideNet. TideNet combines ResNet with gates.", ("TideNet", "ResNet", "combines")),
    "name": ("LightDARTS: Seeing Reefs", "DARTS is slow. LightDARTS is quick.", ("LightDARTS", "DARTS", "")),
    "successor": ("Reefs", "We propose Tidal. From it we develop Tidal++, a deeper one.", ("Tidal++", "Tidal", "")),
    "title": ("TideNet: Accelerating DARTS", "DARTS searches. TideNet searches too.", ("TideNet", "DARTS", "improves")),
    "title for": ("TideNet: Gated Heads for Medusa Decoding", "Medusa has heads.", ("TideNet", "Medusa decoding", "")),
    "remedy": (
        "Reefs",
        "DARTS suffers from large memory. To overcome this, we propose TideNet, a network.",
        ("TideNet", "DARTS", "improves"),
    ),
    "common way": (
        "Reefs",
        "Existing methods like DARTS are costly in memory. To address this, we propose TideNet, a network.",
        ("TideNet", "DARTS", "improves"),
    ),
    "prior of a prior": (
        "Reefs",
        "A variant of DARTS called PC-DARTS is quick. We see reefs.",
        ("PC-DARTS", "DARTS", ""),
    ),
    "kind": (
        "Reefs",
        "We propose TideNet, a speculative decoding framework for reefs.",
        ("TideNet", "speculative decoding", ""),
    ),
}
"""What is said -> (title, abstract, (descendant, ancestor, finer kind))."""

ABSTAINS = {
    "uses": ("Reefs", "We propose TideNet. It uses ResNet as its backbone."),
    "background": ("Reefs", "ResNet and DARTS are known. We propose TideNet."),
    "beats": ("Reefs", "We propose TideNet. TideNet outperforms ResNet and DARTS by far."),
    "evaluates": ("Reefs", "We propose TideNet and evaluate it on ResNet and BERT."),
    "based": ("Reefs", "We propose TideNet, a network with BERT-based features."),
    "wide class": ("Reefs", "We propose TideNet, a deep learning framework that extends neural networks."),
    "survey": ("DARTS-Survey: A Survey of DARTS", "DARTS is surveyed."),
    "size": ("TideNet: Reefs", "We propose TideNet. TideNet-Small is quick."),
    "no method of its own": ("A Study of ResNet", "ResNet is studied. ResNet is accurate."),
    "somebody else's improvement": ("Reefs", "We propose TideNet. It gives an improvement over ResNet."),
}


def findings(nlp: Language, title: str, abstract: str, predicate: str) -> list[Finding]:
    doc = nlp(f"{title}\n{abstract}")
    return [finding for finding in read(doc, "kg_lineage") if finding.predicate == predicate]


@pytest.mark.parametrize(("title", "abstract", "edge"), EXTENDS.values(), ids=EXTENDS)
def test_what_a_method_grew_from(nlp: Language, title: str, abstract: str, edge: tuple[str, str, str]) -> None:
    found = findings(nlp, title, abstract, "extends")
    assert [(f.subject, f.name, f.refinement) for f in found] == [edge]
    assert 0.6 <= found[0].confidence <= 0.97


@pytest.mark.parametrize(("title", "abstract"), ABSTAINS.values(), ids=ABSTAINS)
def test_one_weak_word_is_no_descent(nlp: Language, title: str, abstract: str) -> None:
    assert findings(nlp, title, abstract, "extends") == []


def test_families_that_agree_are_surer(nlp: Language) -> None:
    alone = findings(nlp, "Reefs", "We propose TideNet, a variant of DARTS.", "extends")
    together = findings(nlp, "PC-DARTS: Reefs", "We propose PC-DARTS, a variant of DARTS.", "extends")
    assert together[0].confidence > alone[0].confidence
    assert "+" in together[0].rule


@pytest.mark.parametrize(
    ("abstract", "rivals"),
    [
        ("We propose TideNet. TideNet outperforms ResNet, BERT and DARTS.", ["BERT", "DARTS", "ResNet"]),
        ("We propose TideNet. It is 2x faster than ResNet.", ["ResNet"]),
        ("We propose TideNet. Compared with ResNet, our method is quick.", ["ResNet"]),
        ("We propose TideNet. Unlike ResNet, TideNet is quick.", ["ResNet"]),
        ("We propose TideNet. It is on par with strong baselines such as BERT and ResNet.", ["BERT", "ResNet"]),
        ("ResNet outperforms BERT. We propose TideNet for reefs.", []),
    ],
)
def test_rivals(nlp: Language, abstract: str, rivals: list[str]) -> None:
    found = findings(nlp, "Reefs", abstract, "comparedWith")
    assert sorted(f.name for f in found) == rivals
    assert {f.subject for f in found} <= {"TideNet"}


def test_what_is_extended_is_not_also_a_rival(nlp: Language) -> None:
    abstract = "We propose TideNet, a variant of ResNet. TideNet outperforms ResNet and BERT."
    assert [f.name for f in findings(nlp, "Reefs", abstract, "comparedWith")] == ["BERT"]


def test_own_parts(nlp: Language) -> None:
    abstract = "We propose TideNet with two components: (1) Tide Hopping, which hops, and (2) a tidal gating module."
    found = findings(nlp, "TideNet: Reefs", abstract, "hasPart")
    assert sorted((f.subject, f.name) for f in found) == [
        ("TideNet", "Tide Hopping"),
        ("TideNet", "tidal gating module"),
    ]


def test_the_sentence_of_an_edge_names_the_ancestor(nlp: Language) -> None:
    found = findings(nlp, "Reefs", "DARTS is known. We propose TideNet, a variant of DARTS.", "extends")
    assert found[0].span.text == "DARTS"
    assert found[0].span.sent.text.strip() == "We propose TideNet, a variant of DARTS."
