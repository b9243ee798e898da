"""The desk's answers a second time, by the written rule, without the library.

A question is a level, a growth on any base, or a ratio of two series, with any hedge, in
any months. It is read here by a table of its own, measured by ends
that the checker of proofs accepts, and judged by the rule as rule.json words it.
`test_thousand_questions.py` asks the desk the same.
"""

import math
import re
from fractions import Fraction
from typing import NamedTuple

from second_path import rows as figures
from second_path.proven import Proven

INFINITE = math.inf
# Of the largest figure of a system; points of a growth: a hundred times that.
CLOSE = 3e-9
BETWEEN = re.compile(r"[\d.]+-[\d.]+")
RELEASES = ["own", "sum", "revised"]
WORDS = {"rose": (0, INFINITE), "fell": (-100, 0)}  # neither holds nought itself
# A print with one of these has not seen the next number up.
SHORT = ("", "exact", "cut off", "more than", "just over", "at least")
# By how many units of its last digit a claim may be off: it is held to its words.
LITERAL = {
    "exact": (Fraction(1, 2), Fraction(1, 2)),
    "rounded": (Fraction(1, 2), Fraction(1, 2)),
    "cut off": (0, 1),
    "about": (1, 1),
    "more than": (0, None),
    "just over": (0, 1),
    "at least": (0, None),
    "nearly": (1, 0),
    "just under": (1, 0),
    "up to": (None, 0),
    "less than": (None, 0),
}
NOT_ITSELF = {
    "more than": "low",
    "just over": "low",
    "nearly": "high",
    "just under": "high",
    "less than": "high",
}


class Refused(ValueError):
    """A question that cannot be asked."""


class Question(NamedTuple):
    """What is asked; months are (first, last), numbers since the year 0."""

    kind: str
    series: str
    value: str
    unit: str
    hedge: str
    months: tuple
    base: int = 0  # the first month
    over: str = ""


class Words(NamedTuple):
    """What a claim says: its ends, and the one that is not among them."""

    low: float
    high: float
    but: str = ""


class Answer(NamedTuple):
    word: str
    side: str = ""


def read_claim(question):
    """Return what a claim says, and the most that its words allow."""
    if question.value in WORDS:
        low, high = WORDS[question.value]
        says = Words(low, high, "low" if question.value == "rose" else "high")
        return says, says
    if question.value == "unchanged":
        says = Words(-0.5, 0.5)
        return says, says
    if question.hedge == "between":
        says = read_between(question)
        return says, says
    says = read_words(question, *LITERAL[question.hedge])
    if question.hedge == "exact":  # it may have been cut off, short of the next one
        allows = read_words(question, Fraction(1, 2), 1)
        if allows.low == allows.high or allows.low == -100:
            return says, allows
        falls = question.value[0] in "-\u2212"
        return says, allows._replace(but="low" if falls else "high")
    return says, says


def read_between(question):
    """Return two numbers and all between them."""
    scale = 1 if question.kind == "growth" else figures.split(question.unit)[0]
    low, high = (float(Fraction(end) * scale) for end in question.value.split("-"))
    if question.kind != "growth" and figures.split(question.unit)[1] in figures.WHOLE:
        low = min(math.ceil(low), high)
    return Words(low, high)


def read_words(question, below, above):
    """Return the numbers that are so many units of the last digit around a print."""
    sign = -1 if question.value[0] in "-\u2212" else 1
    text = question.value.lstrip("+-\u2212").replace(",", "")
    number = Fraction(text)
    is_bare = question.hedge in ("exact", "rounded", "cut off")
    digit, counted = figures.measure_digit(text, not is_bare)
    is_count = question.kind == "level" and question.unit in figures.WHOLE
    if not is_bare and counted == 1:
        digit = max(number / 10, Fraction(is_count))  # no half of a thing
        if question.hedge == "about":
            digit = max(digit, figures.measure_digit(text, False)[0] / 2)
        below, above = [None if n is None else math.floor(n) for n in (below, above)]
    low = Fraction(0) if below is None else number - below * digit
    high = INFINITE if above is None else number + above * digit
    but = NOT_ITSELF.get(question.hedge, "")
    if sign < 0:
        low, high = -high, -low
        but = {"low": "high", "high": "low"}.get(but, "")
    if question.kind == "growth":
        return Words(max(float(low), -100.0), float(high), but)
    multiple, base = figures.split(question.unit)
    low, high = float(max(low, 0) * multiple), float(high * multiple)
    if base in figures.WHOLE:
        low = min(math.ceil(low), high)
        if is_bare and high - low <= 1:
            high = low
    return Words(low, high, but)


def refuse_nonsense(question, series):
    """Refuse what no figure can answer."""
    value = question.value
    is_word = value in (*WORDS, "unchanged")
    if is_word and (question.kind != "growth" or question.hedge != "exact"):
        raise Refused("rose, fell and unchanged are growths without a hedge")
    if is_word:
        return
    if (question.hedge == "between") != bool(BETWEEN.fullmatch(value)):
        raise Refused("two numbers are between, and one is not")
    if question.hedge == "between":
        low, high = map(Fraction, value.split("-"))
        if low >= high:
            raise Refused("the smaller one first")
    if value[0] in "-\u2212" and question.kind != "growth":
        raise Refused("no amount is negative")
    if question.hedge != "between":
        refuse_nought(question)
    if question.kind == "growth" and read_claim(question)[1].high < -100:
        raise Refused("nothing falls by more than all")
    is_part = question.kind == "ratio" and is_of_whole(series, question.over)
    if is_part and read_claim(question)[1].low > 1:
        raise Refused("no part is more than its whole")
    if question.kind == "level":
        measured = series.partition(":")[2] or "USD"
        if figures.split(question.unit)[1] != measured:
            raise Refused("another unit than the series")
        multiple, base = figures.split(question.unit)
        ends = value.split("-") if question.hedge == "between" else [value]
        wholes = [Fraction(end.replace(",", "")) * multiple for end in ends]
        if base in figures.WHOLE and any(whole.denominator > 1 for whole in wholes):
            raise Refused("no half of a thing")
        decimals = max(len(end.partition(".")[2]) for end in ends)
        if base in figures.WHOLE and 10**decimals > multiple:
            raise Refused("no decimals of a thing")


def is_of_whole(part, whole):
    """Tell whether a series is a part of another, by their names."""
    reporter, partner, flow, goods = part.split("-", 3)
    of_reporter, of_partner, of_flow, of_goods = whole.split("-", 3)
    is_same = reporter == of_reporter and of_partner in (partner, "WLD")
    is_in_flow = of_flow in (flow, "trade")
    is_in_goods = goods == of_goods or (
        of_goods.startswith("all-") and goods.endswith(of_goods.removeprefix("all"))
    )
    return is_same and is_in_flow and is_in_goods


def refuse_nought(question):
    """Refuse nought with a hedge or a sign."""
    value = question.value
    number = float(value.replace("\u2212", "-").replace(",", ""))
    if number == 0:
        is_any = question.kind == "level" and question.hedge == "more than"
        if value[0] in "-\u2212" or not (is_any or question.hedge == "exact"):
            raise Refused("nought has no hedge and no sign")


def name_series(row):
    """Return the series of a row, and the system that it belongs to."""
    base = figures.name_base(row)
    words = [row[k] for k in ("reporter", "partner", "flow", "product", "source")]
    name = "-".join(word for word in words if word)
    if base != "USD":
        name += f":{base}"
    return name


class Desk:
    """What answers, from rows of figures.csv and the findings of what is wrong.

    Parameters
    ----------
    rows : list of dict
        Of figures.csv, without those that are left out.
    kinds : dict
        {source: its kind}.
    findings : list of list of dict
        Rows of set_aside.csv, those of one contradiction together.
    ranges : Ranges
        The library's, of the same rows: its ends count where their proofs are right.
    """

    def __init__(self, rows, kinds, findings, ranges):
        self.kinds, self.findings, self.ranges = kinds, findings, ranges
        self.rows = rows
        self.systems = figures.list_systems(rows)
        self.where = {}
        for system, members in self.systems.items():
            for row in members:
                shown = name_series({**row, "unit": ""})
                unit = "" if system[-1] == "USD" else f":{system[-1]}"
                self.where[shown + unit] = (system, row["flow"])
        wrong = {row["figure"]: row for finding in findings for row in finding}
        other = {"export": "import", "import": "export"}
        self.prints = {}
        for row in rows:
            if row["role"] != "evidence":
                continue
            if row["id"] in wrong:
                if wrong[row["id"]]["likely_cause"] != "swapped direction":
                    continue
                row = {**row, "flow": other[row["flow"]]}
            key = (name_series(row), row["period_start"], row["period_end"])
            self.prints.setdefault(key, []).append(row)
        self.programmes, self.known = {}, {}
        self.printed = {}  # of a system: which flows and months a row is of

    def find_programme(self, system):
        if system not in self.programmes:
            wrong = [row for finding in self.findings for row in finding]
            self.programmes[system] = Proven(self.ranges, system, self.rows, wrong)
        return self.programmes[system]

    def find_level(self, series, months, release):
        """Return what a release says of a series in some months."""
        key = (series, months, release)
        if key not in self.known:
            system, flow = self.where[series]
            programme = self.find_programme(system)
            low, high = programme.range(flow, months, release)
            self.known[key] = (low * programme.scale, high * programme.scale)
        return self.known[key]

    def find_levels(self, series, months):
        """Return what the own release says, and any; None where nothing speaks."""
        each = [self.find_level(series, months, release) for release in RELEASES]
        is_given = self.is_given(series, months)
        first = each[:1] if is_given else each[:2]
        is_known = not is_given and self.has_ends_before(series, months)
        if takes_totals(months) and (is_known or self.has_totals(series, months)):
            each.append(self.find_level(series, months, "totals"))
            first += each[-1:] if is_known else []
        return self.tell(series, span(first)), self.tell(series, span(each))

    def is_given(self, series, months):
        """Whether a release has these months together: or they are reckoned three ways."""
        system, _ = self.where[series]
        start, end = months
        is_year_so_far = start % 12 == 0 and end - start < 12
        if start == end or is_year_so_far or not self.find_programme(system).share:
            return True
        return self.has_print(series, months)

    def has_totals(self, series, months):
        """Whether each total since January that these months are worked out of is printed."""
        if not self.find_programme(self.where[series][0]).share:
            return False
        totals = []
        for year in range(months[0] // 12, months[1] // 12 + 1):
            totals.append((12 * year, min(months[1], 12 * year + 11)))
            if 12 * year < months[0]:
                totals.append((12 * year, months[0] - 1))
        return all(self.has_print(series, each) for each in totals)

    def has_ends_before(self, series, months):
        """Whether there is a most of what came before these months in each year."""
        for year in range(months[0] // 12, months[1] // 12 + 1):
            before = (12 * year, months[0] - 1)
            if before[0] > before[1]:
                continue
            if self.find_level(series, before, "own")[1] == INFINITE:
                return False
        return True

    def has_print(self, series, months):
        """Whether a row is of these very months, or one of exports and one of imports."""
        system, flow = self.where[series]
        if system not in self.printed:
            spans = set()
            for row in figures.leave_out(self.systems[system], self.findings):
                read = figures.read(row, self.kinds[system[3]])
                spans.add((read["flow"], read["span"]))
            self.printed[system] = spans
        spans, months = self.printed[system], tuple(months)
        both = {("export", months), ("import", months)} <= spans
        return (flow, months) in spans or (flow == "trade" and both)

    def tell(self, series, level):
        """Return a level, None where it may be any."""
        if level[0] <= self.measure_close(series) and level[1] == INFINITE:
            return None
        return level

    def measure_close(self, series):
        """Return what is too little to tell two amounts of a system apart."""
        return CLOSE * self.find_programme(self.where[series][0]).scale

    def find_growths(self, series, months, base):
        """Return the growth by the own release on each base it may have, and by any."""
        length = months[1] - months[0]
        before = (base, base + length)
        system, flow = self.where[series]
        programme = self.find_programme(system)
        pairs = [("own", release) for release in list_bases(months, base)]
        by_pair, totals = {}, []
        asked = [months] + [before for pair in pairs if pair[1] == "own"]
        is_given = all(self.is_given(series, each) for each in asked)
        may_subtract = all(self.has_totals(series, each) for each in asked)
        is_other = takes_totals(months) or takes_totals(before)
        is_known = not is_given and all(
            self.has_ends_before(series, each) for each in (months, before)
        )
        if is_other and (may_subtract or is_known):
            each = (takes_totals(months), takes_totals(before))
            totals = [tuple("totals" if is_so else "own" for is_so in each)]
        for pair in [*pairs, ("sum", "sum"), ("revised", "revised"), *totals]:
            key = (series, months, base, pair)
            if key not in self.known:
                self.known[key] = programme.growth(flow, months, before, *pair)
            by_pair[pair] = self.known[key]
        own = [by_pair[pair] for pair in pairs]
        if not is_given:
            own.append(by_pair["sum", "sum"])
            own += [by_pair[pair] for pair in totals if is_known]
        return tell_growth(own), tell_growth(list(by_pair.values()))

    def find_ratios(self, top, base, months):
        """Return one level over another, by the own release and by any."""
        ratios = []
        tops, bases = self.find_levels(top, months), self.find_levels(base, months)
        for above, below in zip(tops, bases, strict=True):
            close = self.measure_close(base)
            if None in (above, below) or below[1] <= close:
                ratios.append(None)
                continue
            may_be_nothing = below[0] <= close
            if may_be_nothing and above[0] <= self.measure_close(top):
                ratios.append(None)
                continue
            # of what may be nothing, something is any number of times as much
            low = above[0] / below[1]
            high = INFINITE if may_be_nothing else above[1] / below[0]
            if (low, high) == (0, INFINITE):
                ratios.append(None)
                continue
            if contains(base, top):
                low, high = min(low, 1), min(high, 1)
            if contains(top, base):
                low, high = max(low, 1), max(high, 1)
            ratios.append((low, high))
        return ratios

    def measure(self, question):
        """Return what the own release says of a question, what any, and what is close."""
        known = question.series in self.where
        if not known or (question.over and question.over not in self.where):
            return None, None, 0
        if question.kind == "growth":
            growths = self.find_growths(question.series, question.months, question.base)
            return *growths, 100 * CLOSE
        if question.kind == "ratio":
            ratios = self.find_ratios(question.series, question.over, question.months)
            # the lower end is known better than one that is near nothing below
            size = min(ratios[0][1], 10 * ratios[0][0]) if ratios[0] else 1
            return *ratios, 10 * CLOSE * max(size, 1e-6)
        levels = self.find_levels(question.series, question.months)
        if question.series.partition(":")[2] in figures.WHOLE:
            levels = [count_things(level) for level in levels]
        return *levels, self.measure_close(question.series)

    def is_printed(self, question, says):
        """Whether a print of who counted is the very number, or lies inside the words.

        Of customs' rates only those since January on the year before are their own.
        """
        ends = [write_month(month) for month in question.months]
        rows = self.prints.get((question.series, *ends), [])
        if question.kind == "ratio":
            return False
        if question.kind == "growth":
            rows = self.list_own_rates(question, rows)
        number = question.value.replace("\u2212", "-")
        for row in rows:
            printed = (row["value"], row["unit"], row["hedge"])
            asked = (number, question.unit, "exact")
            if question.kind == "growth":
                printed, asked = (row["growth"], row["growth_hedge"]), (number, "exact")
            if question.hedge == "exact" and printed == asked:
                return True
            if self.prints_inside(row, question.kind, says):
                return True
        return False

    def list_own_rates(self, question, rows):
        """Return the rows whose growth, on the base in question, a release has."""
        system, _ = self.where[question.series]
        is_customs = self.kinds[system[3]] == "customs statistics"
        if is_customs and list_bases(question.months, question.base) != ["revised"]:
            return []
        before = write_month(question.months[0] - 12)
        rates = []
        for row in rows:
            is_on_base = (row["growth_base"] or before) == write_month(question.base)
            if row["growth"] and is_on_base and "first-print base" not in row["status"]:
                rates.append(row)
        return rates

    def prints_inside(self, row, kind, says):
        """Whether all that a print can mean lies inside some words."""
        is_odd = "each month" in row["status"] or " per " in row["unit"]
        if is_odd or row["unit"].startswith("times"):
            return False
        read = figures.read(row, self.kinds[row["source"]])
        ends, text, hedge = read["rate"], row["growth"], row["growth_hedge"]
        if kind == "level":
            ends, text, hedge = read["level"], row["value"], row["hedge"]
        if ends is None:
            return False
        low = float(ends[0])
        high = INFINITE if ends[1] is None else float(ends[1])
        far = "low" if text[0] in "-\u2212" else "high"
        if kind == "growth":
            low = max(low, -100.0)
        elif row["unit"].rpartition(" ")[2] in figures.WHOLE:
            low = min(math.ceil(low), high)
        if hedge not in SHORT or low == high or low == -100:
            far = ""
        meets_low = low == says.low and (says.but != "low" or far == "low")
        meets_high = high == says.high and (says.but != "high" or far == "high")
        is_above = low > says.low or meets_low
        return is_above and (high < says.high or meets_high)

    def refuse_percentage(self, question):
        """Refuse a percentage of nothing."""
        is_number = question.value not in (*WORDS, "unchanged", "0")
        if (
            question.kind != "growth"
            or not is_number
            or question.series not in self.where
        ):
            return
        length = question.months[1] - question.months[0]
        before = (question.base, question.base + length)
        _, widest = self.find_levels(question.series, before)
        if widest and widest[1] <= self.measure_close(question.series):
            raise Refused("nothing has no percentage")

    def answer(self, question):
        """Return the word of the scale, and on which side the evidence lies."""
        refuse_nonsense(question, question.series)
        self.refuse_percentage(question)
        says, allows = read_claim(question)
        own, widest, close = self.measure(question)
        if own is None or widest is None:
            bears = self.bears(question)
            return Answer("not settled" if bears else "no evidence found")
        least = {"level": 0, "ratio": 0, "growth": -100}[question.kind]
        may_be_nothing = question.kind == "level" and widest[0] <= close
        printed = self.is_printed(question, says)
        answer = judge(says, allows, own, widest, close, least, printed, may_be_nothing)
        if answer.side != "only if revised":
            return answer
        if not self.is_printed_together(question):
            return Answer("possible")
        later = self.find_a_year_later(question)
        if later is None or not find_side(span([own, later]), allows, close):
            return answer
        return Answer("contradicted", find_side(span([own, later]), allows, close))

    def is_printed_together(self, question):
        """Whether who counted printed this very amount, or this very growth."""
        ends = [write_month(month) for month in question.months]
        rows = self.prints.get((question.series, *ends), [])
        if question.kind == "growth":
            rows = self.list_own_rates(question, rows)
        column = "growth" if question.kind == "growth" else "value"
        usable = [row for row in rows if row[column] and is_plain(row)]
        return question.kind != "ratio" and bool(usable)

    def find_a_year_later(self, question):
        """Return what customs hold of the months a year later; None if anything."""
        series, months = question.series, question.months
        if question.kind == "level":
            return self.tell(series, self.find_level(series, months, "revised"))
        before = (question.base, question.base + months[1] - months[0])
        system, flow = self.where[series]
        pair = ("revised", "revised")
        growth = self.find_programme(system).growth(flow, months, before, *pair)
        return tell_growth([growth])

    def bears(self, question):
        """Whether anything is known of the amounts in question, on either side."""
        spans = [question.months]
        if question.kind == "growth":
            length = question.months[1] - question.months[0]
            spans.append((question.base, question.base + length))
        for series in filter(None, [question.series, question.over]):
            for months in spans:
                if series not in self.where:
                    continue
                if self.find_levels(series, months)[1] is not None:
                    return True
                if self.list_touching(series, months):
                    return True
        return False

    def list_touching(self, series, months):
        """Return the rows of a flow, or of its parts, that are of some of the months."""
        system, flow = self.where[series]
        flows = {flow, "export", "import"} if flow == "trade" else {flow}
        rows = []
        for row in figures.leave_out(self.systems[system], self.findings):
            first, last = figures.read(row, self.kinds[system[3]])["span"]
            if row["flow"] in flows and first <= months[1] and months[0] <= last:
                rows.append(row)
        return rows


def judge(
    says,
    allows,
    own,
    widest,
    close=0,
    least=0,
    is_printed=False,
    may_be_nothing=False,
):
    """Return the word on what a claim says, by what the own release says, and any."""
    is_bounded = widest[1] < INFINITE
    if lies_in(own, says, close) or (is_printed and is_bounded):
        return Answer("confirmed")
    side = find_side(widest, allows, close)
    if side and not (side == "higher" and may_be_nothing):
        return Answer("contradicted", side)
    if (not is_bounded or widest[0] <= least + close) and not is_printed:
        return Answer("not settled")
    if find_side(own, allows, close) and not is_printed:
        return Answer("possible", "only if revised")
    return Answer("possible")


def is_plain(row):
    """Whether a row prints the amount itself: no average, no multiple."""
    is_odd = "each month" in row["status"] or " per " in row["unit"]
    return not is_odd and not row["unit"].startswith("times")


def takes_totals(months):
    """Whether totals since January give these months by arithmetic alone."""
    return months[0] % 12 > 0 or months[1] // 12 > months[0] // 12


def count_things(level):
    """Whole things: no fraction of one is at either end."""
    if level is None:
        return None
    low, high = math.ceil(level[0] - 1e-6), level[1]
    high = high if high == INFINITE else math.floor(high + 1e-6)
    return level if low > high else (float(low), float(high))


def contains(whole, part):
    """Whether one series is among what another adds up, by their names."""
    named = r"(\w+\S*)-(export|import|trade)-(\S+?)-([A-Z]\S*)"
    above, below = (re.fullmatch(named, name) for name in (whole, part))
    if not above or not below:
        return False
    about, flow, goods, source = above.groups()
    place, other, good, counter = below.groups()
    same = (about, source) == (place, counter)
    return same and flow in (other, "trade") and goods in (good, "all")


def list_bases(months, base):
    """Return the releases of a base that growth may be measured on."""
    apart = months[0] - base
    is_year_so_far = months[0] % 12 == 0 and months[1] > months[0]
    if apart < 12:
        return ["own"]
    if apart == 12 and is_year_so_far:
        return ["revised"]
    return ["own", "revised"]


def tell_growth(growths):
    """Return the widest of some growths, None where one is not known or it may be any."""
    if None in growths:
        return None
    low, high = span(growths)
    if low <= -100 + 100 * CLOSE and high == INFINITE:
        return None
    return low, high


def span(ends):
    """Return the least and the greatest of several ranges."""
    return min(low for low, _ in ends), max(high for _, high in ends)


def lies_in(range_, words, close):
    """Whether all of a range is what the words say."""
    above = range_[0] - words.low
    below = words.high - range_[1]
    is_above = above > close if words.but == "low" else above >= -close
    is_below = below > close if words.but == "high" else below >= -close
    if words.high == INFINITE:
        is_below = True
    return is_above and is_below


def find_side(range_, words, close):
    """Return on which side of the words all of a range lies; "" if they meet."""
    if words.low > range_[1] + close:
        return "lower"
    if words.but == "low" and words.low >= range_[1] - close:
        return "lower"
    if range_[0] > words.high + close:
        return "higher"
    if words.but == "high" and range_[0] >= words.high - close:
        return "higher"
    return ""


def write_month(number):
    """0 is January of the year 0."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
