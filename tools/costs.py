"""Write what each notebook cost when it last ran, by papermill: benchmarks/notebooks.csv.

    python tools/costs.py      after make reports FORCE=1, on a machine that does little else

Seconds by the clock, and the share of all: two notebooks run at a time.
"""

import csv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = ROOT / "build" / "seconds"
TABLE = ROOT / "benchmarks" / "notebooks.csv"


def main() -> None:
    seconds = {path.stem: float(path.read_text()) for path in SECONDS.glob("*.txt")}
    total = sum(seconds.values())
    dearest = sorted(seconds, key=lambda name: -seconds[name])
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["notebook", "seconds", "share in per cent"])
        for name in dearest:
            share = 100 * seconds[name] / total
            rows.writerow([name, f"{seconds[name]:.1f}", f"{share:.0f}"])


if __name__ == "__main__":
    main()
