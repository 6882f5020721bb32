"""A bad entry stops a build before anything is stored, unless the user asked to skip what is bad."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import built, exports

from kg import pipeline, registry
from kg.errors import ReadError

GOOD = '{"title": "Reefs", "abstract": "We train ResNet."}\n'
CUT = '{"title": "Atolls", "abstr\n'
LATER = '{"title": "Tides", "abstract": "We train BERT."}\n'


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Two good papers with a bad one between them."""
    path = tmp_path / "some.jsonl"
    path.write_text(GOOD + CUT + LATER, encoding="utf-8")
    return path


def test_skipping_stores_the_rest_and_reports_what_was_skipped(tmp_path: Path, page: Path) -> None:
    store = registry.open_store(tmp_path / "store", create=True)
    report = pipeline.build([page], store, skip_bad=True)
    assert [(error.file, error.line) for error in report.skipped] == [("some.jsonl", 2)]
    assert (report.read, report.linked, report.unchanged) == (2, 2, 0)
    assert list(store.graph().papers) == ["paper/reefs", "paper/tides"]
    again = pipeline.build([page], store, skip_bad=True)
    assert (again.linked, again.unchanged, len(again.skipped)) == (0, 2, 1)


def test_without_skipping_nothing_is_stored(tmp_path: Path, page: Path) -> None:
    store = registry.open_store(tmp_path / "store", create=True)
    with pytest.raises(ReadError, match=r"\Asome\.jsonl:2: "):
        pipeline.build([page], store)
    assert list(store.papers()) == []


def test_what_was_stored_before_stays_when_a_build_fails(tmp_path: Path, page: Path) -> None:
    before = tmp_path / "before.jsonl"
    before.write_text(GOOD, encoding="utf-8")
    store = built(tmp_path / "store", before)
    earlier = exports(store)
    with pytest.raises(ReadError):
        pipeline.build([before, page], store)
    assert exports(registry.open_store(tmp_path / "store")) == earlier


def test_a_line_that_is_not_utf_8_is_skipped_like_any_bad_entry(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes(GOOD.encode() + b'{"title": "\xe9", "abstract": "b"}\n' + LATER.encode())
    store = registry.open_store(tmp_path / "store", create=True)
    report = pipeline.build([path], store, skip_bad=True)
    assert [(error.file, error.line) for error in report.skipped] == [("latin.jsonl", 2)]
    assert "paper/reefs" in store.graph().papers


def test_a_build_in_which_everything_was_skipped_leaves_a_store_that_can_be_asked(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"title": "Reefs", "abstract": ""}\n', encoding="utf-8")
    store = registry.open_store(tmp_path / "store", create=True)
    assert len(pipeline.build([path], store, skip_bad=True).skipped) == 1
    assert store.query("SELECT ?s { ?s ?p ?o }").rows() == []
