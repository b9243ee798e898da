"""What the desk answers: a verdict, or a range, that prints as words.

The words are the same at a prompt, at the command line and in JupyterLab: what was
asked, how it was read, the verdict, what the figures say, which they are, what is left
out, and what would settle it.
"""

import html
import re
from collections.abc import Collection, Sequence
from typing import Any, ClassVar, NoReturn

import pandas as pd

from dualuse.base import wording
from dualuse.base.catalogue import (
    describe_series,
    list_others,
    list_series,
)
from dualuse.base.errors import InputError
from dualuse.base.series import (
    SERIES_NAME,
    Series,
)
from dualuse.engine.evidence import (
    keep_whole,
)
from dualuse.engine.likely import narrow, read_likely, write_held_out
from dualuse.engine.ranges import (
    HIGHEST,
    RELEASES,
    Ranges,
)

MOST_FIGURES = 6  # that an answer lists; `.figures` has all
FIGURE_COLUMNS = [
    "printed",
    "growth",
    "series",
    "period_start",
    "period_end",
    "publisher",
    "role",
    "set_aside",
    "page",
]
FULL = [  # what else the table has on a figure
    "hedge",
    "growth_hedge",
    "growth_base",
    "status",
    "print",
    "same_fact",
    "outlet",
    "read_at",
    "access",
    "released",
    "quote",
    "note",
]
NOTHING = "Nothing was found."
# JupyterLab reads what stands between two dollar signs as a formula.
NO_MATHS = 'class="mathjax_ignore tex2jax_ignore"'
pd.set_option("display.html.use_mathjax", False)  # the same, of tables
FIGURE = re.compile(r"\b[A-Z]+-?[A-Z]*\d+[a-z]?\b")  # an id of figures.csv
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


def write_two_ways(
    series: str, start: str, end: str, ranges: Ranges, marks: Sequence[float] = ()
) -> str:
    """Return what months come to that no release gives together, in both ways."""
    programme, unit = ranges.find_programme(series), Series.read(series).unit
    told = []
    for span in ranges.list_spans(series, start, end, "own"):
        amount = programme.range(span)
        ends = (amount.left, amount.right)
        told.append(wording.format_range(*ends, unit, marks=marks))
    one_less_another, added_up = told
    return (
        "No release gives these months together. We worked them out in two ways, and "
        f"count both: what was first printed of them, added up ({added_up}), and the "
        "total since January less what came before, as customs held that by then, which "
        f"need not be printed ({one_less_another})."
    )


def tabulate_figures(rows: pd.DataFrame, wrong: Any) -> pd.DataFrame:
    """Return figures by id, as printed, with why one is set aside."""
    marks = {}
    if wrong is not None:
        status = (wrong["status"] + " " + wrong["likely_cause"]).str.strip()
        marks = dict(zip(wrong["figure"], status, strict=True))
    rows = rows.set_index("id")
    rows["printed"] = [wording.format_figure(row) for row in rows.to_dict("records")]
    rows["set_aside"] = [marks.get(name, "") for name in rows.index]
    return rows[FIGURE_COLUMNS + FULL]


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
    words = [wording.format_figure(row)]
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


class Range:
    """What figures allow for a series and a period; prints as words.

    Attributes
    ----------
    low, high : float
        The widest ends, in the unit of the series.
    parts : pandas.DataFrame
        One row a release: own, added up month by month, revised, and the widest.
    probably : pandas.Interval or None
        Where the own release probably lies, see `likely`; it judges nothing.
    """

    def __init__(
        self, name: str, start: str, end: str, ranges: Ranges, less: str = ""
    ) -> None:
        self.series, self.start, self.end, self.less = name, start, end, less
        self.ranges = ranges
        # two where no release gives these months together
        self.spans = ranges.list_spans(name, start, end, "own")
        releases = [*RELEASES, "widest"]
        rows = []
        for release in releases:
            allowed = find_range(name, start, end, release, ranges)
            if allowed is None:
                refuse_unknown_months(name, start, end, less)
            rows.append([allowed.left, allowed.right])
        self.parts = pd.DataFrame(rows, releases, ["low", "high"])
        self.low, self.high = rows[-1]
        self.probably = self.find_probably()

    def find_probably(self) -> pd.Interval | None:
        """Return the likely range; None where it says no more than the sure one."""
        likely = read_likely(self.series, self.ranges)
        if likely is None:
            return None
        span, *added_up = self.spans
        if added_up:  # it is a likely total of a release: here there is none
            return None
        sure = pd.Interval(*self.parts.loc["own"], closed="both")
        return narrow(likely.range(span), sure)

    def explain(self, release: str = "widest") -> pd.DataFrame:
        """Return the figures that cap the range, and which end each of them caps."""
        return self.ranges.list_caps(self.series, self.start, self.end, release)

    def list_lines(self) -> Lines:
        """Return the answer: headings, and what stands under each."""
        unit = Series.read(self.series).unit
        months = wording.format_period(self.start, self.end)
        asked = f"{describe_series(self.series)}, {months}{self.less}"
        lines: Lines = [("You asked", [asked])]
        own = self.parts.loc["own"]
        heading = f"By the release of {wording.format_month(self.end)}"
        is_worked_out = len(self.spans) > 1
        if is_worked_out:
            heading = "As first released, worked out"
        first = wording.format_range(own["low"], own["high"], unit)
        if self.probably is not None:
            ends = (self.probably.left, self.probably.right)
            words = wording.format_range(*ends, unit)
            if words != first:  # as told, in three digits
                held = write_held_out(self.series, self.ranges)
                first += f"; probably {words} ({held})"
        lines.append((heading, [first]))
        widest = wording.format_range(self.low, self.high, unit)
        lines.append(("In any release", [widest]))
        if is_worked_out:
            words = write_two_ways(self.series, self.start, self.end, self.ranges)
            lines.append(("How", [words]))
        figures, notes = [], []
        for cap in self.explain().to_dict("records"):
            row = self.ranges.rows.loc[cap["figure"]].to_dict()
            words = write_figure(row, [self.series], [*self.ranges.turned])
            figures.append(f"{words}{write_record(row)}, {cap['caps']}")
            if row["note"]:
                notes.append(f"{cap['figure']}: {row['note']}")
        lines.append(("Figures that cap it", figures))
        lines.append(("On these figures", list(dict.fromkeys(notes))))
        lines.append(("Not asked, of the same trade", list_others(self.series)))
        return lines

    def __repr__(self) -> str:
        return write_lines(self.list_lines())

    def _repr_html_(self) -> str:
        return write_html(self.list_lines())


def refuse_unknown_months(name: str, start: str, end: str, less: str = "") -> NoReturn:
    """Refuse months that no figure speaks of, with those that one does."""
    if less:
        asked = f"{describe_series(name)}, {wording.format_period(start, end)}{less}"
        expected = "fewer left out: without them no figure of these months is left"
        raise InputError("without", asked, expected)
    known = list_series().loc[name]
    span = wording.format_period(known["first"], known["last"])
    asked = f"{describe_series(name)}, {wording.format_period(start, end)}"
    expected = f"months that a figure speaks of; those of this series are of {span}"
    raise InputError("period", asked, expected)


def find_range(name: str, start: str, end: str, release: str, ranges: Ranges) -> Any:
    """Return the range of some months as a claim is held to: whole things are whole."""
    return keep_whole(ranges.range(name, start, end, release), Series.read(name).unit)


class Table(pd.DataFrame):
    """A table under what was asked, with a note below; what is made of it is plain.

    Attributes
    ----------
    answer : str
        The one sentence to quote, where there is one.
    shown : pandas.DataFrame or None
        The table as people read it; its own columns have all digits.
    """

    _metadata: ClassVar[list[str]] = ["asked", "note", "answer", "shown"]
    asked = ""
    note = ""
    answer = ""
    shown: pd.DataFrame | None = None

    @property
    def _constructor(self) -> type:
        return pd.DataFrame

    def answering(
        self,
        asked: str,
        note: str = "",
        answer: str = "",
        shown: pd.DataFrame | None = None,
    ) -> "Table":
        """Return the table under what was asked, with a line below."""
        self.asked, self.note, self.answer, self.shown = asked, note, answer, shown
        return self

    def write(self, table: str) -> str:
        """Return what was asked, the table as text, and the note."""
        head = f"You asked: {self.asked}\n"
        if self.answer:
            head += f"Answer: {self.answer}\n"
        if self.empty:  # "Empty Table, Columns: ..." reads like a failure
            return head + (self.note or NOTHING)
        return f"{head}{table}\n{self.note}".rstrip()

    def __repr__(self) -> str:
        shown = super().__repr__() if self.shown is None else self.shown.to_string()
        return self.write(shown)

    def _repr_html_(self) -> str:
        lines = [f"You asked: {self.asked}", self.answer and f"Answer: {self.answer}"]
        head = "<br>".join(html.escape(line) for line in lines if line)
        shown = self.shown
        with pd.option_context("display.max_colwidth", None):
            table = super()._repr_html_() if shown is None else shown.to_html()
        if self.empty:
            table = ""
        note = html.escape(self.note or (NOTHING if self.empty else ""))
        return f"<p {NO_MATHS}>{head}</p>{table}<p {NO_MATHS}>{note}</p>"


def show_months(table: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the ranges of months in words, as people read amounts.

    Parameters
    ----------
    table : pandas.DataFrame
        `start`, `months`, `low`, `high`, perhaps `probably_low`, `probably_high`.
    """
    names = []
    for start, number in zip(table["start"], table["months"], strict=True):
        months = wording.format_period(start, start + number - 1)
        names.append(f"{months}, average" if number > 1 else months)
    shown = pd.DataFrame({"month": names})
    pairs = {"range": ("low", "high"), "probably": ("probably_low", "probably_high")}
    for name, (low, high) in pairs.items():
        if low not in table or table[low].isna().all():
            continue
        words = []
        for least, most in zip(table[low], table[high], strict=True):
            is_known = not pd.isna(least)
            words.append(wording.format_range(least, most, unit) if is_known else "")
        shown[name] = words
    return shown
