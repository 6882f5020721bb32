"""How fast `kg serve` answers over a graph of many entities that is made up, without chance.

    python benchmarks/serving.py [--entities 1000000] [--store DIR]

The graph has the shape of that of real papers: few methods are named very often, most of them once.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

import kg
from kg.edges import graph_of
from kg.model import Entity, Evidence, Kind, Paper, Predicate

SYLLABLES = ("ba", "co", "di", "fu", "ga", "he", "ki", "lo", "mu", "ne", "po", "ra", "si", "to", "vu", "xe")
KINDS: tuple[tuple[Kind, int], ...] = (("Method", 12), ("Task", 2), ("Dataset", 2))
TIMES = 20


def word(number: int) -> str:
    """A name of its own for each number."""
    letters = []
    for _ in range(5):
        number, place = divmod(number, len(SYLLABLES))
        letters.append(SYLLABLES[place])
    return "".join(letters).capitalize() + ("" if not number else f"-{number}")


def seldom(number: int, most: int) -> int:
    """A number below `most`, small ones much more often: the square of a fraction that looks like chance."""
    fraction = (number * 0.6180339887498949) % 1
    return int(most * fraction**4)


def make(folder: Path, entities: int) -> None:
    """A store of so many entities; a fourth as many papers, each with three methods of its own."""
    methods, tasks, datasets = (entities * share // 16 for _, share in KINDS)
    names = {("Method", i): word(i) for i in range(methods)}
    names |= {("Task", i): f"{word(i)} detection".lower() for i in range(tasks)}
    names |= {("Dataset", i): f"{word(i)}Bench" for i in range(datasets)}
    keys = {thing: f"{thing[0].lower()}/{thing[1]:07d}" for thing in names}
    papers: dict[str, Paper] = {}
    evidence: list[Evidence] = []
    for number in range(entities // 4):
        key = f"paper/{2000 + number // 20_000:04d}.{number % 20_000:05d}"
        own = [("Method", (3 * number + i) % methods) for i in range(3)]
        used = [("Method", seldom(7 * number + i, methods)) for i in range(4)]
        said = [("introduces", thing) for thing in own] + [("uses", thing) for thing in used]
        said += [("addresses", ("Task", seldom(number, tasks))), ("usesDataset", ("Dataset", seldom(number, datasets)))]
        text, start = f"Paper {number} on {names[own[0]]}\n", {}
        for predicate, thing in said:
            sentence = (
                f"It {predicate} {names[thing]}, as it says here in a sentence of the usual length of such words."
            )
            start[predicate, thing] = len(text)
            text += sentence + " "
        title, _, abstract = text.partition("\n")
        papers[key] = Paper(title, abstract, identifier=key[6:], date=str(2000 + number % 26), sources=("made-up",))
        lineage = [("extends", used[0])] if number % 2 == 0 and used[0][1] < own[0][1] else []
        for predicate, thing in [*said, *lineage]:
            at = start["uses" if predicate == "extends" else predicate, thing]
            quote = text[at : text.index(". ", at) + 1]
            name = names[thing]
            evidence.append(Evidence(
                keys[own[0]] if predicate == "extends" else key, as_predicate(predicate), keys[thing], key, quote,
                at + quote.index(name), at + quote.index(name) + len(name), at, 0.8, "made up", name,
                names[own[0]] if predicate == "extends" else "",
            ))  # fmt: skip
    made = tuple(sorted(Entity(keys[thing], thing[0], name) for thing, name in names.items()))  # type: ignore[arg-type]
    graph = graph_of(dict(sorted(papers.items())), made, tuple(sorted(set(evidence))))
    started = time.perf_counter()
    kg.open_store(folder, create=True).rewrite([], graph)
    print(f"Stored in {time.perf_counter() - started:.0f} s.", file=sys.stderr)


def as_predicate(name: str) -> Predicate:
    return name  # type: ignore[return-value]


def questions(store: Path) -> Iterator[tuple[str, list[str]]]:
    """(what is asked, paths of requests), over what the store holds."""
    opened = kg.open_store(store)
    most = "SELECT ?m (COUNT(?c) AS ?n) { ?c kg:extends ?m } GROUP BY ?m ORDER BY DESC(?n) LIMIT 1"
    hub = opened.query(most).rows()[0][0]
    some = [row[0] for row in opened.query(f"SELECT ?m {{ ?m kg:extends ?p }} LIMIT {TIMES}").rows()]
    key = hub.split("/id/")[1]
    labels = [word(place * 9973) for place in range(TIMES)]
    slips = [label[:3] + label[4] + label[3] + label[5:] for label in labels]

    def source(question: str, *given: object) -> str:
        return f"source/{question}?" + urlencode({"given": json.dumps(given)})

    def sparql(query: str) -> str:
        return "sparql?" + urlencode({"query": query})

    yield "the start page's counts and families", [source("meta"), source("families", {}, 0, 9)]
    yield "search by a name", [source("search", label, {}, 30) for label in labels]
    yield "search by a part of a name", [source("search", label[2:7], {}, 30) for label in labels]
    yield "search by a name with a slip", [source("search", slip, {}, 30) for slip in slips]
    yield "a method with its links and sentences", [source("node", method.split("/id/")[1]) for method in some]
    yield "the most extended method, likewise", [source("node", key)]
    yield "the lineage of a method", [source("lineage", method.split("/id/")[1], {}) for method in some]
    yield "the lineage of the most extended one", [source("lineage", key, {"depth": 3})]
    yield "a page of the table", [source("list", {}, {"by": "links", "down": True}, 50 * i, 50) for i in range(TIMES)]
    yield "the network of 2,000 nodes", [source("network", {}, 2000, None)]
    yield (
        "SPARQL: the ancestors of a method",
        [sparql(f"SELECT ?p ?l {{ <{method}> kg:extends+ ?p . ?p skos:prefLabel ?l }}") for method in some],
    )
    yield "SPARQL: count all papers", [sparql("SELECT (COUNT(*) AS ?n) { ?p a kg:Paper }")]


def main() -> None:
    """Print a table in Markdown."""
    options = argparse.ArgumentParser(description="Measure `kg serve` over a graph that is made up.")
    options.add_argument("--entities", type=int, default=1_000_000)
    options.add_argument("--store", type=Path, help="take or make the store in this folder")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        store = given.store or Path(temporary) / "store"
        if not (store / "store.json").exists():
            # In a process of its own, so that its memory is not the server's.
            made = os.fork()
            if not made:
                make(store, given.entities)
                os._exit(0)
            os.waitpid(made, 0)
        measure(store)


def measure(store: Path) -> None:
    """Start the server, ask, and print."""
    asked = list(questions(store))
    started = time.perf_counter()
    command = [sys.executable, "-m", "kg.cli", "serve", "--port", "0", "--store", str(store)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        address = server.stderr.readline().split()[1]  # type: ignore[union-attr]
        get = build_opener(ProxyHandler({})).open
        get(address).read()
        print(f"The page comes {time.perf_counter() - started:.1f} s after the command.\n")
        print("| question | first ms | median ms | slowest ms | kB |\n|---|---|---|---|---|")
        for title, paths in asked:
            times, size = [], 0
            for path in paths:
                begun = time.perf_counter()
                size = max(size, len(get(address + path).read()))
                times.append(1000 * (time.perf_counter() - begun))
            print(
                f"| {title} | {times[0]:.0f} | {statistics.median(times):.0f} | {max(times):.0f} | {size / 1000:.0f} |"
            )
        status = Path(f"/proc/{server.pid}/status").read_text()
        server.terminate()
        server.wait()
    peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    print(f"\nPeak memory of the server's process: {peak} MiB.")


if __name__ == "__main__":
    main()
