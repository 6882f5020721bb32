"""Engines: where the linking of papers runs."""
