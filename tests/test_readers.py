"""What readers make of files, whole and broken: each error names the file and the line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from helpers import DATA, hf_page

from kg.errors import KgError, ReadError, UnknownPlugin
from kg.model import Paper
from kg.reading import read_papers

LONG = "This abstract is a little longer than any title would be, so that a reader takes it for what it is."
HEADER = "Get trending papers in your email inbox once a day!\nSubscribe"
RECORD = {"id": "2306.00001", "title": "Reefs", "abstract": "On reefs.", "categories": "cs.CV"}


def read(path: Path, format: str | None = None) -> list[Paper | ReadError]:
    return list(read_papers(path, format))


def papers(path: Path, format: str | None = None) -> list[Paper]:
    return [item for item in read(path, format) if isinstance(item, Paper)]


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte-order-mark"])
def test_a_page_with_blank_lines(tmp_path: Path, end: str, mark: str) -> None:
    page = mark + hf_page([("First", LONG), ("Second", LONG)]).replace("\n", end)
    found = papers(written(tmp_path, "page.txt", page))
    assert [(paper.title, paper.abstract, paper.sources) for paper in found] == [
        ("First", LONG, ("page.txt",)),
        ("Second", LONG, ("page.txt",)),
    ]


def test_a_page_without_blank_lines_and_with_words_glued_on(tmp_path: Path) -> None:
    page = f"{HEADER}First\n{LONG}\nSecond\n{LONG}new"
    assert [(p.title, p.abstract) for p in papers(written(tmp_path, "p", page))] == [("First", LONG), ("Second", LONG)]


def test_a_title_that_begins_like_the_header_stays_whole(tmp_path: Path) -> None:
    titles = ["Newton's Method Anew", "Subscribe or Not: A Study", "March 14 in Numbers", "new tides"]
    found = papers(written(tmp_path, "page.txt", hf_page((title, LONG) for title in titles)))
    assert [paper.title for paper in found] == titles


@pytest.mark.parametrize("line", ["new", "Mar 14", "December 3, 2024", "by AK and the research community", "Subscribe"])
def test_lines_of_the_header_are_no_paper(tmp_path: Path, line: str) -> None:
    page = f"{line}\n\n{hf_page([('First', LONG)])}"
    assert [paper.title for paper in papers(written(tmp_path, "page.txt", page))] == ["First"]


def test_arxiv_snapshots_read_the_same_when_compressed(tmp_path: Path) -> None:
    plain = (DATA / "arxiv" / "page.jsonl").read_bytes()
    zipped = written(tmp_path, "page.jsonl", gzip.compress(plain))
    assert read(zipped) == read(DATA / "arxiv" / "page.jsonl")
    assert len(papers(zipped)) == 2


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Ada Nemone", ("Ada Nemone",)),
        ("Ada Nemone and Bo Tide", ("Ada Nemone", "Bo Tide")),
        ("Ada Nemone, Bo Tide, and Cy Sand", ("Ada Nemone", "Bo Tide", "Cy Sand")),
        ("Andy Anderson, Sandy Andrews", ("Andy Anderson", "Sandy Andrews")),
    ],
)
def test_authors_of_arxiv_snapshots(tmp_path: Path, authors: str, expected: tuple[str, ...]) -> None:
    path = written(tmp_path, "a.jsonl", json.dumps(RECORD | {"authors": authors}))
    assert papers(path)[0].authors == expected


def test_json_lines_need_only_title_and_abstract(tmp_path: Path) -> None:
    path = written(tmp_path, "few.jsonl", '{"abstract": " b\\n c", "title": "A"}\n')
    assert read(path) == [Paper("A", "b c", sources=("few.jsonl",))]


def test_a_line_separator_inside_a_json_text_ends_no_line(tmp_path: Path) -> None:
    path = written(tmp_path, "odd.jsonl", json.dumps({"title": "A\u2028B", "abstract": "C\x85D"}, ensure_ascii=False))
    assert read(path) == [Paper("A B", "C D", sources=("odd.jsonl",))]


def test_a_format_that_is_named_is_not_guessed(tmp_path: Path) -> None:
    path = written(tmp_path, "page.txt", json.dumps(RECORD))
    (named,), (guessed,) = papers(path, "jsonl"), papers(path)
    assert (named.url, guessed.url) == ("", "https://arxiv.org/abs/2306.00001")


def test_blank_lines_before_the_first_entry_hide_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "late.jsonl", "\n" * 50 + json.dumps(RECORD) + "\n{")
    assert [paper.title for paper in papers(path, "jsonl")] == ["Reefs"]
    assert [item.line for item in read(path, "jsonl") if isinstance(item, ReadError)] == [52]


GOOD = '{"title": "A", "abstract": "b"}\n'
UNREADABLE = {
    "empty": (b"", 1, "empty"),
    "blank": (b"\n \n\t\n", 1, "empty"),
    "unknown": (b"%PDF-1.7\n%...\n", 1, "no known format"),
    "csv": (b"title,abstract\nA,b\n", 1, "no known format"),
    "utf-16": (GOOD.encode("utf-16"), 1, "not UTF-8"),
    "cut gzip": (gzip.compress(GOOD.encode() * 99, mtime=0)[:-20], None, "breaks off"),
    "bad gzip": (b"\x1f\x8b\x08\x00rubbish", 1, "damaged"),
}


@pytest.mark.parametrize(("content", "line", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, line: int | None, problem: str) -> None:
    path = written(tmp_path, "bad.dat", content)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.file == "bad.dat"
    assert problem in caught.value.message
    assert line in (None, caught.value.line)
    assert caught.value.message.startswith(f"bad.dat:{caught.value.line}: ")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(ReadError, match="cannot be opened") as caught:
            read(path)
        assert str(path) in caught.value.hint


def test_an_unknown_format_answers_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownPlugin, match="arxiv, hf-page, jsonl") as caught:
        read(written(tmp_path, "a.jsonl", GOOD), "jsnol")
    assert isinstance(caught.value, KgError)
    assert caught.value.hint == "Did you mean jsonl?"


ENTRY_ERRORS = {
    "title at the end": (hf_page([("First", LONG), ("Last", "")]), 13, "breaks off"),
    "cut abstract": (hf_page([("First", LONG), ("Last", LONG + " And then the")]), 15, "breaks off"),
    "title without abstract": (f"{HEADER}\nFirst\n{LONG}\nLonely\nSecond\n{LONG}\n", 5, "no abstract"),
    "abstract without title": (hf_page([("First", f"{LONG}\n\n{LONG * 9}"), ("Then", LONG)]), 13, "title"),
    "cut json": (GOOD + '{"title": "A", "abs', 2, "broken off"),
    "no object": (GOOD + '["title", "abstract"]\n', 2, "object"),
    "latin-1": (GOOD.encode() + b'{"title": "\xe9", "abstract": "b"}\n', 2, "not UTF-8"),
    "late latin-1": (GOOD.encode() * 99 + b"\xff\n" + GOOD.encode(), 100, "not UTF-8"),
    "no title": (GOOD + '\n{"abstract": "b"}\n' + GOOD, 3, "'title' is missing"),
    "no abstract": (GOOD + '{"title": "A", "abstract": null}\n', 2, "'abstract' is missing"),
    "blank title": (GOOD + '{"title": " \\n", "abstract": "b"}\n', 2, "'title' is empty"),
    "title of numbers": (GOOD + '{"title": 7, "abstract": "b"}\n', 2, "'title'"),
    "authors of numbers": (GOOD + '{"title": "A", "abstract": "b", "authors": [1]}\n', 2, "'authors'"),
    "half a character": (GOOD + '{"title": "A \\ud83d", "abstract": "b"}\n', 2, "'title'"),
    "arxiv without id": (json.dumps(RECORD) + "\n" + json.dumps(RECORD | {"id": None}), 2, "'id' is missing"),
}


@pytest.mark.parametrize(("content", "line", "problem"), ENTRY_ERRORS.values(), ids=ENTRY_ERRORS)
def test_an_entry_that_cannot_be_read_is_named_and_reading_goes_on(
    tmp_path: Path, content: str | bytes, line: int, problem: str
) -> None:
    found = read(written(tmp_path, "some.dat", content))
    errors = [item for item in found if isinstance(item, ReadError)]
    assert [(error.file, error.line) for error in errors] == [("some.dat", line)]
    assert problem in errors[0].message
    assert isinstance(found[0], Paper)
