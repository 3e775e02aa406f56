"""The six core marts by hand: plain SQL on the bare engine, no dbt. `python -m bench.bare duckdb|spark RAW OUT`.

Written to be quick: DuckDB sorts only the keys that landed more than once, an artist's tracks come together once for
all rankings.
What is checked of the result is in `bench.models`.
"""

from __future__ import annotations

import sys
from pathlib import Path

MEASURES = {
    "acousticness": (0, 1),
    "danceability": (0, 1),
    "energy": (0, 1),
    "instrumentalness": (0, 1),
    "liveness": (0, 1),
    "loudness": (-100, 20),
    "speechiness": (0, 1),
    "tempo": (0, 400),
    "valence": (0, 1),
}
DOMAINS = MEASURES | {
    "key": (-1, 11),
    "mode": (0, 1),
    "time_signature": (0, 16),
    "duration_ms": (0, 86_400_000),
}
NOT_DETECTED = {"tempo": 0, "key": -1, "time_signature": 0, "duration_ms": 0}
KEY_NAMES = ("C", "C♯/D♭", "D", "D♯/E♭", "E", "F", "F♯/G♭", "G", "G♯/A♭", "A", "A♯/B♭", "B")
CAMELOT = {
    1: ("8B", "3B", "10B", "5B", "12B", "7B", "2B", "9B", "4B", "11B", "6B", "1B"),
    0: ("5A", "12A", "7A", "2A", "9A", "4A", "11A", "6A", "1A", "8A", "3A", "10A"),
}
NEWEST = "_ingested_at desc nulls last, _run_id desc nulls last"


def first_of(engine: str, relation: str, key: str, order: str) -> str:
    """A subquery: of the rows that share a key the first in that order."""
    name = f"place_by_{key.replace(', ', '_')}"
    place = f"row_number() over (partition by {key} order by {order}) as {name}"
    if engine == "spark":
        return f"(select * from (select *, {place} from {relation}) where {name} = 1)"
    shared = f"(select {key} from {relation} group by all having count(*) > 1) as shared"
    on = " and ".join(f"rows.{part} is not distinct from shared.{part}" for part in key.split(", "))
    return f"""(
        select *, 1 as {name} from {relation} as rows anti join {shared} on {on}
        union all
        select * from (select *, {place} from {relation} as rows semi join {shared} on {on})
        where {name} = 1
    )"""


def clean(name: str) -> str:
    """A value within its domain, else null; null for what was not detected."""
    low, high = DOMAINS[name]
    value = f"nullif({name}, {NOT_DETECTED[name]})" if name in NOT_DETECTED else name
    return f"case when {name} between {low} and {high} and not isnan({name}) then {value} end as {name}"


def day() -> str:
    """A release date of any precision as its first day; what cannot be read is null."""
    whole = "release_date || case length(release_date) when 4 then '-01-01' when 7 then '-01' else '' end"
    right = f"length(release_date) in (4, 7, 10) and cast(try_cast({whole} as date) as string) = {whole}"
    return f"case when {right} then try_cast({whole} as date) end as release_date"


def core_marts(engine: str) -> dict[str, str]:
    """A `select` by the name of the table it makes, in the order in which they are made."""
    names = {table: f"raw_{table}" for table in ("artists", "albums", "tracks", "audio_features")}
    size = "len" if engine == "duckdb" else "size"
    newest_features = first_of(
        engine,
        names["audio_features"],
        "id, provider",
        f"case when status = 'ok' then 0 else 1 end, {NEWEST}",
    )
    out_of_domain = " or ".join(
        f"{name} not between {low} and {high} or isnan({name})"
        for name, (low, high) in DOMAINS.items()
    )
    camelot = " ".join(
        f"when {mode} then {_named('features.key', dict(enumerate(codes)))}"
        for mode, codes in CAMELOT.items()
    )
    preference = "case provider when 'spotify' then 1 when 'compatible' then 2 when 'reccobeats' then 3 else 4 end"
    return {
        "albums": f"""
            with listed as (
                select id as album_id, artist_id, name as album_name, album_type, album_group, {day()},
                    total_tracks
                from {first_of(engine, names["albums"], "artist_id, id", NEWEST)}
            ),
            landed as (
                select album_id, count(distinct id) as landed_track_count from {names["tracks"]} group by album_id
            )
            select listed.album_id, listed.artist_id, artists.name as artist_name, album_name, album_type, album_group,
                release_date, year(release_date) as release_year, total_tracks,
                coalesce(landed_track_count, 0) as landed_track_count
            from listed
            left join {first_of(engine, names["artists"], "id", NEWEST)} as artists on listed.artist_id = artists.id
            left join landed on listed.album_id = landed.album_id
        """,
        "tracks": f"""
            with newest as (select * from {first_of(engine, names["tracks"], "album_id, id", NEWEST)}),
            own as (
                select albums.artist_id, albums.artist_name, newest.id as track_id, newest.name as track_name,
                    albums.album_id, albums.album_name, albums.release_date, disc_number, track_number,
                    case when duration_ms between 1 and 86400000 then duration_ms end as track_ms, explicit
                from albums inner join newest on albums.album_id = newest.album_id
                where coalesce({size}(artist_ids), 0) <= 0 or array_contains(artist_ids, albums.artist_id)
            ),
            ok as (select * from {newest_features} as features where status = 'ok'),
            features as (
                select id, provider, {", ".join(map(clean, DOMAINS))}
                from {first_of(engine, "ok", "id", f"{preference}, provider nulls last")} as preferred
            )
            select artist_id, artist_name, track_id, track_name, album_id, album_name, release_date, disc_number,
                track_number, coalesce(features.duration_ms, track_ms) as duration_ms,
                coalesce(features.duration_ms, track_ms) / 60000 as duration_min, explicit,
                {", ".join(MEASURES)}, features.key, {_named("features.key", dict(enumerate(KEY_NAMES)))} as key_name,
                mode, {_named("mode", {1: "major", 0: "minor"})} as mode_name,
                case mode {camelot} end as camelot_code,
                time_signature, provider as feature_provider, features.id is not null as has_audio_features
            from {first_of(engine, "own", "artist_id, track_id", "release_date nulls last, album_id")} as own
            left join features on own.track_id = features.id
        """,
        "artists": f"""
            with album_counts as (
                select artist_id, count(*) as album_count, min(release_date) as first_release_date,
                    max(release_date) as last_release_date
                from albums group by artist_id
            ),
            track_counts as (
                select artist_id, count(*) as track_count,
                    count(case when has_audio_features then 1 end) as tracks_with_features_count
                from tracks group by artist_id
            )
            select artists.id as artist_id, artists.name as artist_name, coalesce(album_count, 0) as album_count,
                coalesce(track_count, 0) as track_count,
                coalesce(tracks_with_features_count, 0) as tracks_with_features_count,
                first_release_date, last_release_date
            from {first_of(engine, names["artists"], "id", NEWEST)} as artists
            left join album_counts on artists.id = album_counts.artist_id
            left join track_counts on artists.id = track_counts.artist_id
        """,
        "artist_audio_profiles": f"""
            select artist_id, artist_name, count(*) as track_count,
                {", ".join(f"avg({name}) as avg_{name}" for name in [*MEASURES, "duration_min"])},
                {", ".join(f"stddev_samp({name}) as stddev_{name}" for name in MEASURES)}
            from tracks where has_audio_features group by artist_id, artist_name
        """,
        "artist_track_rankings": f"""
            with ranked as (
                select artist_id, artist_name, track_id, track_name, {", ".join(MEASURES)},
                    {", ".join(_ranked(name) for name in MEASURES)}
                from tracks
            )
            select artist_id, artist_name, feature, cast(feature_rank as int) as feature_rank,
                cast(feature_position as int) as feature_position, track_id, track_name, feature_value
            from ranked unpivot (
                (feature_value, feature_rank, feature_position) for feature in (
                    {", ".join(f"({name}, {name}_rank, {name}_position) as {name}" for name in MEASURES)}
                )
            )
            where feature_value is not null and feature_position <= 10
        """,
        "rejected_audio_features": f"""
            with odd as (
                select id, provider, _run_id, _ingested_at,
                    {", ".join(f"cast({name} as double) as {name}" for name in DOMAINS)}
                from {newest_features} as features where {out_of_domain}
            ),
            landed as (
                select * from odd unpivot (column_value for column_name in ({", ".join(DOMAINS)}))
            )
            select id as track_id, provider, column_name, column_value, {_reason()} as reason,
                _run_id as run_id, _ingested_at as ingested_at
            from landed where {_reason()} is not null
        """,
    }


def _named(column: str, names: dict[int, str]) -> str:
    return f"case {column} {' '.join(f'when {n} then {chr(39)}{name}{chr(39)}' for n, name in names.items())} end"


def _ranked(name: str) -> str:
    order = f"partition by artist_id order by {name} desc nulls last"
    return f"row_number() over ({order}, track_id) as {name}_position, rank() over ({order}) as {name}_rank"


def _reason() -> str:
    low = " ".join(f"when '{name}' then {low}" for name, (low, _) in DOMAINS.items())
    high = " ".join(f"when '{name}' then {high}" for name, (_, high) in DOMAINS.items())
    return (
        "case when isnan(column_value) then 'not a number' "
        f"when column_value < case column_name {low} end then 'below minimum' "
        f"when column_value > case column_name {high} end then 'above maximum' end"
    )


def on_duckdb(raw: Path, out: Path) -> None:
    """Into a new database file; with the settings of the profile's target."""
    import duckdb

    from bench.profile import settings_of

    with duckdb.connect(str(out)) as connection:
        for name, value in settings_of("duckdb").items():
            connection.execute(f"set {name} = '{value}'")
        for table in ("artists", "albums", "tracks", "audio_features"):
            files = connection.read_parquet(str(raw / table / "*.parquet"))
            files.create_view(f"raw_{table}")
        for name, select in core_marts("duckdb").items():
            connection.execute(f"create table {name} as {select}")


def on_spark(raw: Path, out: Path) -> None:
    """Into a new folder, a folder of Parquet a table; with the settings of the profile's target."""
    from bench.spark import session

    spark = session(out)
    for table in ("artists", "albums", "tracks", "audio_features"):
        spark.read.parquet(str(raw / table)).createOrReplaceTempView(f"raw_{table}")
    for name, select in core_marts("spark").items():
        spark.sql(select).write.parquet(str(out / name))
        spark.read.parquet(str(out / name)).createOrReplaceTempView(name)
    spark.stop()


if __name__ == "__main__":
    {"duckdb": on_duckdb, "spark": on_spark}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
