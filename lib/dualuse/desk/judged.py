"""A verdict as numbers: what was asked, what each source has, what stands beside it."""

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from dualuse.answer.cells import list_deciding
from dualuse.answer.findings import Claim, Entry, JudgedPage
from dualuse.desk.asking import list_kinds
from dualuse.engine.verdicts import ONLY_REVISED

EXCERPT = "excerpt"  # all that we saw of a page
NOT_STATED = "not stated"  # a kind of sources.csv: its own source is unknown
MOST_ROWS = 4  # that print; the frame has all
COLUMNS = ["part", "source", "series", "first", "last", "base", "over"]
COLUMNS += ["own_low", "own_high", "any_low", "any_high", "unit", "verdict", "counts"]
COLUMNS += ["in_part", "missing", "prints", "figures"]
ASKED = ["part", "kind", "series", "over", "first", "last", "says_low", "says_high"]
ASKED += ["unit"]  # that print
SHOWN = ["part", "source", "last", "own_low", "own_high", "any_low", "any_high"]
SHOWN += ["unit", "verdict"]  # that print
OF_PAGES = ["part", "outlet", "relation", "shows", "verdict"]  # that print
HELD = ["asked", "rows", "pages", "sides", "printed", "beside", "left_out"]
PRINTED = ["series", "first", "last", "value", "unit", "hedge", "growth", "set_aside"]
PRINTED += ["publisher"]
ENDS = ["own_low", "own_high", "any_low", "any_high", "low", "high", "growth"]


def show_number(number: float) -> str:
    """Return a number to be read: five digits of it count.

    >>> show_number(110_512_345_678.0), show_number(46.8512), show_number(float("nan"))
    ('110,510,000,000', '46.851', '')
    """
    if not math.isfinite(number):
        return "" if math.isnan(number) else str(number)
    rounded = float(f"{number:.5g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 1e5 else f"{rounded:,.5g}"


def show_table(table: pd.DataFrame, columns: Iterable[str]) -> str:
    """Return some columns of a table as text, but for those that hold nothing."""
    if table.empty:
        return ""
    shown = table.reindex(columns=columns)
    shown = shown.mask(shown == "").dropna(axis="columns", how="all")
    return shown.to_string(index=False, float_format=show_number, na_rep="")


def tabulate_entries(claim: Claim) -> pd.DataFrame:
    """Return a row a part, source and reading of the months of a `findings.Claim`."""
    entries = [
        {**entry, "part": part["id"]}
        for part in claim["parts"]
        for entry in part["figures"]
    ]
    table = pd.DataFrame(entries, columns=[*Entry.__annotations__, "part"])
    for low, high in (("own_low", "own_high"), ("low", "high")):
        ends = table[[low, high]].astype(float)
        table[high] = ends[high].mask(ends[low].notna() & ends[high].isna(), math.inf)
        table[low] = ends[low]
    return table.assign(
        first=[first for first, _ in table["period"]],
        last=[last for _, last in table["period"]],
        prints=[", ".join(ids) for ids in table["prints"]],
        figures=[", ".join(ids) for ids in table["figures"]],
    ).rename(columns={"low": "any_low", "high": "any_high"})[COLUMNS]


def tabulate_pages(claim: Claim) -> pd.DataFrame:
    """Return a row a part and page that bears on it."""
    pages = [
        {**page, "part": part["id"]}
        for part in claim["parts"]
        for page in part["pages"]
    ]
    return pd.DataFrame(pages, columns=["part", *JudgedPage.__annotations__])


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
        "without_own_rows": claim["without_own_rows"],
    }


class Judged:
    """A verdict as numbers; it prints what was asked, the verdict, a row a source.

    Attributes
    ----------
    verdict : str
        A word of the scale, as published.
    flags : dict
        What qualifies it: direction, on_one_source, on_one_page, only_if_revised,
        by_months (the verdict that some months would give), conditions (the same with
        what it rests on), one_owner, read_in_part,
        source_not_stated, without_own_rows, by_print (a release has the very number:
        the ends in `rows`, of all figures together, reach beyond the words).
    asked : pandas.DataFrame
        Each test: series, first, last, kind, `says_low`, `says_high`, which ends belong
        (`closed`), `allows_high` where the number may be cut off, unit.
    rows : pandas.DataFrame
        Each source: `own_low`, `own_high` as first released, `any_low`, `any_high` in
        any release (infinite where nothing caps it), unit; `missing` of official
        rows; `prints` of these very months; `figures` that decide it.
    pages : pandas.DataFrame
        Each page that bears on it: who published it, what it shows, what it gives.
    sides : pandas.DataFrame
        Of a growth, a ratio or a share of one's own: what is known of either side.
    printed : pandas.DataFrame
        The numbers of the figures that `prints` and `figures` name.
    beside : pandas.DataFrame
        What is printed of the same trade and months, or with the same number, and is
        not asked, with `why`.
    left_out : list of str
    """

    def __init__(
        self,
        claim: Claim,
        asked: pd.DataFrame,
        table: pd.DataFrame,
        beside: pd.DataFrame | None = None,
        sides: pd.DataFrame | None = None,
        left_out: Iterable[str] = (),
        **flags: Any,
    ) -> None:
        self.id, self.verdict = claim["id"], claim["verdict"]
        self.asked, self.left_out = asked, [*left_out]
        self.flags = list_flags(claim) | flags
        self.rows = tabulate_entries(claim)
        self.pages = tabulate_pages(claim)
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

    def summarise(self) -> dict[str, Any]:
        """Return the verdict, what qualifies it, and the range of the first source."""
        first = self.find_first()
        cells = {"verdict": self.verdict, **self.flags, "range_unit": first["unit"]}
        cells |= {name: first[name] for name in ENDS[:4]}
        return cells | {"figures": ", ".join(self.figures)}

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        tables = {"asked": self.asked, "rows": self.rows, "sides": self.sides}
        tables["pages"] = self.pages
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
        sizes = {name: len(getattr(self, name)) for name in HELD}
        held = [f".{name} ({size})" for name, size in sizes.items() if size]
        text = [
            show_table(self.asked.head(MOST_ROWS), ASKED),
            f"verdict: {self.verdict}",
            *(f"  {flag}" for flag in flags),
            show_table(self.rows.head(MOST_ROWS), SHOWN),
            show_table(self.pages.head(MOST_ROWS), OF_PAGES),
            f"also: {', '.join(held)}" if held else "",
        ]
        return "\n".join(filter(None, text))


def write_flag(name: str, value: Any) -> str:
    """Return a flag of a verdict in a line.

    >>> write_flag("on_one_source", True), write_flag("direction", "lower")
    ('on_one_source', 'direction: lower')
    """
    if value is True:
        return name
    if isinstance(value, dict):
        value = ", ".join(f"{key}: {word}" for key, word in value.items())
    if isinstance(value, list):
        value = "; ".join(value)
    return f"{name}: {value}"
