{#- One row per artist, feature and track: the highest tracks of each artist, feature by feature. -#}
with
    tracks as (
        select
            artist_id, artist_name, track_id, track_name, {{ audio_measure_names() | join(", ") }}
        from {{ ref("tracks") }}
    ),

    -- leaves nulls out
    features as (
        select artist_id, artist_name, track_id, track_name, feature, feature_value
        from
            tracks unpivot (feature_value for feature in ({{ audio_measure_names() | join(", ") }}))
    ),

    positions as (
        select
            *,
            row_number() over (
                partition by artist_id, feature order by feature_value desc nulls last, track_id
            ) as feature_position
        from features
    ),

    -- nothing above a kept row is cut off, so a rank among the kept is the rank among all
    rankings as (
        select
            artist_id,
            artist_name,
            feature,
            cast(
                rank() over (
                    partition by artist_id, feature order by feature_value desc nulls last
                ) as int
            ) as feature_rank,
            cast(feature_position as int) as feature_position,
            track_id,
            track_name,
            feature_value
        from positions
        where feature_position <= {{ var("ranking_depth") }}
    )

select *
from rankings
