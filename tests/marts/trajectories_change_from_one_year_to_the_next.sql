{#- A change leads from the row of the previous year to this one; the year is the last before it with features. -#}
with
    trajectories as (select * from {{ ref("artist_trajectories") }}),

    compared as (
        select
            trajectories.*,
            lag(release_year) over (
                partition by artist_id, tracks_with_features_count > 0 order by release_year
            ) as year_before,
            {%- for measure_name in audio_measure_names() %}
                lag(avg_{{ measure_name }}) over (
                    partition by artist_id, tracks_with_features_count > 0 order by release_year
                ) as {{ measure_name }}_before {{- "," if not loop.last }}
            {%- endfor %}
        from trajectories
    )

select *
from compared
where
    (
        tracks_with_features_count > 0
        and coalesce(year_before, 0) <> coalesce(previous_release_year, 0)
    )
    {%- for measure_name in audio_measure_names() %}
        or abs({{ measure_name }}_before + change_{{ measure_name }} - avg_{{ measure_name }})
        > 1e-9
    {%- endfor %}
