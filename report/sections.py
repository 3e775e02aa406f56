"""What the page asks of the marts, and which of its sections shows which answers."""

from __future__ import annotations

from dataclasses import dataclass

from report.marts import used
from report.measures import measures

MOST_ARTISTS = 5_000
"""Listed and searched; of more, those with most tracks."""
MOST_IN_DETAIL = 100
"""With years, albums, top tracks, outliers and keys of their own: about 20 KB each."""
MOST_COMPARED = 40
"""In the matrix, each with each: of more, nobody could read the names."""
TOP_TRACKS = 10
MOST_OUTLIERS = 2
"""Of one artist and measure."""
MOST_RUNS = 20
"""Of the newest."""
SOURCE = "regexp_replace(source, '^file:.*/', 'file:')"
"""A file is named without its folder: whoever gets the page need not know where it was."""


def _each_measure(*forms: str) -> str:
    """A select list: each form for each measure."""
    return ", ".join(form.format(measure.name) for form in forms for measure in measures())


def _of_most(count: int, column: str = "artist_id") -> str:
    """A condition: the artist is among those with most tracks that have audio features."""
    return (
        f"{column} in (select artist_id from {{artists}} "
        f"order by tracks_with_features_count desc, artist_id limit {count})"
    )


def _called(column: str) -> str:
    """A name, or the id of what has none."""
    return f"coalesce(nullif(trim({column}_name), ''), {column}_id)"


QUERIES = {
    "artist_total": "select count(*) as artist_count from {artists}",
    "artists": f"""
        select
            artist_id,
            case
                when count(*) over (partition by called) > 1 then concat(called, ' (', artist_id, ')')
                else called
            end as artist_name,
            album_count, track_count, tracks_with_features_count, first_release_date, last_release_date
        from (select *, {_called("artist")} as called from {{artists}}) as with_names
        order by tracks_with_features_count desc, artist_id
        limit {MOST_ARTISTS}
    """,
    "profiles": f"""
        select artist_id, {_each_measure("avg_{}", "stddev_{}")}
        from {{artist_audio_profiles}}
        where {_of_most(MOST_ARTISTS)}
        order by artist_id
    """,
    "totals": """
        select
            (select count(distinct album_id) from {albums}) as album_count,
            count(distinct track_id) as track_count,
            count(distinct case when has_audio_features then track_id end) as tracks_with_features_count
        from {tracks}
    """,
    "years": f"""
        select
            artist_id, release_year, tracks_with_features_count,
            {_each_measure("avg_{}", "trailing_avg_{}")}
        from {{artist_trajectories}}
        where {_of_most(MOST_IN_DETAIL)}
        order by artist_id, release_year
    """,
    "albums": f"""
        select artist_id, release_date, release_year, {_called("album")} as album_name
        from {{albums}}
        where
            {_of_most(MOST_IN_DETAIL)}
            and coalesce(album_group, album_type, 'album') = 'album'
            and release_date is not null
        order by artist_id, release_date, album_id
    """,
    "tops": f"""
        select artist_id, feature, feature_position, feature_rank, {_called("track")} as track_name, feature_value
        from {{artist_track_rankings}}
        where {_of_most(MOST_IN_DETAIL)} and feature_position <= {TOP_TRACKS}
        order by artist_id, feature, feature_position
    """,
    "tops_of_all": f"""
        select artist_name, feature, feature_position, feature_rank, track_name, feature_value
        from (
            select
                {_called("artist")} as artist_name, feature, {_called("track")} as track_name, feature_value,
                rank() over (partition by feature order by feature_value desc) as feature_rank,
                row_number() over (
                    partition by feature order by feature_value desc, track_id
                ) as feature_position
            from (
                -- a track of several artists stands here once
                select
                    *, row_number() over (partition by feature, track_id order by artist_id) as place
                from {{artist_track_rankings}}
            ) as of_artists
            where place = 1
        ) as ranked
        where feature_position <= (
            -- where rankings end before an artist's tracks do, one that is missing could stand below that
            select case when count(*) = 0 then {TOP_TRACKS} else least({TOP_TRACKS}, max(deepest)) end
            from {{artists}}
            cross join (select max(feature_position) as deepest from {{artist_track_rankings}}) as rankings
            where tracks_with_features_count > deepest
        )
        order by feature, feature_position
    """,
    "similarities": f"""
        select
            artist_id, other_artist_id,
            euclidean_distance as distance, cosine_similarity as cosine
        from {{artist_similarities}}
        where {_of_most(MOST_COMPARED)} and {_of_most(MOST_COMPARED, "other_artist_id")}
        order by artist_id, other_artist_id
    """,
    "outliers": f"""
        select artist_id, track_name, feature, feature_value, artist_median, robust_z_score
        from (
            select
                artist_id, {_called("track")} as track_name, feature, feature_value,
                artist_median, robust_z_score,
                row_number() over (
                    partition by artist_id, feature order by abs(robust_z_score) desc, track_id
                ) as place
            from {{track_outliers}}
            where {_of_most(MOST_IN_DETAIL)}
        ) as placed
        where place <= {MOST_OUTLIERS}
        order by artist_id, abs(robust_z_score) desc, place, feature
    """,
    "keys": f"""
        select artist_id, camelot_code, key_name, mode_name, track_count, track_share
        from {{artist_key_profiles}}
        where {_of_most(MOST_IN_DETAIL)} and camelot_code is not null
        order by artist_id, camelot_code
    """,
    "wheel": """
        select distinct camelot_code, key_name, mode_name
        from {harmonic_neighbors}
        order by camelot_code
    """,
    "coverage": f"""
        select artist_id, provider, track_count, tracks_with_features_count, tracks_missing_count, feature_share
        from {{audio_feature_coverage}}
        where {_of_most(MOST_ARTISTS)}
        order by artist_id, provider nulls last
    """,
    "providers": """
        select feature_provider as provider, count(distinct track_id) as track_count
        from {tracks}
        where has_audio_features
        group by feature_provider
        order by provider nulls last
    """,
    "incomplete": """
        select count(*) as album_count, cast(sum(lacking) as bigint) as track_count
        from (
            select album_id, max(total_tracks - landed_track_count) as lacking
            from {albums}
            where landed_track_count < total_tracks
            group by album_id
        ) as incomplete
    """,
    "rejected": """
        select column_name, reason, count(*) as value_count
        from {rejected_audio_features}
        group by column_name, reason
        order by column_name, reason
    """,
    "runs": f"""
        select
            run_id, {SOURCE} as source, provider, status, started_at, finished_at,
            artist_count, album_count, track_count, feature_count, missing_count
        from {{ingest_runs}}
        order by started_at desc nulls last, run_id
        limit {MOST_RUNS}
    """,
    "sources": f"""
        select source, count(*) as run_count, max(finished_at) as last_finished_at
        from (select {SOURCE} as source, finished_at from {{ingest_runs}}) as without_folders
        group by source
        order by source nulls last
    """,
}
"""What is asked, by the name of the answer; `{name}` stands for a mart, and the SQL is what Spark and DuckDB share."""


@dataclass(frozen=True)
class Section:
    """A part of the page, which sees the answers that it names and no others.

    In dbt it is the exposure `report_<id>`, which has to depend on the marts behind these answers.
    """

    id: str
    heading: str
    answers: tuple[str, ...]

    @property
    def marts(self) -> list[str]:
        """The marts behind its answers, those of the last answer first: that is what the section adds to `artists`."""
        names = [name for answer in reversed(self.answers) for name in used(QUERIES[answer])]
        return sorted(dict.fromkeys(names), key=lambda name: name == "artists")


SECTIONS = (
    Section("glance", "At a glance", ("artist_total", "artists", "profiles")),
    Section("profiles", "Profiles", ("artists", "profiles")),
    Section("map", "Map", ("artists", "profiles")),
    Section("years", "Over time", ("artists", "albums", "years")),
    Section("tops", "Top tracks", ("artists", "tops_of_all", "tops")),
    Section("similar", "Who sounds like whom", ("artists", "similarities")),
    Section("odd", "The odd ones out", ("artists", "outliers")),
    Section("keys", "Keys", ("artists", "wheel", "keys")),
    Section(
        "sources",
        "Where this comes from",
        (
            "artist_total",
            "artists",
            "totals",
            "incomplete",
            "rejected",
            "providers",
            "coverage",
            "runs",
            "sources",
        ),
    ),
)
