"""Chart of what caps what: a printed total of many months, the months of the claim inside it, the month unseen."""

import pandas as pd

from dualuse.pages import badges
from pressroom import palette, wording
from pressroom.show import figure, subplots
from pressroom.style import GRID, INK, MUTED, PAPER


def show(claim: dict, cards: dict, name: str):
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
    if total is None or not total["start"]:
        return
    marks = steps(claim, item, total)
    many, few = (wording.number(int(m)) for m in marks["months"][:2])
    sources = wording.words(dict.fromkeys(marks["source"]))
    figure(
        draw(marks, item["verdict"]),
        name,
        f"One printed total of {many} months caps the {few} months of the claim that it covers",
        f"What each count covers, {wording.period(marks['start'].min(), marks['end'].max())}; shade: the claim’s months",
        "Bars over months. " + ". ".join(f"{m.source}, {wording.period(m.start, m.end)}: {m.words}" for m in marks.itertuples()),
        f"{sources}, as printed",
        marks,
    )


def steps(claim: dict, item: dict, total: dict) -> pd.DataFrame:
    """Return the bars, top first: source, start, end (YYYY-MM), months, kind, words."""
    rows = [(item["source"], total["start"], total["end"], "total", f"{total['printed']} in all these months")]
    rows.append((item["source"], *item["period"], "inside", f"so here {badges.found(item)}"))
    unseen = item["needed"]["unseen"]
    rows.append((item["source"], *unseen, "unseen", "not covered"))
    others = (i for i in badges.trade(claim) if i["fits"] and i is not item and i["series"])
    rows += [(i["source"], *i["period"], "beside", f"{i['source']}: {badges.found(i)}") for i in others]
    frame = pd.DataFrame(rows, columns=["source", "start", "end", "kind", "words"])
    return frame.assign(months=[len(pd.period_range(a, b, freq="M")) for a, b in zip(frame["start"], frame["end"], strict=True)])


def draw(marks: pd.DataFrame, verdict: str):
    """Draw the bars of `steps`; the words of a short bar stand before it."""
    tone, first = palette.light(verdict), pd.Period(marks["start"].min(), "M")
    months = (pd.Period(marks["end"].max(), "M") - first).n + 1
    rows = marks[marks["kind"] != "unseen"].reset_index(drop=True)
    fig, ax = subplots(height=1.0 + 0.62 * len(rows))
    ax.set(xlim=(0, months), ylim=(-0.1, len(rows) + 0.1), yticks=[])
    shaded = marks[marks["kind"].isin(["inside", "unseen"])]
    a, b = _place(shaded["start"].min(), first), _place(shaded["end"].max(), first) + 1
    ax.axvspan(a, b, color=palette.light("band"), lw=0, zorder=0)
    ax.axvline(a, color=palette.light("claim"), lw=2)
    look = {"va": "center", "textcoords": "offset points", "fontweight": "bold"}
    for row in marks.itertuples():
        level = len(rows) - 1 - {"total": 0, "inside": 1, "unseen": 1}.get(row.kind, row.Index - 1)
        left, right = _place(row.start, first), _place(row.end, first) + 1
        style = {"total": {"fc": "none", "ec": tone, "lw": 2}, "inside": {"fc": tone, "ec": tone}}.get(row.kind, {"fc": tone, "alpha": 0.45})
        style = {"fc": "none", "ec": INK, "ls": (0, (3, 2)), "lw": 1.4} if row.kind == "unseen" else style
        ax.barh(level + 0.5, right - left, left=left, height=0.56, zorder=2, **style)
        if row.kind == "unseen":
            ax.annotate("?", ((left + right) / 2, level + 0.5), (0, 0), ha="center", color=INK, **look)
        elif row.kind == "total":
            ax.annotate(row.words, (left, level + 0.5), (6, 0), color=INK, **look)
        else:
            ax.annotate(row.words, (left, level + 0.5), (-6, 0), ha="right", color=INK, **look)
    ticks = [m for m in range(months) if (first + m).month in (1, 4, 7, 10)]
    ax.set_xticks([t + 0.0 for t in ticks], [_month(first + t) for t in ticks])
    ax.tick_params(axis="x", labelcolor=MUTED)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_color(GRID)
    ax.grid(visible=False)
    return fig


def _place(month, first):
    return (pd.Period(month, "M") - first).n


def _month(period):
    name = wording.MONTHS[period.month - 1][:3]
    return f"{name}\n{period.year}" if period.month == 1 else name
