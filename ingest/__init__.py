"""Everything up to raw Parquet: `python -m ingest`."""
