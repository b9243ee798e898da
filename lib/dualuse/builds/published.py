"""The table of what is published: a row a verdict, a range, a page, a printed figure.

The build writes it to reports/published.csv. data/accepted.csv is that table as a person
last took it (`make accept`); what differs between the two is what moved.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from dualuse.base.errors import write_out
from dualuse.base.files import ROOT, read_records
from dualuse.base.wording import format_figure

TABLE = "published.csv"
PUBLISHED = ROOT / "reports" / TABLE
ACCEPTED = ROOT / "data" / "accepted.csv"
# No table may hold a part that no claim has; what was accepted of one that went does.
KEY = ("claim", "of_part", "piece")
ENDS = ("own_low", "own_high", "low", "high")
COLUMNS = (*KEY, "verdict", "figures", *ENDS, "does", "says", "quote")
# What a verdict or a source says besides its numbers, by its name in verdicts.json.
REMARKS = {"sources", "on_one_page", "one_owner", "apart", "says", "because", "reason"}
REMARKS |= {"needed", "missing", "covers", "prints", "in_part"}
# What is told of a page, and of a figure.
PAGE = ("shows", "outlet", "read_at", "access", "url", "published", "speaker")
FIGURE = ("source", "outlet", "read_at", "access", "released", "page")
QUOTED = ("quote", "quote_english")
SEPARATOR = "; "  # between the things of a cell
NOTHING = "nothing"  # of an empty cell

Row = dict[str, str]


def write_number(number: float | None) -> str:
    """Return a number in nine digits: a solver's last ones differ between machines.

    >>> write_number(33985581.9), write_number(0.1 + 0.2), write_number(None)
    ('33985581.9', '0.3', '')
    """
    return "" if number is None else f"{number:.9g}"


def write_value(value: Any) -> str:
    """Return what a remark holds: words, a number, or several."""
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list):
        return " ".join(write_value(each) for each in value)
    return write_number(value) if isinstance(value, float) else str(value)


def join(parts: Iterable[str]) -> str:
    """Return the parts that hold something, as one cell of one line."""
    return " ".join(SEPARATOR.join(filter(None, parts)).split())


def list_remarks(entry: Mapping[str, Any]) -> str:
    """Return what stands beside a verdict, each thing under its name."""
    return join(
        f"{key}: {write_value(entry[key])}" for key in entry if is_told(key, entry)
    )


def is_told(key: str, entry: Mapping[str, Any]) -> bool:
    """Say whether a key of verdicts.json is a remark, and holds something."""
    value = entry[key]
    return key in REMARKS and (bool(value) or type(value) is int)


def make_row(claim: str, part: str, piece: str, **cells: str) -> Row:
    """Return a row of the table; a cell that is not named is empty."""
    row = dict.fromkeys(COLUMNS, "")
    return row | {"claim": claim, "of_part": part, "piece": piece} | cells


def list_verdict(claim: str, part: str, judged: Mapping[str, Any]) -> Row:
    """Return the row of a verdict in all its words."""
    beside = {key: judged[key] for key in judged if key != "says"}  # the claim's words
    cells = {"verdict": judged["text"], "does": judged["direction"]}
    return make_row(claim, part, "", **cells, says=list_remarks(beside))


def name_asked(entry: Mapping[str, Any]) -> str:
    """Return what a source was asked: series, months, what they are compared with."""
    words = [entry["series"] or entry["source"], *entry["period"]]
    words += [entry["base"], entry["over"], entry["measure"], entry["unit"]]
    return " ".join(filter(None, words))


def list_entry(claim: str, part: str, entry: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the row of a source that was asked, and one of each of several goods."""
    piece = name_asked(entry)
    cells = {end: write_number(entry[end]) for end in ENDS}
    cells["figures"] = " ".join(entry["figures"])
    cells["says"] = list_remarks(entry)
    side = entry["direction"]
    cells["verdict"] = entry["verdict"] + (f" ({side})" if side else "")
    cells["does"] = "counts" if entry["counts"] else "shown beside"
    yield make_row(claim, part, piece, **cells)
    for good in entry["goods"]:
        ends = {end: write_number(good[end]) for end in ("low", "high")}
        name = f"{piece} {good['good']}"
        yield make_row(claim, part, name, **ends, says=good["remark"])


def list_page(claim: str, part: str, page: Mapping[str, Any]) -> Row:
    """Return the row of a page: how it was judged, and what it prints."""
    does = [page["relation"], "counts" if page["counts"] else ""]
    cells = {"verdict": page["verdict"], "figures": page["judgement"]}
    cells |= {"does": join(does), "says": join(page[key] for key in PAGE)}
    cells["quote"] = join(page[key] for key in QUOTED)
    return make_row(claim, part, page["id"], **cells)


def list_figure(claim: str, figure: Mapping[str, str]) -> Row:
    """Return the row of a printed figure that a claim rests on or shows."""
    months = [figure["period_start"], figure["period_end"]]
    says = [format_figure(dict(figure)), *(figure[key] for key in FIGURE)]
    cells = {"figures": figure["series"], "does": figure["role"]}
    cells |= {"says": join([*months, *says])}
    cells["quote"] = join(figure.get(key, "") for key in QUOTED)
    return make_row(claim, "", figure["id"], **cells)


def list_printed(claim: Mapping[str, Any]) -> list[str]:
    """Return the ids of the figures that a claim rests on or shows beside it."""
    ids = [*claim["context"]]
    for part in claim["parts"]:
        for entry in part["figures"]:
            ids += [*entry["figures"], *entry["prints"]]
    return sorted({*ids})


def list_claim(
    claim: Mapping[str, Any], figures: Mapping[str, Mapping[str, str]]
) -> Iterator[Row]:
    """Yield the rows of a claim: verdicts, sources, pages, printed figures."""
    name = claim["id"]
    yield list_verdict(name, "", claim)
    for part in claim["parts"]:
        yield list_verdict(name, part["id"], part)
        for entry in part["figures"]:
            yield from list_entry(name, part["id"], entry)
        for page in part["pages"]:
            yield list_page(name, part["id"], page)
    for each in list_printed(claim):
        if each in figures:  # others are pages, or not of this story's figures
            yield list_figure(name, figures[each])


def list_published(
    claims: Iterable[Mapping[str, Any]], figures: Iterable[Mapping[str, str]]
) -> list[Row]:
    """Return the table of what is published, one row a piece.

    Parameters
    ----------
    claims : iterable of dict
        As in reports/verdicts.json.
    figures : iterable of dict
        Rows of data/published/figures.csv, with their series.
    """
    by_id = {figure["id"]: figure for figure in figures}
    rows = [row for claim in claims for row in list_claim(claim, by_id)]
    met: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        key = tuple(row[column] for column in KEY)
        met[key] += 1
        if met[key] > 1:  # one series may be asked twice of the same months
            row["piece"] += f" ({met[key]})"
    return rows


def write_published(rows: Iterable[Row]) -> str:
    """Return the table as CSV."""
    return pd.DataFrame(rows, columns=COLUMNS).to_csv(index=False, lineterminator="\n")


def read_published(path: Path) -> list[Row]:
    """Return a table that the build wrote, or a person took; empty without one."""
    if not path.is_file():
        return []
    (_, header), *records = read_records(path, may_be_empty=True)
    return [dict(zip(header, cells, strict=True)) for _, cells in records]


def list_moves(before: Iterable[Row], now: Iterable[Row]) -> list[str]:
    """Return a line for each row that is another, or in one table only.

    >>> old = make_row("A1", "", "F205", verdict="possible", high="33")
    >>> list_moves([old], [old | {"high": "330"}])
    ['A1 F205: high 33 -> 330']
    >>> list_moves([], [old]), list_moves([old], [])
    (['A1 F205: new possible'], ['A1 F205: gone possible'])
    """
    old, new = by_key(before), by_key(now)
    lines = []
    for key in sorted({*old, *new}):
        name = " ".join(filter(None, key))
        if key not in new:
            lines.append(f"{name}: gone {old[key]['verdict']}".strip())
        elif key not in old:
            lines.append(f"{name}: new {new[key]['verdict']}".strip())
        elif old[key] != new[key]:
            lines.append(f"{name}: {', '.join(list_cells(old[key], new[key]))}")
    return [write_out(line) for line in lines]


def by_key(rows: Iterable[Row]) -> dict[tuple[str, ...], Row]:
    """Return {claim, part, piece: row}."""
    return {tuple(row.get(column, "") for column in KEY): row for row in rows}


def list_cells(old: Row, new: Row) -> Iterator[str]:
    """Yield each cell that is another, as it was and as it is.

    Of a cell that holds several things those are shown that the other has not.
    """
    for column in {**old, **new}:
        was, becomes = old.get(column, ""), new.get(column, "")
        if was != becomes:
            apart = [drop_shared(was, becomes), drop_shared(becomes, was)]
            shown = apart if any(apart) else [was, becomes]
            yield f"{column} {' -> '.join(cell or NOTHING for cell in shown)}"


def drop_shared(cell: str, other: str) -> str:
    """Return what a cell holds and another does not.

    >>> drop_shared("at most $33m; prints: F205", "at most $34m; prints: F205")
    'at most $33m'
    """
    shared = {*other.split(SEPARATOR)}
    return join(each for each in cell.split(SEPARATOR) if each not in shared)


def list_unaccepted(built: Path) -> list[str]:
    """Return a line for each row of a table that is not as accepted; none if nothing ever was."""
    if not (ACCEPTED.is_file() and built.is_file()):
        return []
    return list_moves(read_published(ACCEPTED), read_published(built))
