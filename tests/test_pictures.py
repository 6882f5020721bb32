"""A lineage as a picture: what it shows and where, that it asks for nothing, and what the commands make of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from explorer import embedded
from families import extending, introducing, stored

import kg
from kg.ports import Store

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(
        tmp_path_factory.mktemp("reefs"),
        introducing("Coral"),
        extending("Reef", "Coral", kind="improves"),
        extending(HOSTILE, "Reef"),
        extending("Atoll", "Coral"),
        extending("Forest", "Kelp"),
    )


def texts(element: ElementTree.Element, tag: str) -> list[str]:
    return ["".join(found.itertext()) for found in element.iter(SVG + tag)]


def test_a_picture_shows_every_method_and_the_sentence_of_every_step(store: Store) -> None:
    picture = kg.show(kg.lineage(store, "Reef"))
    svg = ElementTree.fromstring(picture.svg)
    boxes = [group for group in svg.iter(SVG + "g") if group.find(SVG + "rect") is not None]
    places = {texts(box, "title")[0]: int(box.find(SVG + "rect").get("x", "")) for box in boxes}  # type: ignore[union-attr]
    assert list(places) == ["Coral", "Reef", HOSTILE]
    assert places["Coral"] < places["Reef"] < places[HOSTILE], "ancestors stand on the left"
    assert [title for title in texts(svg, "title") if "“" in title] == [
        "Reef improves Coral\n“On Reef\nWe propose Reef, which extends Coral.”\nOn Reef (0.80)",
        f"{HOSTILE} extends Reef\n“On {HOSTILE}\nWe propose {HOSTILE}, which extends Reef.”\nOn {HOSTILE} (0.80)",
    ]
    assert repr(picture) == "Lineage of Reef: 3 methods, 2 links"


def test_a_picture_asks_for_nothing_and_holds_text_as_text(store: Store) -> None:
    bundle = kg.show(kg.lineage(store, "Coral"))._repr_mimebundle_()
    assert sorted(bundle) == ["image/svg+xml", "text/html", "text/plain"]
    assert "<script" not in bundle["text/html"]
    for element in ElementTree.fromstring(bundle["image/svg+xml"]).iter():
        assert element.tag.removeprefix(SVG) in {"svg", "title", "rect", "g", "path", "text"}
        assert not {"href", "src", "style", "onload"} & set(element.keys())


def test_equal_lineages_give_equal_pictures(store: Store) -> None:
    assert kg.as_svg(kg.lineage(store, "Coral")) == kg.as_svg(kg.lineage(store, "Coral"))
    assert kg.show(kg.path(store, "Reef", "Coral")).summary == "Lineage of Reef: 2 methods, 1 link"


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "kg.cli", *arguments], capture_output=True, check=False)


def test_the_commands_write_a_picture_and_the_page_around_a_method(store: Store, tmp_path: Path) -> None:
    folder = ["--store", str(store.folder)]  # type: ignore[attr-defined]
    assert run("lineage", "reef", "--format", "svg", *folder).stdout.decode().strip() == kg.as_svg(
        kg.lineage(store, "Reef")
    )
    page = tmp_path / "reef.html"
    assert run("export", "html", "--around", "reef", "--depth", "1", "-o", str(page), *folder).returncode == 0
    titles = {paper[1] for paper in embedded(page.read_bytes())["papers"]}
    assert titles == {"About Coral", "On Reef", "On Atoll", f"On {HOSTILE}"}
    assert run("lineage", "reef", "--depth", "1", "--format", "html", *folder).stdout == page.read_bytes()
    wrong = run("export", "turtle", "--around", "reef", "-o", str(tmp_path / "reef.ttl"), *folder)
    assert (wrong.returncode, b"a part of the graph" in wrong.stderr) == (1, True)
    assert not (tmp_path / "reef.ttl").exists()
