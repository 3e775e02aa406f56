{#- To open a set in 8A at 120 to 126 BPM: what is in 8A first, then what mixes with it, code by code. -#}
with
    neighbors as (
        select compatible_camelot_code, relation
        from {{ ref("harmonic_neighbors") }}
        where camelot_code = '8A'
    ),

    -- reissues of one take are one track to play: its first release
    recordings as (
        select artist_id, artist_name, track_id, track_name, camelot_code, tempo, energy
        from {{ ref("recordings") }}
        where tempo between 120 and 126
    ),

    openers as (
        select recordings.*, neighbors.relation
        from recordings
        inner join neighbors on recordings.camelot_code = neighbors.compatible_camelot_code
    )

select camelot_code, relation, tempo, energy, artist_name, track_name, track_id
from openers
order by
    case when camelot_code = '8A' then 0 else 1 end,
    camelot_code,
    tempo,
    energy nulls last,
    track_id,
    artist_id
