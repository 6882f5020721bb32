"""The names that papers give to what they propose, and the phrases that are no names."""

from __future__ import annotations

import pytest
from helpers import spans
from spacy.language import Language

NEW = {
    "we propose": ("Reefs", "We propose TideNet, a network with gates.", ["TideNet"]),
    "noun before": ("Reefs", "In this paper, we introduce a novel framework TideNet that opens gates.", ["TideNet"]),
    "noun behind": ("Reefs", "We present the TideNet framework for reefs.", ["TideNet"]),
    "in apposition": ("Reefs", "We propose a new layer, TideGate, that opens.", ["TideGate"]),
    "behind a colon": ("Reefs", "We propose a new layer: TideGate.", ["TideGate"]),
    "called": ("Reefs", "It rests on a layer called TideGate.", ["TideGate"]),
    "dubbed": ("Reefs", "A layer, dubbed TideGate, opens.", ["TideGate"]),
    "named": ("Reefs", "We build a layer named TideGate.", ["TideGate"]),
    "termed": ("Reefs", "We build a layer, termed TideGate, for it.", ["TideGate"]),
    "which we call": ("Reefs", "We add gates, which we call TideGate.", ["TideGate"]),
    "we name it": ("Reefs", "We add gates and name it TideGate.", ["TideGate"]),
    "referred to as": ("Reefs", "We propose gates, referred to as TideGate.", ["TideGate"]),
    "long and short": ("Reefs", "We propose Stacked Harbour Pooling (SHP).", ["SHP", "Stacked Harbour Pooling"]),
    "long, then noun": (
        "Reefs",
        "We propose a Stacked Harbour Pooling (SHP) layer.",
        ["SHP", "Stacked Harbour Pooling"],
    ),
    "title with colon": ("TideNet: Gates for Reefs", "Gates open.", ["TideNet"]),
    "title with dash": ("TideNet - Gates for Reefs", "Gates open.", ["TideNet"]),
    "title with plus": ("Hydra++: Gates for Reefs", "Gates open.", ["Hydra++"]),
    "title with common word": ("Chimera: Gates for Reefs", "With Chimera, gates open.", ["Chimera"]),
    "common word proposed": ("Reefs", "We propose Chimera, a network with gates.", ["Chimera"]),
    "this paper": ("Reefs", "This paper presents TideNet.", ["TideNet"]),
    "passive": ("Reefs", "To this end, TideNet is proposed.", ["TideNet"]),
    "our": ("Reefs", "Our TideNet opens gates.", ["TideNet"]),
    "two of them": ("Reefs", "We propose TideNet and EbbFormer.", ["EbbFormer", "TideNet"]),
    "adverb": ("Reefs", "Specifically, we further propose TideNet.", ["TideNet"]),
    "gerund": ("Reefs", "We address this by proposing TideNet.", ["TideNet"]),
    "exponent": ("Reefs", "We propose Re^2Net, a network.", ["Re^2Net"]),
    "quoted": ("Reefs", 'We propose a layer called "TideGate".', ["TideGate"]),
    "bold in LaTeX": ("Reefs", r"We propose \textbf{EbbFormer}, a network.", ["EbbFormer"]),
    "version": ("Reefs", "We present Reeflet 2, the next of our open models.", ["Reeflet 2"]),
    "short form of any letters": ("Reefs", "We propose Delayed Tides (DepsiT), a rule.", ["Delayed Tides", "DepsiT"]),
    "short form first": ("Reefs", "We introduce SHP (Stacked Harbour Pooling).", ["SHP", "Stacked Harbour Pooling"]),
    "end of the title": ("Gates for Reefs: TideNet", "Gates open.", ["TideNet"]),
    "means in the title": ("Opening Gates by Tidal Confidence", "Tidal confidence opens.", ["Tidal Confidence"]),
    "size of its own": ("TideNet: Gates", "We propose TideNet. TideNet-Small is fast.", ["TideNet", "TideNet-Small"]),
    "compound leads": ("Reefs", "We add a layer called Tide-free Gate Mover, for gates.", ["Tide-free Gate Mover"]),
    "by the method": ("Reefs", "We study gates. TideNet introduces EbbSched, the first one.", ["EbbSched"]),
    "small letters": ("Reefs", "We propose a tidal gating module for reefs.", ["tidal gating module"]),
    "small letters, plain noun": ("Reefs", "We propose a novel tidal gate hopping scheme.", ["tidal gate hopping"]),
    "small letters, two": (
        "Reefs",
        "We add gates. We propose a tidal adaptor and an ebb router.",
        ["ebb router", "tidal adaptor"],
    ),
    "small letters, passive": ("Reefs", "We add gates. A tidal depth sampler is designed.", ["tidal depth sampler"]),
    "counted parts": (
        "Reefs",
        "We propose gates: (1) Tide Hopping, and (2) Ebb Hopping.",
        ["Ebb Hopping", "Tide Hopping"],
    ),
    "bare name with what it is": ("Reefs", "We propose reef blending, a way to see.", ["reef blending"]),
    "digits": ("Reefs", "We propose T2R-Net, a network.", ["T2R-Net"]),
}
"""What is said -> (title, abstract, the names that the paper introduces, sorted)."""


def introduced(nlp: Language, title: str, abstract: str, kind: str) -> list[str]:
    """The surfaces by which a paper names what it introduces, sorted, each once."""
    doc = nlp(f"{title}\n{abstract}")
    group = doc.spans["kg_roles"]
    kinds = group.attrs["kind"]
    return sorted({s.text for s, of in zip(group, kinds, strict=True) if s.label_ == "introduces" and of == kind})


@pytest.mark.parametrize(("title", "abstract", "names"), NEW.values(), ids=NEW)
def test_names_that_a_paper_introduces(nlp: Language, title: str, abstract: str, names: list[str]) -> None:
    assert introduced(nlp, title, abstract, "Method") == names


@pytest.mark.parametrize(
    ("abstract", "name"),
    [
        ("We release PebbleBench, a benchmark of small things.", "PebbleBench"),
        ("We introduce a new dataset, PebbleSet, of small things.", "PebbleSet"),
        ("We collect a dataset called PebbleSet.", "PebbleSet"),
        ("We propose TideNet, a network, and release PebbleBench, a benchmark.", "PebbleBench"),
    ],
)
def test_datasets_that_a_paper_introduces(nlp: Language, abstract: str, name: str) -> None:
    assert introduced(nlp, "Reefs", abstract, "Dataset") == [name]


@pytest.mark.parametrize(
    "abstract",
    [
        "We propose our framework and a novel method that outperforms state-of-the-art methods.",
        "We propose an efficient approach. The proposed method is simple.",
        "In this work, we present a new LLM-based pipeline with GPU support.",
        "We propose the first AI system for MRI and CT in the US.",
        "We present results on COCO and ImageNet.",
        "We introduce Bayesian and Gaussian priors into the loss.",
        "We propose to use ResNet for reefs, which is called transfer learning.",
        "Our model improves the FID by 2.5. Our Code is open.",
        "In this paper, we introduce Two ideas. First, gates. Second, tides.",
        "We propose two key modules and various tidal routing strategies.",
        "We propose a provably convergent method and a tide-aware framework.",
        "We present a large scale training system and a tidal retrieval benchmark suite.",
        "We add gates, so that the call failure risk and long-term semantic drift sink.",
    ],
)
def test_generic_words_are_no_names(nlp: Language, abstract: str) -> None:
    assert introduced(nlp, "On Reefs: A Study", abstract, "Method") == []


@pytest.mark.parametrize(
    "title",
    [
        "Reefs: A Survey",
        "Towards Better Reefs: An Approach",
        "Is Attention Needed: A Study",
        "Learning to See: Methods",
    ],
)
def test_a_title_in_plain_words_names_nothing(nlp: Language, title: str) -> None:
    assert introduced(nlp, title, "Reefs are seen and studied.", "Method") == []


@pytest.mark.parametrize(
    ("text", "long", "short"),
    [
        ("the Vision Transformer (ViT) sees", "Vision Transformer", "ViT"),
        ("using graph neural networks (GNNs) here", "graph neural networks", "GNNs"),
        ("Retrieval-Augmented Generation (RAG) helps", "Retrieval-Augmented Generation", "RAG"),
        ("a Mixture of Experts (MoE) layer", "Mixture of Experts", "MoE"),
        ("the tidal gate (called TG) opens", "tidal gate", "TG"),
    ],
)
def test_explained_short_forms(nlp: Language, text: str, long: str, short: str) -> None:
    found = spans(nlp, f"Reefs\nIt is {text}.", "kg_abbreviations")
    assert [(words, label) for words, label, _ in found] == [(long, "long"), (short, "short")]
    assert {name for _, _, name in found} == {long}


@pytest.mark.parametrize(
    ("text", "group", "found"),
    [
        ("image and video generation", "kg_tasks", {"image generation", "video generation"}),
        ("node and graph classification", "kg_tasks", {"node classification", "graph classification"}),
        ("semantic/instance segmentation", "kg_tasks", {"semantic segmentation", "instance segmentation"}),
        ("object detection and instance segmentation", "kg_tasks", {"object detection", "instance segmentation"}),
        ("MNIST, Fashion-MNIST and SVHN", "kg_datasets", {"MNIST", "Fashion-MNIST", "SVHN"}),
        ("CIFAR10/100", "kg_datasets", {"CIFAR-10", "CIFAR-100"}),
        ("Kinetics, Moments in Time and Charades", "kg_datasets",
         {"Kinetics Human Action Video", "Moments in Time", "Charades activity videos"}),
        ("it on CPU/GPU/DSPs", "kg_hardware", {"CPU", "GPU", "digital signal processor"}),
        ("ImageNet-1K/21K", "kg_datasets", {"ImageNet-1K", "ImageNet-21K"}),
        ("ResNet-18/50/101", "kg_methods", {"ResNet-18", "ResNet-50", "ResNet-101"}),
        ("convolutional and recurrent neural networks", "kg_methods",
         {"convolutional neural network", "recurrent neural network"}),
        ("DeiT-Ti/S/B", "kg_methods", {"DeiT"}),
        ("LLaMA-7B/13B", "kg_methods", {"LLaMA"}),
    ],
)  # fmt: skip
def test_names_that_share_a_part(nlp: Language, text: str, group: str, found: set[str]) -> None:
    assert {name for _, _, name in spans(nlp, f"Reefs\nWe evaluate {text}.", group)} == found


@pytest.mark.parametrize(
    "text", ["as shown (Table 2)", "in three runs (2024)", "on reefs (and atolls)", "as (it) runs"]
)
def test_brackets_that_explain_nothing(nlp: Language, text: str) -> None:
    assert spans(nlp, f"Reefs\nIt is so {text}.", "kg_abbreviations") == []


@pytest.mark.parametrize(
    "text", ["deep learning and fine-tuning", "a neural network with a loss function", "80Gbps T2V over InfiniBand"]
)
def test_what_tells_nothing_makes_no_node(nlp: Language, text: str) -> None:
    assert spans(nlp, f"Reefs\nWe use {text}.", "kg_methods") == []


@pytest.mark.parametrize(
    ("abstract", "names"),
    [
        ("The approach employs Proximal Policy Optimization (PPO) and sees reefs.", []),
        ("We propose a custom Convolutional Neural Network (CNN) architecture.", []),
        ("We propose TideNet, which beats Kolmogorov-Arnold Networks (KANs).", ["TideNet"]),
        ("We introduce an additional early exiting mechanism.", []),
    ],
)
def test_what_everybody_knows_is_not_introduced(nlp: Language, abstract: str, names: list[str]) -> None:
    assert introduced(nlp, "Reefs", abstract, "Method") == names


@pytest.mark.parametrize(
    ("text", "group", "names"),
    [
        ("We train on 512 H200s.", "kg_hardware", ["NVIDIA H200"]),
        ("We train on an RTX~3090.", "kg_hardware", ["NVIDIA RTX 3090"]),
        ("We train a ResNET on imagenet-1k.", "kg_methods", ["ResNet"]),
        ("We train a ResNET on imagenet-1k.", "kg_datasets", ["ImageNet-1K"]),
        ("A planet is no record.", "kg_methods", []),
        ("Kinetics 600 is larger than Kinetics.", "kg_datasets", ["Kinetics-600", "Kinetics Human Action Video"]),
        ("The kinetics of a reef is slow.", "kg_datasets", []),
    ],
)
def test_usual_spellings_of_what_is_known(nlp: Language, text: str, group: str, names: list[str]) -> None:
    assert [name for _, _, name in spans(nlp, f"Reefs\n{text}", group)] == names


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("TideQuest: Gates for Reefs", "We introduce TideQuest, a dataset of reefs."),
        ("Reefs", r"We construct \textbf{TideQuest}, the first dataset of reefs."),
        ("Reefs", 'We evaluate on the TideQuest ("Tidal Questions") benchmark.'),
    ],
)
def test_what_is_once_called_a_dataset_is_no_method(nlp: Language, title: str, abstract: str) -> None:
    assert {words for words, _, _ in spans(nlp, f"{title}\n{abstract}", "kg_datasets")} == {"TideQuest"}
    assert spans(nlp, f"{title}\n{abstract}", "kg_methods") == []


def test_an_author_is_no_name(nlp: Language) -> None:
    text = "Reefs\nExperiments are conducted on ReefSet and compared to results on VanDyke et al., 2017 too."
    assert [words for words, _, _ in spans(nlp, text, "kg_datasets")] == ["ReefSet"]
    assert spans(nlp, text, "kg_methods") == []


@pytest.mark.parametrize("name", ["ViT", "ImageNet-1K", "GPT-J", "Qwen2.5-VL"])
def test_a_sentence_ends_behind_any_name(nlp: Language, name: str) -> None:
    doc = nlp(f"Reefs\nWe adapt {name}. TideNet is new.")
    assert [sentence.text for sentence in doc.sents][1:] == [f"We adapt {name}.", "TideNet is new."]


def test_no_sentence_ends_among_authors(nlp: Language) -> None:
    doc = nlp("Reefs\nWe follow Finn et al. (2017) here. So do they.")
    assert [sentence.text for sentence in doc.sents][1:] == ["We follow Finn et al. (2017) here.", "So do they."]
