"""`--min-confidence` keeps what is surer, and nothing that hangs on what was cut."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg import pipeline


@pytest.mark.parametrize("least", [0.0, 0.6, 0.8, 1.0])
def test_only_claims_that_are_sure_enough_are_kept(tmp_path: Path, least: float) -> None:
    store = kg.open_store(tmp_path / "store", create=True)
    pipeline.build([kg.sample_page()], store, min_confidence=least)
    papers = list(store.papers())
    assert len(papers) == 41
    claims = [claim for linked in papers for claim in linked.claims]
    assert all(claim.confidence >= least for claim in claims)
    assert bool(claims) == (least < 1)
    for linked in papers:
        named = {claim.name for claim in linked.claims if claim.kind == "Method" and not claim.subject}
        assert {claim.subject for claim in linked.claims if claim.subject} <= named


def test_a_higher_bar_leaves_less(tmp_path: Path) -> None:
    sizes = []
    for least in (0.0, 0.6, 0.8):
        store = kg.open_store(tmp_path / str(least), create=True)
        sizes.append(len(pipeline.build([kg.sample_page()], store, min_confidence=least).graph.evidence))
    assert sizes[0] > sizes[1] > sizes[2] > 0
