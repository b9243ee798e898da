"""Chart of what caps what: a printed total of many months, the months of the claim inside it, the month unseen."""

import pandas as pd
from matplotlib.figure import Figure

from dualuse.pages import badges, chart_ranges
from pressroom import palette, wording
from pressroom.show import figure, subplots
from pressroom.style import GRID, INK, MUTED


def show(claim: dict, cards: dict, name: str) -> None:
    """Show how a total of more months caps the months of a claim; nothing where no total does.

    Parameters
    ----------
    claim : dict
        As processed/claims/{id}.json holds it.
    cards : dict
        As `records.cards` returns them.
    name : str
        Of the picture's files.
    """
    item = next((i for i in badges.trade(claim) if i["fits"] and i.get("needed")), None)
    total = next((cards[f] for f in item["figures"] if f in cards), None) if item else None
    if item is None or total is None or not total["start"]:
        return
    marks = steps(claim, item, total)
    many, few = (wording.number(int(m)) for m in marks["months"][:2])
    sources = wording.words(dict.fromkeys(marks["source"]))
    figure(
        draw(marks, item["verdict"]),
        name,
        f"One printed total of {many} months caps the {few} months of the claim that it covers",
        f"What each count covers, {wording.period(marks['start'].min(), marks['end'].max())}; shade: "
        "the claim’s months",
        f"{sources}, as printed",
        marks,
        "Bars over months. "
        + ". ".join(f"{m.source}, {wording.period(m.start, m.end)}: {m.words}" for m in marks.itertuples()),
    )


def steps(claim: dict, item: dict, total: dict) -> pd.DataFrame:
    """Return the bars, top first: source, start, end (YYYY-MM), months, kind, words."""
    source = item["source"]
    rows = [
        (source, total["start"], total["end"], "total", f"{source}: {total['printed']}"),
        (source, *item["period"], "inside", f"so inside it: {badges.found(item)}"),
        (source, *item["needed"]["unseen"], "unseen", "not covered"),
    ]
    others = (i for i in badges.trade(claim) if i["fits"] and i is not item and i["series"])
    rows += [(i["source"], *i["period"], "beside", f"{i['source']}: {badges.found(i)}") for i in others]
    frame = pd.DataFrame(rows, columns=["source", "start", "end", "kind", "words"])
    ends = zip(frame["start"], frame["end"], strict=True)
    return frame.assign(months=[_place(end, pd.Period(start, "M")) + 1 for start, end in ends])


def draw(marks: pd.DataFrame, verdict: str) -> Figure:
    """Draw the bars of `steps`; the words of a short bar stand before it."""
    tone, first = palette.light(verdict), pd.Period(marks["start"].min(), "M")
    months = (pd.Period(marks["end"].max(), "M") - first).n + 1
    rows = marks[marks["kind"] != "unseen"]
    fig, ax = subplots(height=0.75 + 0.78 * len(rows))
    ax.set(xlim=(0, months), ylim=(0, len(rows)), yticks=[])
    shaded = marks[marks["kind"].isin(["inside", "unseen"])]
    a, b = _place(shaded["start"].min(), first), _place(shaded["end"].max(), first) + 1
    level = len(rows)
    for row in marks.itertuples():
        level -= row.kind != "unseen"  # the month unseen stands beside those inside the total
        left, right = _place(row.start, first), _place(row.end, first) + 1
        ax.barh(level + 0.26, right - left, left=left, height=0.36, zorder=2, **_look(row.kind, tone))
        if row.kind == "unseen":
            middle = (left + right) / 2, level + 0.26
            ax.text(*middle, "?", ha="center", va="center", color=INK, fontweight="bold")
            continue
        heights = level + 0.02, level + 0.5  # the shade stays off the words
        ax.fill_between([a, b], *heights, color=palette.light("band"), lw=0, zorder=0)
        ax.plot([a, a], heights, color=palette.light("claim"), lw=2, zorder=3)
        weight = "bold" if row.kind == "inside" else "normal"
        ax.text(0, level + 0.54, row.words, va="bottom", color=INK, fontweight=weight)
    ticks = [m for m in range(months) if (first + m).month in (1, 4, 7, 10)]
    ax.set_xticks(ticks, [_month(first + t) for t in ticks])
    ax.tick_params(axis="x", labelcolor=MUTED)
    chart_ranges.events(ax, first.year + (first.month - 1) / 12, 12)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_color(GRID)
    ax.grid(visible=False)
    return fig


def _look(kind: str, tone: str) -> dict:
    """Return how a bar is drawn: an outline for the total, dashes for what nobody counted."""
    outline = {"total": {"ec": tone, "lw": 2}, "unseen": {"ec": INK, "ls": (0, (3, 2)), "lw": 1.4}}
    return {"fc": "none", **outline[kind]} if kind in outline else {"fc": tone, "lw": 0}


def _place(month: str, first: pd.Period) -> int:
    return (pd.Period(month, "M") - first).n


def _month(period: pd.Period) -> str:
    name = wording.MONTHS[period.month - 1][:3]
    return f"{name}\n{period.year}" if period.month == 1 else name
