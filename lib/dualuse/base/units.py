"""The units that figures and claims may have: data/reference/units.csv, and tn, bn, m, k.

Every printed number is read by them, so this module reads its table by itself: the rest
of the tables is checked with the numbers that stand in it.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from dualuse.base.errors import InputError, did_you_mean, name_row

LARGEST_FALL = -100.0  # per cent: nothing falls by more than all of it
POINTS = "points"  # of the growth of a rate, which is one rate less another
SCALES = {"bn": 10**9, "m": 10**6, "k": 10**3, "tn": 10**12}
SCALE_WORDS = {  # as people write them, glued to a number or not
    "trillion": "tn",
    "trn": "tn",
    "tn": "tn",
    "billion": "bn",
    "bln": "bn",
    "bn": "bn",
    "b": "bn",
    "million": "m",
    "mln": "m",
    "mn": "m",
    "m": "m",
    "thousand": "k",
    "k": "k",
}
PER = ["month", "unit"]
TIMES = "times"
UNIT_KINDS = ["money", "count", "quantity", "rate"]
UNIT_COLUMNS = ["unit", "kind", "one", "many"]


QUANTITIES = {
    "flow": "what happened in the months: they add up",
    "stock": "how much there was at the end of a month: months never add up",
    "rate": "one number over another, of its own period alone",
}
FLOW, STOCK, RATE = QUANTITIES
EXPLAINED = "; ".join(f"{word} ({means})" for word, means in QUANTITIES.items())


class Unit(NamedTuple):
    """What units.csv says of a unit: its kind, and the words for one and for many.

    `quantity` is what a series in it is, where products.csv does not say otherwise.
    """

    kind: str
    one: str
    many: str
    quantity: str = ""


GIVEN: dict[str, Unit] = {}  # handed in, instead of a file


def take_units(units: Iterable[Mapping[str, str]]) -> None:
    """Take units from whoever has no story, and no units.csv: before a number is read.

    Parameters
    ----------
    units : iterable of Mapping
        `unit` and `kind` of each (money, count: whole things, quantity, rate); its words
        for `one` and `many`, and its `quantity`, may be missing.

    Examples
    --------
    >>> from dualuse.base import units
    >>> units.take_units([{"unit": "votes", "kind": "count", "quantity": "flow"}])
    >>> units.get_unit("votes")
    Unit(kind='count', one='votes', many='votes', quantity='flow')
    >>> units.take_units([])
    """
    GIVEN.clear()
    for cells in units:
        name = cells["unit"]
        words = {"one": name, "many": name, **cells}
        check_unit("units", name, words, GIVEN)
        quantity = words.get("quantity", "")
        GIVEN[name] = Unit(words["kind"], words["one"], words["many"], quantity)


def read_units() -> dict[str, Unit]:
    """Return {unit: what is said of it}: of the units handed in, else of units.csv."""
    return GIVEN or read_file()


@cache
def read_file() -> dict[str, Unit]:
    """Return {unit: what units.csv says of it}, the file's hash and rows checked.

    Raises
    ------
    InputError
        With the file, the row and its line.

    Examples
    --------
    >>> read_file()["tonnes"]
    Unit(kind='quantity', one='tonne', many='tonnes', quantity='flow')
    """
    # whoever hands units in has no file of a story, and needs nothing that reads one
    from dualuse.base import files

    path = files.DATA / "reference" / "units.csv"
    where = files.show_path(path)
    # A file that is not listed at all is refused with the other tables.
    digest = files.hash_file(path)
    listed = files.read_sums(files.DATA / "SHA256SUMS").get(
        "reference/units.csv", digest
    )
    if listed != digest and not files.AS_THEY_ARE:
        remedy = "restore it, or run `make describe` if the change is meant"
        raise InputError(where, "other content than its hash", remedy)
    (_, header), *records = files.read_records(path)
    for column in UNIT_COLUMNS:
        if column not in header:
            raise InputError(where, f"no column {column!r}", ", ".join(UNIT_COLUMNS))
    units = {}
    for line, record in records:
        cells = dict(zip(header, record, strict=True))
        check_unit(where, name_row(record[0], line), cells, units)
        kind, one, many = [cells[column] for column in UNIT_COLUMNS[1:]]
        units[cells["unit"]] = Unit(kind, one, many, cells.get("quantity", ""))
    return units


def check_unit(where: str, row: str, cells: dict, units: dict) -> None:
    """Refuse a unit that stands twice, that has no words, or is of no known kind."""
    for column in UNIT_COLUMNS:
        if not cells[column]:
            raise InputError(where, f"{column} ''", "a word", row)
    if cells["kind"] not in UNIT_KINDS:
        raise InputError(where, f"kind {cells['kind']!r}", ", ".join(UNIT_KINDS), row)
    if cells.get("quantity", "") not in ("", *QUANTITIES):
        found = f"quantity {cells['quantity']!r}"
        raise InputError(where, found, ", ".join(QUANTITIES), row)
    if cells["unit"] in units:
        raise InputError(where, f"unit {cells['unit']!r}", "one row for each", row)


def get_unit(unit: str) -> Unit:
    """Return what units.csv says of a unit; one that it lacks is called as it is.

    >>> get_unit("units per month").kind, get_unit("parcels")
    ('count', Unit(kind='', one='parcels', many='parcels', quantity=''))
    """
    base = unit.partition(" per ")[0]
    return read_units().get(base, Unit("", base, base))


def list_quantities(products: Any) -> dict[str, str]:
    """Return {product: what a series of it is}, where products.csv says it."""
    if "quantity" not in products:
        return {}
    return dict(products[["product", "quantity"]].to_numpy())


def split_unit(unit: str) -> tuple[int, str]:
    """Return the scale of a unit and what it counts.

    >>> split_unit("bn USD per month")
    (1000000000, 'USD per month')
    """
    first, _, base = unit.partition(" ")
    scale = SCALES.get(first, 1)
    if scale == 1:
        base = unit
    measure, _, per = base.partition(" per ")
    units = read_units()
    if measure not in units:
        expected = (
            f"tn, bn, m, k or nothing, and {did_you_mean(measure, units, 'unit')}"
        )
        raise InputError("unit", repr(unit), expected)
    if per and per not in PER:
        raise InputError("unit", repr(unit), f"{measure} per {' or '.join(PER)}")
    return scale, base


def find_measured(unit: str, value: str) -> str:
    """Return the unit of the series that a printed number is of, without its scale.

    A growth alone says nothing of the unit of what grew: dollars. Nor does a multiple
    that does not name it.

    >>> find_measured("bn USD per month", "9.1"), find_measured("times in units", "3")
    ('USD', 'units')
    """
    _, base = split_unit(unit or "USD")
    base, _, _ = base.partition(" per ")
    if is_multiple(base):
        return base.removeprefix(TIMES).removeprefix(" in ") or "USD"
    if base == "percent" and not value:
        return "USD"
    return base


def is_whole(base: str) -> bool:
    """Tell whether a unit counts whole things: 5 units, but not 5 units per month."""
    units = read_units()
    return base in units and units[base].kind == "count"


def is_multiple(unit: str) -> bool:
    """Tell whether a unit says how many times as much something is.

    >>> is_multiple("times"), is_multiple("times in units"), is_multiple("units")
    (True, True, False)
    """
    return unit.split(" ")[0] == TIMES
