"""How far a publisher may move what it has printed: data, of each source.

A source that revises says by how many per cent, and whether that was measured from pairs
of its own prints or is given with a reason; one that says nothing revises nothing. A band
is of a flow and of a kind of period: of single months, or of the total since January. A
source of no trade has "month" and "total" alone.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

import pandas as pd

from dualuse.base.errors import InputError

Bands: TypeAlias = Mapping[str, pd.Interval]
NONE: Bands = MappingProxyType({})
BAND = re.compile(r"([a-z -]*(?:month|total)) (-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?)")
LIKE = "as "  # the name of another source follows
UNMOVED = pd.Interval(0.0, 0.0, "both")


def read_revisions(sources: pd.DataFrame) -> dict[str, Bands]:
    """Return {source: its bands, in per cent} of the sources that revise.

    Parameters
    ----------
    sources : pandas.DataFrame
        `source`, and `revisions` as text: "month -2.9 to 0.6; total -1.4 to 0.5", or
        "as" and another source. Without that column nobody revises.

    Raises
    ------
    InputError
        With the source, where the text cannot be read.

    Examples
    --------
    >>> rows = {"source": ["A", "B"], "revisions": ["month -1 to 2", "as A"]}
    >>> read_revisions(pd.DataFrame(rows))["B"]["month"]
    Interval(-1.0, 2.0, closed='both')
    """
    if "revisions" not in sources:
        return {}
    texts = dict(sources[["source", "revisions"]].to_numpy())
    bands = {}
    for source, text in texts.items():
        if text:
            bands[source] = read_bands(find_own(text, texts), source)
    return bands


def find_own(text: str, texts: Mapping[str, str]) -> str:
    """Return the bands of the source that another revises as; else the text itself."""
    return texts.get(text.removeprefix(LIKE), "") if text.startswith(LIKE) else text


@lru_cache(maxsize=100)
def read_bands(text: str, source: str = "") -> Bands:
    """Return {kind: by how many per cent} of one source.

    >>> read_bands("export month -2.9 to 0.6; export total -1.4 to 0.5")["export total"]
    Interval(-1.4, 0.5, closed='both')
    """
    bands = {}
    for piece in text.split("; "):
        found = BAND.fullmatch(piece)
        if not found or float(found[2]) > float(found[3]):
            expected = "such as month -2.9 to 0.6; total -1.4 to 0.5, or as SOURCE"
            raise InputError("sources", f"revisions {piece!r}", expected, source)
        bands[found[1]] = pd.Interval(float(found[2]), float(found[3]), "both")
    return MappingProxyType(bands)


def find_band(bands: Bands, kind: str) -> pd.Interval:
    """Return a band; where none is of this kind, from the least to the greatest of all.

    >>> find_band(read_bands("month -1 to 2; total 0 to 3"), "yuan month")
    Interval(-1.0, 3.0, closed='both')
    """
    if kind in bands:
        return bands[kind]
    if not bands:
        return UNMOVED
    least = min(band.left for band in bands.values())
    greatest = max(band.right for band in bands.values())
    return pd.Interval(least, greatest, closed="both")
