"""The annotations beside this file, joined with the titles and texts that arXiv's metadata gives them.

    python benchmarks/annotated.py arxiv-learn -o learn     writes learn.jsonl and learn-texts.jsonl

The annotations hold names, roles and lineage alone; `kg train` and `kg evaluate` want JSON with the title too. A line
"# IDENTIFIER" begins a paper of arXiv, and each further line says one thing of it, in fields between tabs:

    M, T, D, H   role, name, other spellings (case and plural apart): a method, task, dataset or hardware
    E, C         ancestor, descendant: extends, compares
    P            whole, part
    U            address of its code

"?" behind the letter marks what is optional.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "annotations"
METADATA = HERE.parent.parent / "shared" / "corpus" / "arxiv-metadata-40k.jsonl.gz"

_KINDS = {"M": "methods", "T": "tasks", "D": "datasets", "H": "hardware"}
_LINKS = {"E": "extends", "C": "compares"}


def annotations(name: str) -> dict[str, dict[str, Any]]:
    """arXiv identifier -> what is annotated, in the form that docs/annotating.md describes, without the title."""
    papers: dict[str, dict[str, Any]] = {}
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            said: dict[str, list[dict[str, Any]]] = defaultdict(list)
            papers[line[2:]] = said
            continue
        mark, *fields = line.split("\t")
        letter, doubt = mark[0], {"optional": True} if mark.endswith("?") else {}
        if letter in _KINDS:
            role, thing, *spellings = fields
            said[_KINDS[letter]].append({"name": thing, "role": role, "surface": [thing, *spellings], **doubt})
        elif letter in _LINKS:
            ancestor, descendant = fields
            link = {"ancestor": ancestor, "descendant": descendant, "type": _LINKS[letter], **doubt}
            said["lineage"].append(link)
        elif letter == "P":
            said["parts"].append(dict(zip(("whole", "part"), fields, strict=True)))
        else:
            said["code"].append({"url": fields[0]})
    return papers


def join(name: str, output: Path, metadata: Path = METADATA) -> tuple[Path, Path]:
    """Write the annotated papers, and their texts in the form that `kg build` reads; (annotations, texts).

    Raises KeyError for a paper that the metadata does not hold.
    """
    annotated = annotations(name)
    found: dict[str, dict[str, str]] = {}
    with gzip.open(metadata, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["id"] in annotated:
                found[row["id"]] = {field: " ".join(row[field].split()) for field in ("title", "abstract")}
    gold, texts = output.with_suffix(".jsonl"), output.with_name(f"{output.stem}-texts.jsonl")
    with gold.open("w", encoding="utf-8") as out:
        for key, record in annotated.items():
            print(json.dumps({"id": key, "title": found[key]["title"], **record}, ensure_ascii=False), file=out)
    with texts.open("w", encoding="utf-8") as out:
        for key in annotated:
            print(json.dumps({"id": key, **found[key]}, ensure_ascii=False), file=out)
    return gold, texts


def main() -> None:
    """Write the files that are asked for."""
    options = argparse.ArgumentParser(description="Join annotations with the titles and texts of arXiv's metadata.")
    options.add_argument("name", choices=sorted(path.stem for path in FOLDER.glob("*.tsv")))
    options.add_argument("-o", "--output", type=Path, required=True, help="OUTPUT.jsonl, OUTPUT-texts.jsonl are made")
    options.add_argument("--metadata", type=Path, default=METADATA, help="arXiv's metadata snapshot, or a part of it")
    given = options.parse_args()
    for path in join(given.name, given.output, given.metadata):
        print(path)


if __name__ == "__main__":
    main()
