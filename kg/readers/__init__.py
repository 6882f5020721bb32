"""Readers: input files -> papers, one file a format."""
