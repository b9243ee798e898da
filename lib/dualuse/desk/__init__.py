"""Numbers in, numbers out: `from dualuse import desk`, then `desk.<Tab>`."""

from dualuse.desk.desk import (
    check,
    claims,
    figures,
    months,
    official,
    plot,
    range_of,
    search,
    series,
    without,
)

__all__ = [
    "check",
    "claims",
    "figures",
    "months",
    "official",
    "plot",
    "range_of",
    "search",
    "series",
    "without",
]


def __dir__() -> list[str]:
    return __all__
