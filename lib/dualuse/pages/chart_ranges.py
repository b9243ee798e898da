"""Charts over time: months as bars at the three allowances, and the days that every time axis marks."""

import datetime

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dualuse.ranges.solved import ALLOWANCES
from pressroom import project, show, style, wording
from pressroom.style import COLOURS, INK, MUTED, PAPER

# Wide to narrow: what twice the allowance, the allowance, and none leave open.
TONES = {"double": 0.22, "default": 0.5, "none": 1.0}
WIDEST = list(reversed(ALLOWANCES))


def months(frames: dict, unit: str, points: pd.DataFrame | None = None, height: float = 2.1) -> Figure:
    """Draw ranges over time, one panel a series.

    Parameters
    ----------
    frames : dict of {label: pandas.DataFrame}
        As `bounds.monthly` returns them, in `unit` a month.
    unit : str
        Of the vertical axis, such as "bn USD a month".
    points : pandas.DataFrame, optional
        Single values to set beside the first panel: start, value, and `label` on the first row.
    height : float
        Of one panel, in inches.

    """
    fig, axes = show.subplots(len(frames), height=0.6 + height * len(frames), sharex=True, squeeze=False)
    axes = axes[:, 0]
    for ax, (label, frame) in zip(axes, frames.items(), strict=True):
        for allowance in WIDEST:
            part = frame[frame["allowance"] == allowance].reset_index(drop=True)
            style.boxes(
                ax,
                [_years(m) for m in part["start"]],
                part["low"],
                part["months"] / 12 - 0.012,
                (part["high"] - part["low"]).clip(lower=part["high"].max() * 0.006),
                color=COLOURS["blue"],
                alpha=TONES[allowance],
            )
        ax.set(title=label if points is None else "", ylim=(0, 1.12 * frame["high"].max()))
        ax.grid(axis="x", visible=False)
    if points is not None:
        at = [_years(m) + 1 / 24 for m in points["start"]]
        axes[0].plot(at, points["value"], "D", color=COLOURS["vermilion"], ms=6, mec=PAPER, zorder=4)
        keys = {"◆ " + points["label"].iloc[0]: "vermilion", "▬ " + next(iter(frames)): "blue"}
        for step, (words, tone) in enumerate(keys.items()):
            look = {"color": COLOURS[tone], "fontweight": "bold", "textcoords": "offset points"}
            axes[0].annotate(words, (0, 1), (0, 24 - 18 * step), xycoords="axes fraction", **look)
        axes[0].set_ylim(0, 1.1 * max(points["value"].max(), axes[0].get_ylim()[1] / 1.12))
    years = range(int(min(_years(f["start"].min()) for f in frames.values())), int(_last(frames)) + 1)
    if len(years) > 2:
        axes[-1].set_xticks(list(years), [str(y) for y in years])
    else:
        first = next(iter(frames.values())).drop_duplicates("start")
        at = [_years(m) + n / 24 for m, n in zip(first["start"], first["months"], strict=True)]
        names = ["+".join(wording.MONTHS[m.month - 1 + k][0] for k in range(n))
                 for m, n in zip(first["start"], first["months"], strict=True)]  # fmt: skip
        axes[-1].set_xticks(at, names)
        axes[-1].set_xlabel(f"months of {first['start'].iloc[0].year}")
    for place, ax in enumerate(axes):
        events(ax, foot=True, words=place == 0)
    fig.supylabel(unit, color=INK, fontsize=11.5)
    fig.set_label(_told(frames, unit, points))
    return fig


def _told(frames: dict, unit: str, points: pd.DataFrame | None) -> str:
    """Return the first and the last month of each panel in words, at the default allowance."""
    said = []
    for label, frame in frames.items():
        both = frame[frame["allowance"] == "default"].iloc[[0, -1]]
        ends = [f"{r.low:.1f} to {r.high:.1f} in {wording.month(r.start)}" for r in both.itertuples()]
        said.append(f"{label}, {' and '.join(ends)}")
    if points is not None:
        first, last = points["value"].iloc[0], points["value"].iloc[-1]
        said.append(f"diamonds, {points['label'].iloc[0]}, from {first:.1f} to {last:.1f}")
    return f"Bars over time, {unit}: {'; '.join(said)}."


def events(ax: Axes, origin: float = 0.0, step: float = 1, foot: bool = False, words: bool = True) -> None:
    """Mark the days that story.yml names where they lie on a time axis.

    Parameters
    ----------
    origin, step : float
        The moment, in years, at nought on the axis (2022.5 is the middle of that year), and what a year is long.
    foot : bool
        Write the words with their day at the foot of the axes, where nothing is drawn, and not above them.
    words : bool
        Or draw the lines alone, as below a panel that has the words.
    """
    left, right = ax.get_xlim()
    days = {e.label: datetime.date.fromisoformat(e.date) for e in project.story().events}
    places = {
        label: (d.year + (d.timetuple().tm_yday - 1) / 365 - origin) * step for label, d in days.items()
    }
    inside = {label: place for label, place in places.items() if left < place < right}
    look = {"textcoords": "offset points", "color": MUTED, "va": "bottom", "fontsize": 11.2}
    look |= {"xycoords": ("data", "axes fraction"), "bbox": {"fc": PAPER, "ec": "none", "pad": 0.5}}
    for label, place in inside.items():
        ax.axvline(place, color=MUTED, lw=1.2, ls=(0, (3, 2)), zorder=0.5)
        # so that two words do not meet
        before = not foot and len(inside) > 1 and place == min(inside.values())
        told = f"{label}\n{days[label].day} {wording.MONTHS[days[label].month - 1][:3]} {days[label].year}"
        side = {"xytext": (4, 3) if foot else (0, 3), "ha": "left" if foot or not before else "right"}
        if words:
            ax.annotate(told if foot else label, (place, 1 - foot), **look, **side)


def _years(month: datetime.date) -> float:
    return month.year + (month.month - 1) / 12


def _last(frames: dict) -> float:
    return max(_years(f["start"].max()) + f["months"].iloc[-1] / 12 for f in frames.values())
