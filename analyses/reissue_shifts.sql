{#- How far reissues pull an artist's averages, in standard deviations of the artist's tracks. -#}
with
    shifts as (
        select artist_id, artist_name, recording_count, track_count, feature, shift
        from
            {{ ref("artist_recording_profiles") }} unpivot include nulls(
                shift for feature in (
                    {%- for measure in audio_measure_names() %}
                        shift_{{ measure }} as {{ measure }}{{ "," if not loop.last }}
                    {%- endfor %}
                )
            )
    ),

    spreads as (
        select artist_id, feature, spread
        from
            {{ ref("artist_audio_profiles") }} unpivot include nulls(
                spread for feature in (
                    {%- for measure in audio_measure_names() %}
                        stddev_{{ measure }} as {{ measure }}{{ "," if not loop.last }}
                    {%- endfor %}
                )
            )
    ),

    comparable_shifts as (
        select
            shifts.artist_id,
            shifts.artist_name,
            shifts.feature,
            -- equal values have a spread of 0 but for the last digits of their sum
            case
                when spreads.spread > 1e-9 then shifts.shift / spreads.spread
            end as shift_in_stddevs,
            shifts.shift,
            shifts.recording_count,
            shifts.track_count
        from shifts
        inner join
            spreads on shifts.artist_id = spreads.artist_id and shifts.feature = spreads.feature
    )

select artist_name, feature, shift_in_stddevs, shift, recording_count, track_count
from comparable_shifts
order by abs(shift_in_stddevs) desc nulls last, artist_name, artist_id, feature
