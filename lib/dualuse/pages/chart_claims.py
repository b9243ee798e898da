"""Charts of claims beside evidence: ranges by source, and every reading of a claim."""

import math

import pandas as pd
from matplotlib.patheffects import withStroke

from dualuse.pages.badges import VERDICTS, plain, trade
from pressroom import palette, wording
from pressroom.show import subplots
from pressroom.style import COLOURS, GRID, INK, PAPER

TONE = {word: palette.light(word) for word in VERDICTS}  # said in words or by its place, too
SCALE = {"USD": 1e6}  # dollars are drawn in millions


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
        f"{r.source}, {r.period}: {wording.between(opened(r.low), opened(r.high), r.unit)}"
        for r in frame.itertuples()
    ]
    return "; ".join(parts)


def opened(value):
    return None if value is None or pd.isna(value) else value


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
        v / factor for v in (*grid["low"], *grid["high"], says["low"], says["high"]) if opened(v) is not None
    ]
    ceiling = max(0, max(top) * 1.25)
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
    inside = (
        upper.get_yaxis_transform()
    )  # across: a share of the axes, so that the words stay off the marks of the y axis
    words = upper.text(
        0.02, foot, label, ha="left", va="bottom", fontweight="bold", color=INK, zorder=4, transform=inside
    )
    words.set_path_effects([withStroke(linewidth=4, foreground=PAPER)])
    for place, row in enumerate(grid.itertuples()):
        low = floor if opened(row.low) is None else row.low / factor
        high = ceiling if opened(row.high) is None else row.high / factor
        upper.plot([place, place], [low, high], color=TONE[row.verdict], lw=5, solid_capstyle="butt")
        if opened(row.high) is None:
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
