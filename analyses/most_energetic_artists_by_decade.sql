{#- Who leads each decade by energy, among the artists with twenty tracks or more from it. -#}
with
    tracks as (
        select artist_id, artist_name, energy, year(release_date) as release_year
        from {{ ref("tracks") }}
        where energy is not null and release_date is not null
    ),

    decades as (
        select
            release_year - release_year % 10 as decade,
            artist_id,
            artist_name,
            count(*) as track_count,
            avg(energy) as avg_energy
        from tracks
        group by release_year - release_year % 10, artist_id, artist_name
        having count(*) >= 20
    ),

    positions as (
        select
            *,
            row_number() over (
                partition by decade order by avg_energy desc nulls last, artist_id
            ) as energy_position
        from decades
    )

select decade, artist_name, avg_energy, track_count
from positions
where energy_position = 1
order by decade
