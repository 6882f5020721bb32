"""The command line `kg`. With `cli_vocabulary` and `cli_output` it is the only place that prints."""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

import kg
from kg import registry
from kg.catalogue import aliases, counts, counts_of, describe, find, search
from kg.cli_options import DEFAULT_STORE, StoreOption, one_of, store_in
from kg.cli_output import (
    err,
    lineage_tree,
    out,
    print_counts,
    print_links,
    print_scores,
    progress_bar,
    written,
)
from kg.cli_training import train
from kg.cli_vocabulary import vocabulary_app
from kg.cli_walks import lineage, path
from kg.errors import KgError, UnknownPlugin
from kg.ports import DEFAULT_LINKERS

app = typer.Typer(
    name="kg",
    help="Lineagraph: a knowledge graph of methods and their lineage, read from pages of research papers.\n\n"
    "Begin with `kg demo`, or with `kg build PAGE...` on your own files.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(vocabulary_app, name="vocabulary")
app.command()(lineage)
app.command()(path)
app.command()(train)


def main() -> None:
    """Run the command line; errors are one line and a hint, with exit code 1 (2 for wrong usage)."""
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    if not debug:
        sys.excepthook = _internal_error
    # A graph and a vocabulary last until the command ends: looking through them for garbage takes a tenth of its time.
    gc.set_threshold(100_000)
    try:
        app(arguments)
    except KgError as error:
        if debug:
            raise
        err.print(f"[red]kg:[/red] {escape(error.message)}")
        if error.hint:
            err.print(f"    {escape(error.hint)}")
        sys.exit(2 if isinstance(error, UnknownPlugin) else 1)
    except BrokenPipeError:
        # The reader of our output went away (`kg ... | head`): nothing more to do.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("kg: interrupted; what was stored before is as it was")
        sys.exit(130)


def _internal_error(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """What a user sees of a fault of our own."""
    err.print(f"[red]kg:[/red] internal error: {kind.__name__}: {escape(' '.join(str(error).split())[:200])}")
    err.print("    Nothing was stored. Run the command again with --debug and report what it prints.")


@app.command()
def build(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Files of papers.")],
    store: StoreOption = DEFAULT_STORE,
    format: Annotated[str | None, typer.Option(help="Format of the files; recognised if not given.")] = None,
    engine: Annotated[str, typer.Option(help="Where linking runs.")] = "local",
    jobs: Annotated[int, typer.Option(min=1, help="Processes that link; default: one for each core.")] = os.cpu_count()
    or 1,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Name entries that cannot be read and go on.")] = False,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Keep only claims at least so sure.")] = 0.0,
    linkers: Annotated[str, typer.Option(help="rules, model (learned), or both together.")] = DEFAULT_LINKERS,
    model: Annotated[Path | None, typer.Option(help="Folder of a model that `kg train` wrote.")] = None,
    relink: Annotated[
        bool, typer.Option("--relink", help="Link stored papers again: after an update, or with other linkers.")
    ] = False,
    base: Annotated[str | None, typer.Option(help="Base of the entities' IRIs (for a new store).")] = None,
) -> None:
    """Read papers, link them, and add them to the store. Building a file again changes nothing, but for --relink.

    Example: kg build page.txt arxiv-metadata.jsonl.gz --store my-graph
    """
    opened = store_in(store, create=True, base=base)
    with progress_bar() as progress:
        report = kg.build(
            inputs, opened, format, engine, jobs, skip_bad, progress, min_confidence, linkers, str(model or ""), relink
        )
    for bad in report.skipped:
        err.print(f"[yellow]skipped[/yellow] {escape(bad.message)}")
    out.print(
        f"{report.read} papers read, {report.linked} linked, {report.unchanged} unchanged"
        + (f", {len(report.skipped)} entries skipped" if report.skipped else "")
    )
    print_counts(counts_of(report.graph))
    if report.unchanged and not report.linked:
        err.print("All are stored as they are. --relink links them again, as after an update or with other linkers.")


@app.command()
def export(
    format: Annotated[str, typer.Argument(help="turtle, ntriples, trig, graphml, html ... (`kg list` names all).")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File; standard output if not given.")] = None,
    store: StoreOption = DEFAULT_STORE,
    around: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only the lineage of a method and what its papers link (html, graphml)."),
    ] = None,
    depth: Annotated[int, typer.Option(min=1, help="Steps of lineage to go, with --around.")] = 10,
) -> None:
    """Write the whole graph in one format, or the part around a method. A failed export leaves the old file as it was.

    Example: kg export html -o graph.html
    """
    exporter = registry.exporter(format)
    opened = store_in(store)
    if around is not None:
        opened = kg.around(opened, kg.lineage(opened, around, depth=depth))  # type: ignore[assignment]
    with written(output) as target:
        exporter.export(opened, target)
    if output is not None:
        err.print(f"wrote {escape(str(output))} ({output.stat().st_size:,} bytes)")


@app.command()
def query(
    sparql: Annotated[str | None, typer.Argument(metavar="SPARQL", help="The query.")] = None,
    file: Annotated[Path | None, typer.Option(help="Read the query from a file.")] = None,
    format: Annotated[str, typer.Option(help="table, json, xml, csv, tsv, or turtle, ntriples (CONSTRUCT).")] = "table",
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Answer a SPARQL 1.1 query. The prefixes kg:, skos:, dcterms:, prov:, rdf: ... are known.

    Example: kg query 'SELECT ?name { ?m kg:extends/skos:prefLabel "BERT" ; skos:prefLabel ?name }'
    """
    if (sparql is None) == (file is None):
        raise typer.BadParameter("give a query, or --file with one")
    one_of(("table", "json", "xml", "csv", "tsv", "turtle", "ntriples"), format)
    answer = store_in(store).query(sparql if file is None else _text_of(file))  # type: ignore[arg-type]
    if format != "table":
        out.file.write(answer.serialise(format).decode())
        return
    table = Table(*answer.columns)
    rows = answer.rows()
    for row in rows:
        table.add_row(*map(escape, row))
    out.print(table)
    err.print(f"{len(rows)} rows")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="An entity, by any of its names.")], store: StoreOption = DEFAULT_STORE
) -> None:
    """One entity with its other names, its links, and the sentence behind each link.

    Example: kg show ImageNet
    """
    opened = store_in(store)
    for entity in find(opened, name):
        out.print(f"[bold]{escape(entity.label)}[/bold]  {entity.kind}  [dim]{escape(entity.iri)}[/dim]")
        others = aliases(opened, entity)
        if others:
            out.print(f"also called {escape(', '.join(others))}")
        print_links(describe(opened, entity))


@app.command(name="search")
def search_(
    text: Annotated[str, typer.Argument(help="A part of a name, in any case.")],
    limit: Annotated[int, typer.Option(min=1, help="Most rows to show.")] = 20,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Find entities by a part of a name or alias.

    Example: kg search stitch
    """
    hits = search(store_in(store), text, limit)
    table = Table("name", "kind", "found as", "IRI")
    for hit in hits:
        table.add_row(escape(hit.label), hit.kind, escape(hit.matched), escape(hit.iri))
    out.print(table if hits else f"no name contains {escape(repr(text))}")


@app.command()
def stats(store: StoreOption = DEFAULT_STORE) -> None:
    """How many papers, entities of each kind, claims and links the store holds."""
    kinds, links = counts(store_in(store))
    print_counts(kinds)
    table = Table("link", "number")
    for name, number in links.items():
        table.add_row(name, f"{number:,}")
    out.print(table)


@app.command()
def remove(
    papers: Annotated[list[str], typer.Argument(metavar="PAPER...", help="Papers by title, arXiv id, DOI or IRI.")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Take papers out of the store; entities that only they supported go too.

    Example: kg remove "Deep Model Assembling"
    """
    opened = store_in(store)
    kg.remove(kg.find_papers(opened, papers), opened)
    out.print(f"{len(papers)} removed")


@app.command()
def validate(store: StoreOption = DEFAULT_STORE) -> None:
    """Check the graph against the SHACL shapes of the ontology, and name the lineage that it leaves out.

    Claims that contradict others (a circle of lineage, an ancestor that came too late) are kept but make no link; each
    is named with its sentence. They are no fault of the graph.

    Example: kg validate --store my-graph
    """
    opened = store_in(store)
    left_out = kg.left_out(opened)
    for item in left_out:
        err.print(f"[yellow]left out[/yellow] {escape(item.descendant)} extends {escape(item.ancestor)}: "
                  f"{escape(item.reason)}\n    “{escape(item.quote)}” [dim]{escape(item.paper)}[/dim]")  # fmt: skip
    violations = kg.validate(opened)
    for violation in violations[:50]:
        err.print(f"[red]{escape(violation.message)}[/red] {escape(violation.focus)} {escape(violation.value)}")
    if violations:
        raise KgError(f"{len(violations)} violations", "The store was made by another version? Build it again.")
    out.print("valid: the graph is as the ontology says" + (f"; {len(left_out)} edges left out" if left_out else ""))


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Annotated papers, as docs/annotating.md says.")],
    errors: Annotated[Path | None, typer.Option(help="Write what is wrong and missed to this TSV file.")] = None,
    format: Annotated[str, typer.Option(help="table or json.")] = "table",
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Precision, recall and F1 of the store against papers that a person annotated.

    Example: kg evaluate my-gold.jsonl --errors errors.tsv
    """
    one_of(("table", "json"), format)
    scores = kg.evaluate(store_in(store), kg.read_gold(gold))
    if errors is not None:
        rows = [("measure", "error", "paper", "name"), *((e.measure, e.what, e.title, e.name) for e in scores.errors)]
        with written(errors) as target:
            target.write("".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows).encode())
    if format == "json":
        out.file.write(json.dumps(scores.figures(), indent=2) + "\n")
    else:
        print_scores(scores)
    if scores.found < scores.papers:
        err.print(f"{scores.papers - scores.found} annotated papers are not in the store: they count as missed")


@app.command(name="list")
def list_() -> None:
    """The installed readers, linkers, stores, exporters and engines."""
    table = Table("plugin", "names")
    for group in registry.GROUPS:
        table.add_row(group + "s", ", ".join(registry.names(group)))
    out.print(table)


@app.command()
def ontology() -> None:
    """The ontology as Turtle."""
    out.file.write((kg.ontology_folder() / "kg.ttl").read_text(encoding="utf-8"))


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 is every one of this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8765,
    store: StoreOption = DEFAULT_STORE,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds that a SPARQL query may take.")] = 30.0,
) -> None:
    """The explorer over the live store, and a read-only SPARQL 1.1 endpoint with a query page, until interrupted.

    Example: kg serve --port 8080
    """
    kg.serve(store, host, port, time_limit, lambda address: err.print(
        f"explorer {address}\nSPARQL   {address}sparql\nCtrl-C ends it."
    ))  # fmt: skip


@app.command()
def demo(
    folder: Annotated[Path, typer.Option("-o", "--output", help="Folder to make.")] = Path("demo"),
) -> None:
    """Build a graph from the sample corpus that comes with Lineagraph, export it, and walk a lineage."""
    store = folder / "kg-store"
    opened = store_in(store, create=True)
    with progress_bar() as progress:
        report = kg.build([kg.sample_page()], opened, progress=progress)
    print_counts(counts_of(report.graph))
    for format in ("turtle", "graphml", "html"):
        exporter = registry.exporter(format)
        path = folder / f"sample{exporter.suffix}"
        with written(path) as target:
            exporter.export(opened, target)
        out.print(f"{format:8} {escape(str(path))}")
    graph = kg.lineage(opened, "BERT", up=False)
    out.print(lineage_tree(graph, graph.graph["focus"][0], "[bold]BERT[/bold] led to", upward=False))
    out.print(f"Open {escape(str((folder / 'sample.html').resolve()))} in a browser, or go on with:")
    out.print(f"    kg lineage SN-Net --store {escape(str(store))}")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"{file}: cannot be read: {error}") from error


if __name__ == "__main__":
    main()
