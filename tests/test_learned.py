"""The learned linker: what it looks at, and how it decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unicodedata import combining, normalize

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from tokenizers import Tokenizer

import kg
from kg.errors import KgError, UnknownPlugin
from kg.ids import name_key
from kg.linkers._candidates import MAX_TOKENS, candidates
from kg.linkers._decisions import Decision, findings
from kg.linkers._features import KINDS, PAIRS, ROLES, RULE_COLUMNS, SPAN_COLUMNS, TOKEN_COLUMNS, features
from kg.linkers._findings import Finding, read
from kg.linkers._names import is_camel, is_coined, is_proper
from kg.linkers._sentences import Sentences
from kg.linkers._things import found_by_rules, things
from kg.linkers._words import Pieces, model_folder, pieces, row_ends, rows_inside
from kg.model import Paper
from kg.pipeline import build, link_paper, link_papers, make_linker, make_nlp

TEXT = (
    "ReefNet: Coral Segmentation\nWe propose Reef Network (ReefNet), which extends the U-Net for coral segmentation. "
    "ReefNet outperforms BERT on ImageNet with an NVIDIA A100."
)
OPEN = Decision(
    least=dict.fromkeys((*KINDS, "extends", "comparedWith"), (0.5, 0.3)),
    scale=dict.fromkeys((*KINDS, "extends", "comparedWith"), ((1.0, 0.0), (1.0, 0.0))),
)


def test_candidates_are_runs_of_words_and_all_that_the_rules_found(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = candidates(doc)
    names = set(found.names)
    assert {"Reef Network", "ReefNet", "U-Net", "Coral Segmentation", "NVIDIA A100", "ImageNet"} <= names
    assert not any(name.split()[0] in ("the", "which", "We") for name in names)
    assert (found.spans[:, 1] - found.spans[:, 0] < MAX_TOKENS).all()
    for group in ("kg_methods", "kg_tasks", "kg_datasets", "kg_hardware"):
        assert {(s.start, s.end - 1) for s in doc.spans[group]} <= set(map(tuple, found.spans.tolist()))


def test_an_explained_short_form_is_one_thing_with_its_long_form(nlp: Language) -> None:
    found = candidates(nlp(TEXT))
    cluster = dict(zip(found.names, found.cluster_of.tolist(), strict=True))
    assert cluster["ReefNet"] == cluster["Reef Network"] != cluster["BERT"]


def test_members_sort_candidates_by_group_and_cluster(nlp: Language) -> None:
    found = candidates(nlp(TEXT))
    members = found.members()
    for group, (begin, end) in enumerate(members["groups"].tolist()):
        assert found.order()[begin:end].tolist() == np.flatnonzero(found.group_of == group).tolist()
    for cluster, (begin, end) in enumerate(members["clustered"].tolist()):
        assert set(found.cluster_of[found.group_of[found.order()[begin:end]]].tolist()) == {cluster}
    assert members["groups"].max() == members["clustered"].max() == len(found.spans)


def test_features_are_shares_and_rules_stand_in_their_columns(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = candidates(doc)
    known = features(doc, found)
    assert known.spans.shape == (len(found.spans), SPAN_COLUMNS)
    for rows in (known.tokens, known.spans, known.clusters):
        assert rows.dtype == np.float32
        assert rows.min() >= 0
        assert rows.max() <= 1
    row = found.spans.tolist().index([0, 0])
    assert known.spans[row, RULE_COLUMNS["spans"]].any()
    assert known.tokens.shape == (len(found.starts), TOKEN_COLUMNS)
    assert known.of_rows().shape == (len(found.starts) + 2, TOKEN_COLUMNS)
    assert not known.of_rows()[[0, -1]].any()


@pytest.mark.parametrize(
    "text", [TEXT, "U-Net\nGraph-U-Nets (gU-Net) in a 3D-CT/MRI scan; SN-Net's part.", "A (B)-C\nD–E/F (G H) IJ-K."]
)
def test_letters_are_those_of_the_words_of_a_candidate(nlp: Language, text: str) -> None:
    doc = nlp(text)
    found = candidates(doc)
    letters = features(doc, found).spans[:, MAX_TOKENS + 1 : MAX_TOKENS + 11]
    for (first, last), row in zip(found.spans.tolist(), letters, strict=True):
        start, end = found.starts[first], found.ends[last]
        words, before, behind = text[start:end].split(), text[start - 1 : start], text[end : end + 1]
        expected = [
            sum(word[0].isupper() for word in words) / len(words), any(map(is_coined, words)),
            any(map(is_camel, words)), all(map(is_proper, words)), len(words) == 1,
            before in ("-", "–", "/"), behind in ("-", "–", "/"), before == "(", behind == ")",
            text.startswith(" (", end),
        ]  # fmt: skip
        assert row.tolist() == pytest.approx([float(value) for value in expected])


def test_of_overlapping_candidates_the_likelier_stays(nlp: Language) -> None:
    doc = nlp("Reefs\nThe Swin Transformer block is good.")
    found = candidates(doc)
    types = np.zeros((len(found.names), len(KINDS)), dtype=np.float32)
    types[found.names.index("Swin Transformer"), 0] = 0.9
    types[found.names.index("Swin Transformer block"), 0] = 0.6
    chosen = things(doc.text, found, types, found_by_rules(doc, found))
    assert [[found.names[found.group_of[n]] for n in thing.mentions] for thing in chosen] == [["Swin Transformer"]]


def _judged(nlp: Language, text: str, chances: dict[str, tuple[str, float]]) -> list[tuple[str, list[str]]]:
    """(kind, names) of the things of a text where the model alone gives names these (kind, probability)."""
    found = candidates(nlp(text))
    types = np.zeros((len(found.names), len(KINDS)), dtype=np.float32)
    for name, (kind, chance) in chances.items():
        types[found.names.index(name), KINDS.index(kind)] = chance
    chosen = things(text, found, types, np.zeros(types.shape, dtype=bool))
    return [(thing.kind, [found.names[found.group_of[n]] for n in thing.mentions]) for thing in chosen]


def test_a_noun_for_what_all_are_makes_no_second_thing(nlp: Language) -> None:
    text = "Reefs\nTidal gating helps. The tidal gating mechanism of a tidal gate opens."
    likely = {"Tidal gating": ("Method", 0.9), "tidal gating mechanism": ("Method", 0.7), "tidal gate": ("Method", 0.8)}
    assert _judged(nlp, text, likely) == [
        ("Method", ["Tidal gating", "tidal gating mechanism"]),
        ("Method", ["tidal gate"]),
    ]


def test_a_metric_is_no_dataset(nlp: Language) -> None:
    text = "Reefs\nWe evaluate on ReefSet and NIQE."
    likely = {"ReefSet": ("Dataset", 0.9), "NIQE": ("Dataset", 0.9)}
    assert _judged(nlp, text, likely) == [("Dataset", ["ReefSet"])]


@pytest.mark.parametrize("text", [TEXT, "Nets\nS4s, U-Nets' ROSS and C++s; GANs/VAEs, Bob's Depths (DepεpS), AIS*."])
def test_spellings_of_one_name_are_one_group(nlp: Language, text: str) -> None:
    doc = nlp(text)
    found = candidates(doc)
    keys = [name_key(doc[first : last + 1].text) for first, last in found.spans.tolist()]
    assert [keys.index(key) for key in keys] == [keys.index(name_key(found.names[group])) for group in found.group_of]


@pytest.mark.parametrize("text", ["An SE(n) field", "as Finn et al. say"])
def test_half_of_a_formula_and_an_author_are_no_candidates(nlp: Language, text: str) -> None:
    names = candidates(nlp(f"Reefs\n{text}.")).names
    assert not {"SE(n", "Finn"} & set(names)


def test_both_parts_of_a_coordination_are_claimed(nlp: Language) -> None:
    said = make_linker("both")(
        Paper("TideNet: Gates for Reefs", "We train TideNet on CIFAR-10/100. It wins on CIFAR-10/100.")
    )
    assert {"CIFAR-10", "CIFAR-100"} <= {claim.name for claim in said.claims if claim.kind == "Dataset"}


def test_a_claim_that_one_side_makes_alone_needs_more() -> None:
    assert OPEN.believes("Method", 0.4, found=True)
    assert not OPEN.believes("Method", 0.4, found=False)
    assert OPEN.confidence("Method", 0.4, found=True) == pytest.approx(0.4)


def test_where_all_is_kept_the_rules_say_it_all(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = candidates(doc)
    chance = np.random.default_rng(5)
    types = chance.random((len(found.names), len(KINDS)), dtype=np.float32)
    roles = chance.random((found.clusters, sum(len(names) for _, names in ROLES)), dtype=np.float32)
    kept = replace(OPEN, kept=frozenset(OPEN.least), roles_kept=frozenset(KINDS))
    likely = things(doc.text, found, types, found_by_rules(doc, found))
    said = findings(doc, found, likely, roles, lambda ends: np.full((len(ends), len(PAIRS)), 0.9), kept)
    by_rules = [finding for group in ("kg_roles", "kg_lineage") for finding in read(doc, group)]
    assert by_rules
    assert {_fields(finding) for finding in said} == {_fields(finding) for finding in by_rules}


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((0.0, 0.4, 0.6), {"comparedWith"}),
        # What the rules say too is believed from 0.3 on, what they do not say from 0.5 on.
        ((0.2, 0.35, 0.45), {"extends"}),
        ((0.4, 0.25, 0.35), set()),
    ],
)
def test_a_link_is_of_the_likelier_type_that_can_be_believed(
    nlp: Language, shares: tuple[float, ...], expected: set[str]
) -> None:
    doc = nlp("ReefNet: Corals\nWe propose ReefNet, which extends the U-Net.")
    found = candidates(doc)
    types = np.where(found_by_rules(doc, found), np.float32(0.9), np.float32(0))
    roles = np.full((found.clusters, sum(len(names) for _, names in ROLES)), 0.2, dtype=np.float32)
    likely = things(doc.text, found, types, found_by_rules(doc, found))
    own = next(thing.cluster for thing in likely if "ReefNet" in found.names[found.group_of[thing.mentions[0]]])
    roles[np.arange(found.clusters) != own, 0] = 0
    said = findings(doc, found, likely, roles, lambda ends: np.array([shares] * len(ends), dtype=np.float32), OPEN)
    assert {finding.predicate for finding in said if finding.subject} == expected


def _fields(finding: Finding) -> tuple[object, ...]:
    return (finding.span.start, finding.span.end, finding.predicate, finding.name, finding.subject, finding.confidence)


@pytest.mark.parametrize(
    "text",
    [TEXT, "Reefs\n" + "Warm-water reefs (1.5 mm a year) grow. " * 90, "注意" * 900 + " on ImageNet", "Über ß²-GAN"],
    ids=["short", "long", "one word", "no ASCII"],
)  # fmt: skip
def test_every_token_has_its_own_pieces(nlp: Language, text: str) -> None:
    doc = nlp(text)
    read = pieces(text, candidates(doc), model_folder())
    spelt = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    names = [spelt.id_to_token(number).removeprefix("##") for number in read.ids.tolist()]
    assert (names[0], names[-1]) == ("[CLS]", "[SEP]")
    assert [read.first[0], read.last[0], read.first[-1], read.last[-1]] == [0, 0, len(names) - 1, len(names) - 1]
    for token, first, last in zip(doc, read.first[1:-1], read.last[1:-1], strict=True):
        bare = "".join(c for c in normalize("NFD", token.lower_) if not combining(c))
        own = names[first : last + 1]
        assert token.is_space or "[UNK]" in own or "".join(own) == bare


@given(st.data())
def test_windows_cover_all_rows_and_strips_hold_their_pieces(data: st.DataObject) -> None:
    sizes = data.draw(
        st.lists(st.integers(1, 4) | st.integers(1, 700), max_size=400).map(lambda s: s[: 60 + len(s) // 2])
    )
    gaps = data.draw(st.lists(st.integers(0, 2), min_size=len(sizes), max_size=len(sizes)))
    first = np.cumsum([1, *sizes])[:-1] + np.cumsum(gaps, dtype=np.int64)
    last = first + np.array(sizes, dtype=np.int64) - 1
    total = int(last[-1]) + 2 if sizes else 2
    read = Pieces(np.arange(total), np.array([0, *first, total - 1]), np.array([0, *last, total - 1]))
    covered = []
    for rows, inputs in read.windows():
        covered += range(rows.start, rows.stop)
        strips = inputs["ids"].ravel()
        places = inputs["places"]
        assert inputs["ids"].shape == places.shape
        assert (np.diff(places) >= 0).all()
        assert places.min() == 0
        assert places.max() < 512
        for row, begin, end in zip(range(rows.start, rows.stop), inputs["first"], inputs["last"], strict=True):
            if read.last[row] - read.first[row] < 400:
                assert strips[begin : end + 1].tolist() == list(range(read.first[row], read.last[row] + 1))
            else:
                assert begin <= end < len(strips)
    assert covered == list(range(len(sizes) + 2))


def test_of_the_last_layer_only_rows_in_candidates_are_asked_for(nlp: Language) -> None:
    found = candidates(nlp(TEXT))
    ends = row_ends(found)
    inside = {row for first, last in ends.tolist() for row in range(first, last + 1)}
    assert rows_inside(ends, len(found.starts) + 2).tolist() == sorted(inside)
    assert inside == {token + 1 for first, last in found.spans.tolist() for token in range(first, last + 1)}


def test_a_document_goes_from_process_to_process_with_what_was_found(nlp: Language) -> None:
    texts = [TEXT, TEXT.replace("Reef", "Kelp")]
    there = list(nlp.pipe(texts, n_process=2, batch_size=1))
    for text, doc in zip(texts, there, strict=True):
        here = nlp(text)
        for group in ("kg_roles", "kg_lineage"):
            assert [_fields(finding) for finding in read(doc, group)] == [_fields(f) for f in read(here, group)]
        assert Sentences(doc).offsets == Sentences(here).offsets


@pytest.mark.parametrize("way", ["model", "both"])
def test_the_learned_linker_says_who_found_what(way: str) -> None:
    linked = make_linker(way)(Paper(*TEXT.split("\n")))
    rules = {claim.linker for claim in linked.claims}
    assert rules == {"kg_tagger:model"} if way == "model" else "kg_tagger:both" in rules
    roles = {claim.name: claim.predicate for claim in linked.claims if not claim.subject}
    assert "introduces" in roles.values()
    assert make_linker(way)(linked.paper) == linked


def test_papers_are_linked_as_a_stream_as_one_by_one() -> None:
    nlp = make_nlp("both")
    papers = [Paper(*TEXT.replace("Reef", f"Reef{'X' * (number % 3)}{number}").split("\n")) for number in range(40)]
    linked = list(link_papers(nlp, iter(papers)))
    assert linked == [link_paper(nlp, paper) for paper in papers]
    assert [item.paper for item in linked] == papers
    assert all(item.claims for item in linked)


def test_a_long_text_is_read_to_its_end() -> None:
    filler = "The reef grows slowly and the water is warm over the years. " * 120
    asked = "ReefNet outperforms KelpNet on ImageNet."
    link = make_linker("model")
    for text in (asked, filler + asked):
        assert {"ReefNet", "ImageNet"} <= {claim.name for claim in link(Paper("Reefs", text)).claims}


@pytest.mark.parametrize("text", ["Is it?\n", "The\n" + "Of the and. " * 1500, "\n"], ids=["no names", "long", "empty"])
def test_a_text_without_names_gives_no_claims(nlp: Language, text: str) -> None:
    found = candidates(nlp(text))
    assert found.clusters == len(found.spans) == 0
    assert [len(value) for value in found.members().values()] == [0] * 3
    assert not make_linker("both")(Paper(*text.split("\n", 1))).claims


def test_a_title_is_one_sentence(nlp: Language) -> None:
    title = "Is Attention Needed? A Study of Reefs."
    offsets = Sentences(nlp(f"{title}\nWe ask. It is.")).offsets
    assert offsets == [(0, len(title) + 1), (len(title) + 1, len(title) + 9), (len(title) + 9, len(title) + 15)]


def test_only_what_stands_in_parentheses_behind_a_name_explains_it(nlp: Language) -> None:
    text = "Reefs\nSome encoders (Aaa, Bbb) and the Reef Network (RNw) grow."
    found = candidates(nlp(text))
    names = ("encoders", "Aaa", "Reef Network", "RNw")
    types = np.zeros((len(found.names), len(KINDS)), dtype=np.float32)
    types[[found.names.index(name) for name in names], 0] = 0.9
    chosen = things(text, found, types, np.zeros(types.shape, dtype=bool))
    told = {tuple(found.names[found.group_of[n]] for n in thing.mentions) for thing in chosen}
    assert told == {("encoders",), ("Aaa",), ("Reef Network", "RNw")}


def test_an_unknown_way_of_linking_and_a_missing_model_are_named(tmp_path: Path) -> None:
    store = kg.open_store(tmp_path / "store", create=True)
    with pytest.raises(UnknownPlugin, match="no way of linking named 'magic'"):
        build([kg.sample_page()], store, linkers="magic", jobs=2)
    with pytest.raises(KgError, match="holds no model"):
        build([kg.sample_page()], store, linkers="both", model=str(tmp_path), jobs=2)


def test_the_model_that_ships_is_small_and_complete() -> None:
    files = {path.name: path.stat().st_size for path in model_folder().iterdir()}
    assert files.keys() == {"encoder.onnx", "judge.onnx", "pairs.onnx", "settings.json", "tokenizer.json"}
    assert sum(files.values()) < 30_000_000
