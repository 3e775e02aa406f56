{#- How far an artist moved within ten years: the two years of new music that lie furthest apart. -#}
with
    years as (
        select
            artist_id,
            artist_name,
            year(first_release_date) as release_year,
            {%- for measure in audio_measure_names() %}
                avg({{ measure }}) as avg_{{ measure }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("recordings") }}
        where has_audio_features and first_release_date is not null
        group by artist_id, artist_name, year(first_release_date)
        having count(*) >= 5
    ),

    spreads as (
        select
            {%- for measure in audio_measure_names() %}
                {{ spread_of(measure) }} as {{ measure }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("tracks") }}
    ),

    changes as (
        select
            later.artist_id,
            later.artist_name,
            earlier.release_year as from_year,
            later.release_year as to_year,
            {%- for measure in audio_measure_names() %}
                later.avg_{{ measure }} - earlier.avg_{{ measure }} as change_{{ measure }}
                {{- "," if not loop.last }}
            {%- endfor %}
        from years as later
        inner join
            years as earlier
            on later.artist_id = earlier.artist_id
            and later.release_year - earlier.release_year between 1 and 10
    ),

    moves as (
        select
            changes.*, {{ standardised_distance("changes.change_", "spreads.") }} as distance_moved
        from changes
        cross join spreads
    ),

    positions as (
        select
            *,
            row_number() over (
                partition by artist_id order by distance_moved desc nulls last, from_year, to_year
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
