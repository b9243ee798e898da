"""How long a first answer takes, beside `import pandas` in the same run: medians of five, each a fresh Python.

Usage: python benchmarks/desk.py    (writes benchmarks/desk.md)
"""

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

from dualuse.desk import kept
from pressroom import files, project

ROUNDS = 5
SERIES = 'desk.Series("CHN-RUS-export-all-GACC")'
# What is timed, the code, whether what was kept on disk is thrown away before, and how long it may take: times pandas.
FRESH = (
    ("import pandas", "import pandas", False, None),
    ("import dualuse.desk", "import dualuse.desk", False, 1.25),
    ('first check("A1"), warm', 'from dualuse import desk; desk.check("A1")', False, 2.0),
    ('first check("A1"), nothing kept', 'from dualuse import desk; desk.check("A1")', True, 3.0),
    (
        "first table of figures",
        'from dualuse import desk; desk.figures(product="drones")._repr_html_()',
        False,
        1.5,
    ),
)
# In one Python, after a first answer: what is timed, the code, and how many milliseconds it may take.
AGAIN = (
    ('second check("A1")', 'desk.check("A1")', 20),
    ("Series(...).range(...)", f'{SERIES}.range("2022Q3")', 50),
)
TIMED = "import time; from dualuse import desk; {0}; at = time.perf_counter(); {0}; print(time.perf_counter() - at)"
HEAD = """# First answers

Written by `benchmarks/desk.py`. Medians of {rounds} in one run, each in a fresh Python; the ratios hold on other
machines, the seconds do not. *Warm*: ranges and official totals were kept on disk by an earlier call, for the same data
and code.

"""


def fresh(code, forget):
    """Return the seconds that a fresh Python takes for a line of code."""
    if forget:
        shutil.rmtree(kept.FOLDER, ignore_errors=True)
    at = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=project.ROOT)
    return time.perf_counter() - at


def again(code):
    """Return the seconds that a line of code takes the second time in one Python."""
    script = TIMED.format(code)
    return float(
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    )


def measured():
    """Return {what: [seconds]}, the rounds interleaved so that a busy minute falls on all alike."""
    taken = {what: [] for what, *_ in (*FRESH, *AGAIN)}
    fresh(FRESH[2][1], False)  # so that something is kept
    for _ in range(ROUNDS):
        for what, code, forget, _ in FRESH:
            taken[what].append(fresh(code, forget))
        for what, code, _ in AGAIN:
            taken[what].append(again(code))
    return {what: statistics.median(seconds) for what, seconds in taken.items()}


def table(taken):
    """Return the measurements as Markdown, with the aim beside each and whether it was met."""
    unit = taken[FRESH[0][0]]
    lines = ["| what | time | aim | met |", "|---|---|---|---|"]
    for what, _, _, most in FRESH:
        times = taken[what] / unit
        aim = "the unit" if most is None else f"{most:g} × or less"
        lines.append(
            f"| `{what}` | {taken[what]:.2f} s, {times:.2f} × | {aim} | {_met(most is None or times <= most)} |"
        )
    for what, _, most in AGAIN:
        spent = taken[what] * 1000
        lines.append(f"| `{what}` | {spent:.1f} ms | {most} ms or less | {_met(spent <= most)} |")
    return "\n".join(lines) + "\n"


def _met(good):
    return "yes" if good else "no"


if __name__ == "__main__":
    text = HEAD.format(rounds=ROUNDS) + table(measured())
    files.write(project.ROOT / "benchmarks" / "desk.md", text)
    print(text)
