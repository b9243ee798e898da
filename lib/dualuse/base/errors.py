"""The one error for input that cannot be used."""

import difflib
from collections.abc import Iterable


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
        super().__init__(f"{place}: found {found}; expected {expected}")

    def _render_traceback_(self) -> list[str]:
        """Tell IPython to show one line, not a traceback."""
        return [str(self)]


def name_row(first_cell: str, line: int) -> str:
    """Return a row as errors name it: by what stands in its first column, and line.

    >>> name_row("F205", 17)
    'F205 (line 17)'
    """
    name = ascii(first_cell).strip("'")
    return f"{name[:40]} (line {line})"


FEW = 25  # words that a refusal lists, every one
MOST_NEAR = 5  # of more than that


def did_you_mean(word: str, known: Iterable[str], what: str) -> str:
    """Return what would have been understood: the nearest known word, or all of them.

    Of many only the nearest are listed.

    Examples
    --------
    >>> did_you_mean("dornes", ["drones", "vests"], "product")
    'drones, perhaps; every product: drones, vests'
    """
    words = sorted(set(known))
    near = difflib.get_close_matches(word, words, n=MOST_NEAR)
    is_long = len(words) > FEW
    if not near and is_long:
        return f"one {what} of {len(words)}, and none is like it"
    if not near:
        return f"one {what} of: {', '.join(words)}"
    all_words = f"the nearest of {len(words)}" if is_long else f"every {what}"
    return f"{near[0]}, perhaps; {all_words}: {', '.join(near if is_long else words)}"
