{#- The article's ranking: the three most danceable tracks of each artist. -#}
select artist_name, feature_rank, track_name, feature_value as danceability, track_id
from {{ ref("artist_track_rankings") }}
where feature = 'danceability' and feature_position <= 3
order by artist_name, artist_id, feature_position
