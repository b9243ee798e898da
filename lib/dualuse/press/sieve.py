"""Where the story's sums and the public ones stand on one scale of equal steps.

A page shows them as a table, filtered without a script; `charts` draws the same picture.
"""

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from dualuse.answer import cells
from dualuse.answer.comparable import YES, Group, Sum
from dualuse.base import wording
from dualuse.press import charts
from dualuse.press.prose import curl_quotes

STEPS = (1, 3)  # each step of the scale is about three times the one before
ROOM = 1.6  # times the largest sum: where the scale ends
LATE = 60  # per cent of the scale; from here on words stand left of their mark
FEWEST = 2  # labels of powers of ten, beside which others may go
LAST_LABEL = 94  # per cent; an amount further right would run into the next column
NAMES = {"goods": "goods", "months": "months", "buyers and sellers": "buyers"}


def list_ticks(least: float, most: float) -> list[float]:
    """Return round sums from below the least to above the most.

    >>> list_ticks(733_189, 225e6)[:3]
    [300000.0, 1000000.0, 3000000.0]
    """
    power = 10.0 ** math.floor(math.log10(least))
    ticks = []
    while power <= most * ROOM:
        for step in STEPS:
            ticks.append(step * power)
        power *= 10
    first = max(tick for tick in ticks if tick <= least)
    return [tick for tick in ticks if first <= tick <= most * ROOM]


def place(value: float, ends: tuple[float, float]) -> float:
    """Return where a sum stands, in per cent of the scale."""
    first, last = map(math.log10, ends)
    return round(100 * (math.log10(value) - first) / (last - first), 2)


def place_sum(each: Sum, ends: tuple[float, float]) -> dict[str, Any]:
    """Return a sum with its place, and the classes by which the page filters it."""
    at = place(each["low"], ends)
    kept = [
        f"ok-{NAMES[name]}"
        for name, mark in each["marks"].items()
        if mark["mark"] == YES
    ]
    return {**each, "at": at, "is_late": at > LATE, "same": " ".join(kept)}


def draw_sieve(groups: Sequence[Group]) -> dict[str, Any]:
    """Return the groups with each sum's place, and the ticks of the scale."""
    sums = [
        each["low"] for group in groups for each in [group["story"], *group["sums"]]
    ]
    ticks = list_ticks(min(sums), max(sums))
    ends = ticks[0], max(sums) * ROOM
    drawn = []
    for group in groups:
        rows = [place_sum(each, ends) for each in group["sums"]]
        drawn.append({**group, "story": place_sum(group["story"], ends), "sums": rows})
    labels = []
    whole = [tick for tick in ticks if math.log10(tick).is_integer()]
    for tick in ticks:
        words = wording.format_range(tick, tick, "USD")
        at = place(tick, ends)
        is_third = len(whole) > FEWEST and tick not in whole  # left out on a phone
        label = {"at": at, "words": words, "is_third": is_third}
        labels.append(label | {"has_room": at <= LAST_LABEL})
    stories = [group["story"] for group in groups]
    every = [*stories, *[each for group in groups for each in group["sums"]]]
    return {
        "groups": drawn,
        "ticks": labels,
        "demands": NAMES,
        "has_open": any(each["is_open"] for each in every),
        "is_literal": any(each["is_open"] for each in stories),
    }


def draw_picture(ax: Axes, groups: Sequence[Group]) -> None:
    """Draw the same on axes: a diamond for a sum of the story, a dot for a public one.

    A dot is hollow where the sum is ours. A line leads to each; a dotted one goes on
    behind it where no upper limit is known.
    """
    drawn = draw_sieve(groups)
    names: dict[float, str] = {}
    y = 0.0
    for group in drawn["groups"]:
        names[y] = cells.begin(group["subject"])
        draw_sum(ax, y, group["story"], charts.VERMILION, "D")
        for row in group["sums"]:
            y += 1
            names[y] = row["who"]
            draw_sum(ax, y, row, charts.BLUE, "o")
        y += 1.4
    labels = [charts.break_label(curl_quotes(name)) for name in names.values()]
    ax.set_yticks(list(names), labels, size=10)  # three lines fit between two rows
    places = [tick["at"] for tick in drawn["ticks"]]
    ax.set_xticks(places, [tick["words"] for tick in drawn["ticks"]])
    ax.set(xlim=(0, 100), ylim=(y - 0.6, -0.9))
    ax.set_xlabel("each line is about three times the one before")
    ax.grid(visible=False, axis="y")


def draw_sum(ax: Axes, y: float, row: dict, colour: str, marker: str) -> None:
    """Draw one sum: a line to its mark, a dotted one behind it if open, its words."""
    look = {"color": colour, "linewidth": 2.4, "zorder": 1}
    ax.plot([0, row["at"]], [y, y], **look)
    if row["is_open"]:
        ax.plot([row["at"], 100], [y, y], linestyle=charts.HATCHED, **look)
    fill = {"markerfacecolor": charts.PAPER} if row["is_ours"] else {}
    ax.plot(row["at"], y, marker, color=colour, markersize=7, zorder=2, **fill)
    ax.annotate(
        row["text"],
        (row["at"], y),
        (-6 if row["is_late"] else 6, 5),
        textcoords="offset points",
        ha="right" if row["is_late"] else "left",
        color=colour,
        size=10,
    )
