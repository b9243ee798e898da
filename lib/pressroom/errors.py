"""The one error that bad input gets."""

from collections.abc import Iterable
from difflib import get_close_matches


class InputError(ValueError):
    """Input that the project refuses.

    Parameters
    ----------
    where : str
        The file (relative to the project), the claim or the parameter.
    found, expected : str
        What was there, and what would have been accepted.
    row : int or str, optional
        The line of the file (the header is line 1), or the id of the row.
    """

    def __init__(self, where: object, found: object, expected: object, row: object = None) -> None:
        self.where, self.row, self.found, self.expected = str(where), row, str(found), str(expected)
        place = self.where if row is None else f"{self.where}, row {row}"
        super().__init__(f"{place}: found {self.found}; expected {self.expected}")

    def _render_traceback_(self) -> list[str]:
        """Say only what is wrong where a notebook shows the error: the way through the library helps nobody."""
        return [f"InputError: {self}"]


def near(value: object, known: Iterable, what: str) -> str:
    """Return what was expected in place of a word that is not known, with the nearest one that is."""
    close = get_close_matches(str(value), sorted(set(map(str, known))), n=1, cutoff=0.6)
    return f"a known {what}" + (f"; did you mean {close[0]!r}?" if close else "")
