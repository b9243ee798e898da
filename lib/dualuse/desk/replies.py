"""What the desk answers: frames of numbers, and ranges, that print as words.

A frame holds numbers and goes on in pandas; what prints is the same in words, at a
prompt, at the command line and in JupyterLab.
"""

import html
import math
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn

import pandas as pd

from dualuse.answer import sentences
from dualuse.answer.findings import LATER, tell_round_level, tell_ways
from dualuse.base import tables, wording
from dualuse.base.catalogue import (
    describe_series,
    describe_way,
    list_near,
    list_series,
    list_tables_on,
    name_product,
    read_labels,
)
from dualuse.base.errors import InputError
from dualuse.base.hedges import BETWEEN
from dualuse.base.printed import read_number
from dualuse.base.series import SERIES_NAME, Series
from dualuse.base.units import split_unit
from dualuse.engine.evidence import keep_whole
from dualuse.engine.ranges import (
    HIGHEST,
    RECORDS,
    RELEASES,
    Ranges,
    read_row_growth,
    read_row_level,
)

MOST_FIGURES = 6  # that an answer lists; `.figures` has all
FEW = 3  # figures that a note names
MOST_ROWS, WIDEST = 60, 72  # of a table as text: rows, and letters of a cell
NOTHING = "Nothing was found."
NEAR = "Not asked, close to it"
PARTLY = "Not asked, of goods named alike"
# JupyterLab reads what stands between two dollar signs as a formula.
NO_MATHS = 'class="mathjax_ignore tex2jax_ignore"'
pd.set_option("display.html.use_mathjax", False)  # the same, of tables
Lines = list[tuple[str, list[str]]]


def write_lines(lines: Lines) -> str:
    """Return headings and what stands under them as text.

    >>> print(write_lines([("Verdict", ["confirmed"]), ("Figures", ["F1", "F2"])]))
    Verdict: confirmed
    Figures:
      F1
      F2
    """
    text = []
    for heading, items in lines:
        if len(items) == 1:
            text.append(f"{heading}: {items[0]}")
        elif items:
            text.append(f"{heading}:")
            text += [f"  {item}" for item in items]
    return "\n".join(text)


def write_html(lines: Lines) -> str:
    """Return the same as a list of HTML."""
    text = []
    for heading, items in lines:
        if items:
            words = "<br>".join(html.escape(item) for item in items)
            text.append(f"<dt>{html.escape(heading)}</dt><dd>{words}</dd>")
    return f"<dl {NO_MATHS}>{''.join(text)}</dl>"


ENDS = ["value", "unit", "low", "high", "growth", "growth_low", "growth_high"]
FIRST_COLUMNS = [  # of a frame of figures; the others are those of figures.csv
    "series",
    "first",
    "last",
    "value",
    "unit",
    "low",
    "high",
    "hedge",
    "growth",
    "growth_low",
    "growth_high",
    "printed",
    "publisher",
    "used_by",
    "role",
    "set_aside",
    "page",
    "quote",
]


def read_ends(row: dict, is_record: bool = False) -> dict[str, Any]:
    """Return the numbers that a figure prints and what each allows, in its base unit.

    What a source counted of records is the least (`is_record`): nothing caps it.

    >>> row = {"value": "32", "unit": "m USD", "hedge": "more than", "status": ""}
    >>> ends = read_ends({**row, "growth": ""})
    >>> ends["value"], ends["low"], ends["high"], ends["unit"], ends["growth"]
    (32000000.0, 31500000.0, 33000000.0, 'USD', nan)
    """
    ends: dict[str, Any] = dict.fromkeys(ENDS, math.nan)
    ends["unit"] = ""
    if row["value"]:
        scale, ends["unit"] = split_unit(row["unit"])
        level = read_row_level(row, is_record)
        ends["low"], ends["high"] = level.left, level.right
        if row["hedge"] != BETWEEN:
            ends["value"] = float(read_number(row["value"]) * scale)
    if row["growth"]:
        growth = read_row_growth(row)
        ends["growth_low"], ends["growth_high"] = growth.left, growth.right
        if row["growth_hedge"] != BETWEEN:
            ends["growth"] = float(read_number(row["growth"]))
    return ends


def read_months(cells: pd.Series) -> pd.PeriodIndex:
    """Return months as periods, none where a figure names none."""
    return pd.PeriodIndex(cells.where(cells != "", None), freq="M")


def tabulate_figures(
    rows: pd.DataFrame, wrong: Any, used_by: Mapping[str, str] = MappingProxyType({})
) -> pd.DataFrame:
    """Return figures by id: numbers in base units, ends, and why one is set aside.

    Parameters
    ----------
    wrong : pandas.DataFrame or None
        Which figures are set aside, with `status` and `likely_cause`.
    used_by : dict
        The claims that each figure decides, by its id.
    """
    marks = {}
    if wrong is not None:
        status = (wrong["status"] + " " + wrong["likely_cause"]).str.strip()
        marks = dict(zip(wrong["figure"], status, strict=True))
    records = rows.to_dict("records")
    ids = [row["id"] for row in records]
    words = pd.DataFrame(records, columns=list(rows)).assign(
        first=read_months(rows["period_start"]),
        last=read_months(rows["period_end"]),
        printed=[write_printed(row) for row in records],
        used_by=[used_by.get(name, "") for name in ids],
        set_aside=[marks.get(name, "") for name in ids],
    )
    kinds = read_labels("sources", "source", "kind")
    read = [read_ends(row, kinds.get(row["source"]) in RECORDS) for row in records]
    ends = pd.DataFrame(read, words.index, columns=ENDS)
    words = words.assign(**ends)
    others = [column for column in words if column not in FIRST_COLUMNS]
    return words[[*FIRST_COLUMNS, *others]].set_index("id")


def write_printed(row: dict) -> str:
    """Return a figure as it was printed; some pages say something without a number.

    >>> write_printed({"value": "", "unit": "", "growth": ""})
    'no number'
    """
    return wording.format_figure(row) or "no number"


def show_figures(table: pd.DataFrame, asked: Collection[str]) -> pd.DataFrame:
    """Return what people read of figures: as printed, of what, of which months, by whom.

    Parameters
    ----------
    asked : collection of str
        The series that claims can be asked of; a figure of another is in none.
    """
    months = []
    for first, last in zip(table["first"], table["last"], strict=True):
        is_named = not (pd.isna(first) or pd.isna(last))
        months.append(wording.format_period(first, last) if is_named else "")
    goods = []
    for product, words in zip(table["product"], table["product_text"], strict=True):
        names = {product.replace("-", " "), name_product(product).casefold()}
        goods.append("" if words.casefold() in names else words)
    shown = table[["printed", "series", "publisher", "role", "set_aside", "used_by"]]
    in_one = table["series"].isin(asked)
    # of a figure that is in no series, at least whose trade with whom it is of
    ways = [
        describe_way(Series.read(name)) if SERIES_NAME.fullmatch(name) else ""
        for name in table["series"].where(~in_one, "")
    ]
    shown = shown.assign(
        months=months, goods=goods, way=ways, series=shown["series"].where(in_one, "")
    )
    order = ["printed", "goods", "way", "months", "series", "publisher", "role"]
    shown = shown[[*order, "set_aside", "used_by"]]
    is_empty = (shown == "").all()
    return shown.loc[:, ~is_empty]


def tell_left_out(word: str, untouched: Collection[str]) -> str:
    """Return that something was left out, as asked; and if nothing was from there.

    >>> tell_left_out("TASS", [])
    'TASS, as you asked'
    """
    if word in untouched:
        return sentences.write("not_in_it", word)
    return f"{word}, as you asked"


def write_notes(rows: Collection[Mapping[str, str]]) -> list[str]:
    """Return what is known of figures, each note once, after the figures that have it.

    >>> write_notes([{"id": "F1", "note": "CIF."}, {"id": "F2", "note": "CIF."}])
    ['F1 and F2: CIF.']
    """
    ids: dict[str, list[str]] = {}
    for row in rows:
        if row["note"] and row["id"] not in ids.setdefault(row["note"], []):
            ids[row["note"]].append(row["id"])
    told = []
    for note, names in ids.items():
        if len(names) > FEW:
            names = [*names[:FEW], f"{len(names) - FEW} more"]
        told.append(f"{wording.join_words(names)}: {note}")
    return told


class Range:
    """What figures allow for a series and a period; prints as words.

    Attributes
    ----------
    low, high : float
        The ends in any release, in the unit of the series.
    interval : pandas.Interval
        The same.
    releases : pandas.DataFrame
        `low` and `high` by release: own, sum (added up month by month), revised, widest.
    figures : list of str
        Ids of the figures that cap it; `explain()` says which end each of them caps.
    """

    def __init__(
        self, name: str, start: str, end: str, ranges: Ranges, less: str = ""
    ) -> None:
        self.series, self.start, self.end, self.less = name, start, end, less
        self.ranges = ranges
        self.list_also: Callable[[], list[str]] = list  # until somebody knows others
        self.untouched: list[str] = []  # left out, and nothing here was from there
        rows = []
        for release in [*RELEASES, "widest"]:
            allowed = find_range(name, start, end, release, ranges)
            if allowed is None:
                refuse_unknown_months(name, start, end, less)
            rows.append([allowed.left, allowed.right])
        self.releases = pd.DataFrame(rows, [*RELEASES, "widest"], ["low", "high"])
        self.low, self.high = rows[-1]
        self.interval = pd.Interval(self.low, self.high, closed="both")

    def explain(self) -> pd.DataFrame:
        """Return the figures that cap the range, and which end each of them caps."""
        return self.ranges.list_caps(self.series, self.start, self.end, "widest")

    @property
    def figures(self) -> list[str]:
        return list(dict.fromkeys(self.explain()["figure"]))

    def is_like(self, other: "Range") -> bool:
        """Tell whether another range has the same ends and the same figures."""
        return self.releases.equals(other.releases) and self.figures == other.figures

    @property
    def is_worked_out(self) -> bool:
        """Whether no release gives these months together."""
        spans = self.ranges.list_spans(self.series, self.start, self.end, "own")
        return len(spans) > 1

    @property
    def prints(self) -> list[dict]:
        """The amounts that are printed of these very months."""
        months = [self.start, self.end]
        rows = self.ranges.list_prints(self.series, self.start, self.end)
        printed = [row for row in rows if row["value"]]
        return [
            row for row in printed if [row["period_start"], row["period_end"]] == months
        ]

    @property
    def is_of_its_release(self) -> bool:
        """Whether a figure has these months as they were first released."""
        return any(LATER not in row["status"] for row in self.prints)

    @property
    def is_of_records(self) -> bool:
        """Whether its source counted records, filings or finds."""
        return self.ranges.kinds.get(Series.read(self.series).source) in RECORDS

    def to_dict(self) -> dict[str, Any]:
        """Return the range as plain data."""
        return {
            "series": self.series,
            "first": self.start,
            "last": self.end,
            "low": self.low,
            "high": self.high,
            "releases": self.releases.to_dict("index"),
            "figures": self.figures,
        }

    def list_lines(self) -> Lines:
        """Return the answer: headings, and what stands under each."""
        unit = Series.read(self.series).unit
        months = wording.format_period(self.start, self.end)
        asked = f"{describe_series(self.series)}, {months}{self.less}"
        own = self.releases.loc["own"]
        first = wording.format_range(own["low"], own["high"], unit)
        heading = "As first released, worked out from other figures"
        if self.is_of_its_release:
            heading = f"By the release of {wording.format_month(self.end)}"
        if self.is_of_records:  # nobody releases these by the month
            heading = "As it was printed, a count of records, which is the least"
        how = []
        if self.is_worked_out:
            heading = "As first released, worked out from other figures"
            how = [tell_ways(self.ranges, self.series, self.start, self.end)]
        widest = wording.format_range(self.low, self.high, unit)
        figures, noted, rounded = [], [], []
        for cap in self.explain().to_dict("records"):
            row = self.ranges.rows.loc[cap["figure"]].to_dict()
            words = write_figure(row, [self.series], [*self.ranges.turned])
            figures.append(f"{words}{write_record(row)}, {cap['caps']}")
            noted.append(row)
            rounded.append(tell_round_level(row))
        capping = [row["id"] for row in noted]
        printed = [
            write_figure(row, [self.series], [*self.ranges.turned])
            for row in self.prints
            if row["id"] not in capping
        ]
        return [
            ("You asked", [asked]),
            (heading, [first]),
            ("In any release", [widest]),
            ("How", how),
            ("Printed of these months", printed),
            ("Figures that cap it, in any release", figures),
            ("If it is rounded", [*dict.fromkeys(filter(None, rounded))]),
            ("On these figures", write_notes(noted)),
            (
                "Left out",
                [tell_left_out(word, self.untouched) for word in self.untouched],
            ),
            ("Not asked, of the same trade", self.list_also()),
            (NEAR, list_near(self.series)),
        ]

    def __repr__(self) -> str:
        return write_lines(self.list_lines())

    def _repr_html_(self) -> str:
        return write_html(self.list_lines())


def write_figure(
    row: dict, asked: Collection[str] = (), turned: Collection[str] = ()
) -> str:
    """Return a figure in one line: its id, its words, its months, who printed it.

    Parameters
    ----------
    asked : collection of str
        The series of the answer. What the figure is of is said where it is of another.
    turned : collection of str
        Ids of figures that are read as the other direction.
    """
    words = [write_printed(row)]
    if asked and row["series"] not in asked and SERIES_NAME.fullmatch(row["series"]):
        words.insert(0, describe_series(row["series"], with_source=False))
    if row["id"] in turned:
        words.append("read as the other direction")
    if row["period_start"] and row["period_end"]:
        words.append(wording.format_period(row["period_start"], row["period_end"]))
    told = ", ".join(words)
    return f"{row['id']}: {told} ({row['publisher']})"


def write_record(row: dict) -> str:
    """Return that a figure was a record, which caps the months before it."""
    record = HIGHEST.search(row["status"])
    return f", the highest since {wording.format_month(record[1])}" if record else ""


def refuse_unknown_months(name: str, start: str, end: str, less: str = "") -> NoReturn:
    """Refuse months that no figure speaks of, with those that one does."""
    if less:
        asked = f"{describe_series(name)}, {wording.format_period(start, end)}{less}"
        expected = "fewer left out: without them figures set no limit to these months"
        raise InputError("without", asked, expected)
    known = list_series().loc[name]
    ends = [wording.format_month(known[end]) for end in ("first", "last")]
    asked = f"{describe_series(name)}, {wording.format_period(start, end)}"
    rows = tables.read_figures()
    is_within = (rows["period_start"] >= start) & (rows["period_end"] <= end)
    within = rows.loc[is_within & (rows["series"] == name), "id"]
    expected = (
        "months that a figure speaks of; those of this series begin in "
        f"{ends[0]} and end in {ends[1]}"
    )
    if len(within):
        expected = (
            "months that figures set a limit to together: these are printed in part "
            f"({', '.join(within)}), and of the others nothing is known; months() has each"
        )
    by_hand = list_tables_on(name)
    if by_hand:
        expected += f"; to open by hand: {'; '.join(by_hand)}"
    raise InputError("period", asked, expected)


def find_range(name: str, start: str, end: str, release: str, ranges: Ranges) -> Any:
    """Return the range of some months as a claim is held to: whole things are whole."""
    return keep_whole(ranges.range(name, start, end, release), Series.read(name).unit)


class Table(pd.DataFrame):
    """A table under what was asked, with a note below; what is made of it is plain.

    Attributes
    ----------
    shown : pandas.DataFrame or None
        The table as people read it; its own columns have all digits.
    """

    _metadata: ClassVar[list[str]] = ["asked", "note", "shown"]
    asked = ""
    note = ""
    shown: pd.DataFrame | None = None

    @property
    def _constructor(self) -> type:
        return pd.DataFrame

    def answering(
        self,
        asked: str,
        note: str = "",
        shown: pd.DataFrame | None = None,
    ) -> "Table":
        """Return the table under what was asked, with a line below."""
        self.asked, self.note, self.shown = asked, note, shown
        return self

    def write(self, table: str, cut: str = "") -> str:
        """Return what was asked, the table as text, what is cut in it, and the note."""
        head = f"You asked: {self.asked}\n" if self.asked else ""
        if self.empty:  # "Empty Table, Columns: ..." reads like a failure
            return head + (self.note or NOTHING)
        return "\n".join(filter(None, [f"{head}{table}", cut, self.note])).rstrip()

    def __repr__(self) -> str:
        # pandas would leave out the columns in the middle, ids among them
        widths = {"max_rows": MOST_ROWS, "max_colwidth": WIDEST}
        shown = (
            super().to_string(**widths)
            if self.shown is None
            else self.shown.to_string()
        )
        return self.write(shown, self.find_cut() if self.shown is None else "")

    def find_cut(self) -> str:
        """Return which columns are cut in text, and how to read them whole."""
        for column in self.columns:
            cells = self[column].head(MOST_ROWS)
            if any(isinstance(each, str) and len(each) > WIDEST for each in cells):
                return (
                    f"Of {column!r} some are cut here: [{column!r}].to_list() has all."
                )
        return ""

    def _repr_html_(self) -> str:
        head = html.escape(f"You asked: {self.asked}") if self.asked else ""
        shown = self.shown
        with pd.option_context("display.max_colwidth", None):
            table = super()._repr_html_() if shown is None else shown.to_html()
        if self.empty:
            table = ""
        note = html.escape(self.note or (NOTHING if self.empty else ""))
        return f"<p {NO_MATHS}>{head}</p>{table}<p {NO_MATHS}>{note}</p>"


class SomeMonths(pd.DataFrame):
    """Rows of months: whether they are whole groups, nobody knows any more."""

    @property
    def _constructor(self) -> type:
        return SomeMonths

    def total(self) -> NoReturn:
        """Refuse to add up months of which some may be known with others alone."""
        expected = "desk.months(...) of the period itself, and then its total()"
        raise InputError("total", "rows taken out of months", expected)


class Months(Table):
    """The ranges of months; those that no figure tells apart have them as a group."""

    @property
    def _constructor(self) -> type:
        return SomeMonths

    def total(self) -> pd.Interval:
        """Return what the months add up to, each group once, as first released."""
        groups = self.drop_duplicates("group")
        ends = [groups["group_low"].sum(), groups["group_high"].sum()]
        return pd.Interval(*ends, closed="both")


def spread_months(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a month of a table that has one row a group of months.

    Parameters
    ----------
    table : pandas.DataFrame
        `start`, `months`, `low`, `high`: the average of the months of a row.

    Examples
    --------
    >>> row = {"start": pd.Period("2023-01"), "months": 2, "low": 7.0, "high": 8.0}
    >>> spread_months(pd.DataFrame([row])).loc["2023-02"].tolist()
    [1.0, nan, nan, 14.0, 16.0]
    """
    rows = []
    for group, row in enumerate(table.itertuples(), 1):
        ends = [row.low * row.months, row.high * row.months]
        alone = ends if row.months == 1 else [math.nan, math.nan]
        for month in range(row.months):
            rows.append([row.start + month, group, *alone, *ends])
    columns = ["month", "group", "low", "high", "group_low", "group_high"]
    return pd.DataFrame(rows, columns=columns).set_index("month")


def show_months(table: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the ranges of months in words, a group of months in one row."""
    shown = []
    for _, rows in table.groupby("group"):
        months = wording.format_period(rows.index[0], rows.index[-1])
        together = ", together" if len(rows) > 1 else ""
        ends = rows["group_low"].iloc[0], rows["group_high"].iloc[0]
        shown.append([f"{months}{together}", wording.format_range(*ends, unit)])
    return pd.DataFrame(shown, columns=["months", "range"])
