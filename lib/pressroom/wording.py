"""Numbers as words: one way to print a value, a range or a month in prose, tables and charts."""

import calendar
import html
import math
import re
import string
from collections.abc import Callable, Iterable
from typing import Any

import mistune

MONTHS = list(calendar.month_name)[1:]
# no raw HTML: what looks like a tag is shown as text
MARKDOWN = mistune.create_markdown(escape=True, plugins=["table", "strikethrough"])
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
           "eleven", "twelve"]  # fmt: skip
HERE = "#this-cell"  # the page puts the id of the cell's code in its place
SCALES = ((1e9, "bn"), (1e6, "m"), (1, ""))
AFTER = {"pct": "%", "times": " times", "units": " units", "tonnes": " tonnes"}
WHOLE = ("n", "units", "tonnes")  # counted, or as good as that: no decimals unless asked for
KINDS = {"USD": "usd", "percent": "pct", "times": "times"}
SPEC = re.compile(r"(usd|bn|m|pct|times|n|num|month|units|tonnes)(?:\.(\d))?\Z")


def decimals(width: float, scale: float = 1.0) -> int:
    """Return the decimals that show a range of this width: rounding moves no end by over 10% of it."""
    width = abs(width) / scale
    return 1 if width == 0 or math.isinf(width) else max(0, math.ceil(-math.log10(width * 0.1)))


def outward(value: float, places: int, up: bool) -> float:
    """Round away from the middle of a range: the printed one still holds every value of the true one."""
    if math.isinf(value):
        return value
    step = 10**places
    # the tolerance keeps 14.45 from becoming 14.46 only because floats cannot hold it
    scaled = value * step
    near = round(scaled)
    if abs(scaled - near) < 1e-6 * max(1, abs(scaled)):
        return near / step
    return (math.ceil(scaled) if up else math.floor(scaled)) / step


def significant(value: float) -> int:
    """Return the decimals that show three significant digits of a value, no trailing zeros beyond them."""
    if value == 0 or not math.isfinite(value):
        return 0
    return max(0, 2 - math.floor(math.log10(abs(value))))


def trimmed(value: float, places: int) -> str:
    """Return a number as text with thousands separators, without needless zeros after the point."""
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def scale_of(value: float) -> tuple[float, str]:
    """Return (factor, suffix) in which a sum of money reads best: bn, m or plain."""
    return next((s for s in SCALES if abs(value) >= s[0] * 0.9995), SCALES[-1])


def plain(
    value: float, kind: str = "num", places: int | None = None, factor: tuple[float, str] | None = None
) -> str:
    """Print one number.

    Parameters
    ----------
    value : float
        In base units: US dollars for "usd", "bn" and "m", per cent for "pct".
    kind : {"usd", "bn", "m", "pct", "times", "n", "units", "tonnes", "num"}
        What the number is: "usd" chooses between bn and m, "bn" and "m" force one.
    places : int, optional
        Decimals; three significant digits otherwise.
    factor : tuple, optional
        (factor, suffix) for money, so that both ends of a range share one.
    """
    value = float(value)
    if math.isnan(value):
        raise ValueError("a missing number cannot be printed in a sentence")
    sign = "−" if value < 0 else ""
    value = abs(value)
    before, after = "", AFTER.get(kind, "")
    if kind in ("usd", "bn", "m"):
        forced = {"bn": SCALES[0], "m": SCALES[1]}.get(kind)
        scale, suffix = factor or forced or scale_of(value)
        value, before, after = value / scale, "$", suffix
    if kind in WHOLE:
        return f"{sign}{value:,.{places or 0}f}{after}"
    if places is None:
        places = 1 if kind == "pct" else significant(value)
    return f"{sign}{before}{trimmed(value, places)}{after}"


def span(low: float, high: float, kind: str = "num", places: int | None = None) -> str:
    """Print a range in words; its ends are rounded outward so that it never looks tighter than it is."""
    low, high = float(low), float(high)
    if math.isnan(low) or math.isnan(high):
        raise ValueError("a missing number cannot be printed in a sentence")
    unbounded_below = low == -math.inf or (low == 0 and math.isinf(high))
    if unbounded_below and math.isinf(high):
        return "any value"
    if math.isinf(high):
        return f"at least {plain(low, kind, places)}"
    if low == -math.inf:
        return f"at most {plain(high, kind, places)}"
    factor = scale_of(max(abs(low), abs(high))) if kind == "usd" else None
    unit = {"bn": 1e9, "m": 1e6}.get(kind, factor[0] if factor else 1)
    if places is None:
        middle = max(significant(max(abs(low), abs(high)) / unit), 0)
        places = 0 if kind in WHOLE else max(decimals(high - low, unit), min(middle, 1))
    low, high = (outward(v / unit, places, up) * unit for v, up in ((low, False), (high, True)))
    if low == high:
        return plain(low, kind, places, factor)
    return f"{plain(low, kind, places, factor)} to {plain(high, kind, places, factor)}"


def month(period: object) -> str:
    """Print a pandas Period, or text YYYY-MM, as "January 2023"; anything else as it is."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", str(period))
    return f"{MONTHS[int(found[2]) - 1]} {found[1]}" if found else str(period)


def day(date: object) -> str:
    """Print YYYY-MM-DD as a day in words.

    Examples
    --------
    >>> day("2023-07-26")
    '26 July 2023'
    """
    year, month, number = str(date).split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def number(count: int) -> str:
    """Print a count up to twelve as a word, "no" for none."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else f"{count:,}"


def words(values: Iterable) -> str:
    """Join a list as a sentence does.

    Examples
    --------
    >>> words(["drones", "vests", "helmets"]), words([])
    ('drones, vests and helmets', 'none')
    """
    *most, last = [str(v) for v in values] or ["none"]
    return f"{', '.join(most)} and {last}" if most else last


def said(value: Any, spec: str = "") -> str:
    """Print any value by a format spec: one of ours ("usd", "pct.1", "month"), or Python's own."""
    ours = SPEC.match(spec)
    if ours and ours[1] == "month":
        return month(value)
    places = int(ours[2]) if ours and ours[2] else None
    if hasattr(value, "left") and hasattr(value, "right"):
        return span(value.left, value.right, ours[1] if ours else "num", places)
    if ours:
        return plain(value, ours[1], places)
    if isinstance(value, (list, tuple, set, frozenset)):
        return words(sorted(value) if isinstance(value, (set, frozenset)) else value)
    if hasattr(value, "freqstr"):
        return month(value)
    if isinstance(value, float) and not spec:
        return plain(value)
    if isinstance(value, int) and not isinstance(value, bool) and not spec:
        return f"{value:,}".replace("-", "−")
    return format(value, spec)


class Sentence(string.Formatter):
    """str.format with the specs above; `mark(name, text)` may wrap each value (in a link, say)."""

    def __init__(self, mark: Callable[[str, str], str] = lambda name, text: text) -> None:
        self.mark = mark

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        value, first = super().get_field(field_name, args, kwargs)
        return (field_name, value), first

    def convert_field(self, value: Any, conversion: Any) -> Any:
        return (value[0], super().convert_field(value[1], conversion))

    def format_field(self, value: Any, format_spec: str) -> str:
        name, value = value
        return self.mark(name, said(value, format_spec))


def markdown(text: str) -> str:
    """Return Markdown as HTML; HTML inside it is shown as text."""
    return str(MARKDOWN(text)).strip()


def inline(text: str) -> str:
    """Return one line of Markdown as HTML without its paragraph."""
    return markdown(text).removeprefix("<p>").removesuffix("</p>")


def without_marks(text: str) -> str:
    """Return Markdown as words: links and emphasis without their marks."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\*\*|(?<!\w)\*|\*(?!\w)|`", "", text).strip()


def escape(text: object) -> str:
    """Return text that stands for itself in HTML.

    Examples
    --------
    >>> escape("<b> & 'c'")
    '&lt;b&gt; &amp; &#x27;c&#x27;'
    """
    return html.escape(str(text), quote=True)


def sentence(template: str, to: dict[str, str] | str | None, values: dict[str, Any]) -> tuple[str, str]:
    """Return (markup, words) of a Markdown template, each value escaped and linked.

    Examples
    --------
    >>> sentence("Up {x:pct}.", "A1", {"x": 3.5})
    ('<p>Up <a class="num" href="index.html#A1">3.5%</a>.</p>', 'Up 3.5%.')
    """
    marks = []

    def link(name: str, text: str) -> str:
        target = to.get(name) if isinstance(to, dict) else to
        marks.append(f'<a class="num" href="{escape(href(target))}">{escape(text)}</a>')
        return f"\ue000{len(marks) - 1}\ue001"  # private-use characters, which Markdown leaves alone

    markup = markdown(Sentence(link).format(template, **values))
    markup = re.sub("\ue000(\\d+)\ue001", lambda m: marks[int(m[1])], markup)
    return markup, without_marks(Sentence().format(template, **values))


def href(target: str | None) -> str:
    """Return the address of a claim, of a page, or of the code of this cell (None).

    Examples
    --------
    >>> href("A1"), href("08_glossary.html#fob"), href(None)
    ('index.html#A1', '08_glossary.html#fob', '#this-cell')
    """
    if target is None:
        return HERE
    return f"index.html#{target}" if re.fullmatch(r"[\w-]+", target) else target


def amount(value: float, unit: str) -> str:
    """Return a value with its unit.

    Examples
    --------
    >>> amount(14.5e6, "USD"), amount(78.1, "percent"), amount(30, "times"), amount(30000, "units")
    ('$14.5m', '78.1%', '30 times', '30,000 units')
    """
    kind = KINDS.get(unit)
    return plain(value, kind) if kind else f"{plain(value, 'num')} {unit}"


def between(low: float | None, high: float | None, unit: str) -> str:
    """Return a range in words, its ends rounded outward; None or an infinity is an open end.

    Parameters
    ----------
    low, high : float or None
        In the base unit: "USD", "percent", "times", "units", …
    """
    low = -math.inf if low is None else low
    high = math.inf if high is None else high
    if low == 0 and math.isfinite(high) and high > 0 and unit != "percent":
        low = -math.inf
    kind = KINDS.get(unit)
    words = span(low, high, kind or "num")
    return words if kind or words == "any value" else f"{words} {unit}"


def period(start: str, end: str) -> str:
    """Return the months between two ends, YYYY-MM, both counted.

    Examples
    --------
    >>> period("2023-01", "2023-06"), period("2023-06", "2023-06"), period("2023-01", "2023-12")
    ('January to June 2023', 'June 2023', '2023')
    """
    first, last, year = month(start[:7]), month(end[:7]), f" {end[:4]}"
    if first == last:
        return first
    first = first.removesuffix(year)
    return year.strip() if (first, last) == ("January", f"December{year}") else f"{first} to {last}"
