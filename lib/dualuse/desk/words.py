"""What the bench understands: which words exist, the names of countries, periods as people write them, and Tab."""

import json
import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from dualuse.data import claim_names, load, printed, rows, rules
from dualuse.data.series import Series
from dualuse.desk import kept
from pressroom import wording
from pressroom.errors import InputError

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext

When: TypeAlias = str | int | date | pd.Period  # a period as people write it
YEAR = r"((?:19|20)\d\d)"
PARTS = {"Q": 3, "H": 6}  # months in a quarter, in a half-year
NAMES = {name.casefold(): number for number, name in enumerate(wording.MONTHS, 1)}
# What people call countries that the United Nations name otherwise.
USUAL = {
    "southkorea": "KOR",
    "northkorea": "PRK",
    "unitedstates": "USA",
    "us": "USA",
    "uk": "GBR",
    "britain": "GBR",
}
USUAL |= {"hongkong": "HKG", "turkey": "TUR", "moldova": "MDA", "uae": "ARE", "czechrepublic": "CZE"}
PERIODS = "a period such as 2023-06, 2022, 2022Q3 or 2022H1"


def products() -> pd.DataFrame:
    """Return every product word, indexed by it: label, how many figures were printed, how many HS codes it has.

    Examples
    --------
    >>> products().loc["drones", "label"]
    'drones'
    """
    labels = load.reference("products").set_index("product")["label"]
    lines = load.reference("categories")["category"].value_counts()
    words = sorted({*labels.index, *lines.index})
    counted = kept.figures()["product"].value_counts()
    found = {"label": [labels.get(w, w.replace("-", " ")) for w in words]}
    found |= {"figures": [counted.get(w, 0) for w in words], "hs_codes": [lines.get(w, 0) for w in words]}
    return pd.DataFrame(found, index=pd.Index(words, name="product"))


def partners() -> pd.DataFrame:
    """Return every country and area, indexed by ISO3: its name, and in how many figures it stands on either side.

    Examples
    --------
    >>> partners().loc["KAZ", "name"]
    'Kazakhstan'
    """
    frame = kept.figures()
    sides = (frame["reporter"] + "+" + frame["partner"]).str.split("+").map(set).explode().value_counts()
    names = load.reference("countries").set_index("iso3")[["name"]]
    return names.assign(figures=[sides.get(code, 0) for code in names.index])


def sources() -> pd.DataFrame:
    """Return every primary source, indexed by its slug: what it is, and how many figures go back to it.

    Examples
    --------
    >>> sources().loc["GACC", "label"]
    'Chinese customs'
    """
    counted = kept.figures()["source"].value_counts()
    table = load.reference("sources").set_index("source")
    return table.assign(figures=[counted.get(s, 0) for s in table.index])


def series_ids() -> list[str]:
    """Return the ids of all series with evidence, for `Series`.

    Examples
    --------
    >>> "CHN-RUS-export-drones-GACC" in series_ids()
    True
    """
    frame = kept.figures()
    return sorted(set(frame.loc[frame["role"] == "evidence", "series"]))


def claims(series: Iterable[str] | None = None) -> pd.DataFrame:
    """Return the claims of the articles, or those that some series are evidence on: slug, claim, printed.

    Examples
    --------
    >>> claims().loc["A1", "slug"]
    'drones-to-russia'
    """
    found = load.claims()
    if series is not None:
        wanted = [f'"{name}"' for name in series]
        found = [c for c in found if any(name in json.dumps(c, default=str) for name in wanted)]
    return pd.DataFrame(found, columns=["id", "slug", "claim", "printed"]).set_index("id")


def known(what: str, word: object, words: Iterable[str]) -> str:
    """Return the word as the tables write it, whatever its case; an InputError names the nearest one."""
    folded = {str(w).casefold(): str(w) for w in words}
    asked = str(word).strip().casefold()
    for form in (asked, "-".join(asked.split())):
        if form in folded:
            return folded[form]
    close = get_close_matches(asked, sorted(folded), n=1, cutoff=0.6)
    expected = f"one of {', '.join(folded.values())}" if 0 < len(folded) < 9 else f"a known {what}"
    hint = f"; did you mean {folded[close[0]]!r}?" if close else ""
    raise InputError(what, repr(word), expected + hint)


def country(word: object) -> str:
    """Return the ISO3 of a country, from its code or its name in any case; "CHN+HKG" is an area of two.

    Examples
    --------
    >>> country("Russia"), country("South Korea")
    ('RUS', 'KOR')
    """
    table = load.reference("countries")
    both = [*zip(table["iso3"], table["iso3"], strict=True), *zip(table["name"], table["iso3"], strict=True)]
    names = USUAL | {rows.letters(name): code for name, code in both}

    def one(part: str) -> str:
        asked = rows.letters(part)
        begun = {code for name, code in names.items() if len(asked) > 3 and name.startswith(asked)}
        code = names.get(asked) or (begun.pop() if len(begun) == 1 else "")  # a first word that one alone has
        return code or known("country (ISO3 or name)", part, [name for name, _ in both])

    return "+".join(one(part) for part in str(word).split("+"))


def product(word: object) -> str:
    """Return a product word as the tables write it; figures and HS codes share one vocabulary.

    Examples
    --------
    >>> product("Thermal sights")
    'thermal-sights'
    """
    return known("product", word, products().index)


def series_id(word: object) -> str:
    """Return a series id; one made of known words that nobody printed is known too."""
    text, listed = str(word).strip(), set(kept.figures()["series"])
    found = Series.read(text)
    if found and text not in listed:
        vocabulary = claim_names.words()
        areas = {*found.reporter.split("+"), *found.partner.split("+")} <= vocabulary["area"]
        if areas and found.product in vocabulary["product"] and found.source in vocabulary["source"]:
            return text
    return known("series", word, listed)


def value(column: str, word: object, frame: pd.DataFrame) -> str:
    """Return a word of a column of figures.csv; known words that no row has are words all the same."""
    readers = {"reporter": country, "partner": country, "product": product, "series": series_id}
    if column in readers:
        return readers[column](word)
    lists = {"flow": rules.FLOWS, "role": rules.ROLES}
    lists |= dict.fromkeys(("hedge", "growth_hedge"), printed.HEDGES)
    if column == "source":
        table = load.reference("sources")
        slugs = dict(zip([*table["source"], *table["label"]], [*table["source"]] * 2, strict=True))
        return slugs[known(column, word, slugs)]
    if column == "unit" and str(word) not in set(frame["unit"]):
        return str(word) if printed.unit(str(word)) else ""
    return known(column, word, [*lists.get(column, ()), *map(str, frame[column].unique())])


def period(start: When, end: When | None = None) -> tuple[str, str]:
    """Return the first and the last month (YYYY-MM) of a period, or from one period to another.

    Parameters
    ----------
    start, end : str, int, datetime.date or pandas.Period
        "2023-06", "June 2023", "2022", "2022Q3", "Q3 2022", "2022H1", a day, a period of any frequency.

    Examples
    --------
    >>> period("2022Q3"), period("2022-11", "2023")
    (('2022-07', '2022-09'), ('2022-11', '2023-12'))
    """
    first, last = _ends(start)[0], _ends(start if end is None else end)[1]
    if last < first:
        raise InputError("period", f"{start} to {end}", "an end that is not before its start")
    return first, last


def as_long(base: str, start: str, end: str) -> str:
    """Return the last of as many months from `base` on as there are from `start` to `end`."""
    return str(pd.Period(base, "M") + len(pd.period_range(start, end, freq="M")) - 1)


def _ends(given: When) -> tuple[str, str]:
    if isinstance(given, pd.Period):
        return str(given.asfreq("M", "start")), str(given.asfreq("M", "end"))
    if isinstance(given, date):  # a day, a Timestamp: its month
        return (f"{given:%Y-%m}",) * 2
    text = str(given).strip().casefold()
    if found := re.fullmatch(rf"{YEAR}-(0[1-9]|1[0-2])(?:-\d\d)?(?:[t ].*)?", text):
        return (f"{found[1]}-{found[2]}",) * 2
    if re.fullmatch(YEAR, text):
        return f"{text}-01", f"{text}-12"
    year, rest = re.search(YEAR, text), re.sub(rf"{YEAR}|[\s-]", "", text)
    if year and rest in NAMES:
        return (f"{year[1]}-{NAMES[rest]:02}",) * 2
    if year and (part := re.fullmatch(r"([qh])([1-4])", rest)):
        length, number = PARTS[part[1].upper()], int(part[2])
        if number * length <= 12:
            return f"{year[1]}-{(number - 1) * length + 1:02}", f"{year[1]}-{number * length:02}"
    raise InputError("period", repr(given), PERIODS)


def complete() -> None:
    """Let Tab complete inside strings, in a notebook: series, products, countries and claims."""
    from IPython import get_ipython
    from IPython.core.completer import SimpleCompletion, context_matcher

    @context_matcher()
    def inside_strings(context: "CompletionContext") -> dict:
        opened = re.search(r"""["']([\w+:-]*)$""", context.text_until_cursor)
        if not opened or not re.search(r"[(=\[,]\s*[\"'][\w+:-]*$", context.text_until_cursor):
            return {"completions": []}
        typed = opened[1].casefold()
        words = [w for w in vocabulary() if typed and w.casefold().startswith(typed)]
        found = [SimpleCompletion(w, type="word") for w in words]
        return {"completions": found, "matched_fragment": opened[1]}

    shell = get_ipython()
    if shell and not getattr(shell, "_dualuse_words", False):
        shell._dualuse_words = True
        shell.Completer.custom_matchers.append(inside_strings)


def vocabulary() -> list[str]:
    """Return every word that a string may hold at the bench: series, products, countries, claims."""
    named = claims()
    return [*series_ids(), *products().index, *partners().index, *named.index, *named["slug"]]
