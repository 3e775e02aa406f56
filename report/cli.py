"""The command line: the page and the docs beside it, in one folder."""

from __future__ import annotations

from pathlib import Path

import click

from report.docs import docs_beside_report
from report.marts import MartsError, opened
from report.page import page_of
from runner.cli import run
from runner.docs import write_docs, write_whole
from runner.engine import (
    ROOT,
    Engine,
    pick_target,
    prepare,
    quicken_short_runs,
    reach_thrift_server,
    settle_paths,
    wrong_setting,
)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--target", help="Engine: spark, duckdb or cluster.  [default: DBT_TARGET, else spark]"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="The folder to write.",
)
@click.option(
    "--docs", "with_docs", is_flag=True, help="Have dbt write the docs page of the target first."
)
def cli(target: str | None, out: Path, *, with_docs: bool) -> None:
    """Write a page about the artists in the built marts, and the docs page of the same target beside it."""
    out = out.absolute()
    engine = Engine(pick_target(target, needs_java=with_docs))
    settle_paths()
    if engine.target == "cluster":
        reach_thrift_server()
    try:
        with opened(engine.target) as marts:
            page = page_of(marts)
    except MartsError as error:
        raise wrong_setting(str(error)) from None
    if with_docs:
        quicken_short_runs()
        write_docs(prepare(engine.target))
    make_docs = f"run `make docs TARGET={engine.target}` first"
    if not (ROOT / engine.docs_page).exists():
        raise wrong_setting(f"no docs site of {engine.target} yet: {make_docs}")
    try:
        docs = docs_beside_report((ROOT / engine.docs_page).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise wrong_setting(f"{engine.docs_page} is no docs site ({error}): {make_docs}") from None
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / "docs.html", docs)
        write_whole(out / "index.html", page)
    except OSError as error:
        raise wrong_setting(f"{error.filename} cannot be written ({error.strerror})") from None
    click.echo(f"Report: {_named(out / 'index.html')} (open it)")


def _named(file: Path) -> Path:
    return file.relative_to(ROOT) if file.is_relative_to(ROOT) else file


def main() -> None:
    """Run the command line."""
    run(cli, "report")
