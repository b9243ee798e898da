"""Accept what is published as the build wrote it, with the reason why it moved.

    python tools/accept.py          # the rows that moved; fails if any did
    python tools/accept.py "..."    # takes the table, and writes the reason down

data/accepted.csv becomes reports/published.csv; data/CHANGES.md begins with an entry: the
reason, and each row that moved. Until then `make test` and `make verify` fail.
"""

import datetime
import re
import shutil
import sys
from pathlib import Path

from dualuse.base import tables
from dualuse.builds import published
from dualuse.builds.lock import take_turn

# -P leaves out this folder
sys.path.append(str(Path(__file__).parent))
import describe_data

CHANGES = tables.DATA / "CHANGES.md"
TITLE = "# What changed in the data, and why\n"


def add_entry(changes: str, title: str, lines: list[str]) -> str:
    """Return CHANGES.md with an entry before all others.

    >>> add_entry("# Changes\\n\\n## 2023-07-26: first\\n", "2023-07-27: why", ["A1: new"])
    '# Changes\\n\\n## 2023-07-27: why\\n\\n- A1: new\\n\\n## 2023-07-26: first\\n'
    """
    entry = "\n".join([f"## {title}", "", *(f"- {line}" for line in lines)]) + "\n"
    head, heading, rest = re.split(r"(?m)^(## |\Z)", changes, maxsplit=1)
    return f"{head.rstrip()}\n\n{entry}" + (f"\n{heading}{rest}" if rest else "")


def list_verdicts(before: list[published.Row], now: list[published.Row]) -> list[str]:
    """Return the claims whose verdict is another word, as `pages.read_changes` reads it."""
    words = {row["claim"]: first_word(row) for row in before if is_verdict(row)}
    lines = []
    for row in filter(is_verdict, now):
        was, becomes = words.get(row["claim"], ""), first_word(row)
        if was not in ("", becomes):
            lines.append(f"{row['claim']}, from {was} to {becomes}")
    return lines


def is_verdict(row: published.Row) -> bool:
    """Say whether a row is the verdict on a whole claim."""
    return not (row["of_part"] or row["piece"])


def first_word(row: published.Row) -> str:
    """Return a verdict without what stands beside it."""
    return re.split(r" \(|,", row["verdict"])[0]


def main(why: str = "") -> int:
    """Show what moved, and accept it if there is a reason; 1 if something is open."""
    with take_turn():
        before = published.read_published(published.ACCEPTED)
        now = published.read_published(published.PUBLISHED)
        lines = published.list_moves(before, now)
        if not (lines and why):
            for line in lines:
                print(line)
            return int(bool(lines))
        why = " ".join(why.split())
        verdicts = [f"{line}: {why}" for line in list_verdicts(before, now)]
        moved = [*verdicts, *lines] if before else []  # all of the first table is new
        changes = tables.read_text(CHANGES) if CHANGES.is_file() else TITLE
        title = f"{datetime.date.today()}: {why}"
        tables.write_text(CHANGES, add_entry(changes, title, moved))
        shutil.copyfile(published.PUBLISHED, published.ACCEPTED)
        describe_data.describe()
        return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
