"""The theme of all pictures, and helpers that say what is drawn, not where."""

from typing import Any

import seaborn as sns
from matplotlib.figure import Figure

WIDTH = 6.5  # inches: 624 px on a page
INK, MUTED, GRID = "#1d1d1b", "#565a60", "#d8d6d0"
# Okabe and Ito's palette (jfly.uni-koeln.de/color, 2008), made for colour-blind readers
COLOURS = {
    "blue": "#0072b2",
    "vermilion": "#d55e00",
    "green": "#009e73",
    "purple": "#cc79a7",
    "orange": "#e69f00",
    "sky": "#56b4e9",
}
DARK = {  # what a colour turns into on a dark page
    INK: "#ececea",
    MUTED: "#b0b4b9",
    GRID: "#3a3e44",
    "#0072b2": "#4aa3df",
    "#d55e00": "#f0813a",
    "#009e73": "#2bb98f",
}
THEME = {
    "svg.fonttype": "none",  # words stay words: a search and a screen reader find them
    "svg.hashsalt": "dualuse",  # the same bytes each time
    "font.family": "DejaVu Sans",  # comes with matplotlib: one layout on every machine
    "text.parse_math": False,  # a dollar sign is a dollar sign
    "font.size": 11.5,
    "axes.labelsize": 11.5,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "xtick.labelsize": 11.2,
    "ytick.labelsize": 11.2,
    "legend.fontsize": 11.2,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": GRID,
    "axes.spines.left": False,
}


def set_theme() -> None:
    """Set the house theme for everything that is drawn from here on."""
    sns.set_theme(style="whitegrid", palette=list(COLOURS.values()), rc=THEME)


def new(rows: int = 1, columns: int = 1, height: float = 3.6, **options: Any) -> tuple:
    """Return an empty figure of the page's width, and its axes, in the house theme.

    Parameters
    ----------
    rows, columns : int
        Of axes.
    height : float
        Inches.
    **options
        As in `matplotlib.figure.Figure.subplots`: sharex, width_ratios.

    Examples
    --------
    >>> fig, (left, right) = new(1, 2, height=2, sharey=True)
    """
    set_theme()
    fig = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = fig.subplots(rows, columns, **options)
    return fig, axes
