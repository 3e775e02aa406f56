"""What all charts have: colours, shapes, sizes, hints."""

from __future__ import annotations

from typing import Any

import altair as alt

SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]
"""One for each artist that is overlaid: nobody has to tell colours apart."""
PALETTES = {
    "light": ["#0072b2", "#d55e00", "#009e73", "#c4638f", "#6b4c00"],
    "dark": ["#56b4e9", "#ff9a4d", "#2fd5a5", "#e39ac6", "#f0e442"],
}
"""By the reader's colour scheme: after Okabe and Ito, whose colours colour-blind readers tell apart
(https://jfly.uni-koeln.de/color/), those darker or lighter that stood out less than three to one from the paper."""
COLOURS = [f"$colour{number}" for number in range(len(PALETTES["light"]))]
"""Their places in a chart."""
VEGA_LITE = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
"""The version of Vega-Lite that they are written for, such as `6.4`."""
LINE = 26
"""The height in pixels of each line of a chart that has one for each artist or track; how many, the page knows."""

LABELS = alt.Axis(
    labelExpr="data('rows')[datum.value - 1].label",
    labelLineHeight=14,
    labelOffset=alt.ExprRef("$offset"),
)
"""An axis of places, each with the label of its row, of one line or two."""

Spec = dict[str, Any]
ROWS = alt.NamedData("rows")
"""What the page fills in."""


def spec_of(chart: Any, height: int, width: int | str = "container") -> Spec:
    """A chart as Vega-Lite has it, in pixels or as wide as the page, with a description for who cannot see it."""
    spec: Spec = chart.properties(height=height, width=width).to_dict()
    spec.pop("config", None)  # colours and fonts are the page's
    spec["description"] = "$description"
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    if spec["height"] == LINE:
        spec["height"] = "$height"
    return spec


def hints(*fields: tuple[str, ...]) -> dict[str, Any]:
    """What stands at a mark under the mouse: fields, each with its title and perhaps its format.

    Who cannot see the mark is told its line of the section's table.
    """
    tooltip = [
        alt.Tooltip(field, title=title, format=formats[0] if formats else alt.Undefined)
        for field, title, *formats in fields
    ]
    return {"tooltip": tooltip, "description": alt.Description("said:N")}


def artist_scale(channel: type, range_: list[str]) -> Any:
    """The artists that are overlaid as colours or as shapes."""
    return channel(
        "artist:N",
        title=None,
        sort=None,
        scale=alt.Scale(domain=["$names"], range=range_),  # one scale, so that one legend has both
        legend=alt.Legend(orient="top"),
    )
