"""Accept the verdicts as they are now: writes expected_verdicts.csv, with the reason for each that changed.

Usage: make accept REASON="why the verdicts moved"
"""

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "lib"))
EXPECTED = ROOT / "tests" / "findings" / "expected_verdicts.csv"


def expected():
    """Return {claim id: {"claim", "verdict", "accepted"}} as a person last accepted it."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return {row["claim"]: row for row in csv.DictReader(file)}


def current():
    """Return {claim id: verdict} from the data as it is, with the default readings."""
    from dualuse.data import load
    from dualuse.official import totals
    from dualuse.verdicts import claims

    book = claims.Book(load.figures(), load.statements(), totals.in_hand(), load.labels())
    return {claim["id"]: claims.check(claim, book).verdict for claim in load.claims()}


def main(reason):
    if len(reason.split()) < 3:
        sys.exit('accept: found no reason; expected REASON="why the verdicts moved", in some words')
    old, new = expected(), current()
    rows = [
        old[claim]
        if claim in old and old[claim]["verdict"] == verdict
        else {"claim": claim, "verdict": verdict, "accepted": reason}
        for claim, verdict in new.items()
    ]
    with EXPECTED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["claim", "verdict", "accepted"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    moved = [row["claim"] for row in rows if old.get(row["claim"]) != row]
    print(f"accepted: {', '.join(moved) or 'nothing had moved'}")


if __name__ == "__main__":
    from pressroom.engine.arguments import typed

    main(typed(sys.argv[1:]).get("REASON", ""))
