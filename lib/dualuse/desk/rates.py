"""A growth or a ratio as people say it: "fell by less than 10%", "more than doubled".

It becomes a number and its hedge, as `desk.claim` takes them. Without a hedge "doubled"
is refused, with what can be meant: nobody who says it means 100.0%.
"""

import re

from dualuse.base.errors import SAME_AS, InputError
from dualuse.base.printed import HEDGES, NUMBER

NO_HEDGE = "exact"
MINUS = ("-", "−")
RISES = ["rose", "grew", "increased", "up", "a rise", "an increase", "growth"]
RISES += ["climbed", "jumped", "soared", "surged", "a jump", "a surge"]
FALLS = ["fell", "dropped", "declined", "decreased", "down", "a fall", "a drop"]
FALLS += ["a decline", "a decrease", "plunged", "shrank", "slumped"]
HEDGE_WORDS = sorted([*HEDGES, *SAME_AS], key=len, reverse=True)  # "between" is none
HEDGE = rf"(?:(?P<hedge>{'|'.join(HEDGE_WORDS)})\s+)?"
WAY = (
    rf"(?:(?:(?P<rise>{'|'.join(RISES)})|(?P<fall>{'|'.join(FALLS)}))"
    r"\s+(?!to\b)(?:(?:by|of)\s+)?)?"  # "up to 10%" is a hedge
)
CHANGE = re.compile(rf"{WAY}{HEDGE}(?P<size>\S.*)", re.IGNORECASE)
HEDGED = re.compile(rf"{HEDGE}(?P<size>\S.*)", re.IGNORECASE)
FOLD = re.compile(r"(?P<times>\d+)(?:-?\s?fold|\s+times)")
COUNTS = {  # as words count times: "thirty times", "tenfold"
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "a hundred": 100,
    "one hundred": 100,
}
SPELT_TIMES = re.compile(
    rf"\b(?P<count>{'|'.join(sorted(COUNTS, key=len, reverse=True))})"
    r"(?P<half>\s+and\s+a\s+half)?(?=-?\s?fold\b|\s+times\b)",
    re.IGNORECASE,
)
MULTIPLES = {  # numbers that people say in a word
    "growth": {
        "doubled": "100",
        "tripled": "200",
        "trebled": "200",
        "quadrupled": "300",
        "halved": "-50",
    },
    "ratio": {
        "half": "0.5",
        "a half": "0.5",
        "a quarter": "0.25",
        "a third": "0.33",
        "double": "2",
        "twice": "2",
    },
    "level": {},
}
EXACTLY = ["a tenth", "a fifth", "a quarter", "half", "a half", "three quarters"]
FRACTIONS = {  # in per cent; how near is meant only the writer can say
    "a tenth": "10",
    "a fifth": "20",
    "a quarter": "25",
    "a third": "33",
    "half": "50",
    "a half": "50",
    "two thirds": "67",
    "three quarters": "75",
}
BETWEEN = re.compile(
    rf"(?:between\s+)?(?P<least>{NUMBER})\s*%?\s*(?:and|to|-|–)\s*(?P<most>{NUMBER})"
    r"\s*(?:%|per\s?cent|pct)?",
    re.IGNORECASE,
)
# "not more than" is a hedge, and "no drones" is a nought
DENIAL = re.compile(
    r"(?:did|does|has|have|had|was|were|is|are)(?:\s+not|n['’]t)\b|never\b",
    re.IGNORECASE,
)
NO_DENIAL = (
    "the claim without 'not': ask whether it 'rose', say, and read whether that is "
    "contradicted; or ask 'fell' or 'unchanged'"
)
EXAMPLE = (
    "a rate such as '14.5', 'rose', 'more than doubled'; a fall of less than 10% is "
    "value='-10', hedge='less than'"
)


def write_digits(value: object) -> str:
    """Return words with one space between them, and with times in digits.

    >>> write_digits("more than  thirty times"), write_digits("one and a half times")
    ('more than 30 times', '1.5 times')
    """

    def count(found: re.Match[str]) -> str:
        return f"{COUNTS[found['count'].casefold()]}{'.5' if found['half'] else ''}"

    return SPELT_TIMES.sub(count, " ".join(str(value).split()))


def split_hedge(value: object, hedge: str, kind: str) -> tuple[object, str]:
    """Return a number and its hedge, which may stand before it: "about 80%".

    >>> split_hedge("over $5bn", "exact", "level")
    ('$5bn', 'more than')
    >>> split_hedge("fell by less than 10%", "exact", "growth")
    ('-10%', 'less than')
    >>> split_hedge("nearly tripled", "exact", "growth")
    ('200', 'nearly')
    >>> split_hedge("$100m", "not more than", "level")
    ('$100m', 'up to')
    """
    hedge = SAME_AS.get(hedge.casefold(), hedge)
    text = write_digits(value)
    if DENIAL.match(text):
        raise InputError("value", repr(text), NO_DENIAL)
    if kind == "growth" and text.casefold() in [*RISES, *FALLS]:
        return ("rose" if text.casefold() in RISES else "fell"), hedge
    pattern = CHANGE if kind == "growth" else HEDGED
    match = pattern.fullmatch(text)
    if match is None:
        return (text if text != str(value) else value), hedge
    size, way = match["size"], match.groupdict()
    hedge = join_hedges(hedge, match["hedge"] or "", text)
    multiple = find_multiple(size.casefold(), kind)
    if multiple:
        if way.get("fall") or (way.get("rise") and multiple.startswith(MINUS)):
            raise InputError("value", repr(value), EXAMPLE)
        if hedge == NO_HEDGE:
            refuse_bare(str(value), multiple, kind)
        return multiple, hedge
    if kind == "growth":
        return split_rate(size, hedge, text, bool(way["fall"])) or (value, hedge)
    return (size, hedge) if size != str(value) else (value, hedge)


def split_rate(
    size: str, hedge: str, text: str, is_fall: bool
) -> tuple[str, str] | None:
    """Return a rate and its hedge, of a fall with a minus sign; None if it is no number.

    >>> split_rate("between 10 and 20%", "exact", "", True)
    ('-20--10', 'between')
    """
    sign = "-" if is_fall else ""
    fraction = FRACTIONS.get(size.casefold())
    if fraction and hedge != NO_HEDGE and size.casefold() in EXACTLY:
        return f"{sign}{fraction}", hedge
    if fraction:
        way = "fell by " if is_fall else ""
        expected = f"value='{way}about {fraction}%', or another hedge before the number"
        raise InputError("value", repr(text), expected)
    ends = BETWEEN.fullmatch(size)
    is_bare = hedge == NO_HEDGE and size == text and " " not in size
    is_two = hedge in (NO_HEDGE, "between") and not is_bare
    if is_fall and (size.startswith(MINUS) or "--" in size):
        expected = f"fell by {size.lstrip('-−')}, without a minus sign"
        raise InputError("value", repr(text), expected)
    if ends is not None and is_two:
        least, most = ends["least"], ends["most"]
        return (f"-{most}--{least}" if is_fall else f"{least}-{most}"), "between"
    if not re.match(r"[+−-]?\d", size):
        return None
    return f"{sign}{size}", hedge


def join_hedges(hedge: str, before: str, text: str) -> str:
    """Return the hedge that was given, or the one that stands before a number."""
    named = SAME_AS.get(before.casefold(), before.casefold()) or hedge
    if hedge not in (NO_HEDGE, named):
        raise InputError("hedge", f"{hedge}, and {text!r}", "one hedge")
    return named


def find_multiple(word: str, kind: str) -> str:
    """Return the number that a word is, nothing if it is none.

    >>> find_multiple("10fold", "growth"), find_multiple("10 times", "growth")
    ('900', '900')
    >>> find_multiple("twice", "ratio")
    '2'
    """
    match = FOLD.fullmatch(word)
    if match and kind == "growth":
        number = int(match["times"])
        return str(100 * number - 100) if number > 1 else ""
    return MULTIPLES[kind].get(word, "")


def refuse_bare(word: str, multiple: str, kind: str) -> None:
    """Refuse a number in a word without a hedge, with what can be meant."""
    expected = f"value={multiple!r}, of a {kind}, for exactly that; "
    expected += f"or value={word!r}, hedge='about'"
    raise InputError("value", repr(word), expected)


def is_change(value: object) -> bool:
    """Tell whether words can only be of a growth: a verb, or a multiple of before.

    >>> is_change("fell by 10%"), is_change("nearly doubled"), is_change("tenfold")
    (True, True, True)
    >>> is_change("rose to $5bn"), is_change("10 times"), is_change("about $5bn")
    (False, False, False)
    """
    text = write_digits(value).casefold()
    match = CHANGE.fullmatch(text)
    if text in [*RISES, *FALLS, "unchanged"]:
        return True
    if match is None or text.endswith("times"):
        return False
    is_multiple = find_multiple(match["size"], "growth")
    return bool(match["rise"] or match["fall"] or is_multiple)


def refuse_change(value: object, kind: str) -> None:
    """Refuse a rise or a fall where an amount is asked for.

    >>> refuse_change("fell by 10%", "level")
    Traceback (most recent call last):
    dualuse.errors.InputError: value: found 'fell by 10%' of a level; expected ...
    """
    text = write_digits(value).casefold()
    match = CHANGE.fullmatch(text)
    is_change = match is not None and (match["rise"] or match["fall"])
    is_multiple = match is not None and find_multiple(match["size"], "growth")
    if kind == "ratio":  # "40 times" what the other was
        is_multiple = is_multiple and not text.endswith("times")
    if kind != "growth" and (is_change or is_multiple or text in [*RISES, *FALLS]):
        raise InputError("value", f"{value!r} of a {kind}", "kind='growth' beside it")
