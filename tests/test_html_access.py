"""The explorer for everybody: axe-core finds nothing grave, keyboard alone, phone width, themes, print."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from explorer import POOL_QUOTE
from playwright.sync_api import Page, expect

PLACES = {
    "start": "", "method": "#/method/sn-net", "paper": "#/paper/2302.06586", "task": "#/task/image-classification",
    "path": "#/path?from=method/deit&to=method/learngene-pool", "table": "#/table?type=Method",
    "network": "#/network/method/learngene-pool",
}  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_no_serious_fault_and_nothing_is_wider_than_the_page(
    page: Page, address: str, place: str, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address + PLACES[place])
    expect(page.locator("main h1").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Filters")).click()
    for summary in page.locator("li summary").all():
        summary.click()
    page.get_by_role("combobox", name="Search").fill("e")
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    grave = {
        f"{fault['id']}: {node['html'][:200]}"
        for fault in found if fault["impact"] in ("serious", "critical") for node in fault["nodes"]
    }  # fmt: skip
    assert grave == set()


def test_on_a_phone_names_have_room_and_nothing_covers_a_control(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{address}#/table?type=Method")
    name = page.locator("tbody .name", has_text="Learngene Pool").bounding_box()
    assert name
    assert name["height"] < 30, "a name of two words stands on one line"
    page.goto(address + PLACES["path"])
    page.get_by_role("button", name="Swap the two methods").click()
    expect(page.get_by_role("combobox", name="From")).to_have_value("Learngene Pool")
    boxes = [page.get_by_role("combobox", name=name).bounding_box() for name in ("From", "To")]
    swap = page.get_by_role("button", name="Swap the two methods").bounding_box()
    assert boxes[0]
    assert boxes[1]
    assert swap
    assert boxes[0]["y"] + boxes[0]["height"] <= swap["y"]
    assert swap["y"] + swap["height"] <= boxes[1]["y"]


def colours(block: str) -> dict[str, tuple[float, ...]]:
    """The CSS variables of a block that are colours, as channels in 0..1."""
    found = re.findall(r"--([\w-]+): #([0-9a-f]{6}|[0-9a-f]{3})\b", block)
    full = {name: digits if len(digits) == 6 else "".join(2 * digit for digit in digits) for name, digits in found}
    return {name: tuple(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)) for name, digits in full.items()}


def luminance(channels: tuple[float, ...]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_tone_can_be_read_on_every_ground() -> None:
    """Drawings are out of axe's sight: the colours of their words are checked here, WCAG AA in all three themes."""
    style = (files("kg.exporters") / "_page" / "page.css").read_text("utf-8")
    themes = [colours(block) for block in re.findall(r":root[^{]*\{([^}]*)\}", style) if "--method:" in block]
    assert len(themes) == 3
    assert themes[1] == themes[2], "a dark system and a dark switch look alike"
    tones = ["text", "soft", "accent", "method", "paper", "task", "dataset", "hardware", "repository", "webpage",
             "extends", "improves", "adapts", "replaces", "combines", "compares"]  # fmt: skip
    for theme in themes[:2]:
        for tone, ground in product(tones, ["page", "card", "tint"]):
            light, dark = sorted((luminance(theme[tone]), luminance(theme[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{tone} on {ground}"


def test_from_start_to_the_sentence_with_the_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("main h1")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("snnet")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("SN-Net")
    expect(page.locator("main h1")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.box.centre')"):
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("Learngene Pool")
    expect(page.locator(".says blockquote").first).to_have_text(POOL_QUOTE)


def test_focus_stays_on_a_control_that_redraws(page: Page, address: str) -> None:
    page.goto(f"{address}#/method/sn-net")
    more = page.get_by_role("button", name="More generations")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Depth")).to_contain_text("3 generations")
    expect(more).to_be_focused()


def test_the_theme_can_be_switched_and_is_remembered(page: Page, address: str) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    page.goto(address)
    light = page.evaluate(ground)
    control = page.locator("#theme")
    control.click()
    assert page.evaluate(ground) == light
    control.click()
    expect(control).to_have_attribute("aria-label", "Dark theme; change")
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    assert page.evaluate(ground) == dark
    control.click()
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) == dark


def test_print_gives_the_lineage_and_its_sentences(page: Page, address: str) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{address}#/method/learngene-pool")
    expect(page.locator(".drawing svg")).to_be_visible()
    expect(page.locator("blockquote", has_text=POOL_QUOTE)).to_be_visible()
    for gone in ("header", ".toolbar", ".panel", ".crumbs"):
        expect(page.locator(gone).first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
