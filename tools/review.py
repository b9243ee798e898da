"""Print what a change does, for the person who reviews it: `make review BASE=main`.

One printable line for each claim that moves, for each that CHANGES.md does not name, for each pair
of evidence and claim that nobody has decided; last, how the weight of the library moves.
The lines themselves: `git diff --word-diff main`.
"""

import sys
from pathlib import Path

from dualuse.base import tables
from dualuse.base.errors import InputError, shorten
from dualuse.base.pairs import name_open, read_pairs
from dualuse.builds import moves

# -P leaves out this folder
sys.path.append(str(Path(__file__).parent))
import weight


def weigh(base: str) -> str:
    """Return how the weight of the library moves since a commit."""
    was = now = 0
    listed = moves.run_git("ls-tree", "-r", "--name-only", base, "--", "lib/dualuse")
    for name in listed.decode().split():
        was += weight.count_nodes(name, moves.read_committed(name, base))
    for path in weight.LIBRARY.rglob("*"):
        if path.suffix in (".py", ".j2"):
            now += weight.count_nodes(path.name, path.read_text("utf-8"))
    return f"the library: {was:,} -> {now:,} nodes"


def main(base: str = "main") -> int:
    """Print all lines; 1 if something is open."""
    now = moves.read_verdicts(tables.read_text(tables.ROOT / moves.VERDICTS))
    before = moves.read_verdicts(moves.read_committed(moves.VERDICTS, base))
    is_open = [*moves.list_unnamed(now, base), *name_open(read_pairs())]
    for line in [*moves.list_moves(before, now), *is_open, weigh(base)]:
        # a letter that looks like another of ours is written out: \u0410
        print(shorten(line).encode("ascii", "backslashreplace").decode())
    return int(bool(is_open))


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except InputError as error:
        sys.exit(f"review: {error}")
