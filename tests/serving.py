"""A real `kg serve` on a free port, and plain requests to it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Served:
    """The address of a running server, with its final slash."""

    address: str

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """GET, or POST where there is a body; `content_type` is the header Content-Type."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        request = Request(self.address + path, body, named)
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
                return Reply(answer.status, dict(answer.headers.items()), answer.read().decode())
        except HTTPError as error:
            with error:
                return Reply(error.code, dict(error.headers.items()), error.read().decode())

    def sparql(self, query: str, accept: str = "text/csv", **headers: str) -> Reply:
        """The answer of the endpoint to a query in the address."""
        return self.ask("sparql?" + urlencode({"query": query}), accept=accept, **headers)


@contextmanager
def serving(store: Path, *options: str) -> Iterator[Served]:
    """The server, which ends with exit code 0 when it is interrupted."""
    command = [sys.executable, "-m", "kg.cli", "serve", "--port", "0", "--store", str(store), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            said = process.stderr.readline()
            assert said.startswith("explorer http://"), said + process.stderr.read()
            yield Served(said.split()[1])
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
            rest = process.stderr.read()  # type: ignore[union-attr]
    assert process.returncode == 0, rest
    assert "Traceback" not in rest, rest
