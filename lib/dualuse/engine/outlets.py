"""Who prints: the name, the owner, and what an outlet is not counted for."""

from functools import cached_property

import pandas as pd

from dualuse.base.parts import list_rows


class Outlets:
    """Who prints: by id the name, the owner, and what an outlet is not counted for.

    Read when first asked: figures that no page speaks to need none. Evidence with less
    left out shares it.

    Parameters
    ----------
    table : pandas.DataFrame, optional
        `tables.read_reference("outlets")`; read where none is given.
    """

    def __init__(self, table: pd.DataFrame | None = None) -> None:
        self.given = table

    @cached_property
    def rows(self) -> dict[str, dict]:
        """The outlets by id."""
        table = read_outlets() if self.given is None else self.given
        return {row["id"]: row for row in list_rows(table)}

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each outlet."""
        return {name: row["name"] for name, row in self.rows.items()}

    @cached_property
    def owners(self) -> dict[str, str]:
        """Who owns each outlet: what it owns is one voice, however it is spelt."""
        return {name: row["owner"].casefold() for name, row in self.rows.items()}

    @cached_property
    def under_test(self) -> set[str]:
        """The outlets whose report is tested."""
        return {name for name, row in self.rows.items() if row["under_test"] == "yes"}

    @cached_property
    def aggregators(self) -> set[str]:
        """The outlets that print what others wrote."""
        return {name for name, row in self.rows.items() if row["kind"] == "aggregator"}


def read_outlets() -> pd.DataFrame:
    """Return the outlets of the story in hand, for whoever gives none."""
    # it brings all that reads a story, which figures in a frame need not
    from dualuse.base import tables

    return tables.read_reference("outlets")
