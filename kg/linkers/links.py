"""Finds the addresses of a paper's code and project page, in all the ways that abstracts mangle them."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from kg.ids import CODE_HOSTS, is_repository, web_address
from kg.linkers._spans import SpanMaker, text_of

_SCHEME = r"(?:https?(?:\sURL)?\s?:\s?/{0,2}\s?|://|git@)"
_DOMAIN = r"(?:[\w-]+\s?\.\s?)*[\w-]+\.[a-z]{2,}"
_HOST = "|".join(re.escape(host) for host in CODE_HOSTS)
_ADDRESS = re.compile(
    rf"(?:{_SCHEME}(?:www\.)?(?:{_HOST})(?=[/:])|https?\s?:\s?/\s?/?\s?{_DOMAIN}|(?<![\w@/.])(?:www\.{_DOMAIN}"
    rf"|(?:{_HOST})(?=/)|[\w-]+\.(?:github|gitlab)\.io))"
    r"(?:[/:](?:(?!https?\s?:)[\w.~%+#?=&:@!$*,;/-])*)?"
)
_GLUED_WORD = re.compile(r"\.(?:[A-Z][a-z]+|new)\Z")


@Language.factory("kg_links", assigns=["doc.spans"])
class Links:
    """Writes a span for every address; kb_id is the normalised URL, the label Repository or WebPage."""

    reads: tuple[str, ...] = ()
    writes = "kg_links"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_links"], in the order of the text."""
        spans, found = [], addresses(text_of(doc))
        _cut_tokens(doc, [offset for start, end, _ in found for offset in (start, end)])
        make = SpanMaker(doc)
        for start, end, url in found:
            kind = "Repository" if is_repository(url) else "WebPage"
            span = make(start, end, kind, url, "address")
            if span is not None:
                spans.append(span)
        doc.spans[self.writes] = spans
        return doc


def _cut_tokens(doc: Doc, offsets: list[int]) -> None:
    """Make tokens end at these offsets, so that an address with a word glued behind it is a span of its own."""
    if not offsets:
        return
    with doc.retokenize() as retokenizer:
        for token in doc:
            cuts = sorted({offset - token.idx for offset in offsets if token.idx < offset < token.idx + len(token)})
            if cuts:
                parts = [token.text[a:b] for a, b in zip([0, *cuts], [*cuts, len(token)], strict=True)]
                retokenizer.split(token, parts, heads=[(token, 0)] * len(parts))


def addresses(text: str) -> list[tuple[int, int, str]]:
    """(start, end, normalised URL) of every web address in a text, in order.

    >>> addresses("Code: https: //www.github.com/a/b.git. Page at {https://a.github.io/b/}.")
    [(6, 37, 'https://github.com/a/b'), (48, 69, 'https://a.github.io/b')]
    >>> [url for _, _, url in addresses("See https://github.com/a/b.https://github.com/a/b and github.com/c/d/tree/main.")]
    ['https://github.com/a/b', 'https://github.com/a/b', 'https://github.com/c/d']
    """
    found = []
    for match in _ADDRESS.finditer(text):
        start, raw = match.start(), match[0].rstrip(".,;:!?/-*")
        if not text[match.end() :].strip() or text[match.end()].isspace() or text[match.end()] in ")}].,":
            raw = _GLUED_WORD.sub("", raw)
        url = web_address(raw)
        if url:
            found.append((start, start + len(raw), url))
    return found
