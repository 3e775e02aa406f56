"""The docs page as it stands beside the report: with a way back."""

from __future__ import annotations

BACK = (
    '<a href="index.html" style="position:fixed;left:170px;top:20px;z-index:40;padding:8px 16px;'
    'border-radius:4px;background:#0b5cad;color:#fff;font:16px system-ui,sans-serif">Report</a>'
)
"""What the page has besides: between its logo and its search."""


def docs_beside_report(docs: str) -> str:
    """A static docs page with a link back. Raises ValueError where it is cut off."""
    head, body, rest = docs.rpartition("</body>")
    if not body:
        raise ValueError("it has no end")
    return f"{head}{BACK}{body}{rest}"
