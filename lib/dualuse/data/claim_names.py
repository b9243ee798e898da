"""The names of series, which figures and claims share; and a refusal of claims that name what data/ does not have."""

import re
from collections.abc import Collection, Mapping

import pandas as pd

from dualuse.data import printed, rules
from dualuse.data.claim_file import NAME, parts
from dualuse.data.series import Series
from pressroom import files, project
from pressroom.errors import InputError, near

# kinds of source that official/ can hold rows of
STATISTICS = ("customs statistics", "reconciled statistics")


def tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows of figures.csv with `start`, `end` and `series`; see `load.figures`."""
    frame = frame.copy()
    for column, ends in (("start", "period_start"), ("end", "period_end")):
        frame[column] = pd.PeriodIndex(frame[ends].where(frame[ends] != "", None), freq="M")
    frame["series"] = [str(_series_of(row)) for row in files.records(frame)]
    return frame


def _series_of(row: dict[str, str]) -> Series:
    base = printed.unit(row["unit"])[1].partition(" per ")[0] if row["unit"] else "USD"
    if base == "times" or (base == "percent" and not row["value"]):
        base = "USD"  # a multiple or a growth says nothing of the unit it multiplies
    return Series(**{c: row[c] for c in Series._fields[:5]}, base=base)


def words() -> dict[str, frozenset]:
    """Return the words that claims.yaml may use: areas, products, sources, series, figures, pages, groups."""
    figures, sources, pages = (
        files.table(project.DATA / name, f"data/{name}", may_be_empty=name == rules.STATEMENTS)
        for name in (rules.FIGURES, "reference/sources.csv", rules.STATEMENTS)
    )
    return {
        "area": frozenset(rules.words("countries")),
        "product": frozenset(rules.products()),
        "source": frozenset(sources["source"]),
        "official": frozenset(sources.loc[sources["kind"].isin(STATISTICS), "source"]),
        "series": frozenset(tidy(figures[figures["role"] == "evidence"])["series"]),
        "figure": frozenset(figures["id"]),
        "page": frozenset(zip(pages["claim_id"], pages["page_id"], strict=True)),
        "group": frozenset(project.story().groups),
    }


def known(loaded: dict, words: Mapping[str, Collection], name: str = NAME) -> None:
    """Refuse claims that name an area, a product, a source, a figure or a page that the tables do not have.

    A series with a slip in its name would be one without figures, and its claim `not checkable` without a word.

    Parameters
    ----------
    loaded : dict
        As `parse` returns it.
    words : dict of {"area", "product", "source", "figure", "series", "official", "page", "group": set}
        What the tables of data/ know; `official` are the sources that official rows can have, `page` pairs of
        a claim and a page id.
    """
    for claim in loaded["claims"]:
        label, pages = f"claim {claim['id']}", {page for c, page in words["page"] if c == claim["id"]}
        told = " ".join(note["text"] for note in claim.get("notes", []))
        figures = [*claim["context"], *re.findall(r"{(\w[\w-]*?)(?:_growth)?}", told)]
        used = [("group", claim["group"]), *(("figure", figure) for figure in figures)]
        for part in parts(claim):
            used += _used(part, words, name, label)
            for page in [*part.get("pages", []), *([part["first"]] if "first" in part else [])]:
                if page not in pages:
                    raise InputError(name, f"page {page!r}", near(page, pages, "page on this claim"), label)
        for what, word in used:
            if word not in words[what]:
                raise InputError(name, f"{what} {word!r}", near(word, words[what], what), label)


def _used(part: dict, words: Mapping[str, Collection], name: str, label: str) -> list[tuple[str, str]]:
    """Return what an assertion names, as (what, word)."""
    quantity = part.get("quantity", {})
    used = [("product", quantity["product"])] if "exporter" in quantity else []
    used += [("product", good) for good in part.get("goods", [])]
    areas = "+".join(quantity[k] for k in ("exporter", "importer", "over") if k in quantity)
    used += [("area", area) for area in areas.split("+") if area]
    for spec in part.get("evidence", []):
        used += [("source", spec["source"])]
        for key in (k for k in ("series", "over", "tally", "official", "figures") if k in spec):
            if "figures" in spec:
                used += [("figure", spec[key])]
            else:
                used += _series(spec, key, words, name, label)
    return used


def _series(
    spec: dict, key: str, words: Mapping[str, Collection], name: str, label: str
) -> list[tuple[str, str]]:
    """Return the words of a series id, as (what, word); refuse one that no figure and no rule can make."""
    series, tally = spec[key], key == "tally"
    found = Series.read(series.replace("{}", "good")) if series.count("{}") == tally else None
    rows = found and found.source in words["official"] and found.base == "USD"
    expected = ""
    if not found:
        expected = f"an id like CHN-RUS-export-{'{}' if tally else 'cars'}-GACC"
    elif key != "over" and found.source != spec["source"]:
        expected = f"a series of its source, {spec['source']}"
    elif not (key in ("tally", "official") or "official" in spec or series in words["series"] or rows):
        expected = near(series, words["series"], "series with figures")
    if expected or not found:
        raise InputError(name, f"{key} {series!r}", expected, label)
    used = [("area", area) for side in (found.reporter, found.partner) for area in side.split("+")]
    return used if tally else [*used, ("product", found.product)]
