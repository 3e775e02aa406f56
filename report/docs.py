"""The docs page of dbt as it stands beside the report: smaller, and with a way back."""

from __future__ import annotations

import json

BACK = (
    '<a href="index.html" style="position:fixed;left:170px;top:20px;z-index:40;padding:8px 16px;'
    'border-radius:4px;background:#0b5cad;color:#fff;font:16px system-ui,sans-serif">Report</a>'
)
"""What the page has besides: between its logo and its search."""
MANIFEST = '{manifest:{"metadata"'
"""How dbt's `docs generate --static` puts the manifest into its page."""


def docs_beside_report(docs: str) -> str:
    """A static docs page without the macros of dbt and its adapters, which it never shows, and with a link back.

    They are a fifth of it. A page that has its manifest elsewhere keeps them.
    """
    start = docs.find(MANIFEST)
    if start >= 0:
        start += len("{manifest:")
        manifest, end = json.JSONDecoder().raw_decode(docs, start)
        project = manifest["metadata"]["project_name"]
        manifest["macros"] = {
            unique_id: macro
            for unique_id, macro in manifest["macros"].items()
            if macro["package_name"] == project
        }
        docs = docs[:start] + json.dumps(manifest, separators=(",", ":")) + docs[end:]
    head, body, rest = docs.rpartition("</body>")
    return f"{head}{BACK}{body}{rest}" if body else f"{docs}{BACK}"
