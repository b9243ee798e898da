"""A reporter's questions: `from dualuse import desk`, then `desk.<Tab>`."""

from dualuse.desk.arguments import check_arguments
from dualuse.desk.desk import (
    check,
    claim,
    claims,
    codes,
    explain,
    figures,
    months,
    official,
    plot,
    range_of,
    search,
    series,
    without,
    without_each,
)

__all__ = [
    "check",
    "claim",
    "claims",
    "codes",
    "explain",
    "figures",
    "months",
    "official",
    "plot",
    "range_of",
    "search",
    "series",
    "without",
    "without_each",
]

for name in __all__:
    globals()[name] = check_arguments(globals()[name])


def __dir__() -> list[str]:
    return __all__
