"""Write the README's generated blocks; a test says whether they are stale.

Findings come from reports/verdicts.json, reliability from benchmarks/faults.csv and benchmarks/mutants.csv, speed
from benchmarks/build.md and benchmarks/scale.md.
"""

import pressroom.quiet  # noqa: F401

import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path

from pressroom import palette

ROOT = Path(__file__).resolve().parents[1]
ORDER = [*palette.VERDICTS]  # in the words of `dualuse.verdicts.judge`, which would load pandas


def findings(verdicts):
    """Return the findings as Markdown: the counts, then one row a claim, those against the article first."""
    counts = Counter(v["verdict"] for v in verdicts)
    head = ", ".join(f"{counts[v]} {v}" for v in ORDER if counts[v])
    rows = sorted(verdicts, key=lambda v: ORDER.index(v["verdict"]))
    lines = [f"Of {len(verdicts)} claims: {head}.", "", "| claim | printed | verdict |", "|---|---|---|"]
    for v in rows:
        link = f"[{v['id']}](reports/claims/{v['id']}.html)"
        words = f"`{v['verdict']}`" + ("" if v["counted"] else ", not counted among the findings")
        for key, when in (("strict", "to the letter"), ("without_inferred", "without inferred figures")):
            words += f"; `{v[key]}` {when}" if v[key] else ""
        lines.append(f"| {link} {v['claim']} | {v['printed']} | {words} |")
    return "\n".join(lines)


def _rows(name):
    path = ROOT / "benchmarks" / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reliability():
    """Return what `make faults` and `make mutants` found, as Markdown."""
    faults, mutants = _rows("faults.csv"), _rows("mutants.csv")
    lines = ["| fault | tried | survived | lost |", "|---|---|---|---|"]
    lines += [f"| {r['fault']} | {r['tried']} | {r['survived']} | {r['lost']} |" for r in faults]
    total = [sum(int(r[c]) for r in faults) for c in ("tried", "survived", "lost")]
    lines += [f"| together | {total[0]} | {total[1]} | {total[2]} |", ""]
    drawn = _rows("generated.csv")
    for n, row in enumerate(drawn):
        lines += [f"| {' | '.join(row)} |", "|---" * len(row) + "|"] if not n else []
        lines.append(f"| {' | '.join(row.values())} |")
    sums = [str(sum(int(r[c]) for r in drawn)) for c in (drawn[0] if drawn else ()) if c != "kind"]
    lines += [f"| together | {' | '.join(sums)} |", ""]
    seen = sum(bool(r["noticed_by"]) for r in mutants)
    lines += [f"Of {len(mutants)} errors planted in the library, the tests noticed {seen}:", ""]
    lines += ["| module | planted | noticed by |", "|---|---|---|"]
    lines += [f"| `{r['file']}` | {r['mutant']} | `{r['noticed_by'] or 'nothing'}` |" for r in mutants]
    return "\n".join(lines)


def _cells(name):
    """Yield the rows of the tables of a Markdown file in benchmarks/, as lists of cells."""
    path = ROOT / "benchmarks" / name
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line.startswith("| ") and not line.startswith("|---"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def speed():
    """Return the ratios that `make bench` and `make bench-scale` measured, as Markdown."""
    build = {row[0]: row for row in _cells("build.md") if len(row) == 4}
    ways = [(name, float(row[2])) for name, row in build.items() if name[:3] in ("(b)", "(c)", "(d)")]
    unchanged = [row[1] for name, row in build.items() if name.startswith("unchanged")]
    lines = [
        "| the whole collection by other means | time, as a multiple of `make reports FORCE=1` |",
        "|---|---|",
    ]
    lines += [f"| {name[4:]} | {times:.1f} |" for name, times in ways]
    lines += ["", *(f"An unchanged `make reports` took {seconds} s." for seconds in unchanged), ""]
    lines += [
        "| sums of official rows | rows | file | time, as a multiple of hand-written SQL | peak memory |"
    ]
    lines += ["|---|---|---|---|---|"]
    for row in _cells("scale.md"):
        if len(row[0]) >= len("10,000,000") and row[0][0].isdigit() and row[2] != "hand-written SQL (DuckDB)":
            lines.append(f"| {row[2]} | {row[0]} | {row[1]} | {row[-1]} | {row[-2]} MB |")
    return "\n".join(lines)


def fresh(text, verdicts):
    """Return the README with its blocks written anew."""
    blocks = {"findings": findings(verdicts), "reliability": reliability(), "speed": speed()}
    for name, block in blocks.items():
        pattern = re.compile(rf"(<!-- {name}: begin[^>]*-->)\n.*?(<!-- {name}: end -->)", re.S)
        if len(pattern.findall(text)) != 1:
            sys.exit(f"README.md: expected one block {name!r} between its markers")
        text = pattern.sub(lambda m, block=block: f"{m[1]}\n{block}\n{m[2]}", text)
    return text


def main():
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    new = fresh(text, json.loads((ROOT / "reports" / "verdicts.json").read_text(encoding="utf-8")))
    if new != text:
        readme.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
