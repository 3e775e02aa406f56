{#- Of every artist, by name of the mart that counts or divides up: what it counts less the rows that are
    there. Every table is read once, and nothing is joined. -#}
{%- set differences = [
    "albums_in_artists",
    "tracks_in_artists",
    "tracks_with_features_in_artists",
    "tracks_in_audio_profiles",
    "tracks_in_key_profiles",
    "tracks_in_trajectories",
    "tracks_in_recordings",
    "tracks_in_recording_profiles",
    "recordings_in_recording_profiles",
] %}
{%- set with_features = "case when has_audio_features then 1 else 0 end" %}
{%- set dated = "case when release_date is not null then 1 else 0 end" %}
{%- set counts = {
    "artists": {
        "albums_in_artists": "album_count",
        "tracks_in_artists": "track_count",
        "tracks_with_features_in_artists": "tracks_with_features_count",
    },
    "albums": {"albums_in_artists": "-1"},
    "tracks": {
        "tracks_in_artists": "-1",
        "tracks_with_features_in_artists": "- " ~ with_features,
        "tracks_in_audio_profiles": "- " ~ with_features,
        "tracks_in_key_profiles": "- " ~ with_features,
        "tracks_in_recording_profiles": "- " ~ with_features,
        "tracks_in_trajectories": "- " ~ dated,
        "tracks_in_recordings": "-1",
    },
    "artist_audio_profiles": {"tracks_in_audio_profiles": "track_count"},
    "artist_key_profiles": {"tracks_in_key_profiles": "track_count"},
    "artist_trajectories": {"tracks_in_trajectories": "track_count"},
    "recordings": {
        "tracks_in_recordings": "track_count",
        "recordings_in_recording_profiles": "- " ~ with_features,
    },
    "artist_recording_profiles": {
        "tracks_in_recording_profiles": "track_count",
        "recordings_in_recording_profiles": "recording_count",
    },
} %}
with
    counts as (
        {%- for table_name, expressions in counts.items() %}
            select
                artist_id,
                {%- for difference in differences %}
                    {{ expressions[difference] | default("0") }} as {{ difference }}
                    {{- "," if not loop.last }}
                {%- endfor %}
            from {{ ref(table_name) }} {{- " union all" if not loop.last }}
        {%- endfor %}
    )

select
    artist_id,
    {%- for difference in differences %}
        sum({{ difference }}) as {{ difference }} {{- "," if not loop.last }}
    {%- endfor %}
from counts
group by artist_id
having
    {%- for difference in differences %}
        sum({{ difference }}) <> 0 {{- " or" if not loop.last }}
    {%- endfor %}
