"""Charts of rows: bars from zero with their words above, shares of a whole by verdict, a matrix of counts."""

import math

import pandas as pd
from matplotlib.figure import Figure

from dualuse.pages.badges import VERDICTS
from pressroom import palette, style
from pressroom.show import subplots
from pressroom.style import COLOURS, GRID, INK, PAPER

TONE = {word: palette.light(word) for word in VERDICTS}  # said in words or by its place, too
ROW = 0.62  # inches for a bar and a line of words above it
TALL = 0.8  # the same for two lines, as long words have on a phone
LEAST = 0.06  # of the whole: a narrower part has no room for its number


def bars(frame: pd.DataFrame, line: float | None = None, words: str = "") -> Figure:
    """Draw one bar a row, from zero; the label stands above it and its value, in words, at its end.

    Parameters
    ----------
    frame : pandas.DataFrame
        label, value (empty: nothing that could be drawn, the words alone), told; one unit throughout, top first.
    line : float, optional
        What was claimed, as an edge through all bars.
    words : str
        Of the edge.
    """
    row = TALL if frame["label"].str.len().max() > style.LONG else ROW
    fig, ax = subplots(height=0.35 + row * len(frame) + (0.3 if words else 0))
    most = max(frame["value"].max(), line or 0)
    look = {"textcoords": "offset points", "va": "center"}
    for place, row in enumerate(frame.iloc[::-1].itertuples()):
        value = 0 if pd.isna(row.value) else row.value
        ax.barh(place, value, height=0.4, color=COLOURS["blue"], lw=0)
        ax.annotate(row.label, (0, place + 0.24), (0, 0), **look | {"va": "bottom"})
        inside = value > 0.6 * most  # or the words would leave the picture, or meet the edge
        side = {"color": PAPER if inside else INK, "fontweight": "bold"}
        ax.annotate(row.told, (0 if inside else value, place), (6, 0), **look | side)
    if line is not None:
        edge = (PAPER, 6), (palette.light("claim"), 2.4)  # light beside the edge, on any bar
        for place in range(len(frame)):  # across the bars alone, so that it runs through no label
            for tone, wide in edge:
                ax.plot([line, line], [place - 0.28, place + 0.24], color=tone, lw=wide, zorder=3)
        at = {"ha": "right", "va": "bottom", "color": palette.light("claim"), "fontweight": "bold"}
        ax.text(max(line, 0.6 * most), len(frame) - 0.25, words, **at)
    top = len(frame) - (0 if words else 0.35)
    ax.set(xlim=(0, most * 1.04), ylim=(-0.4, top), xticks=[], yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.grid(visible=False)
    told = "; ".join(f"{row.label}: {row.told}" for row in frame.itertuples())
    fig.set_label(f"Bars from zero. {told}." + (f" Line across them: {words}." if words else ""))
    return fig


def shares(counts: pd.DataFrame, tones: dict, names: dict | None = None, marks: dict | None = None) -> Figure:
    """Draw each row of counts as one bar that is the whole, parted by column; a legend in words stands above.

    Parameters
    ----------
    counts : pandas.DataFrame
        One row a bar, top first, the index its label; one column a part, in the order of the bar.
    tones : dict
        Column to colour.
    names, marks : dict, optional
        Column to its words in the legend, and to a sign set before each number, so that colour is not alone.
    """
    names, marks = names or {}, marks or {}
    parts = [column for column in counts if counts[column].sum()]
    legend = [f"{marks.get(c, '')} {names.get(c, c)}".strip() for c in parts]
    key, row = 0.24 * len(parts), (0.52 if counts.index.str.contains("\n").any() else 0.34) * len(counts)
    fig, (key, ax) = subplots(2, 1, height=0.3 + key + row, height_ratios=[key, row])
    for place, (column, words) in enumerate(zip(parts, legend, strict=True)):
        key.plot([0.01], [-place], "s", color=tones[column], ms=10)
        key.annotate(words, (0.01, -place), (10, 0), textcoords="offset points", va="center")
    key.set(xlim=(0, 1), ylim=(0.5 - len(parts), 0.5))
    look = {"ha": "center", "va": "center", "color": PAPER, "fontweight": "bold"}
    for place, (_, row) in enumerate(counts.iloc[::-1].iterrows()):
        left, whole = 0, row.sum()
        for column in parts:
            wide = row[column] / whole
            ax.barh(place, wide, left=left, height=0.78, color=tones[column], ec=PAPER, lw=1.2)
            if wide > LEAST:
                told = f"{marks.get(column, '')} {row[column]:.0f}".strip()
                ax.text(left + wide / 2, place, told, **look)
            left += wide
    ax.set(xlim=(0, 1), ylim=(-0.5, len(counts) - 0.5))
    ax.set_yticks(range(len(counts)), counts.index[::-1])
    for one in (key, ax):
        one.spines[["left", "bottom"]].set_visible(False)
        one.grid(visible=False)
        one.set_xticks([])
    key.set_yticks([])
    ax.tick_params(axis="y", length=0)
    fig.set_label(f"Bars, each the whole of its row. {_counted(counts.rename(columns=names))}")
    return fig


def _counted(counts: pd.DataFrame) -> str:
    """Return counts in words, one sentence a row, without what is nought."""
    rows = {
        str(name).replace("\n", " "): [f"{n:.0f} {what}" for what, n in row.items() if n]
        for name, row in counts.iterrows()
    }
    return " ".join(f"{name}: {', '.join(told) or 'nothing'}." for name, told in rows.items())


def matrix(counts: pd.DataFrame, tones: dict) -> Figure:
    """Draw counts as discs, one row and one column each; an empty cell is nought.

    Parameters
    ----------
    counts : pandas.DataFrame
        The index names the rows, top first; the columns, their heads.
    tones : dict
        Column to colour.
    """
    fig, ax = subplots(height=0.9 + 0.27 * len(counts))
    look = {"ha": "center", "va": "center_baseline", "color": PAPER, "fontsize": 11.2}
    found = {
        (x, y): n for x, column in enumerate(counts) for y, n in enumerate(counts[column].iloc[::-1]) if n
    }
    tone = [tones[counts.columns[x]] for x, _ in found]
    sizes = [90 + 34 * math.sqrt(n) for n in found.values()]
    ax.scatter([x for x, _ in found], [y for _, y in found], s=sizes, color=tone, lw=0, zorder=2)
    for place, n in found.items():
        ax.text(*place, f"{n:.0f}", zorder=3, **look)
    ax.set(xlim=(-0.5, counts.shape[1] - 0.5), ylim=(-0.6, len(counts) - 0.4))
    ax.set_yticks(range(len(counts)), counts.index[::-1])
    ax.set_xticks(range(counts.shape[1]), counts.columns)
    ax.tick_params(length=0, labelcolor=INK)
    ax.tick_params(axis="x", labeltop=True, labelbottom=False)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.grid(visible=True, axis="y", color=GRID)
    ax.grid(visible=False, axis="x")
    fig.set_label(f"A table of counts. {_counted(counts)}")
    return fig
