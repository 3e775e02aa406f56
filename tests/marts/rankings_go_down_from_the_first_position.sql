with
    rankings as (
        select
            artist_id,
            feature,
            feature_rank,
            feature_position,
            feature_value,
            lag(feature_value) over by_position as value_before,
            lag(feature_rank) over by_position as rank_before,
            lag(feature_position) over by_position as position_before
        from {{ ref("artist_track_rankings") }}
        window by_position as (partition by artist_id, feature order by feature_position)
    )

select *
from rankings
where
    feature_position <> coalesce(position_before, 0) + 1
    or feature_value > value_before
    or feature_rank
    <> case when feature_value = value_before then rank_before else feature_position end
