{#- Each artist is compared with all the others, ranked from 1 without a gap, and is as far from them as they are from it. -#}
with
    similarities as (select * from {{ ref("artist_similarities") }}),

    counted as (
        select
            artist_id,
            count(*) as other_count,
            count(similarity_rank) as ranked_count,
            count(distinct similarity_rank) as rank_count,
            max(similarity_rank) as last_rank,
            (select count(distinct artist_id) from similarities) - 1 as expected_count
        from similarities
        group by artist_id
    )

select
    one.artist_id,
    one.other_artist_id,
    one.euclidean_distance,
    other.euclidean_distance as distance_back,
    one.cosine_similarity,
    other.cosine_similarity as cosine_back
from similarities as one
left join
    similarities as other
    on one.artist_id = other.other_artist_id
    and one.other_artist_id = other.artist_id
inner join counted on one.artist_id = counted.artist_id
where
    other.artist_id is null
    or abs(one.euclidean_distance - other.euclidean_distance) > 1e-9
    or abs(one.cosine_similarity - other.cosine_similarity) > 1e-9
    or (one.euclidean_distance is null) <> (other.euclidean_distance is null)
    or counted.other_count <> counted.expected_count
    or counted.rank_count <> counted.ranked_count
    or counted.last_rank <> counted.ranked_count
