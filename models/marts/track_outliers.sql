{#- One row per artist, track and feature whose value is far from the artist's other tracks. -#}
with
    tracks as {{ not_materialized() }} (
        select
            artist_id, artist_name, track_id, track_name, {{ audio_measure_names() | join(", ") }}
        from {{ of_changed_artists(ref("tracks")) }}
        where has_audio_features
    ),

    artists_of_many_tracks as (
        select artist_id from tracks group by artist_id having count(*) >= 20
    ),

    medians as (
        select
            tracks.artist_id,
            {%- for measure_name in audio_measure_names() %}
                count({{ measure_name }}) as {{ measure_name }}_count,
                median({{ measure_name }}) as {{ measure_name }}_median {{- "," if not loop.last }}
            {%- endfor %}
        from tracks
        semi join artists_of_many_tracks on tracks.artist_id = artists_of_many_tracks.artist_id
        group by tracks.artist_id
    ),

    deviations as (
        select
            tracks.artist_id,
            {%- for measure_name in audio_measure_names() %}
                median(
                    abs({{ measure_name }} - {{ measure_name }}_median)
                ) as {{ measure_name }}_mad
                {{- "," if not loop.last }}
            {%- endfor %}
        from tracks
        inner join medians on tracks.artist_id = medians.artist_id
        group by tracks.artist_id
    ),

    -- null where the artist has too few tracks with the measure, or more than half of one value
    scored as (
        select
            tracks.artist_id,
            tracks.artist_name,
            tracks.track_id,
            tracks.track_name,
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
        from tracks
        inner join medians on tracks.artist_id = medians.artist_id
        inner join deviations on tracks.artist_id = deviations.artist_id
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
