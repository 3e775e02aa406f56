select coalesce(landed.id, staged.run_id, kept.run_id) as run_id
from {{ source("spotify", "runs") }} as landed
full outer join {{ ref("stg_spotify__runs") }} as staged on landed.id = staged.run_id
full outer join {{ ref("ingest_runs") }} as kept on staged.run_id = kept.run_id
where landed.id is null or staged.run_id is null or kept.run_id is null
