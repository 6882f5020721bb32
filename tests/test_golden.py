"""The exports of the sample corpus are, byte for byte, those in `exports/`; `--regenerate` writes them anew.

They are built with the rules alone: the arithmetic of the learned linker differs between processors in its last digits.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from helpers import unpacked

import kg
from kg import registry
from kg.ports import Store

EXPORTS = Path(__file__).parent.parent / "exports"


@pytest.fixture(scope="module")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = kg.open_store(tmp_path_factory.mktemp("sample") / "kg-store", create=True)
    kg.build([kg.sample_page()], store, linkers="rules")
    return store


@pytest.mark.parametrize("name", registry.names("exporter"))
def test_export_of_the_sample(name: str, sample_store: Store, request: pytest.FixtureRequest) -> None:
    exporter = registry.exporter(name)
    written = io.BytesIO()
    exporter.export(sample_store, written)
    golden = EXPORTS / f"sample{exporter.suffix}"
    if request.config.getoption("--regenerate"):
        golden.write_bytes(written.getvalue())
    assert golden.is_file(), f"{golden.name} is missing: run `make regenerate`"
    assert unpacked(written.getvalue()) == unpacked(golden.read_bytes()), (
        "the export changed: look at it, then run `make regenerate`"
    )


def test_nothing_else_lies_in_exports() -> None:
    suffixes = {registry.exporter(name).suffix for name in registry.names("exporter")}
    assert {path.name for path in EXPORTS.iterdir()} == {f"sample{suffix}" for suffix in suffixes}
