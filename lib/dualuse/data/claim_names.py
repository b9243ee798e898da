"""Refuse claims that name what the tables of data/ do not have."""

import re

from dualuse.data.claim_file import NAME, parts
from pressroom.errors import InputError, near

AREAS = r"([A-Z]{3}(?:\+[A-Z]{3})*)"
SERIES = re.compile(
    rf"{AREAS}-{AREAS}-(?:export|import|trade)-([a-z0-9]+(?:-[a-z0-9]+)*)-([A-Z][A-Z0-9-]*)(?::([A-Za-z ]+))?"
)
EXAMPLE = ("CHN-RUS-export-drones-GACC", "CHN-UKR-export-{}-GACC")


def known(loaded, words, name=NAME):
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
        used = [("group", claim["group"]), *(("figure", figure) for figure in claim["context"])]
        used += [
            ("figure", f)
            for n in claim.get("notes", [])
            for f in re.findall(r"{(\w[\w-]*?)(?:_growth)?}", n["text"])
        ]
        for part in parts(claim):
            used += _used(part, words, name, label)
            for page in [*part.get("pages", []), *([part["first"]] if "first" in part else [])]:
                if page not in pages:
                    raise InputError(name, f"page {page!r}", near(page, pages, "page on this claim"), label)
        for what, word in used:
            if word not in words[what]:
                raise InputError(name, f"{what} {word!r}", near(word, words[what], what), label)


def _used(part, words, name, label):
    """Return what an assertion names, as (what, word)."""
    quantity = part.get("quantity", {})
    used = [("product", quantity["product"])] if "exporter" in quantity else []
    used += [("product", good) for good in part.get("goods", [])]
    used += [
        ("area", a) for k in ("exporter", "importer", "over") for a in quantity.get(k, "").split("+") if a
    ]
    for spec in part.get("evidence", []):
        used += [("source", spec["source"])]
        if "figures" in spec:
            used += [("figure", spec[k]) for k in ("figures", "over") if k in spec]
            continue
        for key in ("series", "over", "tally", "official"):
            if key in spec:
                used += _series(spec, key, words, name, label)
    return used


def _series(spec, key, words, name, label):
    """Return the words of a series id, as (what, word); refuse one that no figure and no rule can make."""
    series = spec[key]
    found = SERIES.fullmatch(series.replace("{}", "good")) if series.count("{}") == (key == "tally") else None
    if not found:
        raise InputError(name, f"{key} {series!r}", f"an id like {EXAMPLE[key == 'tally']}", label)
    if key != "over" and found[4] != spec["source"]:
        raise InputError(name, f"{key} {series!r}", f"a series of its source, {spec['source']}", label)
    official = found[4] in words["official"] and not found[5]
    if (
        key in ("series", "over")
        and "official" not in spec
        and series not in words["series"]
        and not official
    ):
        raise InputError(
            name, f"{key} {series!r}", near(series, words["series"], "series with figures"), label
        )
    used = [("area", area) for side in (1, 2) for area in found[side].split("+")]
    return used + ([] if key == "tally" else [("product", found[3])])
