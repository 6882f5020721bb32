"""The files in `ontology/`: names that do not clash, hierarchies without holes or circles, words that are explained."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from helpers import DATA, built, export
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from kg.errors import KgError
from kg.ids import ONTOLOGY, key_of, name_key
from kg.model import KINDS, PREDICATES, Kind
from kg.vocabulary import Vocabulary, load_vocabulary, ontology_folder

FILES = sorted((ontology_folder() / "vocabulary").glob("*.ttl"))
FEWEST: dict[Kind, int] = {"Method": 250, "Task": 120, "Dataset": 200, "Hardware": 80}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="module")
def ontology() -> Store:
    store = Store()
    store.load(path=str(ontology_folder() / "kg.ttl"), format=RdfFormat.TURTLE)
    return store


def test_there_is_a_file_for_each_kind() -> None:
    assert [file.stem for file in FILES] == ["datasets", "hardware", "methods", "tasks"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_vocabulary_file_loads_by_itself(file: Path) -> None:
    kinds = {concept.kind for concept in load_vocabulary([file]).concepts.values()}
    assert {f"{kind.lower()}s".replace("hardwares", "hardware") for kind in kinds} == {file.stem}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_concept_is_stored_under_the_key_of_its_label(file: Path) -> None:
    keys = {concept.key for concept in load_vocabulary([file]).concepts.values()}
    labelled = [q for q in parse(path=str(file), format=RdfFormat.TURTLE) if q.predicate.value.endswith("#prefLabel")]
    assert {key_of(q.subject.value) for q in labelled if isinstance(q.subject, NamedNode)} == keys


@pytest.mark.parametrize("kind", FEWEST)
def test_there_are_enough_concepts(vocabulary: Vocabulary, kind: Kind) -> None:
    assert len(vocabulary.of(kind)) >= FEWEST[kind]


@pytest.mark.parametrize("kind", FEWEST)
def test_a_sure_label_names_one_concept(vocabulary: Vocabulary, kind: Kind) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for concept in vocabulary.of(kind):
        for label in (concept.label, *concept.aliases):
            owners[name_key(label)].add(concept.label)
    assert {spelling: sorted(labels) for spelling, labels in owners.items() if len(labels) > 1} == {}


def test_labels_are_clean(vocabulary: Vocabulary) -> None:
    labels = [label for c in vocabulary.concepts.values() for label in (c.label, *c.aliases, *c.ambiguous)]
    assert [label for label in labels if label != " ".join(label.split()) or not label] == []


def test_a_label_is_either_sure_or_ambiguous(vocabulary: Vocabulary) -> None:
    both = {c.key: set(c.ambiguous) & {c.label, *c.aliases} for c in vocabulary.concepts.values()}
    assert {key: labels for key, labels in both.items() if labels} == {}


def test_every_broader_concept_is_there_and_of_the_same_kind(vocabulary: Vocabulary) -> None:
    ups = [(concept, up) for concept in vocabulary.concepts.values() for up in concept.broader]
    assert [(concept.key, up) for concept, up in ups if up not in vocabulary.concepts] == []
    assert [(concept.key, up) for concept, up in ups if vocabulary.concepts[up].kind != concept.kind] == []


def test_no_concept_is_broader_than_itself(vocabulary: Vocabulary) -> None:
    for key, concept in vocabulary.concepts.items():
        assert key not in concept.broader
        assert not [parent for parent in concept.broader if key in vocabulary.ancestors(parent)], key


def test_a_file_that_is_not_turtle_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text("@prefix a: <http://a/> .\n\na:b a:c .\n", encoding="utf-8")
    with pytest.raises(KgError, match=r"\Abad\.ttl:3: not Turtle"):
        load_vocabulary([file])


def test_a_concept_without_label_is_named(tmp_path: Path) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text(f"<https://a/b> a <{ONTOLOGY}Method> .\n", encoding="utf-8")
    with pytest.raises(KgError, match="https://a/b> needs exactly one skos:prefLabel"):
        load_vocabulary([file])


def words(ontology: Store) -> set[str]:
    """Every kg: word that the ontology declares as a class or a property."""
    subjects = {quad.subject for quad in ontology.quads_for_pattern(None, _RDF_TYPE, None)}
    named = {node.value for node in subjects if isinstance(node, NamedNode)}
    return {name.removeprefix(ONTOLOGY) for name in named if name.startswith(ONTOLOGY)}


_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def said_once(ontology: Store, word: str, about: str) -> bool:
    values = list(ontology.quads_for_pattern(NamedNode(ONTOLOGY + word), NamedNode(_RDFS + about), None))
    return len(values) == 1 and (about in ("domain", "range") or bool(values[0].object.value))  # type: ignore[union-attr]


def test_every_word_of_the_ontology_has_one_label_and_one_comment(ontology: Store) -> None:
    asked = [(word, about) for word in sorted(words(ontology)) for about in ("label", "comment")]
    assert [(word, about) for word, about in asked if not said_once(ontology, word, about)] == []


def test_every_property_has_one_domain_and_one_range(ontology: Store) -> None:
    properties = sorted(word for word in words(ontology) if word[0].islower())
    assert len(properties) > len(PREDICATES)
    asked = [(word, about) for word in properties for about in ("domain", "range")]
    assert [(word, about) for word, about in asked if not said_once(ontology, word, about)] == []


def test_the_ontology_has_a_word_for_all_that_the_model_can_say(ontology: Store) -> None:
    finer = {"improves", "adapts", "replaces", "combines", "usedFor", "introducedBy", "extendedBy"}
    assert {*KINDS, "Paper", "Claim", *PREDICATES, *finer} <= words(ontology)


def test_every_word_in_an_export_is_one_of_the_ontology(tmp_path: Path, ontology: Store) -> None:
    text = export(built(tmp_path / "store", DATA / "builds" / "first.txt"), "ntriples").decode()
    used = set(re.findall(re.escape(ONTOLOGY) + r"(\w+)>", text))
    assert {"Paper", "introduces", "quote"} <= used
    assert used - words(ontology) == set()
