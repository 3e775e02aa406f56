{#- And is shown with those of a provider that has them. -#}
with
    tracks as (
        select artist_id, track_id, feature_provider, has_audio_features from {{ ref("tracks") }}
    ),

    providers as (
        select id as track_id, provider
        from {{ source("spotify", "audio_features") }}
        where status = 'ok'
    )

select tracks.*
from tracks
anti join
    providers
    on tracks.track_id = providers.track_id
    and tracks.feature_provider = providers.provider
where tracks.has_audio_features
union all
select tracks.*
from tracks
semi join providers on tracks.track_id = providers.track_id
where not tracks.has_audio_features
