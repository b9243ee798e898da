"""A hedge, a rise or a fall before a number: "more than $5bn", "down less than 10%".

Multiples have three words: doubled, tripled, halved. Without a hedge they are refused
with what can be meant: nobody who says "doubled" means 100.0%. What else people say of
a rate is typed as a number.
"""

import re

from dualuse.base.errors import InputError
from dualuse.base.hedges import HEDGES, SAME_AS, read_hedge

NO_HEDGE = "exact"
MINUS = ("-", "−")
MULTIPLES = {"doubled": "100", "tripled": "200", "halved": "-50"}  # in per cent
HEDGE_WORDS = sorted([*HEDGES, *SAME_AS], key=len, reverse=True)
HEDGE = rf"(?:(?P<hedge>{'|'.join(HEDGE_WORDS)})\s+)?"
CHANGE = re.compile(
    rf"(?:(?P<way>rose|fell|up|down)\s+(?:by\s+|(?!to\b)))?{HEDGE}(?P<size>\S.*)",
    re.IGNORECASE,
)
FALLEN = ("fell", "down")
TWO_NUMBERS = re.compile(r"\d.*\b(?:to|and)\b.*\d", re.IGNORECASE)  # "10% to 20%"
EACH_NUMBER = re.compile(r"(?<![\d.,])(?=\d)")
EXAMPLE = (
    "a rate such as value='14.5', 'rose', 'down about 10%' or 'more than doubled'; "
    "thirty times as much is kind='growth', value='2900'"
)


def split_hedge(value: object, hedge: str, kind: str) -> tuple[object, str]:
    """Return a number and its hedge, which may stand before it: "about 80%".

    >>> split_hedge("over $5bn", "exact", "level")
    ('$5bn', 'more than')
    >>> split_hedge("fell by less than 10%", "exact", "growth")
    ('-10%', 'less than')
    >>> split_hedge("up more than a tenth", "exact", "growth")
    ('up a tenth', 'more than')
    >>> split_hedge("nearly tripled", "exact", "growth")
    ('200', 'nearly')
    """
    hedge = read_hedge(hedge)
    text = " ".join(str(value).split())
    match = CHANGE.fullmatch(text)
    if match is None or text.casefold() in HEDGE_WORDS:
        return value, hedge
    if match["hedge"]:
        before = read_hedge(match["hedge"].casefold())
        if hedge not in (NO_HEDGE, before):
            raise InputError("hedge", f"{hedge}, and {text!r}", "one hedge")
        hedge = before
    size, way = match["size"], (match["way"] or "").casefold()
    multiple = MULTIPLES.get(size.casefold())
    if multiple and not way:
        if hedge == NO_HEDGE:
            refuse_bare(text, multiple)
        return multiple, hedge
    if way and size.startswith(MINUS):
        raise InputError("value", repr(text), f"{way} by {size.lstrip('-−')}")
    if way and not re.search(r"\d", size):
        size = f"{way} {size}"  # which way it is refused with
    elif way in FALLEN:
        size = EACH_NUMBER.sub("-", size) if TWO_NUMBERS.search(size) else f"-{size}"
    return (size if size != text else value), hedge


def refuse_bare(word: str, multiple: str) -> None:
    """Refuse a multiple without a hedge, with what can be meant."""
    expected = f"value={multiple!r}, kind='growth', for exactly that; "
    expected += f"or value='about {word}'"
    raise InputError("value", repr(word), expected)


def is_change(value: object) -> bool:
    """Tell whether words can only be of a growth: rose, fell, doubled, fell by 10%.

    >>> is_change("fell by 10%"), is_change("nearly doubled"), is_change("about $5bn")
    (True, True, False)
    """
    text = " ".join(str(value).split()).casefold()
    match = CHANGE.fullmatch(text)
    if text in ("rose", "fell", "unchanged"):
        return True
    return match is not None and bool(match["way"] or match["size"] in MULTIPLES)


def refuse_change(value: object, kind: str) -> None:
    """Refuse a rise or a fall where an amount is asked for.

    >>> refuse_change("fell by 10%", "ratio")
    Traceback (most recent call last):
    dualuse.base.errors.InputError: value: found 'fell by 10%' of a ratio; expected ...
    """
    if kind != "growth" and is_change(value):
        raise InputError("value", f"{value!r} of a {kind}", "kind='growth' beside it")
