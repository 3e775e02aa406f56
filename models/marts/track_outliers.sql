{#- One row per artist, track and feature whose value is far from the artist's other tracks. -#}
with
    tracks as (
        select
            artist_id, artist_name, track_id, track_name, {{ audio_measure_names() | join(", ") }}
        from {{ ref("tracks") }}
        where has_audio_features
    ),

    medians as (
        select
            artist_id,
            {%- for measure_name in audio_measure_names() %}
                median({{ measure_name }}) as {{ measure_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from tracks
        group by artist_id
    ),

    deviations as (
        select
            tracks.*,
            {%- for measure_name in audio_measure_names() %}
                medians.{{ measure_name }} as {{ measure_name }}_median,
                tracks.{{ measure_name }}
                - medians.{{ measure_name }}
                as {{ measure_name }}_deviation {{- "," if not loop.last }}
            {%- endfor %}
        from tracks
        inner join medians on tracks.artist_id = medians.artist_id
    ),

    -- null where the artist has too few tracks with the measure, or more than half of one value
    scales as (
        select
            artist_id,
            {%- for measure_name in audio_measure_names() %}
                {%- set mad = "median(abs(" ~ measure_name ~ "_deviation))" %}
                case
                    when count({{ measure_name }}) >= 20 and {{ mad }} > 1e-9 then {{ mad }}
                end as {{ measure_name }}_mad {{- "," if not loop.last }}
            {%- endfor %}
        from deviations
        group by artist_id
    ),

    scored as (
        select
            deviations.artist_id,
            deviations.artist_name,
            deviations.track_id,
            deviations.track_name,
            {%- for measure_name in audio_measure_names() %}
                deviations.{{ measure_name }} as {{ measure_name }}_value,
                deviations.{{ measure_name }}_median,
                scales.{{ measure_name }}_mad,
                0.6745
                * deviations.{{ measure_name }}_deviation
                / scales.{{ measure_name }}_mad as {{ measure_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from deviations
        inner join scales on deviations.artist_id = scales.artist_id
    ),

    far_off as (
        select *
        from
            scored
            unpivot (robust_z_score for feature in ({{ audio_measure_names() | join(", ") }}))
        where abs(robust_z_score) > {{ var("outlier_threshold") }}
    ),

    outliers as (
        select
            artist_id,
            artist_name,
            track_id,
            track_name,
            feature,
            {%- for part in ["value", "median", "mad"] %}
                case
                    feature
                    {%- for measure_name in audio_measure_names() %}
                        when '{{ measure_name }}' then {{ measure_name }}_{{ part }}
                    {%- endfor %}
                end as {{ "feature_" if part == "value" else "artist_" }}{{ part }},
            {%- endfor %}
            robust_z_score
        from far_off
    )

select *
from outliers
