"""The hedges: words before a number, and how far the true one may lie from it.

hedges.csv has a row a word: how many units of the last digit the true number may lie
below and above, the same where words are taken literally, and how many whole things
where few are counted. A word with `same_as` means another one. Printed numbers,
`make add-figure`, the desk and check.html read this table.
"""

import csv
import difflib
from decimal import Decimal
from pathlib import Path

from dualuse.base.errors import InputError

TABLE = Path(__file__).with_name("hedges.csv")
Steps = tuple[Decimal, Decimal]  # below and above

with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def read_steps(below: str, above: str) -> dict[str, Steps]:
    """Return two columns of the table by word, where a word has them."""
    steps = {}
    for row in ROWS:
        if row[below]:
            steps[row["word"]] = Decimal(row[below]), Decimal(row[above])
    return steps


HEDGES = read_steps("below", "above")
LITERAL = read_steps("literal_below", "literal_above")
FEW = read_steps("few_below", "few_above")
SAME_AS = {row["word"]: row["same_as"] for row in ROWS if row["same_as"]}
BETWEEN = "between"  # no row of the table: it takes two numbers
UNHEDGED = ["exact", "rounded", "cut off"]
ABOVE = ["more than", "just over"]  # literally, the number itself is not among them
BELOW = ["nearly", "just under", "less than"]
MISSPELT = 0.8  # how like in letters a hedge must be that was meant, of 1


def read_hedge(word: str) -> str:
    """Return the hedge that a word means, the word itself if it is one.

    >>> read_hedge("Fewer than"), read_hedge("about")
    ('less than', 'about')
    """
    return SAME_AS.get(word.casefold(), word)


def require_hedge(word: str) -> None:
    """Refuse a word that is no hedge, with the one that it may mean."""
    if word in HEDGES:
        return
    listed = ", ".join(sorted([*HEDGES, BETWEEN]))
    meant = guess_hedge(word)
    expected = (
        f"{meant}, perhaps; every hedge: {listed}" if meant else f"one of {listed}"
    )
    raise InputError("hedge", repr(word), expected)


def guess_hedge(word: str) -> str:
    """Return the hedge that a misspelt word means; none that is near in letters alone.

    "Just shy of" is nearest to "just over", which means the opposite.

    >>> guess_hedge("lees than"), guess_hedge("just shy of"), guess_hedge("over")
    ('less than', '', 'more than')
    """
    known = [*HEDGES, *SAME_AS, BETWEEN]
    near = difflib.get_close_matches(word, known, cutoff=MISSPELT)
    means = [read_hedge(each) for each in near]
    ways = {find_side(each) for each in means}
    return means[0] if len(ways) == 1 else ""


def find_side(hedge: str) -> int:
    """Return on which side of the number the true one lies: 1 above, -1 below, or 0.

    >>> [find_side(hedge) for hedge in ("just over", "up to", "about", "between")]
    [1, -1, 0, 0]
    """
    below, above = LITERAL.get(hedge, HEDGES.get(hedge, (Decimal(0), Decimal(0))))
    return (above > below) - (above < below)
