"""How time and memory grow with figures, claims and outlets: growth.md.

    python benchmarks/growth.py

Synthetic figures of Chinese customs, ten months on each series; a claim on each
series. Each size runs in a process of its own.
"""

import resource
import subprocess
import sys
import time
from itertools import pairwise

import pandas as pd

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.engine import contradictions
from dualuse.engine.evidence import Evidence
from dualuse.engine.judging import judge_claim

RESULT = tables.ROOT / "benchmarks" / "growth.md"
SIZES = [1_250, 2_500, 5_000]  # figures
MONTHS = 10  # of a series
CONTRADICTORY = 2_000
HEAD = """# How it grows

Written by `benchmarks/growth.py` at {commit}: processor seconds, megabytes at most, one
run.
Synthetic figures, ten on a series; a tenth as many claims, a 25th as many outlets.

| figures | claims | outlets | contradictions sought | claims judged | one outlet left out | MB |
|---:|---:|---:|---:|---:|---:|---:|
"""


def make_figures(number: int) -> pd.DataFrame:
    """Return so many figures, one a month on each series."""
    rows = []
    for place in range(number):
        series, month = divmod(place, MONTHS)
        row = {
            "id": f"G{place}",
            "role": "evidence",
            "reporter": "CHN",
            "partner": "RUS",
            "flow": "export",
            "product": f"goods-{series}",
            "source": "GACC",
            "period_start": f"2023-{month + 1:02d}",
            "period_end": f"2023-{month + 1:02d}",
            "value": str(100 + month),
            "unit": "m USD",
            "hedge": "exact",
            "page": f"page {place}",
            "outlet": f"outlet-{place % (number // 25)}",
        }
        rows.append(row)
    return complete(pd.DataFrame(rows))


def make_contradictory(number: int) -> pd.DataFrame:
    """Return so many figures that print another number each for one month."""
    figures = make_figures(number)
    figures["value"] = [str(100 + 10 * place) for place in range(number)]
    month = {"period_start": "2023-01", "period_end": "2023-01", "product": "all"}
    return complete(figures.assign(**month))


def complete(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures with all columns of the table, and their series."""
    columns = tables.read_table("published/figures.csv").columns
    figures = figures.reindex(columns=columns, fill_value="").astype(str)
    return tables.add_series(figures)


def make_claims(figures: pd.DataFrame) -> list[dict]:
    """Return a claim on the year so far of every series."""
    claims = []
    for place, name in enumerate(figures["series"].unique()):
        test = {"kind": "level", "value": "930", "unit": "m USD", "hedge": "more than"}
        evidence = [{"source": "GACC", "series": name}]
        quantity = {"exporter": "CHN", "product": f"goods-{place}"}
        claim = {"id": f"Z{place}", "claim": "They sold more.", "tests": [test]}
        claim["quantity"] = quantity
        claim |= {"periods": [["2023-01", "2023-10"]], "evidence": evidence}
        claims.append(claim)
    return claims


def measure(number: int) -> str:
    """Return a row of the table."""
    figures, sources = make_figures(number), tables.read_reference("sources")
    outlets = figures["outlet"].nunique()
    claims = make_claims(figures)
    times = [time.process_time()]
    wrong = contradictions.find_contradictions(figures, sources)
    assert wrong.empty
    times.append(time.process_time())
    evidence = Evidence(figures, sources, wrong)
    words = {judge_claim(claim, evidence).word for claim in claims}
    assert words == {"confirmed"}
    times.append(time.process_time())
    less = evidence.leave_out(["outlet-0"])
    moved = [judge_claim(claim, less).word != "confirmed" for claim in claims]
    assert any(moved)
    times.append(time.process_time())
    spent = [f"{after - before:.1f}" for before, after in pairwise(times)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    cells = [f"{number:,}", f"{len(claims):,}", str(outlets), *spent, str(memory)]
    return f"| {' | '.join(cells)} |\n"


def measure_contradictory() -> str:
    """Return what so many figures that exclude each other come to, in a sentence."""
    figures = make_contradictory(CONTRADICTORY)
    start = time.process_time()
    try:
        contradictions.find_contradictions(figures, tables.read_reference("sources"))
    except InputError as error:
        seconds = time.process_time() - start
        who = f"{CONTRADICTORY:,} figures that exclude each other, on one month"
        return f"{who}: refused after {seconds:.1f} s, “{error}”.\n"
    raise AssertionError("figures that exclude each other went through")


def name_commit() -> str:
    """Return the commit that is measured."""
    git = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(git, cwd=tables.ROOT, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    text = HEAD.format(commit=name_commit())
    for size in [*SIZES, 0]:
        command = [sys.executable, "-P", __file__, str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        text += done.stdout if size else f"\n{done.stdout}"
    RESULT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    if sys.argv[1:] == ["0"]:
        print(measure_contradictory(), end="")
    elif sys.argv[1:]:
        print(measure(int(sys.argv[1])), end="")
    else:
        main()
