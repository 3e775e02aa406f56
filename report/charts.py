"""The charts, as Vega-Lite has them: made with Altair, filled and drawn by the page.

A text that begins with `$`, such as `$x`, stands for what the page knows only once somebody has chosen; a list of one
such text stands for a list.
"""

from __future__ import annotations

from typing import Any

import altair as alt

SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]
"""One for each artist that is overlaid: nobody has to tell colours apart."""
PALETTES = {
    "light": ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"],
    "dark": ["#56b4e9", "#ff9a4d", "#2fd5a5", "#e39ac6", "#f0e442"],
}
"""By the reader's colour scheme: of Okabe and Ito's palette, which colour-blind readers tell apart, and lighter ones
(https://jfly.uni-koeln.de/color/)."""
COLOURS = [f"$colour{number}" for number in range(len(PALETTES["light"]))]
"""Their places in a chart."""
VEGA_LITE = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
"""The version of Vega-Lite that they are written for, such as `6.4`."""
LINE = 26
"""The height in pixels of each line of a chart that has one for each artist or track; how many, the page knows."""

Spec = dict[str, Any]
_ROWS = alt.NamedData("rows")


def charts() -> dict[str, Spec]:
    """The charts by the id of their section."""
    return {
        "profiles": _profiles(),
        "map": _map(),
        "years": _years(),
        "tops": _tops(),
        "similar": _matrix(),
        "odd": _odd(),
        "keys": _wheel(),
        "sources": _coverage(),
    }


def _spec(chart: Any) -> Spec:
    spec: Spec = chart.to_dict()
    spec.pop("config", None)  # colours and fonts are the page's
    spec["description"] = "$description"
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    if spec["height"] == LINE:
        spec["height"] = "$height"
    return spec


def _artist_scale(channel: type, range_: list[str]) -> Any:
    return channel(
        "artist:N",
        title=None,
        sort=None,
        scale=alt.Scale(domain=["$names"], range=range_),  # one scale, so that one legend has both
        legend=alt.Legend(orient="top", columns=2, labelLimit=300),
    )


def _profiles() -> Spec:
    base = alt.Chart(_ROWS).encode(
        x=alt.X("measure:N", sort=None, title=None, axis=alt.Axis(labelAngle=-40)),
        y=alt.Y(
            "share:Q",
            title="Share of the scale",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format="%"),
        ),
        color=_artist_scale(alt.Color, COLOURS),
    )
    points = base.mark_point(size=90, filled=True, opacity=1).encode(
        shape=_artist_scale(alt.Shape, SHAPES),
        tooltip=[
            alt.Tooltip("artist:N", title="Artist"),
            alt.Tooltip("measure:N", title="Measure"),
            alt.Tooltip("shown:N", title="Average"),
            alt.Tooltip("spread:N", title="Standard deviation"),
        ],
    )
    return _spec((base.mark_line(opacity=0.8) + points).properties(width="container", height=320))


def _map() -> Spec:
    base = alt.Chart(_ROWS).encode(
        x=alt.X("x:Q", title="$x", scale=alt.Scale(zero=False, padding=25)),
        y=alt.Y("y:Q", title="$y", scale=alt.Scale(zero=False, padding=25)),
    )
    points = base.mark_circle(opacity=0.65, color=COLOURS[0], stroke="white").encode(
        size=alt.Size(
            "tracks:Q",
            title="Tracks",
            scale=alt.Scale(range=[40, 900], zero=True),
            legend=alt.Legend(orient="top", values=["$sizes"]),
        ),
        tooltip=[
            alt.Tooltip("artist:N", title="Artist"),
            alt.Tooltip("x:Q", title="$x", format=".3~g"),
            alt.Tooltip("y:Q", title="$y", format=".3~g"),
            alt.Tooltip("tracks:Q", title="Tracks with audio features", format=","),
        ],
    )
    names = (
        base.transform_filter("datum.named").mark_text(dy=-18, limit=160).encode(text="artist:N")
    )
    return _spec((points + names).properties(width="container", height=420))


def _years() -> Spec:
    years = alt.X("year:Q", title="Year of release", axis=alt.Axis(format="d", tickMinStep=1))
    base = alt.Chart(_ROWS).encode(
        x=years, y=alt.Y("value:Q", title="$measure", scale=alt.Scale(zero=False))
    )
    tooltip = [
        alt.Tooltip("year:Q", title="Year", format="d"),
        alt.Tooltip("value:Q", title="$measure", format=".3~g"),
        alt.Tooltip("tracks:Q", title="Tracks with audio features", format=","),
        alt.Tooltip("albums:N", title="Albums"),
    ]
    of_years = base.transform_filter("datum.kind == 'year'")
    points = of_years.mark_point(color=COLOURS[0], filled=True, size=50, opacity=0.75).encode(
        tooltip=tooltip
    )
    trail = base.transform_filter("datum.kind == 'trail'").mark_line(
        color=COLOURS[1], strokeWidth=2.5
    )
    albums = (
        alt.Chart(_ROWS)
        .transform_filter("datum.kind == 'album'")
        .mark_point(shape="triangle-up", filled=True, size=70, color=COLOURS[2])
        .encode(
            x=years,
            y=alt.value(311),
            tooltip=[alt.Tooltip("albums:N", title="Album"), "released:N"],
        )
    )
    return _spec((trail + points + albums).properties(width="container", height=320))


def _tops() -> Spec:
    base = alt.Chart(_ROWS).encode(
        y=alt.Y("label:N", sort=alt.SortField("place"), title=None, axis=alt.Axis()),
        x=alt.X("value:Q", title="$measure", scale=alt.Scale(zero=False, padding=30)),
        tooltip=[
            alt.Tooltip("track:N", title="Track"),
            alt.Tooltip("artist:N", title="Artist"),
            alt.Tooltip("shown:N", title="$measure"),
        ],
    )
    values = base.mark_text(align="left", dx=9).encode(text="shown:N")
    points = base.mark_circle(color=COLOURS[0], size=110, opacity=1)
    return _spec((points + values).properties(width="container", height=LINE))


def _matrix() -> Spec:
    axis = alt.Axis(labelLimit=120, labelAngle=0)
    chart = (
        alt.Chart(_ROWS)
        .mark_rect()
        .encode(
            x=alt.X(
                "other:N",
                sort=["$order"],
                title=None,
                axis=alt.Axis(labelLimit=120, labelAngle=-50),
            ),
            y=alt.Y("artist:N", sort=["$order"], title=None, axis=axis),
            color=alt.Color(
                "distance:Q",
                title="Distance",
                scale=alt.Scale(scheme="viridis", reverse=True),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("artist:N", title="Artist"),
                alt.Tooltip("other:N", title="Other artist"),
                alt.Tooltip("distance:Q", title="Distance", format=".3~g"),
                alt.Tooltip("cosine:Q", title="Cosine similarity", format=".3~g"),
            ],
        )
    )
    return _spec(chart.properties(width="container", height=LINE))


def _odd() -> Spec:
    base = alt.Chart(_ROWS).encode(
        y=alt.Y("label:N", sort=alt.SortField("place"), title=None, axis=alt.Axis()),
        x=alt.X(
            "z:Q",
            title="Robust z-score (0 is the artist’s median)",
            scale=alt.Scale(type="symlog", constant=3.5),
        ),
        tooltip=[
            alt.Tooltip("track:N", title="Track"),
            alt.Tooltip("measure:N", title="Measure"),
            alt.Tooltip("shown:N", title="Value"),
            alt.Tooltip("usual:N", title="The artist's median"),
            alt.Tooltip("z:Q", title="Robust z-score", format=".2f"),
        ],
    )
    return _spec(base.mark_bar(color=COLOURS[1]).properties(width="container", height=LINE))


def _wheel() -> Spec:
    """Two rings of twelve: the angles are the page's, in radians."""
    base = alt.Chart(_ROWS).encode(
        tooltip=[
            alt.Tooltip("code:N", title="Camelot code"),
            alt.Tooltip("name:N", title="Key"),
            alt.Tooltip("tracks:Q", title="Tracks", format=","),
            alt.Tooltip("share:Q", title="Share", format=".1%"),
        ],
    )
    layers = []
    for mode, inner, outer in (("minor", 60, 110), ("major", 112, 165)):
        ring = base.transform_filter(f"datum.mode == '{mode}'")
        sectors = ring.mark_arc(innerRadius=inner, outerRadius=outer, stroke="#888").encode(
            theta=alt.Theta("from:Q", scale=None, stack=None),
            theta2="to",
            color=alt.Color(
                "share:Q",
                title="Share of tracks",
                scale=alt.Scale(scheme="viridis", reverse=True, domainMin=0),
                legend=alt.Legend(orient="top", format="%"),
            ),
        )
        codes = ring.mark_text(radius=(inner + outer) / 2, fontWeight="bold").encode(
            theta=alt.Theta("middle:Q", scale=None, stack=None),
            text="code:N",
            color=alt.condition("datum.dark", alt.value("#ffffff"), alt.value("#1a1a1a")),
        )
        layers += [sectors, codes]
    spec = _spec(alt.layer(*layers).properties(width=340, height=340))
    spec["autosize"] = "pad"
    return spec


def _coverage() -> Spec:
    chart = (
        alt.Chart(_ROWS)
        .mark_bar()
        .encode(
            y=alt.Y(
                "artist:N", sort=alt.SortField("place"), title=None, axis=alt.Axis(labelLimit=160)
            ),
            x=alt.X(
                "share:Q",
                title="Share of tracks",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=["$kinds"], range=[*COLOURS[:4], "#999999"]),
                legend=alt.Legend(orient="top", columns=2),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("artist:N", title="Artist"),
                alt.Tooltip("kind:N", title="Audio features"),
                alt.Tooltip("tracks:Q", title="Tracks", format=","),
                alt.Tooltip("share:Q", title="Share", format=".1%"),
            ],
        )
    )
    return _spec(chart.properties(width="container", height=LINE))
