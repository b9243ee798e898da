"""Questions that a reporter asks, one line each.

    desk.figures(product="drones", country="Russia")
    desk.range_of("CHN-RUS-export-all-GACC", "April to June 2022")
    desk.check("A1", without=["F205"])

A question that cannot be answered is one `InputError` with what is possible; it is
never answered as another question.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from dualuse import categories, claims, contradictions, tables, wording
from dualuse.errors import InputError, did_you_mean
from dualuse.evidence import Evidence
from dualuse.findings import check_claim, show_test
from dualuse.ranges import RELEASES, Ranges
from dualuse.sentences import list_deciding
from dualuse.series import Series, read_month

HEDGES = {"newspaper": False, "strict": True}  # whether evidence is read literally
BETWEEN = re.compile(r"\s*(?:/|–|—|\.\.|\b(?:to|until|till|through)\b| - )\s*")
HALF = re.compile(r"(\d{4}) ?(H[12])")
HALVES = {"H1": ("01", "06"), "H2": ("07", "12")}
YEAR = re.compile(r"\d{4}")
YEAR_LAST = re.compile(r"([QH]\d) (\d{4})")  # "Q2 2022"
LENGTHS = ("M", "Q-DEC", "Y-DEC")  # a month, a quarter, a year: not a day
PERIODS = "months such as 2023-05, 2023Q2, 2023H1, 2023 or April to June 2022"
SHOWN = [
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
OWN = {  # what the kinds of a claim of one's own need beside its value and period
    "level": "unit",
    "growth": "base",
    "ratio": "over",
}
UNITS = {"growth": "percent", "ratio": "times"}


def parse_period(words: str | int | pd.Period) -> tuple[str, str]:
    """Return the first and the last month that words name.

    Examples
    --------
    >>> parse_period("April to June 2022"), parse_period("2023Q2"), parse_period(2023)
    (('2022-04', '2022-06'), ('2023-04', '2023-06'), ('2023-01', '2023-12'))
    >>> parse_period("2022-04-01")
    Traceback (most recent call last):
    dualuse.errors.InputError: period: found '2022-04-01'; expected months such as ...
    """
    text = " ".join(str(words).split())
    ends = BETWEEN.split(text)
    if len(ends) > 2:
        raise InputError("period", repr(text), PERIODS)
    start, end = parse_span(ends[-1], text)
    if len(ends) == 2:
        first = ends[0]
        if first and not (
            YEAR.search(first) or YEAR.fullmatch(ends[1])
        ):  # "April to June 2022"
            first = f"{first} {end[:4]}"
        start, _ = parse_span(first, text)
    if start > end:
        raise InputError("period", repr(text), "an end that is not before its start")
    return start, end


def parse_base(words: str, start: str, end: str) -> str:
    """Return the first month of what a growth is on: as many months, and earlier."""
    base_start, base_end = parse_period(words)
    length = read_month(end) - read_month(start)
    if read_month(base_end) - read_month(base_start) != length or base_start >= start:
        raise InputError("base", words, f"as many months as {start} to {end}, earlier")
    return base_start


def parse_span(words: str, text: str) -> tuple[str, str]:
    """Return the first and last month of one month, quarter, half-year or year."""
    words = YEAR_LAST.sub(r"\2\1", words.upper())
    half = HALF.fullmatch(words)
    if half:
        year, months = half[1], HALVES[half[2]]
        return f"{year}-{months[0]}", f"{year}-{months[1]}"
    try:
        span = pd.Period(words)
    except ValueError:
        raise InputError("period", repr(text), PERIODS) from None
    if not YEAR.search(words) or span.freqstr not in LENGTHS:
        raise InputError("period", repr(text), PERIODS)
    start, end = span.asfreq("M", "start"), span.asfreq("M", "end")
    return str(start), str(end)


def find_country(word: str) -> str:
    """Return the code of a country, by its code or its name.

    Examples
    --------
    >>> find_country("russia")
    'RUS'
    """
    countries = tables.read_reference("countries")
    names = countries["name"].str.casefold()
    match = (countries["iso3"] == word.upper()) | (names == word.casefold())
    if match.any():
        return countries.loc[match, "iso3"].item()
    known = did_you_mean(word.title(), countries["name"], "country")
    raise InputError("country", repr(word), known)


def keep_country(rows: pd.DataFrame, country: str) -> pd.DataFrame:
    """Return the rows of which a country is reporter or partner; all, if it is empty."""
    if not country:
        return rows
    code = find_country(require_one("country", country))
    sides = rows.filter(["reporter", "partner"]).to_numpy()
    return rows.loc[[code in "+".join(pair) for pair in sides]]


def keep_period(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the rows that touch a period; all, if it is empty."""
    if not period:
        return rows
    start, end = parse_period(period)
    # "1" comes after nothing: a figure without months touches no period
    return rows[rows["period_start"].between("1", end) & (rows["period_end"] >= start)]


def require_one(name: str, value: object) -> str:
    """Return a field that takes one word; refuse a list, with how to ask instead."""
    if not isinstance(value, str):
        raise InputError(name, repr(value), "one word; ask once for each of several")
    return value


def figures(product: str = "", country: str = "", period: str = "") -> pd.DataFrame:
    """Return the published figures on a product, a country, a period.

    Returns
    -------
    pandas.DataFrame
        One row a printed number, by id: as printed, its growth, series, months,
        publisher, role, page; `set_aside` says of one that cannot be true beside the
        others: error, one of these, or revised since, and its likely cause. Of a swapped
        direction nothing is left out: it is read as the other direction. A figure that
        names no months touches no period.

    Examples
    --------
    >>> figures(product="drones", country="Russia").loc["F205", "printed"]
    'more than $32m'
    """
    rows = tables.read_figures()
    if product:
        words = categories.find_products(require_one("product", product))
        rows = rows[rows["product"].isin(words)]
    rows = keep_period(keep_country(rows, country), period).set_index("id")
    rows["printed"] = [wording.format_figure(row) for row in rows.to_dict("records")]
    _, wrong = read_figures()
    status = (wrong["status"] + " " + wrong["likely_cause"]).str.strip()
    marks = dict(zip(wrong["figure"], status, strict=True))
    rows["set_aside"] = [marks.get(name, "") for name in rows.index]
    return rows[SHOWN]


def read_figures(*without: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return all figures, and which of them cannot be true beside the others.

    Figures left out contradict none of the others.
    """
    figures, wrong = doubt_figures(tables.verify_data(), *without)
    return figures.copy(), wrong.copy()


@cache
def doubt_figures(state: str, *without: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what `read_figures` does, once for each state of data/."""
    rows = tables.read_figures()
    is_out = rows[["id", "outlet", "read_at"]].isin(without).any(axis=1)
    return rows, contradictions.find_contradictions(rows[~is_out], read_sources())


def read_sources() -> pd.DataFrame:
    """Return the table of sources."""
    return tables.read_reference("sources")


def is_literal(hedge: str) -> bool:
    """Return whether evidence is read literally."""
    if hedge not in HEDGES:
        raise InputError("hedge", repr(hedge), " or ".join(HEDGES))
    return HEDGES[hedge]


def read_ranges(name: str, hedge: str = "newspaper") -> Ranges:
    """Return the ranges of the system that a series belongs to."""
    require_series(name)
    rows, wrong = read_figures()
    return Ranges(rows, read_sources(), wrong, literal=is_literal(hedge))


def require_series(name: str, field: str = "series") -> str:
    """Return the name of a series that a figure is of; refuse any other by name."""
    require_one(field, name)
    known = series()
    if name not in known.index:
        near = did_you_mean(name, known.index, "series")
        raise InputError(field, repr(name), near)
    return name


def require_over(name: str, line: Series) -> str:
    """Return the series that another is divided by: of the same source."""
    over = Series.read(require_series(name, "over"))
    if over.source != line.source or over == line:
        raise InputError("over", name, f"another series of {line.source}")
    return name


def series(product: str = "", country: str = "") -> pd.DataFrame:
    """Return the series that there are figures of, with how many and for which months.

    Examples
    --------
    >>> series(product="drones", country="RUS").index[0]
    'CHN-RUS-export-drones-GACC'
    """
    rows = tables.read_figures(role="evidence")
    if product:
        rows = rows[rows["product"].isin(categories.find_products(product))]
    rows = keep_country(rows, country)
    return rows.groupby("series").agg(
        figures=("id", "count"),
        first=("period_start", "min"),
        last=("period_end", "max"),
    )


class Range:
    """What figures allow for a series and a period; prints as one sentence.

    Attributes
    ----------
    low, high : float
        The widest ends, in the unit of the series.
    parts : pandas.DataFrame
        One row a release: own, added up month by month, revised.
    """

    def __init__(self, name: str, start: str, end: str, ranges: Ranges) -> None:
        self.series, self.start, self.end = name, start, end
        self.ranges = ranges
        releases = [*RELEASES, "widest"]
        rows = []
        for release in releases:
            allowed = ranges.range(name, start, end, release)
            if allowed is None:
                about = f"{name}, {start} to {end}"
                raise InputError("period", about, "months that a figure speaks of")
            rows.append([allowed.left, allowed.right])
        self.parts = pd.DataFrame(rows, releases, ["low", "high"])
        self.low, self.high = rows[-1]

    def explain(self, release: str = "widest") -> pd.DataFrame:
        """Return the figures that cap the range, and which end each of them caps."""
        return self.ranges.list_caps(self.series, self.start, self.end, release)

    def __repr__(self) -> str:
        unit = Series.read(self.series).unit
        words = wording.format_range(self.low, self.high, unit)
        low, high = self.parts.loc["own"]
        own = wording.format_range(low, high, unit)
        months = wording.format_period(self.start, self.end)
        return (
            f"{self.series}, {months}: {words} in any release; {own} by the release "
            f"of {wording.format_month(self.end)}"
        )


def range_of(name: str, period: str, hedge: str = "newspaper") -> Range:
    """Return what the figures allow for a series in a period.

    Examples
    --------
    >>> range_of("CHN-RUS-export-drones-GACC", "2022-03 to 2023-05")
    CHN-RUS-export-drones-GACC, March 2022 to May 2023: $30.4m to $34.2m in any ...
    """
    return Range(name, *parse_period(period), read_ranges(name, hedge))


def months(name: str, period: str) -> pd.DataFrame:
    """Return the range of each month by its own release; of months not told apart, averages.

    `months` says how many a row stands for: its sum is `low` and `high` times as much.

    Examples
    --------
    >>> months("CHN-RUS-export-all-GACC", "2023Q2").columns.tolist()
    ['start', 'months', 'low', 'high']
    """
    return read_ranges(name).tabulate(name, *parse_period(period))


def plot(name: str, period: str) -> Any:
    """Return a picture of the monthly range of a series, with title, unit and source.

    It is matplotlib's: `plot(...).savefig("exports.png")`; its numbers are `months(...)`.
    """
    # matplotlib takes a second, and a question that draws nothing needs none
    from dualuse import charts

    line = Series.read(name)
    source = read_sources().set_index("source")["label"].get(line.source, "")
    title = f"{name}, {wording.format_period(*parse_period(period))}"
    return charts.plot_months(months(name, period), title, line.unit, source)


class Checked(dict):
    """A verdict as plain data, which prints as words.

    Attributes
    ----------
    figures : pandas.DataFrame
        The figures that the verdict rests on.
    """

    @property
    def figures(self) -> pd.DataFrame:
        ids = []
        for part in self["parts"]:
            for item in list_deciding(part):
                ids += item["figures"]
        rows = figures()
        return rows[rows.index.isin(ids)]

    def __repr__(self) -> str:
        lines = [f"{self['id']} {self['claim']}", f"  {self['text']}"]
        for part in self["parts"]:
            if len(self["parts"]) > 1:
                lines.append(f"  {part['id']} {part['says']}: {part['verdict']}")
            lines.append(f"  {part['why']}")
        if self["unless"]:
            lines.append(f"  Unless: {self['unless']}")
        return "\n".join(lines)


def find_claim(word: str) -> dict:
    """Return a claim of data/claims.yaml by its id or slug."""
    known = {}
    for entry in claims.read_claims():
        known[entry["id"]] = known[entry["slug"]] = entry
    if word not in known:
        raise InputError("claim", repr(word), did_you_mean(word, known, "claim"))
    return known[word]


def read_evidence(hedge: str, without: list[str]) -> Evidence:
    """Return what speaks to a claim, less figures, pages or outlets left out.

    Official rows speak as soon as `make reports` has added them up.
    """
    outlets = tables.read_reference("outlets")
    spelled = (outlets["name"] + "; " + outlets["spellings"]).str.split("; ")
    outlets = outlets.assign(name=spelled).explode("name").set_index("name")["id"]
    without = [outlets.get(word, word) for word in without]
    official = None
    with suppress(InputError):
        official = tables.read_built("official_totals.csv")
    rows, wrong = read_figures(*without)
    pages, judgements = tables.read_pages(), tables.read_judgements()
    sources = read_sources()
    known = [*rows["id"], *pages["id"], *sources["source"], *outlets, *outlets.index]
    for word in without:
        if word not in known:
            raise InputError(
                "without",
                repr(word),
                did_you_mean(word, known, "figure, page, outlet or source"),
            )
    return Evidence(
        rows,
        sources,
        wrong,
        pages,
        judgements,
        official,
        literal=is_literal(hedge),
        without=without,
    )


def check(claim: str, hedge: str = "newspaper", without: Iterable[str] = ()) -> Checked:
    """Return the verdict on a claim of the articles.

    Parameters
    ----------
    claim : str
        Its id or slug: "A1", "drones-to-russia".
    hedge : {"newspaper", "strict"}
        How evidence is read: as its writers use words, or literally.
    without : list of str
        Ids of figures or pages, or outlets, to leave out.

    Examples
    --------
    >>> check("A1")["verdict"]
    'contradicted'
    """
    entry = find_claim(require_one("claim", claim))
    left_out = [without] if isinstance(without, str) else list(without)
    return Checked(check_claim(entry, read_evidence(hedge, left_out)))


def claim(
    series: str,
    value: str = "",
    unit: str = "",
    hedge: str = "exact",
    period: str = "",
    kind: str = "level",
    **fields: str,
) -> Checked:
    """Return the verdict on a claim of your own.

    Parameters
    ----------
    series : str
        What it is about; `desk.series()` lists them.
    value, unit, hedge : str
        As it is said: "100", "bn USD", "more than". Growth is in per cent: "100" is
        doubled; of a fall, "-20", a hedge is of its size: it fell by more than 20%.
    period : str
        Its months.
    kind : {"level", "growth", "ratio"}
        A share of all trade cannot be asked: no series has China's trade with the world.
    **fields : str
        `base` of a growth (a year before, if absent), `over` of a ratio.

    Examples
    --------
    >>> rise = claim("CHN-RUS-export-all-GACC", "40", hedge="less than",
    ...     period="2023", kind="growth")
    >>> rise["text"].startswith("contradicted (higher)")
    True
    """
    if kind not in OWN:
        raise InputError("kind", repr(kind), did_you_mean(kind, OWN, "kind"))
    if unit and unit != UNITS.get(kind):
        fields["unit"] = unit
    for name in fields:
        if name != OWN[kind]:
            expected = f"series, value, hedge, period and {OWN[kind]}"
            raise InputError(name, f"{name} of a {kind}", expected)
    for name, word in (("value", value), ("period", period)):
        if not word:
            raise InputError(name, "nothing", f"the {name} of the claim")
    line = Series.read(require_series(series))
    start, end = parse_period(period)
    test = {"kind": kind, "value": str(value), "hedge": hedge}
    test["unit"] = UNITS.get(kind, unit)
    if "base" in fields:
        test["base"] = parse_base(fields["base"], start, end)
    about = series
    spec = {"source": line.source}
    if kind == "ratio":
        spec["over"] = require_over(fields.get("over", ""), line)
        about = f"{series} to {spec['over']}"
    specs = [spec | {"series": series}]
    claims.check_test(test, {"evidence": specs})
    evidence = read_evidence("newspaper", [])
    if series in evidence.official.groups:
        specs.append(spec | {"official": series})
    months = wording.format_period(start, end)
    entry = {
        "id": "own",
        "slug": "own",
        "claim": f"{about}, {months}: {show_test(test, 0)['text']}",
        "kind": kind,
        "tests": [test],
        "periods": [[start, end]],
        "evidence": specs,
        "quantity": {"product": line.product},
        "settles": f"A figure of {line.source} for {months}.",
    }
    return Checked(check_claim(entry, evidence))


def read_own(path: str | Path) -> Checked:
    """Return the verdict on a claim of your own from a YAML file; see CONTRIBUTING.md."""
    given = tables.read_yaml(Path(path))
    if not isinstance(given, dict):
        raise InputError(str(path), type(given).__name__, "fields of one claim")
    words = given.pop("claim", "")
    for name, word in given.items():
        if isinstance(word, float):  # YAML reads 111.00 as 111.0, another number
            raise InputError(name, word, "a number in quotation marks")
    fields = {name: str(word) for name, word in given.items()}
    fields.setdefault("series", "")
    checked = claim(**fields)
    if words:
        checked["claim"] = words
    return checked


def codes(product: str | Iterable[str]) -> pd.DataFrame:
    """Return the HS codes of a product word, or of several, with the reason for each.

    Examples
    --------
    >>> codes("helmets")["hs_code"].tolist()
    ['650610']
    """
    if isinstance(product, str):
        product = [product]
    frames = [categories.list_codes(word) for word in product]
    return pd.concat(frames, ignore_index=True)


def official(product: str, country: str = "", period: str = "") -> pd.DataFrame:
    """Return the totals of official rows on a product; `part` marks a floor.

    Examples
    --------
    After `make reports`:

    >>> official("crude-oil", "China")["source"].unique().tolist()  # doctest: +SKIP
    ['BACI']
    """
    totals = tables.read_built("official_totals.csv")
    rows = totals[totals["category"].isin(categories.find_products(product))]
    rows = keep_period(keep_country(rows, country), period)
    if rows.empty:
        raise InputError(
            "official rows",
            f"none on {product}",
            "another country or period, or rows that `make data` brings",
        )
    return rows.reset_index(drop=True)
