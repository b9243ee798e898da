"""The one error for input that cannot be used."""

import difflib
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Any

LINE = "line"  # the index of a table that was read from a file
LONGEST = 400  # letters of a word that an error repeats; addresses have up to 334


def write_out(text: str) -> str:
    """Return a text in which each letter that cannot be seen is written out."""
    seen = [letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text]
    return "".join(seen)


def shorten(text: object) -> str:
    r"""Return a text on one line, in which no word is longer than anybody reads.

    >>> shorten("a\nb " + 500 * "x")
    'a\\nb xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... (500 letters)'
    """
    words = []
    for word in str(text).split(" "):
        seen = word if word.isprintable() else write_out(word)
        if len(seen) > LONGEST:
            seen = f"{seen[:40]}... ({len(seen):,} letters)"
        words.append(seen)
    return " ".join(words)


class InputError(ValueError):
    """Input that is refused: where it stands, what was found, what is expected.

    Parameters
    ----------
    where : str
        File, parameter or question.
    found, expected : str
    row : str or int, optional
        The row's id, or its line in the file.

    Examples
    --------
    >>> print(InputError("data/claims.yaml", "no id", "an id", row="A1"))
    data/claims.yaml, row A1: found no id; expected an id
    """

    def __init__(
        self, where: object, found: object, expected: object, row: object = ""
    ) -> None:
        self.where = where
        self.found = found
        self.expected = expected
        self.row = row
        place = f"{where}, row {row}" if row else f"{where}"
        words = [shorten(text) for text in (place, found, expected)]
        super().__init__("{}: found {}; expected {}".format(*words))

    def _render_traceback_(self) -> list[str]:
        """Tell IPython to show one line, not a traceback."""
        return [str(self)]


def end_in_one_line(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Show an InputError that ends a program as the one line that it is."""
    if isinstance(error, InputError):
        print(error, file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


if sys.excepthook is sys.__excepthook__:  # nobody else shows errors
    sys.excepthook = end_in_one_line


def name_row(first_cell: str, line: int) -> str:
    """Return a row as errors name it: by what stands in its first column, and line.

    >>> name_row("F205", 17)
    'F205 (line 17)'
    """
    name = ascii(first_cell).strip("'")
    return f"{name[:40]} (line {line})"


def name_place(table: Any, place: int) -> str:
    """Return a row of a DataFrame as errors name it; without a file it has a line, too."""
    line = place + 2
    if table.index.name == LINE:
        line = table.index[place]
    return name_row(table.iloc[place, 0], line)


NEAREST = 3  # known words that a refusal offers


def did_you_mean(word: object, known: Iterable[object], what: str) -> str:
    """Return how many words would have been understood, and the three nearest.

    Examples
    --------
    >>> did_you_mean("dornes", ["drones", "vests"], "product")
    'one product of 2, such as drones, vests'
    """
    by_letters = {str(each).casefold(): str(each) for each in sorted({*known}, key=str)}
    asked = str(word).casefold()
    near = difflib.get_close_matches(asked, by_letters, NEAREST, cutoff=0.0)
    such = ", ".join(by_letters[each] for each in near)
    return f"one {what} of {len(by_letters)}" + (f", such as {such}" if such else "")


def require_id(field: str, word: object, known: Iterable[str]) -> str:
    """Return a word if it is known; refuse any other, with the three nearest.

    >>> require_id("product", "dornes", ["drones", "vests"])
    Traceback (most recent call last):
    dualuse.base.errors.InputError: product: found 'dornes'; expected one product of 2, ...
    """
    listed = {*known}
    if word in listed:
        return str(word)
    raise InputError(field, repr(word), did_you_mean(word, listed, field))
