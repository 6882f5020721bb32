"""What no query may do: reach out of the store. `SERVICE` would make the store open connections, so it is refused.

The text is judged with more suspicion than the grammar asks for. Whatever stands before the word counts (`1SERVICE`
is a number and the keyword), within strings and comments too, so that no trick of quoting hides it; only the name of
a variable or a prefixed name (`?service`, `ex:service`) is let pass, for there the grammar reads the whole name.
"""

from __future__ import annotations

import re

_BLANK = r"(?:\s|\#[^\n\r]*+(?:[\n\r]|\Z))*+"
_SERVICE = re.compile(
    rf"(?<![?$:])SERVICE {_BLANK} (?:SILENT {_BLANK})?+ (?: <[^>]*+> | (?:[^\s{{}}#<\\]|\\.)++ ) {_BLANK} \{{",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def reaches_out(sparql: str) -> bool:
    """Whether a query holds, or might hold, a `SERVICE` clause.

    >>> reaches_out("SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }")
    True
    >>> reaches_out("SELECT ?service { ?paper kg:uses ?service }")
    False
    """
    return _SERVICE.search(sparql) is not None
