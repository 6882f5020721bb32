"""Stores: where the graph and the claims are kept."""
