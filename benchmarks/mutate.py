"""Plant one error at a time in the real figures and see whether the method finds it (`make mutate`).

Two tables of China's trade with Russia in all goods: *development*, the kinds and the seed that `conflicts.MARGIN` was
chosen with, and *kept*, all kinds under another seed, which the score is taken from. A third table plants errors in
each figure that carries the verdict on a trade claim, and says whether the verdict moved. The figures stay as they are
otherwise, the misprints in them included.

hidden      the unchanged figures allow what was printed there: no method could tell
noticed     the findings are not those of the unchanged figures
right       a changed figure is named alone, and no other
in a set    it is in a "one of these" set of at most three
wide        it is in a larger set
wrong       a figure that was not changed is named alone, and is none of the misprints found without any planted
"""

import random
import sys
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pandas as pd

from dualuse.data import load, printed
from dualuse.official import totals
from dualuse.ranges import bounds
from dualuse.verdicts import claims

DEVELOPMENT, KEPT, EACH = 20230726, 20250301, 10
SMALL_SET = 3
YUAN = Decimal("6.9")  # yuan to the dollar, about 2023
YUAN_FASTER = Decimal("6.0")  # points that growth in yuan then ran ahead of growth in dollars
COLUMNS = ["set", "kind", "figure", "printed", "became", "outcome", "named"]
OUT = Path(__file__).resolve().parents[1] / "benchmarks"


def real():
    """Return the rows that are mutated: all goods, China and Russia, by Chinese customs, in dollars."""
    rows = load.figures(reporter="CHN", partner="RUS", product="all", source="GACC", role="evidence")
    return rows[~rows["unit"].str.endswith("CNY")].set_index("id", drop=False).rename_axis(None)


def named(rows):
    """Return the findings of the method as a set of (frozenset of ids, more than one suspect)."""
    found = set()
    for case in bounds.Model(rows).cases.values():
        found |= {(frozenset(f.ids), len(f.suspects) > 1) for f in case.errors.findings}
    return found


# --- kinds of errors: rows, one of them and a source of chance give the changed rows, or None ---------------


def _set(rows, changes):
    """Return a copy of the rows with {id: {column: value}} changed, typed columns with them."""
    other = rows.copy()
    for key, row in changes.items():
        for column, value in row.items():
            other.loc[key, column] = value
    for column in ("start", "end"):
        other[column] = pd.PeriodIndex(other[f"period_{column}"], freq="M")
    return other


def number(change, field=None):
    """Return a kind that changes the digits of a print."""

    def plant(rows, row, draw):
        column = field or ("value" if row["value"] else "growth")
        text = change(row[column], draw) if row[column] else None
        return None if text in (None, row[column]) else _set(rows, {row["id"]: {column: text}})

    return plant


def shift(text, draw):
    return f"{Decimal(text).scaleb(draw.choice((-1, 1))):f}"


def transpose(text, draw):
    digits = [n for n, c in enumerate(text) if c.isdigit()]
    pairs = [(a, b) for a, b in pairwise(digits) if text[a] != text[b]]
    pairs = [(a, b) for a, b in pairs if a or text[b] != "0" or b + 1 == len(text)]  # nobody prints 01.28
    if not pairs:
        return None
    a, b = draw.choice(pairs)
    letters = list(text)
    letters[a], letters[b] = letters[b], letters[a]
    return "".join(letters)


def times(factor):
    """Return a change of a number by a factor, its precision kept."""
    return lambda text, draw: _times(text, factor)


def _times(text, factor):
    digits = Decimal(1).scaleb(Decimal(text).as_tuple().exponent)
    return f"{(Decimal(text) * factor).quantize(digits):f}"


def somewhat(draw, low=0.85, high=1.3):
    return Decimal(str(round(draw.uniform(low, high), 4)))


def _page(rows, row):
    """Return the levels of the same page and period."""
    mine = (rows["page"] == row["page"]) & (rows["period_end"] == row["period_end"]) & (rows["value"] != "")
    return (
        rows[mine & (rows["period_start"] == row["period_start"])].drop_duplicates("flow").set_index("flow")
    )


def exchange(rows, row, draw):
    """Exports of one page become imports and the other way round."""
    page = _page(rows, row)
    if not {"export", "import"} <= set(page.index) or row["flow"] == "trade":
        return None
    pair = page.loc["export", "id"], page.loc["import", "id"]
    return _set(rows, {pair[0]: {"flow": "import"}, pair[1]: {"flow": "export"}})


def other_flow(rows, row, draw):
    """Two-way trade is filed as one way, or one way as both."""
    flow = draw.choice(("export", "import")) if row["flow"] == "trade" else "trade"
    return _set(rows, {row["id"]: {"flow": flow}})


def _period(rows, row, start, end):
    return (
        None if end < start else _set(rows, {row["id"]: {"period_start": str(start), "period_end": str(end)}})
    )


def move(rows, row, draw):
    """A month becomes the next or the last one; of a total since January, its last month does."""
    by, total = draw.choice((-1, 1)), row["start"].month == 1 and row["end"] > row["start"]
    return _period(rows, row, row["start"] + (0 if total else by), row["end"] + by) if row["value"] else None


def year_off(rows, row, draw):
    by = draw.choice((-12, 12))
    return _period(rows, row, row["start"] + by, row["end"] + by) if row["value"] else None


def as_month(rows, row, draw):
    """A total since January is labelled as its last month."""
    return _period(rows, row, row["end"], row["end"]) if row["value"] and row["end"] > row["start"] else None


def as_total(rows, row, draw):
    """A month is labelled as the total since January."""
    january = row["end"] - (row["end"].month - 1)
    return _period(rows, row, january, row["end"]) if row["value"] and january < row["start"] else None


def flip(rows, row, draw):
    sign = row["growth"][1:] if row["growth"].startswith("-") else f"-{row['growth']}"
    possible = row["growth"] and Decimal(sign) >= -100  # nothing falls by more
    return _set(rows, {row["id"]: {"growth": sign}}) if possible else None


def wrong_base(rows, row, draw):
    """The rate is measured on two years before, and the row says one; or the other way round."""
    if not row["growth"]:
        return None
    base = str(row["start"] - 24) if not row["growth_base"] else ""
    return _set(rows, {row["id"]: {"growth_base": base}})


def alike(rows, row, draw):
    """All levels of a page are off by the same factor: they still add up."""
    page, factor = _page(rows, row), somewhat(draw)
    changes = {r["id"]: {"value": _times(r["value"], factor)} for _, r in page.iterrows()}
    return _set(rows, changes) if len(page) == 3 else None


def cancel(rows, row, draw):
    """Exports are too high by what imports are too low: the sum of the page stands."""
    page = _page(rows, row)
    if len(page) < 3:
        return None
    off = Decimal(page.loc["export", "value"]) * (somewhat(draw, 1.05, 1.2) - 1)
    changes = {}
    for flow, by in (("export", off), ("import", -off)):
        text = page.loc[flow, "value"]
        digits = Decimal(1).scaleb(Decimal(text).as_tuple().exponent)
        changes[page.loc[flow, "id"]] = {"value": f"{Decimal(text) + by.quantize(digits):f}"}
    return _set(rows, changes)


def copied(rows, row, draw):
    """A wrong number, and another outlet that copies it."""
    if not row["value"]:
        return None
    other = _set(rows, {row["id"]: {"value": _times(row["value"], somewhat(draw))}})
    copy = other.loc[row["id"]].copy()
    copy["id"], copy["page"], copy["publisher"] = f"{row['id']}-copy", "https://copy.example", "a copy"
    return pd.concat([other, copy.to_frame().T.set_index("id", drop=False).rename_axis(None)])


USED = {
    "direction": exchange,
    "decimal point": number(shift),
    "digits": number(transpose),
    "scale": number(lambda text, draw: _times(text, somewhat(draw))),
    "period": move,
}
KINDS = USED | {
    "two-way and one-way": other_flow,
    "yuan for dollars": number(times(YUAN), "value"),
    "growth in yuan": number(lambda text, draw: f"{Decimal(text) + YUAN_FASTER:f}", "growth"),
    "total as a month": as_month,
    "month as a total": as_total,
    "a year off": year_off,
    "sign of a rate": flip,
    "base of a rate": wrong_base,
    "whole page alike": alike,
    "two that cancel": cancel,
    "two outlets alike": copied,
}


# --- what became of them ------------------------------------------------------------------------------


def differing(rows, other):
    """Return the ids of rows that were changed or added."""
    columns = ["flow", "value", "growth", "growth_base", "period_start", "period_end"]
    return {
        key
        for key, row in other.iterrows()
        if key not in rows.index or any(row[columns] != rows.loc[key, columns])
    }


def hidden(model, row):
    """Whether the unchanged figures allow what the changed row says; None where they say nothing of its period."""
    series = row["series"].replace("-export-", f"-{row['flow']}-").replace("-import-", f"-{row['flow']}-")
    series = series.replace("-trade-", f"-{row['flow']}-")
    if row["value"]:
        found = model.range(series, row["period_start"], row["period_end"])
        if found.right == float("inf"):
            return None
        level = printed.interval(row["value"], row["unit"], row["hedge"])
        if not (level.left <= found.right and found.left <= level.right):
            return False
    if row["growth"]:
        base = row["growth_base"] or str(row["start"] - 12)
        on = bounds.VINTAGES[printed.UNREVISED not in row["status"]]
        found = model.growth(series, row["period_start"], row["period_end"], base, base=on)
        rate = printed.growth(row["growth"], row["growth_hedge"])
        return rate.left <= found.right and found.left <= rate.right
    return True


def outcome(before, after, changed, is_hidden):
    if is_hidden:
        return "hidden"
    new = after - before
    if not new:
        return "not noticed" if after == before else "noticed only"
    alone = {key for ids, several in new if not several for key in ids}
    sets = [ids for ids, several in new if several]
    if alone - changed - {key for ids, _ in before for key in ids}:
        return "wrong"
    if alone & changed:
        return "right"
    if any(changed & ids and len(ids) <= SMALL_SET for ids in sets):
        return "in a set"
    return "wide" if any(changed & ids for ids in sets) else "noticed only"


def run(each=EACH, sets=None):
    """Return one row a mutation."""
    rows = real()
    model, before = bounds.Model(rows), named(rows)
    known = {key for ids, _ in before for key in ids}
    victims = sorted(set(rows["id"]) - known)
    found = []
    for name, seed, kinds in sets or (("development", DEVELOPMENT, USED), ("kept", KEPT, KINDS)):
        for kind, plant in kinds.items():
            draw, done = random.Random(f"{seed} {kind}"), 0
            while done < each:
                row = rows.loc[draw.choice(victims)]
                other = plant(rows, row, draw)
                changed = set() if other is None else differing(rows, other)
                unseen = [hidden(model, other.loc[key]) for key in sorted(changed)]
                if not changed or None in unseen:
                    continue
                after = before if all(unseen) else named(other)
                new = " | ".join(sorted(" ".join(sorted(ids)) for ids, _ in after - before))
                became = "; ".join(_say(other.loc[key]) for key in sorted(changed))
                result = outcome(before, after, changed, all(unseen))
                found.append((name, kind, row["id"], _say(row), became, result, new))
                done += 1
    return pd.DataFrame(found, columns=COLUMNS)


def _say(row):
    number_ = row["value"] or row["growth"] + "%"
    return f"{row['flow']} {number_} {row['period_start']} to {row['period_end']}"


def summary(found):
    """Return counts by set and kind, those that are large enough to tell apart from the hidden."""
    rows = []
    groups = [
        part
        for name, every in found.groupby("set", sort=False)
        for part in [
            *(((name, kind), g) for kind, g in every.groupby("kind", sort=False)),
            ((name, "all"), every),
        ]
    ]
    for (name, kind), part in groups:
        n = Counter(part["outcome"])
        seen = len(part) - n["hidden"]
        rows.append(
            {
                "set": name, "kind": kind, "planted": len(part), "hidden": n["hidden"], "large_enough": seen,
                "noticed": seen - n["not noticed"], "right": n["right"], "in_set": n["in a set"],
                "wide": n["wide"] + n["noticed only"], "wrong": n["wrong"],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


# --- figures that carry verdicts ----------------------------------------------------------------------


def carrying():
    """Plant four kinds of errors in each figure that holds the range behind a trade verdict; see what follows."""
    figures, rest = load.figures(), (load.statements(), totals.in_hand(), load.labels())
    mine = [c for c in load.claims() if any("tests" in part for part in (c, *c.get("parts", ())))]
    whole = claims.Book(figures, *rest)
    verdicts = {c["id"]: claims.check(c, whole) for c in mine}
    by = {c: sorted({f for item in v.evidence for f in item.figures}) for c, v in verdicts.items()}
    rows, known = figures.set_index("id", drop=False).rename_axis(None), named(figures)
    found, kinds = [], [kind for kind in USED if kind != "direction"]
    for figure in sorted({f for ids in by.values() for f in ids} & set(rows.index)):
        about = [c for c in mine if figure in by[c["id"]]]
        for kind in kinds:
            other = USED[kind](rows, rows.loc[figure], random.Random(f"{KEPT} {figure} {kind}"))
            if other is None:
                continue
            result = outcome(known, named(other), {figure}, False)
            book = claims.Book(other.reset_index(drop=True), *rest)
            moved = [c["id"] for c in about if claims.check(c, book).verdict != verdicts[c["id"]].verdict]
            ids = " ".join(c["id"] for c in about)
            found.append((figure, ids, kind, _say(other.loc[figure]), result, " ".join(moved)))
    return pd.DataFrame(found, columns=["figure", "claims", "kind", "became", "outcome", "moved"])


def main():
    found = run(*(int(a) for a in sys.argv[1:]))
    OUT.mkdir(exist_ok=True)
    for name, table in (("mutations", found), ("mutations_summary", summary(found))):
        table.to_csv(OUT / f"{name}.csv", index=False, lineterminator="\n")
    print(summary(found).to_string(index=False))
    verdicts = carrying()
    verdicts.to_csv(OUT / "mutations_verdicts.csv", index=False, lineterminator="\n")
    print(verdicts["outcome"].value_counts().to_string())


if __name__ == "__main__":
    main()
