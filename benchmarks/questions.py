"""Ask the desk and an oracle twenty thousand questions; write questions.csv.

    python -P benchmarks/questions.py

The questions are those of tests/desk/test_thousand_questions.py, drawn by the release's
version. It takes some three minutes of a processor.
"""

import csv
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "desk")]

import test_thousand_questions as questions  # noqa: E402

from dualuse.base import tables  # noqa: E402

RESULT = ROOT / "benchmarks" / "questions.csv"
DIFFER, EXCLUDE = "differ from the oracle", "exclude each other"
WRONG = {"differ": DIFFER, "distance": DIFFER}


def count_failures(failures):
    """Return how many answers of each kind of question were wrong, and in which way."""
    counts = Counter()
    for what, question, *_ in failures:
        counts[question.kind, WRONG.get(what, EXCLUDE)] += 1
    return counts


def main():
    # Nobody writes to data/ meanwhile.
    tables.verify_data = cache(tables.verify_data)
    seed = questions.read_seed()
    each = 50
    counts, failures = questions.ask_many(questions.MANY // each, each, 3, seed)
    questions.report(counts, failures, seed)
    wrong = count_failures(failures)
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout
    head = ["kind", "asked", *questions.WORDS, DIFFER, EXCLUDE, "seed", "commit"]
    with RESULT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        for kind in ("level", "growth", "ratio"):
            words = [counts[kind, word] for word in questions.WORDS]
            row = [kind, sum(words), *words, wrong[kind, DIFFER], wrong[kind, EXCLUDE]]
            writer.writerow([*row, seed, commit.strip()])


if __name__ == "__main__":
    main()
