{#- One row per artist and other artist: how alike their average tracks sound. -#}
{{ config(materialized="table") }}
{%- set differences, products, squares = [], [], [] %}
{%- for measure_name in audio_measure_names() %}
    {%- do differences.append("power(one." ~ measure_name ~ " - other." ~ measure_name ~ ", 2)") %}
    {%- do products.append("one." ~ measure_name ~ " * other." ~ measure_name) %}
    {%- do squares.append("power(" ~ measure_name ~ ", 2)") %}
{%- endfor %}
with
    profiles as (
        select *
        from {{ ref("artist_audio_profiles") }}
        where coalesce(avg_{{ audio_measure_names() | join(", avg_") }}) is not null
    ),

    -- whoever keeps that list may write ids, URIs or links
    followed_artists as (
        select distinct regexp_extract(artist_id, '(local:)?[0-9A-Za-z]{22}', 0) as artist_id
        from {{ ref("followed_artists") }}
    ),

    compared as (
        select profiles.*
        from profiles
        left join followed_artists on profiles.artist_id = followed_artists.artist_id
        where
            followed_artists.artist_id is not null
            or profiles.track_count >= {{ var("similarity_min_tracks") }}
        order by
            case when followed_artists.artist_id is not null then 0 else 1 end,
            profiles.track_count desc nulls last,
            profiles.artist_id
        limit {{ var("similarity_max_artists") }}
    ),

    scaled as (
        select
            *,
            {%- for measure_name in audio_measure_names() %}
                avg(avg_{{ measure_name }}) over () as mean_{{ measure_name }},
                {{ spread_of("avg_" ~ measure_name, "over ()") }} as spread_{{ measure_name }}
                {{- "," if not loop.last }}
            {%- endfor %}
        from compared
    ),

    -- a measure in which all artists are alike tells nobody apart: it is 0 for each of them
    standardised as (
        select
            artist_id,
            artist_name,
            {%- for measure_name in audio_measure_names() %}
                case
                    when spread_{{ measure_name }} is null
                    then 0
                    else
                        (avg_{{ measure_name }} - mean_{{ measure_name }})
                        / spread_{{ measure_name }}
                end as {{ measure_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from scaled
    ),

    measured as (select *, sqrt({{ squares | join(" + ") }}) as length from standardised),

    pairs as (
        select
            one.artist_id,
            one.artist_name,
            other.artist_id as other_artist_id,
            other.artist_name as other_artist_name,
            {{ difference_of("sqrt(" ~ differences | join(" + ") ~ ")", "0") }}
            as euclidean_distance,
            case
                when one.length > 1e-9 and other.length > 1e-9
                then ({{ products | join(" + ") }}) / (one.length * other.length)
            end as cosine_similarity
        from measured as one
        inner join measured as other on one.artist_id <> other.artist_id
    ),

    similarities as (
        select
            *,
            case
                when euclidean_distance is not null
                then
                    cast(
                        row_number() over (
                            partition by artist_id
                            order by floor(euclidean_distance * 1e9) nulls last, other_artist_id
                        ) as int
                    )
            end as similarity_rank
        from pairs
    )

select *
from similarities
