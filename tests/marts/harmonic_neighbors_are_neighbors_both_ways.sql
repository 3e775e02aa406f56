with neighbors as (select * from {{ ref("harmonic_neighbors") }})

select one.camelot_code, one.compatible_camelot_code, one.relation, other.relation as relation_back
from neighbors as one
left join
    neighbors as other
    on one.camelot_code = other.compatible_camelot_code
    and one.compatible_camelot_code = other.camelot_code
where
    other.relation is null
    or other.relation <> case
        one.relation
        when 'step up'
        then 'step down'
        when 'step down'
        then 'step up'
        else one.relation
    end
