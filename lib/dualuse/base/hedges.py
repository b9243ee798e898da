"""The hedges: words before a number, and how far the true one may lie from it.

hedges.csv has a row a word: how many units of the last digit the true number may lie
below and above, the same where words are taken literally, and how many whole things
where few are counted. A word with `same_as` means another one. Printed numbers,
`make add-figure`, the desk and check.html read this table.
"""

import csv
from decimal import Decimal
from pathlib import Path

from dualuse.base.errors import require_id

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
IS_STRICT = {"newspaper": False, "strict": True}  # HEDGE of a notebook


def read_hedge(word: str) -> str:
    """Return the hedge that a word means, the word itself if it is one.

    >>> read_hedge("Fewer than"), read_hedge("about")
    ('less than', 'about')
    """
    return SAME_AS.get(word.casefold(), word)


def is_strict(hedge: str) -> bool:
    """Tell whether a notebook takes words literally, and not as newspapers use them.

    >>> is_strict("strikt")
    Traceback (most recent call last):
    dualuse.base.errors.InputError: HEDGE: found 'strikt'; expected one HEDGE of 2, ...
    """
    return IS_STRICT[require_id("HEDGE", hedge, IS_STRICT)]
