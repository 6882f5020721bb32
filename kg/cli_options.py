"""What several commands share: the option that names the store, and the check of a format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import kg
from kg.ports import Store

StoreOption = Annotated[Path, typer.Option("--store", envvar="KG_STORE", help="Folder of the store.", show_envvar=True)]
DEFAULT_STORE = Path("kg-store")


def store_in(folder: Path, create: bool = False, base: str | None = None) -> Store:
    """The store in a folder; see `kg.open_store`."""
    return kg.open_store(folder, create=create, base=base)


def one_of(formats: tuple[str, ...], format: str) -> None:
    """Raises BadParameter, which is wrong usage, for a format that there is not."""
    if format not in formats:
        raise typer.BadParameter(f"--format {format}: one of {', '.join(formats)}")
