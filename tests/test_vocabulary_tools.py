"""Vocabularies: the one that ships is sound; what is wrong is found; files round-trip; a user's own names count."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import lines

from kg.errors import KgError, ReadError
from kg.linkers._matching import ConceptMatcher
from kg.vocabulary import (
    CONCEPT_KINDS,
    Concept,
    Vocabulary,
    load_vocabulary,
    merged,
    read_vocabulary,
    shipped_files,
    user_files,
)
from kg.vocabulary_check import Problem, as_turtle, check, fitted, write_vocabulary

CNN = "method/convolutional-neural-network"


@pytest.fixture(autouse=True)
def _no_own_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_VOCABULARY", raising=False)


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    return load_vocabulary(shipped_files())


def vocabulary(*concepts: Concept) -> Vocabulary:
    return Vocabulary({concept.key: concept for concept in sorted(concepts, key=lambda c: c.key)})


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_vocabulary_is_sound_and_large(shipped: Vocabulary) -> None:
    assert check(load_vocabulary()) == []
    least = {"Method": 1200, "Task": 500, "Dataset": 800, "Hardware": 250}
    assert {kind: len(shipped.of(kind)) >= least[kind] for kind in CONCEPT_KINDS} == dict.fromkeys(CONCEPT_KINDS, True)


@pytest.mark.parametrize(
    ("concepts", "problems"),
    [
        pytest.param(
            [Concept("Method", "Tree-Net"), Concept("Method", "TreeNets")],
            [Problem(("method/tree-net", "method/treenets"), "they are one concept: 'Tree-Net', 'TreeNets'.")],
            id="twins",
        ),
        pytest.param(
            [Concept("Method", "Oak", aliases=("tree net",)), Concept("Method", "Tree-Net")],
            [Problem(("method/oak", "method/tree-net"), "each has the sure label 'tree net'.")],
            id="shared label",
        ),
        pytest.param(
            [Concept("Task", "Oak"), Concept("Method", "Elm", aliases=("oak",))],
            [Problem(("method/elm", "task/oak"), "the sure label 'oak' names a Method and a Task.")],
            id="shared between kinds",
        ),
        pytest.param(
            [Concept("Method", "Oak", ambiguous=("TN",)), Concept("Method", "Elm", aliases=("TN",))],
            [Problem(("method/oak",), "the ambiguous label 'TN' is a sure label of method/elm.")],
            id="ambiguous and sure",
        ),
        pytest.param(
            [Concept("Method", "Oak", broader=("method/tree",))],
            [Problem(("method/oak",), "the broader concept method/tree does not exist.")],
            id="broader missing",
        ),
        pytest.param(
            [Concept("Method", "Oak", broader=("task/tree",)), Concept("Task", "tree")],
            [Problem(("method/oak",), "the broader concept task/tree is of another kind.")],
            id="broader of another kind",
        ),
        pytest.param(
            [
                Concept("Task", "a", broader=("task/b",)),
                Concept("Task", "b", broader=("task/c",)),
                Concept("Task", "c", broader=("task/a",)),
                Concept("Task", "d", broader=("task/a",)),
            ],
            [Problem(("task/a", "task/b", "task/c"), "each is broader than the others.")],
            id="circle",
        ),
        pytest.param(
            [Concept("Task", "a", broader=("task/a",))],
            [Problem(("task/a",), "it is broader than itself.")],
            id="own broader",
        ),
        pytest.param(
            [Concept("Task", "a", aliases=("",))],
            [Problem(("task/a",), "it has an empty label.")],
            id="empty label",
        ),
        pytest.param(
            [Concept("Task", "a", aliases=("oak ",))],
            [Problem(("task/a",), "the label 'oak ' begins or ends with a blank.")],
            id="trailing blank",
        ),
        pytest.param(
            [Concept("Task", "a", aliases=("o\u200bak",))],
            [Problem(("task/a",), "the label 'o\\u200bak' holds a control character.")],
            id="control character",
        ),
        pytest.param(
            [Concept("Task", "a", aliases=("a",))],
            [Problem(("task/a",), "the label 'a' is given more than once.")],
            id="alias is the label",
        ),
        pytest.param(
            [Concept("Task", "a", aliases=("oak",), ambiguous=("oak",))],
            [Problem(("task/a",), "the label 'oak' is given more than once.")],
            id="sure and ambiguous at once",
        ),
        pytest.param(
            [
                Concept("Method", "DART"),
                Concept("Method", "DARTS"),
                Concept("Method", "Hydra"),
                Concept("Method", "Hydra++"),
                Concept("Method", "Oak", aliases=("Oaks", "oak"), ambiguous=("TN",)),
                Concept("Method", "Elm", ambiguous=("TN",)),
                Concept("Task", "elm counting", ambiguous=("DART",)),
            ],
            [],
            id="nothing wrong",
        ),
    ],
)
def test_what_is_wrong_is_found(concepts: list[Concept], problems: list[Problem]) -> None:
    assert check(vocabulary(*concepts)) == problems


def test_labels_that_are_missing_or_belong_elsewhere() -> None:
    bad = Vocabulary({"task/a": Concept("Task", ""), "task/b": Concept("Task", "Bee")})
    assert check(bad) == [
        Problem(("task/a",), "it has no preferred label."),
        Problem(("task/b",), "the label 'Bee' belongs to the IRI task/bee."),
    ]


def test_an_iri_that_is_not_the_labels_is_found_in_a_file(tmp_path: Path) -> None:
    text = as_turtle([Concept("Task", "leaf counting")], schemes=False).replace("task/leaf-counting", "task/leaves")
    found = load_vocabulary([written(tmp_path, "own.ttl", text)])
    problem = Problem(("task/leaves",), "the label 'leaf counting' belongs to the IRI task/leaf-counting.")
    assert check(found) == [problem]
    with pytest.raises(KgError, match=r"task/leaves.*'leaf counting'.*task/leaf-counting"):
        merged(found)


@pytest.mark.parametrize("file", shipped_files(), ids=lambda file: file.stem)
def test_a_shipped_file_is_what_the_writer_writes(file: Path, tmp_path: Path) -> None:
    write_vocabulary(read_vocabulary(file).concepts.values(), tmp_path / "again.ttl")
    assert (tmp_path / "again.ttl").read_bytes() == file.read_bytes()


labels = st.sets(lines, max_size=3).map(lambda found: tuple(sorted(found)))
keys = st.sets(st.sampled_from(["task/a", "method/b-c"]), max_size=2).map(lambda found: tuple(sorted(found)))
concepts = st.builds(Concept, st.sampled_from(CONCEPT_KINDS), lines, labels, labels, keys)


@given(st.lists(concepts, max_size=5, unique_by=lambda concept: concept.key), st.booleans(), st.randoms())
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, found: list[Concept], schemes: bool, chance: Random
) -> None:
    path = tmp_path_factory.getbasetemp() / "round-trip.ttl"
    write_vocabulary(found, path, schemes)
    assert read_vocabulary(path).concepts == vocabulary(*found).concepts
    shuffled = chance.sample(found, len(found))
    assert as_turtle(shuffled, schemes).encode() == path.read_bytes()


def test_two_concepts_of_one_key_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="two concepts are task/a-b"):
        write_vocabulary([Concept("Task", "a b"), Concept("Task", "a-b")], tmp_path / "own.ttl")
    with pytest.raises(KgError, match="cannot be written"):
        write_vocabulary([Concept("Task", "a")], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_csv(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "own.csv",
        "\ufeffkind,label,aliases,broader\n"
        'method,TwigNet,"twig, net; Twig-Net ;TwigNet",CNN\n'
        "\n"
        "Task,leaf counting,,Object Counting;plant phenotyping\n",
    )
    assert read_vocabulary(file).concepts == {
        "method/twignet": Concept("Method", "TwigNet", ("Twig-Net", "twig, net"), broader=("method/cnn",)),
        "task/leaf-counting": Concept(
            "Task", "leaf counting", broader=("task/object-counting", "task/plant-phenotyping")
        ),
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "own.csv:1: the first line must be kind,label,aliases,broader"),
        ("kind;label\n", "own.csv:1: the first line must be kind,label,aliases,broader"),
        ("kind,label,aliases,broader\nTask,a,b\n", "own.csv:2: 3 columns instead of 4"),
        ("kind,label,aliases,broader\nTask,a,,\n\nTasks,b,,\n", "own.csv:4: no kind named 'Tasks'; there are Method,"),
        ("kind,label,aliases,broader\nTask, ,a,\n", "own.csv:2: a row needs exactly one label"),
        ("kind,label,aliases,broader\nTask,a,,\nTask,A,,\n", "own.csv:3: 'A' stands in line 2 already"),
        ('kind,label,aliases,broader\nTask,"a"b,,\n', "own.csv:2: "),
    ],
)
def test_a_bad_row_of_csv_is_named_with_its_line(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        load_vocabulary([written(tmp_path, "own.csv", text)])
    assert caught.value.message.startswith(problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<task/a> a kg:Task .\n", "own.ttl:1: not Turtle"),
        ("@prefix kg: <https://w3id.org/lineagraph/ontology#> .\n<task/a> a kg:Task .", "exactly one skos:prefLabel"),
        (
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<task/a> a skos:Concept ; skos:prefLabel 'a' .",
            "exactly one of the types kg:Method",
        ),
    ],
)
def test_a_bad_skos_file_is_named(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(KgError, match=problem) as caught:
        load_vocabulary([written(tmp_path, "own.ttl", text)])
    assert caught.value.message.startswith("own.ttl")


def test_a_file_that_is_missing_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"none\.ttl: cannot be read: No such file"):
        load_vocabulary([tmp_path / "none.ttl"])
    (tmp_path / "own.csv").write_bytes(b"kind,label,aliases,broader\nTask,\xff,,\n")
    with pytest.raises(KgError, match=r"own\.csv: not UTF-8"):
        load_vocabulary([tmp_path / "own.csv"])


def test_merging_adds_concepts_and_names() -> None:
    first = vocabulary(
        Concept("Method", "ResNet", ("residual network", "RN"), ("Res",), ("method/cnn",)),
        Concept("Method", "convolutional network", ("CNN",)),
    )
    own = vocabulary(
        Concept("Method", "RESNET", ("Res",), ("RN",)), Concept("Method", "TwigNet", broader=("method/cnn",))
    )
    assert merged(first, own).concepts == {
        "method/convolutional-network": Concept("Method", "convolutional network", ("CNN",)),
        "method/resnet": Concept(
            "Method", "ResNet", ("RESNET", "Res", "residual network"), ("RN",), ("method/convolutional-network",)
        ),
        "method/twignet": Concept("Method", "TwigNet", broader=("method/convolutional-network",)),
    }


def test_merging_names_both_concepts_of_a_clash() -> None:
    first = vocabulary(Concept("Method", "ResNet", ("residual network",)))
    with pytest.raises(
        KgError, match=r"'Residual-Networks' would name both 'ResNet' \(method/resnet\) and 'Twig' .*/twig"
    ):
        merged(first, vocabulary(Concept("Method", "Twig", ("Residual-Networks",))))
    with pytest.raises(KgError, match=r"'ResNet' is the label of method/resnet"):
        merged(first, vocabulary(Concept("Method", "resnet", ambiguous=("ResNet",))))


def test_own_files_count_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shipped: Vocabulary) -> None:
    one = written(tmp_path, "one.csv", "kind,label,aliases,broader\nMethod,TwigNet,twiggy network,CNN\n")
    two = tmp_path / "two.ttl"
    write_vocabulary([Concept("Method", "ResNet", ("ResNet of twigs",))], two, schemes=False)
    monkeypatch.setenv("KG_VOCABULARY", os.pathsep.join([str(one), "", str(two)]))
    assert user_files() == (one, two)
    found = load_vocabulary()
    assert found.concepts["method/twignet"] == Concept("Method", "TwigNet", ("twiggy network",), broader=(CNN,))
    assert found.concepts["method/resnet"].aliases == tuple(
        sorted({*shipped.concepts["method/resnet"].aliases, "ResNet of twigs"})
    )
    assert found.concepts.keys() - shipped.concepts.keys() == {"method/twignet"}
    names = [match.concept.label for match in ConceptMatcher(found.concepts.values())("Twiggy networks beat BERT.")]
    assert "TwigNet" in names
    assert "BERT" in names


def test_own_files_that_clash_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = written(tmp_path, "own.csv", "kind,label,aliases,broader\nMethod,TwigNet,BERT,\n")
    monkeypatch.setenv("KG_VOCABULARY", str(own))
    with pytest.raises(KgError, match=r"'BERT' would name both 'BERT' .* and 'TwigNet'"):
        load_vocabulary()


def test_another_catalogue_is_fitted() -> None:
    known = vocabulary(
        Concept("Method", "ResNet", ("residual network",)),
        Concept("Method", "BERT"),
        Concept("Method", "segment anything", ambiguous=("SAM",)),
        Concept("Dataset", "Oak Corpus"),
    )
    incoming = vocabulary(
        Concept("Method", "Residual Networks", ("skip net",), broader=("method/nowhere",)),
        Concept(
            "Method", "TwigNet", ("BERT", "SAM", "TN", "Oak Corpus", "twig"), broader=("method/residual-networks",)
        ),
        Concept("Method", "TreeNet", ("TN",), broader=("method/bert",)),
    )
    found, changes = fitted(incoming, known)
    assert list(found.concepts.values()) == [
        Concept("Method", "ResNet", ("Residual Networks", "skip net")),
        Concept("Method", "TreeNet", (), ("TN",), ("method/bert",)),
        Concept("Method", "TwigNet", ("twig",), ("SAM", "TN"), ("method/resnet",)),
    ]
    assert [str(change) for change in changes] == [
        "method/resnet: 'Residual Networks' is taken for a name of it.",
        "method/resnet: the broader concept method/nowhere is left out, for it is unknown or itself.",
        "method/treenet: the name 'TN' is made ambiguous, for others have it too.",
        "method/twignet: the name 'BERT' is left out, for it names method/bert.",
        "method/twignet: the name 'Oak Corpus' is left out, for it names dataset/oak-corpus.",
        "method/twignet: the name 'SAM' is made ambiguous, for others have it too.",
        "method/twignet: the name 'TN' is made ambiguous, for others have it too.",
    ]
    assert check(merged(known, found)) == []


def test_concepts_of_one_spelling_are_fitted_as_one() -> None:
    incoming = vocabulary(Concept("Task", "leaf counting", ("a",)), Concept("Task", "leaf-countings", ("b",)))
    found, changes = fitted(incoming, Vocabulary({}))
    assert found.concepts == {"task/leaf-counting": Concept("Task", "leaf counting", ("a", "b", "leaf-countings"))}
    assert changes == [Problem(("task/leaf-counting",), "'leaf-countings' is taken for a name of it.")]
