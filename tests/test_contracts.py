"""Every installed plugin keeps the contract of its kind (`kg.ports`), whoever wrote it.

Nothing here names a plugin: the tests are made from the registry, and a plugin without material to test it on fails.
Readers bring tests/data/NAME/page* with expected.jsonl (written by `pytest --regenerate`), linkers bring examples in
tests/data/linkers.json: texts, and spans as [words, label, kb_id] that must be found in them.
"""

from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from dataclasses import asdict
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from helpers import DATA, spans
from hypothesis import given
from spacy.language import Language
from spacy.tokens import Doc
from strategies import lines

from kg import registry
from kg.model import Paper
from kg.ports import Mapper
from kg.reading import read_papers

LINKER_EXAMPLES: dict[str, list[dict[str, Any]]] = json.loads((DATA / "linkers.json").read_text("utf-8"))
ODD_TEXTS = [
    "\n",
    "Only a title\n",
    "\nOnly an abstract.",
    "a\n" + "(" * 200,
    "é\u0301\n\u200b\u202e🙂\x00\ufffe深度 ßıİ",
    "A\n" + "x" * 3000,
    "We propose\nWe propose",
    "()\n. . . ( ) (A) [B] {C}",
]

each_reader = pytest.mark.parametrize("name", registry.names("reader"))
each_linker = pytest.mark.parametrize("name", registry.names("linker"))
each_engine = pytest.mark.parametrize("name", registry.names("engine"))


@pytest.mark.parametrize("group", registry.GROUPS)
def test_every_plugin_of_the_project_is_installed_and_so_tested(group: str) -> None:
    """Its file, its line in pyproject.toml and the installed entry point go together; else: pip install -e ."""
    project = tomllib.loads((DATA.parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    declared = project["entry-points"][registry.GROUPS[group]]
    assert set(registry.names(group)) >= declared.keys()
    files = {path.stem for path in (DATA.parents[1] / "kg" / f"{group}s").glob("[!_]*.py")}
    assert {target.partition(":")[0].rpartition(".")[2] for target in declared.values()} == files != set()


def samples(reader: str) -> list[Path]:
    found = sorted((DATA / reader).glob("page*"))
    assert found, f"the reader {reader} has no sample in {DATA / reader}"
    return found


@each_reader
def test_a_reader_reads_its_samples_as_expected(name: str, regenerate: bool) -> None:
    read = [item for page in samples(name) for item in read_papers(page, name)]
    papers = [item for item in read if isinstance(item, Paper)]
    assert papers == read
    found = "".join(json.dumps(asdict(paper), ensure_ascii=False) + "\n" for paper in papers)
    expected = DATA / name / "expected.jsonl"
    if regenerate:
        expected.write_text(found, encoding="utf-8")
    assert expected.read_text("utf-8") == found


@each_reader
def test_a_reader_recognises_its_own_samples_and_no_others(name: str) -> None:
    for owner in registry.names("reader"):
        for page in samples(owner):
            with page.open(encoding="utf-8") as file:
                head = "".join(islice(file, 40))
            assert registry.reader(name).recognises(head) == (owner == name), page


@each_reader
def test_a_reader_recognises_nothing_in_an_empty_file(name: str) -> None:
    assert not registry.reader(name).recognises("")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return ODD_TEXTS + [example["text"] for examples in LINKER_EXAMPLES.values() for example in examples]


def groups(doc: Doc) -> dict[str, Any]:
    """All that stands in the span groups of a document, as plain values."""
    return {
        name: ([(s.start_char, s.end_char, s.label_, s.kb_id_, s.id_) for s in group], deepcopy(dict(group.attrs)))
        for name, group in doc.spans.items()
    }


def before(nlp: Language, name: str, text: str) -> Doc:
    """The document as it comes to a linker."""
    doc = nlp.make_doc(text)
    for earlier, component in nlp.pipeline[: nlp.pipe_names.index(name)]:
        assert earlier != name
        doc = component(doc)
    return doc


@each_linker
def test_a_linker_finds_what_its_examples_show(name: str, nlp: Language) -> None:
    group = registry.load("linker", name).writes
    assert LINKER_EXAMPLES.get(name), f"the linker {name} has no example in tests/data/linkers.json"
    for example in LINKER_EXAMPLES[name]:
        found = spans(nlp, example["text"], group)
        assert [span for span in example["spans"] if tuple(span) not in found] == [], found


@each_linker
def test_a_linker_writes_its_group_and_leaves_the_others_alone(name: str, nlp: Language, texts: list[str]) -> None:
    for text in texts:
        doc = before(nlp, name, text)
        earlier = groups(doc)
        later = groups(nlp.get_pipe(name)(doc))
        assert later.keys() - earlier.keys() == {registry.load("linker", name).writes}
        assert {group: later[group] for group in earlier} == earlier


@each_linker
def test_a_linker_reads_no_more_than_it_declares(name: str, nlp: Language, texts: list[str]) -> None:
    linker = registry.load("linker", name)
    written = {registry.load("linker", other).writes for other in registry.names("linker")}
    assert set(linker.reads) <= written - {linker.writes}
    for text in texts:
        doc = before(nlp, name, text)
        given_all = groups(nlp.get_pipe(name)(doc))[linker.writes]
        for group in doc.spans.keys() - set(linker.reads):
            del doc.spans[group]
        assert groups(nlp.get_pipe(name)(doc))[linker.writes] == given_all


@each_linker
@given(lines)
def test_spans_lie_on_words_of_the_text_and_are_the_same_each_time(name: str, nlp: Language, line: str) -> None:
    group = registry.load("linker", name).writes
    for text in (f"{line}\nWe propose {line}, which extends {line} on {line}.", f"{line}\n"):
        doc = nlp(text)
        for span in doc.spans[group]:
            assert text[span.start_char : span.end_char].strip() == span.text != ""
            assert span.label_
            assert span.kb_id_
        assert groups(nlp(text))[group] == groups(doc)[group]


@each_engine
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("count", [0, 1, 100])
def test_an_engine_maps_in_order(name: str, jobs: int, count: int) -> None:
    """What is handed over makes the function that raises 2 to each power; it can be sent to any process."""
    found = list(registry.engine(name).map(partial(partial, map, partial(pow, 2)), range(count), jobs))
    assert found == [2**power for power in range(count)]


@each_engine
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_engine_hides_no_error(name: str, jobs: int) -> None:
    with pytest.raises(Exception, match="division"):
        list(registry.engine(name).map(partial(partial, map, partial(divmod, 1)), range(100), jobs))


@each_engine
def test_an_engine_makes_the_function_once_for_all_items(name: str) -> None:
    made: list[str] = []

    def make() -> Mapper[int, int]:
        made.append("made")
        return partial(map, abs)

    assert list(registry.engine(name).map(make, [-1, -2], 1)) == [1, 2]
    assert made == ["made"]
