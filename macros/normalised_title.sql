{#- A track's title without what tells an edition apart and not a recording: a suffix, after a dash or in
    brackets, made of these words, years and ordinals alone; then without case, blanks and punctuation. "Red - Live"
    and "Red (Acoustic Version)" stay what they are. -#}
{% macro normalised_title(track_name) -%}
    {%- set words = [
        "(19|20)[0-9][0-9]",
        "[0-9]+(st|nd|rd|th)",
        "album",
        "anniversary",
        "bonus",
        "clean",
        "deluxe",
        "digital",
        "digitally",
        "edition",
        "expanded",
        "explicit",
        "in",
        "mix",
        "mono",
        "original",
        "recording",
        "remaster",
        "remastered",
        "single",
        "stereo",
        "track",
        "version",
    ] -%}
    {%- set word = "(" ~ words | join("|") ~ ")" -%}
    {%- set separator = "[ ,./&+]+" -%}
    {%- set phrase = word ~ "(" ~ separator ~ word ~ ")*" -%}
    {%- set suffixes = "( *([-:] +" ~ phrase ~ "|[(] *" ~ phrase ~ " *[)]))+ *$" -%}
    {#- İ and ς are lower-cased by each engine in its own way: they become I before, and σ after. -#}
    {%- set lower_case = "lower(replace(" ~ track_name ~ ", 'İ', 'I'))" -%}
    {%- set in_one_form = "translate(" ~ lower_case ~ ", '[]{}–—\u00a0', '()()-- ')" -%}
    {%- set could_have_one = [] -%}
    {%- for character in "-:([{–—" -%}
        {%- do could_have_one.append(track_name ~ " like '%" ~ character ~ "%'") -%}
    {%- endfor -%}
    {%- set bare -%}
        case
            when {{ could_have_one | join(" or ") }}
            then regexp_replace({{ in_one_form }}, '{{ suffixes }}', '')
            else {{ lower_case }}
        end
    {%- endset -%}
    {%- set punctuation = ' \u00a0.,:;!?()[]{}-–—/&+*#_"`´‘’“”' -%}
    coalesce(
        nullif(translate({{ bare }}, 'ς{{ punctuation }}' || chr(39), 'σ'), ''), {{ lower_case }}
    )
{%- endmacro %}
