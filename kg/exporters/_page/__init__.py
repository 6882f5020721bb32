"""What the explorer page is made of: its data, its network, and the template, style and scripts around them."""

SCRIPTS = ("source", "dom", "data", "search", "lineage", "details", "start", "network", "app")
"""The page's scripts, each named after its one idea; `app` comes last and starts the page."""
