"""The artists of tracks: from the texts of an export's cells to lists of ids and names."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Callable, Collection, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from ingest.files.export import LIST_SEPARATOR, Export, each_file, only_row, quoted, run
from ingest.files.values import ABSENT, spotify_id, spotify_uri

_BATCH = 50_000
"""Texts that Python has in hand at once."""

_QUOTED = r"""(?:'[^'\\]*'|"[^"\\]*")"""
_PLAIN_LIST = rf"\[(?:{_QUOTED}(?:, ?{_QUOTED})*)?\]"
"""A list of texts as Python writes it, without escapes: SQL takes it apart. `ast` reads the others."""

_SIMPLE_LIST = (
    "starts_with(names, '[''') and ends_with(names, ''']') "
    "and not contains(names, '\"') and not contains(names, chr(92))"
)
"""SQL for a list without quotes in its names, which needs no regular expression."""

_ANY_LIST = r"""\[(?:['"]|None).*\]"""

_BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288)"
"""SQL for the characters of which a name that is blank consists."""

_PLAIN_NAME = "[!-~]+(?: [!-~]+)*"
"""A name that lower case alone normalises: ASCII with single spaces."""


def normalised(name: str) -> str:
    """A name as local ids are made of it: NFKC, case folding, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def normal(name: str, odd: str) -> str:
    """SQL for a normalised name, where `odd` is what `files_odd_names` has for it."""
    return f"coalesce({odd}.value, lower({name}))"


def local_id(normalised_text: str) -> str:
    """SQL for the id that stands in for one that an export lacks."""
    return f"'local:' || left(sha1({normalised_text}), 22)"


def find_artists(
    exports: Sequence[Export], fields: Collection[str], connection: duckdb.DuckDBPyConnection
) -> None:
    """Make tables of the artists that the rows of `files_rows` name.

    `files_credits` has one row per distinct `style`, `names` and `ids` (the cells): the lists `artist_ids` and
    `artist_names` in the order sent, `leader` (what local album ids are made of: the first artist's normalised
    name, else the id), `first`, the first row that has it, and `tracks`, how many rows have. `files_members` has one
    row per credit and `place` in it. A place with neither id nor name is left out, and so is a credit without any
    other.
    """
    _find_texts(exports, fields, connection)
    _by_python(
        "files_lists",
        "select distinct names from files_texts "
        f"where style = 'many' and not ({_SIMPLE_LIST}) "
        f"and regexp_full_match(names, {quoted(_ANY_LIST)}, 's') "
        f"and not regexp_full_match(names, {quoted(_PLAIN_LIST)}, 's')",
        _elements,
        pa.list_(pa.string()),
        connection,
    )
    _take_apart(connection)
    names = "select unnest(names) as name from files_parsed"
    if "album_name" in fields:
        local = "where album_id is null" if "album_id" in fields else ""
        names += f" union select album_name from files_rows {local}"
    _by_python(
        "files_odd_names",
        f"select name from ({names}) "
        f"where not regexp_full_match(name, {quoted(_PLAIN_NAME)}) group by name",
        normalised,
        pa.string(),
        connection,
    )
    _identify(connection)


def _find_texts(
    exports: Sequence[Export], fields: Collection[str], connection: duckdb.DuckDBPyConnection
) -> None:
    texts = [
        f"select {styles(exports, names, 'file')} as style, "
        f"{names if names in fields else 'cast(null as varchar)'} as names, "
        f"{ids if ids in fields else 'cast(null as varchar)'} as ids, {first} as first "
        "from files_rows where track_id is not null"
        for names, ids, first in (
            ("artist_names", "artist_ids", "rowid"),
            ("album_artist_names", "album_artist_ids", "null"),
        )
        if names in fields or ids in fields
    ]
    nobody = "select '' as style, '' as names, '' as ids, 0 as first where false"
    run(
        connection,
        "create or replace table files_texts as "
        "select row_number() over () as credit, * from ("
        "select style, names, ids, min(first) as first, count(first) as tracks "
        f"from ({' union all '.join(texts) or nobody}) "
        "where names is not null or ids is not null group by style, names, ids)",
    )


def styles(exports: Sequence[Export], names: str, file: str) -> str:
    """SQL for how several names share a cell of this field, given SQL for the number of the file."""
    return each_file([export.name_styles.get(names, "one") for export in exports], file)


def _take_apart(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `files_parsed`: the lists of each credit, with null for what is no name or no id."""
    unescaped = r"list_transform(string_split(replace(names, '\,', chr(31)), ', '), "
    unescaped += "lambda name: replace(name, chr(31), ','))"
    plain = f"list_transform(regexp_extract_all(names, {quoted(_QUOTED)}), "
    plain += "lambda name: substring(name, 2, length(name) - 2))"
    nobody = ", ".join(map(quoted, (*ABSENT, "None", "nan")))
    an_id = f"case when id not in ({nobody}) then {spotify_id('id', 'artist')} end"
    run(
        connection,
        f"""
        create or replace table files_parsed as
        with texts as (
            select credit, style, files_texts.names, files_lists.value as listed,
                -- No id has a comma, a bracket or a quote in it, so this takes every style apart.
                coalesce(
                    string_split(translate(replace(ids, ';', ','), '[]''" ', ''), ','), []
                ) as given_ids
            from files_texts left join files_lists on files_texts.names = files_lists.text
        ),
        lists as (
            select credit, given_ids, case
                when names is null then []
                when style = 'one' then [names]
                when style = 'listed' then string_split(names, {quoted(LIST_SEPARATOR)})
                when listed is not null then listed
                when style = 'many' and {_SIMPLE_LIST}
                then string_split(substring(names, 3, length(names) - 4), ''', ''')
                when style = 'many' and regexp_full_match(names, {quoted(_PLAIN_LIST)}, 's')
                then {plain}
                when style = 'many'
                then list_transform(string_split(names, ';'), lambda name: trim(name))
                -- One id says that the name is one, whatever its commas.
                when len(given_ids) = 1 then [replace(names, '\\,', ',')]
                else {unescaped}
            end as given_names
            from texts
        )
        select credit, given_ids,
            list_transform(given_ids, lambda id: {an_id}) as ids,
            list_transform(
                given_names, lambda name: case when trim(name, {_BLANKS}) <> '' then name end
            ) as names
        from lists
        """,
    )


def _identify(connection: duckdb.DuckDBPyConnection) -> None:
    run(
        connection,
        f"""
        create or replace table files_members as
        with places as (
            select credit, unnest(names) as name, unnest(ids) as id, unnest(given_ids) as given_id,
                unnest(range(1, greatest(len(names), len(ids)) + 1)) as place
            from files_parsed
        ),
        named as (
            select places.*, case when name is not null then {normal("name", "odd")} end as normal
            from places left join files_odd_names as odd on name = odd.text
        )
        select credit, place, name, coalesce(id, {local_id("normal")}) as artist_id,
            {spotify_uri("given_id", "artist")} as uri, coalesce(normal, id) as leader
        from named where id is not null or normal is not null
        """,
    )
    run(
        connection,
        f"""
        create or replace table files_credits as
        with parsed as (
            select *, len(names) > 0 and len(names) = len(ids)
                and list_count(names) = len(names) and list_count(ids) = len(ids) as is_whole
            from files_parsed
        ),
        -- Most lists are whole as they are, and putting lists together is slow.
        credits as (
            select credit, ids as artist_ids, names as artist_names,
                {normal("names[1]", "odd")} as leader
            from parsed left join files_odd_names as odd on names[1] = odd.text where is_whole
            union all
            select credit, list(artist_id order by place) as artist_ids,
                list(name order by place) as artist_names, arg_min(leader, place) as leader
            from files_members join parsed using (credit) where not is_whole group by credit
        )
        select files_texts.*, artist_ids, artist_names, leader
        from files_texts join credits using (credit)
        """,
    )


def _by_python(
    table: str,
    texts: str,
    function: Callable[[str], Any],
    data_type: pa.DataType,
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Make a table of texts (column `text`, from a query) and what a function makes of each (`value`)."""
    run(connection, f"create or replace table files_asked as {texts}")
    connection.register("files_answered", _answers([], function, data_type))
    run(connection, f"create or replace table {table} as from files_answered")
    count = only_row(connection, "select count(*) from files_asked")[0]
    for start in range(0, count, _BATCH):
        asked = run(
            connection, f"from files_asked where rowid >= {start} and rowid < {start + _BATCH}"
        )
        connection.register("files_answered", _answers(asked, function, data_type))
        run(connection, f"insert into {table} from files_answered")
    connection.unregister("files_answered")


def _answers(asked: list[Any], function: Callable[[str], Any], data_type: pa.DataType) -> pa.Table:
    texts = [text for (text,) in asked]
    values = pa.array([function(text) for text in texts], data_type)
    return pa.table({"text": pa.array(texts, pa.string()), "value": values})


def _elements(text: str) -> list[str | None] | None:
    """The texts of a list as Python writes it, or None when it is no such list."""
    try:
        values = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if not isinstance(values, list):
        return None
    return [value if isinstance(value, str) else None for value in values]
