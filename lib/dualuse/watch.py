"""What a saved change of the data moves, said before any page is built (`make watch`, see `pressroom.engine.watch`)."""

from typing import NamedTuple

from dualuse.data import load
from dualuse.desk import kept
from dualuse.doubts import moves
from dualuse.verdicts.book import Book
from dualuse.verdicts.claims import Verdict, check

last: list[
    Book
] = []  # the book of the last state: ranges that a change leaves as they were are not found again


class State(NamedTuple):
    """What is compared: {claim id: verdict}."""

    verdicts: dict[str, Verdict]


def state() -> State:
    """Read the data as they stand, whatever SHA256SUMS says of them, and judge every claim.

    Raises
    ------
    InputError
        For the first row that is not as it must be.
    """
    claims = load.claims()
    book = Book(load.figures(), load.statements(), kept.official(), load.labels())
    found = State({claim["id"]: check(claim, book) for claim in claims})
    last[:] = [book]  # not before: models share what they know of systems as long as one of them lives
    return found


def moved(was: State, now: State) -> list[str]:
    """Return lines on the verdicts that differ.

    Examples
    --------
    >>> moved(State({}), State({}))
    ['no verdict moved']
    """
    lines = moves.verdicts(was.verdicts, now.verdicts)
    return lines or ["no verdict moved"]
