"""Finding names in the index: indifferent to case, accents, hyphens and blanks, and tolerant of a slip of the finger.

The order is that of the page (`match.js`): the very name, one that begins so, a word that does, a part of a name, every
word in any order, and at last names that differ by a slip or two. Within each the names stand in the index in the order
in which they are wanted, so a look-up ends with its first rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.index import fold
from kg.server.lists import Filters, passing
from kg.server.reading import Json, Reading

_NEAR = 20_000
"""How many names of each beginning are compared, the most linked first, when nothing is spelt as asked."""

_WORDS_TRIED = 6


def search(reading: Reading, text: str, filters: Filters, limit: int) -> list[Json]:
    """At most `limit` hits, best first, each node once, with the name that matched."""
    words = fold(text).split()
    if not words:
        return []
    found: dict[int, str] = {}
    for match in _matches(words):
        for node, name in _spelt(reading, match, filters, 4 * limit):
            found.setdefault(node, name)
        if len(found) >= limit:
            break
    long = [f'words : "{word}"' for word in words if len(word) > 2]
    if len(found) < limit and len(words) > 1 and long:
        for node, name in _spelt(reading, " AND ".join(long), filters, _NEAR):
            if all(word in fold(name) for word in words):
                found.setdefault(node, name)
    if len(found) < limit and len("".join(words)) < 3:
        for node, name in _holding(reading, "".join(words), filters, 4 * limit):
            found.setdefault(node, name)
    if len(found) < limit:
        for node, name in _near(reading, "".join(words), filters):
            found.setdefault(node, name)
    chosen = list(found.items())[:limit]
    briefs = reading.briefs(node for node, _ in chosen)
    return [{"node": briefs[node], "name": name} for node, name in chosen]


def _matches(words: list[str]) -> Iterator[str]:
    """Full-text queries for a name whole, its beginning, that of a word, and a part of three letters or more."""
    tight = "".join(words)
    yield f'tight : "^^{tight}$"'
    yield f'tight : "^^{tight}"'
    yield f'words : "{"".join(f"  {word}" for word in words)}"'
    if len(tight) > 2:
        yield f'tight : "{tight}"'


def _spelt(reading: Reading, match: str, filters: Filters, limit: int) -> list[tuple[int, str]]:
    where, values = passing(filters, "name.node")
    return reading.rows(
        "SELECT name.node, name.name FROM spelling JOIN name ON name.id = spelling.rowid "
        f"WHERE spelling MATCH ? AND {where} ORDER BY spelling.rowid LIMIT ?", match, *values, limit,
    )  # fmt: skip


def _holding(reading: Reading, letters: str, filters: Filters, limit: int) -> list[tuple[int, str]]:
    """Names with a part of one or two letters, too short for the full text."""
    where, values = passing(filters, "node")
    return reading.rows(
        f"SELECT node, name FROM name WHERE name LIKE ? AND {where} ORDER BY id LIMIT ?", f"%{letters}%", *values, limit
    )


def _near(reading: Reading, typed: str, filters: Filters) -> list[tuple[int, str]]:
    """(node, name) of the names that `typed` misses by a slip or two, the nearest first."""
    most = 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2
    if not most:
        return []
    beginnings = " OR ".join(f'tight : "^^{letter}" OR words : "  {letter}"' for letter in sorted(set(typed[:2])))
    scored = []
    for place, (node, name) in enumerate(_spelt(reading, beginnings, filters, _NEAR)):
        score = _score(typed, fold(name).split()[:_WORDS_TRIED], most)
        if score is not None:
            scored.append((score, place, node, name))
    return [(node, name) for _, _, node, name in sorted(scored)]


def _score(typed: str, words: list[str], most: int) -> float | None:
    """The fewest slips at the beginning of a name, half a slip more within it; None above `most`."""
    letters, scores = set(typed), []
    for first in range(len(words)):
        name = "".join(words[first:])[: len(typed) + most]
        alike = name[0] in typed[:2] or name[1:2] == typed[0]
        if alike and len(name) >= len(typed) - most and len(letters - set(name)) <= most:
            found = slips(typed, name, most)
            if found <= most:
                scores.append(found + (0.5 if first else 0))
    return min(scores, default=None)


def slips(typed: str, name: str, most: int) -> int:
    """The fewest slips (a letter too many, too few, another, or two swapped) that make `typed` a beginning of `name`.

    More than `most` come as `most + 1`.

    >>> slips("leanrgene", "learngenepool", 2), slips("bert", "gpt", 1)
    (1, 2)
    """
    reach = min(len(name), len(typed) + most)
    before: list[int] = []
    row = list(range(reach + 1))
    for i in range(1, len(typed) + 1):
        following = [i]
        for j in range(1, reach + 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (typed[i - 1] != name[j - 1]))
            if i > 1 and j > 1 and typed[i - 1] == name[j - 2] and typed[i - 2] == name[j - 1]:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return most + 1
        before, row = row, following
    return min(min(row), most + 1)
