"""Runs the dbt project on one engine, in one process: `python -m runner`."""
