"""A reporter's questions: `from dualuse import desk`, then `desk.<Tab>`."""

from dualuse.desk.desk import (
    ask,
    check,
    check_own,
    claim,
    codes,
    figures,
    first,
    months,
    official,
    plot,
    range_of,
    search,
    series,
    share_of_growth,
    without,
    without_each,
)

__all__ = [
    "ask",
    "check",
    "check_own",
    "claim",
    "codes",
    "figures",
    "first",
    "months",
    "official",
    "plot",
    "range_of",
    "search",
    "series",
    "share_of_growth",
    "without",
    "without_each",
]


def __dir__() -> list[str]:
    return __all__
