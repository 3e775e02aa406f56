{#- A track has a code exactly when key and mode are known, and it is the code of that key and mode. -#}
with
    tracks as (
        select distinct key, mode, key_name, mode_name, camelot_code from {{ ref("tracks") }}
    ),

    neighbors as (
        select distinct camelot_code, key_name, mode_name from {{ ref("harmonic_neighbors") }}
    )

select tracks.*
from tracks
left join
    neighbors
    on tracks.camelot_code = neighbors.camelot_code
    and tracks.key_name = neighbors.key_name
    and tracks.mode_name = neighbors.mode_name
where
    (tracks.camelot_code is null) <> (tracks.key is null or tracks.mode is null)
    or (tracks.camelot_code is not null and neighbors.camelot_code is null)
