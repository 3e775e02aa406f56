{#- One row per artist and year in which the artist released tracks. -#}
{{ config(materialized="table") }}
with
    years as (select * from {{ ref("int_artist_years") }}),

    spreads as (
        select
            {%- for measure_name in audio_measure_names() %}
                {{ spread_of(measure_name) }} as {{ measure_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("tracks") }}
    ),

    -- a year without audio features has nothing to change from: years with and without have each
    -- their order
    neighbors as (
        select
            *,
            case
                when tracks_with_features_count > 0 then lag(release_year) over by_year
            end as previous_release_year,
            {%- for measure_name in audio_measure_names() %}
                lag(avg_{{ measure_name }}) over by_year as previous_avg_{{ measure_name }},
                avg(avg_{{ measure_name }}) over (
                    partition by artist_id
                    order by release_year nulls last
                    range between 4 preceding and current row
                ) as trailing_avg_{{ measure_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from years
        window
            by_year as (
                partition by artist_id, tracks_with_features_count > 0
                order by release_year nulls last
            )
    ),

    changes as (
        select
            *,
            {%- for measure_name in audio_measure_names() %}
                {{ difference_of("avg_" ~ measure_name, "previous_avg_" ~ measure_name) }}
                as change_{{ measure_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from neighbors
    ),

    trajectories as (
        select
            changes.artist_id,
            changes.artist_name,
            changes.release_year,
            changes.previous_release_year,
            changes.track_count,
            changes.reissued_track_count,
            changes.tracks_with_features_count,
            changes.album_count,
            {%- for prefix in ["avg", "change", "trailing_avg"] %}
                {%- for measure_name in audio_measure_names() %}
                    changes.{{ prefix }}_{{ measure_name }},
                {%- endfor %}
            {%- endfor %}
            {{ standardised_distance("changes.change_", "spreads.") }} as distance_moved
        from changes
        cross join spreads
    )

select *
from trajectories
