"""What all tests share: a flag to rewrite expected files, the real pages beside the repository, one linker pipeline."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings
from spacy.language import Language

from kg.pipeline import make_nlp

pytest_plugins = ["browsing"]

# Linking a text takes longer the first time, and tests of this project never judge time.
settings.register_profile("lineagraph", deadline=None)
settings.load_profile("lineagraph")

# A developer's own vocabulary must not change what the tests find.
os.environ.pop("KG_VOCABULARY", None)

REAL_PAGES = 5


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate", action="store_true", help="rewrite tests/data/*/expected.jsonl instead of comparing"
    )


@pytest.fixture(scope="session")
def regenerate(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--regenerate"))


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline of all installed linkers, the learned one among them, made once."""
    return make_nlp("both")


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The folder of real pages beside the repository; in CI a damaged one fails, for it would hide what is untested."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        missing = f"real pages are not on this machine: {folder}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    pages = len(list((folder / "corpus").glob("00*.txt")))
    if pages != REAL_PAGES:
        problem = f"{folder} is damaged: it has {pages} of {REAL_PAGES} pages"
        if os.environ.get("CI"):
            pytest.fail(problem)
        pytest.skip(problem)
    return folder
