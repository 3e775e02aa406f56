select artist_id, count(camelot_code) as known_count, sum(track_share) as share_sum
from {{ ref("artist_key_profiles") }}
group by artist_id
having
    (count(camelot_code) > 0 and abs(coalesce(sum(track_share), 0) - 1) > 1e-9)
    or (count(camelot_code) = 0 and sum(track_share) is not null)
