"""Accept the verdicts, and the evidence behind them, as they are now.

Writes tests/findings/expected_verdicts.csv, with the reason for each claim or part that changed.

Usage: make accept REASON="why the verdicts moved"
"""

import pressroom.quiet  # noqa: F401

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "lib"))
EXPECTED = ROOT / "tests" / "findings" / "expected_verdicts.csv"
COLUMNS = ["claim", "verdict", "evidence", "accepted"]


def expected():
    """Return {claim or part: row} as a person last accepted it."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return {row["claim"]: row for row in csv.DictReader(file)}


def said(item):
    """Return one piece of evidence in a line: who, on what, from where to where, by which figures."""
    if item["kind"] == "page":
        return f"{item['id']} {item['relation']}" + ("" if item["fits"] else " (no vote)")
    low, high = ("open" if end is None else f"{end:.6g}" for end in (item["low"], item["high"]))
    period = "/".join(item["period"]) + (f" on {item['base']}" if item["base"] else "")
    vote = "" if item["fits"] else " (no vote)"
    figures = f" [{' '.join(item['figures'])}]"
    return f"{item['source']}: {low} to {high} {item['unit']}, {period}{figures}{vote}"


def rows_of(verdict):
    """Return what is held of a claim and of each of its parts."""
    held = [verdict, *verdict["parts"]] if verdict["parts"] else [verdict]
    return {
        one["id"]: {
            "claim": one["id"],
            "verdict": one["verdict"],
            "evidence": "; ".join(
                said(i) for i in one["evidence"] if one is not verdict or not verdict["parts"]
            ),
        }
        for one in held
    }


def current():
    """Return {claim or part: row without a reason} from the data as it is, with the default readings."""
    from dualuse.data import load
    from dualuse.official import totals
    from dualuse.verdicts import claims

    book = claims.Book(load.figures(), load.statements(), totals.in_hand(), load.labels())
    found = [rows_of(claims.check(claim, book).json()) for claim in load.claims()]
    return {key: row for rows in found for key, row in rows.items()}


def main(reason):
    if len(reason.split()) < 3:
        sys.exit('accept: found no reason; expected REASON="why the verdicts moved", in some words')
    old, new = expected(), current()
    rows = []
    for claim, row in new.items():
        same = claim in old and all(old[claim].get(key) == row[key] for key in row)
        rows.append(old[claim] if same else row | {"accepted": reason})
    with EXPECTED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    moved = [row["claim"] for row in rows if old.get(row["claim"]) != row]
    print(f"accepted: {', '.join(moved) or 'nothing had moved'}")


if __name__ == "__main__":
    from pressroom.engine.arguments import typed

    main(typed(sys.argv[1:]).get("REASON", ""))
