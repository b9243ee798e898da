"""Break things on purpose and count what survives: `make faults`. Writes benchmarks/faults.csv.

Usage: python tests/faults/faults.py [NAME ...]

Seeded, so that two runs try the same. Survived means: the published reports were wholly the old or wholly the
new, the next build was the same as ever, nothing was left running; or bad input was refused by name before
anything ran. Exit status 1 if anything was lost.
"""

import csv
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import fault_build as build
import fault_data as data
import fault_inputs as inputs
import fault_official as official

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "benchmarks" / "faults.csv"
FAULTS = {
    "kill -9 of the build": build.killed,
    "kill between two renames": build.half_published,
    "kill -9, reports/ elsewhere (link, bind mount, file system)": build.elsewhere,
    "Ctrl-C": build.interrupted,
    "disk full": build.disk_full,
    "read-only reports/": build.read_only,
    "a notebook that hangs, eats memory, ends its kernel, fails": build.bad_notebooks,
    "a kernel that never starts": build.bad_kernels,
    "two builds at once": build.two_at_once,
    "ulimit, umask, PYTHONOPTIMIZE, IPYTHONDIR": build.limited,
    "a file, pipe, socket, link beside the project": build.strays,
    "one byte changed under data/": data.bytes_changed,
    "SHA256SUMS with another line end": data.line_ends,
    "a file cut, removed, added, swapped": data.files_damaged,
    "malformed figures": lambda folder, count=None: inputs.malformed(folder, "figures", count=count),
    "malformed claims": lambda folder, count=None: inputs.malformed(folder, "claims", count=count),
    "malformed categories": lambda folder: inputs.malformed(folder, "categories"),
    "malformed pipeline.yml": lambda folder: inputs.malformed(folder, "pipeline"),
    "malformed official files": official.malformed,
}


def measure(wanted):
    """Try the wanted faults; return rows of fault, tried, survived, lost."""
    rows = []
    for name in wanted:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="dualuse-faults-") as folder:
            tried, survived = FAULTS[name](Path(folder) / "project")
        rows.append({"fault": name, "tried": tried, "survived": survived, "lost": tried - survived})
        print(
            f"  {name:<60} {tried:>4} {survived:>4} {tried - survived:>4}   {time.monotonic() - begun:.0f} s",
            flush=True,
        )
    return rows


def write(rows):
    """Write the table; faults that were not tried this time keep the row they had."""
    known = {}
    if RESULT.exists():
        with RESULT.open(encoding="utf-8", newline="") as file:
            known = {row["fault"]: row for row in csv.DictReader(file)}
    known |= {row["fault"]: row for row in rows}
    RESULT.parent.mkdir(exist_ok=True)
    with RESULT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["fault", "tried", "survived", "lost"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(known[name] for name in FAULTS if name in known)


def main(arguments):
    if unknown := [a for a in arguments if a not in FAULTS]:
        sys.exit(f"faults: no fault {unknown[0]!r}; expected one of: {'; '.join(FAULTS)}")
    print(f"  {'fault':<60} tried survived lost")
    rows = measure(arguments or list(FAULTS))
    write(rows)
    return 1 if any(row["lost"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
