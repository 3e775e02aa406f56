{{ config(severity="warn") }}

select
    artist_id,
    artist_name,
    {%- for provider in ["spotify", "compatible", "reccobeats", "file"] %}
        count(
            case when feature_provider = '{{ provider }}' then 1 end
        ) as {{ provider }}_track_count {{- "," if not loop.last }}
    {%- endfor %}
from {{ ref("tracks") }}
group by artist_id, artist_name
having count(distinct feature_provider) > 1
