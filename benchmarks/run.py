"""Measures the quality of the links and the speed of builds and walks, and prints tables in Markdown.

    python benchmarks/run.py [quality] [speed] [walking] [--store DIR]

`walking` builds a store of 20,000 papers, about three minutes, or takes the one in DIR. `page.py` and `serving.py`
beside this file measure the explorer and `kg serve`.
Needs real pages and annotated papers in ../shared beside the checkout; what is missing is named.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from annotated import join
from baselines import capital_letters, list_look_up

import kg
from kg.errors import UnknownName
from kg.model import LinkedPaper, Paper
from kg.pipeline import make_linker
from kg.ports import Store
from kg.reading import read_papers
from kg.resolve import resolve

CORES = min(2, os.cpu_count() or 1)
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
SETS = {
    "feed pages (dev)": (sorted((SHARED / "corpus").glob("0*.txt")), SHARED / "gold" / "dev.jsonl"),
    "arXiv (train)": ([SHARED / "gold" / "train_texts.jsonl"], SHARED / "gold" / "train.jsonl"),
}
UNSEEN = "arxiv-unseen"
"""Annotations beside this file on which nothing was fitted or mended."""
LEARNED: dict[str, Callable[[], Callable[[Paper], LinkedPaper]]] = {"rules and model": partial(make_linker, "both")}
WAYS: dict[str, Callable[[], Callable[[Paper], LinkedPaper]]] = {
    "rules": partial(make_linker, "rules"),
    "list look-up": list_look_up,
    "capital letters": capital_letters,
}
MEASURES = ("methods", "introduces", "tasks", "datasets", "hardware", "code", "lineage extends", "lineage compares")


def quality() -> None:
    """F1 (precision / recall) of our linkers and of two plain ways, on annotated sets.

    The model that ships has learnt from the first two sets, so it is measured on papers that it has not seen alone.
    """
    for title, (pages, gold) in SETS.items():
        _quality(title, pages, gold, WAYS)
    with tempfile.TemporaryDirectory() as folder:
        annotated, texts = join(UNSEEN, Path(folder) / UNSEEN)
        _quality("arXiv, unseen", [texts], annotated, LEARNED | WAYS)


def _quality(
    title: str, pages: list[Path], gold: Path, ways: dict[str, Callable[[], Callable[[Paper], LinkedPaper]]]
) -> None:
    papers = {p.title.casefold(): p for page in pages for p in read_papers(page) if isinstance(p, Paper)}
    annotated = kg.read_gold(gold)
    print(f"\n### {title}: {len(annotated)} annotated papers\n")
    print("| F1 (precision / recall) | " + " | ".join(ways) + " |")
    print("|---|" + "---|" * len(ways))
    columns = []
    for make in ways.values():
        link = make()
        linked = [link(paper) for paper in papers.values()]
        with tempfile.TemporaryDirectory() as folder:
            store = kg.open_store(Path(folder) / "store", create=True)
            store.rewrite(linked, resolve(linked, kg.load_vocabulary()))
            columns.append(kg.evaluate(store, annotated))
    for measure in MEASURES:
        cells = (f"{c.f1:.3f} ({c.precision:.2f} / {c.recall:.2f})" for c in (s.measures[measure] for s in columns))
        print(f"| {measure} | " + " | ".join(cells) + " |")
    print("| roles of methods right | " + " | ".join(f"{s.roles.get('methods', 0):.3f}" for s in columns) + " |")
    print("| resolution (B-cubed F1) | " + " | ".join(f"{s.resolution.f1:.3f}" for s in columns) + " |")


def speed(number: int = 5000) -> None:
    """`kg build` on arXiv metadata, start-up included, as a user runs it."""
    print(f"\n### Speed: `kg build` of {number:,} arXiv abstracts, start-up included\n")
    print("| linkers | jobs | seconds | papers a second | peak memory of the largest process so far (MiB) |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        page = first_papers(Path(folder), number)
        for linkers, jobs in (("rules", 1), ("rules", CORES), ("both", CORES)):
            command = [sys.executable, "-m", "kg.cli", "build", str(page), "--jobs", str(jobs), "--linkers", linkers]
            started = time.perf_counter()
            store = f"{folder}/store-{linkers}-{jobs}"
            subprocess.run([*command, "--store", store], check=True, stdout=subprocess.DEVNULL)
            seconds = time.perf_counter() - started
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"| {linkers} | {jobs} | {seconds:.1f} | {number / seconds:.0f} | {memory:.0f} |")


def walking(store: Path | None = None, number: int = 20_000, names: int = 200) -> None:
    """`kg.lineage` and `kg.path` for methods drawn at random (with a fixed seed) from all that have a lineage."""
    with tempfile.TemporaryDirectory() as folder:
        if store is None:
            store = Path(folder) / "store"
            command = [
                sys.executable,
                "-m",
                "kg.cli",
                "build",
                str(first_papers(Path(folder), number)),
                "--store",
                str(store),
            ]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        started = time.perf_counter()
        opened = kg.open_store(store)
        papers, edges = (
            int(opened.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}").rows()[0][0])
            for pattern in ("?paper a kg:Paper", "?child kg:extends ?parent")
        )
        opening = time.perf_counter() - started
        print(f"\n### Walking: {papers:,} papers, {edges:,} edges of lineage\n")
        print("| answer | median ms | 95 % below ms | slowest ms |\n|---|---|---|---|")
        for title, ask in _walks(opened, names).items():
            times = sorted(1000 * _seconds(call) for call in ask)
            print(
                f"| {title} | {statistics.median(times):.1f} | {times[int(0.95 * len(times))]:.1f} | {times[-1]:.1f} |"
            )
        print(f"\nTo open the store and count its papers takes {opening:.2f} s, once.")


def _walks(store: Store, names: int) -> dict[str, list[Callable[[], object]]]:
    """What is asked, by title: `names` questions each, the same for equal stores."""
    rows = store.query(
        "SELECT DISTINCT ?name ?label { ?m kg:extends|^kg:extends ?other ; skos:prefLabel|skos:altLabel ?name ; "
        "skos:prefLabel ?label }"
    ).rows()
    draw = random.Random(20)
    any_name = draw.sample(sorted({name for name, _ in rows}), names)
    labels = draw.sample(sorted({label for _, label in rows}), names)
    related = []
    for label in labels:
        family = kg.lineage(store, label, depth=None)
        others = sorted({name for _, name in family.nodes(data="label")} - {label})
        related.append((label, draw.choice(others)))
    most = store.query(
        "SELECT ?label (COUNT(?child) AS ?n) { ?child kg:extends ?m . ?m skos:prefLabel ?label } GROUP BY ?label"
    ).rows()
    hubs = [label for label, _ in sorted(most, key=lambda row: (-int(row[1]), row[0]))[:15]]
    return {
        "`lineage` of any name or alias": [lambda name=name: kg.lineage(store, name) for name in any_name],
        "`path` to a relative": [lambda pair=pair: kg.path(store, *pair) for pair in related],
        "`lineage` of the 15 most extended": [lambda name=name: kg.lineage(store, name) for name in hubs],
        "a misspelt name": [lambda name=name: _unknown(store, name) for name in any_name[:20]],
    }


def _unknown(store: Store, name: str) -> None:
    try:
        kg.lineage(store, name[::-1] + "q")
    except UnknownName:
        return


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def first_papers(folder: Path, number: int) -> Path:
    """A file of the first arXiv abstracts."""
    page = folder / "papers.jsonl"
    source = SHARED / "corpus" / "arxiv-metadata-40k.jsonl.gz"
    with gzip.open(source, "rt", encoding="utf-8") as lines, page.open("w", encoding="utf-8") as out:
        out.writelines(line for line, _ in zip(lines, range(number), strict=False))
    return page


def main() -> None:
    """Run the parts that are named, or all."""
    if not SHARED.is_dir():
        sys.exit(f"MISSING: {SHARED} (annotated papers and real pages); nothing can be measured without it")
    options = argparse.ArgumentParser(description="Measure quality and speed; prints tables in Markdown.")
    options.add_argument("parts", nargs="*", metavar="PART", help="quality, speed, walking; all if none is named")
    options.add_argument("--store", type=Path, help="walk over this store instead of building one")
    given = options.parse_args()
    parts = {"quality": quality, "speed": speed, "walking": lambda: walking(given.store)}
    for name in given.parts or parts:
        if name not in parts:
            options.error(f"{name}: one of {', '.join(parts)}")
        parts[name]()


if __name__ == "__main__":
    main()
