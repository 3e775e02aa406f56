{#- And is shown with those of a provider that has them. -#}
with
    tracks as (
        select artist_id, track_id, feature_provider, has_audio_features from {{ ref("tracks") }}
    ),

    providers as (
        select track_id, provider from {{ ref("stg_spotify__audio_features") }} where status = 'ok'
    )

select
    tracks.artist_id,
    tracks.track_id,
    tracks.feature_provider,
    tracks.has_audio_features,
    count(providers.provider) as provider_count
from tracks
left join providers on tracks.track_id = providers.track_id
group by tracks.artist_id, tracks.track_id, tracks.feature_provider, tracks.has_audio_features
having
    tracks.has_audio_features <> (count(providers.provider) > 0)
    or tracks.has_audio_features
    <> (count(case when providers.provider = tracks.feature_provider then 1 end) > 0)
