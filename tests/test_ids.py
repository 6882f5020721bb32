"""Keys, slugs and addresses: the same thing always gets the same one, different things different ones."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import lines, papers

from kg.ids import BASE, entity_key, fingerprint, iri, is_repository, key_of, name_key, paper_key, slug, web_address
from kg.model import Kind, Paper

KINDS = st.sampled_from(["Method", "Task", "Dataset", "Hardware"])
BASES = st.sampled_from([BASE, "https://kg.example.net/", "http://localhost:7878/id/", "urn:x:"])
ADDRESSES = st.lists(st.sampled_from(
    ["https://", "http:", "www.", "git@", "github.com", "reef.net", "a", "b-c", "/", ":", ".git", ".", "#", "?", " "]
)).map("".join)  # fmt: skip
NAMES = st.from_regex(r"[A-Z][A-Za-z0-9]{3,10}[a-rt-zA-RT-Z0-9]", fullmatch=True)


@given(lines)
def test_a_slug_has_only_lower_case_letters_digits_and_single_hyphens(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))


@given(lines)
def test_the_slug_of_a_slug_is_itself(text: str) -> None:
    assert slug(slug(text)) == slug(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SN-Net", "sn-net"),
        ("  Graph  Neural_Network ", "graph-neural-network"),
        ("Hydra++", "hydra-plus-plus"),
        ("β-VAE", "beta-vae"),
        ("Wörter", "worter"),
        ("ＬＬＭ", "llm"),
        ("𝐇ydra", "hydra"),
    ],
)
def test_slugs_of_names(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.sets(st.text("深層学習中文אבж", min_size=1, max_size=6), min_size=2))
def test_names_without_latin_letters_keep_apart(names: set[str]) -> None:
    assert len({slug(name) for name in names}) == len(names)


@given(st.lists(lines, min_size=1, max_size=4))
def test_a_fingerprint_is_eight_hex_digits_of_its_parts(parts: list[str]) -> None:
    assert re.fullmatch("[0-9a-f]{8}", fingerprint(*parts))
    assert fingerprint(*parts) == fingerprint(*list(parts))


@given(KINDS, lines, st.one_of(st.just(""), lines), BASES)
def test_the_key_of_an_entity_comes_back_from_its_iri(kind: Kind, name: str, homonym: str, base: str) -> None:
    key = entity_key(kind, name, homonym)
    assert iri(key, base) == base + key
    assert key_of(iri(key, base), base) == key


@given(papers, BASES)
def test_the_key_of_a_paper_comes_back_from_its_iri(paper: Paper, base: str) -> None:
    key = paper_key(paper)
    assert key_of(iri(key, base), base) == key
    assert re.fullmatch(r"paper/[!-~]+", key), "an IRI needs no further escaping"
    assert not set(key) & set('<>"{}|\\^`')


@given(st.sampled_from(["https://github.com/a/b", "https://a.github.io/b"]), BASES)
def test_an_address_is_its_own_key_and_iri(url: str, base: str) -> None:
    kind: Kind = "Repository" if is_repository(url) else "WebPage"
    assert entity_key(kind, url) == iri(url, base) == key_of(url, base) == url


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("2306.00001", "paper/2306.00001"),
        ("2306.00001v3", "paper/2306.00001"),
        ("cs/0112017v1", "paper/cs/0112017"),
        ("math.GT/0309136", "paper/math.GT/0309136"),
        ("10.1000/ABC(1)", "paper/10.1000/abc(1)"),
        ("10.1000/a b<c>", "paper/10.1000/a%20b%3Cc%3E"),
        ("", "paper/a-title"),
    ],
)
def test_paper_keys(identifier: str, expected: str) -> None:
    assert paper_key(Paper("A title", "", identifier)) == expected


@given(NAMES)
def test_case_hyphens_blanks_and_plural_do_not_count_in_a_name(name: str) -> None:
    halves = name[:2], name[2:]
    for variant in (name.lower(), name.upper(), "-".join(halves), " ".join(halves), f"{name}s", f" {name} "):
        assert name_key(variant) == name_key(name)


@given(NAMES, st.sampled_from(["+", "++", "2", "v2"]))
def test_plus_signs_and_numbers_count_in_a_name(name: str, ending: str) -> None:
    assert name_key(name + ending) != name_key(name)


@given(lines)
def test_no_name_is_spelt_as_nothing(name: str) -> None:
    assert name_key(name)


@given(ADDRESSES)
@example("example.net/x.git.git")
@example("github.com/a/b.git.git")
@example("github.com/a/.")
@example("https://https://github.com/a/b")
def test_a_normal_address_stays_as_it_is(raw: str) -> None:
    assert web_address(web_address(raw)) == web_address(raw)


@given(st.one_of(st.text(), ADDRESSES))
def test_an_address_is_https_or_nothing(raw: str) -> None:
    url = web_address(raw)
    assert url == "" or re.match(r"https://[^/\s]+(/\S*)?", url)


@pytest.mark.parametrize(
    "raw",
    [
        "https://github.com/reeflab/reef",
        "http://github.com/reeflab/reef/",
        "HTTPS://GitHub.com/reeflab/reef",
        "www.github.com/reeflab/reef",
        "github.com/reeflab/reef.git",
        "git@github.com:reeflab/reef.git",
        "https://github.com/reeflab/reef/tree/main/src",
        "https://github.com/reeflab/reef.git/",
        "https://github.com/reeflab/reef#readme",
        "https://github.com/reeflab/reef?tab=readme",
        "https: //github.com /reeflab/reef",
        "https://github.com/reeflab/reef.",
    ],
)
def test_all_ways_to_write_a_repository_are_one_address(raw: str) -> None:
    assert web_address(raw) == "https://github.com/reeflab/reef"


@pytest.mark.parametrize(
    "raw", ["", "github.com", "https://github.com/reeflab", "https://example.com/x", "localhost/x", "word"]
)
def test_what_names_no_page_is_no_address(raw: str) -> None:
    assert web_address(raw) == ""
