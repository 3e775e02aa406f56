{#- One row per raw table and run: how many rows of it have landed. -#}
{{ config(materialized="table") }}
with landed_runs as ({{ count_landed_rows() }})

select table_name, run_id, row_count, '{{ invocation_id }}' as invocation_id
from landed_runs
