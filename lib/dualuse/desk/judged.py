"""A verdict as numbers: what was asked, what each source has, what stands beside it."""

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from dualuse.answer.cells import list_deciding
from dualuse.answer.findings import Claim
from dualuse.base.series import list_each_month
from dualuse.desk.asking import list_kinds
from dualuse.engine.verdicts import ONLY_REVISED

EXCERPT = "excerpt"  # all that we saw of a page
NOT_STATED = "not stated"  # a kind of sources.csv: its own source is unknown
MOST_IDS, WIDEST = 4, 34  # that print of a cell
MOST_ROWS = 6  # that print; the frame has all
COLUMNS = ["part", "source", "series", "first", "last", "base", "over"]
COLUMNS += ["own_low", "own_high", "any_low", "any_high", "unit", "verdict", "counts"]
COLUMNS += ["months", "known", "floor", "in_part", "missing", "prints", "figures"]
SHOWN = ["part", "source", "last", "own_low", "own_high", "any_low", "any_high"]
SHOWN += ["unit", "verdict", "counts", "floor", "in_part", "months", "known"]
SHOWN += ["missing", "prints", "figures"]
PRINTED = ["series", "first", "last", "value", "unit", "hedge", "growth", "set_aside"]
PRINTED += ["publisher"]
QUALIFY = ["on_one_source", "on_one_page", "only_if_revised", "own_rows"]
ENDS = ["own_low", "own_high", "any_low", "any_high", "low", "high", "growth"]


def write_number(number: float) -> str:
    """Return a number to be read: five digits of it count.

    >>> write_number(110_512_345_678.0), write_number(46.8512), write_number(float("nan"))
    ('110,510,000,000', '46.851', '')
    """
    if not math.isfinite(number):
        return "" if math.isnan(number) else str(number)
    rounded = float(f"{number:.5g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 1e5 else f"{rounded:,.5g}"


def write_table(table: pd.DataFrame, columns: Iterable[str] = ()) -> str:
    """Return a table as text: columns that hold nothing are left out."""
    shown = table[[name for name in columns if name in table]] if columns else table
    is_there = [has_cells(shown[name]) for name in shown]
    return shorten_cells(shown.loc[:, is_there]).to_string(
        index=shown.index.name is not None, float_format=write_number, na_rep=""
    )


def shorten_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose long lists and texts are cut, as they print."""
    table = table.astype(object)
    for name in ("figures", "prints", "missing", "publisher"):
        if name in table:
            table[name] = [shorten_cell(str(cell)) for cell in table[name]]
    return table


def shorten_cell(text: str) -> str:
    """Return a text as it prints; of a list of ids, how many are not shown.

    >>> shorten_cell("F1, F2, F3, F4, F5, F6, F7")
    'F1, F2, F3, F4, and 3 more'
    """
    ids = text.split(", ")
    if len(ids) > MOST_IDS:
        return f"{', '.join(ids[:MOST_IDS])}, and {len(ids) - MOST_IDS} more"
    return text if len(text) <= WIDEST else f"{text[:WIDEST]}..."


def has_cells(column: pd.Series) -> bool:
    """Tell whether a column says something: no blank, no "no"; nought says something.

    >>> has_cells(pd.Series([0.0])), has_cells(pd.Series([False, ""]))
    (True, False)
    """
    return any(
        cell is not False and not (pd.isna(cell) or cell == "")
        for cell in column.to_list()
    )


def find_end(end: float | None, otherwise: float) -> float:
    """Return an end of an entry: open, if none stands there."""
    return otherwise if end is None else end


def list_row_spans(series: str, totals: pd.DataFrame | None) -> list[tuple[str, str]]:
    """Return the first and the last month of each official row of a series."""
    if totals is None:
        return []
    rows = totals[totals["series"] == series.partition(":")[0]]
    return [*zip(rows["period_start"], rows["period_end"], strict=True)]


def tabulate_entries(
    claim: Claim, printed: pd.DataFrame, totals: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return a row a part, source and reading of the months of a `findings.Claim`."""
    dated = printed[printed["last"].notna()][["first", "last"]].astype(str)
    spans = {name: (first, last) for name, first, last in dated.itertuples()}
    rows = []
    for part in claim["parts"]:
        for entry in part["figures"]:
            asked = list_each_month(*entry["period"])
            months = [spans[each] for each in entry["figures"] if each in spans]
            months = months or list_row_spans(entry["series"], totals)
            known = list_known(asked, months)
            is_silent = entry["low"] is None and entry["high"] is None
            worst = -math.inf if entry["unit"] == "percent" else 0.0
            ends = [math.nan] * 4
            if not is_silent:
                ends = [
                    find_end(entry["own_low"], worst),
                    find_end(entry["own_high"], math.inf),
                    find_end(entry["low"], worst),
                    find_end(entry["high"], math.inf),
                ]
            is_own_silent = entry["own_low"] is None and entry["own_high"] is None
            if is_own_silent:
                ends[:2] = [math.nan, math.nan]
            cells: list[Any] = [
                part["id"],
                entry["source"],
                entry["series"],
                *entry["period"],
            ]
            cells += [entry["base"], entry["over"], *ends, entry["unit"]]
            cells += [entry["verdict"], entry["counts"], len(asked), known]
            is_floor = math.isinf(ends[3]) and not is_silent
            cells += [is_floor, entry["in_part"], entry["missing"]]
            cells.append(", ".join(entry["prints"]))
            cells.append(", ".join(entry["figures"]))
            rows.append(cells)
    return pd.DataFrame(rows, columns=COLUMNS)


def list_known(asked: list[str], spans: list[tuple[str, str]]) -> float:
    """Return of how many months figures are; not a number, where none is named."""
    if not spans:
        return math.nan
    return sum(any(first <= month <= last for first, last in spans) for month in asked)


def list_flags(claim: Claim) -> dict[str, Any]:
    """Return what qualifies the verdict of a `findings.Claim`, as plain data."""
    parts = claim["parts"]
    pages = {page for part in parts for page in part["on_one_page"]}
    deciding = [entry for part in parts for entry in list_deciding(part)]
    kinds = list_kinds()
    return {
        "direction": claim["direction"],
        "on_one_source": claim["on_one_source"],
        "on_one_page": len(pages) == 1,
        "only_if_revised": claim["direction"] == ONLY_REVISED,
        "by_months": dict(claim["readings"]),
        "conditions": claim["conditions"],
        "literally": ", ".join(filter(None, (part["literal"] for part in parts))),
        "if_figures_rounded": any(part["if_rounded"] for part in parts),
        "one_owner": ", ".join(filter(None, (part["one_owner"] for part in parts))),
        "read_in_part": any(
            figure["access"] == EXCERPT
            for entry in deciding
            for figure in entry["printed"]
        ),
        "source_not_stated": any(
            entry["series"] and kinds.get(entry["source"]) == NOT_STATED
            for entry in deciding
        ),
        "own_rows": bool(claim["own_rows"]),
    }


class Judged:
    """A verdict as numbers; it prints as short tables.

    Attributes
    ----------
    verdict : str
        A word of the scale, as published.
    flags : dict
        What qualifies it: direction, on_one_source, on_one_page, only_if_revised,
        by_months (the verdict that some months would give), conditions (the same with
        what it rests on), literally (if hedges are
        taken so), if_figures_rounded, if_claim_rounded, one_owner, read_in_part,
        source_not_stated, own_rows, without_own_rows, others_against (ids of other
        counts that speak against it), by_print (a release has the very number: the ends
        in `rows`, of all figures together, reach beyond the words).
    asked : pandas.DataFrame
        Each test: series, first, last, kind, `says_low`, `says_high`, which ends belong
        (`closed`), `allows_high` where the number may be cut off, unit.
    rows : pandas.DataFrame
        Each source: `own_low`, `own_high` as first released, `any_low`, `any_high` in
        any release, unit; `months` asked and how many are `known`; `floor` where nothing
        caps it; `missing` of official rows; `prints` of these very months;
        `figures` that decide it.
    sides : pandas.DataFrame
        Of a growth, a ratio or a share of one's own: what is known of either side.
    printed : pandas.DataFrame
        The numbers of the figures that `prints` and `figures` name.
    beside : pandas.DataFrame
        What is printed of the same trade and months and is not asked, with `why`.
    left_out : list of str
    """

    def __init__(
        self,
        claim: Claim,
        asked: pd.DataFrame,
        table: pd.DataFrame,
        beside: pd.DataFrame | None = None,
        sides: pd.DataFrame | None = None,
        totals: pd.DataFrame | None = None,
        left_out: Iterable[str] = (),
        **flags: Any,
    ) -> None:
        self.id, self.verdict = claim["id"], claim["verdict"]
        self.asked, self.left_out = asked, [*left_out]
        self.flags = list_flags(claim) | flags
        self.rows = tabulate_entries(claim, table, totals)
        ids = ", ".join([*self.rows["prints"], *self.rows["figures"]]).split(", ")
        named = [each for each in dict.fromkeys(ids) if each in table.index]
        self.printed = table.loc[named, PRINTED]
        self.beside = pd.DataFrame() if beside is None else beside
        self.sides = pd.DataFrame() if sides is None else sides

    @property
    def figures(self) -> list[str]:
        """Ids of the figures that decide what counts."""
        cells = self.rows.loc[self.rows["counts"].astype(bool), "figures"]
        return [
            *dict.fromkeys(each for cell in cells for each in cell.split(", ") if each)
        ]

    def find_first(self) -> dict[str, Any]:
        """Return the first row that counts and has numbers, else one without them."""
        counted = self.rows[self.rows["counts"].astype(bool)]
        known = counted[counted["any_high"].notna()]
        first = (known if len(known) else counted).head(1).to_dict("records")
        return first[0] if first else dict.fromkeys(COLUMNS, math.nan)

    def to_frame(self) -> pd.DataFrame:
        """Return `rows`, each with the verdict of the whole and what qualifies it."""
        flags = {name: self.flags[name] for name in QUALIFY}
        return self.rows.assign(id=self.id, claim_verdict=self.verdict, **flags)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        tables = {"asked": self.asked, "rows": self.rows, "sides": self.sides}
        tables |= {"printed": self.printed.reset_index()}
        tables |= {"beside": self.beside.reset_index()}
        plain = {name: table.to_dict("records") for name, table in tables.items()}
        return {
            "id": self.id,
            "verdict": self.verdict,
            **self.flags,
            **plain,
            "left_out": self.left_out,
        }

    def __repr__(self) -> str:
        flags = [write_flag(*flag) for flag in self.flags.items() if flag[1]]
        text = [write_table(self.asked), f"verdict: {self.verdict}"]
        text += [f"  {flag}" for flag in flags]
        text.append(write_table(self.rows, SHOWN))
        for name in ("sides", "printed"):
            table = getattr(self, name)
            if len(table):
                text += [f"{name} ({len(table)}):", write_table(table.head(MOST_ROWS))]
        if self.left_out:
            text.append(f"left out: {', '.join(self.left_out)}")
        if len(self.beside):
            text.append(f"beside, and not asked ({len(self.beside)}; .beside has all):")
            words = self.beside["fits"].map(
                {True: "yes", False: "no"}, na_action="ignore"
            )
            text.append(write_table(self.beside.assign(fits=words).head(MOST_ROWS)))
        return "\n".join(text)


def write_flag(name: str, value: Any) -> str:
    """Return a flag of a verdict in a line.

    >>> write_flag("on_one_source", True), write_flag("literally", "possible")
    ('on_one_source', 'literally: possible')
    """
    if value is True:
        return name
    if isinstance(value, dict):
        value = ", ".join(f"{key}: {word}" for key, word in value.items())
    if isinstance(value, list):
        value = "; ".join(value)
    return f"{name}: {value}"
