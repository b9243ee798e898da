"""The library in one line each, for a reporter at the bench.

    from dualuse.desk import Series, check, claim, codes, contradictions, figures, official

    figures(product="drones", country="Russia")         # what was printed, and by whom
    Series("CHN-RUS-export-drones-GACC").range("2022Q3")
    check("drones-to-russia")                           # or check("A1")
    claim("Exports doubled between 2021 and 2023.", series="CHN-RUS-export-all-GACC", says="doubled",
          period="2023", base="2021")                   # a claim of your own
    codes("ceramics")                                   # what the word can mean in customs statistics

`products()`, `partners()`, `sources()`, `series_ids()` and `claims()` list what exists; in a notebook Tab completes
them inside quotation marks. Case does not matter, and countries have names. A known word on which nothing was
printed is an answer; a word that is not known is an InputError that names the nearest one that is.
"""

import gc
import sys

from dualuse.desk.asked import Checked, check, codes, official
from dualuse.desk.frames import figures
from dualuse.desk.own import claim
from dualuse.desk.series import Range, Series, contradictions, series
from dualuse.desk.words import (
    claims,
    complete,
    country,
    partners,
    period,
    product,
    products,
    series_ids,
    sources,
)

__all__ = [
    "Checked", "Range", "Series", "check", "claim", "claims", "codes", "contradictions", "country", "figures",
    "official",
    "partners", "period", "product", "products", "series", "series_ids", "sources",
]  # fmt: skip


def __dir__() -> list[str]:
    return __all__


if "IPython" in sys.modules:
    complete()
if not gc.get_freeze_count():  # once: `make watch` loads us anew, and what was ours before is garbage then
    gc.freeze()  # modules stay: neither each answer nor the end of Python need look through them for garbage
