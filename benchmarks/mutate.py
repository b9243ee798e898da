"""Plant one error at a time in the real figures and see whether the method finds it (`make mutate`).

Each mutation changes one print of China's trade with Russia in all goods (exports, imports, two-way
trade), as an outlet might have misprinted it. The figures stay as they are otherwise, the misprints in them
included. The result goes to benchmarks/mutations.csv (one row a mutation) and mutations_summary.csv.

hidden      the error is no larger than the figure's own interval and allowance: no method could tell. (What
            belongs to another month is known as a range only; its nearest end counts.)
noticed     the findings are not those of the unchanged figures
right       the changed figure is named alone (of an exchange: both of them)
in a set    it is in a "one of these" set of at most three
wide        it is in a larger set
wrong       a figure that was not changed is named alone
"""

import random
import sys
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pandas as pd

from dualuse.data import load, printed
from dualuse.ranges import bounds
from dualuse.ranges.programme import BASE, LEVEL

SEED, EACH = 20230726, 60
KINDS = ("direction", "decimal point", "digits", "scale", "period")
SMALL_SET = 3
COLUMNS = ["kind", "figure", "printed", "became", "outcome", "named"]
OUT = Path(__file__).resolve().parents[1] / "benchmarks"


def real():
    """Return the rows that are mutated: all goods, China and Russia, by Chinese customs, in dollars."""
    rows = load.figures(reporter="CHN", partner="RUS", product="all", source="GACC", role="evidence")
    return rows[~rows["unit"].str.endswith("CNY")].set_index("id", drop=False).rename_axis(None)


def named(rows):
    """Return the findings of the method as a set of (frozenset of ids, more than one suspect)."""
    case = next(iter(bounds.Model(rows).cases.values()))
    findings = case.errors.findings + case.revised.findings
    return {(frozenset(f.ids), len(f.suspects) > 1) for f in findings}


def tolerance(row):
    """How far a print can be from the truth and still be right: its own interval and the allowance."""
    if row["value"]:
        level = printed.interval(row["value"], row["unit"], row["hedge"])
        return level.length / 2 + LEVEL * level.mid
    rate = printed.growth(row["growth"], row["growth_hedge"])
    return rate.length / 2 + BASE * (100 + rate.mid)


def size(row):
    """The number of a print in base units, or its growth in per cent."""
    if row["value"]:
        return printed.interval(row["value"], row["unit"], row["hedge"]).mid
    return printed.growth(row["growth"], row["growth_hedge"]).mid


def change(rows, kind, victim, draw, ranges):
    """Return (changed rows, ids changed, hidden, text), or None where this kind cannot happen here."""
    row, other = rows.loc[victim], rows.copy()
    field = "value" if row["value"] else "growth"
    if kind == "direction":
        return exchange(rows, row)
    if kind == "period":
        return move(rows, row, draw, ranges)
    text = {"decimal point": shift, "digits": transpose, "scale": scale}[kind](row[field], draw)
    if text is None:
        return None
    other.loc[victim, field] = text
    hidden = abs(size(other.loc[victim]) - size(row)) <= tolerance(other.loc[victim])
    return other, {victim}, hidden, text


def exchange(rows, row):
    """Exports of one page become imports and the other way round."""
    opposite = {"export": "import", "import": "export"}.get(row["flow"])
    period = (rows["page"] == row["page"]) & (rows["start"] == row["start"]) & (rows["end"] == row["end"])
    pair = rows[period & (rows["flow"] == opposite) & (rows["value"] != "")]
    if not row["value"] or pair.empty:
        return None
    partner, other = pair.iloc[0], rows.copy()
    other.loc[row["id"], "flow"], other.loc[partner["id"], "flow"] = partner["flow"], row["flow"]
    hidden = abs(size(row) - size(partner)) <= min(tolerance(row), tolerance(partner))
    return other, {row["id"], partner["id"]}, hidden, partner["value"]


def move(rows, row, draw, ranges):
    """A month becomes the next or the last one; of a total since January, its last month does."""
    by = draw.choice((-1, 1))
    cumulative = row["start"].month == 1 and row["end"] > row["start"]
    start, end = row["start"] + (0 if cumulative else by), row["end"] + by
    if end < start or not row["value"]:
        return None
    truth = ranges.range(row["series"], start, end)
    if truth.right == float("inf"):
        return None  # no other figure says what belongs there
    other = rows.copy()
    for column, month in (("start", start), ("end", end)):
        other.loc[row["id"], [column, f"period_{column}"]] = [month, str(month)]
    distance = max(truth.left - size(row), size(row) - truth.right)
    return other, {row["id"]}, distance <= tolerance(row), f"{start} to {end}"


def shift(text, draw):
    by = draw.choice((-1, 1))
    return f"{Decimal(text).scaleb(by):f}"


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


def scale(text, draw):
    changed = Decimal(text) * Decimal(str(round(draw.uniform(0.85, 1.3), 4)))
    changed = changed.quantize(Decimal(1).scaleb(Decimal(text).as_tuple().exponent))
    return None if changed == Decimal(text) else f"{changed:f}"


def outcome(before, after, changed, hidden):
    if hidden:
        return "hidden"
    new = after - before
    if not new:
        return "not noticed" if after == before else "noticed only"
    alone = {key for ids, several in new if not several for key in ids}
    sets = [ids for ids, several in new if several]
    if alone - changed:
        return "wrong"
    if changed <= alone:
        return "right"
    if any(changed & ids and len(ids) <= SMALL_SET for ids in sets):
        return "in a set"
    return "wide" if any(changed & ids for ids in sets) else "noticed only"


def run(each=EACH, seed=SEED):
    """Return one row a mutation."""
    rows = real()
    ranges = bounds.Model(rows)
    before = named(rows)
    known = {key for ids, _ in before for key in ids}
    victims = sorted(set(rows["id"]) - known)
    found = []
    for kind in KINDS:
        draw, done = random.Random(f"{seed} {kind}"), 0
        while done < each:
            victim = draw.choice(victims)
            planted = change(rows, kind, victim, draw, ranges)
            if planted is None:
                continue
            other, changed, hidden, text = planted
            after = before if hidden else named(other)
            new = " | ".join(sorted(" ".join(sorted(ids)) for ids, _ in after - before))
            row = rows.loc[victim]
            found.append((kind, victim, row["value"] or row["growth"], text,
                          outcome(before, after, changed, hidden), new))  # fmt: skip
            done += 1
    return pd.DataFrame(found, columns=COLUMNS)


def summary(found):
    """Return counts by kind, and shares of the errors that are not hidden."""
    rows = []
    for kind, part in [*found.groupby("kind", sort=False), ("all", found)]:
        n = Counter(part["outcome"])
        seen = len(part) - n["hidden"]
        share = {
            "noticed": seen - n["not noticed"],
            "right": n["right"],
            "in_set": n["in a set"],
            "wide": n["wide"] + n["noticed only"],
            "wrong": n["wrong"],
        }
        rows.append(
            {"kind": kind, "planted": len(part), "hidden": n["hidden"], "large_enough": seen, **share}
        )
    return pd.DataFrame(rows)


def main():
    found = run(*(int(a) for a in sys.argv[1:]))
    table = summary(found)
    OUT.mkdir(exist_ok=True)
    found.to_csv(OUT / "mutations.csv", index=False, lineterminator="\n")
    table.to_csv(OUT / "mutations_summary.csv", index=False, lineterminator="\n")
    print(table.to_string(index=False))
    total = table.iloc[-1]
    for what in ("noticed", "right", "in_set", "wide", "wrong"):
        print(f"{what:8} {total[what] / total['large_enough']:.1%} of {total['large_enough']}")


if __name__ == "__main__":
    main()
