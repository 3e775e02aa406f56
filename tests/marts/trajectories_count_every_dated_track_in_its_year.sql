with
    tracks as (
        select artist_id, year(release_date) as release_year, count(*) as track_count
        from {{ ref("tracks") }}
        where release_date is not null
        group by artist_id, year(release_date)
    ),

    trajectories as (
        select artist_id, release_year, track_count from {{ ref("artist_trajectories") }}
    )

select
    coalesce(tracks.artist_id, trajectories.artist_id) as artist_id,
    coalesce(tracks.release_year, trajectories.release_year) as release_year,
    tracks.track_count,
    trajectories.track_count as tracks_found
from tracks
full outer join
    trajectories
    on tracks.artist_id = trajectories.artist_id
    and tracks.release_year = trajectories.release_year
where coalesce(tracks.track_count, 0) <> coalesce(trajectories.track_count, 0)
