"""What one cell of data/ may hold: pairs of a test and of what is expected."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from pressroom import files, project
from pressroom.errors import InputError

Test = tuple[Callable[[str], bool], str]

WIDE = "[\u3040-\u30ff\u4e00-\u9fff]"  # Chinese and Japanese: two characters count as one word
MOST_WORDS = 15  # of another page's words, in one quotation
LONGEST = 1_000  # characters of a cell; the longest page address in hand has 334
# Control and escape codes, marks that hide text or turn its direction, characters of no script.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)


def of(field: dict) -> Test:
    """Return what a cell of a column must be, from its Frictionless field: its constraints, its example."""
    limits = field.get("constraints", {})
    words, pattern, needed = limits.get("enum"), limits.get("pattern"), limits.get("required", False)
    if not limits:
        return ANY
    shaped = re.compile(pattern or r"[\s\S]*", re.ASCII).fullmatch

    def good(cell: str) -> bool:
        """Return whether a cell keeps within the limits."""
        if not cell.strip():
            return cell == "" and not needed
        return (not words or cell in words) and bool(shaped(cell))

    what = f"one of {', '.join(words)}" if words else f"text like {field['example']}" if pattern else "text"
    return good, what if needed else f"{what}, or nothing"


def one_of(words: Iterable[str], name: str) -> Test:
    """Return the test of a word of a list that is too long to be shown; `name` says which."""
    return frozenset(words).__contains__, f"one of {name}"


def words(name: str) -> tuple[str, ...]:
    """Return the words that a table of data/reference lists, its first column: "countries", "products"."""
    where = f"reference/{name}.csv"
    return tuple(files.table(project.DATA / where, f"data/{where}").iloc[:, 0])


def exists(day: str) -> bool:
    """Return whether a day of the right shape is in the calendar; a month or a year is not asked."""
    try:
        return day.count("-") < 2 or bool(date.fromisoformat(day))
    except ValueError:
        return False


def reads(function: Callable, *words: str) -> bool:
    """Return whether a printed number, its unit and its hedge can be read."""
    try:
        function(*words)
    except InputError:
        return False
    return True


def words_of(text: str) -> int:
    """Return how many words a quotation has; two Chinese or Japanese characters count as one.

    Examples
    --------
    >>> words_of("worth over $2 million"), words_of("向戰場源源不斷")
    (4, 4)
    """
    wide = len(re.findall(WIDE, text))
    return sum(any(c.isalnum() for c in w) for w in re.sub(WIDE, " ", text).split()) + -(-wide // 2)


def plain(where: str, line: int, row: dict[str, str]) -> None:
    """Refuse text that a reader could not see, or that is too long to be a cell."""
    whole = "|".join(row.values())
    if not HIDDEN.search(whole) and len(whole) <= LONGEST:
        return
    for column, text in row.items():
        if hidden := HIDDEN.search(text):
            found = f"{column} with the character U+{ord(hidden[0]):04X}"
            raise InputError(where, found, "visible text", row=line)
        if len(text) > LONGEST:
            raise InputError(where, f"{column} of {len(text)} characters", f"at most {LONGEST}", row=line)


ANY: Test = (lambda cell: True, "text")
QUOTE: Test = (lambda cell: words_of(cell) <= MOST_WORDS, f"at most {MOST_WORDS} words of the page")
