with
    tracks as (
        select artist_id, track_id, feature_provider, has_audio_features from {{ ref("tracks") }}
    ),

    providers as (
        select track_id, provider from {{ ref("stg_spotify__audio_features") }} where status = 'ok'
    ),

    any_provider as (select distinct track_id from providers)

select tracks.*
from tracks
left join any_provider on tracks.track_id = any_provider.track_id
left join
    providers
    on tracks.track_id = providers.track_id
    and tracks.feature_provider = providers.provider
where
    tracks.has_audio_features <> (any_provider.track_id is not null)
    or tracks.has_audio_features <> (providers.track_id is not null)
