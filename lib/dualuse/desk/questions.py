"""A claim of one's own: read from words, or refused with what is missing.

What it becomes has the shape of a claim of claims.yaml, so that the same rule judges it.
"""

import re
from collections.abc import Collection
from datetime import date
from typing import Any, NoReturn

import pandas as pd

from dualuse.base import categories, claims, wording
from dualuse.base.catalogue import (
    describe_series,
    find_series,
    is_known_product,
    offer_growth,
    offer_tables,
    require_over,
)
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.periods import parse_base, parse_period
from dualuse.base.printed import read_number, spread_noughts
from dualuse.base.series import MONTHS_A_YEAR, Series
from dualuse.base.units import LARGEST_FALL, split_unit
from dualuse.desk.amounts import (
    EXAMPLE,
    choose_hedge,
    join_unit,
    list_units,
    read_amount,
    read_change,
    read_unit,
    require_named,
    require_unit,
    require_whole,
    write_units,
)
from dualuse.desk.rates import EXAMPLE as RATE_EXAMPLE
from dualuse.desk.rates import MINUS, NO_HEDGE, is_change, refuse_change, split_hedge
from dualuse.engine.evidence import find_base_period, shift
from dualuse.engine.verdicts import read_words

TAKES = {  # what a kind of claim needs beside its value and period
    "level": "unit",
    "growth": "base",
    "ratio": "over",
}
UNIT_OF_KIND = {"growth": "percent", "ratio": "times"}
EXAMPLES = {
    "level": EXAMPLE,
    "growth": RATE_EXAMPLE,
    "ratio": "a number such as 1.5; half is 0.5",
}
ANY_MOVE = {">": "any rise", "<": "any fall"}
MOVES = {  # a growth that has no number
    "rose": {"value": "0", "operator": ">"},
    "fell": {"value": "0", "operator": "<"},
    "unchanged": {"value": "0", "hedge": "rounded"},
}
BY_HAND = (
    "by hand: desk.range_of(part, period) less the same of the period before, over that "
    "of the whole; my/explore.ipynb has the cell"
)
CANNOT = {  # what is asked for often, and what it would need
    "share of growth": BY_HAND,
    "share": (
        "a ratio for a share of another series here: 60% is kind='ratio', value='0.6'. A "
        "share of the world's trade needs China's trade with the world; what is printed "
        "of it stands beside the evidence: desk.search('share')"
    ),
    "balance": (
        "the two flows, one by one: desk.range_of(...) of exports and of imports, the least of "
        "one less the most of the other; or kind='ratio' with over=, the other flow"
    ),
    "rank": (
        "a level, a growth or a ratio: a rank needs the totals of all other countries, "
        "and no figure here is of them"
    ),
    "record": (
        "a level, a growth or a ratio: a record needs every month before, and the figures "
        "begin in 2021; desk.months(series, period) has the range of each month"
    ),
}
AVERAGE = re.compile(r"\s*(?:/|\bper\b|\ban?\b)\s*(month|day)\s*$", re.IGNORECASE)
IN_WORDS = re.compile(  # of an average
    r",?\s*(?:\b(?:an?|the|on)\s+)?(?:\b(?:month|dai)ly\s+)?\baverag(?:e|ed|ing)(?:\s+of)?\b"
    r"|\b(?:month|dai)ly\b",
    re.IGNORECASE,
)
LARGEST = re.compile(r"\b(largest|biggest|smallest|ranks?|fifth|fourth|third)\b")
NOUGHTS = ["none", "nothing", "nothing at all"]
BALANCE = re.compile(r"\b(balance|deficit|surplus)\b")
HIGHEST = re.compile(r"\b(records?|highest|lowest|peak)\b")
OPEN_ABOVE = {"both": "left", "left": "left", "right": "neither", "neither": "neither"}


def read_question(
    series: str,
    value: object = "",
    unit: str = "",
    hedge: str = NO_HEDGE,
    period: str = "",
    kind: str = "level",
    rows: Collection[str] = (),
    **fields: str,
) -> dict[str, Any]:
    """Return a claim of one's own in the shape of claims.yaml; see `desk.claim`.

    Parameters
    ----------
    rows : collection of str
        Series of official rows, which may be asked though nobody printed a figure.

    Examples
    --------
    >>> read_question("CHN-RUS-export-all-GACC", "fell", period="2024", kind="growth"
    ...     )["asked"]
    "China's exports to Russia, all goods, by Chinese customs: in 2024 they fell on 2023, in US dollars"
    """
    refuse_sentence(series)
    if HIGHEST.search(str(value).casefold()):
        refuse_kind("record")
    hedge = hedge or NO_HEDGE
    if kind == "level":  # by default; these words can be of nothing else
        kind = find_kind(value, unit, fields)
    if kind not in TAKES:
        refuse_kind(kind)
    require_fields(kind, fields)
    for name, word in (("value", value), ("period", period)):
        if word in ("", None):
            raise InputError(name, "nothing", f"the {name} of the claim")
    line = Series.read(find_series(series, rows=rows))
    refuse_average("value", str(value), kind)
    refuse_average("unit", unit, kind)
    refuse_change(value, kind)
    if kind == "level":
        value = read_nought(value, line)
    value, hedge = split_hedge(value, hedge, kind)
    start, end = parse_period(period)
    require_past(period, end)
    average: dict[str, Any] = {}
    if kind == "level":
        value, unit, average = split_average(value, unit, (start, end))
    spec = {"source": line.source, "series": str(line)}
    if kind == "ratio":
        spec["over"] = require_over(fields.get("over", ""), line, rows)
    test = read_test(value, unit, hedge, kind, line) | average
    if "base" in fields:
        test["base"] = parse_base(fields["base"], start, end)
    claims.check_test(test, {"evidence": [spec]})
    asked = write_question(test, value, hedge, spec, [start, end])
    return {
        "id": "own",
        "slug": "own",
        "claim": asked,
        "asked": asked,
        "reading": write_reading(test),
        "kind": kind,
        "tests": [test],
        "periods": [[start, end]],
        "evidence": [spec],
        "quantity": {"product": line.product},
        "settles": "",
    }


def require_past(period: object, end: str) -> None:
    """Refuse months that have not come."""
    today = date.today().isoformat()[:7]
    if end > today:
        expected = f"months up to {today}: the others have not come"
        raise InputError("period", repr(period), expected)


def split_average(
    value: object, unit: str, months: tuple[str, str]
) -> tuple[object, str, dict[str, Any]]:
    """Return a number and its unit without "per month", and how many months it is of.

    >>> split_average("9", "bn USD per month", ("2023-01", "2023-12"))
    ('9', 'bn USD', {'per': 'month', 'times': 12})
    >>> split_average("$300m a day", "", ("2023-02", "2023-02"))
    ('$300m', '', {'per': 'day', 'times': 28})
    """
    start, end = (pd.Period(month, "M") for month in months)
    counts = {"month": (end - start).n + 1}
    counts["day"] = (end.end_time - start.start_time).days + 1
    for words in (unit, str(value)):
        found = AVERAGE.search(words)
        if found:
            per = found[1].casefold()
            if words != unit:
                value = words[: found.start()]
            plain = AVERAGE.sub("", unit)
            return value, plain, {"per": per, "times": counts[per]}
    return value, unit, {}


def refuse_average(field: str, words: str, kind: str) -> None:
    """Refuse an average that words ask for, with how one is typed.

    >>> refuse_average("value", "an average of nearly $8.7bn", "level")
    Traceback (most recent call last):
    dualuse.base.errors.InputError: value: found ...; expected 'nearly $8.7bn a month', ...
    """
    if not IN_WORDS.search(words):
        return
    expected = f"what the whole period came to: no {kind} is an average here"
    if kind == "level":
        plain = " ".join(IN_WORDS.sub(" ", words).split()).strip(" ,")
        if not AVERAGE.search(plain):
            plain += " a day" if "daily" in words.casefold() else " a month"
        expected = f"{plain.strip()!r}, which is the average of the period"
    raise InputError(field, repr(words), expected)


def read_nought(value: object, line: Series) -> object:
    """Return nought in the unit of a series where words say so; else what was given.

    >>> drones = Series.read("CHN-RUS-export-drones-GACC")
    >>> read_nought("no drones", drones), read_nought("no helmets", drones)
    ('0 USD', 'no helmets')
    """
    words = " ".join(str(value).split()).casefold()
    goods = words.removeprefix("no ")
    is_no_goods = words != goods and is_known_product(goods)
    if is_no_goods and line.product not in categories.find_products(goods):
        is_no_goods = False
    if words in NOUGHTS or is_no_goods:
        return f"0 {line.unit}"
    return value


def find_kind(value: object, unit: str, fields: dict[str, str]) -> str:
    """Return the kind of a claim whose words can be of one alone, else a level.

    >>> find_kind("nearly doubled", "", {}), find_kind("1.5", "", {"over": "..."})
    ('growth', 'ratio')
    """
    if "over" in fields and not unit:
        return "ratio"
    is_growth = is_change(value) or ("base" in fields and not unit)
    return "growth" if is_growth else "level"


def find_untested(words: object) -> str:
    """Return the kind of claim that words speak of, where no figure can answer it.

    >>> find_untested("China's trade deficit"), find_untested("China's trade")
    ('balance', '')
    """
    patterns = {"rank": LARGEST, "record": HIGHEST, "balance": BALANCE}
    text = str(words).casefold()
    return next((kind for kind in patterns if patterns[kind].search(text)), "")


def refuse_sentence(words: object) -> None:
    """Refuse a rank, a record or a balance that stands where the series does."""
    kind = find_untested(words)
    if kind:
        refuse_kind(kind)


def refuse_kind(kind: str) -> NoReturn:
    """Refuse a kind of claim that no figure can answer, with why."""
    expected = CANNOT.get(kind, did_you_mean(kind, TAKES, "kind"))
    if kind == "share":
        expected += offer_tables(is_of_goods=False)
    raise InputError("kind", repr(kind), expected)


def require_fields(kind: str, fields: dict[str, str]) -> None:
    """Refuse a field that a kind of claim does not use."""
    for name in fields:
        if name != TAKES[kind]:
            expected = f"series, value, hedge, period and {TAKES[kind]}"
            if kind == "ratio":
                expected += ", the series that it is a multiple of"
            if kind == "ratio" and name == "base":
                expected += f"; {offer_growth(str(fields[name]))}"
            raise InputError(name, f"{name} of a {kind}", expected)


def read_test(
    value: object, unit: str, hedge: str, kind: str, line: Series
) -> dict[str, str]:
    """Return the test of a claim: its number, unit and hedge."""
    if unit:
        unit = read_unit(unit, line)
    test = {"kind": kind, "unit": UNIT_OF_KIND.get(kind, unit)}
    if kind in UNIT_OF_KIND and unit not in ("", UNIT_OF_KIND[kind]):
        refuse_unit(unit, kind, line)
    if value in MOVES:
        if kind != "growth" or hedge != NO_HEDGE:
            raise InputError("value", repr(value), "of a growth, without a hedge")
        return test | MOVES[value]
    example = EXAMPLES[kind]
    if kind == "ratio":
        refuse_more_than_another(value, hedge)
    number, named_unit = read_amount(value, hedge, line, example)
    if kind == "level":
        test["unit"] = require_named(join_unit(unit, named_unit), line, value)
    elif named_unit not in ("", UNIT_OF_KIND[kind]):
        refuse_named_unit(value, number, named_unit, kind, line)
    refuse_nought(number, hedge, kind)
    if kind == "level":
        require_unit(test["unit"], line, value)
        require_whole(number, test["unit"])
    return test | {"value": number, "hedge": hedge}


def refuse_more_than_another(value: object, hedge: str) -> None:
    """Refuse "a quarter more than" another series, with the multiple that it is.

    >>> refuse_more_than_another("a quarter more than", "exact")
    Traceback (most recent call last):
    dualuse.base.errors.InputError: value: found ...; expected value='1.25', ... of the other
    """
    change = read_change(str(value))
    if change is not None:
        kept = choose_hedge(hedge)
        expected = (
            f"value='{1 + change / 100:g}', hedge={kept!r}: so many times the other"
        )
        raise InputError("value", repr(value), expected)


def refuse_named_unit(
    value: object, number: str, unit: str, kind: str, line: Series
) -> NoReturn:
    """Refuse the unit that an amount of a growth or a ratio names; say how to ask."""
    expected = f"a number of {UNIT_OF_KIND[kind]}"
    if unit == "times":
        expected += f": {value} as much is value='{tell_rise(number)}'"
    elif unit == "percent":
        expected += f": {value} is {read_number(number) / 100} times"
    elif kind == "ratio" and split_unit(unit)[1] == line.unit:
        expected += ": a price is worked out by hand, from desk.range_of of either"
    raise InputError("value", repr(value), expected)


def tell_rise(times: str) -> str:
    """Return so many times as much as a rise in per cent, all digits kept.

    >>> tell_rise("4"), tell_rise("2.5")
    ('300', '150')
    """
    return f"{100 * read_number(times) - 100:f}".removesuffix(".0")


def refuse_unit(unit: str, kind: str, line: Series) -> NoReturn:
    """Refuse a unit of a growth or a ratio; say where growth in that unit is asked."""
    expected = f"{UNIT_OF_KIND[kind]}, or no unit"
    base = split_unit(unit)[1]
    same_trade = list_units(line)
    if kind == "ratio":
        expected += "; 60% is 0.6 times"
    elif base == "times":
        expected += ": four times as much is value='300', about four times "
        expected += "value='260-340', hedge='between'"
    elif base == line.unit:
        expected += f": the series is in {base}"
    elif base in same_trade:
        expected += f"; growth in {base} is asked of series {same_trade[base]}"
    else:
        expected += f"; there is growth in {write_units(line)}"
    raise InputError("unit", f"{unit} of a {kind}", expected)


def is_move(test: dict) -> bool:
    """Tell whether a test of a growth has no number: rose, fell or unchanged."""
    return test["kind"] == "growth" and test["value"] == "0"


def refuse_nought(number: str, hedge: str, kind: str) -> None:
    """Refuse nought with a hedge or a minus sign: it says rose, fell or unchanged."""
    if hedge == "between" or read_number(number) != 0:
        return
    is_any = kind == "level" and hedge == "more than"  # any at all
    if number.startswith(MINUS) or not (is_any or hedge == NO_HEDGE):
        expected = "nought without a hedge or a minus sign"
        if kind == "growth":
            expected = "value='rose', 'fell' or 'unchanged' without a hedge"
        raise InputError("value", f"{hedge} {number}", expected)


def write_question(
    test: dict, value: object, hedge: str, spec: dict, period: list[str]
) -> str:
    """Return a question as a sentence: what was asked, of which series and months."""
    about = describe_series(spec["series"])
    months = wording.format_period(*period)
    line = Series.read(spec["series"])
    they = "it" if line.flow == "trade" else "they"
    if test["kind"] == "growth":
        base = test.get("base") or shift(period[0], -MONTHS_A_YEAR)
        before = wording.format_period(*find_base_period(period, base))
        move = write_move(test, value, hedge)
        unit = ", in US dollars" if line.unit == "USD" else ""
        return f"{about}: in {months} {they} {move} on {before}{unit}"
    amount = wording.add_hedge(write_amount(test), hedge)
    if "per" in test:
        return f"{about}: in {months} {they} came to {amount}, on average"
    if test["kind"] == "level":
        return f"{about}: in {months} {they} came to {amount}"
    over = describe_series(spec["over"], with_source=False)
    were = "was" if they == "it" else "were"
    return f"{about}: in {months} {they} {were} {amount} {over}"


def write_move(test: dict, value: object, hedge: str) -> str:
    """Return a growth as a verb: "rose by about 47%", "fell", "did not change"."""
    if value == "unchanged":
        return "did not change"
    if value in MOVES:
        return str(value)
    number = test["value"]
    if hedge == "between":
        moved = wording.format_growth(number, hedge)
        way, _, size = moved.partition(" ")
        verb = {"up": "rose by", "down": "fell by"}.get(way, "changed by between")
        return f"{verb} {size}"
    verb = "fell" if number.startswith(MINUS) else "rose"
    size = wording.add_hedge(f"{number.lstrip('-−')}%", hedge)
    return f"{verb} by {size}"


def write_amount(test: dict) -> str:
    """Return an amount with its unit, every digit as it was asked."""
    row = {"value": test["value"], "unit": test["unit"]}
    average = f" a {test['per']}" if "per" in test else ""
    return wording.format_level(row) + average


def write_reading(test: dict) -> str:
    """Return how a question is read: the numbers that its words mean.

    Examples
    --------
    >>> write_reading({"kind": "growth", "value": "50", "unit": "percent",
    ...     "hedge": "about"})
    'a rise of 45% to 55%'
    >>> write_reading({"kind": "level", "value": "111", "unit": "bn USD",
    ...     "hedge": "exact"})
    '$110.5bn to $111.5bn; if it was cut off and not rounded, up to $112bn'
    """
    if "operator" in test:
        return ANY_MOVE[test["operator"]]
    hedge = test.get("hedge", NO_HEDGE)
    if test["kind"] == "level" and hedge == NO_HEDGE and not read_number(test["value"]):
        return "nothing at all"
    words = read_words(test)
    text = write_words(words.says, test)
    if words.allows != words.says:
        most = write_asked_end(words.allows.right, test)
        if words.allows.left < words.says.left:
            most = f"a fall of {write_asked_end(-words.allows.left, test)}"
        text += f"; if it was cut off and not rounded, up to {most}"
    ends = spread_noughts(test["value"], hedge)
    if ends:
        text += (
            f"; a round number may mean more: value={ends!r}, hedge='between' asks that"
        )
    if "per" in test:
        text += ", in all these months"
    return text


def write_words(says: pd.Interval, test: dict) -> str:
    """Return an interval in words, each end with all its digits."""
    if test["kind"] == "growth" and says.right <= 0:
        return f"a fall of {write_sizes(turn_round(says), test)}"
    way = "a rise of " if test["kind"] == "growth" and says.left >= 0 else ""
    return f"{way}{write_sizes(says, test)}"


def write_sizes(says: pd.Interval, test: dict) -> str:
    """Return an interval of what is not less than nothing in words."""
    low = write_asked_end(says.left, test)
    if says.left == says.right:
        return f"exactly {low}"
    if says.right == float("inf"):
        return f"{low} or more" if says.closed_left else f"more than {low}"
    high = write_asked_end(says.right, test)
    if says.left == 0 and test["kind"] != "growth":
        return f"up to {high}" if says.closed_right else f"less than {high}"
    if not says.closed_left:
        return f"more than {low}, and up to {high}"
    if not says.closed_right:
        return f"{low} or more, and less than {high}"
    return f"{low} to {high}"


def turn_round(fall: pd.Interval) -> pd.Interval:
    """Return the sizes of a fall; "more than 15%" has no end but all of it.

    >>> turn_round(pd.Interval(-100, -15, "left"))
    Interval(15, inf, closed='neither')
    """
    closed = {"left": "right", "right": "left"}.get(fall.closed, fall.closed)
    most = -fall.left
    if most >= -LARGEST_FALL:
        return pd.Interval(-fall.right, float("inf"), OPEN_ABOVE[closed])
    return pd.Interval(-fall.right, most, closed)


def write_asked_end(value: float, test: dict) -> str:
    """Return one end of an interval in the unit that was asked."""
    size, base = split_unit(test["unit"])
    scale = test["unit"].removesuffix(base).strip()
    number = wording.format_digits(value / size, 12)
    return wording.attach_unit([number], base, scale)
