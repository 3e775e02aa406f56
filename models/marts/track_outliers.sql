{#- One row per artist, track and feature whose value is far from the artist's other tracks. -#}
{%- set counts, medians, mads = {"track_count": "count(*)"}, {}, {} %}
{%- for measure_name in audio_measure_names() %}
    {%- set median = measure_name ~ "_median" %}
    {%- do counts.update({measure_name ~ "_count": "count(" ~ measure_name ~ ")"}) %}
    {%- do medians.update({median: "median(" ~ measure_name ~ ")"}) %}
    {%- do mads.update(
        {measure_name ~ "_mad": "median(abs(" ~ measure_name ~ " - " ~ median ~ "))"}
    ) %}
{%- endfor %}
with
    tracks as (
        select
            artist_id, artist_name, track_id, track_name, {{ audio_measure_names() | join(", ") }}
        from {{ of_changed_artists(ref("tracks")) }}
        where has_audio_features
    ),

    counted as ({{ rows_with_aggregates("tracks", "artist_id", counts) }}),

    of_many_tracks as (select * from counted where track_count >= 20),

    measured as ({{ rows_with_aggregates("of_many_tracks", "artist_id", medians) }}),

    deviations as ({{ rows_with_aggregates("measured", "artist_id", mads) }}),

    -- null where the artist has too few tracks with the measure, or more than half of one value
    scored as (
        select
            artist_id,
            artist_name,
            track_id,
            track_name,
            {%- for measure_name in audio_measure_names() %}
                {{ measure_name }} as {{ measure_name }}_value,
                {{ measure_name }}_median,
                {{ measure_name }}_mad,
                case
                    when {{ measure_name }}_count >= 20 and {{ measure_name }}_mad > 1e-9
                    then
                        0.6745
                        * ({{ measure_name }} - {{ measure_name }}_median)
                        / {{ measure_name }}_mad
                end as {{ measure_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from deviations
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
