"""Plant ten errors in the heart of the library, one at a time: each must make the tests fail (`make mutants`).

Works on a copy of the sources in a temporary folder; writes benchmarks/mutants.csv. Exit status 1 if one survives.
"""

import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "mutants.csv"
SEED, COUNT = (
    16,
    10,
)  # a choice that leaves out no module and no kind: wrong unit, flipped operator, dropped bound
LIMIT = 300  # seconds for the tests of one mutant; an endless loop is noticed too
COPIED = (
    "lib",
    "tests",
    "data",
    "notebooks",
    "tools",
    "pyproject.toml",
    "README.md",
    "requirements.lock",
    "story.yml",
)
PRINTED = ("tests/data/test_printed.py",)
BOUNDS = (
    "tests/ranges/test_bounds.py",
    "tests/second_path/test_second_ranges.py",
    "tests/second_path/test_second_verdicts.py",
)
JUDGE = (
    "tests/verdicts/test_judge.py",
    "tests/verdicts/test_claims.py",
    "tests/second_path/test_second_verdicts.py",
)
# (what was done, file of lib/dualuse/, text, what stands there instead, tests that must notice)
MUTANTS = (
    (
        "unit wrong: k is ten thousand",
        "data/printed.py",
        '"k": 10**3',
        '"k": 10**4',
        PRINTED,
    ),
    (
        "exact: a whole unit either way",
        "data/printed.py",
        "size - last / 2, size + last / 2",
        "size - last, size + last",
        PRINTED,
    ),
    (
        "operator flipped: about",
        "data/printed.py",
        "size + reach, True, True",
        "size - reach, True, True",
        PRINTED,
    ),
    ("bound dropped: nothing counted", "data/printed.py", "high = Decimal(0)  #", "pass  #", PRINTED),
    ("quotient upside down", "data/printed.py", "low = a.left / b.right", "low = a.left / b.left", PRINTED),
    ("one digit reaches a fifth", "data/printed.py", 'Decimal("0.1")', 'Decimal("0.2")', PRINTED),
    (
        "totals move as far as months",
        "ranges/programme.py",
        "_tied(later, first, TOTAL.get(part, OTHER))",
        "_tied(later, first, OTHER)",
        BOUNDS,
    ),
    (
        "a rate is on the first print of its base",
        "ranges/programme.py",
        "VINTAGES[not p.unrevised]",
        "VINTAGES[0]",
        BOUNDS,
    ),
    (
        "sign of the allowance flipped",
        "ranges/programme.py",
        "_times(bottom, -low), False",
        "_times(bottom, low), False",
        BOUNDS,
    ),
    (
        "a later print is a first print",
        "ranges/programme.py",
        "{self.y[p.id]: 1.0} if p.later else here",
        "here",
        BOUNDS,
    ),
    (
        "a record is forgotten",
        "ranges/constraints.py",
        'if kind == "highest":',
        "if False:",
        BOUNDS,
    ),
    ("least of growth is its greatest", "ranges/bounds.py", "100 * (r - 1)", "100 * (r + 1)", BOUNDS),
    ("a month too many", "ranges/bounds.py", "before + end - start", "before + end - start + 1", BOUNDS),
    ("base year is the year after", "ranges/constraints.py", "else start - 12", "else start + 12", BOUNDS),
    (
        "a monthly average counts once",
        "ranges/constraints.py",
        "_times(level, end - start + 1)",
        "_times(level, 1)",
        BOUNDS,
    ),
    (
        "inside: ends do not belong",
        "verdicts/judge.py",
        "inner.open_left) >= (outer.left",
        "inner.open_left) <= (outer.left",
        JUDGE,
    ),
    (
        "exceeds in the wrong direction",
        "verdicts/judge.py",
        '("=", "more", True), ("=", "less", False)',
        '("=", "more", False), ("=", "less", True)',
        JUDGE,
    ),
    (
        "cannot refute: sides exchanged",
        "verdicts/judge.py",
        '(sense == ">" and open_above)',
        '(sense == "<" and open_above)',
        JUDGE,
    ),
    ("distance upside down", "verdicts/judge.py", "far / near if near > 0", "near / far if near > 0", JUDGE),
    (
        "what cannot check has a vote",
        "verdicts/judge.py",
        "vote[1] != NOT_CHECKABLE",
        "vote[1] != CONSISTENT",
        JUDGE,
    ),
    (
        "containing totals refute",
        "verdicts/judge.py",
        "(open_below and only_contained)",
        "(open_below and False)",
        JUDGE,
    ),
    (
        "the narrowest period is judged",
        "verdicts/trade.py",
        "if verdict != judge.NOT_CHECKABLE:\n            break",
        "if False:\n            break",
        JUDGE,
    ),
    ("sources without a vote vote", "verdicts/trade.py", 'if spec.get("fits", True):', "if True:", JUDGE),
)


def chosen(seed=SEED, count=COUNT):
    """Return a seeded choice, sorted by module."""
    return sorted(random.Random(seed).sample(MUTANTS, count), key=lambda mutant: mutant[1])


def noticed(folder, mutant):
    """Return the first test that fails on a mutant, "" if none does, and how long that took."""
    _, file, text, instead, tests = mutant
    path = folder / "lib" / "dualuse" / file
    before = path.read_text(encoding="utf-8")
    if before.count(text) < 1 or text == instead:
        sys.exit(f"mutants: {file} no longer holds {text!r}; say in tools/mutants.py what to plant instead")
    path.write_text(before.replace(text, instead, 1), encoding="utf-8")
    try:
        return tested(folder, tests)
    finally:
        path.write_text(before, encoding="utf-8")


def tested(folder, tests):
    """Run tests; return the first that fails, "" if all pass, and how long that took."""
    env = {**os.environ, "PYTHONPATH": str(folder / "lib"), "PRESSROOM_ROOT": str(folder)}
    options = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not slow"]
    begun = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *tests],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=LIMIT,
        )
    except subprocess.TimeoutExpired:
        return "the tests did not end", LIMIT
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if done.returncode not in (0, 1) or bool(failed) != bool(done.returncode):
        sys.exit(f"mutants: pytest ended with {done.returncode}: {(done.stdout + done.stderr)[-800:]}")
    first = failed[0].split(" ")[1].split("::")[-1].split("[")[0] if failed else ""
    return first, time.monotonic() - begun


def main():
    everything = "--all" in sys.argv
    rows = []
    with tempfile.TemporaryDirectory(prefix="dualuse-mutants-") as made:
        folder = Path(made)
        for name in COPIED:
            source, target = ROOT / name, folder / name
            ignored = shutil.ignore_patterns("__pycache__", "processed", "fetched")
            _ = (
                shutil.copytree(source, target, ignore=ignored)
                if source.is_dir()
                else shutil.copyfile(source, target)
            )
        planted = MUTANTS if everything else chosen()
        for tests in dict.fromkeys(tuple(mutant[4]) for mutant in planted):
            if failing := tested(folder, tests)[0]:
                sys.exit(f"mutants: {failing} fails before anything is planted")
        for mutant in planted:
            test, took = noticed(folder, mutant)
            print(f"  {mutant[1]:<16} {mutant[0]:<36} {test or 'SURVIVES'}   {took:.0f} s", flush=True)
            rows.append({"file": mutant[1], "mutant": mutant[0], "noticed_by": test})
    if not everything:
        RESULT.parent.mkdir(exist_ok=True)
        with RESULT.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["file", "mutant", "noticed_by"], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return 1 if any(not row["noticed_by"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
