"""What the explorer page is made of: its data, its network, and the template, style and scripts around them."""

SCRIPTS = (
    "source", "dom", "words", "data", "walks", "match", "state", "typeahead", "search", "filters",
    "layered", "boxes", "arrows", "lineage", "quotes", "copy", "csv", "table", "details", "node", "path", "start",
    "network", "app",
)  # fmt: skip
"""The page's scripts, each named after its one idea; `app` comes last and starts the page."""
