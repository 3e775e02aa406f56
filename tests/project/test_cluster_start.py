"""Starting and ending a cluster: what stands in its way, and that nothing of it is left."""

from __future__ import annotations
