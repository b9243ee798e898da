"""One reader for each official format, all with one schema of observations.

Each module here (`baci`, `comtrade`, `gacc`) has `matches(path)`, which looks at the content and never at the
name, and `read(path)`, which returns a lazy DuckDB relation. A new format is one new module.

Columns of a relation (`SCHEMA`): reporter and partner (ISO3; WLD is the world), flow (export, import,
re-export, re-import), period (YYYY or YYYY-MM), hs (edition, such as HS22), code (text, zeros kept),
value_usd (to the cent), valuation (FOB, CIF), quantity with its unit, net_weight_kg, estimated (a quantity
estimated by the publisher), source, retrieved (YYYY-MM-DD or empty), and problem: why a row cannot be used,
or null. `observations.clean` takes rows with a problem out and counts them.
"""

import importlib
import pkgutil
import re

from dualuse.official.formats import _file
from pressroom import files, project
from pressroom.errors import InputError

quote = _file.quote

SCHEMA = {
    "reporter": "VARCHAR",
    "partner": "VARCHAR",
    "flow": "VARCHAR",
    "period": "VARCHAR",
    "hs": "VARCHAR",
    "code": "VARCHAR",
    "value_usd": "DOUBLE",
    "valuation": "VARCHAR",
    "quantity": "DOUBLE",
    "unit": "VARCHAR",
    "net_weight_kg": "DOUBLE",
    "estimated": "BOOLEAN",
    "source": "VARCHAR",
    "retrieved": "VARCHAR",
    "problem": "VARCHAR",
}


def readers():
    """Return {name: module} of the formats, by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}


def recognise(path):
    """Return the module whose format a file has.

    Raises
    ------
    InputError
        If the file is missing, empty, cut off, a web page, UTF-16, or of no known format.
    """
    _file.refuse(path, _file.head(path))
    found = [module for module in readers().values() if module.matches(path)]
    if len(found) != 1:
        first = ",".join(_file.header(path))[:120]
        known = "; ".join(f"{name}: {module.LOOKS_LIKE}" for name, module in readers().items())
        raise InputError(_file.name(path), f"the first line {first!r}", f"one of the formats {known}")
    if _file.packed(path) and not getattr(found[0], "OPENS_PACKED", False):
        raise InputError(_file.name(path), "a packed file", "the file that is in it: unpack it first")
    return found[0]


def read(path):
    """Return the rows of an official file of any known format: a lazy relation with the columns of SCHEMA."""
    return recognise(path).read(path)


def explain(error, where):
    """Return the InputError for what DuckDB says of a file."""
    text = " ".join(str(error).split())
    line = re.search(r"\bLine:? (\d+)", text)
    text = re.split(r" Possible (?:fixes|solutions?)|\bfile ?= | LINE 1:", text)[0]
    text = re.sub(r"(?:/[^/ \"']+)+/", "", text)  # machine paths are nobody's business
    return InputError(where, text[:300], "a whole file of the format", row=line and line[1])


def columns(select, **given):
    """Return the SELECT list of SCHEMA from {column: SQL expression}; a column not given is null."""
    unknown = set(select) | set(given)
    select = {**select, **given}
    assert unknown <= set(SCHEMA), unknown - set(SCHEMA)
    return ", ".join(f"CAST({select.get(c, 'NULL')} AS {kind}) AS {c}" for c, kind in SCHEMA.items())


def countries(column):
    """Return an SQL list that holds at place N the ISO3 code of the country that a source writes as N - 1.

    Parameters
    ----------
    column : {"baci", "comtrade"}
        Column of data/reference/countries.csv; a country with several codes has them separated by spaces.

    Notes
    -----
    A list and not a join: the optimiser cannot turn it round and build a hash table of the trade rows.
    """
    table = _reference()
    found = {
        int(code): iso3
        for iso3, codes in zip(table["iso3"], table[column], strict=True)
        for code in codes.split()
    }
    places = (_file.quote(found[n]) if n in found else "NULL" for n in range(max(found) + 1))
    return f"[{', '.join(places)}]"


def sources():
    """Return the names that the readers write into the column source, in a fixed order."""
    return [source for module in readers().values() for source in module.SOURCES]


def _reference():
    return files.table(project.DATA / "reference/countries.csv", "data/reference/countries.csv")
