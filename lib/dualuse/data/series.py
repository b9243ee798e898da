"""The names of series, which figures, claims and official rows share: `CHN-RUS-export-drones-GACC`."""

import re
from typing import NamedTuple

AREAS = r"([A-Z]{3}(?:\+[A-Z]{3})*)"
NAME = re.compile(
    rf"{AREAS}-{AREAS}-(export|import|trade)-([a-z0-9]+(?:-[a-z0-9]+)*)-([A-Z][A-Z0-9-]*)(?::([A-Za-z ]+))?"
)


class Series(NamedTuple):
    """One quantity as one source measures it; `base` is what it is counted in, and stands in the name if it is not USD.

    Examples
    --------
    >>> print(Series("CHN", "RUS", "export", "drones", "GACC", "units"))
    CHN-RUS-export-drones-GACC:units
    >>> Series.read("CHN-KAZ+KGZ-export-all-GACC").partner
    'KAZ+KGZ'
    """

    reporter: str
    partner: str
    flow: str
    product: str
    source: str
    base: str = "USD"

    def __str__(self) -> str:
        return "-".join(self[:5]) + ("" if self.base == "USD" else f":{self.base}")

    @classmethod
    def read(cls, name: str) -> "Series | None":
        """Return the series of a name, or None for what is no name."""
        found = NAME.fullmatch(name)
        return cls(*found.groups(default="USD")) if found else None
