"""What make calls: dbt's own commands on one engine, and the demo's in a single start of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from runner.answers import show_answers
from runner.cluster import cluster_down, cluster_up
from runner.coverage import coverage_of
from runner.docs import serve_folder, write_docs
from runner.engine import (
    Engine,
    pick_target,
    prepare,
    quicken_short_runs,
    reach_thrift_server,
    read_env_file,
    settle_paths,
    wrong_setting,
)
from runner.samples import write_pages
from runner.slim import build_what_changed

WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
"""They prove the SQL, whatever the data: `make test` and plain `dbt build` run them, a build of data does not."""

_target = click.option(
    "--target", help="Engine: spark, duckdb or cluster.  [default: DBT_TARGET, else spark]"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Run the dbt project on one engine, in one process."""


@cli.command("target")
@_target
def print_target(target: str | None) -> None:
    """Print the target that the demo builds on, if it is there: without Java and without one named, that is duckdb."""
    picked = pick_target(target, may_fall_back=True)
    if picked == "cluster":
        reach_thrift_server()
    click.echo(picked)


@cli.command()
@_target
def demo(target: str | None) -> None:
    """Build and test the models, write the docs site and print the article's three answers."""
    quicken_short_runs()
    engine = prepare(pick_target(target))
    engine.dbt("build", *WITHOUT_UNIT_TESTS)
    write_docs(engine, "--no-compile")
    show_answers(engine)
    click.echo(f"\nDocs: {engine.docs_page} (open it, or `make serve TARGET={engine.target}`)")


@cli.command()
@_target
def build(target: str | None) -> None:
    """Build the models and test what is in them: dbt build without the unit tests."""
    prepare(pick_target(target)).dbt("build", *WITHOUT_UNIT_TESTS)


@cli.command()
@_target
@click.option(
    "--since", default="main", show_default=True, help="The commit, branch or tag to compare with."
)
def slim(target: str | None, since: str) -> None:
    """Build and test what is modified since a commit, and what is made of it: dbt build state:modified+."""
    click.echo(build_what_changed(prepare(pick_target(target)), since))


@cli.command()
@_target
def docs(target: str | None) -> None:
    """Write the docs site as one static page: dbt docs generate --static."""
    engine = prepare(pick_target(target))
    write_docs(engine)
    click.echo(f"Docs: {engine.docs_page} (open it, or `make serve TARGET={engine.target}`)")


@cli.command()
@_target
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
def serve(target: str | None, port: int) -> None:
    """Serve the docs site of an engine on this machine, until Ctrl-C."""
    engine = Engine(pick_target(target, needs_java=False))
    if not engine.docs_page.exists():
        raise wrong_setting(
            f"no docs site of {engine.target} yet: run `make docs TARGET={engine.target}` first"
        )
    serve_folder(engine.docs_page.parent, port)


@cli.command("cluster-up")
def start_cluster() -> None:
    """Start what does not run yet of the cluster on this machine, and wait until it answers."""
    read_env_file()
    settle_paths()
    click.echo(cluster_up())


@cli.command("cluster-down")
def end_cluster() -> None:
    """End the cluster on this machine; its tables stay."""
    read_env_file()
    settle_paths()
    click.echo(cluster_down())


@cli.command()
def samples() -> None:
    """Write the marts and rows of the demo into README and overview; needs its build on DuckDB."""
    prepare("duckdb")
    write_pages(Path(os.environ["SOUNDMART_DUCKDB"]))


@cli.command()
@_target
def parse(target: str | None) -> None:
    """Write the manifest and nothing else: dbt parse."""
    Engine(pick_target(target, needs_java=False)).dbt("parse")


@cli.command()
@_target
def coverage(target: str | None) -> None:
    """Print how much is described and tested, by the manifest; 1 where that is not all, with what is lacking."""
    engine = Engine(pick_target(target, needs_java=False))
    found = coverage_of(engine.manifest())
    for lack in found.lacks:
        click.echo(f"error: {lack}", err=True)
    click.echo(found)
    sys.exit(1 if found.lacks else 0)


def run(command: click.Command, name: str) -> None:
    """Run a command line; an error is one line, and an interrupt exit code 130."""
    try:
        command(prog_name=f"python -m {name}", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("error: interrupted: run the same command again", err=True)
        sys.exit(130)


def main() -> None:
    """Run the command line."""
    run(cli, "runner")
