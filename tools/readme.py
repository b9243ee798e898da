"""Write the README's generated blocks; `--check` says whether they are stale.

Findings come from reports/verdicts.json, reliability from benchmarks/faults.csv and benchmarks/mutants.csv.
"""

import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ORDER = ["not reproduced", "sources disagree", "exceeds", "consistent", "reproduced", "not checkable"]


def findings(verdicts):
    """Return the findings as Markdown: the counts, then one row a claim, those against the article first."""
    counts = Counter(v["verdict"] for v in verdicts)
    head = ", ".join(f"{counts[v]} {v}" for v in ORDER if counts[v])
    rows = sorted(verdicts, key=lambda v: ORDER.index(v["verdict"]))
    lines = [f"Of {len(verdicts)} claims: {head}.", "", "| claim | printed | verdict |", "|---|---|---|"]
    for v in rows:
        page = "05_verify_trade_claims" if v["id"].startswith("A") else "06_verify_records_and_statements"
        link = f"[{v['id']}](reports/{page}.html#{v['id']})"
        lines.append(f"| {link} {v['claim']} | {v['printed']} | `{v['verdict']}` |")
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
    seen = sum(bool(r["noticed_by"]) for r in mutants)
    lines += [f"Of {len(mutants)} errors planted in the library, the tests noticed {seen}:", ""]
    lines += ["| module | planted | noticed by |", "|---|---|---|"]
    lines += [f"| `{r['file']}` | {r['mutant']} | `{r['noticed_by'] or 'nothing'}` |" for r in mutants]
    return "\n".join(lines)


def fresh(text, verdicts):
    """Return the README with its blocks written anew."""
    for name, block in (("findings", findings(verdicts)), ("reliability", reliability())):
        pattern = re.compile(rf"(<!-- {name}: begin[^>]*-->)\n.*?(<!-- {name}: end -->)", re.S)
        if len(pattern.findall(text)) != 1:
            sys.exit(f"README.md: expected one block {name!r} between its markers")
        text = pattern.sub(lambda m, block=block: f"{m[1]}\n{block}\n{m[2]}", text)
    return text


def main():
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    new = fresh(text, json.loads((ROOT / "reports" / "verdicts.json").read_text(encoding="utf-8")))
    if "--check" in sys.argv:
        sys.exit("README.md: the findings are stale; run make reports" if new != text else 0)
    if new != text:
        readme.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
