{#- Half-tones up from the key to its neighbor: 7 for a fifth up, 5 for one down; the relative major is
    3 above its minor. Every key and mode has one neighbor of each kind. -#}
with
    neighbors as (select * from {{ ref("harmonic_neighbors") }}),

    pitch_classes as (select pitch_class, key_name from {{ ref("pitch_classes") }}),

    expected as (
        select pitch_class, key_name, mode_name, relation, half_tones
        from pitch_classes
        cross join
        values
            ('major', 'same', 0),
            ('major', 'step up', 7),
            ('major', 'step down', 5),
            ('major', 'relative', 9),
            ('minor', 'same', 0),
            ('minor', 'step up', 7),
            ('minor', 'step down', 5),
            ('minor', 'relative', 3) as relations(mode_name, relation, half_tones)
    )

select expected.key_name, expected.mode_name, expected.relation, neighbors.compatible_key_name
from expected
left join
    neighbors
    on expected.key_name = neighbors.key_name
    and expected.mode_name = neighbors.mode_name
    and expected.relation = neighbors.relation
left join pitch_classes as found on neighbors.compatible_key_name = found.key_name
where
    found.pitch_class is null
    or found.pitch_class <> (expected.pitch_class + expected.half_tones) % 12
