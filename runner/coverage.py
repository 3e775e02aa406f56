"""How much of the dbt project is described and tested, read from its manifest.

A column is tested when a rule or the key of a `column_rules` test names it, when another test stands at
it, or when a unit test expects values in it: nothing that counts columns at single tests alone sees that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

FEWEST_TESTS = 4
"""Of a model: data tests that read it and unit tests of it."""

Node = dict[str, Any]


@dataclass
class Coverage:
    """Counts, and what is lacking, each in one sentence."""

    models: int = 0
    columns: int = 0
    tested_columns: int = 0
    data_tests: int = 0
    unit_tests: int = 0
    descriptions: int = 0
    described: int = 0
    lacks: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.models} models, {self.columns} columns: "
            f"{_percent(self.described, self.descriptions)} % described, "
            f"{_percent(self.tested_columns, self.columns)} % tested; "
            f"{self.data_tests} data tests, {self.unit_tests} unit tests"
        )


def coverage_of(manifest: Node) -> Coverage:
    """What the project's own nodes say of themselves, and what is tested of its models."""
    nodes = _own(manifest, "nodes")
    models = [node for node in nodes if node["resource_type"] == "model"]
    data_tests = [node for node in nodes if node["resource_type"] == "test"]
    unit_tests = _own(manifest, "unit_tests")
    found = Coverage(models=len(models), data_tests=len(data_tests), unit_tests=len(unit_tests))
    for name, description in _descriptions(manifest):
        found.descriptions += 1
        if description.strip():
            found.described += 1
        else:
            found.lacks.append(f"{name} has no description")
    for model in models:
        of_it = [test for test in data_tests if model["unique_id"] in test["depends_on"]["nodes"]]
        units = [test for test in unit_tests if test["model"] == model["name"]]
        tested = _tested_columns(model, of_it, units)
        found.columns += len(model["columns"])
        for column_name in model["columns"]:
            if column_name in tested:
                found.tested_columns += 1
            else:
                found.lacks.append(f"no test names {model['name']}.{column_name}")
        if (count := len(of_it) + len(units)) < FEWEST_TESTS:
            found.lacks.append(f"{model['name']} has {count} tests, fewer than {FEWEST_TESTS}")
        if model["access"] == "public" and not units:
            found.lacks.append(f"{model['name']} is for everyone and has no unit test")
    return found


def _percent(part: int, whole: int) -> int:
    """Rounded down: 100 means all."""
    return 100 * part // whole if whole else 100


def _own(manifest: Node, kind: str) -> list[Node]:
    project = manifest["metadata"]["project_name"]
    return [
        node
        for node in manifest[kind].values()
        if node["package_name"] == project and node["resource_type"] != "operation"
    ]


def _descriptions(manifest: Node) -> Iterator[tuple[str, str]]:
    """Everything that has a place for a description. A generic test's is that of its macro."""
    for kind in ("nodes", "sources", "exposures", "unit_tests", "macros", "groups"):
        for node in _own(manifest, kind):
            name = f"{node['resource_type']} {node['name']}"
            if not node.get("test_metadata"):
                yield name, node.get("description") or ""
            if "source_description" in node:
                yield f"source {node['source_name']}", node["source_description"]
            for column in node.get("columns", {}).values():
                yield f"{name}.{column['name']}", column["description"]
            for argument in node.get("arguments", []) if kind == "macros" else []:
                yield f"{name}({argument['name']})", argument["description"]


def _tested_columns(model: Node, data_tests: list[Node], unit_tests: list[Node]) -> set[str]:
    tested: set[str] = set()
    for test in data_tests:
        if test.get("attached_node") != model["unique_id"]:
            continue
        arguments = test["test_metadata"]["kwargs"]
        tested |= {arguments["column_name"]} if "column_name" in arguments else set()
        ruled = {name for name, rules in arguments.get("rules", {}).items() if rules}
        tested |= {*arguments.get("key", []), *ruled}
    for test in unit_tests:
        expected = test["expect"]["rows"]
        if isinstance(expected, str):
            tested |= set(re.findall(r"\bas (\w+)", expected))
        else:
            tested |= {column_name for row in expected for column_name in row}
    return tested
