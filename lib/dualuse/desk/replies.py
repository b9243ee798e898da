"""What the desk answers: a verdict, or a range, that prints as words.

The words are the same at a prompt, at the command line and in JupyterLab: what was
asked, how it was read, the verdict, what the figures say, which they are, what is left
out, and what would settle it.
"""

import html
import math
import re
from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple, NoReturn, TypeAlias

import pandas as pd

from dualuse.answer.sentences import list_deciding, name_publishers, tell_source
from dualuse.base import wording
from dualuse.base.catalogue import (
    OWN,
    PAGES_OF,
    describe_series,
    describe_way,
    list_namesakes,
    list_newer,
    list_others,
    list_series,
    name_left_out,
    name_product,
    name_source,
)
from dualuse.base.claims import MEASURED
from dualuse.base.errors import InputError
from dualuse.base.series import (
    FLOWS,
    MONTHS_A_YEAR,
    SERIES_NAME,
    Series,
    read_month,
    write_month,
)
from dualuse.base.units import LARGEST_FALL, is_multiple, is_whole
from dualuse.desk.minimums import Side, list_row_sides, write_minimums, write_silence
from dualuse.desk.settles import has_no_end
from dualuse.engine.evidence import (
    NOISE,
    OTHER_FLOW,
    Evidence,
    find_base_period,
    keep_whole,
    shift,
)
from dualuse.engine.likely import narrow, read_likely, write_held_out
from dualuse.engine.ranges import (
    EACH_MONTH,
    HIGHEST,
    RECORDS,
    RELEASES,
    SWAPPED,
    Ranges,
    is_release,
    list_bases,
    list_spans,
)

A_MONTH = (
    "an average of its months, read as the sum of them all; some of these months may "
    "hold any part of it"
)
MOST_FIGURES = 6  # that an answer lists; `.figures` has all
MOST_MONTHS = 12  # of which an answer names the rows that were not read
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
Place: TypeAlias = tuple[str, ...]


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


class Sums(NamedTuple):
    """What official rows of each side of a claim add up to, and what they lack."""

    amounts: list[str]  # every digit: "$605,000", "at least $15,300,000"
    periods: list[str]
    lacks: list[str]
    unknown: list[str]  # why a side has no sum
    is_from_nought: bool


class Checked(dict):
    """A verdict as plain data, which prints as words.

    Attributes
    ----------
    asked, reading : str
        What was asked, and how its words were read.
    figures : pandas.DataFrame
        The figures that the verdict rests on.
    left_out : pandas.DataFrame
        The figures of these series and months that cannot be true beside the others.
    files : list of str
        The files of the official rows that were asked, and whose they are.
    unread : list of str
        Of which months official rows were not read: how many, where, and why.
    also : list of str
        The other series of the same trade, which were not asked.
    on_file : list of str
        What was printed of the very months, and no range counts.
    over : str
        The series that a ratio divides by.
    """

    def __init__(
        self,
        checked: Any,
        evidence: Evidence,
        asked: str,
        reading: str = "",
        queries: Sequence[dict] = (),
        also: Sequence[str] = (),
        on_file: Sequence[str] = (),
        over: str = "",
    ) -> None:
        super().__init__(checked)
        self.asked, self.reading, self.queries = asked, reading, queries
        self.also, self.on_file = also, on_file
        self.without = name_left_out(evidence.without)
        self.kept = list_kept(self.without, evidence)
        self.rows, self.set_aside = evidence.rows, evidence.set_aside
        ids = []
        for part in self["parts"]:
            for entry in list_deciding(part) or part["figures"]:
                ids += find_prints(entry, evidence) + entry["figures"]
        self.ids = [each for each in dict.fromkeys(ids) if each in self.rows]
        self.left_out = find_left_out(self, evidence)
        self.turned = find_turned(evidence.set_aside)
        self.files, self.series = [], set()
        self.unread: list[str] = []
        self.on_print: dict[str, list[str]] = {}  # by part
        self.worked_out = find_worked_out(self, evidence)
        self.sums: dict[Place, Sums] = {}
        for part in self["parts"]:
            notes = self.on_print.setdefault(part["id"], [])
            for entry in part["figures"]:
                notes += write_on_print(entry, evidence)
                sides = list_row_sides(entry, over)
                self.sums[find_place(entry)] = write_sums(sides, evidence)
                self.files += find_files(sides, evidence)
                self.unread += find_unread(sides, evidence)
                if SERIES_NAME.fullmatch(entry["series"]):
                    self.series.add(entry["series"])
        self.files = list(dict.fromkeys(self.files))
        self.unread = list(dict.fromkeys(self.unread))

    @property
    def figures(self) -> pd.DataFrame:
        rows = [self.rows[each] for each in self.ids]
        table = pd.DataFrame(rows, columns=list(next(iter(self.rows.values()))))
        return tabulate_figures(table, self.set_aside)

    def list_lines(self) -> Lines:
        """Return the answer: headings, and what stands under each."""
        lines: Lines = [("You asked", [self.asked])]
        if self.reading:
            lines.append(("We read that as", [f"{self.reading}."]))
        lines.append(("Verdict", [f"{self['text']}{self.write_own()}."]))
        for part in self["parts"]:
            heading = "What was found"
            if len(self["parts"]) > 1:
                heading = f"{part['id']}, {part['says']}: {part['verdict']}"
            findings = write_findings(part, self.rows, self.worked_out, self.sums)
            findings += self.on_print.get(part["id"], [])
            if self.reading and part["note"]:
                findings.append(part["note"])
            lines.append((heading, findings))
        figures = []
        for each in self.ids:
            figures.append(write_figure(self.rows[each], self.series, self.turned))
        if len(figures) > MOST_FIGURES:
            others = len(figures) - MOST_FIGURES
            figures = [*figures[:MOST_FIGURES], f"and {others} more, in .figures"]
        lines.append(("Figures", figures))
        lines.append(("On these figures", self.list_notes()))
        lines.append(("Official rows", self.files))
        lines.append(("Rows that were not read", self.unread))
        left_out = [f"{word}, as you asked" for word in self.without]
        left_out += self.kept
        turned = []
        for row in self.left_out.to_dict("records"):
            is_turned = row["likely_cause"] == SWAPPED
            (turned if is_turned else left_out).append(write_left_out(row, self.rows))
        lines.append(("Left out", left_out))
        lines.append(("Read otherwise", turned))
        lines.append(("On file, and not counted", list(self.on_file)))
        if self["unless"]:
            lines.append(("Unless", [self["unless"]]))
        # a claim of one's own that is contradicted wants no more of the same figures
        is_settled = self.reading and self["verdict"] == "contradicted"
        is_settled = is_settled or self["verdict"] == "confirmed"
        if self["settles"] and not is_settled:
            lines.append(("What would settle it", write_settles(self)))
        lines.append(("Not asked, of the same trade", list(self.also)))
        return lines

    def list_notes(self) -> list[str]:
        """Return what the table says beside the figures that an answer shows."""
        notes = []
        on_file = {line.partition(":")[0] for line in self.on_file}
        for each in self.ids[:MOST_FIGURES]:
            row = self.rows[each]
            note = row["note"]
            if note:
                notes.append(f"{each}: {note}")
            if row["unit"].endswith(" per month") and EACH_MONTH not in row["status"]:
                notes.append(f"{each}: {A_MONTH}")
            for other in FIGURE.findall(note):
                is_shown = other in self.ids or other in on_file
                if other in self.rows and not is_shown:
                    other_row = self.rows[other]
                    notes.append(write_figure(other_row, self.series, self.turned))
        return list(dict.fromkeys(notes))

    def write_own(self) -> str:
        """Return that a verdict rests on rows of one's own alone, if it does."""
        sources = set()
        for part in self["parts"]:
            sources |= {entry["source"] for entry in list_deciding(part)}
        return f", by {name_source(OWN)} alone" if sources == {OWN} else ""

    def __repr__(self) -> str:
        return write_lines(self.list_lines())

    def _repr_html_(self) -> str:
        return write_html(self.list_lines())


def list_kept(left_out: Sequence[str], evidence: Evidence) -> list[str]:
    """Return how to leave out all that a source counted, where only its pages are."""
    named, notes = list_namesakes(), []
    for word in left_out:
        name = word.removeprefix(PAGES_OF)
        sources = named.get(name.casefold(), [])
        rows = [row for row in evidence.rows.values() if row["source"] in sources]
        if name != word and any(row["role"] == "evidence" for row in rows):
            notes.append(
                f"what {name} counted and others printed is kept; "
                f"without={name!r} leaves out that as well"
            )
    return notes


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


def find_worked_out(
    checked: dict, evidence: Evidence
) -> dict[tuple[str, str, str], str]:
    """Return how months came about that no release gives together, by series and months."""
    asked = {}
    for part in checked["parts"]:
        for entry in part["figures"]:
            start, end = entry["period"]
            place = (entry["series"], start, end)
            # rows are added up; only figures are worked out
            if entry["measure"] or not is_worked_out(*place, evidence):
                continue
            test = part["tests"][0]
            is_amount = not entry["base"] and entry["unit"] != "times"
            marks = [test["low"], test["high"]] if is_amount else []
            marks = [end for end in marks if end is not None]
            asked[place] = write_two_ways(*place, evidence.ranges, marks)
    return asked


def is_worked_out(series: str, start: str, end: str, evidence: Evidence) -> bool:
    """Tell whether no release gives some months of a series together."""
    if not SERIES_NAME.fullmatch(series):
        return False
    (span,) = list_spans(series, start, end, "own")
    if is_release(span):  # most are: no ranges need be made to tell
        return False
    return len(evidence.ranges.list_spans(series, start, end, "own")) > 1


def find_prints(entry: Any, evidence: Evidence) -> list[str]:
    """Return the figures that print the very months of an entry, as they are read.

    Those of the months that it is compared with come last.
    """
    periods = [tuple(entry["period"])]
    if entry["base"]:
        periods.append(tuple(find_base_period(entry["period"], entry["base"])))
    ids = []
    for start, end in periods:
        asked = (entry["series"], start, end)
        for row in evidence.prints:
            printed = (row["series"], row["period_start"], row["period_end"])
            if printed == asked and row["role"] == "evidence":
                ids.append(row["id"])
    return ids


def find_turned(wrong: Any) -> set[str]:
    """Return the figures that are read as the other direction."""
    if wrong is None or wrong.empty:
        return set()
    return set(wrong["figure"][wrong["likely_cause"] == SWAPPED])


def find_files(sides: Sequence[Side], evidence: Evidence) -> list[str]:
    """Return the files of the official rows of each side, and whose rows they are."""
    told = []
    for side in sides:
        rows = find_touching(side, evidence)
        source = name_source(Series.read(side.series).source)
        if "files" in rows:
            told += [f"{files}: {source}" for files in rows["files"].unique()]
    newer = list_newer()
    if newer and told:
        names = wording.join_words(newer)
        told.append(
            f"{names}: newer than the last build; `make reports` reads it again"
        )
    return list(dict.fromkeys(told))


def find_touching(side: Side, evidence: Evidence) -> pd.DataFrame:
    """Return the totals of official rows that touch the months of a side."""
    places = evidence.official.get(side.series, [])
    if not len(places):
        return pd.DataFrame()
    rows = evidence.official_rows.iloc[places]
    start, end = side.period
    return rows[(rows["period_end"] >= start) & (rows["period_start"] <= end)]


def find_unread(sides: Sequence[Side], evidence: Evidence) -> list[str]:
    """Return which official rows of each side could not be read, and why."""
    notes = []
    for side in sorted(sides, key=lambda side: side.period):
        rows = find_touching(side, evidence)
        if "unread" not in rows:
            continue
        for row in rows[rows["unread_rows"] > 0].to_dict("records"):
            months = wording.format_period(row["period_start"], row["period_end"])
            number = row["unread_rows"]
            rows_of = "1 row of" if number == 1 else f"{number} rows of"
            notes.append(f"{months}: {rows_of} {row['unread']}")
    if len(notes) > MOST_MONTHS:
        others = len(notes) - MOST_MONTHS
        notes = [*notes[:MOST_MONTHS], f"and {others} more months"]
    return notes


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


def find_left_out(checked: dict, evidence: Evidence) -> pd.DataFrame:
    """Return the figures that an answer leaves out: of its series and its very months."""
    wrong = evidence.set_aside
    if wrong is None or wrong.empty:
        return pd.DataFrame()
    asked = set()
    for part in checked["parts"]:
        for entry in part["figures"]:
            asked.add((entry["series"], *entry["period"]))
    is_asked = []
    for row in wrong.to_dict("records"):
        figure = evidence.rows[row["figure"]]
        months = (figure["period_start"], figure["period_end"])
        is_asked.append((row["series"], *months) in asked)
    return wrong[is_asked]


def write_findings(
    part: Any,
    rows: dict,
    worked_out: Mapping[tuple[str, str, str], str],
    sums: Mapping[Place, Sums],
) -> list[str]:
    """Return what each source says on a part: as first released, and in any release."""
    if not part["figures"]:
        return [part["why"]]
    lines = []
    for entry in part["figures"]:
        if entry["counts"]:
            if entry["series"] or not entry["figures"]:
                lines += write_entry(entry, part["tests"][0], sums[find_place(entry)])
                place = (entry["series"], *entry["period"])
                if place in worked_out and not entry["reason"]:
                    lines.append(worked_out[place])
            else:
                lines.append(write_counted(entry, rows))
    publishers = name_publishers(part["on_one_page"], rows)
    if publishers:
        page = "the page" if len(publishers) == 1 else "any one of the pages"
        names = wording.join_words(publishers)
        lines.append(f"Without {page} of {names} the verdict would fall.")
    return lines


def write_counted(entry: Any, rows: dict) -> str:
    """Return what single figures say, of which one may be a share of the other."""
    printed = []
    for each in entry["figures"]:
        printed.append(f"{wording.format_figure(rows[each])} ({each})")
    about = f"{entry['label']}, {' of '.join(printed)}"
    if entry["reason"]:
        return f"{about}: {entry['reason']}."
    low, high = entry["own_low"] or None, entry["own_high"]
    apart = f" ({entry['apart_text']})" if entry["apart_text"] else ""
    return f"{about}: {wording.format_range(low, high, entry['unit'])}{apart}."


def write_entry(entry: Any, test: Any, sums: Sums) -> list[str]:
    """Return what one source says: its months, its range in two lines, what rows lack."""
    if entry["goods"]:  # how many of several goods changed: no amount, nor a rate
        return [tell_source(entry)]
    about = entry["label"]
    if entry["series"] and "{" not in entry["series"]:
        about = describe_series(entry["series"])
    about = f"{about}, {wording.format_period(*entry['period'])}"
    is_own = entry["source"] == OWN
    if entry["reason"]:
        if is_own and sums.periods:
            return [f"{about}.", f"By these rows: {write_reason(sums)}.", *sums.lacks]
        return [f"{about}: {entry['reason']}.", *sums.lacks]
    # of rows, not of figures: only they have a measure
    is_floor = bool(entry["measure"]) and entry["own_high"] is None
    if is_floor and entry["base"] and entry["low"] <= LARGEST_FALL:
        return [f"{about}.", *sums.lacks, "These rows give no growth."]
    marks = [end for end in (test["low"], test["high"]) if end is not None]
    ranges = []
    for low, high in (("own_low", "own_high"), ("low", "high")):
        least, most = entry[low], entry[high]
        if entry["base"]:
            ranges.append(wording.format_change(least, most, marks))
        else:
            words = wording.format_range(least, most, entry["unit"], marks=marks)
            ranges.append(words)
    own, widest = ranges
    apart = f" ({entry['apart_text']})" if entry["apart_text"] else ""
    if is_own:
        words = write_own_rows(entry, own, sums)
        return [f"{about}.", f"By these rows: {words}{apart}.", *sums.lacks]
    first = "By the rows that we have" if entry["measure"] else "As first released"
    return [
        f"{about}.",
        f"{first}{write_bases(entry)}: {own}.",
        f"In any release: {widest}{apart}.",
        *sums.lacks,
    ]


def find_place(entry: Any) -> Place:
    """Return what tells one entry of an answer from another."""
    return entry["series"], *entry["period"], entry["base"], entry["measure"]


def write_sums(sides: list[Side], evidence: Evidence) -> Sums:
    """Return the sums of official rows of each side in words; none, if one has no rows."""
    amounts, unknown, ends = [], [], []
    for side in sides:
        total = side.add_up(evidence)
        if total is None:
            unknown.append(write_silence(side, evidence))
            continue
        amounts.append(write_sum(total, side.measure))
        ends.append(total.right)
    is_from_nought = len(ends) > 1 and ends[1] == 0 < ends[0]
    periods = [wording.format_period(*side.period) for side in sides]
    lacks = write_minimums(sides, evidence)
    return Sums(amounts, periods, lacks, unknown, is_from_nought)


def write_sum(total: pd.Interval, measure: str) -> str:
    """Return a sum of rows with every digit: "$605,000", "at least 49.56 tonnes"."""
    digits = Decimal(f"{total.left:.3f}").normalize()
    places = max(0, -int(digits.as_tuple().exponent))
    number = wording.format_number(total.left, places)
    amount = wording.attach_unit([number], MEASURED[measure])
    return f"at least {amount}" if total.right == math.inf else amount


def write_reason(sums: Sums) -> str:
    """Return why rows of one's own give no per cent, or no ratio: their very sums."""
    if sums.unknown:
        return wording.join_words(sums.unknown)
    words = write_each(sums)
    if sums.periods[0] == sums.periods[-1]:  # one series over another
        return f"{words}, so no ratio can be worked out"
    if sums.is_from_nought:
        return f"{words}: they rose; from nought no per cent can be worked out"
    return f"{words}, so they may have risen or fallen"


def write_each(sums: Sums) -> str:
    """Return the sums of both sides: of a growth the earlier one first."""
    first, second = sums.amounts
    if sums.periods[0] == sums.periods[1]:
        return f"{first} over {second}"
    now, before = sums.periods
    return f"{second} in {before}, {first} in {now}"


def write_own_rows(entry: Any, compared: str, sums: Sums) -> str:
    """Return what rows of one's own add up to, every digit, and how they compare."""
    if len(sums.amounts) == 2:
        return f"{write_each(sums)}: {compared}"
    if entry["unit"] in ("times", "percent"):
        return compared
    (total,) = sums.amounts
    return total


def write_on_print(entry: Any, evidence: Evidence) -> list[str]:
    """Return that a growth is a printed one, where no total beside it can say so.

    A count of records is a minimum, at either end of a growth.
    """
    kinds = evidence.sources.set_index("source")["kind"]
    is_record = kinds.get(entry["source"]) in RECORDS
    is_known = not entry["reason"] and SERIES_NAME.fullmatch(entry["series"])
    if not is_record or not is_known or not entry["base"]:
        return []
    base_period = find_base_period(entry["period"], entry["base"])
    for months in (entry["period"], base_period):
        if not has_no_end((entry["series"], months), evidence):
            return []
    rates = []
    for each in find_prints(entry, evidence):
        row = evidence.rows[each]
        year_before = shift(row["period_start"], -MONTHS_A_YEAR)
        is_rate = row["growth"] or is_multiple(row["unit"])
        if is_rate and (row["growth_base"] or year_before) == entry["base"]:
            rates.append(each)
    by = f", by {wording.join_words(rates)}" if rates else ""
    return [f"Both totals are minimums: this is the growth as printed{by}."]


def write_bases(entry: Any) -> str:
    """Return that a growth is on a base in two releases, where it is."""
    if not entry["base"] or "{" in entry["series"]:
        return ""
    first, last = entry["period"]
    (span,) = list_spans(entry["series"], first, last, "own")
    if len(list_bases(span, read_month(entry["base"]))) == 1:
        return ""
    return ", on the base as first printed or as revised"


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
    words = [name_apart(row, asked, turned), wording.format_figure(row)]
    if row["period_start"] and row["period_end"]:
        words.append(wording.format_period(row["period_start"], row["period_end"]))
    told = ", ".join(word for word in words if word)
    return f"{row['id']}: {told} ({row['publisher']})"


def name_apart(row: dict, asked: Collection[str], turned: Collection[str]) -> str:
    """Return what a figure is of, as far as that is not what was asked.

    >>> row = {"id": "F005", "series": "CHN-RUS-import-all-GACC", "product_text": ""}
    >>> name_apart(row, ["CHN-RUS-export-all-GACC"], [])
    'imports'
    >>> name_apart(row, ["CHN-RUS-import-all-GACC"], []), name_apart(row, [], ["F005"])
    ('', 'printed as imports, read as exports')
    """
    if not SERIES_NAME.fullmatch(row["series"]):
        return ""
    line = Series.read(row["series"])
    if row["id"] in turned:
        read_as = FLOWS[OTHER_FLOW[line.flow]]
        return f"printed as {FLOWS[line.flow]}, read as {read_as}"
    if not asked:
        return ""
    others = [Series.read(series) for series in asked]
    words = [name_way_apart(line, others)]
    title = name_product(line.product)
    if {each.product for each in others} != {line.product}:
        words.append(title)
    elif not row["product_text"].casefold().startswith(title.casefold()):
        words.append(row["product_text"])
    if {each.unit for each in others} != {line.unit} and not row.get("value"):
        words.append(f"in {line.unit}")
    return ", ".join(word for word in words if word)


def name_way_apart(line: Series, others: Sequence[Series]) -> str:
    """Return the flow of a series where others have another, and with whom it is."""
    flow = FLOWS.get(line.flow, "")
    if {each.reporter for each in others} != {line.reporter}:
        return describe_way(line)
    if {each.partner for each in others} != {line.partner}:
        return describe_way(line).partition("'s ")[2]
    return flow if {each.flow for each in others} != {line.flow} else ""


def write_record(row: dict) -> str:
    """Return that a figure was a record, which caps the months before it."""
    record = HIGHEST.search(row["status"])
    return f", the highest since {wording.format_month(record[1])}" if record else ""


def write_left_out(row: dict, rows: dict) -> str:
    """Return why a figure is left out: beside which others it cannot be true."""
    words = write_figure(rows[row["figure"]])
    beside = " and ".join(row["beside"].split())
    if row["likely_cause"] == SWAPPED:
        return f"{words} is read as the other direction: see {beside}"
    return f"{words} cannot be true beside {beside}: {row['status']}"


def write_settles(checked: Checked) -> list[str]:
    """Return what would settle a claim, and the queries for it, to paste and run."""
    lines = [checked["settles"].strip()]
    for query in checked.queries:
        lines += [f"# {query['says']}", f"curl '{query['url']}'"]
    return lines


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


class First:
    """From which month to which one a mark can have been passed first.

    Attributes
    ----------
    earliest : str
        The first month that can have passed it, in any release; empty if none can.
    latest : str
        The first month by whose end one has surely passed it, as first released; empty
        where none is sure.
    surely : list of str
        The fewest months up to the latest of which one has surely passed it.
    months : pandas.DataFrame
        The months that it can have been, each with its range in any release.
    together : list of str
        Those of them that figures know only together with others.
    unknown : list of str
        Months asked about that no figure bounds; up to the latest it can be any of them.
    """

    def __init__(
        self,
        name: str,
        hedge: str,
        mark: float,
        ranges: Ranges,
        span: tuple[str, str],
        less: str = "",
    ) -> None:
        self.series, self.hedge, self.mark, self.less = name, hedge, mark, less
        self.ranges = ranges
        self.start, self.end = span
        numbers = range(read_month(self.start), read_month(self.end) + 1)
        asked = [write_month(number) for number in numbers]
        self.surely = self.find_surely(asked, ranges)
        self.latest = self.surely[-1] if self.surely else ""
        self.unknown: list[str] = []
        rows = []
        for month in asked:
            allowed = find_range(name, month, month, "widest", ranges)
            is_known = month in self.surely or ranges.has_amount(name, month)
            if allowed is None and not is_known:
                self.unknown.append(month)
                continue
            can = compare_with_mark(allowed, hedge, mark)[0]
            if not can or (self.latest and month > self.latest):
                continue
            own = find_range(name, month, month, "own", ranges)
            sure = compare_with_mark(own, hedge, mark)[1]
            ends = pd.Interval(0, math.inf) if allowed is None else allowed
            rows.append([month, ends.left, ends.right, sure])
        self.months = pd.DataFrame(rows, columns=["month", "low", "high", "surely"])
        self.earliest = rows[0][0] if rows else ""
        unknown = {*self.unknown}  # of months with one of these no figure gives the sum
        blocks = find_blocks(name, span, ranges)
        self.blocks = [block for block in blocks if not unknown & {*block}]
        within = {month for block in self.blocks for month in block}
        self.together = [month for month in self.months["month"] if month in within]

    def find_surely(self, asked: list[str], ranges: Ranges) -> list[str]:
        """Return the fewest months of which one has surely passed, or none.

        The more months, the surer: so the first month by whose end it is sure, and then
        the last one from which on it still is, are found by halving.
        """

        def is_sure(months: list[str]) -> bool:
            is_peak = self.hedge != "less than"
            amount = ranges.surest(self.series, months[0], months[-1], is_peak)
            if is_whole(Series.read(self.series).unit) and math.isfinite(amount):
                amount = (
                    math.ceil(amount - NOISE) if is_peak else math.floor(amount + NOISE)
                )
            either = pd.Interval(amount, amount, closed="both")
            return compare_with_mark(either, self.hedge, self.mark)[1]

        if not is_sure(asked):
            return []
        sizes = range(1, len(asked) + 1)
        until = sizes[bisect(sizes, False, key=lambda size: is_sure(asked[:size]))]
        asked = asked[:until]
        fewest = sizes[bisect(sizes[:until], False, key=lambda n: is_sure(asked[-n:]))]
        return asked[-fewest:]

    def list_lines(self) -> Lines:
        """Return the answer: headings, and what stands under each."""
        unit = Series.read(self.series).unit
        mark = wording.format_range(self.mark, self.mark, unit)
        about = describe_series(self.series)
        asked = wording.format_period(self.start, self.end)
        about = f"{about}, {asked}{self.less}: the first month of {self.hedge} {mark}"
        lines: Lines = [("You asked", [about]), ("Answer", [self.write_answer()])]
        if len(self.surely) > 1:
            lines.append(
                ("Surely", [f"one month of {wording.write_runs(self.surely)}"])
            )
        lines.append(("Months that it can have been", self.list_months(unit)))
        together = []
        for block in self.blocks:
            if set(block) & set(self.together):
                together.append(wording.format_period(block[0], block[-1]))
        lines.append(("Known only together", together))
        lines += self.list_figures()
        lines.append(("Not asked, of the same trade", list_others(self.series)))
        return lines

    def list_months(self, unit: str) -> list[str]:
        """Return a line on each month that it can have been, those of one sum in one."""
        sums = {month: tuple(block) for block in self.blocks for month in block}
        told: dict[Any, list[str]] = {}
        for row in self.months.itertuples():
            words = wording.format_range(row.low, row.high, unit, marks=[self.mark])
            words += " in any release" if row.surely else ", possibly"
            if row.surely:
                own = find_range(self.series, row.month, row.month, "own", self.ranges)
                ends = (own.left, own.right, unit)
                first = wording.format_range(*ends, marks=[self.mark])
                words = f"{first} as first released, surely; {words}"
            key = (sums.get(row.month, row.month), words)
            told.setdefault(key, []).append(row.month)
        lines = []
        for (_, words), group in told.items():
            each = "" if len(group) == 1 else "each "
            lines.append(f"{wording.write_runs(group)}: {each}{words}")
        unknown = self.list_unknown()
        if unknown:
            lines.append(
                f"{wording.write_runs(unknown)}: no figure bounds what they were"
            )
        return lines

    def list_unknown(self) -> list[str]:
        """Return the months that no figure bounds, so that it can have been any of them."""
        return [
            month for month in self.unknown if not self.latest or month < self.latest
        ]

    def list_figures(self) -> Lines:
        """Return the figures on the months that it can have been, and their notes."""
        if not self.earliest:
            return []
        last = self.months["month"].iloc[-1]
        prints = self.ranges.list_prints(self.series, self.earliest, last)
        rows = self.sort_rows(prints)
        turned = [*self.ranges.turned]
        figures, notes = [], []
        for row in rows[:MOST_FIGURES]:
            figures.append(write_figure(row, [self.series], turned))
            if row["note"]:
                notes.append(f"{row['id']}: {row['note']}")
        if len(rows) > MOST_FIGURES:
            figures.append(f"and {len(rows) - MOST_FIGURES} more, in desk.figures(...)")
        return [("Figures of these months", figures), ("On these figures", notes)]

    def sort_rows(self, rows: list[dict]) -> list[dict]:
        """Return figures, first those of the months of which one surely was it.

        Then those of the other months that it can have been, then sums of these and
        others; none of months alone that it cannot have been.
        """
        possible = {*self.surely, *self.months["month"], *self.list_unknown()}
        ranked: list[list[dict]] = [[], [], []]
        for row in rows:
            ends = read_month(row["period_start"]), read_month(row["period_end"])
            months = {write_month(number) for number in range(ends[0], ends[1] + 1)}
            if months <= {*self.surely}:
                ranked[0].append(row)
            elif months <= possible:
                ranked[1].append(row)
            elif months & possible:
                ranked[2].append(row)
        return [row for group in ranked for row in group]

    def write_answer(self) -> str:
        """Return the answer in one line, with the months that nothing bounds."""
        length = read_month(self.end) - read_month(self.start) + 1
        if len(self.unknown) == length:
            return "not known: no figure bounds any of these months"
        answer, covers = self.write_bounded()
        unknown = [month for month in self.list_unknown() if month not in covers]
        open_months = f"{wording.write_runs(unknown)}, which no figure bounds"
        if unknown and self.earliest:
            answer += f", or in {open_months}"
        elif unknown:
            answer += f"; it can only have been in {open_months}"
        if self.latest and (unknown or self.latest != self.earliest):
            latest = wording.format_month(self.latest)
            answer += f"; by the end of {latest} one surely was, as first released"
        elif not self.latest and self.earliest:
            answer += "; none is sure"
        return answer

    def write_bounded(self) -> tuple[str, list[str]]:
        """Return when it was by the months that figures bound, and which it leaves open."""
        if not self.earliest:
            return "in no month that a figure bounds, whatever the release", []
        months = [*self.months["month"]]
        earliest = wording.format_month(self.earliest)
        if not self.latest:
            rest = read_month(self.end) - read_month(self.earliest) + 1
            if len(months) == rest:
                return f"any month from {earliest} on can be the first", []
            return f"{earliest} at the earliest, or a later one of these", []
        if self.latest == self.earliest:
            return earliest, []
        latest = wording.format_month(self.latest)
        if len(months) == 2 and months[-1] == self.latest:
            return f"{earliest} or {latest}", []
        span = range(read_month(self.earliest), read_month(self.latest))
        covers = [write_month(number) for number in span]
        return f"between {earliest} and {latest}", covers

    def __repr__(self) -> str:
        return write_lines(self.list_lines())

    def _repr_html_(self) -> str:
        return write_html(self.list_lines())


def find_range(name: str, start: str, end: str, release: str, ranges: Ranges) -> Any:
    """Return the range of some months as a claim is held to: whole things are whole."""
    return keep_whole(ranges.range(name, start, end, release), Series.read(name).unit)


def find_blocks(name: str, span: tuple[str, str], ranges: Ranges) -> list[list[str]]:
    """Return the months of a period that figures know only as sums, one list a sum."""
    blocks = []
    for row in ranges.tabulate(name, *span).itertuples():
        if row.months > 1:
            blocks.append([str(row.start + number) for number in range(row.months)])
    return blocks


def compare_with_mark(allowed: Any, hedge: str, mark: float) -> tuple[bool, bool]:
    """Return whether a month can have passed a mark, and whether it must have.

    >>> compare_with_mark(pd.Interval(8.7, 9.1, "both"), "more than", 9)
    (True, False)
    """
    if allowed is None:
        return True, False
    if hedge == "less than":
        return allowed.left < mark, allowed.right < mark
    if hedge == "at least":
        return allowed.right >= mark, allowed.left >= mark
    return allowed.right > mark, allowed.left > mark


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
