"""Chart of series: what was printed, as boxes over the months it covers, before what all prints allow."""

import math

import pandas as pd
from matplotlib.figure import Figure

from dualuse.data import printed
from dualuse.pages import chart_ranges, records
from pressroom import show, style, wording
from pressroom.style import COLOURS, MUTED

STEPS = (1, 2, 3, 6, 12)  # months between marks of the axis
MOST = 5  # panels in one picture
NAMED = 12  # prints in a panel that still have room for their ids
LARGE = 2e9  # of money: from here on a panel is drawn in billions, otherwise in millions
LOOKS = {"allowed": {"color": MUTED, "alpha": 0.3}, "print": {"color": COLOURS["blue"], "alpha": 0.75}}
HEAD = 1.12  # room above the highest end, for the arrows of what has no top


def marks(series: dict, start: str, end: str) -> pd.DataFrame:
    """Return what `draw` draws, one row a mark.

    Parameters
    ----------
    series : dict of {id: desk.Series}
    start, end : str
        YYYY-MM, both counted.

    Returns
    -------
    pandas.DataFrame
        series, title (what it counts), kind ("print" or "allowed"), figure, start, end (YYYY-MM), low, high: a
        month's average in the base unit; no end above is empty. A month of which nothing is known has no row.
    """
    rows, titles = [], {}
    for name, one in series.items():
        titles[name] = records.what(one.figures.iloc[0]) if len(one.figures) else name
        for row in one.monthly(start, end).itertuples():
            if row.low > 0 or math.isfinite(row.high):
                first = row.Index.to_period("M")
                rows.append((name, "allowed", "", str(first), str(first + row.months - 1), row.low, row.high))
        known = one.figures[(one.figures["value"] != "") & one.figures["end"].notna()]
        for figure, row in known.iterrows():
            first, last = str(row["start"]), str(row["end"])
            if last >= start and first <= end:
                said = printed.interval(row["value"], row["unit"], row["hedge"], one.hedge)
                months = (row["end"] - row["start"]).n + 1
                rows.append((name, "print", figure, first, last, said.left / months, said.right / months))
    columns = ["series", "kind", "figure", "start", "end", "low", "high"]
    frame = pd.DataFrame(rows, columns=columns)
    high = frame["high"].where(frame["high"] < math.inf, None)
    return frame.assign(title=frame["series"].map(titles), high=high)


def draw(frame: pd.DataFrame, start: str, end: str) -> Figure:
    """Draw marks, one panel a series; boxes are prints, grey bars what all of them allow for each month."""
    names = list(dict.fromkeys(frame["series"]))[:MOST]
    fig, panels = show.subplots(len(names), 1, height=1.1 + 1.9 * len(names), sharex=True, squeeze=False)
    left, right = _place(start), _place(end) + 1 / 12
    for ax, name in zip(panels[:, 0], names, strict=True):
        rows = frame[frame["series"] == name]
        most = max(v for v in [*rows["low"], *rows["high"].dropna(), 1])
        base = name.partition(":")[2] or "USD"
        factor, unit = 1.0, base
        if base in printed.CURRENCIES:
            factor, unit = (1e9, f"bn {base}") if most > LARGE else (1e6, f"m {base}")
        top = most / factor * HEAD
        prints, drawn = rows[rows["kind"] == "print"], {"allowed": [], "print": []}
        for step, row in enumerate(rows.itertuples()):
            a, b = max(_place(row.start), left), min(_place(row.end) + 1 / 12, right)
            low, open_above = row.low / factor, pd.isna(row.high)
            high = top if open_above else row.high / factor
            tone, pad = LOOKS[row.kind]["color"], 0 if row.kind == "print" else 0.012
            height = max(high - low, top * 0.012)
            drawn[row.kind].append((a + pad, low, b - a - 2 * pad, height))
            if open_above:
                ax.plot([(a + b) / 2], [top], marker="^", color=tone, clip_on=False)
            if row.kind == "print" and len(prints) <= NAMED:
                at = (a + (b - a) * (0.15 + 0.2 * (step % 4)), low + height)  # side by side where boxes meet
                ax.annotate(row.figure, at, (0, 3), textcoords="offset points", ha="center", fontsize=11.2)
        for kind, look in LOOKS.items():
            if drawn[kind]:
                style.boxes(ax, *zip(*drawn[kind], strict=True), **look)
        ax.set(xlim=(left, right), ylim=(0, top), ylabel=f"{unit} a month")
        ax.set_title(rows["title"].iloc[0] if len(names) > 1 else "")
        ax.yaxis.set_major_formatter("{x:,g}")
        ax.grid(axis="x", visible=False)
        chart_ranges.events(ax, foot=True, words=name == names[0])
    ticks = pd.period_range(start, end, freq="M")
    ticks = ticks[:: next((step for step in STEPS if len(ticks) / step <= 7), STEPS[-1])]
    panels[-1, 0].set_xticks(
        [_place(str(m)) for m in ticks], [m.strftime("%b %Y") if i == 0 or m.month == 1 else m.strftime("%b")
                                          for i, m in enumerate(ticks)]
    )  # fmt: skip
    return fig


def chart(
    series: dict, start: str, end: str, name: str, what: str, source: str = "the pages listed above"
) -> Figure | None:
    """Show the chart of a few series and return it, or say that nothing was printed and return None.

    Parameters
    ----------
    series : dict of {id: desk.Series}
    start, end : str
        YYYY-MM, both counted.
    name : str
        Of the files, see `show.figure`.
    what : str
        The product and the countries, for the title.
    source : str
        Who published, see `show.figure`.
    """
    period, frame = wording.period(start, end), marks(series, start, end)
    if frame.empty:
        show.note("No independent figure on {what} covers {period}.", what=what, period=period)
        return None
    shown, titles = (list(dict.fromkeys(frame[column])) for column in ("series", "title"))
    prints = frame[frame["kind"] == "print"]
    words = [f"{r.figure}, {wording.period(r.start, r.end)}" for r in prints.head(NAMED).itertuples()]
    ends = wording.between(prints["low"].min(), prints["high"].max(), shown[0].partition(":")[2] or "USD")
    fig = draw(frame, start, end)
    show.figure(
        fig,
        name,
        f"{what[:1].upper()}{what[1:]}: {len(prints)} published figure{'' if len(prints) == 1 else 's'}, {period}",
        "Blue: published figures, as a month's average over the months they cover. Grey: what all of them allow "
        "for a month" + (f". {len(shown[:MOST])} of {len(series)} series" if len(series) > 1 else ""),
        source,
        frame[frame["series"].isin(shown[:MOST])],
        f"Boxes over time, one panel each: {', '.join(titles[:MOST])}; a month's average {ends}. Published figures: "
        + "; ".join(words)
        + (f" and {len(prints) - NAMED} more." if len(prints) > NAMED else "."),
    )
    return fig


def _place(month: str) -> float:
    return int(month[:4]) + (int(month[5:7]) - 1) / 12
