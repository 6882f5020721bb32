"""Pictures of an explorer page, light and dark: `python tests/screenshots.py PAGE.html FOLDER METHOD_KEY`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDE, PHONE = (1280, 800), (390, 780)


def take(page_file: Path, folder: Path, method: str) -> list[Path]:
    """Start page, the lineage of `method`, network and phone, each as NAME-light.png and NAME-dark.png."""
    shots = {
        "start": ("", WIDE), "lineage": (f"#/{method}", WIDE), "network": ("#/network", WIDE),
        "phone": (f"#/{method}", PHONE),
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (place, (width, height)) in shots.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,  # type: ignore[arg-type]
                    reduced_motion="reduce",
                    # The many small shapes of a network fill more bytes than a README should weigh.
                    device_scale_factor=1 if name == "network" else 1.5,
                )
                page.goto(page_file.resolve().as_uri() + place)
                page.locator('main[aria-busy="false"]').wait_for()
                page.wait_for_timeout(500)
                taken.append(folder / f"{name}-{scheme}.png")
                page.screenshot(path=taken[-1])
                page.close()
        browser.close()
    return taken


if __name__ == "__main__":
    for picture in take(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]):
        print(f"{picture}  {picture.stat().st_size / 1000:.0f} kB")
