"""Months as data has them: "2023", "2023Q2", "2023-01", "2023-01/2023-05"."""

import re

import pandas as pd

from dualuse.base.errors import InputError
from dualuse.base.series import list_each_month

SPAN = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])|Q[1-4])?", re.ASCII)
EXPECTED = "months such as 2023, 2023Q2, 2023-05 or 2023-01/2023-05"
MOST = 600  # months of a question: each of them is reckoned


def read_period(period: object) -> tuple[str, str]:
    """Return the first and the last month of a period.

    Parameters
    ----------
    period : str, int, pandas.Period, or a first and a last one

    Examples
    --------
    >>> read_period(2023), read_period("2022-12/2023-01"), read_period("2023Q2")
    (('2023-01', '2023-12'), ('2022-12', '2023-01'), ('2023-04', '2023-06'))
    >>> read_period("since March")
    Traceback (most recent call last):
    dualuse.base.errors.InputError: period: found 'since March'; expected months such as ...
    """
    ends = [*period] if isinstance(period, (tuple, list)) else str(period).split("/")
    words = [str(end).strip() for end in ends]
    if len(words) not in (1, 2) or not all(SPAN.fullmatch(word) for word in words):
        raise InputError("period", repr(period), EXPECTED)
    first = str(pd.Period(words[0]).asfreq("M", "start"))
    last = str(pd.Period(words[-1]).asfreq("M", "end"))
    if first > last:
        raise InputError("period", repr(period), "an end that is not before its start")
    if len(list_each_month(first, last)) > MOST:
        raise InputError("period", repr(period), f"{MOST} months at most")
    return first, last
