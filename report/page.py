"""The page: what the marts answer, the charts and the scripts, put into one file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform

from report.charts import charts
from report.marks import LINE, PALETTES, VEGA_LITE
from report.marts import Marts, MartsError, Row
from report.measures import FIRST, measures
from report.sections import MOST_IN_DETAIL, QUERIES, SECTIONS, TOP_TRACKS

PARTS = Path(__file__).parent / "template"
EMBED = "window.vegaEmbed = vegaEmbed;"
"""What the page takes of Vega's scripts."""
DIGITS = 7
"""Significant ones that a number keeps: two more than anybody sees, so that rounding again changes nothing."""
SCRIPTS = (
    "part.js",
    "artists.js",
    *(f"sections/{section.id}.js" for section in SECTIONS),
    "start.js",
)
"""The page's own, in their order."""

Answers = dict[str, dict[str, list[Any]]]


def page_of(marts: Marts) -> str:
    """The page as HTML. Raises MartsError where a mart cannot be read."""
    answers = {name: marts.rows(query) for name, query in QUERIES.items()}
    try:
        order, packed = _order(answers), _packed(answers)
    except KeyError as error:
        reason = f"artist {error} has come or gone while the marts were read"
        raise MartsError(f"{reason}: run it again once the build has ended") from None
    data = {
        "first": FIRST,
        "detailed": MOST_IN_DETAIL,
        "top": TOP_TRACKS,
        "measures": [
            {
                **vars(measure),
                "label": measure.label,
                "short": measure.short,
                "superlatives": measure.superlatives,
            }
            for measure in measures()
        ],
        "sections": [{"id": section.id, "answers": section.answers} for section in SECTIONS],
        "charts": charts(),
        "line": LINE,
        "palettes": PALETTES,
        "order": order,
        "answers": packed,
    }
    environment = Environment(
        loader=FileSystemLoader(PARTS), autoescape=True, undefined=StrictUndefined
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment.get_template("index.html.jinja").render(
        sections=SECTIONS,
        target=marts.target,
        data=data,
        style=_ours("page.css"),
        script=Markup("\n").join(map(_ours, SCRIPTS)),
        vega=Markup(vl_convert.javascript_bundle(EMBED, vl_version=VEGA_LITE)),  # noqa: S704 - Vega's own scripts
    )


def _ours(name: str) -> Markup:
    return Markup((PARTS / name).read_text(encoding="utf-8"))  # noqa: S704 - a file of this package


def _packed(answers: dict[str, list[Row]]) -> Answers:
    """Each answer as its columns and rows; an artist is a number, the place in the answer `artists`."""
    place = {row["artist_id"]: number for number, row in enumerate(answers["artists"])}
    packed: Answers = {}
    for name, rows in answers.items():
        if name == "artists":
            rows = [{"artist": number, **row} for number, row in enumerate(rows)]
        else:
            rows = [_by_place(row, place) for row in rows]
        columns = list(rows[0]) if rows else []
        packed[name] = {
            "columns": columns,
            "rows": [[_short(row[column]) for column in columns] for row in rows],
        }
    return packed


def _by_place(row: Row, place: dict[str, int]) -> Row:
    names = {"artist_id": "artist", "other_artist_id": "other"}
    return {
        names.get(column, column): place[value] if column in names else value
        for column, value in row.items()
    }


def _short(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def _order(answers: dict[str, list[Row]]) -> list[int]:
    """The compared artists, by their place, so that those who sound alike stand together.

    Average linkage with the optimal order of leaves (Bar-Joseph, Gifford and Jaakkola 2001).
    """
    place = {row["artist_id"]: number for number, row in enumerate(answers["artists"])}
    pairs = {
        (place[row["artist_id"]], place[row["other_artist_id"]]): row["distance"]
        for row in answers["similarities"]
    }
    compared = sorted({one for one, _ in pairs})
    if len(compared) < 3:
        return compared
    # Who cannot be compared, for want of a measure, stands apart.
    most = max((distance for distance in pairs.values() if distance is not None), default=0.0)

    def between(one: int, other: int) -> float:
        distance = pairs.get((one, other))
        return most if distance is None else distance

    square = [
        [0.0 if one == other else between(one, other) for other in compared] for one in compared
    ]
    tree = linkage(squareform(square, checks=False), "average", optimal_ordering=True)
    return [compared[leaf] for leaf in leaves_list(tree)]
