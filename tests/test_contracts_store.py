"""Every installed store keeps a graph whole, and every installed exporter writes all of it, always in the same bytes.

Like `test_contracts`, these tests are made from the registry and name no plugin.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from operator import methodcaller
from pathlib import Path

import pyoxigraph
import pytest
from families import extending, stored
from helpers import DATA, export, says, unpacked
from spacy.language import Language

from kg import registry
from kg.errors import QueryError, ReadError, StoreError
from kg.model import FINER, Graph, LinkedPaper, Paper
from kg.pipeline import link_paper
from kg.ports import Answer, Store
from kg.reading import read_papers
from kg.resolve import resolve
from kg.vocabulary import load_vocabulary

EMPTY = Graph({}, (), (), ())
Corpus = tuple[list[LinkedPaper], Graph]

each_store = pytest.mark.parametrize("name", registry.names("store"))
each_exporter = pytest.mark.parametrize("name", registry.names("exporter"))


@pytest.fixture(scope="module")
def corpus(nlp: Language) -> Corpus:
    """Real papers with their claims, in the order of their keys, and the graph made of them."""
    papers = [item for item in read_papers(DATA / "builds" / "first.txt") if not isinstance(item, ReadError)]
    graph = resolve([link_paper(nlp, paper) for paper in papers], load_vocabulary())
    return [link_paper(nlp, paper) for paper in graph.papers.values()], graph


def filled(name: str, folder: Path, corpus: Corpus) -> Store:
    store = registry.open_store(folder, create=True, name=name)
    store.rewrite(*corpus)
    return store


def size(store: Store) -> str:
    return store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows()[0][0]


@each_store
def test_a_store_knows_whether_another_has_built_since(name: str, tmp_path: Path, corpus: Corpus) -> None:
    store = filled(name, tmp_path / "store", corpus)
    assert store.latest() is store
    registry.open_store(tmp_path / "store", name=name).rewrite([], EMPTY)
    assert (size(store.latest()), store.latest().latest().graph()) == ("0", EMPTY)


@each_store
def test_a_part_of_a_store_is_its_papers_and_what_they_link(name: str, tmp_path: Path, corpus: Corpus) -> None:
    store, graph = filled(name, tmp_path / "store", corpus), corpus[1]
    assert store.part(graph.papers) == graph
    assert store.part([]) == EMPTY
    chosen = sorted(graph.papers)[::2]
    part = store.part(chosen)
    assert list(part.papers) == chosen
    assert part.evidence == tuple(item for item in graph.evidence if item.paper in part.papers)
    keys = {entity.key for entity in part.entities}
    assert (
        keys
        == {end for e in part.edges for end in (e.subject, e.object)} - part.papers.keys()
        | {end for item in part.evidence for end in (item.subject, item.object)} - part.papers.keys()
    )
    assert {(e.subject, e.predicate, e.object) for e in part.edges} <= {
        (e.subject, e.predicate, e.object) for e in graph.edges
    }


@each_store
def test_a_store_has_an_index_of_what_it_holds_now(name: str, tmp_path: Path, corpus: Corpus) -> None:
    store = filled(name, tmp_path / "store", corpus)
    for expected in (corpus[1], EMPTY):
        store.rewrite([], expected)
        with closing(sqlite3.connect(store.index())) as index:
            keys = {key for (key,) in index.execute("SELECT key FROM node")}
            about = json.loads(index.execute("SELECT json FROM about").fetchone()[0])
        assert keys == {*expected.papers, *(entity.key for entity in expected.entities)}
        assert (about["papers"], about["base"]) == (len(expected.papers), store.base)


@each_store
def test_a_store_gives_back_what_it_was_given_also_when_reopened(name: str, tmp_path: Path, corpus: Corpus) -> None:
    filled(name, tmp_path / "store", corpus)
    store = registry.open_store(tmp_path / "store", name=name)
    assert (list(store.papers()), store.graph()) == corpus
    assert list(store.graph().papers) == sorted(corpus[1].papers)


@each_store
@pytest.mark.parametrize("form", ["ntriples", "turtle", "trig"])
def test_a_dump_is_sorted_by_graph_and_subject(name: str, tmp_path: Path, corpus: Corpus, form: str) -> None:
    target = BytesIO()
    filled(name, tmp_path / "store", corpus).dump(target, form)
    suffix = registry.exporter(form).suffix[1:]
    quads = list(pyoxigraph.parse(target.getvalue(), pyoxigraph.RdfFormat.from_extension(suffix)))
    default = pyoxigraph.DefaultGraph()
    order = [(quad.graph_name != default, str(quad.graph_name), str(quad.subject)) for quad in quads]
    assert order == sorted(order)


@each_store
def test_a_new_store_is_an_empty_one(name: str, tmp_path: Path) -> None:
    store = registry.open_store(tmp_path / "store", create=True, name=name)
    assert (list(store.papers()), store.graph()) == ([], EMPTY)
    assert store.query("SELECT ?s { ?s ?p ?o }").rows() == []


@each_store
def test_rewriting_replaces_everything(name: str, tmp_path: Path, corpus: Corpus) -> None:
    store = filled(name, tmp_path / "store", corpus)
    once, triples = export(store, "trig"), size(store)
    store.rewrite(*corpus)
    assert (export(store, "trig"), size(store)) == (once, triples)
    store.rewrite([], EMPTY)
    assert (list(store.papers()), store.graph(), size(store)) == ([], EMPTY, "0")


@each_store
def test_a_store_answers_queries_over_graph_and_claims(name: str, tmp_path: Path, corpus: Corpus) -> None:
    store = filled(name, tmp_path / "store", corpus)
    answer = store.query("SELECT ?title ?none { ?paper a kg:Paper ; dcterms:title ?title } ORDER BY ?title")
    titles = sorted((paper.title, "") for paper in corpus[1].papers.values())
    assert (answer.columns, answer.rows()) == (("title", "none"), titles)
    assert store.query("ASK { ?claim a kg:Claim ; kg:quote ?quote }").rows() == [("true",)]
    graphs = store.query("SELECT DISTINCT ?g { GRAPH ?g { ?claim a kg:Claim ; prov:wasDerivedFrom ?g } }").rows()
    assert len(graphs) == len({item.paper for item in corpus[1].evidence})
    table = store.query("SELECT ?l { ?m a kg:Method ; rdfs:label ?l } ORDER BY ?l LIMIT 1").serialise("csv")
    assert table.decode().splitlines() == ["l", min(e.label for e in corpus[1].entities if e.kind == "Method")]


@each_store
@pytest.mark.parametrize(
    "sparql",
    [
        "",
        "SELECT {",
        "SELECT * { ?s ?p nowhere:x }",
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) ?s { ?s ?p ?o }",
    ],
)
def test_a_bad_query_says_so(name: str, tmp_path: Path, corpus: Corpus, sparql: str) -> None:
    store = filled(name, tmp_path / "store", corpus)
    with pytest.raises(QueryError):
        store.query(sparql)
    assert store.graph() == corpus[1]


@each_store
@pytest.mark.parametrize("fetch", [methodcaller("rows"), methodcaller("serialise", "json")], ids=["rows", "json"])
def test_a_query_that_fails_while_its_rows_are_fetched_says_so(
    name: str, tmp_path: Path, corpus: Corpus, fetch: Callable[[Answer], object]
) -> None:
    store = filled(name, tmp_path / "store", corpus)
    with pytest.raises(QueryError):
        fetch(store.query("SELECT * { SERVICE <http://localhost:9/nobody-is-here> { ?s ?p ?o } }"))


@each_store
def test_an_answer_is_not_written_in_a_format_that_does_not_fit(name: str, tmp_path: Path, corpus: Corpus) -> None:
    store = filled(name, tmp_path / "store", corpus)
    with pytest.raises(QueryError):
        store.query("SELECT ?s { ?s ?p ?o }").serialise("turtle")
    with pytest.raises(QueryError):
        store.query("DESCRIBE <https://w3id.org/lineagraph/id/method/resnet>").serialise("csv")


@each_store
def test_a_store_that_is_not_there_is_not_made_by_looking(name: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        registry.open_store(tmp_path / "missing", name=name)
    assert not (tmp_path / "missing").exists()


@each_store
def test_a_store_keeps_the_base_of_its_iris(name: str, tmp_path: Path, corpus: Corpus) -> None:
    base = "https://kg.example.net/"
    store = registry.open_store(tmp_path / "store", create=True, base=base, name=name)
    store.rewrite(*corpus)
    again = registry.open_store(tmp_path / "store", name=name)
    assert again.graph() == corpus[1]
    (method,) = again.query('SELECT ?m { ?m skos:prefLabel "TideNet" }').rows()
    assert method == (base + "method/tidenet",)


def everything(store: Store) -> set[pyoxigraph.Triple]:
    answer = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").serialise("turtle")
    return {quad.triple for quad in pyoxigraph.parse(answer, pyoxigraph.RdfFormat.TURTLE)}


@each_exporter
def test_an_export_has_the_same_bytes_each_time(name: str, tmp_path: Path, corpus: Corpus) -> None:
    one, two = (filled("oxigraph", tmp_path / folder, corpus) for folder in ("one", "two"))
    assert export(one, name) == export(one, name) == export(two, name) != b""


@each_exporter
def test_an_exporter_names_its_suffix(name: str) -> None:
    suffixes = [registry.exporter(other).suffix for other in registry.names("exporter")]
    suffix = registry.exporter(name).suffix
    assert suffix[0] == "."
    assert suffixes.count(suffix) == 1


@each_exporter
def test_an_empty_graph_can_be_exported(name: str, tmp_path: Path, corpus: Corpus) -> None:
    store = filled("oxigraph", tmp_path / "store", ([], EMPTY))
    assert len(export(store, name)) < len(export(filled("oxigraph", tmp_path / "full", corpus), name))


@each_exporter
def test_every_title_and_label_is_in_an_export(name: str, tmp_path: Path, corpus: Corpus) -> None:
    text = unpacked(export(filled("oxigraph", tmp_path / "store", corpus), name)).decode()
    plain = [label for label in (*labels_of(corpus[1]),) if label.replace(" ", "").isalnum()]
    assert [label for label in plain if label not in text] == []


@each_exporter
def test_every_finer_kind_of_lineage_and_every_part_is_in_an_export(name: str, tmp_path: Path) -> None:
    lines = [extending(f"Child{place}", "Parent", kind=kind) for place, kind in enumerate(FINER)]
    paper = Paper("Wholes", "Whole has a Part.", sources=("page.txt",))
    part = says(paper.text, "hasPart", "Part", subject="Whole")
    claims = says(paper.text, "introduces", "Whole"), says(paper.text, "mentions", "Part"), part
    text = unpacked(export(stored(tmp_path, *lines, LinkedPaper(paper, tuple(sorted(claims)))), name)).decode()
    assert [word for word in (*FINER, "hasPart") if word not in text.replace("kg:kind kg:", "")] == []


def labels_of(graph: Graph) -> list[str]:
    return [entity.label for entity in graph.entities] + [paper.title for paper in graph.papers.values()]


@each_exporter
def test_rdf_reads_back_as_the_triples_of_the_store(name: str, tmp_path: Path, corpus: Corpus) -> None:
    form = pyoxigraph.RdfFormat.from_extension(registry.exporter(name).suffix[1:])
    if form is None:
        return  # no RDF, so there is nothing that a parser of RDF could say of it
    store = filled("oxigraph", tmp_path / "store", corpus)
    quads = list(pyoxigraph.parse(export(store, name), form))
    assert {quad.triple for quad in quads} == everything(store)
    if form.supports_datasets:
        graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode)}
        rows = store.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows()
        assert graphs == {row[0] for row in rows}
