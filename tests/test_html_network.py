"""The network view of the explorer in Chromium: where nodes stand, what a click picks, what is drawn and what moves."""

from __future__ import annotations

import re
from pathlib import Path

from explorer import HOSTILE_NAME, Edge, Entity, Graph, embedded, example, exported
from playwright.sync_api import Locator, Page, expect


def canvas_of(page: Page) -> Locator:
    """The canvas, once it has drawn."""
    canvas = page.locator("canvas.canvas")
    expect(canvas).to_have_attribute("data-scale", re.compile(r"\d"))
    return canvas


def point_of(page: Page, key: str) -> tuple[float, float]:
    """Where the node of the small graph stands on the screen."""
    data = embedded(exported(example()))
    keys = [row[0] for row in [*data["papers"], *data["entities"]]]
    network = data["network"]
    place = [keys[node] for node in network["node"]].index(key)
    canvas = canvas_of(page)
    box = canvas.bounding_box()
    assert box
    x, y, scale = (float(canvas.get_attribute(f"data-{name}") or "") for name in ("x", "y", "scale"))
    return (
        box["x"] + box["width"] / 2 + (network["x"][place] - x) * scale,
        box["y"] + box["height"] / 2 + (network["y"][place] - y) * scale,
    )


def colours(page: Page) -> int:
    """How many colours the canvas shows."""
    return int(
        page.evaluate("""() => {
          const canvas = document.querySelector("canvas.canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size;
        }""")
    )


def test_a_click_shows_the_node_and_what_is_linked_to_it(page: Page, address: str) -> None:
    page.goto(f"{address}#/network")
    expect(page.locator(".panel h1")).to_have_text("Network")
    expect(page.locator(".signs")).to_contain_text("Methods")
    expect(page.locator(".note")).to_have_text("14 nodes, 16 links. ")
    page.mouse.click(*point_of(page, "method/learngene-pool"))
    expect(page.locator(".panel h1")).to_have_text("Learngene Pool")
    assert page.url.endswith("#/network/method/learngene-pool")
    page.locator(".panel").get_by_role("link", name="SN-Net").first.click()
    expect(page.locator(".panel h1")).to_have_text("SN-Net")
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name=re.compile("^Methods")).click()
    expect(page.locator(".note")).to_contain_text("5 nodes")
    page.get_by_role("link", name="Explore").click()
    expect(page.locator("main h1")).to_have_text("SN-Net")


def test_mouse_wheel_and_keys_move_the_drawing(page: Page, address: str) -> None:
    page.goto(f"{address}#/network")
    canvas = canvas_of(page)
    assert colours(page) > 20
    before = [canvas.get_attribute(f"data-{name}") for name in ("x", "y", "scale")]
    canvas.focus()
    page.keyboard.press("ArrowLeft")
    expect(canvas).not_to_have_attribute("data-x", before[0] or "")
    page.keyboard.press("+")
    expect(canvas).not_to_have_attribute("data-scale", before[2] or "")
    page.get_by_role("button", name="Show the whole network").click()
    expect(canvas).to_have_attribute("data-scale", before[2] or "")
    x, y = point_of(page, "method/sn-net")
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)
    expect(canvas).not_to_have_attribute("data-scale", before[2] or "")
    at = point_of(page, "method/sn-net")
    assert abs(at[0] - x) + abs(at[1] - y) < 3, "what is under the mouse stays there"
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=3)
    page.mouse.up()
    page.wait_for_function(f"Math.abs({x + 60} - {x} - 60) < 1")
    assert "method" not in page.url, "a drag picks nothing"


def test_nodes_move_only_when_asked_to(page: Page, address: str) -> None:
    page.goto(f"{address}#/network")
    canvas_of(page)
    switch = page.get_by_role("button", name="Let the nodes move")
    still = page.locator(".canvas").screenshot()
    assert page.locator(".canvas").screenshot() == still
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false", timeout=20_000)
    assert page.locator(".canvas").screenshot() != still


def test_a_hostile_name_is_text(page: Page, address: str) -> None:
    page.goto(f"{address}#/network/method/hostile")
    expect(page.locator(".panel h1")).to_have_text(HOSTILE_NAME)
    page.mouse.move(*point_of(page, "method/hostile"))
    expect(page.locator(".tip")).to_have_text(HOSTILE_NAME)


def test_more_than_two_thousand_nodes_come_when_asked_for(page: Page, tmp_path: Path) -> None:
    entities = tuple(Entity(f"method/m{i:04d}", "Method", f"Method {i}") for i in range(2500))
    edges = [Edge(f"method/m{i:04d}", "extends", f"method/m{i - i % 50:04d}", 1, 0.9) for i in range(2500) if i % 50]
    file = tmp_path / "many.html"
    file.write_bytes(exported(Graph({}, entities, tuple(sorted(edges)), ())))
    page.goto(f"{file.as_uri()}#/network")
    expect(page.locator(".note")).to_contain_text("2,000 nodes, ")
    expect(page.locator(".note")).to_contain_text("The network has 2,500.")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".note")).to_have_text("2,500 nodes, 2,450 links. ")
