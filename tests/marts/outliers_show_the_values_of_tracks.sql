with
    outliers as (select * from {{ ref("track_outliers") }}),

    tracks as (select * from {{ ref("tracks") }})

select outliers.artist_id, outliers.track_id, outliers.feature, outliers.feature_value
from outliers
left join tracks on outliers.artist_id = tracks.artist_id and outliers.track_id = tracks.track_id
where
    tracks.track_id is null
    or outliers.feature_value <> case
        outliers.feature
        {%- for measure_name in audio_measure_names() %}
            when '{{ measure_name }}' then tracks.{{ measure_name }}
        {%- endfor %}
    end
    or abs(
        outliers.robust_z_score * outliers.artist_mad
        - 0.6745 * (outliers.feature_value - outliers.artist_median)
    )
    > 1e-9 * abs(outliers.feature_value - outliers.artist_median)
