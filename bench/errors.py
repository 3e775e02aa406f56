"""How a benchmark can fail: its text is one line that names the thing and the cause."""


class BenchError(Exception):
    """A measurement that could not be made, or that measured something wrong."""
