"""Linkers: spaCy components, one file each, that find in a paper's text what it says about which entity.

Each writes one span group. A span's label is the kind of the entity, its kb_id the name of the entity within the paper
(the preferred label of a vocabulary concept, else a surface), its id the rule that found it.
"""
