{#- One row per artist and provider that was asked for, or brought, features of the artist's tracks. -#}
with
    tracks as (
        select artist_id, artist_name, track_id from {{ of_changed_artists(ref("tracks")) }}
    ),

    audio_features as (
        select track_id, provider, status
        from
            {{
                of_changed_artists(
                    ref("stg_spotify__audio_features"), key="track_id", among="tracks"
                )
            }}
    ),

    track_counts as (
        select artist_id, artist_name, count(*) as track_count
        from tracks
        group by artist_id, artist_name
    ),

    provider_counts as (
        select
            tracks.artist_id,
            audio_features.provider,
            count(*) filter (where audio_features.status = 'ok') as tracks_with_features_count,
            count(*) filter (where audio_features.status = 'missing') as tracks_missing_count
        from tracks
        inner join audio_features on tracks.track_id = audio_features.track_id
        group by tracks.artist_id, audio_features.provider
    ),

    coverage as (
        select
            track_counts.artist_id,
            track_counts.artist_name,
            provider_counts.provider,
            track_counts.track_count,
            provider_counts.tracks_with_features_count,
            provider_counts.tracks_missing_count,
            provider_counts.tracks_with_features_count / track_counts.track_count as feature_share
        from track_counts
        inner join provider_counts on track_counts.artist_id = provider_counts.artist_id
    )

select *
from coverage
