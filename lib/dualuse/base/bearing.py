"""Which figures bear on a claim: of the goods of its evidence, or named by it.

Notebooks that judge claims read these rows and no others, so that a change of another
figure runs none of them again. One that is about some groups of claims, "B C", or about
some claims, "A1 B5", reads what bears on those. It imports nothing slow: the build asks
it first.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dualuse.base.errors import require_id
from dualuse.base.series import Series

# As pipeline.yml and `tables.read_figures` name these rows.
BEARS_ON, CLAIMS = "bears_on", "claims"


class Bearing(NamedTuple):
    """What makes a figure bear on a claim: its product, or its id."""

    products: frozenset[str]
    figures: frozenset[str]

    def holds(self, row: Mapping[str, str]) -> bool:
        """Tell whether a figure bears on it: by itself, or by the one that it repeats.

        >>> row = {"id": "F7", "product": "drones", "same_fact": "F205"}
        >>> Bearing(frozenset(), frozenset(["F205"])).holds(row)
        True
        """
        is_named = row["id"] in self.figures or row["same_fact"] in self.figures
        return is_named or row["product"] in self.products


def find_bearing(entries: Iterable[dict]) -> Bearing:
    """Return what bears on claims or on parts of them.

    Parameters
    ----------
    entries : iterable of dict
        As claims.yaml has them, or as `parts.list_parts` returns them.

    Examples
    --------
    >>> spec = {"source": "GACC", "series": "CHN-RUS-export-drones-GACC"}
    >>> bearing = find_bearing([{"id": "A1", "evidence": [spec], "context": ["F300"]}])
    >>> sorted(bearing.products), sorted(bearing.figures)
    (['drones'], ['F300'])
    """
    products: set[str] = set()
    figures: set[str] = set()
    for entry in entries:
        figures.update(entry.get("context", []))
        for spec in entry.get("evidence", []):
            compared = list_compared(spec)
            if "figures" in spec:
                figures.update(compared)
            else:
                products |= {Series.read(name).product for name in compared}
        products.update(entry.get("goods", []))
    return Bearing(frozenset(products), frozenset(figures))


def find_bearing_of_all(claims: Iterable[dict], word: str = CLAIMS) -> Bearing:
    """Return what bears on any of some claims, as claims.yaml has them.

    Parameters
    ----------
    word : str
        "claims" for all of them, or their groups, "B C", or their ids, "A1 B5".

    Raises
    ------
    InputError
        For a word that is neither.
    """
    wanted, named = {*word.split()}, {CLAIMS}
    entries: list[dict] = []
    for claim in claims:
        names = {CLAIMS, claim.get("group", ""), claim.get("id", "")}
        named |= names
        if wanted & names:
            entries += [claim, *claim.get("parts", [])]
    for each in word.split():
        require_id(BEARS_ON, each, named)
    return find_bearing(entries)


def list_compared(spec: dict) -> list[str]:
    """Return the series, or the figures, that an entry of evidence compares."""
    keys = ["figures", "series", "official", "over"]
    return [spec[key] for key in keys if key in spec]
