with
    rankings as (select * from {{ ref("artist_track_rankings") }}),

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
where track_value is null or feature_value <> track_value
