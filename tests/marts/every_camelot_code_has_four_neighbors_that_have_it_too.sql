with
    neighbors as (
        select camelot_code, compatible_camelot_code, relation from {{ ref("harmonic_neighbors") }}
    ),

    both_ways as (
        select
            neighbors.camelot_code,
            count(*) as neighbor_count,
            count(distinct neighbors.relation) as relation_count,
            count(way_back.camelot_code) as way_back_count
        from neighbors
        left join
            neighbors as way_back
            on neighbors.camelot_code = way_back.compatible_camelot_code
            and neighbors.compatible_camelot_code = way_back.camelot_code
        group by neighbors.camelot_code
    )

select *
from both_ways
where neighbor_count <> 4 or relation_count <> 4 or way_back_count <> 4
union all
select 'all', count(*), 0, 0
from both_ways
having count(*) <> 24
