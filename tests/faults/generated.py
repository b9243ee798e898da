"""Try what `drawn` and `drawn_files` draw, kind by kind, and count what becomes of it: benchmarks/generated.csv."""

import csv
import sys
import tempfile
from collections import Counter
from pathlib import Path

import drawn
import drawn_files
from hypothesis import HealthCheck, Phase, given, settings

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "benchmarks" / "generated.csv"
BAD = (drawn.TRACEBACK, drawn.SILENT)
OUTCOMES = (drawn.REFUSED, drawn.ASIDE, drawn.SAME, *BAD)
FIGURES = "published/figures.csv"
KINDS = {  # name: (what is drawn, how it is judged, how many)
    "wrong cells of a figure": (drawn.bad_rows((FIGURES,)), drawn.judge_table, 300),
    "wrong cells of another table": (drawn.bad_rows(drawn.TABLES), drawn.judge_table, 200),
    "a table as a whole": (drawn.bad_tables((FIGURES, *drawn.TABLES)), drawn.judge_table, 150),
    "a claim": (drawn.bad_claims(), drawn.judge_claim, 350),
    "an official file": (drawn_files.bad_official(), drawn_files.judge_official, 300),
    "a reply of UN Comtrade": (drawn_files.bad_replies(), drawn_files.judge_reply, 250),
    "what a build remembers": (drawn_files.bad_memories(), drawn_files.judge_memory, 100),
    "what is typed at make": (drawn_files.TYPED, drawn_files.judge_typed, 60),
}


def tried(kind, most=None):
    """Return how often each outcome came; the same cases every time."""
    strategy, judge, count = KINDS[kind]
    outcomes = Counter()
    with tempfile.TemporaryDirectory(prefix="dualuse-drawn-") as folder:

        @settings(
            max_examples=min(most or count, count),
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def one(case):
            outcome = judge(case, folder)
            outcomes[outcome] += 1
            if outcome in BAD:
                print(f"  {kind}: {outcome}: {str(case)[:1200]}", file=sys.stderr, flush=True)

        one()
    return outcomes


def main():
    """Try all kinds, write the table; exit status 1 if anything moved in silence or ended in a traceback."""
    rows = []
    for kind in KINDS:
        outcomes = tried(kind)
        rows.append({"kind": kind, "tried": outcomes.total()} | {o: outcomes[o] for o in OUTCOMES})
        print("  " + ", ".join(f"{k}: {v}" for k, v in rows[-1].items()), flush=True)
    with RESULT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["kind", "tried", *OUTCOMES], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return any(row[outcome] for row in rows for outcome in BAD)


if __name__ == "__main__":
    sys.exit(main())
