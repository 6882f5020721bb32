"""The commands `kg vocabulary check|list|add|import`, judged by what they print, write and return."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli_vocabulary import vocabulary_app
from kg.errors import KgError
from kg.vocabulary import (
    Concept,
    load_vocabulary,
    read_vocabulary,
)
from kg.vocabulary_check import as_turtle

CNN = "method/convolutional-neural-network"


@pytest.fixture(autouse=True)
def _no_own_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_VOCABULARY", raising=False)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error (or the KgError's message) of `kg vocabulary ...`."""
    result = CliRunner().invoke(vocabulary_app, [str(argument) for argument in arguments])
    if isinstance(result.exception, KgError):
        return 1, result.stdout, result.exception.message
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def test_command_check(tmp_path: Path) -> None:
    assert run("check") == (0, f"sound: {len(load_vocabulary().concepts):,} concepts\n", "")
    own = written(tmp_path, "own.csv", "kind,label,aliases,broader\nMethod,TwigNet,BERT,CNN;nowhere\n")
    result = CliRunner().invoke(vocabulary_app, ["check", str(own)])
    assert result.stderr.splitlines() == [
        "method/bert, method/twignet: each has the sure label 'BERT'.",
        "method/twignet: the broader concept method/nowhere does not exist.",
    ]
    assert str(result.exception) == "2 problems in the vocabulary"


def test_command_list() -> None:
    code, out, err = run("list", "--kind", "method", "RESIDUAL NETWORK")
    assert code == 0
    assert "ResNet" in out
    assert "BERT" not in out
    assert f"{sum('Method' in line for line in out.splitlines())} concepts\n" == err
    assert run("list", "no such name")[:2] == (0, "no name contains 'no such name'\n")
    assert run("list", "--kind", "paper")[0] == 2


def test_command_add(tmp_path: Path) -> None:
    own = tmp_path / "new" / "own.ttl"
    code, _, err = run("add", "method", "TwigNet", "--alias", "twiggy net", "--broader", "CNN", "--file", own)
    assert (code, f"KG_VOCABULARY={own}" in err) == (0, True)
    assert run("add", "Method", "BERT", "--alias", "Twiggy BERT", "--ambiguous", "TB", "--file", own)[0] == 0
    assert run("add", "method", "TwigNet", "--alias", "twig-shaped net", "--file", own)[0] == 0
    expected = [
        Concept("Method", "BERT", ("Twiggy BERT",), ("TB",)),
        Concept("Method", "TwigNet", ("twig-shaped net", "twiggy net"), broader=(CNN,)),
    ]
    assert own.read_text() == as_turtle(expected, schemes=False)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["method", "residual network"], "would name both"),
        (["dataset", "LLaMA"], "names a Dataset and a Method"),
        (["method", "TwigNet", "--broader", "convolutional neural netwrk"], "no method called"),
        (["method", " TwigNet"], "begins or ends with a blank"),
        (["method", ""], "no preferred label"),
    ],
)
def test_command_add_writes_nothing_that_is_wrong(arguments: list[str], problem: str, tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    code, _, message = run("add", *arguments, "--file", own)
    assert (code, problem in message, own.exists()) == (1, True, False)


def test_command_add_loses_nothing_of_a_file_written_by_hand(tmp_path: Path) -> None:
    text = as_turtle([Concept("Method", "TwigNet")], schemes=False) + "# A remark.\n"
    own = written(tmp_path, "own.ttl", text)
    code, _, message = run("add", "method", "TreeNet", "--file", own)
    assert (code, "written by hand" in message, own.read_text()) == (1, True, text)
    assert run("add", "method", "TreeNet", "--file", tmp_path / "own.csv")[0] == 2


SKOS = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:ConceptScheme rdf:about="http://example.net/all"><skos:prefLabel>Everything</skos:prefLabel></skos:ConceptScheme>
<skos:Concept rdf:about="http://example.net/1">
  <skos:prefLabel xml:lang="en">pier counting</skos:prefLabel>
  <skos:prefLabel xml:lang="de">Blattzählung</skos:prefLabel>
  <skos:altLabel xml:lang="en-GB">counting of piers</skos:altLabel>
  <skos:broader rdf:resource="http://example.net/2"/>
</skos:Concept>
<skos:Concept rdf:about="http://example.net/2"><skos:prefLabel>plant reading</skos:prefLabel></skos:Concept>
</rdf:RDF>
"""


def test_command_import(tmp_path: Path) -> None:
    catalogue, own = written(tmp_path, "other.rdf", SKOS), tmp_path / "own.ttl"
    code, _, message = run("import", catalogue, "-o", own)
    assert (code, "needs exactly one of the types" in message, own.exists()) == (1, True, False)
    code, out, _ = run("import", catalogue, "--kind", "task", "-o", own)
    assert code == 0
    assert out.splitlines() == [
        f"{own}: 2 concepts, 0 of them known before",
        "0 changes to fit them in, 0 problems left",
    ]
    expected = [
        Concept("Task", "pier counting", ("counting of piers",), broader=("task/plant-reading",)),
        Concept("Task", "plant reading"),
    ]
    assert own.read_text() == as_turtle(expected, schemes=False)
    assert run("check", own)[0] == 0


def test_command_import_of_csv(tmp_path: Path) -> None:
    rows = "kind,label,aliases,broader\n,Residual Networks,skippy net;BERT,\nTask,pier counting,,image classification\n"
    own = tmp_path / "own.ttl"
    code, out, err = run("import", written(tmp_path, "o.csv", rows), "-o", own, "--kind", "method")
    assert (code, out.splitlines()[0]) == (0, f"{own}: 2 concepts, 1 of them known before")
    assert err.splitlines()[:2] == [
        "method/resnet: 'Residual Networks' is taken for a name of it.",
        "method/resnet: the name 'BERT' is left out, for it names method/bert.",
    ]
    assert list(read_vocabulary(own).concepts.values()) == [
        Concept("Method", "ResNet", ("Residual Networks", "skippy net")),
        Concept("Task", "pier counting", broader=("task/image-classification",)),
    ]
    assert run("import", written(tmp_path, "e.csv", "kind,label,aliases,broader\n"), "-o", own)[0] == 1
    assert run("import", tmp_path / "o.csv", "-o", tmp_path / "own.csv")[0] == 2
