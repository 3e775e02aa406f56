{#- One row per artist, track and feature whose value is far from the artist's other tracks. -#}
with
    tracks as (
        select
            artist_id, artist_name, track_id, track_name, {{ audio_measure_names() | join(", ") }}
        from {{ of_changed_artists(ref("tracks")) }}
        where has_audio_features
    ),

    -- null where the artist has too few tracks with the measure
    medians as (
        select
            artist_id,
            {%- for measure_name in audio_measure_names() %}
                case
                    when count({{ measure_name }}) >= 20 then median({{ measure_name }})
                end as {{ measure_name }}_median {{- "," if not loop.last }}
            {%- endfor %}
        from tracks
        group by artist_id
        having count(*) >= 20
    ),

    deviations as (
        select
            tracks.*,
            {%- for measure_name in audio_measure_names() %}
                medians.{{ measure_name }}_median,
                tracks.{{ measure_name }}
                - medians.{{ measure_name }}_median as {{ measure_name }}_deviation
                {{- "," if not loop.last }}
            {%- endfor %}
        from tracks
        inner join medians on tracks.artist_id = medians.artist_id
    ),

    mads as (
        select
            artist_id,
            {%- for measure_name in audio_measure_names() %}
                median(abs({{ measure_name }}_deviation)) as {{ measure_name }}_mad
                {{- "," if not loop.last }}
            {%- endfor %}
        from deviations
        group by artist_id
    ),

    -- null where more than half of the artist's tracks have one value
    scored as (
        select
            deviations.artist_id,
            deviations.artist_name,
            deviations.track_id,
            deviations.track_name,
            {%- for measure_name in audio_measure_names() %}
                deviations.{{ measure_name }} as {{ measure_name }}_value,
                deviations.{{ measure_name }}_median,
                mads.{{ measure_name }}_mad,
                case
                    when mads.{{ measure_name }}_mad > 1e-9
                    then
                        0.6745
                        * deviations.{{ measure_name }}_deviation
                        / mads.{{ measure_name }}_mad
                end as {{ measure_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from deviations
        inner join mads on deviations.artist_id = mads.artist_id
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
