"""What a series is: one quantity, of one place, as one source measures it.

Trade is a case of it: the place is a reporter, with a partner and a flow.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dualuse.base.errors import InputError

AREAS = r"[A-Z][A-Z0-9]{2}(?:\+[A-Z][A-Z0-9]{2})*"
SERIES_NAME = re.compile(
    rf"(?P<reporter>{AREAS})"
    rf"(?:-(?P<partner>{AREAS})-(?P<flow>export|import|trade|re-export|re-import))?"
    r"-(?P<product>[a-z0-9]+(?:-[a-z0-9]+)*)"
    r"-(?P<source>[A-Z][A-Z0-9-]*)"
    r"(?::(?P<unit>[A-Za-z ]+))?"
)
MONTHS_A_YEAR = 12
WORLD = "WLD"  # all partners together
FLOWS = {"export": "exports", "import": "imports", "trade": "two-way trade"}
EXPECTED = "reporter-partner-flow-product-SOURCE[:unit], or place-subject-SOURCE[:unit]"


class Series(NamedTuple):
    """One quantity as one source measures it; its name says the unit unless it is USD.

    Partner and flow are empty where the quantity is not trade.

    Examples
    --------
    >>> print(Series("CHN", "RUS", "export", "drones", "GACC", "units"))
    CHN-RUS-export-drones-GACC:units
    >>> print(Series("DEU", "", "", "asylum-applications", "EUROSTAT", "persons"))
    DEU-asylum-applications-EUROSTAT:persons
    """

    reporter: str
    partner: str
    flow: str
    product: str
    source: str
    unit: str = "USD"

    def __str__(self) -> str:
        words = [word for word in self[:5] if word]
        name = "-".join(words)
        return name if self.unit == "USD" else f"{name}:{self.unit}"

    @property
    def system(self) -> tuple[str, str, str, str, str]:
        """The series that must be solved together share it: all flows of one pair."""
        return self.reporter, self.partner, self.product, self.source, self.unit

    @classmethod
    def read(cls, name: str) -> "Series":
        """Return the series of a name.

        Raises
        ------
        InputError
            If it is no name of a series.

        Examples
        --------
        >>> Series.read("CHN-KAZ+KGZ-export-all-GACC").partner
        'KAZ+KGZ'
        >>> Series.read("CHN-S19-re-export-crude-oil-BACI").source
        'BACI'
        """
        match = SERIES_NAME.fullmatch(name)
        if not match:
            raise InputError("series", repr(name), EXPECTED)
        words = match.groupdict(default="")
        words["unit"] = words["unit"] or "USD"
        return cls(**words)


def name_flow(series: str) -> str:
    """Return what a series counts of trade, "" where it is none.

    Examples
    --------
    >>> name_flow("CHN-RUS-export-{}-GACC"), name_flow("DEU-asylum-applications-EUROSTAT")
    ('exports', '')
    """
    if not series:
        return ""
    flow = Series.read(series.replace("{}", "goods")).flow
    return FLOWS.get(flow, flow)


def read_month(text: object) -> int:
    """Return the number of a month, counted from January of the year 0.

    Examples
    --------
    >>> read_month("2023-06") - read_month("2022-12")
    6
    """
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", str(text), re.ASCII)
    if not match:
        raise InputError("month", repr(str(text)), "a month such as 2023-06")
    return MONTHS_A_YEAR * int(match[1]) + int(match[2]) - 1


def write_month(number: int) -> str:
    """Return a month as text.

    Examples
    --------
    >>> write_month(read_month("2023-06") + 7)
    '2024-01'
    """
    year, month = divmod(number, MONTHS_A_YEAR)
    return f"{year}-{month + 1:02d}"


def list_each_month(first: object, last: object) -> list[str]:
    """Return each month from one to another.

    >>> list_each_month("2022-12", "2023-01")
    ['2022-12', '2023-01']
    """
    months = range(read_month(first), read_month(last) + 1)
    return [write_month(month) for month in months]


def list_covered(spans: Iterable[Sequence[str]]) -> list[str]:
    """Return the months of spans, each as often as it stands in one.

    >>> list_covered([("2022-12", "2023-01"), ("2023-01", "2023-01")])
    ['2022-12', '2023-01', '2023-01']
    """
    covered: list[str] = []
    for first, last in spans:
        covered += list_each_month(first, last)
    return covered
