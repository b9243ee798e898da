"""Amounts as people write them: "US$111bn", "107 million tons", "RMB 50bn", "15%".

What an amount becomes has the unit's own word, "bn CNY". An amount in a unit that the
series does not have is refused, with the series that has it.
"""

import re
from decimal import Decimal

from dualuse.base.catalogue import list_row_series, list_series
from dualuse.base.errors import InputError
from dualuse.base.hedges import HEDGES, SAME_AS, UNHEDGED
from dualuse.base.printed import NUMBER, count_last_digit, read_number
from dualuse.base.series import Series
from dualuse.base.units import (
    LARGEST_FALL,
    SCALE_WORDS,
    is_whole,
    read_units,
    split_unit,
)
from dualuse.base.wording import join_words, name_one, name_things

SIGNS = {  # they may stand before the number
    "US$": "USD",
    "USD": "USD",
    "$": "USD",
    "CN¥": "CNY",
    "RMB": "CNY",
    "CNY": "CNY",
    "¥": "CNY",
    "EUR": "EUR",
    "€": "EUR",
    "GBP": "GBP",
    "£": "GBP",
    "RUB": "RUB",
}
UNIT_WORDS = {  # beside the words of units.csv
    "dollar": "USD",
    "dollars": "USD",
    "us$": "USD",
    "$": "USD",
    "rmb": "CNY",
    "renminbi": "CNY",
    "yuan renminbi": "CNY",
    "pounds sterling": "GBP",
    "ruble": "RUB",
    "rubles": "RUB",
    "ton": "tonnes",  # customs and newsrooms mean metric ones
    "tons": "tonnes",
    "metric ton": "tonnes",
    "metric tons": "tonnes",
    "metric tonnes": "tonnes",
    "t": "tonnes",
    "piece": "units",
    "pieces": "units",
    "pcs": "units",
    "item": "units",
    "items": "units",
    "%": "percent",
    "percent": "percent",
    "pct": "percent",
    "x": "times",
    "times": "times",
    "times as much": "times",
    "times as many": "times",
}
# What no figure here is in, and what would be
NO_UNITS = [
    (r"barrels?|bbl|bpd|b/d", "no figure here counts barrels"),
    (r"(percentage )?points?", "a growth is in per cent, not in points"),
    (
        r"(kg|kilograms?|kilos?|pounds? of weight|lbs?)",
        "weights here are in tonnes of 1,000 kg",
    ),
]
PRICE = re.compile(r"(?:\b(?:an?|per(?!\s?cent)|each|apiece)\b|/)")
PER_TIME = re.compile(r"\s*(?:\b(?:an?|per)\s+|/\s*)(?:day|week|month|quarter|year)\b")
AMOUNT = re.compile(
    rf"(?P<before>{'|'.join(map(re.escape, SIGNS))})?\s*(?P<number>{NUMBER})\s*"
    rf"(?:(?P<scale>{'|'.join(SCALE_WORDS)})(?![a-z]))?\s*(?P<unit>[^\d]*)",
    re.ASCII | re.IGNORECASE,
)
LED = re.compile(  # "some $111bn", "well over 40%"
    rf"(?P<fall>[-−])?[^\W\d].*?\s(?P<amount>(?:{'|'.join(map(re.escape, SIGNS))})?\s*{NUMBER}.*)",
    re.ASCII | re.IGNORECASE,
)
RATE = re.compile(r"%|\bper ?cent\b|\bpct\b", re.IGNORECASE)
FRACTION = re.compile(
    r"(?:an?\s|one\s|(?:two|three|four)[\s-])?(?:half|third|quarter|fifth|tenth)s?\b.*",
    re.IGNORECASE,
)
OF_A_SCALE = re.compile(
    r"\b(?:trillion|billion|million)", re.IGNORECASE
)  # "half a billion"
PARTS = {"half": 50, "third": 33.4, "quarter": 25, "fifth": 20, "tenth": 10}  # per cent
MANY = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
PART = re.compile(
    rf"(?:(?P<many>{'|'.join(MANY)})[\s-])?(?P<part>{'|'.join(PARTS)})s?\b",
    re.IGNORECASE,
)
FALLS = re.compile(
    r"^[-−]|\b(?:less|lower|fewer|down|fell|fall|dropped|smaller)\b", re.IGNORECASE
)
RISES = re.compile(r"\b(?:more|higher|up|rose|rise|grew|larger)\b", re.IGNORECASE)
UNIT = re.compile(
    rf"(?:(?P<scale>{'|'.join(SCALE_WORDS)})\s+(?:of\s+)?)?(?P<unit>[^\d]*)",
    re.ASCII | re.IGNORECASE,
)
TWO_AMOUNTS = re.compile(
    r"(?:(?:between|from)\s+)?(\S.*?)\s+(?:and|to)\s+(\S.*)", re.IGNORECASE
)
COMMA = re.compile(r"\d,\d{1,2}(?!\d)|\d,\d{4,}")
EXAMPLE = (
    "a number such as 14.5 or 100bn; rose, fell; about doubled; of other multiples the "
    "rise in per cent: four times as much is value='300', kind='growth'"
)


def read_amount(
    value: object, hedge: str, line: Series, example: str = EXAMPLE
) -> tuple[str, str]:
    """Return the digits and the unit of an amount as it is written: "$100bn", "47%".

    A whole number of Python, 111 or 111.0, is "111": it cannot say its digits.

    Examples
    --------
    >>> oil = Series.read("CHN-RUS-import-crude-oil-GACC:tonnes")
    >>> read_amount("US$1.2 trillion", "exact", oil)
    ('1.2', 'tn USD')
    >>> read_amount("107 million tons", "exact", oil), read_amount("15 per cent", "", oil)
    (('107', 'm tonnes'), ('15', 'percent'))
    """
    text = " ".join(str(value).split())
    if isinstance(value, (int, float)) and float(value).is_integer():
        text = write_number(int(value))
    if hedge == "between":
        return text, ""
    match = AMOUNT.fullmatch(text)
    if not match:
        expected = offer_between(text, line) or offer_hedge(text, line) or example
        if FRACTION.search(text) and not OF_A_SCALE.search(text):
            expected = offer_change(text, hedge) or offer_share(hedge)
        if COMMA.search(text):
            expected = "a point before decimals, and commas between thousands alone"
        raise InputError("value", repr(text), expected)
    number = f"{read_number(match['number']):f}"
    before = SIGNS.get((match["before"] or "").upper(), "")
    unit = name_unit(match["unit"].strip(), line)
    if before and unit and before != unit:
        raise InputError("value", repr(text), f"{before} or {unit}, not both")
    unit = before or unit
    scale = SCALE_WORDS.get((match["scale"] or "").lower(), "")
    if scale and not unit:
        unit = line.unit
    return number, f"{scale} {unit}".strip()


def write_number(number: int) -> str:
    """Return a number of Python in digits: it cannot say which of its noughts it means.

    >>> write_number(240_100_000_000), write_number(111), write_number(-20)
    ('240.1 bn', '111', '-20')
    """
    for scale, word in ((10**12, "tn"), (10**9, "bn"), (10**6, "m")):
        if abs(number) >= scale:
            return f"{(Decimal(number) / scale).normalize():f} {word}"
    return str(number)


def offer_between(text: str, line: Series) -> str:
    """Return how two amounts of one unit are typed; nothing of any other words.

    >>> offer_between("between $100bn and $120bn", Series.read("CHN-RUS-export-all-GACC"))
    "value='100-120', unit='bn USD', hedge='between'"
    >>> offer_between("$120bn to $100bn", Series.read("CHN-RUS-export-all-GACC"))
    "value='100-120', unit='bn USD', hedge='between'"
    """
    ends = TWO_AMOUNTS.fullmatch(text)
    if not ends:
        return ""
    try:
        amounts = [read_amount(end, "exact", line) for end in ends.groups()]
    except InputError:
        return ""
    (one, unit), (two, other) = amounts
    least, most = sorted([one, two], key=read_number)
    is_one = read_number(least) == read_number(most)
    if unit not in ("", other) or is_one or is_too_low(least, other):
        return ""
    return f"value='{least}-{most}', unit={other!r}, hedge='between'"


def is_too_low(number: str, unit: str) -> bool:
    """Tell whether a number is lower than its unit can be: a growth alone is negative.

    >>> is_too_low("-5", "bn USD"), is_too_low("-5", "percent")
    (True, False)
    """
    least = LARGEST_FALL if unit in ("", "percent") else 0
    return read_number(number) < least


def offer_hedge(text: str, line: Series) -> str:
    """Return how an amount is typed after words that are no hedge here; else nothing.

    >>> offer_hedge("some $111bn", Series.read("CHN-RUS-export-all-GACC"))
    "value='$111bn', with nothing or one of these before it: about, above, almost, ..."
    """
    led = LED.fullmatch(text)
    if not led:
        return ""
    amount = f"{led['fall'] or ''}{led['amount']}"
    if not AMOUNT.fullmatch(amount):
        return ""
    number, unit = read_amount(amount, "exact", line)
    if is_too_low(number, unit):
        return ""
    typed = f"value={amount!r}"
    may_be_fall = unit == "percent" and 0 < read_number(number) <= -LARGEST_FALL
    if may_be_fall:  # the words may say which way: "down"
        typed += f", of a fall value='-{amount}'"
    words = sorted({*HEDGES, *SAME_AS} - {*UNHEDGED})
    return f"{typed}, with nothing or one of these before it: {', '.join(words)}"


def read_change(text: str) -> int | None:
    """Return the per cent of a rise or a fall by a part; None where no way is said.

    >>> read_change("a third less"), read_change("up by two fifths"), read_change("half")
    (-33, 40, None)
    """
    part = PART.search(text)
    is_fall, is_rise = FALLS.search(text), RISES.search(text)
    if part is None or bool(is_fall) == bool(is_rise):
        return None
    times = MANY[(part["many"] or "a").casefold()]
    number = round(times * PARTS[part["part"].casefold()])
    if is_fall and number >= -LARGEST_FALL:  # "four thirds less" is no fall
        return None
    return -number if is_fall else number


def offer_change(text: str, hedge: str) -> str:
    """Return how a rise or a fall by a part is typed; nothing where no way is said.

    >>> offer_change("a third less", "more than")
    "value='-33', hedge='more than', kind='growth': a fall of that many per cent"
    """
    change = read_change(text)
    if change is None:
        return ""
    way = "a fall" if change < 0 else "a rise"
    kept = choose_hedge(hedge)
    return (
        f"value='{change}', hedge={kept!r}, kind='growth': {way} of that many per cent"
    )


def choose_hedge(hedge: str) -> str:
    """Return the hedge of a part as it was typed; a part without one is about that."""
    return "about" if hedge in UNHEDGED else hedge


def offer_share(hedge: str) -> str:
    """Return how a part of another series is typed, with the hedge that it has.

    >>> offer_share("nearly")
    "a share of another series as a decimal: half is value='nearly 0.5', kind='ratio', ..."
    """
    half = f"{hedge} 0.5" if hedge not in UNHEDGED else "0.5"
    return (
        f"a share of another series as a decimal: half is value={half!r}, "
        "kind='ratio', over=..., the series of the whole; a growth in per cent: by half is "
        "value='50', kind='growth'"
    )


def read_unit(words: str, line: Series) -> str:
    """Return a unit as units.csv has it, with its scale.

    >>> read_unit("million tons", Series.read("CHN-RUS-import-crude-oil-GACC:tonnes"))
    'm tonnes'
    """
    match = UNIT.fullmatch(" ".join(words.split()))
    if not match:
        raise InputError("unit", repr(words), "a unit such as bn USD")
    scale = SCALE_WORDS.get((match["scale"] or "").lower(), "")
    return f"{scale} {name_unit(match['unit'], line)}".strip()


def name_unit(words: str, line: Series) -> str:
    """Return the unit of units.csv that words mean, the words if they mean none.

    What is counted of a series is its unit: "drones".
    """
    text = words.casefold().removeprefix("of ").replace("u.s.", "us").strip(" .")
    refuse_no_unit(text, words, line)
    for unit, about in read_units().items():
        if text in (unit.casefold(), about.one.casefold(), about.many.casefold()):
            return unit
    things = name_things(line.product)
    if things and text in (things, name_one(things)):
        if is_whole(line.unit):
            return line.unit
        counted = list_units(line).get("units")  # not transactions, nor entities
        if counted:
            expected = (
                f"a unit of {line.unit}; {things} are counted by series {counted}"
            )
            raise InputError("unit", repr(words), expected)
    return UNIT_WORDS.get(text, words)


def refuse_no_unit(text: str, words: str, line: Series) -> None:
    """Refuse what no figure here is in: barrels, points, kilograms, a rate, a price."""
    for pattern, why in NO_UNITS:
        if re.match(rf"(?:{pattern})(?![a-z])", text):
            expected = f"{write_units(line)}: {why}"
            weighed = list_units(line).get("tonnes")
            if weighed and "kg" in why:
                expected += f"; the weight of this trade is series {weighed}"
            raise InputError("unit", repr(words), expected)
    if PER_TIME.search(text):
        expected = f"the sum of the whole period, in {write_units(line)}"
        expected += ", or its average, 'a month' or 'a day'"
        if RATE.match(text):
            expected = "the growth of the whole period, in per cent"
        raise InputError("unit", repr(words), expected)
    if PRICE.search(text):
        raise InputError("unit", repr(words), say_price(line))


def say_price(line: Series) -> str:
    """Return what to ask in place of a price: the sum and the count or weight apart.

    >>> say_price(Series.read("CHN-RUS-export-drones-GACC"))
    'a sum, not a price; by hand: desk.range_of(...) of CHN-RUS-export-drones-GACC over ...'
    """
    sums = list_units(line)
    counted = [sums[unit] for unit in ("units", "tonnes") if unit in sums]
    expected = "a sum, not a price"
    if "USD" in sums and counted:
        expected += f"; by hand: desk.range_of(...) of {sums['USD']} over {counted[0]}"
    return expected


def list_units(line: Series) -> dict[str, str]:
    """Return the series of the same trade by the unit that each is in.

    Official rows of which nobody printed a figure have pieces and weights as well.

    >>> list_units(Series.read("CHN-RUS-export-helmets-OWN"))["units"]
    'CHN-RUS-export-helmets-OWN:units'
    """
    series = {}
    known = [*list_series().index]
    if str(line) not in known:
        known += list_row_series([str(line)])
    for code in [str(line), *known]:
        other = Series.read(code)
        if other[:-1] == line[:-1]:
            series[other.unit] = code
    return series


def write_units(line: Series) -> str:
    """Return the units in which a trade is known: "USD or tonnes"."""
    return join_words(list_units(line)).replace(" and ", " or ")


def require_unit(unit: str, line: Series, value: object) -> None:
    """Refuse an amount in another unit than its series, with the series that has it."""
    _, base = split_unit(unit)
    if base == line.unit:
        return
    series = list_units(line)
    expected = f"a unit of {line.unit}"
    if base == "percent":
        expected += ", or kind='growth'"
    elif base in series:
        expected += f"; the same trade in {base} is {series[base]}"
    elif len(series) > 1:
        expected = f"{write_units(line)}: {', '.join(series.values())}"
    else:
        expected += f": no figure of it that a range uses is in {base}"
    raise InputError("unit", f"{value!r} in {base}", expected)


def join_unit(unit: str, named_unit: str) -> str:
    """Return the unit of a level, which the value or the unit names, or both alike."""
    if unit and named_unit and unit != named_unit:
        if unit == split_unit(named_unit)[1]:
            return named_unit  # "100bn" beside "USD"
        raise InputError("unit", unit, f"{named_unit}, as in the value, or nothing")
    return unit or named_unit


def require_named(unit: str, line: Series, value: object) -> str:
    """Return a unit; a count of things needs none, money and weights do."""
    if unit or value in ("", None):
        return unit
    if is_whole(line.unit):
        return line.unit
    expected = f"bn {line.unit}, m {line.unit} or {line.unit} beside it"
    others = [each for unit, each in list_units(line).items() if unit != line.unit]
    if others:
        expected += f"; or of the same trade {join_words(others)}"
    raise InputError("unit", f"{value!r} without a unit", expected)


def require_whole(number: str, unit: str) -> None:
    """Refuse half a drone, and 5.0 drones: "nearly 5.0" would be no number of them."""
    scale, base = split_unit(unit)
    for end in number.split("-"):
        if not is_whole(base) or not end:
            continue
        if count_last_digit(read_number(end)) * scale < 1:
            raise InputError("value", f"{number} {unit}", "a whole number of things")
