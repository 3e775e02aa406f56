"""The command line: options, exit codes, and what a person reads."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import duckdb
from pydantic import SecretStr
from rich.console import Console

from ingest.artists import artist_id, artists_in_csv, unique
from ingest.calls import carry_out, services_of, settings_for
from ingest.demo.faults import FAULTS, parse_fault
from ingest.demo.generate import build_catalogue
from ingest.demo.server import CLIENT_ID, CLIENT_SECRET, COMPATIBLE_KEY, DemoServer
from ingest.discographies import Discographies
from ingest.errors import Exit, IngestError, InterruptedRunError, WrongInputError, describe
from ingest.features.choice import CHOICES, Services
from ingest.files import recognise
from ingest.http.tokens import ClientCredentials
from ingest.imports import Imports
from ingest.options import GROUPS, JSON, OUT, features_option, run_options
from ingest.raw.landing import Landing
from ingest.settings import ROOT, Settings, load_settings
from ingest.summary import show_status, status_of

FOLLOWED_ARTISTS = ROOT / "seeds" / "followed_artists.csv"


class Cli(click.Group):
    """Turns every way a command can end into one line on stderr and the contract's exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _fail(InterruptedRunError())
        except IngestError as error:
            _fail(error)
        except BrokenPipeError:
            sys.stderr.close()  # whoever read our output has gone, and wants no complaint either
            sys.exit(Exit.STOPPED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - no traceback reaches a user
            click.echo(f"error: {describe(error)}", err=True)
            sys.exit(1)


def _fail(error: IngestError) -> None:
    click.echo(f"error: {error}", err=True)
    sys.exit(error.exit)


@click.group(
    cls=Cli, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
def cli() -> None:
    """Fetch artists, their albums, tracks and audio features, and land them as raw Parquet."""


@cli.command()
@click.option(
    "--artists",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV with a column artist_id.  [default: seeds/followed_artists.csv]",
)
@click.option(
    "--artist", "named", multiple=True, metavar="ID|URI|URL", help="One artist; may be repeated."
)
@GROUPS
@features_option(*CHOICES, default="auto")
@run_options
def spotify(artists: Path | None, named: Sequence[str], **options: Any) -> None:
    """Fetch from the Spotify Web API.

    Needs SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET in the environment or in .env: make an app at
    https://developer.spotify.com/dashboard. Every kind of app will do.
    """
    settings = settings_for(options)
    ids = [artist_id(reference) for reference in named]
    if artists is not None or not ids:
        ids += artists_in_csv(artists or FOLLOWED_ARTISTS)
    if not settings.spotify_client_id or settings.spotify_client_secret is None:
        raise WrongInputError(
            "SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET are not set: put those of your app in the environment or "
            "in .env, or try `python -m ingest demo`, which needs none"
        )
    tokens = ClientCredentials(
        settings.spotify_token_url, settings.spotify_client_id, settings.spotify_client_secret
    )
    _walk("spotify", ids, services_of(settings, tokens), settings, options)


@cli.command()
@GROUPS
@features_option(*CHOICES, default="auto")
@run_options
def demo(**options: Any) -> None:
    """Fetch the bundled synthetic catalogue over HTTP.

    A Spotify-compatible server is started for it on a free port of this machine, and the very code of
    `ingest spotify` runs against it; only the addresses differ.
    """
    settings = settings_for(options)
    catalogue = build_catalogue()
    with DemoServer(catalogue) as server:
        services = Services(
            server.api_url,
            ClientCredentials(server.token_url, CLIENT_ID, SecretStr(CLIENT_SECRET)),
            server.reccobeats_url,
            server.compatible_url,
            SecretStr(COMPATIBLE_KEY),
        )
        _walk("demo", list(catalogue.artists), services, settings, options)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@features_option("none", "reccobeats", "compatible", default="none")
@run_options
def files(paths: Sequence[str], **options: Any) -> None:
    """Import CSV (also .gz) and Parquet exports of tracks.

    Takes what Exportify writes, the well-known data sets of Spotify tracks, and any table with a track id and audio
    features under their usual names. --limit takes the tracks of the first N artists.
    """
    settings = settings_for(options)
    services = services_of(settings)
    services.check(options["features"])
    with duckdb.connect() as connection:
        exports = recognise(paths, connection, need_features=options["features"] == "none")
    job = Imports(exports, options["features"], services, options["limit"])
    carry_out(job, job.source, settings, options)


@cli.command("demo-api")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port.  [default: a free one]"
)
@click.option(
    "--latency",
    type=click.FloatRange(0),
    default=0.0,
    metavar="MS",
    help="Delay of every answer in milliseconds.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME=RATE",
    help="Let requests fail, a share RATE of them; may be repeated.",
)
@click.option(
    "--mode",
    type=click.Choice(["extended", "development"]),
    default="extended",
    show_default=True,
    help="What kind of app Spotify would take us for.",
)
def demo_api(port: int, latency: float, faults: Sequence[str], mode: Any) -> None:
    """Serve the demo catalogue and two other sources of audio features, to try things with curl.

    \b
    Credentials: demo / demo
    Token:       POST /api/token
    Catalogue:   GET /v1/...
    ReccoBeats:  GET /reccobeats/v1/audio-features?ids=...   (no token)
    Compatible:  GET /compatible/v1/audio-features?ids=...   (Authorization: Bearer demo)
    """  # noqa: D301 - click reads the backspace
    try:
        server = DemoServer(
            build_catalogue(),
            port=port,
            latency_ms=latency,
            faults=dict(parse_fault(fault) for fault in faults),
            mode=mode,
        )
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--fault") from None
    except OSError as error:
        raise WrongInputError(
            f"port {port} cannot be used ({error.strerror}): choose another with --port"
        ) from None
    click.echo(server.base_url)
    with suppress(KeyboardInterrupt):
        server.serve_forever()


demo_api.epilog = "\b\nFaults:\n" + "\n".join(
    f"  {name:18} {what}" for name, what in FAULTS.items()
)


@cli.command()
@OUT
@JSON
def status(out: Path | None, as_json: bool) -> None:
    """Say what has landed, what is missing, and whether a wait is in force and until when."""
    landing = Landing(out.absolute() if out else load_settings().raw_folder)
    if as_json:
        click.echo(json.dumps(status_of(landing)))
    else:
        show_status(Console(), landing)


def _walk(
    source: str,
    artist_ids: Sequence[str],
    services: Services,
    settings: Settings,
    options: dict[str, Any],
) -> None:
    services.check(options["features"])
    artists = unique(artist_ids)[: options["limit"]]
    job = Discographies(artists, options["groups"], options["features"], services)
    carry_out(job, source, settings, options)


def main() -> None:
    """Run the command line."""
    cli(prog_name="python -m ingest")
