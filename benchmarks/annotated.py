"""The annotations beside this file, joined with the titles and texts that arXiv's metadata gives them.

    python benchmarks/annotated.py arxiv-learn -o learn     writes learn.jsonl and learn-texts.jsonl

The annotations hold names, roles and lineage alone, each paper by its arXiv identifier; `kg train` and `kg evaluate`
want its title too.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "annotations"
METADATA = HERE.parent.parent / "shared" / "corpus" / "arxiv-metadata-40k.jsonl.gz"


def join(name: str, output: Path, metadata: Path = METADATA) -> tuple[Path, Path]:
    """Write the annotated papers, and their texts in the form that `kg build` reads; (annotations, texts).

    Raises KeyError for a paper that the metadata does not hold.
    """
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    annotated: dict[str, dict[str, Any]] = {record["id"]: record for record in map(json.loads, lines)}
    found: dict[str, dict[str, str]] = {}
    with gzip.open(metadata, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["id"] in annotated:
                found[row["id"]] = {field: " ".join(row[field].split()) for field in ("title", "abstract")}
    gold, texts = output.with_suffix(".jsonl"), output.with_name(f"{output.stem}-texts.jsonl")
    with gold.open("w", encoding="utf-8") as out:
        for key, record in annotated.items():
            print(json.dumps({"title": found[key]["title"], **record}, ensure_ascii=False), file=out)
    with texts.open("w", encoding="utf-8") as out:
        for key in annotated:
            print(json.dumps({"id": key, **found[key]}, ensure_ascii=False), file=out)
    return gold, texts


def main() -> None:
    """Write the files that are asked for."""
    options = argparse.ArgumentParser(description="Join annotations with the titles and texts of arXiv's metadata.")
    options.add_argument("name", choices=sorted(path.stem for path in FOLDER.glob("*.jsonl")))
    options.add_argument("-o", "--output", type=Path, required=True, help="OUTPUT.jsonl, OUTPUT-texts.jsonl are made")
    options.add_argument("--metadata", type=Path, default=METADATA, help="arXiv's metadata snapshot, or a part of it")
    given = options.parse_args()
    for path in join(given.name, given.output, given.metadata):
        print(path)


if __name__ == "__main__":
    main()
