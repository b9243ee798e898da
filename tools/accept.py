"""Accept verdicts that moved, each with the reason why.

    python tools/accept.py          # what moved; fails if anything did
    python tools/accept.py "..."    # writes the new words with the reason

The test of accepted verdicts fails until every verdict in expected_verdicts.csv is the
one that the evidence gives. data/CHANGES.md tells readers what moved.
"""

import sys
from functools import cache

import pandas as pd

from dualuse.answer.findings import Claim, Part, check_claim
from dualuse.base import categories, tables
from dualuse.base.claims import read_claims
from dualuse.builds.lock import take_turn
from dualuse.engine import official
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.evidence import Evidence

EXPECTED = tables.ROOT / "tests" / "answer" / "expected_verdicts.csv"
KEY = ["claim", "part"]
JUDGED = ["verdict", "direction", "sources", "condition", "words"]


def read_evidence(
    figures: pd.DataFrame | None = None, set_aside: pd.DataFrame | None = None
) -> Evidence:
    """Return the committed evidence, with these figures or with all."""
    figures = tables.read_figures() if figures is None else figures
    sources = tables.read_reference("sources")
    if set_aside is None:
        set_aside = find_contradictions(figures, sources)
    return Evidence(
        figures,
        sources,
        set_aside,
        tables.read_pages(),
        tables.read_judgements(),
        read_official(),
    )


@cache
def read_official() -> pd.DataFrame | None:
    """Return the totals of the official rows that are committed; a story may have none."""
    has_codes = (tables.DATA / "reference" / "categories.csv").is_file()
    if not has_codes or categories.read_categories().empty:
        return None
    if not (tables.DATA / "official").is_dir():
        return None
    database = official.connect()
    official.read_rows(database)
    if official.run_sql(database, "there").empty:  # no row is committed
        return None
    return official.add_up_lines(database)


def judge_claims(
    figures: pd.DataFrame | None = None, set_aside: pd.DataFrame | None = None
) -> list[Claim]:
    """Return what `check_claim` says of every claim, on these figures or on all."""
    evidence = read_evidence(figures, set_aside)
    return [check_claim(claim, evidence) for claim in read_claims()]


def list_verdicts(checked: list[Claim]) -> pd.DataFrame:
    """Return one row a claim, and one a part where there are several."""
    rows = []
    for claim in checked:
        judged: list[tuple[str, Claim | Part]] = [("", claim)]
        if len(claim["parts"]) > 1:
            judged += [(part["id"], part) for part in claim["parts"]]
        for part, found in judged:
            row = {"claim": claim["id"], "part": part}
            row |= {"verdict": found["verdict"], "direction": found["direction"]}
            condition = "; ".join(found["conditions"])
            row |= {"sources": str(found["sources"]), "condition": condition}
            row["words"] = found["text"]  # all that a reader is told of it
            rows.append(row)
    return pd.DataFrame(rows)


def read_accepted() -> pd.DataFrame:
    """Return tests/answer/expected_verdicts.csv, all text.

    A column that an older list lacks is empty: each verdict is then to be accepted anew.
    """
    accepted = pd.read_csv(EXPECTED, dtype=str, keep_default_na=False)
    return accepted.reindex(columns=[*KEY, *JUDGED, "reason"], fill_value="")


def find_moved(verdicts: pd.DataFrame, accepted: pd.DataFrame) -> pd.DataFrame:
    """Return the verdicts that differ from the accepted ones, or are in one only."""
    joined = verdicts.merge(accepted, on=[*KEY, *JUDGED], how="outer", indicator="side")
    return joined[joined["side"] != "both"].sort_values(KEY)


def accept(verdicts: pd.DataFrame, accepted: pd.DataFrame, why: str) -> None:
    """Write the new verdicts; those that moved get the reason."""
    reasons = verdicts.merge(accepted, on=[*KEY, *JUDGED], how="left")
    reasons["reason"] = reasons["reason"].fillna(why)
    tables.write_text(EXPECTED, reasons.to_csv(index=False, lineterminator="\n"))


def main(why: str = "") -> int:
    """Show what moved, or accept it."""
    with take_turn():
        return show_or_accept(why)


def show_or_accept(why: str) -> int:
    """Show what moved, and accept it if there is a reason; 1 if something is open."""
    verdicts, accepted = list_verdicts(judge_claims()), read_accepted()
    moved = find_moved(verdicts, accepted)
    for row in moved.itertuples():
        place = "now" if row.side == "left_only" else "accepted"
        name = row.part or row.claim
        print(f"{name}: {place} {row.words} ({row.sources} sources)")
    if moved.empty or not why:
        return int(len(moved) > 0)
    accept(verdicts, accepted, why)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
