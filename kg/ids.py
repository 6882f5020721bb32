"""The one place where a key, slug or IRI is made.

A key is an IRI without the base ("method/sn-net"), or a whole URL for repositories and pages.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

from kg.model import Evidence, Kind, Paper

BASE = "https://w3id.org/lineagraph/id/"
"""Default base of entity IRIs; an option of `kg build`."""

ONTOLOGY = "https://w3id.org/lineagraph/ontology#"
"""Namespace of the words of the graph."""

CODE_HOSTS = ("github.com", "gitlab.com", "gitee.com", "bitbucket.org", "codeberg.org")
"""Hosts whose first two path segments name a repository."""

_HOST = re.compile(r"[a-z0-9](?:[\w.-]*[\w])?\.[a-z]{2,}")
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
_PLACEHOLDERS = ("example.com", "example.org")
_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?\Z")
_ROMAN_GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "λ": "lambda",
                              "μ": "mu", "π": "pi", "σ": "sigma", "τ": "tau", "φ": "phi", "ω": "omega"})  # fmt: skip


@lru_cache(maxsize=1 << 16)
def slug(text: str) -> str:
    """A readable, URL-safe form of a name; a plus sign survives as a word, so Hydra and Hydra++ differ.

    >>> slug("Stitchable Neural Networks"), slug("Hydra++"), slug("Fr\\u00e9chet \\u03b2-VAE")
    ('stitchable-neural-networks', 'hydra-plus-plus', 'frechet-beta-vae')
    >>> slug("\\u6df1\\u5ea6")
    'x-d1b31cf8'
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_ROMAN_GREEK).replace("+", " plus ")
    plain = unicodedata.normalize("NFKD", folded)
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return "-".join(words) or "x-" + fingerprint(text)


def fingerprint(*parts: str) -> str:
    """Eight hexadecimal digits that depend on the parts alone.

    >>> fingerprint("a", "b") == fingerprint("a", "b") != fingerprint("ab", "")
    True
    """
    return sha256("\x1f".join(parts).encode()).hexdigest()[:8]


def paper_key(paper: Paper) -> str:
    """ "paper/" and the arXiv id (without version), else the DOI, else the slug of the title.

    >>> paper_key(Paper("Deep Model Assembling", ""))
    'paper/deep-model-assembling'
    >>> paper_key(Paper("T", "", identifier="2212.04129v2"))
    'paper/2212.04129'
    """
    arxiv = _ARXIV.match(paper.identifier)
    if arxiv:
        return "paper/" + arxiv[1]
    if paper.identifier:
        return "paper/" + quote(paper.identifier.casefold(), safe="/.()-_:")
    return "paper/" + slug(paper.title)


def entity_key(kind: Kind, name: str, homonym: str = "") -> str:
    """Key of an entity; `homonym` is a text that tells it from another of the same name.

    >>> entity_key("Method", "SN-Net")
    'method/sn-net'
    >>> entity_key("Method", "Chimera", homonym="paper/a") != entity_key("Method", "Chimera", homonym="paper/b")
    True
    """
    if kind in ("Repository", "WebPage"):
        return name
    return f"{kind.lower()}/{slug(name)}" + (f"-{fingerprint(homonym)}" if homonym else "")


def claim_key(evidence: Evidence) -> str:
    """Key of a claim: a hash of everything that it says."""
    said = (
        *(evidence.subject, evidence.predicate, evidence.object, evidence.paper, evidence.quote),
        *(str(evidence.start), str(evidence.end), str(evidence.quote_start), f"{evidence.confidence:.4f}"),
        *(evidence.linker, evidence.object_name, evidence.subject_name, evidence.refinement),
    )
    return "claim/" + sha256("\x1f".join(said).encode()).hexdigest()[:24]


def iri(key: str, base: str = BASE) -> str:
    """The IRI of a key.

    >>> iri("method/sn-net"), iri("https://github.com/ziplab/SN-Net")
    ('https://w3id.org/lineagraph/id/method/sn-net', 'https://github.com/ziplab/SN-Net')
    """
    return key if key.startswith(("http://", "https://")) else base + key


def key_of(address: str, base: str = BASE) -> str:
    """The key of an IRI: the inverse of `iri`."""
    return address.removeprefix(base)


def _in_latin(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return name.rpartition(" ")[2].casefold() if name.startswith("GREEK ") and " LETTER " in name else letter


_SIGNS = {code: None for code in range(128) if not chr(code).isalnum() and chr(code) != "+"}


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """What is equal for spellings of one name: case, hyphens, blanks and a plural "s" do not count, plus signs do.

    A Greek letter is its name, as pages write it that lost their LaTeX.

    >>> name_key("Graph Neural Networks") == name_key("graph-neural network")
    True
    >>> name_key("Hydra") == name_key("Hydra++"), name_key("DART") == name_key("DARTS")
    (False, False)
    >>> name_key("DεpS") == name_key("DepsilonpS")
    True
    """
    plain = name if name.isascii() else "".join(map(_in_latin, unicodedata.normalize("NFKC", name)))
    # Millions of names are asked for, and a table is faster.
    letters = plain.translate(_SIGNS) if plain.isascii() else "".join(c for c in plain if c.isalnum() or c == "+")
    folded = letters.casefold()
    # The "s" of a plural is small; that of DARTS is not.
    if len(letters) > 3 and letters.endswith("s") and not folded.endswith("ss"):
        return folded[:-1]
    return folded or name


def web_address(raw: str) -> str:
    """The one form of an address: https, no "www.", no ".git", no fragment; owner/name only on code hosts; "" if none.

    >>> web_address("http://www.github.com/a/b/tree/main/c")
    'https://github.com/a/b'
    >>> web_address("git@github.com:a/b.git"), web_address("https://github.com")
    ('https://github.com/a/b', '')
    """
    bare = re.sub(r"\A(?:(?:https?(?:URL)?)?:/*|git@|www\.)*", "", _BLANKS.sub("", raw), flags=re.IGNORECASE)
    host, path = [*re.split("[/:]", bare.split("#")[0].split("?")[0], maxsplit=1), ""][:2]
    host = host.casefold()
    # arXiv's listing pages write "this https URL" for an address; glued to a word, it looks like a host.
    if not _HOST.fullmatch(host) or host in _PLACEHOLDERS or host.endswith(".this") or _NOT_IN_IRI.search(path):
        return ""
    parts = [part for part in path.split("/") if part]
    if host in CODE_HOSTS:
        parts = parts[:2]
    if parts:
        parts[-1] = re.sub(r"(?:\.git|\.)+\Z", "", parts[-1])
    if host in CODE_HOSTS and (len(parts) < 2 or not all(parts)):
        return ""
    return f"https://{'/'.join([host, *parts])}".rstrip("/.")


def is_repository(url: str) -> bool:
    """Whether a normalised URL is a code repository rather than a page.

    >>> is_repository("https://github.com/a/b"), is_repository("https://a.github.io/b")
    (True, False)
    """
    return url.removeprefix("https://").partition("/")[0] in CODE_HOSTS
