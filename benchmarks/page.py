"""How soon the explorer is usable and how smoothly its network moves, beside the page that pyvis makes by itself.

    python benchmarks/page.py [--stores DIR]

DIR holds stores named 355, 5000 and 20000; those that are not there are built of arXiv abstracts in ../shared, the
largest in about three minutes. Needs `chromium` on the PATH.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright
from pyvis.edge import Edge as Line
from pyvis.network import Network
from pyvis.node import Node
from run import first_papers

import kg
from kg.exporters._page.network import places
from kg.model import Graph
from kg.registry import exporter

SIZES = (355, 5_000, 20_000)
PATIENCE = 120
"""Seconds to wait for a page."""

SPARED = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"dragNodes": False, "hideEdgesOnDrag": True},
    "edges": {"smooth": False},
}
"""Settings of vis-network with which it draws fastest."""

DRAG = """async (selector) => {
  const canvas = document.querySelector(selector);
  const { x, y, width, height } = canvas.getBoundingClientRect();
  const at = { clientX: x + width / 2, clientY: y + height / 2, bubbles: true, button: 0, pointerId: 1,
    pointerType: "mouse", isPrimary: true };
  const send = (name, buttons) => ["pointer", "mouse"].forEach((kind) => canvas.dispatchEvent(
    new (kind === "pointer" ? PointerEvent : MouseEvent)(kind + name, { ...at, buttons })));
  canvas.setPointerCapture = () => {};
  const frame = () => new Promise(requestAnimationFrame);
  send("down", 1);
  await frame();
  const start = performance.now();
  let frames = 0;
  for (; frames < 120 && performance.now() - start < 10000; frames++) {
    at.clientX += frames % 60 < 30 ? 12 : -12;
    at.clientY += frames % 40 < 20 ? 8 : -8;
    send("move", 1);
    await frame();
  }
  send("up", 0);
  return frames * 1000 / (performance.now() - start);
}"""
"""Frames a second while the network is dragged to and fro."""


def explorer_of(store: Path) -> tuple[bytes, Graph]:
    """(our page, the graph it shows)."""
    opened = kg.open_store(store)
    page = BytesIO()
    exporter("html").export(opened, page)
    return page.getvalue(), opened.graph()


def pyvis_of(graph: Graph, spared: bool) -> bytes:
    """The page that pyvis makes of a graph, its scripts inside.

    With its own settings, or `spared` what costs most: places are given, nothing moves, edges are hidden while dragged.
    """
    network = Network(cdn_resources="in_line")
    if spared:
        network.set_options(json.dumps(SPARED))
    linked = {place.key: place for place in places([(e.subject, e.predicate, e.object) for e in graph.edges])}
    labels = {key: paper.title for key, paper in graph.papers.items()}
    labels |= {entity.key: entity.label for entity in graph.entities}
    # Not add_node and add_edge, which look through all nodes each time.
    for key, label in labels.items():
        if key in linked:
            at = {"x": linked[key].x, "y": linked[key].y} if spared else {}
            network.nodes.append(Node(key, "dot", label, title=label, **at).options)
    network.edges += [Line(edge.subject, edge.object, False, title=edge.predicate).options for edge in graph.edges]
    return str(network.generate_html()).encode()


def measured(browser: Browser, file: Path, ours: bool) -> dict[str, str]:
    """What happens when a file is opened, by the name of the column."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE * 1000)
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    found = {"MB": f"{file.stat().st_size / 1e6:.1f}"}
    try:
        found |= (_explorer if ours else _pyvis)(page, file.as_uri())
    except TimeoutError:
        found["usable s"] = f"not within {PATIENCE}"
    page.close()
    return found


def _explorer(page: Page, address: str) -> dict[str, str]:
    started = time.perf_counter()
    page.goto(address)
    page.locator(".family, .empty").first.wait_for()
    usable = time.perf_counter() - started
    started = time.perf_counter()
    page.get_by_role("combobox", name="Search").fill("transformer")
    page.get_by_role("option").first.wait_for()
    found = {"usable s": f"{usable:.2f}", "search s": f"{time.perf_counter() - started:.2f}"}
    page.goto("about:blank")
    started = time.perf_counter()
    page.goto(address + "#/network")
    page.locator("canvas[data-scale]").wait_for()
    found["network s"] = f"{time.perf_counter() - started:.2f}"
    rates = []
    while True:
        page.wait_for_timeout(1500)
        shown = page.locator(".note").inner_text().partition(" node")[0]
        rates.append(f"{page.evaluate(DRAG, 'canvas.canvas'):.0f} ({shown})")
        if not page.get_by_role("button", name="Show more").count():
            break
        page.get_by_role("button", name="Show more").click()
    return found | {"frames a second (nodes)": ", ".join(rates)}


def _pyvis(page: Page, address: str) -> dict[str, str]:
    started = time.perf_counter()
    page.goto(address)
    page.locator("canvas").first.wait_for()
    page.wait_for_function(
        "() => getComputedStyle(document.getElementById('loadingBar') ?? document.head).display === 'none'"
    )
    usable = time.perf_counter() - started
    rate = page.evaluate(DRAG, "#mynetwork canvas")
    return {"usable s": f"{usable:.2f}", "network s": f"{usable:.2f}", "frames a second (nodes)": f"{rate:.0f} (all)"}


def main() -> None:
    """Print a table in Markdown."""
    options = argparse.ArgumentParser(description="Measure the explorer page beside pyvis's.")
    options.add_argument("--stores", type=Path, help="folder of stores named by their number of papers")
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of papers")
    given = options.parse_args()
    columns = ("MB", "usable s", "search s", "network s", "frames a second (nodes)")
    print(f"| papers | page | {' | '.join(columns)} |\n|---|---|{'---|' * len(columns)}")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for size in given.sizes:
            store = (given.stores or Path(temporary)) / str(size)
            if not store.exists():
                papers = str(first_papers(Path(temporary), size))
                command = [sys.executable, "-m", "kg.cli", "build", papers, "--linkers", "rules", "--store", str(store)]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            page, graph = explorer_of(store)
            pages = {
                "Lineagraph": page,
                "pyvis, places given, still, edges hidden on drag": pyvis_of(graph, spared=True),
                "pyvis, as it comes": pyvis_of(graph, spared=False),
            }
            for name, html in pages.items():
                file = Path(temporary) / "page.html"
                file.write_bytes(html)
                found = measured(browser, file, ours=name == "Lineagraph")
                print(f"| {size:,} | {name} | {' | '.join(found.get(column, '') for column in columns)} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
