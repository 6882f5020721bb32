"""Exporters: one file a format, each a class that fulfils `kg.ports.Exporter`; private helpers start with _."""
