"""Honest mistakes: what a tired person does to a figure that decides a verdict.

    PYTHONPATH=tests:tools python tests/faults/honest.py 300 SEED

A slip of unit, month, sign, digit or direction, in the row alone or in its quotation as
well. Each is refused by name, or moves a row of the table of what is published, or is
harmless: nothing that is judged or shown of a claim is another. Of rows that move
`make reports` prints a line each, and `make verify` and `make test` fail until a person
accepts them. What moves and moves no row is an outcome of its own, which no test allows.
"""

import random
import re
import sys
from collections import Counter

import pandas as pd

from dualuse.answer.findings import check_claim
from dualuse.base import rules, tables
from dualuse.base.claims import read_claims
from dualuse.base.errors import InputError
from dualuse.builds import published
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.evidence import Evidence

FIGURES = "published/figures.csv"
REFUSED, HARMLESS = "refused by name", "harmless"
MOVES = "moves rows of the published table"
SILENT = "moves, and no row says so"
UNITS = {"bn": "m", "m": "bn", "k": "m"}
HEDGES = ["exact", "about", "more than", "less than", "nearly", "at least"]


def shift_month(month, by):
    return str(pd.Period(month, "M") + by) if month else month


def change_unit(rng, row):
    scale, _, base = row["unit"].partition(" ")
    if base in ("USD", "tonnes") and scale in UNITS:
        return {"unit": f"{UNITS[scale]} {base}"}
    return {"unit": f"k {row['unit']}"} if row["unit"] in ("units", "USD") else {}


def move_start(rng, row):
    return {"period_start": shift_month(row["period_start"], rng.choice([-1, 1]))}


def move_end(rng, row):
    return {"period_end": shift_month(row["period_end"], rng.choice([-1, 1]))}


def change_year(rng, row):
    by = rng.choice([-12, 12])
    ends = ("period_start", "period_end")
    return {end: shift_month(row[end], by) for end in ends}


def change_sign(rng, row):
    growth = row["growth"]
    if not growth:
        return {}
    return {"growth": growth[1:] if growth.startswith("-") else f"-{growth}"}


def exchange_digits(rng, row):
    return change_number(row, rng, lambda digits: digits[1] + digits[0] + digits[2:])


def change_digit(rng, row):
    return change_number(row, rng, lambda digits: str(9 - int(digits[0])) + digits[1:])


def move_point(rng, row):
    text = row["value"]
    if "." in text:
        return with_quote(row, rng, text, text.replace(".", ""))
    return with_quote(row, rng, text, f"{text}0") if text else {}


def change_number(row, rng, change):
    text = row["value"]
    digits = text.replace(".", "")
    if len(digits) < 2 or not digits.isdecimal():
        return {}
    changed = change(digits)
    if "." in text:
        place = text.index(".")
        changed = f"{changed[:place]}.{changed[place:]}"
    return with_quote(row, rng, text, changed)


def with_quote(row, rng, old, new):
    """Return another value, which half of them copy into the quotation as well."""
    slip = {"value": new}
    if rng.random() < 0.5:
        slip["quote"] = row["quote"].replace(old, new)
    return slip


def change_hedge(rng, row):
    return {"hedge": rng.choice(HEDGES)} if row["hedge"] else {}


def change_direction(rng, row):
    ways = {"export": "import", "import": "export"}
    return {"flow": ways[row["flow"]]} if row["flow"] in ways else {}


def exchange_countries(rng, row):
    if not row["partner"] or "+" in row["partner"]:
        return {}
    return {"reporter": row["partner"], "partner": row["reporter"]}


SLIPS = [
    change_unit,
    move_start,
    move_end,
    change_year,
    change_sign,
    exchange_digits,
    change_digit,
    move_point,
    change_hedge,
    change_direction,
    exchange_countries,
]


def list_deciding():
    """Return {figure: ids of the claims that it speaks on}, as accepted."""
    deciding = {}
    for row in published.read_published(published.ACCEPTED):
        if row["does"] == "counts":
            for figure in row["figures"].split():
                deciding.setdefault(figure, set()).add(row["claim"])
    return deciding


def judge(figures, names):
    """Return the claims of these names as judged, and the rows that are published."""
    sources = tables.read_reference("sources")
    figures = tables.add_series(figures)
    aside = find_contradictions(figures, sources)
    rows = (tables.read_pages(), tables.read_judgements())
    evidence = Evidence(figures, sources, aside, *rows)
    claims = [claim for claim in read_claims() if claim["id"] in names]
    checked = [check_claim(claim, evidence) for claim in claims]
    table = published.list_published(checked, figures.to_dict("records"))
    return checked, table


def find_outcome(true, place, slip, names, before):
    """Return what becomes of a slip in a row of the true figures."""
    figures = true.copy()
    for column, text in slip.items():
        figures.loc[place, column] = text
    schema = tables.read_schemas()[FIGURES]
    try:
        rules.check_table(f"data/{FIGURES}", figures, schema, tables.read_other)
        after = judge(figures, names)
    except InputError:
        return REFUSED
    if published.list_moves(before[1], after[1]):
        return MOVES
    return HARMLESS if before[0] == after[0] else SILENT


def try_slips(count, seed):
    """Yield (figure, kind of slip, what was changed, its outcome)."""
    rng = random.Random(f"honest {seed}")
    true = tables.read_csv(tables.DATA / FIGURES)
    deciding = {
        name: ids for name, ids in list_deciding().items() if name in set(true["id"])
    }
    judged = {}
    while count:
        name, change = rng.choice(sorted(deciding)), rng.choice(SLIPS)
        place = true.index[true["id"] == name][0]
        row = true.loc[place].to_dict()
        slip = change(rng, row)
        if not slip or all(row[column] == text for column, text in slip.items()):
            continue
        names = frozenset(deciding[name])
        if names not in judged:
            judged[names] = judge(true, names)
        outcome = find_outcome(true, place, slip, names, judged[names])
        yield name, change.__name__, slip, outcome
        count -= 1


def main(count="300", seed="any"):
    outcomes = Counter()
    for name, kind, slip, outcome in try_slips(int(count), seed):
        print(
            name, kind, re.sub(r"\s+", " ", str(slip))[:150], "|", outcome, flush=True
        )
        outcomes[outcome] += 1
    print(dict(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
