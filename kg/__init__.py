"""Lineagraph: a knowledge graph of methods and their lineage, read from pages of research papers."""
