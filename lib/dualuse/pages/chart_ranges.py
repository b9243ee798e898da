"""Charts of ranges: months as bars at the three allowances, periods side by side."""

from dualuse.ranges.solved import ALLOWANCES
from pressroom import show
from pressroom.style import COLOURS, INK, MUTED, PAPER

# Wide to narrow: what twice the allowance, the allowance, and none leave open.
TONES = {"double": 0.22, "default": 0.5, "none": 1.0}
WIDEST = list(reversed(ALLOWANCES))


def months(frames, unit, points=None, height=2.1):
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

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, axes = show.subplots(len(frames), height=0.6 + height * len(frames), sharex=True, squeeze=False)
    axes = axes[:, 0]
    for ax, (label, frame) in zip(axes, frames.items(), strict=True):
        for allowance in WIDEST:
            part = frame[frame["allowance"] == allowance].reset_index(drop=True)
            ax.bar(
                [_years(m) for m in part["start"]],
                (part["high"] - part["low"]).clip(lower=part["high"].max() * 0.006),
                bottom=part["low"],
                width=part["months"] / 12 - 0.012,
                align="edge",
                color=COLOURS["blue"],
                alpha=TONES[allowance],
                lw=0,
            )
        ax.set_title(label)
        ax.set_ylim(0, 1.12 * frame["high"].max())
    if points is not None:
        at = [_years(m) + 1 / 24 for m in points["start"]]
        axes[0].plot(at, points["value"], "D", color=COLOURS["vermilion"], ms=6, mec=PAPER, zorder=4)
        options = {"color": COLOURS["vermilion"], "fontweight": "bold", "va": "top"}
        axes[0].annotate("◆ " + points["label"].iloc[0], (0.02, 0.97), xycoords="axes fraction", **options)
        axes[0].set_ylim(0, 1.2 * max(points["value"].max(), axes[0].get_ylim()[1] / 1.12))
    years = range(int(min(_years(f["start"].min()) for f in frames.values())), int(_last(frames)) + 1)
    if len(years) > 2:
        axes[-1].set_xticks(list(years), [str(y) for y in years])
    else:
        ticks = sorted({m for f in frames.values() for m in f["start"]})
        axes[-1].set_xticks([_years(m) + 1 / 24 for m in ticks], [str(m.month) for m in ticks])
        axes[-1].set_xlabel(f"month of {ticks[0].year}")
    fig.supylabel(unit, color=INK, fontsize=11.5)
    return fig


def periods(frame, unit):
    """Draw the ranges of a few periods as horizontal bars from zero.

    Parameters
    ----------
    frame : pandas.DataFrame
        label, allowance, low, high; the labels in their order, top first.
    unit : str
    """
    labels = list(dict.fromkeys(frame["label"]))
    fig, ax = show.subplots(height=1.0 + 0.52 * len(labels))
    top = frame["high"].max()
    for place, label in enumerate(reversed(labels)):
        part = frame[frame["label"] == label].set_index("allowance")
        ax.plot([0, part["low"].min()], [place, place], color=MUTED, lw=1, alpha=0.6, zorder=1)
        for allowance in WIDEST:
            low, high = part.loc[allowance, ["low", "high"]]
            wide = max(high - low, top * 0.004)
            ax.barh(place, wide, left=low, height=0.5, color=COLOURS["blue"], alpha=TONES[allowance], lw=0)
        low, high = part.loc["default", ["low", "high"]]
        ax.annotate(
            f"{low:,.1f} to {high:,.1f}" if high - low >= 0.1 else f"{(low + high) / 2:,.2f}",
            (part["high"].max(), place), (8, 0), textcoords="offset points", va="center", color=INK,
        )  # fmt: skip
    ax.set(yticks=range(len(labels)), yticklabels=labels[::-1], ylim=(-0.6, len(labels) - 0.4))
    ax.set_xlim(0, top * 1.22)
    ax.set_xlabel(unit)
    ax.grid(axis="y", visible=False)
    return fig


def _years(month):
    return month.year + (month.month - 1) / 12


def _last(frames):
    return max(_years(f["start"].max()) + f["months"].iloc[-1] / 12 for f in frames.values())
