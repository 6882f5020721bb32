"""Every notebook runs from top to bottom, defines no functions, and says what it should."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_defines_no_functions(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assert not any(isinstance(node, definitions) for source in sources for node in ast.walk(ast.parse(source)))
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()


def test_first_graph_shows_a_lineage_as_a_picture_and_answers_a_question() -> None:
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    done = NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    text = "".join(output.get("text", "") for output in outputs)
    assert "RoBERTa grew out of BERT" in text
    assert "ImageNet" in text
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert {"image/png", "image/svg+xml", "text/html"} <= kinds
