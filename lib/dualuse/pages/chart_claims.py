"""Charts of claims beside evidence: ranges by source, and every reading of a claim."""

import math

import pandas as pd
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from dualuse.pages.badges import VERDICTS, plain, trade
from pressroom import palette, wording
from pressroom.show import figure, subplots
from pressroom.style import COLOURS, GRID, INK, MUTED, PAPER

TONE = {word: palette.light(word) for word in VERDICTS}  # said in words or by its place, too
ONE_SIDED = ("more than", "at least", "over")  # an arrow says that the print goes on
SCALE = {"USD": 1e6}  # dollars are drawn in millions


def show(claim, name):
    """Show the picture of one claim: what was printed beside what was counted; nothing where no number can be drawn.

    Parameters
    ----------
    claim : dict
        As processed/claims/{id}.json holds it.
    name : str
        Of the picture's files.
    """
    frame = ranges_of(claim, votes_only=True)
    frame = frame[frame["unit"] == (claim["says"] or {}).get("unit")]
    if frame.empty:
        return
    needed = next((i["needed"] for i in trade(claim) if i["fits"] and i["needed"]), None)
    sources = wording.words(dict.fromkeys(frame["source"]))
    figure(
        beside(frame, claim["says"], claim["printed"], needed),
        name,
        finding(claim, frame, needed),
        f"The claim, in our words: {claim['claim']}",
        f"Horizontal bars from zero. {in_words(frame)}. The claim: {claim['printed']}.",
        f"{sources}, as printed",
        frame,
    )


def finding(claim, frame, needed):
    """Return what the picture of a claim shows, as a sentence."""
    said, counts = (
        claim["printed"],
        "Every count" if len(frame) > 1 else f"The count by {frame['source'].iloc[0]}",
    )
    if needed:
        times, months = wording.plain(needed["times_average"], "num", 0), wording.period(*needed["unseen"])
        return f"For “{said}” to hold, {months} would have had to equal {times} average months"
    return {
        "not reproduced": f"{counts} lies apart from what was printed: {said}",
        "exceeds": f"{counts} goes further than what was printed: {said}",
        "reproduced": f"{counts} bears out what was printed: {said}",
        "consistent": f"{counts} allows what was printed, and does not show it: {said}",
    }.get(claim["verdict"], f"What was printed, {said}, beside what was counted")


def ranges_of(verdict, votes_only=False):
    """Return the ranges behind a verdict as a frame, ready to draw and to save.

    Returns
    -------
    pandas.DataFrame
        source, measure, period, low, high (base unit; open ends empty), unit, verdict; one row a range.
    """
    rows = [
        {
            "source": item["source"],
            "measure": item["measure"],
            "period": wording.period(*item["period"]),
            **{key: item[key] for key in ("low", "high", "unit", "verdict")},
        }
        for item in trade(plain(verdict))
        if (item["low"] is not None or item["high"] is not None) and (item["fits"] or not votes_only)
    ]
    columns = ["source", "measure", "period", "low", "high", "unit", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def in_words(frame):
    """Return the ranges of a frame as one sentence, for the text that stands in for a picture."""
    parts = [
        f"{r.source}, {r.period}: {wording.between(_open(r.low), _open(r.high), r.unit)}"
        for r in frame.itertuples()
    ]
    return "; ".join(parts)


def _open(value):
    return None if value is None or pd.isna(value) else value


def beside(frame, says, printed, needed=None):
    """Draw what was counted as bars beside what was printed: an edge, an arrow, a shade.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `ranges_of` returns it; rows in another unit than the claim's are left out.
    says : dict
        low, high (None is open) and unit of the claim.
    printed : str
        The number as it was printed.
    needed : dict, optional
        What months without a count would have to hold, as evidence has it: drawn as the gap.

    Returns
    -------
    matplotlib.figure.Figure
    """
    low = says["low"]
    rows, unit, factor = frame[frame["unit"] == says["unit"]], says["unit"], SCALE.get(says["unit"], 1)
    ends = [
        v / factor for v in (*rows["low"], *rows["high"], says["low"], says["high"]) if _open(v) is not None
    ]
    beyond = 0 < (says["low"] or 0) / factor < 0.45 * max(ends)  # then the words go to the right of the bars
    left, right = min(0, *ends) * 1.15, max(ends) * (2.1 if beyond else 1.22) or 1
    fig, ax = subplots(height=1.0 + 0.72 * len(rows) + (0.85 if needed else 0))
    top, foot = len(rows) + 0.05, -1.2 if needed else -0.1
    ax.set(xlim=(left, right), ylim=(foot, top + 0.55), yticks=[])
    _printed(ax, says, printed, factor, (foot, top))
    twice = rows.duplicated(["source", "period"], keep=False)  # then the measure tells them apart
    for place, row in enumerate(rows.iloc[::-1].itertuples()):
        a = left if _open(row.low) is None else row.low / factor
        b = right if _open(row.high) is None else row.high / factor
        tone, bar = TONE[row.verdict], {"height": 0.32, "lw": 0}
        ax.barh(place + 0.2, a, color=tone, alpha=0.3, **bar)  # from zero, so that lengths can be compared
        ax.barh(place + 0.2, max(b - a, (right - left) * 0.008), left=a, color=tone, **bar)
        if _open(row.high) is None:
            ax.plot([right], [place + 0.2], marker=">", color=tone, ms=10, clip_on=False)
        who = f"{row.source}, {row.measure if twice[row.Index] else ''}, {row.period}".replace(", ,", ",")
        ax.annotate(
            who,
            (left, place + 0.42),
            (4 if low == 0 else 0, 0),
            textcoords="offset points",
            va="bottom",
            color=INK,
        )
        _value(ax, place + 0.2, (a, b), wording.between(_open(row.low), _open(row.high), unit))
    if needed:
        _gap(ax, max(rows["high"]) / factor, says["low"] / factor, needed, unit)
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.xaxis.set_major_formatter(lambda v, _: wording.amount(v * factor, unit))
    ax.tick_params(axis="x", length=3, labelcolor=MUTED)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.grid(visible=False)
    return fig


ranges = beside  # as notebook 05 calls it


def _printed(ax, says, printed, factor, heights):
    """Draw what was printed: a shade over all it allows, a dark edge where it begins, an arrow the way it goes."""
    (left, right), (foot, top), tone = ax.get_xlim(), heights, palette.light("claim")
    low, high = (None if says[end] is None else says[end] / factor for end in ("low", "high"))
    if low != 0:  # "grew" allows half of the picture: an edge and an arrow say so
        a, b = left if low is None else low, right if high is None else high
        ax.fill_between(
            [a, max(b, a + (right - left) * 0.008)], foot, top, color=palette.light("band"), lw=0, zorder=0
        )
    for edge in sorted({low, high} - {None}):
        far = edge > left + 0.7 * (right - left) or edge == left  # elsewhere it would run through the labels
        parts = [(foot, top)] if far else [(place, place + 0.4) for place in range(int(top))]
        for start, end in [*parts, (top - 0.1, top + 0.1)]:
            ax.plot([edge, edge], [start, end], color=tone, lw=2, zorder=3, clip_on=False)
    edge, way = (high, -1) if low is None else (low, 1)
    side = {"ha": "right" if edge > left + 0.45 * (right - left) else "left", "va": "center"}
    words = ax.text(edge, top + 0.3, f"The story: {printed}", color=tone, fontweight="bold", **side)
    if low is None or high is None or printed.startswith(ONE_SIDED):
        arrow = {"arrowstyle": "<-", "color": tone, "lw": 2, "shrinkA": 0, "shrinkB": 6}
        at = (1, 0.5) if way > 0 else (0, 0.5)
        ax.annotate("", at, (way * 50, 0), xycoords=words, textcoords="offset points", arrowprops=arrow)


def _value(ax, place, bar, told):
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


def _gap(ax, top, low, needed, unit):
    """Draw the distance between the highest count and what was printed, and what it would take."""
    ax.plot([top, top, low, low], [-0.28, -0.36, -0.36, -0.28], color=INK, lw=1.4)
    missing = f"missing: at least {wording.amount(needed['least'], unit)}"
    ax.text((top + low) / 2, -0.3, missing, ha="center", va="bottom", fontweight="bold", color=INK)
    times = wording.plain(needed["times_average"], "num", 0)
    told = f"{wording.period(*needed['unseen'])} would have to hold it,\nas much as {times} average months"
    look = {"ha": "right", "va": "top", "color": MUTED, "textcoords": "offset points"}
    ax.annotate(told, (low, -0.46), (-6, 0), **look)


def dots(frame, value, label, line=None, line_label="", unit="per cent"):
    """Draw one number a row as a dot from zero, with a reference line.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a dot, top first.
    value, label : str
        The columns of the number and of its name.
    line : float, optional
        A reference value; dots beyond it are drawn in another colour and the side is said in words.
    """
    fig, ax = subplots(height=1.2 + 0.5 * len(frame))
    for place, (_, row) in enumerate(frame.iloc[::-1].iterrows()):
        beyond = line is not None and row[value] > line
        tone = COLOURS["blue"] if beyond or line is None else COLOURS["vermilion"]
        ax.plot([0, row[value]], [place, place], color=GRID, lw=4, solid_capstyle="butt", zorder=1)
        ax.plot([row[value]], [place], marker="o", ms=10, color=tone, zorder=3)
        ax.annotate(
            f"{row[value]:,.1f}", (row[value], place), (10, 0), textcoords="offset points", va="center"
        )
    if line is not None:
        ax.axvline(line, color=INK, lw=1.6, zorder=2)
        ax.annotate(line_label, (line, len(frame) - 0.45), (6, 0), textcoords="offset points", va="bottom")
    ax.set(yticks=range(len(frame)), yticklabels=list(frame[label].iloc[::-1]))
    ax.set(
        ylim=(-0.6, len(frame) + 0.1),
        xlim=(min(0, frame[value].min() * 1.15), max(frame[value].max(), 0) * 1.15 or 1),
    )
    ax.set_xlabel(unit)
    ax.grid(axis="y", visible=False)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return fig


AXES = ["source", "scope", "period", "hedge", "allowance", "inferred"]


def specifications(grid, says, label):
    """Draw every reading of a claim, sorted by result, with the choices that make it below.

    Parameters
    ----------
    grid : pandas.DataFrame
        As `drawn` returns it, one unit throughout.
    says : dict
        low, high and unit of the claim.
    label : str
        What the claim says, for the band.

    Returns
    -------
    matplotlib.figure.Figure
    """
    factor = SCALE.get(says["unit"], 1)
    top = [
        v / factor for v in (*grid["low"], *grid["high"], says["low"], says["high"]) if _open(v) is not None
    ]
    ceiling = max(top) * 1.25
    choices = {axis: list(dict.fromkeys(grid[axis])) for axis in AXES}
    choices = {axis: values for axis, values in choices.items() if len(values) > 1}
    lines = [(axis, value) for axis, values in choices.items() for value in values]
    fig, (upper, lower) = subplots(
        2, 1, height=3.2 + 0.27 * len(lines), sharex=True, height_ratios=[2.6, 0.27 * len(lines) + 0.2]
    )
    floor = min(0, min(top) * 1.1)
    upper.axhspan(
        (says["low"] or 0) / factor if says["low"] is not None else floor,
        ceiling if says["high"] is None else max(says["high"], says["low"] + 1e-9) / factor,
        color=COLOURS["orange"],
        alpha=0.28,
        lw=0,
    )
    foot = floor if says["low"] is None else says["low"] / factor
    words = upper.text(-0.4, foot, f" {label}", ha="left", va="bottom", fontweight="bold", color=INK)
    words.set_path_effects([withStroke(linewidth=4, foreground=PAPER)])
    for place, row in enumerate(grid.itertuples()):
        low = floor if _open(row.low) is None else row.low / factor
        high = ceiling if _open(row.high) is None else row.high / factor
        upper.plot([place, place], [low, high], color=TONE[row.verdict], lw=5, solid_capstyle="butt")
        if _open(row.high) is None:
            upper.plot([place], [ceiling], marker="^", color=TONE[row.verdict], clip_on=False)
        if math.isclose(low, high, abs_tol=(ceiling - floor) * 0.01):
            upper.plot([place], [(low + high) / 2], marker="D", ms=5, color=TONE[row.verdict])
    upper.set(
        ylim=(floor, ceiling), ylabel={"USD": "m USD", "percent": "per cent"}.get(says["unit"], says["unit"])
    )
    for line, (axis, value) in enumerate(reversed(lines)):
        where = [place for place, v in enumerate(grid[axis]) if v == value]
        lower.plot(where, [line] * len(where), linestyle="none", marker="s", ms=4, color=INK)
    lower.set(yticks=range(len(lines)), yticklabels=[_choice(a, v) for a, v in reversed(lines)], xticks=[])
    lower.set_ylim(-0.7, len(lines) - 0.3)
    lower.tick_params(axis="y", length=0, labelsize=11)
    lower.grid(visible=False)
    for ax in (upper, lower):
        ax.grid(axis="x", visible=False)
    lower.spines[["left", "bottom"]].set_visible(False)
    return fig


def drawn(readings):
    """Return the readings that a chart shows.

    Left out are readings without a range, choices that never change one, and the repeats these leave.

    Parameters
    ----------
    readings : pandas.DataFrame
        As `sensitivity.readings` returns it.
    """
    grid = readings.dropna(subset=["low", "high"], how="all").reset_index(drop=True)
    result = ["low", "high", "verdict"]
    for axis in AXES[2:]:
        others = [a for a in [*AXES, "series", "measure"] if a != axis and a in grid]
        varies = (
            grid.fillna({"low": -math.inf, "high": math.inf}).groupby(others)[result].nunique().max().max()
        )
        if varies <= 1 and grid[axis].nunique() > 1:
            grid = grid.drop_duplicates([*others, *result]).reset_index(drop=True)
    return grid


def _choice(axis, value):
    """Return one choice of a reading in words."""
    if axis == "inferred":
        return "with inferred years" if value else "without inferred years"
    if axis == "allowance":
        return {"none": "nothing revised", "default": "revised as usual", "double": "revised twice that"}[
            value
        ]
    return f"{value} reading" if axis == "hedge" else str(value)
