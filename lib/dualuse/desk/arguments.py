"""What a question is asked with: text, a number, months. Anything else is refused.

The signature of a question says what it takes. An argument of another type, a text that
nobody typed, or months without end is one `InputError` that names the argument.
"""

import inspect
import math
import os
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from numbers import Real
from pathlib import Path
from types import UnionType
from typing import Any, ParamSpec, TypeVar, get_args, get_origin, get_type_hints

import pandas as pd

from dualuse.base.errors import InputError
from dualuse.base.periods import parse_period
from dualuse.base.series import read_month

LONGEST = 1_000  # letters of a text
MOST_WORDS = 1_000  # of a list
MOST_YEARS = 50  # of the months that a question is about
SHOWN = 40  # letters of what was found
PERIODS = (int, pd.Period)  # what may stand for months, besides text

P = ParamSpec("P")
R = TypeVar("R")


def describe(value: Any) -> str:
    """Return a value and its type, as a refusal names them.

    >>> describe(None), describe(b"drones")
    ('None', "b'drones', of type bytes")
    """
    if value is None:
        return "None"
    try:
        shown = " ".join(repr(value).split())
    except Exception:  # of a type that we do not know
        shown = "something"
    if len(shown) > SHOWN:
        shown = f"{shown[:SHOWN]}..."
    return f"{shown}, of type {type(value).__name__}"


def refuse_text(where: str, text: str) -> None:
    """Refuse a text that nobody typed: of letters that are none, or without end."""
    if len(text) > LONGEST:
        found = f"a text of {len(text):,} letters"
        raise InputError(where, found, f"{LONGEST:,} at most")
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InputError(where, ascii(text)[:SHOWN], "letters that can be seen")


def is_number(value: Any) -> bool:
    """Tell whether a value is a number that can be compared with others."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer of hundreds of digits
        return False


def read_list(where: str, value: Any) -> list[str]:
    """Return several words as a list; refuse what is none."""
    expected = "a list of words"
    has_order = isinstance(value, Iterable) and not isinstance(value, (bytes, Mapping))
    if not has_order:
        raise InputError(where, describe(value), f"a word or {expected}")
    try:
        words = [word for word, _ in zip(value, range(MOST_WORDS + 1), strict=False)]
    except TypeError:  # an array of no dimension
        raise InputError(where, describe(value), expected) from None
    if len(words) > MOST_WORDS:
        raise InputError(where, f"more than {MOST_WORDS:,} words", expected)
    for word in words:
        if not isinstance(word, str):
            raise InputError(where, f"{describe(word)} in it", expected)
        refuse_text(where, word)
    return words


def read_argument(where: str, value: Any, hint: Any) -> Any:
    """Return an argument as a question takes it; refuse one of another type."""
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    if isinstance(value, str) and ({str, object} & {*kinds}):
        refuse_text(where, value)
        return value
    if object in kinds:
        if is_number(value):
            return value
        raise InputError(where, describe(value), 'a number, or text such as "$100m"')
    if Path in kinds and isinstance(value, os.PathLike):
        refuse_text(where, os.fspath(value))
        return value
    if pd.DataFrame in kinds and isinstance(value, pd.DataFrame):
        return value
    if any(get_origin(kind) is Iterable for kind in kinds):
        return read_list(where, value)
    raise InputError(where, describe(value), name_kinds(kinds))


def name_kinds(kinds: tuple) -> str:
    """Return in words what an argument may be."""
    named = {str: "text", Path: "a path", pd.DataFrame: "a table"}
    return " or ".join(named.get(kind, "a list of words") for kind in kinds)


def refuse_long_period(where: str, period: Any) -> None:
    """Refuse months that no source has: each of them would be reckoned."""
    if period in ("", None):
        return
    start, end = parse_period(period)
    months = read_month(end) - read_month(start) + 1
    if months > MOST_YEARS * 12:
        found = f"{str(period)!r}, {months:,} months"
        raise InputError(where, found, f"{MOST_YEARS} years at most")


def check_arguments(question: Callable[P, R]) -> Callable[P, R]:
    """Return a question that refuses arguments of other types by their names."""
    name = question.__name__
    signature = inspect.signature(question)
    hints = get_type_hints(question)

    @wraps(question)
    def ask(*arguments: P.args, **named: P.kwargs) -> R:
        try:
            bound = signature.bind(*arguments, **named)
        except TypeError as error:
            expected = f"desk.{name}({', '.join(signature.parameters)})"
            raise InputError(f"desk.{name}", str(error), expected) from None
        for word, value in bound.arguments.items():
            parameter = signature.parameters[word]
            if parameter.kind is parameter.VAR_KEYWORD:
                for key, text in value.items():
                    value[key] = read_argument(key, text, hints[word])
            elif not (word == "period" and is_months(value)):
                bound.arguments[word] = read_argument(word, value, hints[word])
            if word == "period":
                refuse_long_period(word, value)
        return question(*bound.args, **bound.kwargs)

    return ask


def is_months(value: Any) -> bool:
    """Tell whether a value names months, and is no text."""
    return isinstance(value, PERIODS) and not isinstance(value, bool)
