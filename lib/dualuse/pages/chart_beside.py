"""Chart of one claim: what was counted, as bars from zero, beside what was printed."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dualuse.pages.badges import tells, trade
from dualuse.pages.chart_rows import TONE
from pressroom import palette, wording
from pressroom.show import figure, subplots
from pressroom.style import INK, MUTED, PAPER

SCALE = {"USD": 1e6}  # dollars are drawn in millions
LETTERS = 55  # of what was printed and its arrow, across the picture
ONE_SIDED = ("more than", "at least", "over")  # an arrow says that the print goes on


def show(claim: dict, name: str) -> None:
    """Show the picture of one claim: what was printed beside what was counted; nothing where no number can be drawn.

    Parameters
    ----------
    claim : dict
        As processed/claims/{id}.json holds it.
    name : str
        Of the picture's files.
    """
    frame = ranges_of(claim)
    if frame.empty:
        return
    needed = next((i["needed"] for i in trade(claim) if i["fits"] and i["needed"]), None)
    sources = wording.words(dict.fromkeys(frame["source"].str.partition(", ")[0]))
    told = "; ".join(
        f"{r.who}: {wording.between(opened(r.low), opened(r.high), r.unit)}" for r in frame.itertuples()
    )
    figure(
        beside(frame, claim["says"], claim["printed"], needed),
        name,
        finding(claim, frame, needed),
        f"The claim, in our words: {claim['claim']}",
        f"{sources}, as printed",
        frame,
        f"Horizontal bars from zero. {told}. The claim: {claim['printed']}.",
    )


def ranges_of(claim: dict) -> pd.DataFrame:
    """Return the ranges with a vote on a claim, in its unit: source, measure, period, low, high, unit, verdict, who.

    Ends are in the base unit, open ones empty; `who` names the row: the source, what it counted, the period.
    """
    unit = (claim["says"] or {}).get("unit")
    rows = [
        {"source": i["source"], "measure": i["measure"], "period": wording.period(*i["period"])}
        | {key: i[key] for key in ("low", "high", "unit", "verdict")}
        for i in trade(claim)
        if tells(i) and i["fits"] and i["unit"] == unit
    ]
    frame = pd.DataFrame(rows, columns=["source", "measure", "period", "low", "high", "unit", "verdict"])
    twice = frame.duplicated(["source", "period"], keep=False)  # then the measure tells them apart
    return frame.assign(
        who=[_who(row, row.measure if twice[row.Index] else "") for row in frame.itertuples()]
    )


def _who(row: Any, measure: str) -> str:
    """Return who counted what, for which months; a growth rate's base without the months that both share."""
    source, _, base = row.source.partition(", on ")
    alike = base[:-4] == row.period[:-4]
    period = f"{row.period} on {base[-4:] if alike else base}" if base else row.period
    return ", ".join(filter(None, (source, measure, period)))


def opened(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else value


def finding(claim: dict, frame: pd.DataFrame, needed: dict | None) -> str:
    """Return what the picture of a claim shows, as a sentence."""
    said = claim["printed"]
    source = frame["source"].iloc[0].partition(", ")[0]
    counts = "Every count" if len(frame) > 1 else f"The count by {source}"
    if needed:
        times, months = wording.plain(needed["times_average"], "num", 0), wording.period(*needed["unseen"])
        return f"For “{said}” to hold, {months} would have had to equal {times} average months"
    return {
        "not reproduced": f"{counts} lies apart from what was printed: {said}",
        "exceeds": f"{counts} goes further than what was printed: {said}",
        "reproduced": f"{counts} bears out what was printed: {said}",
        "consistent": f"{counts} allows what was printed, and does not show it: {said}",
        "not checkable": f"No count in hand settles what was printed: {said}",
        "sources disagree": f"The counts disagree on what was printed: {said}",
        "parts differ": f"{counts} bears on a part of what was printed: {said}",
    }[claim["verdict"]]


def beside(frame: pd.DataFrame, says: dict, printed: str, needed: dict | None = None) -> Figure:
    """Draw what was counted as bars beside what was printed: an edge, an arrow, a shade.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `ranges_of` returns it.
    says : dict
        low, high (None is open) and unit of the claim.
    printed : str
        The number as it was printed.
    needed : dict, optional
        What months without a count would have to hold, as evidence has it: drawn as the gap.

    """
    low, unit, factor = says["low"], says["unit"], SCALE.get(says["unit"], 1)
    ends = (*frame["low"], *frame["high"], low, says["high"])
    ends = [v / factor for v in ends if opened(v) is not None]
    beyond = 0 < (low or 0) / factor < 0.45 * max(ends)  # then the words go to the right of the bars
    left, right = min(0, *ends) * 1.15, max(ends) * (2.1 if beyond else 1.22) or 1
    fig, ax = subplots(height=1.0 + 0.72 * len(frame) + (0.85 if needed else 0))
    top, foot = len(frame) + 0.05, -1.2 if needed else -0.1
    ax.set(xlim=(left, right), ylim=(foot, top + 0.55), yticks=[])
    _printed(ax, says, printed, factor, (foot, top), needed)
    for place, row in enumerate(frame.iloc[::-1].itertuples()):
        a = left if opened(row.low) is None else row.low / factor
        b = right if opened(row.high) is None else row.high / factor
        tone, bar = TONE[row.verdict], {"height": 0.32, "lw": 0}
        ax.barh(place + 0.2, a, color=tone, alpha=0.3, **bar)  # from zero, so that lengths can be compared
        ax.barh(place + 0.2, max(b - a, (right - left) * 0.008), left=a, color=tone, **bar)
        if opened(row.high) is None:
            ax.plot([right], [place + 0.2], marker=">", color=tone, ms=10, clip_on=False)
        above = (4 if low == 0 else 0, 0)
        ax.annotate(row.who, (left, place + 0.42), above, textcoords="offset points", va="bottom", color=INK)
        _value(ax, place + 0.2, (a, b), wording.between(opened(row.low), opened(row.high), unit))
    if needed:
        _gap(ax, max(frame["high"]) / factor, low / factor, needed, unit)
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.xaxis.set_major_formatter(lambda v, _: wording.amount(v * factor, unit))
    ax.tick_params(axis="x", length=3, labelcolor=MUTED)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.grid(visible=False)
    return fig


def _printed(ax: Axes, says: dict, printed: str, factor: float, heights: tuple, needed: dict | None) -> None:
    """Draw what was printed: a shade over all it allows, an edge where it begins, an arrow the way it goes.

    Where a gap is drawn they go down to it; elsewhere they cross the bars alone and run through no label.
    """
    (left, right), (foot, top), tone = ax.get_xlim(), heights, palette.light("claim")
    low, high = (None if says[end] is None else says[end] / factor for end in ("low", "high"))
    across = [(foot, top)] if needed or low == 0 else [(n, n + 0.4) for n in range(int(top))]
    a, b = left if low is None else low, right if high is None else high
    point = b - a < 0.03 * (right - left)  # one value and its rounding: a line
    for start, end in across:
        if low != 0 and not point:  # "grew" allows half of the picture: an edge and an arrow say so
            ax.fill_between([a, b], start, end, color=palette.light("band"), lw=0, zorder=0)
        for edge in [(a + b) / 2] if point else [e for e in dict.fromkeys((low, high)) if e is not None]:
            ax.plot([edge, edge], [start, end], color=tone, lw=2.4 if point else 2, zorder=0.5, clip_on=False)
    edge, way = (high, -1) if low is None else (low, 1)
    side = {"ha": "right" if edge > left + 0.45 * (right - left) else "left", "va": "center"}
    edge = (a + b) / 2 if point else edge
    ax.plot([edge, edge], [top - 0.1, top + 0.1], color=tone, lw=2, clip_on=False)
    told = f"The story: {printed}"
    if side["ha"] == "left" and len(told) > LETTERS * (right - edge) / (right - left):
        edge = left
    words = ax.text(edge, top + 0.3, told, color=tone, fontweight="bold", **side)
    if low is None or high is None or printed.startswith(ONE_SIDED):
        arrow = {"arrowstyle": "<-", "color": tone, "lw": 2, "shrinkA": 0, "shrinkB": 6}
        at = (1, 0.5) if way > 0 else (0, 0.5)
        ax.annotate("", at, (way * 50, 0), xycoords=words, textcoords="offset points", arrowprops=arrow)


def _value(ax: Axes, place: float, bar: tuple, told: str) -> None:
    """Write a bar's range beside it, or in its pale part where it is long."""
    left, right = ax.get_xlim()
    a, b = bar
    look = {"va": "center", "color": INK, "fontweight": "bold", "fontsize": 13, "textcoords": "offset points"}
    if b < left + 0.5 * (right - left):
        ax.annotate(told, (b, place), (6, 0), **look)
    elif a < left + 0.3 * (right - left):  # the dark part fills the bar
        ax.annotate(told, (b, place), (-6, 0), ha="right", **look | {"color": PAPER})
    else:
        ax.annotate(told, (left, place), (6, 0), **look)


def _gap(ax: Axes, top: float, low: float, needed: dict, unit: str) -> None:
    """Draw the distance between the highest count and what was printed, and what it would take."""
    ax.plot([top, top, low, low], [-0.28, -0.36, -0.36, -0.28], color=INK, lw=1.4)
    missing = f"missing: at least {wording.amount(needed['least'], unit)}"
    ax.text((top + low) / 2, -0.3, missing, ha="center", va="bottom", fontweight="bold", color=INK)
    times = wording.plain(needed["times_average"], "num", 0)
    told = f"{wording.period(*needed['unseen'])} would have to hold it,\nas much as {times} average months"
    look = {"ha": "right", "va": "top", "color": MUTED, "textcoords": "offset points"}
    ax.annotate(told, (low, -0.46), (-6, 0), **look)
