"""The command line: the page and the docs beside it, in one folder."""

from __future__ import annotations

from pathlib import Path

import click

from report.docs import docs_beside_report
from report.marts import MartsError, opened
from report.page import page_of
from runner.cli import run
from runner.engine import ROOT, Engine, pick_target, settle_paths, wrong_setting


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
def cli(target: str | None, out: Path) -> None:
    """Write a page about the artists in the built marts, and the docs page of the same target beside it."""
    out = out.absolute()
    engine = Engine(pick_target(target, needs_java=False))
    settle_paths()
    docs = ROOT / engine.docs_page
    if not docs.exists():
        raise wrong_setting(
            f"no docs site of {engine.target} yet: run `make docs TARGET={engine.target}` first"
        )
    try:
        with opened(engine.target) as marts:
            page = page_of(marts)
        out.mkdir(parents=True, exist_ok=True)
        _write(out / "docs.html", docs_beside_report(docs.read_text(encoding="utf-8")))
        _write(out / "index.html", page)
    except MartsError as error:
        raise wrong_setting(str(error)) from None
    except OSError as error:
        raise wrong_setting(f"{error.filename} cannot be written ({error.strerror})") from None
    click.echo(f"Report: {_named(out / 'index.html')} (open it)")


def _write(file: Path, text: str) -> None:
    """Put a file in its place whole."""
    aside = file.with_suffix(".part")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)


def _named(file: Path) -> Path:
    return file.relative_to(ROOT) if file.is_relative_to(ROOT) else file


def main() -> None:
    """Run the command line."""
    run(cli, "report")
