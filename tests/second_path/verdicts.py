"""Every verdict a second time, by the written rule, without the library.

It reads the files itself, reads a printed number by a rule of its own, and knows a
range only from the print of the very months, from a print that contains them, or from
a printed rate. That is less than the linear programme knows: so it can be wrong only by
saying too little.
"""

import csv
import math
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import yaml

DATA = Path(__file__).resolve().parents[2] / "data"
SCALE = {"bn": 10**9, "m": 10**6, "k": 10**3}
# what customs may change later, in per cent of the first print: notebook 02
REVISED_BY = {"export": (-2.9, 0.6), "import": (-0.5, 5.7), "trade": (-2.9, 5.7)}
STATISTICS = "customs statistics"
# sources that count: there may be more than they saw, unless they say it is complete
COUNTS = ("declarations", "records", "parts counted")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
POINTS = 6  # by which a growth may differ between releases: more than was ever seen
SHOWING = {
    "said": {"document", "quotation", "first-hand", "admission"},
    "so": {"document", "first-hand", "admission"},
}


def read_csv(name):
    """Return the rows of a table below data/."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_claims():
    """Return the claims as they stand in the file, each with the months it may mean."""
    text = (DATA / "claims.yaml").read_text(encoding="utf-8")
    story = yaml.safe_load((DATA.parent / "story.yml").read_text(encoding="utf-8"))
    claims = yaml.safe_load(text)["claims"]
    for claim in claims:
        claim.setdefault("periods", story["months"])
    return claims


def split_digits(text):
    """Return a number, and what one unit of its last printed digit is worth."""
    text = text.replace(",", "").replace("−", "-").lstrip("+")
    places = len(text.partition(".")[2])
    return Fraction(text), Fraction(1, 10**places)


def find_significant(number, unit):
    """Return what the last digit is worth that is no trailing zero."""
    size = abs(number)
    if unit == 1 and size:
        while size % (unit * 10) == 0:
            unit *= 10
    return unit


def read_print(text, hedge, literal=False):
    """Return the least and the greatest that a printed number may mean."""
    number, last = split_digits(text)
    size, sign = abs(number), -1 if number < 0 else 1
    below, above = last / 2, last
    if hedge not in ("", "exact"):
        last = find_significant(number, last)
        is_short = size < 10 * last
        reach = size / 10 if is_short and "just" not in hedge else last
        half = 0 if is_short and "just" not in hedge else reach / 2
        below, above = {
            "about": (reach, reach),
            "more than": (half, reach),
            "just over": (half, reach),
            "at least": (0, reach),
            "nearly": (reach, half),
            "just under": (reach, half),
            "up to": (reach, 0),
            "less than": (size, 0),
        }[hedge]
        if literal and hedge in ("more than", "at least"):
            below, above = 0, math.inf
        if literal and hedge in ("nearly", "just under"):
            above = 0
        if literal and hedge == "up to":
            below = size
    ends = [size - below, size + above]
    return tuple(sorted(sign * end for end in ends))


def read_amount(row):
    """Return the range of a figure in its base unit."""
    scale = SCALE.get(row["unit"].split()[0], 1)
    low, high = read_print(row["value"], row["hedge"])
    if row["unit"] in ("units", "persons") and row["value"] == "0":
        high = low
    return low * scale, high * scale


def name_unit(unit):
    """Return a unit without its scale; an empty one is US dollars."""
    first, _, rest = (unit or "USD").partition(" ")
    return rest if first in SCALE else (unit or "USD")


def list_series(figures):
    """Return the evidence by series."""
    series = defaultdict(list)
    for row in figures:
        if row["role"] != "evidence" or not row["period_start"]:
            continue
        words = ("reporter", "partner", "flow", "product", "source")
        name = "-".join(row[word] for word in words)
        unit = name_unit(row["unit"])
        series[name if unit in ("USD", "percent") else f"{name}:{unit}"].append(row)
    return series


def list_official():
    """Return the months of which the official rows that we hold have a code of ceramics."""
    months = defaultdict(set)
    partners = {"Russian Federation": "RUS", "Ukraine": "UKR"}
    for row in read_csv("official/GACC_6910_sanitary_ware_export_2019-2025.csv"):
        country = partners.get(row["Trading partner"])
        if row["Commodity code"].startswith("69") and country:
            date = row["Date of data"]
            name = f"CHN-{country}-export-ceramics-GACC"
            months[name].add(f"{date[:4]}-{date[4:6]}")
    return months


def revise(low, high, flow, kind):
    """Return a range as it may be in any release."""
    if kind != STATISTICS:
        return low, high
    down, up = REVISED_BY.get(flow, (-2.9, 5.7))
    return float(low) * (1 + down / 100), float(high) * (1 + up / 100)


class Prints:
    """What was printed, by series and months."""

    def __init__(self):
        figures = read_csv("published/figures.csv")
        self.by_id = {row["id"]: row for row in figures}
        self.series = list_series(figures)
        self.kinds = {r["source"]: r["kind"] for r in read_csv("reference/sources.csv")}
        self.official = list_official()

    def find_level(self, name, period):
        """Return (own, any release) of a level; both None where nothing speaks."""
        start, end = period
        low, high, very = 0, math.inf, False
        flow = kind = ""
        for row in self.series.get(name, []):
            if not row["value"]:
                continue
            flow, kind = row["flow"], self.kinds[row["source"]]
            is_same = (row["period_start"], row["period_end"]) == (start, end)
            contains = row["period_start"] <= start and end <= row["period_end"]
            least, most = read_amount(row)
            if kind in COUNTS and "complete" not in row["status"]:
                most = math.inf
            if is_same:
                low, high, very = max(low, least), min(high, most), True
            elif contains:
                high = min(high, most)
        if low == 0 and high == math.inf:
            return None, None
        if very and low > high:
            low, high = high, low
        return (low, high), revise(low, high, flow, kind)

    def find_growth(self, name, period, base):
        """Return (own, any release) of a growth in per cent."""
        start, end = period
        year_before = f"{int(start[:4]) - 1}{start[4:]}"
        for row in self.series.get(name, []):
            if (row["period_start"], row["period_end"]) != (start, end):
                continue
            if row["growth"] and (row["growth_base"] or year_before) == base:
                own = read_print(row["growth"], row["growth_hedge"])
                return own, (own[0] - POINTS, own[1] + POINTS)
        years = int(start[:4]) - int(base[:4])
        base_end = f"{int(end[:4]) - years}{end[4:]}"
        later, _ = self.find_level(name, period)
        _, earlier = self.find_level(name, [base, base_end])
        if later is None or earlier is None or earlier[0] <= 0 or later[0] <= 0:
            return None, None
        low = 100 * (float(later[0]) / float(earlier[1]) - 1)
        high = 100 * (float(later[1]) / float(earlier[0]) - 1)
        return (low, high), (low - POINTS, high + POINTS)

    def find_ratio(self, name, over, period):
        """Return (own, any release) of one level over another."""
        top, base = self.find_level(name, period)[0], self.find_level(over, period)[0]
        if top is None or base is None or base[0] <= 0:
            return None, None
        ratio = (top[0] / base[1], top[1] / base[0])
        return ratio, ratio

    def find_share(self, spec):
        """Return a printed count over another, in per cent: a share of that count."""
        top, base = self.by_id[spec["figures"]], self.by_id.get(spec.get("over"))
        if base is None:
            return None, None
        share = 100 * Fraction(top["value"]) / Fraction(base["value"])
        return (share, share), (share, share)

    def count_fallen(self, spec, goods, period):
        """Return how many of several goods fell, at least and at most."""
        fallen = unknown = 0
        base = f"{int(period[0][:4]) - 1}{period[0][4:]}"
        for good in goods:
            name = spec["tally"].format(good)
            if "units" in spec:
                name += f":{spec['units']}"
            growth, _ = self.find_growth(name, period, base)
            if growth is None:
                growth = self.bound_growth(name, period, base)
            if growth is None or growth[0] < 0 <= growth[1]:
                unknown += 1
            elif growth[1] < 0:
                fallen += 1
        return (fallen, fallen + unknown), (fallen, fallen + unknown)

    def count_some(self, spec, goods, period, base):
        """Whether a row, printed or official, is of the goods in some of the months.

        On either side: of a comparison, and of a growth as well on that of its base.
        """
        if "figures" in spec:
            return spec["figures"] in self.by_id or spec.get("over") in self.by_id
        names = [spec[key] for key in ("series", "official", "over") if key in spec]
        if "tally" in spec:
            names = [spec["tally"].format(good) for good in goods]
            if "units" in spec:
                names += [f"{name}:{spec['units']}" for name in names]
        spans = [period, [base, f"{base[:4]}{period[1][4:]}"]]
        for name in names:
            for row in self.series.get(name, []):
                for start, end in spans:
                    is_here = row["period_start"] <= end and start <= row["period_end"]
                    if is_here:
                        return True
            for start, end in spans:
                if any(start <= month <= end for month in self.official.get(name, [])):
                    return True
        return False

    def bound_growth(self, name, period, base):
        """Return a growth from what contains the months, and from parts of the base."""
        later, _ = self.find_level(name, period)
        base_end = f"{base[:4]}{period[1][4:]}"
        least = 0
        for row in self.series.get(name, []):
            inside = base <= row["period_start"] and row["period_end"] <= base_end
            if inside and row["value"]:
                least += read_amount(row)[0]
        if later is None or not least:
            return None
        return -100, 100 * (float(later[1]) / float(least) - 1)


def read_test(test, goods):
    """Return what a test says, and the most that its words allow."""
    if test["kind"] == "tally":
        return (len(goods) / 2, math.inf, False), (len(goods) / 2, math.inf, False)
    scale = SCALE.get(test["unit"].split()[0], 1)
    operators = {">": "more than", ">=": "at least", "<": "less than", "<=": "up to"}
    hedge = test.get("hedge") or operators[test["operator"]]
    low, high = read_print(test["value"], hedge, literal=True)
    says = (low * scale, high * scale, hedge not in ("more than", "nearly"))
    if hedge != "exact":
        return says, says
    number, last = split_digits(test["value"])
    return ((number - last / 2) * scale, (number + last / 2) * scale, True), says


def judge_range(own, widest, says, allows, kind, is_printed):
    """Return the word of one source, and which side the evidence lies on."""
    low, high, closed = says
    above = own[0] >= low if closed else own[0] > low
    if is_printed or (above and own[1] <= high):
        return "confirmed", ""
    below_it = widest[1] < allows[0] or (widest[1] == allows[0] and not allows[2])
    if below_it:
        return "contradicted", "lower"
    if widest[0] > allows[1]:
        return "contradicted", "higher"
    least = -100 if kind == "growth" else 0
    if widest[1] == math.inf or widest[0] <= least or kind == "tally":
        return "not settled", ""
    if own[1] < allows[0] or own[0] > allows[1]:
        return "possible", "only if revised"
    return "possible", ""


def judge_spec(spec, test, part, period, prints):
    """Return the word of one source on the months of one reading."""
    goods = part.get("goods", [])
    says, allows = read_test(test, goods)
    start, _ = period = spec.get("period", period)
    base = spec.get("base") or test.get("base")
    base = base or f"{int(start[:4]) - 1}{start[4:]}"
    if "calendar" in spec:
        own = widest = count_months(*spec["calendar"])
    elif "tally" in spec:
        own, widest = prints.count_fallen(spec, goods, period)
    elif "figures" in spec:
        own, widest = prints.find_share(spec)
    elif "official" in spec:
        own = widest = None
    elif test["kind"] == "growth":
        own, widest = prints.find_growth(spec["series"], period, base)
    elif test["kind"] == "ratio":
        own, widest = prints.find_ratio(spec["series"], spec["over"], period)
    else:
        own, widest = prints.find_level(spec["series"], period)
    if own is None:
        is_on_it = prints.count_some(spec, goods, period, base)
        return ("not settled" if is_on_it else "no evidence found"), ""
    word, side = judge_range(own, widest, says, allows, test["kind"], False)
    if spec.get("in_part") and word == "confirmed":
        return "possible", ""
    if spec.get("in_part") and word == "contradicted":
        return "not settled", "reported otherwise"
    return word, side


def count_months(first, last):
    """Return the whole months between two days, as a range of one number."""
    years, months, days = (
        int(b) - int(a) for a, b in zip(first.split("-"), last.split("-"), strict=True)
    )
    number = 12 * years + months - (days < 0)
    return number, number


def merge_within(words):
    """Return the word of one source on several tests: the weakest that can be tested."""
    for word in ("contradicted", "possible", "confirmed"):
        for said in words:
            if said[0] == word:
                return said
    for side in ("reported otherwise", ""):
        if ("not settled", side) in words:
            return "not settled", side
    return "no evidence found", ""


def merge_sources(answers, doubts=()):
    """Return the word of independent sources, its side, and how many say it.

    `doubts` are answers that a better one of the same source stands before.
    """
    words = [word for word, _ in answers]
    sides = {side for _, side in [*answers, *doubts]}
    confirming, against = words.count("confirmed"), words.count("contradicted")
    if confirming and against:
        return "not settled", "sources differ", confirming + against
    if confirming:
        return "confirmed", "", confirming
    if against:
        side = next(side for word, side in answers if word == "contradicted")
        return "contradicted", side, against
    is_doubted = "reported otherwise" in sides
    allowing = [side for word, side in answers if word == "possible"]
    if allowing and is_doubted:
        return "not settled", "reports differ", len(allowing)
    if allowing:
        (side,) = {*allowing} if len({*allowing}) == 1 else {""}
        return "possible", side, len(allowing)
    if is_doubted:
        return "not settled", "reported otherwise", 0
    return ("not settled" if "not settled" in words else "no evidence found"), "", 0


def judge_figures(part, period, prints):
    """Return the verdict of all sources of figures on a part, on some months."""
    by_source = defaultdict(list)
    for spec in part["evidence"]:
        if spec.get("counts", True):
            source = spec.get("same_file_as", spec["source"])
            for test in part["tests"]:
                answer = judge_spec(spec, test, part, period, prints)
                by_source[source].append(answer)
    doubts = [answer for answers in by_source.values() for answer in answers]
    return merge_sources([merge_within(words) for words in by_source.values()], doubts)


def judge_pages(part, rows, pages, outlets):
    """Return the verdict of all independent pages on a part."""
    by_source = defaultdict(list)
    first_owners = {}
    for row in rows:
        page = pages[row["page"]]
        if page["independent"] != "yes" or row["part"] != part["id"]:
            continue
        source = page["outlet"]
        if outlets[source]["kind"] == "aggregator":  # it prints what others wrote
            continue
        if part["asks"] == "so":  # one thing reported by many is one source
            owner = outlets[source]["owner"] or source
            source = first_owners.setdefault(row["judgement"], owner)
        by_source[source].append(judge_page(row, part["asks"]))
    merged, doubts = [], []
    for words in by_source.values():
        shown = [said for said in words if said[0] in ("confirmed", "contradicted")]
        doubts += shown or words
        merged.append(merge_within(shown or words))
    return merge_sources(merged, doubts)


def judge_page(row, asks):
    """Return what one page does: by what it shows, and what it reports."""
    if row["relation"] == "background" or row["shows"] == "denial":
        return "no evidence found", ""
    if row["shows"] in SHOWING[asks] and row["relation"] == "supports":
        return "confirmed", ""
    if row["shows"] in SHOWING[asks] and row["relation"] == "against":
        return "contradicted", "other words"
    if row["relation"] == "against":
        return "not settled", "reported otherwise"
    return "possible", ""


def merge_parts(verdicts):
    """Return the verdict of a claim of several parts."""
    if len(verdicts) == 1:
        return verdicts[0]
    rated = [verdict for verdict in verdicts if verdict[0] != "opinion"]
    if not rated:
        return "opinion", "", 0
    for word, partly in (
        ("confirmed", "partly confirmed"),
        ("contradicted", "partly contradicted"),
    ):
        alike = [verdict for verdict in rated if verdict[0] == word]
        if alike and len(alike) < len(rated):
            return partly, "", min(sources for _, _, sources in alike)
    words = ("confirmed", "contradicted", "possible", "not settled")
    for word in (*words, "no evidence found"):
        alike = [verdict for verdict in rated if verdict[0] == word]
        if alike:
            return min(alike, key=lambda verdict: verdict[2])
    raise AssertionError(rated)


def merge_readings(by_reading):
    """Return the verdict that holds under every reading, and what some would give."""
    verdicts = list(by_reading.values())
    words = {word for word, _, _ in verdicts}
    if len(words) == 1:
        return (*min(verdicts, key=lambda verdict: verdict[2]), "")
    would = []
    for reading, (word, _, sources) in by_reading.items():
        if word not in ("possible", "not settled", "no evidence found"):
            on_one = ", on one source," if sources == 1 else ""
            would.append(f"{word}{on_one} if it means {reading}")
    is_open = words & {"not settled", "no evidence found"}
    word = "not settled" if is_open else "possible"
    return word, "", 0, "; ".join(would)


def name_months(period):
    """Return months in words: January to May 2023."""
    start, end = period
    first, last = MONTHS[int(start[5:]) - 1], MONTHS[int(end[5:]) - 1]
    if start == end:
        return f"{first} {start[:4]}"
    if start[:4] == end[:4]:
        return f"{first} to {last} {end[:4]}"
    return f"{first} {start[:4]} to {last} {end[:4]}"


def judge_all():
    """Return {claim or part id: (verdict, direction, sources, condition)}."""
    prints = Prints()
    pages = {row["id"]: row for row in read_csv("published/pages.csv")}
    outlets = {row["id"]: row for row in read_csv("reference/outlets.csv")}
    judgements = read_csv("published/judgements.csv")
    verdicts = {}
    for claim in read_claims():
        parts = claim.get("parts", [claim])
        judged = {part["id"]: {} for part in parts}
        for period in claim["periods"]:
            for part in parts:
                whole = claim | part
                if part.get("asks") == "opinion":
                    verdict = ("opinion", "", 0)
                elif "asks" in part:
                    verdict = judge_pages(part, judgements, pages, outlets)
                else:
                    verdict = judge_figures(whole, period, prints)
                judged[part["id"]][name_months(period)] = verdict
        together = {}
        for months in map(name_months, claim["periods"]):
            together[months] = merge_parts([each[months] for each in judged.values()])
        for part, by_reading in judged.items():
            verdicts[part] = merge_readings(by_reading)
        verdicts[claim["id"]] = merge_readings(together)
    return verdicts
