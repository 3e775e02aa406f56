"""Measures Soundmart on this machine beside what else would do the job: `python -m bench`."""
