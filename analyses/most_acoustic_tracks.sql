{#- The article's closing question, for every artist: the five most acoustic tracks. -#}
select artist_name, feature_rank, track_name, feature_value as acousticness, track_id
from {{ ref("artist_track_rankings") }}
where feature = 'acousticness' and feature_position <= 5
order by artist_name, artist_id, feature_position
