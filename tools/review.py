"""Print what a change does, for the person who reviews it: `make review BASE=main`.

First the rows of the published table that are others, then each line of data, notebooks
and story.yml that is another, by `git diff --word-diff`: what goes in ⟦-so⟧, what comes
in ⟦+so⟧. One line a thing. What is no plain letter is shown by its name or its number, so
that nothing hides, and a letter of another alphabet is seen to be one.
"""

import re
import sys
from collections.abc import Iterator

from dualuse.base import tables
from dualuse.builds.git import run_git

TABLE = "reports/published.csv"
# The accepted table is the published one, and the hashes say nothing of their own.
SHOWN = ["data", "notebooks", "story.yml", ":!data/accepted.csv", ":!data/SHA256SUMS"]
DIFF = ["diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-color"]
# Words end at blanks and commas; each of these is a word as well, so none changes unseen.
DIFF += ["--unified=0", "--word-diff=porcelain", "--word-diff-regex=[^,[:space:]]+|."]
HUNK = re.compile(r"@@ -\S+ \+(\d+)")
# Ours alone: of a file it would be shown by its name.
MARKS = {"-": "⟦-{}⟧", "+": "⟦+{}⟧", " ": "{}"}
# What git says of a file as a whole.
HEADS = ("old mode", "new mode", "new file", "deleted file", "Binary files")
ODD = re.compile("[^ -~À-ÖØ-öø-ÿ“”‘’…–€£ぁ-ヺ一-鿿]")


def name_character(found: re.Match) -> str:
    """Return the name of a character, or its number where it has none."""
    if found[0] < "\x80":
        return ascii(found[0])[1:-1]
    return found[0].encode("ascii", "namereplace").decode()


def show(text: str) -> str:
    """Return a text of which each character can be seen for what it is.

    >>> show("\\u0410\\u200b1")
    '\\\\N{CYRILLIC CAPITAL LETTER A}\\\\N{ZERO WIDTH SPACE}1'
    """
    return ODD.sub(name_character, text)


def read_diff(printed: bytes) -> Iterator[str]:
    """Yield a line for each line of a file that is another, of what git printed."""
    name, words = "", []
    number = None  # of the line; none above the first hunk
    for raw in printed.split(b"\n"):
        line = raw.decode(errors="backslashreplace")
        hunk = HUNK.match(line)
        if line.startswith("diff --git"):
            name, number = show(re.split(' "?b/', line)[-1].rstrip('"')), None
        elif hunk:
            number = int(hunk[1])
        elif number is None:
            if line.startswith(HEADS):
                yield f"{name}: {show(line)}"
        elif line == "~":
            yield f"{name}:{number}: {''.join(words)}"
            number, words = number + 1, []
        elif line:
            words.append(MARKS.get(line[0], "{}").format(show(line[1:])))


def main(base: str = "main") -> int:
    """Print all lines; the table's first."""
    if not run_git("rev-parse", "--verify", "--end-of-options", f"{base}^{{commit}}"):
        raise tables.InputError("BASE", repr(base), "a commit of this story")
    for paths in ([TABLE], SHOWN):
        for line in read_diff(run_git(*DIFF, base, "--", *paths)):
            print(line)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except tables.InputError as error:
        sys.exit(f"review: {error}")
