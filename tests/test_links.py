"""Addresses of code and pages, in the ways in which abstracts on real pages mangle them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from kg.ids import web_address
from kg.linkers.links import addresses

REEF = "https://github.com/reeflab/reef"

DEFECTS = {
    "plain": ("Code is at https://github.com/reeflab/reef", [("https://github.com/reeflab/reef", REEF)]),
    "full stop": ("Code: https://github.com/reeflab/reef.", [("https://github.com/reeflab/reef", REEF)]),
    "comma": ("See https://github.com/reeflab/reef, please.", [("https://github.com/reeflab/reef", REEF)]),
    "brackets": ("Code (https://github.com/reeflab/reef).", [("https://github.com/reeflab/reef", REEF)]),
    "git": ("At https://github.com/reeflab/reef.git.", [("https://github.com/reeflab/reef.git", REEF)]),
    "slash": ("At https://github.com/reeflab/reef/.", [("https://github.com/reeflab/reef", REEF)]),
    "folder": (
        "At https://github.com/reeflab/reef/tree/main/src.",
        [("https://github.com/reeflab/reef/tree/main/src", REEF)],
    ),
    "www": ("At http://www.github.com/reeflab/reef now", [("http://www.github.com/reeflab/reef", REEF)]),
    "no scheme": ("At github.com/reeflab/reef.", [("github.com/reeflab/reef", REEF)]),
    "blank in scheme": ("At https: //github.com/reeflab/reef.", [("https: //github.com/reeflab/reef", REEF)]),
    "no second slash": ("At https:/github.com/reeflab/reef.", [("https:/github.com/reeflab/reef", REEF)]),
    "no colon before": ("Code:https://github.com/reeflab/reef", [("https://github.com/reeflab/reef", REEF)]),
    "braces": ("At {https://github.com/reeflab/reef}.", [("https://github.com/reeflab/reef", REEF)]),
    "url command": ("At \\url{https://github.com/reeflab/reef}.", [("https://github.com/reeflab/reef", REEF)]),
    "markdown": ("At [https://github.com/reeflab/reef].", [("https://github.com/reeflab/reef", REEF)]),
    "angle": ("At <https://github.com/reeflab/reef>.", [("https://github.com/reeflab/reef", REEF)]),
    "quotes": ('At "https://github.com/reeflab/reef".', [("https://github.com/reeflab/reef", REEF)]),
    "twice": (
        "At https://github.com/reeflab/reef.https://github.com/reeflab/reef.",
        [("https://github.com/reeflab/reef", REEF), ("https://github.com/reeflab/reef", REEF)],
    ),
    "twice, unparted": (
        "At https://github.com/reeflab/reefhttps://github.com/reeflab/reef",
        [("https://github.com/reeflab/reef", REEF), ("https://github.com/reeflab/reef", REEF)],
    ),
    "twice in braces": (
        "At https://reeflab.github.io/{https://reeflab.github.io/}.",
        [("https://reeflab.github.io", "https://reeflab.github.io")] * 2,
    ),
    "two of them": (
        "At https://github.com/reeflab/reef and https://gitlab.com/tide/net.",
        [("https://github.com/reeflab/reef", REEF), ("https://gitlab.com/tide/net", "https://gitlab.com/tide/net")],
    ),
    "sentence glued behind": (
        "Code: https://github.com/reeflab/reef.We hope it helps.",
        [("https://github.com/reeflab/reef", REEF)],
    ),
    "badge glued behind": ("Code: https://github.com/reeflab/reef.new", [("https://github.com/reeflab/reef", REEF)]),
    "page": (
        "At https://reeflab.github.io/reef/!",
        [("https://reeflab.github.io/reef", "https://reeflab.github.io/reef")],
    ),
    "page without scheme": (
        "See reeflab.github.io/reef.",
        [("reeflab.github.io/reef", "https://reeflab.github.io/reef")],
    ),
    "tilde": ("At https://reef.edu/~ada/x.html.", [("https://reef.edu/~ada/x.html", "https://reef.edu/~ada/x.html")]),
    "dotted name": ("At https://github.com/reeflab/reef.ai.", [("https://github.com/reeflab/reef.ai", f"{REEF}.ai")]),
    "secure shell": ("At git@github.com:reeflab/reef.git", [("git@github.com:reeflab/reef.git", REEF)]),
}
"""What is wrong -> (text, the words and the address of every link in it)."""


@pytest.mark.parametrize(("text", "expected"), DEFECTS.values(), ids=DEFECTS)
def test_addresses_are_found_and_made_normal(text: str, expected: list[tuple[str, str]]) -> None:
    assert [url for _, _, url in addresses(text)] == [url for _, url in expected]


@pytest.mark.parametrize(("text", "expected"), DEFECTS.values(), ids=DEFECTS)
def test_the_span_of_a_link_is_the_address_alone(nlp: Language, text: str, expected: list[tuple[str, str]]) -> None:
    doc = nlp(f"Reefs\n{text}")
    assert [(span.text.rstrip("/"), span.kb_id_) for span in doc.spans["kg_links"]] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Code is available at this https URL.",
        "We use the library of github.com for nothing.",
        "Mail ada@reef.edu or e.g. nobody.",
        "We train U.S. models, i.e. ResNet, vs. others.",
        "See https://github.com for more.",
        "See https://example.com/reef for more.",
    ],
)
def test_what_only_looks_like_an_address_is_none(nlp: Language, text: str) -> None:
    doc = nlp(f"Reefs\n{text}")
    assert [span.text for span in doc.spans["kg_links"]] == []


PATHS = st.from_regex(r"[a-z]{1,8}/[a-z][a-z0-9_-]{0,8}[a-z0-9]", fullmatch=True)


@given(PATHS, st.sampled_from(["", ".git", "/", "/tree/main"]))
def test_any_repository_is_found_between_words(path: str, ending: str) -> None:
    ((start, end, url),) = addresses(f"At https://github.com/{path}{ending} (it is open).")
    assert url == f"https://github.com/{path}"
    assert f"At https://github.com/{path}{ending}"[start:end].rstrip(
        "/"
    ) == f"https://github.com/{path}{ending}".rstrip("/")


@given(st.text())
def test_addresses_lie_in_the_text_and_stay_as_they_are(text: str) -> None:
    for start, end, url in addresses(f"{text} https://github.com/{text}"):
        assert 0 <= start < end <= len(text) * 2 + 20
        assert web_address(url) == url
