"""Imports of exports: CSV and Parquet files that people have, read into the raw tables' shape."""

from ingest.files.export import BadRow, Export, Taken
from ingest.files.opening import recognise
from ingest.files.taking import take

__all__ = ["BadRow", "Export", "Taken", "recognise", "take"]
