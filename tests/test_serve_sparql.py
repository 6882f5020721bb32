"""The SPARQL endpoint of `kg serve`, by value: what it answers in which format, and what it refuses."""

from __future__ import annotations

import csv
import json
import socket
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from families import extending, introducing, stored
from rdflib import Graph, URIRef
from serving import Served, serving

from kg import registry
from kg.errors import KgError, QueryError
from kg.ids import BASE, ONTOLOGY
from kg.server import protocol
from kg.server.serving import serve
from kg.stores._refusals import reaches_out

CHILDREN = "SELECT ?name { ?m kg:extends ?p ; skos:prefLabel ?name } ORDER BY ?name"
RAW = "application/sparql-query"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("served")
    stored(made, introducing("Coral"), extending("Reef", "Coral"), extending("Atoll", "Reef"))
    return made / "store"


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with serving(folder, "--time-limit", "2") as server:
        yield server


def test_each_format_says_the_same(served: Served) -> None:
    expected = ["Atoll", "Reef"]
    bindings = json.loads(served.sparql(CHILDREN, "application/sparql-results+json").text)["results"]["bindings"]
    assert [row["name"]["value"] for row in bindings] == expected
    assert [row["name"] for row in csv.DictReader(StringIO(served.sparql(CHILDREN, "text/csv").text))] == expected
    assert served.sparql(CHILDREN, "text/tab-separated-values").text.split() == ["?name", '"Atoll"', '"Reef"']
    tree = ElementTree.fromstring(served.sparql(CHILDREN, "application/sparql-results+xml").text)
    assert [literal.text for literal in tree.iter("{http://www.w3.org/2005/sparql-results#}literal")] == expected
    assert json.loads(served.sparql("ASK { ?m kg:extends ?p }", "*/*").text)["boolean"] is True


@pytest.mark.parametrize(("accept", "format"), [("text/turtle", "turtle"), ("application/n-triples", "nt")])
def test_triples(served: Served, accept: str, format: str) -> None:
    reply = served.sparql("CONSTRUCT WHERE { ?m kg:extends ?p }", accept)
    assert reply.headers["content-type"].startswith(accept)
    extends = URIRef(ONTOLOGY + "extends")
    method = [URIRef(f"{BASE}method/{name}") for name in ("coral", "reef", "atoll")]
    assert set(Graph().parse(data=reply.text, format=format)) == {
        (method[1], extends, method[0]),
        (method[2], extends, method[1]),
    }


def test_the_three_ways_to_ask(served: Served) -> None:
    form = urlencode({"query": CHILDREN}).encode()
    answers = {
        served.sparql(CHILDREN).text,
        served.ask("sparql", form, accept="text/csv", content_type="application/x-www-form-urlencoded").text,
        served.ask("sparql", CHILDREN.encode(), accept="text/csv", content_type=f"{RAW}; charset=utf-8").text,
    }
    assert answers == {"name\r\nAtoll\r\nReef\r\n"}


@pytest.mark.parametrize(
    ("body", "content_type", "status", "said"),
    [
        (b"INSERT DATA { <a:a> <a:b> <a:c> }", "application/sparql-update", 403, "only reads"),
        (urlencode({"update": "CLEAR ALL"}).encode(), "application/x-www-form-urlencoded", 403, "only reads"),
        (b"INSERT DATA { <a:a> <a:b> <a:c> }", RAW, 400, "the query does not work"),
        (b"SELECT * { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }", RAW, 400, "SERVICE is refused"),
        (b"SELECT * {", RAW, 400, "error at 1:11"),
        (b"\xff", RAW, 400, "UTF-8"),
        (b"query=%FF", "application/x-www-form-urlencoded", 400, "UTF-8"),
        (b"", "application/x-www-form-urlencoded", 400, "no query"),
        (b"query=ASK{}&query=ASK{}", "application/x-www-form-urlencoded", 400, "more than one"),
        (b"query=ASK{}&default-graph-uri=a:a", "application/x-www-form-urlencoded", 400, "FROM"),
        (b"ASK {}", "text/plain", 415, RAW),
        (b"ASK {}" + b" " * protocol.MOST_BYTES, RAW, 413, "1 MiB"),
    ],
)
def test_what_is_refused_and_why(served: Served, body: bytes, content_type: str, status: int, said: str) -> None:
    reply = served.ask("sparql", body, content_type=content_type)
    assert (reply.status, reply.headers["content-type"]) == (status, "text/plain; charset=utf-8")
    assert said in reply.text
    assert served.sparql("SELECT (COUNT(*) AS ?n) { ?m kg:extends ?p }").text == "n\r\n2\r\n"


def test_a_type_that_there_is_not(served: Served) -> None:
    assert served.sparql(CHILDREN, "image/png").status == 406
    reply = served.sparql(CHILDREN, "text/turtle")
    assert (reply.status, "json, xml, csv, tsv" in reply.text) == (400, True)


def test_a_query_that_takes_too_long_is_ended_and_the_next_is_answered(served: Served) -> None:
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    assert served.sparql(long).status == 503
    assert served.sparql(CHILDREN).status == 200


def test_only_this_machine_under_its_own_name_is_answered(served: Served) -> None:
    own = served.address.removeprefix("http://").rstrip("/")
    port = own.rpartition(":")[2]
    assert served.sparql(CHILDREN, host=f"localhost:{port}", origin=f"http://localhost:{port}").status == 200
    for headers in (
        {"host": "evil.example"},
        {"host": f"127.0.0.1.evil.example:{port}"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"},
    ):
        assert served.sparql(CHILDREN, **headers).status == 403, headers


def test_every_answer_says_what_a_browser_may_do_with_it(served: Served) -> None:
    for reply in (served.sparql(CHILDREN), served.sparql("{"), served.ask("nothing"), served.ask("sparql", host="x")):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
        assert reply.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in reply.headers


def test_a_build_while_serving_is_followed(tmp_path: Path) -> None:
    stored(tmp_path, introducing("Coral"), extending("Reef", "Coral"))
    with serving(tmp_path / "store") as server:
        assert server.sparql(CHILDREN).text == "name\r\nReef\r\n"
        stored(tmp_path, introducing("Coral"), extending("Reef", "Coral"), extending("Atoll", "Reef"))
        assert server.sparql(CHILDREN).text == "name\r\nAtoll\r\nReef\r\n"


def test_a_port_that_is_taken_and_a_store_that_is_not_there(folder: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(KgError, match="cannot listen"):
        serve(folder, port=taken.getsockname()[1])
    with pytest.raises(KgError, match="no store"):
        serve(tmp_path / "none", port=0)


# A query never opens a connection, by whatever spelling: Oxigraph itself is the judge of what works.

TRICKS = [
    "SELECT * {{ SERVICE {0} {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?a {{ 1 }} service\tSilent{0}{{?s ?p ?o}} }}",
    "SELECT * {{ VALUES ?a {{ 1 }} SERVICE#}}\n SILENT#{{\r{0}#{{\n{{?s ?p ?o}} }}",
    "SELECT * {{ ?s ?p 1SERVICE {0} {{?a ?b ?c}} }}",
    "SELECT * {{ VALUES ?s {{ 1 }} FILTER(?s < 2)SERVICE {0} {{?a ?b ?c}} }}",
    "PREFIX : {0} SELECT * {{ ?s ?p 1.SERVICE:a{{?a ?b ?c}} }}",
    "PREFIX service: {0} SELECT * {{ VALUES ?s {{ 1 }} SERVICE service:\\#a%7B#\n{{?a ?b ?c}} }}",
    "SELECT * {{ ?s ?p ?service SERVICE {0} {{?a ?b ?c}} }}",
    "ASK {{ FILTER NOT EXISTS {{ SERVICE {0} {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ VALUES ?s {{ '\\'#' }} SERVICE {0} {{ ?a ?b ?c }} }}",
    "SELECT * FROM {0} {{ ?s ?p ?o }}",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_a_query_opens_no_connection(folder: Path, trick: str) -> None:
    store = registry.open_store(folder)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        query = trick.format(f"<http://127.0.0.1:{listening.getsockname()[1]}/>")
        if reaches_out(query):
            with pytest.raises(QueryError, match="SERVICE is refused"):
                store.query(query)
        else:
            asking = Thread(target=lambda: store.query(query).rows(), daemon=True)
            asking.start()
            asking.join(10)
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?s ?p ?service { ?service ?a ?b } }",
        'SELECT * { ?s ?p "a service of the sea" }',
        "SELECT * { GRAPH kg:service { ?s ?p ?o } }",
    ],
)
def test_the_word_alone_is_no_fault(folder: Path, query: str) -> None:
    registry.open_store(folder).query(query).rows()
