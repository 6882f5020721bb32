"""Lineagraph: a knowledge graph of methods and their lineage, read from pages of research papers.

Everything that the command `kg` does is a call here:

    import kg
    store = kg.open_store("my-graph", create=True)
    kg.build(["page.txt"], store)
    graph = kg.lineage(store, "SN-Net")

Importing this package imports nothing heavy; each name loads its module when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.catalogue import find as find
    from kg.catalogue import find_papers as find_papers
    from kg.catalogue import search as search
    from kg.diagrams import as_dot as as_dot
    from kg.diagrams import as_mermaid as as_mermaid
    from kg.evaluation import evaluate as evaluate
    from kg.evaluation import read_gold as read_gold
    from kg.history import Milestone as Milestone
    from kg.history import frontier as frontier
    from kg.history import roots as roots
    from kg.history import timeline as timeline
    from kg.pictures import Picture as Picture
    from kg.pictures import as_svg as as_svg
    from kg.pictures import show as show
    from kg.pipeline import build as build
    from kg.pipeline import remove as remove
    from kg.reading import sample_page as sample_page
    from kg.registry import open_store as open_store
    from kg.server.serving import serve as serve
    from kg.validation import left_out as left_out
    from kg.validation import validate as validate
    from kg.vocabulary import load_vocabulary as load_vocabulary
    from kg.vocabulary import merged as merged
    from kg.vocabulary import ontology_folder as ontology_folder
    from kg.walks import Proof as Proof
    from kg.walks import around as around
    from kg.walks import common_ancestors as common_ancestors
    from kg.walks import lineage as lineage
    from kg.walks import path as path
    from kg.walks import steps as steps
    from kg.walks import title_of as title_of

_HOMES = {
    "Milestone": "kg.history",
    "Picture": "kg.pictures",
    "Proof": "kg.walks",
    "around": "kg.walks",
    "as_dot": "kg.diagrams",
    "as_mermaid": "kg.diagrams",
    "as_svg": "kg.pictures",
    "build": "kg.pipeline",
    "common_ancestors": "kg.walks",
    "evaluate": "kg.evaluation",
    "find": "kg.catalogue",
    "find_papers": "kg.catalogue",
    "frontier": "kg.history",
    "left_out": "kg.validation",
    "lineage": "kg.walks",
    "load_vocabulary": "kg.vocabulary",
    "merged": "kg.vocabulary",
    "ontology_folder": "kg.vocabulary",
    "open_store": "kg.registry",
    "path": "kg.walks",
    "read_gold": "kg.evaluation",
    "remove": "kg.pipeline",
    "roots": "kg.history",
    "sample_page": "kg.reading",
    "search": "kg.catalogue",
    "serve": "kg.server.serving",
    "show": "kg.pictures",
    "steps": "kg.walks",
    "timeline": "kg.history",
    "title_of": "kg.walks",
    "validate": "kg.validation",
}
"""Public name -> the module that holds it."""

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
