{#- A row is wrong where its artist has another number of tracks, or where fewer tracks have features of
    the provider than `tracks` shows with them; a provider that `tracks` shows has a row. -#}
with
    coverage as (select * from {{ ref("audio_feature_coverage") }}),

    artists as (select artist_id, track_count from {{ ref("artists") }}),

    preferred as (
        select artist_id, feature_provider, count(*) as preferred_count
        from {{ ref("tracks") }}
        where has_audio_features
        group by artist_id, feature_provider
    )

select
    coalesce(coverage.artist_id, preferred.artist_id) as artist_id,
    coalesce(coverage.provider, preferred.feature_provider) as provider,
    coverage.track_count,
    artists.track_count as tracks_found,
    coverage.tracks_with_features_count,
    preferred.preferred_count
from coverage
full outer join
    preferred
    on coverage.artist_id = preferred.artist_id
    and coverage.provider = preferred.feature_provider
left join artists on coverage.artist_id = artists.artist_id
where
    coverage.artist_id is null
    or artists.artist_id is null
    or coverage.track_count <> artists.track_count
    or coverage.tracks_with_features_count < preferred.preferred_count
