"""The charts, as Vega-Lite has them: made with Altair, filled and drawn by the page.

A text that begins with `$`, such as `$x`, stands for what the page knows only once somebody has chosen; a list of one
such text stands for a list.
"""

from __future__ import annotations

import altair as alt

from report.marks import COLOURS, LABELS, LINE, ROWS, SHAPES, Spec, artist_scale, hints, spec_of


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


def _profiles() -> Spec:
    base = alt.Chart(ROWS).encode(
        x=alt.X("measure:N", sort=None, title=None, axis=alt.Axis(labelAngle=-40)),
        y=alt.Y(
            "share:Q",
            title="Share of the scale",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format="%"),
        ),
        color=artist_scale(alt.Color, COLOURS),
    )
    points = base.mark_point(size=90, filled=True, opacity=1).encode(
        shape=artist_scale(alt.Shape, SHAPES),
        **hints(
            ("artist:N", "Artist"),
            ("measure:N", "Measure"),
            ("shown:N", "Average"),
            ("spread:N", "Standard deviation"),
        ),
    )
    return spec_of(base.mark_line(opacity=0.8, aria=False) + points, 320)


def _map() -> Spec:
    base = alt.Chart(ROWS).encode(
        x=alt.X("x:Q", title="$x", scale=alt.Scale(domain=["$left", "$right"], nice=True)),
        y=alt.Y("y:Q", title="$y", scale=alt.Scale(domain=["$bottom", "$top"], nice=True)),
    )
    points = base.mark_circle(opacity=0.8, color=COLOURS[0], stroke="white").encode(
        size=alt.Size(
            "tracks:Q",
            title="Tracks",
            scale=alt.Scale(range=[40, 700], zero=True),
            legend=alt.Legend(orient="top", columns=3, values=["$sizes"]),
        ),
        **hints(
            ("artist:N", "Artist"),
            ("x:Q", "$x", ".3~g"),
            ("y:Q", "$y", ".3~g"),
            ("tracks:Q", "Tracks with audio features", ","),
        ),
    )
    names = (
        base.transform_filter("datum.named")
        .mark_text(aria=False, dy=-23, limit=160)
        .encode(text="artist:N")
    )
    return spec_of(points + names, 420)


def _years() -> Spec:
    """Years lie between their ticks: averages in the middle, albums on their day."""
    years = alt.X(
        "at:Q",
        title="Year of release",
        axis=alt.Axis(format="d", tickMinStep=1),
        scale=alt.Scale(domain=["$first", "$last"]),
    )
    base = alt.Chart(ROWS).encode(x=years)
    of_years = base.transform_filter("datum.kind == 'year'")
    scale = alt.Scale(domain=["$bottom", "$top"], padding=14)  # room for the albums
    points = of_years.mark_point(color=COLOURS[0], filled=True, size=50, opacity=0.85).encode(
        y=alt.Y("value:Q", title="$measure", scale=scale),
        **hints(
            ("year:Q", "Year", "d"),
            ("value:Q", "$measure", ".3~g"),
            ("tracks:Q", "Tracks with audio features", ","),
            ("albums:N", "Albums"),
        ),
    )
    trail = of_years.mark_line(aria=False, color=COLOURS[1], strokeWidth=2.5).encode(
        y=alt.Y("trail:Q", title="$measure", scale=scale)
    )
    albums = (
        base.transform_filter("datum.kind == 'album'")
        .mark_point(shape="triangle-up", filled=True, size=70, color=COLOURS[2])
        .encode(
            y=alt.value(311),
            **hints(("albums:N", "Album"), ("released:N", "Released")),
        )
    )
    return spec_of(trail + points + albums, 320)


def _tops() -> Spec:
    base = alt.Chart(ROWS).encode(
        y=alt.Y("place:O", title=None, axis=LABELS),
        x=alt.X(
            "value:Q", title="$measure", scale=alt.Scale(domain=["$left", "$right"], padding=30)
        ),
        **hints(("track:N", "Track"), ("artist:N", "Artist"), ("shown:N", "$measure")),
    )
    values = base.mark_text(aria=False, align="left", dx=9).encode(text="shown:N")
    points = base.mark_circle(color=COLOURS[0], size=110, opacity=1)
    return spec_of(points + values, LINE)


def _matrix() -> Spec:
    axis = alt.Axis(labelLimit=120, labelAngle=0)
    chart = (
        alt.Chart(ROWS)
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
            **hints(
                ("artist:N", "Artist"),
                ("other:N", "Other artist"),
                ("distance:Q", "Distance", ".3~g"),
                ("cosine:Q", "Cosine similarity", ".3~g"),
            ),
        )
    )
    return spec_of(chart, LINE)


def _odd() -> Spec:
    base = alt.Chart(ROWS).encode(
        y=alt.Y("place:O", title=None, axis=LABELS),
        x=alt.X(
            "z:Q",
            title="Robust z-score (0 is the artist’s median)",
            scale=alt.Scale(type="symlog", constant=3.5),
            axis=alt.Axis(labelOverlap="greedy", labelSeparation=8),
        ),
        **hints(
            ("track:N", "Track"),
            ("measure:N", "Measure"),
            ("shown:N", "Value"),
            ("usual:N", "The artist’s median"),
            ("z:Q", "Robust z-score", ".2f"),
        ),
    )
    return spec_of(base.mark_bar(color=COLOURS[1]), LINE)


def _wheel() -> Spec:
    """Two rings of twelve: the angles are the page's, in radians."""
    base = alt.Chart(ROWS).encode(
        **hints(
            ("code:N", "Camelot code"),
            ("name:N", "Key"),
            ("tracks:Q", "Tracks", ","),
            ("share:Q", "Share", ".1%"),
        ),
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
        codes = ring.mark_text(aria=False, radius=(inner + outer) / 2, fontWeight="bold").encode(
            theta=alt.Theta("middle:Q", scale=None, stack=None),
            text="code:N",
            color=alt.condition("datum.dark", alt.value("#ffffff"), alt.value("#000000")),
        )
        layers += [sectors, codes]
    spec = spec_of(alt.layer(*layers), 340, width=340)
    spec["autosize"] = "pad"
    return spec


def _coverage() -> Spec:
    chart = (
        alt.Chart(ROWS)
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
                stack=None,
            ),
            yOffset="kind:N",
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=["$kinds"], range=COLOURS),
                legend=alt.Legend(orient="top"),
            ),
            **hints(
                ("artist:N", "Artist"),
                ("kind:N", "Audio features"),
                ("tracks:Q", "Tracks", ","),
                ("share:Q", "Share", ".1%"),
            ),
        )
    )
    return spec_of(chart, LINE)
