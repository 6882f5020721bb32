"""What the explorer page is made of: its data, its network, and the template, style and scripts around them."""

SCRIPTS = (
    "source", "dom", "words", "SOURCE", "state", "typeahead", "search", "filters",
    "layered", "boxes", "arrows", "hint", "lineage", "quotes", "copy", "csv", "table", "details", "node", "path",
    "start", "shapes", "chart", "camera", "physics", "network", "app",
)  # fmt: skip
"""The page's scripts, each named after its one idea; SOURCE is where the graph comes from, `app` starts the page."""

FROM_PAYLOAD = ("payload", "data", "walks", "match", "places")
"""The source of a page that carries its graph."""

FROM_SERVER = ("served",)
"""The source of a page that `kg serve` gives out."""
