"""The options that the commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from ingest.artists import unique
from ingest.raw.schemas import ALBUM_GROUPS

Command = Callable[..., None]


def _groups(_context: click.Context, _parameter: click.Parameter, text: str) -> list[str]:
    groups = unique(group.strip() for group in text.split(","))
    if wrong := [group for group in groups if group not in ALBUM_GROUPS]:
        raise click.BadParameter(
            f"'{wrong[0]}' is no album group: choose from {', '.join(ALBUM_GROUPS)}"
        )
    return groups


OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for raw Parquet.  [default: SOUNDMART_RAW, else data/raw]",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
_VERBOSE = click.option(
    "-v", "--verbose", is_flag=True, help="Log every step and every failed try."
)
_QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but warnings and errors.")


def features_option(*choices: str, default: str) -> Callable[[Command], Command]:
    """Where audio features come from."""
    return click.option(
        "--features",
        type=click.Choice(choices),
        default=default,
        show_default=True,
        help=_WHO_HAS_FEATURES
        if default == "auto"
        else "Whom to ask for features that the files lack.",
    )


GROUPS = click.option(
    "--include-groups",
    "groups",
    default="album",
    show_default=True,
    callback=_groups,
    help=f"Album groups, comma-separated: {', '.join(ALBUM_GROUPS)}.",
)
_WHO_HAS_FEATURES = (
    "Where audio features come from; auto: Spotify where the app may read them, else ReccoBeats. "
    "compatible: the service at FEATURES_API_URL."
)


def run_options(command: Command) -> Command:
    """The options of every call that lands something."""
    options = (
        OUT,
        click.option("--limit", type=click.IntRange(1), help="Take only the first N artists."),
        click.option(
            "--dry-run",
            is_flag=True,
            help="Say what there is to fetch and the requests it takes; fetch listings alone, write nothing.",
        ),
        click.option(
            "--refresh",
            is_flag=True,
            help="Fetch again what has landed; a row lands where it changed.",
        ),
        click.option(
            "--concurrency",
            type=click.IntRange(1, 64),
            default=8,
            show_default=True,
            help="Requests in flight.",
        ),
        click.option(
            "--max-wait",
            type=click.FloatRange(0),
            default=60,
            show_default=True,
            help="Longest single wait in seconds; a source that asks for more ends the run with exit 4.",
        ),
        JSON,
        _QUIET,
        _VERBOSE,
    )
    for option in reversed(options):
        command = option(command)
    return command
