"""When a paper was written, as its metadata tells it: "2023", "2023-06" or "2023-06-15", and "" where nothing does."""

from __future__ import annotations

import re

from kg.model import Paper

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?!\d)")
_ARXIV_MONTH = re.compile(r"(?:[a-z-]+(?:\.[A-Z]{2})?/)?(\d{2})(0[1-9]|1[0-2])(?:\.\d{4,5}|\d{3})(?:v\d+)?\Z")


def first_date(paper: Paper) -> str:
    """When the paper was first there: the month in its arXiv id, else its date, which may be that of a later version.

    >>> first_date(Paper("T", "", identifier="1706.03762v7", date="2023-08-02"))
    '2017-06'
    >>> first_date(Paper("T", "", identifier="cs/9901001")), first_date(Paper("T", "", date="2024"))
    ('1999-01', '2024')
    """
    date, month = _date(paper), _arxiv_month(paper)
    return date if date.startswith(month) else month


def last_date(paper: Paper) -> str:
    """When the paper may last have been changed: the later one of its date and the month in its arXiv id.

    >>> last_date(Paper("T", "", identifier="1706.03762v7", date="2023-08-02"))
    '2023-08-02'
    """
    return max(_date(paper), _arxiv_month(paper))


def is_later(one: str, other: str) -> bool:
    """Whether a date surely lies after another, by months, for papers of one month may know each other's drafts.

    Nothing is sure where a date is unknown or says less than the other.

    >>> is_later("2024-01", "2023-12-31"), is_later("2024-05-31", "2024-05-01"), is_later("2024-05", "2024")
    (True, False, False)
    """
    known = min(len(one), len(other), len("2024-05"))
    return one[:known] > other[:known]


def _date(paper: Paper) -> str:
    found = _DATE.match(paper.date)
    return found[0] if found else ""


def _arxiv_month(paper: Paper) -> str:
    found = _ARXIV_MONTH.match(paper.identifier)
    if not found:
        return ""
    year, month = found.groups()
    # arXiv opened in 1991.
    return f"{'19' if year >= '91' else '20'}{year}-{month}"
