{#- As many positions as the artist has tracks with the measure, at most the depth, each once. -#}
with
    tracks as (
        select
            artist_id,
            {%- for measure_name in audio_measure_names() %}
                count({{ measure_name }}) as {{ measure_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("tracks") }}
        group by artist_id
    ),

    measured as (
        select artist_id, feature, least(track_count, {{ var("ranking_depth") }}) as expected_count
        from tracks unpivot (track_count for feature in ({{ audio_measure_names() | join(", ") }}))
        where track_count > 0
    ),

    ranked as (
        select
            artist_id,
            feature,
            count(distinct feature_position) as position_count,
            min(feature_position) as first_position,
            max(feature_position) as last_position
        from {{ ref("artist_track_rankings") }}
        group by artist_id, feature
    )

select
    coalesce(measured.artist_id, ranked.artist_id) as artist_id,
    coalesce(measured.feature, ranked.feature) as feature,
    measured.expected_count,
    ranked.position_count,
    ranked.first_position,
    ranked.last_position
from measured
full outer join
    ranked on measured.artist_id = ranked.artist_id and measured.feature = ranked.feature
where
    measured.expected_count is null
    or ranked.position_count is null
    or ranked.position_count <> measured.expected_count
    or ranked.first_position <> 1
    or ranked.last_position <> measured.expected_count
