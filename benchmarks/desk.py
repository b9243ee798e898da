"""How long a first answer takes, beside `import pandas` in the same run: medians of five, each a fresh Python.

Beside the time on the wall stands the processor's, which a busy machine does not stretch; each must meet the aim.
All of it twice: where Python has kept what it compiled, as at every start but the first, and where it has not.

Usage: python benchmarks/desk.py [ROUNDS]    (writes benchmarks/desk.md)
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
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
# In a Python that has read what it needs: what is timed, what comes before, the code, how many milliseconds at most.
READ = "from dualuse.data import load; figures = load.figures(); from dualuse.ranges import bounds; import highspy"
BOOK = f"{READ}; from dualuse.desk import kept; from dualuse.doubts import sensitivity; " + (
    "from dualuse.verdicts import claims; listed, statements, labels = kept.claimed(); "
    "book = claims.Book(figures, statements, kept.official(), labels)"
)
AGAIN = (
    ('second `check("A1")`', 'from dualuse import desk; desk.check("A1")', 'desk.check("A1")', 20),
    (
        "`Series(...).range(...)`",
        f'from dualuse import desk; {SERIES}.range("2022Q3")',
        f'{SERIES}.range("2022Q3")',
        50,
    ),
    ("all bounds of all series, from nothing", READ, "bounds.table(bounds.Model(figures))", 1000),
    ("every reading of every claim, from nothing", BOOK, "sensitivity.grid(listed, book)", 2000),
)
TIMED = """import time; {0}
at, used = time.perf_counter(), time.process_time(); {1}
print(time.perf_counter() - at, time.process_time() - used)"""
HEAD = """# First answers

Written by `benchmarks/desk.py`. Medians of {rounds} in one run, each in a fresh Python; the ratios hold on other
machines, the seconds do not. Beside each time stands the processor's, which a busy machine stretches less; all
bounds are solved on every core, so that they take more of the processor than on the wall.
*Warm*: ranges and official totals were kept on disk by an earlier call, for the same data
and code.

"""
# How Python starts: what the table says, and whether the bytecode that it made of the sources is kept.
STARTS = {
    "Where Python has kept what it compiled: every start but the first": True,
    "Where it has not: the first start, and every one where it is forbidden to": False,
}


def environment(folder, keeps):
    """Return the environment of a Python that keeps what it compiles in a folder, or finds and keeps nothing."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return env | {"PYTHONPYCACHEPREFIX": str(folder)} | ({} if keeps else {"PYTHONDONTWRITEBYTECODE": "1"})


def fresh(env, code, forget):
    """Return the (wall, processor) seconds that a fresh Python takes for a line of code."""
    if forget:
        shutil.rmtree(kept.FOLDER, ignore_errors=True)
    before, at = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=project.ROOT, env=env)
    wall, after = time.perf_counter() - at, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def again(env, before, code):
    """Return the (wall, processor) seconds that a line of code takes after another in one Python."""
    command = [sys.executable, "-c", TIMED.format(before, code)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=env)
    return tuple(map(float, done.stdout.split()))


def measured(env, later, rounds=ROUNDS):
    """Return {what: (wall, processor) seconds}, the rounds interleaved so that a busy minute falls on all alike."""
    taken = {what: [] for what, *_ in (*FRESH, *later)}
    fresh(env, FRESH[3][1], True)  # so that something is kept, and all is compiled that may be
    for _ in range(rounds):
        for what, code, forget, _ in FRESH:
            taken[what].append(fresh(env, code, forget))
        for what, before, code, _ in later:
            taken[what].append(again(env, before, code))
    return {what: tuple(map(statistics.median, zip(*times, strict=True))) for what, times in taken.items()}


def table(taken):
    """Return the measurements as Markdown, with the aim beside each and whether it was met."""
    unit = taken[FRESH[0][0]]
    lines = ["| what | on the wall | processor | aim | met |", "|---|---:|---:|---|---|"]
    for what, _, _, most in FRESH:
        times = [spent / one for spent, one in zip(taken[what], unit, strict=True)]
        shown = " | ".join(f"{s:.2f} s, {t:.2f} ×" for s, t in zip(taken[what], times, strict=True))
        aim = "the unit" if most is None else f"{most:g} × or less"
        lines.append(f"| `{what}` | {shown} | {aim} | {_met(most is None or max(times) <= most)} |")
    for what, *_, most in (a for a in AGAIN if a[0] in taken):
        spent = [1000 * seconds for seconds in taken[what]]
        shown = " | ".join(f"{s:.1f} ms" for s in spent)
        lines.append(f"| {what} | {shown} | {most} ms or less | {_met(spent[0] <= most)} |")
    return "\n".join(lines) + "\n"


def _met(good):
    return "yes" if good else "**no**"


def main(rounds):
    text = HEAD.format(rounds=rounds)
    for name, keeps in STARTS.items():
        with tempfile.TemporaryDirectory() as folder:
            later = AGAIN if keeps else ()  # what comes later in one Python is the same in both
            text += f"## {name}\n\n{table(measured(environment(folder, keeps), later, rounds))}\n"
    files.write(project.ROOT / "benchmarks" / "desk.md", text.rstrip("\n") + "\n")
    print(text)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
