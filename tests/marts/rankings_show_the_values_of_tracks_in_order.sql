{#- A row is wrong where its track or value is not the one in `tracks`, where it stands after a lower
    value, or where its rank is not the first position of its value. -#}
with
    rankings as (
        select
            artist_id,
            feature,
            feature_rank,
            feature_position,
            track_id,
            feature_value,
            lag(feature_value) over (
                partition by artist_id, feature order by feature_position
            ) as value_before,
            min(feature_position) over (
                partition by artist_id, feature, feature_value
            ) as first_position
        from {{ ref("artist_track_rankings") }}
    ),

    tracks as (select * from {{ ref("tracks") }}),

    compared as (
        select
            rankings.*,
            case
                rankings.feature
                {%- for measure_name in audio_measure_names() %}
                    when '{{ measure_name }}' then tracks.{{ measure_name }}
                {%- endfor %}
            end as track_value
        from rankings
        left join
            tracks on rankings.artist_id = tracks.artist_id and rankings.track_id = tracks.track_id
    )

select *
from compared
where
    track_value is null
    or feature_value <> track_value
    or feature_value > value_before
    or feature_rank <> first_position
