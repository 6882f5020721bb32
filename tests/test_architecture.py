"""The import direction of the design, and an `import kg` that loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLUGINS = ("readers", "linkers", "stores", "exporters", "engines")
HEAVY = {
    "networkx", "onnxruntime", "pyoxigraph", "pyshacl", "pyvis", "rdflib", "rich", "spacy", "tokenizers", "torch",
    "typer",
}  # fmt: skip
SPACY_FREE = [path for path in sorted((ROOT / "kg").rglob("*.py"))
              if path.parent.name != "linkers" and path.name != "pipeline.py"]  # fmt: skip


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def imports(path: Path) -> Iterator[str]:
    """Modules that a file imports, by their full names, those for type checkers alone left out."""
    for node in outside_type_checking(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def outside_type_checking(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)):
        for child in ast.iter_child_nodes(node):
            yield from outside_type_checking(child)


def test_the_import_direction_holds() -> None:
    """`lint-imports` with the contracts in pyproject.toml."""
    run("import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))")


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert run(f"import sys, kg; print(*sorted({HEAVY!r} & sys.modules.keys()))").split() == []


def test_linking_by_rules_alone_does_not_load_what_runs_a_model() -> None:
    program = """
import sys
from kg.model import Paper
from kg.pipeline import make_linker
make_linker("rules")(Paper("BERT", "We propose BERT."))
print(*sorted({"onnxruntime", "tokenizers"} & sys.modules.keys()))
"""
    assert run(program).split() == []


def test_every_public_name_of_the_package_can_be_had() -> None:
    run("import kg\nfor name in dir(kg): getattr(kg, name)")


def test_type_checkers_of_users_see_the_types() -> None:
    """Without this file they take the package for an untyped one."""
    assert (ROOT / "kg" / "py.typed").is_file()


@pytest.mark.parametrize("path", SPACY_FREE, ids=lambda path: str(path.relative_to(ROOT)))
def test_spacy_stays_in_linkers_and_pipeline(path: Path) -> None:
    assert [name for name in imports(path) if name.split(".")[0] == "spacy"] == []


@pytest.mark.parametrize("group", PLUGINS)
def test_a_plugin_imports_no_other_plugin_of_its_kind(group: str) -> None:
    """What several share stands in a file whose name begins with _."""
    for path in (ROOT / "kg" / group).glob("*.py"):
        siblings = [name.removeprefix(f"kg.{group}.") for name in imports(path) if name.startswith(f"kg.{group}.")]
        assert [name for name in siblings if not name.startswith("_")] == [], path.name


def test_only_the_command_line_prints() -> None:
    for path in sorted((ROOT / "kg").rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        names = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
        assert "print" not in names or path.name == "cli.py", path
