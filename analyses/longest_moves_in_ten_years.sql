{#- How far an artist moved within ten years: the longest way, between years with five tracks or more. -#}
with
    years as (select * from {{ ref("artist_trajectories") }} where tracks_with_features_count >= 5),

    spreads as (
        select
            {%- for measure in audio_measure_names() %}
                {{ spread_of(measure) }} as {{ measure }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("tracks") }}
    ),

    changes as (
        select
            artist_id,
            artist_name,
            first_value(release_year) over ten_years as from_year,
            release_year as to_year,
            {%- for measure in audio_measure_names() %}
                avg_{{ measure }}
                - first_value(avg_{{ measure }}) over ten_years as change_{{ measure }}
                {{- "," if not loop.last }}
            {%- endfor %}
        from years
        window
            ten_years as (
                partition by artist_id
                order by release_year nulls last
                range between 10 preceding and current row
            )
    ),

    moves as (
        select
            changes.*, {{ standardised_distance("changes.change_", "spreads.") }} as distance_moved
        from changes
        cross join spreads
        where changes.from_year < changes.to_year
    ),

    positions as (
        select
            *,
            row_number() over (
                partition by artist_id order by distance_moved desc nulls last, to_year
            ) as distance_position
        from moves
    )

select
    artist_name,
    from_year,
    to_year,
    distance_moved,
    change_danceability,
    change_energy,
    change_acousticness,
    change_tempo,
    change_valence
from positions
where distance_position = 1
order by distance_moved desc nulls last, artist_name, artist_id
