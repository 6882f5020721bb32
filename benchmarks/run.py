"""Measures the quality of the links and the speed of a build, and prints tables in Markdown.

    python benchmarks/run.py [quality] [speed]

Needs real pages and annotated papers in ../shared beside the checkout; what is missing is named.
"""

from __future__ import annotations

import gzip
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from baselines import capital_letters, list_look_up

import kg
from kg.model import LinkedPaper, Paper
from kg.pipeline import make_linker
from kg.reading import read_papers
from kg.resolve import resolve

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
SETS = {
    "feed pages (dev)": (sorted((SHARED / "corpus").glob("0*.txt")), SHARED / "gold" / "dev.jsonl"),
    "arXiv (train)": ([SHARED / "gold" / "train_texts.jsonl"], SHARED / "gold" / "train.jsonl"),
}
WAYS: dict[str, Callable[[], Callable[[Paper], LinkedPaper]]] = {
    "Lineagraph": make_linker,
    "list look-up": list_look_up,
    "capital letters": capital_letters,
}
MEASURES = ("methods", "introduces", "tasks", "datasets", "hardware", "code", "lineage extends", "lineage compares")


def quality() -> None:
    """F1 (precision / recall) of our linkers and of two plain ways, on two annotated sets."""
    for title, (pages, gold) in SETS.items():
        papers = {p.title.casefold(): p for page in pages for p in read_papers(page) if isinstance(p, Paper)}
        annotated = kg.read_gold(gold)
        print(f"\n### {title}: {len(annotated)} annotated papers\n")
        print("| F1 (precision / recall) | " + " | ".join(WAYS) + " |")
        print("|---|" + "---|" * len(WAYS))
        columns = []
        for make in WAYS.values():
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
    source = SHARED / "corpus" / "arxiv-metadata-40k.jsonl.gz"
    print(f"\n### Speed: `kg build` of {number:,} arXiv abstracts, start-up included\n")
    print("| jobs | seconds | papers a second | peak memory of the largest process (MiB) |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "papers.jsonl"
        with gzip.open(source, "rt", encoding="utf-8") as lines, page.open("w", encoding="utf-8") as out:
            out.writelines(line for line, _ in zip(lines, range(number), strict=False))
        for jobs in (1, min(2, os.cpu_count() or 1)):
            command = [sys.executable, "-m", "kg.cli", "build", str(page), "--jobs", str(jobs)]
            started = time.perf_counter()
            subprocess.run([*command, "--store", f"{folder}/store-{jobs}"], check=True, stdout=subprocess.DEVNULL)
            seconds = time.perf_counter() - started
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"| {jobs} | {seconds:.1f} | {number / seconds:.0f} | {memory:.0f} |")


def main() -> None:
    """Run the parts that are named, or all."""
    if not SHARED.is_dir():
        sys.exit(f"MISSING: {SHARED} (annotated papers and real pages); nothing can be measured without it")
    parts = {"quality": quality, "speed": speed}
    for name in sys.argv[1:] or parts:
        if name not in parts:
            sys.exit(f"{name}: one of {', '.join(parts)}")
        parts[name]()


if __name__ == "__main__":
    main()
