"""Every verdict a second time, by the written rule, without the library.

It reads the files itself, and asks `desk` of this folder what each source says of a
test: another reader of printed numbers, and ends whose proofs are right. Here is the
rest of the rule: pages, counts of goods, shares of a count, and how the words of
sources, parts and readings come together.
"""

import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import yaml
from second_path import desk, rows

DATA = Path(__file__).resolve().parents[2] / "data"
OPERATORS = {">": "more than", ">=": "at least", "<": "less than", "<=": "up to"}
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


class Sources:
    """What each source printed, without the figures that a contradiction leaves out.

    Parameters
    ----------
    findings : list of list of dict
        Rows of set_aside.csv, those of one contradiction together.
    ranges : Ranges
        Whose ends count where the checker accepts their proofs.
    """

    def __init__(self, findings, ranges):
        figures = read_csv("published/figures.csv")
        kinds = {
            row["source"]: row["kind"] for row in read_csv("reference/sources.csv")
        }
        self.by_id = {row["id"]: row for row in figures}
        self.desk = desk.Desk(figures, kinds, findings, ranges)
        self.official = list_official()

    def judge(self, spec, test, part, period):
        """Return the word of one source on the months of one reading, and its side."""
        if "calendar" in spec:
            return judge_number(test, count_months(*spec["calendar"]))
        if "figures" in spec:
            return self.judge_share(spec, test)
        period = spec.get("period", period)
        before = f"{int(period[0][:4]) - 1}{period[0][4:]}"
        base = spec.get("base") or test.get("base") or before
        asked = ask(spec, test, period, base)
        if "tally" in spec:
            answer = self.judge_tally(spec, part["goods"], asked)
        elif "official" in spec:
            answer = desk.Answer("no evidence found")
        else:
            answer = self.desk.answer(asked)
        is_silent = answer.word == "no evidence found"
        if is_silent and self.has_official(spec, period, base):
            return desk.Answer("not settled")
        return answer

    def judge_share(self, spec, test):
        """Return the word on a printed count over another: a share of that count."""
        top, base = self.by_id.get(spec["figures"]), self.by_id.get(spec.get("over"))
        if top is None or base is None:
            return desk.Answer("not settled" if top or base else "no evidence found")
        return judge_number(
            test, 100 * Fraction(top["value"]) / Fraction(base["value"])
        )

    def judge_tally(self, spec, goods, asked):
        """Return the word on how many of several goods fell: more than half of them."""
        fell, may_have, bears = [0, 0], [0, 0], False
        for good in goods:
            name = spec["tally"].format(good)
            if "units" in spec:
                name += f":{spec['units']}"
            about = asked._replace(series=name)
            bears = bears or self.desk.bears(about)
            growths = [None, None]
            if name in self.desk.where:
                growths = self.desk.find_growths(name, asked.months, asked.base)
            for place, growth in enumerate(growths):
                fell[place] += bool(growth) and growth[1] < 0
                may_have[place] += not growth or growth[0] < 0
        if not bears:
            return desk.Answer("no evidence found")
        says = desk.Words(len(goods) / 2, desk.INFINITE, "low")
        own, widest = zip(fell, may_have, strict=True)
        # what is known of some goods alone decides nothing
        return desk.judge(says, says, own, widest, least=desk.INFINITE)

    def has_official(self, spec, period, base):
        """Whether an official row that we hold is of the goods in some of the months."""
        before = [base, f"{base[:4]}{period[1][4:]}"]
        for key in ("series", "official", "over"):
            months = self.official.get(spec.get(key), [])
            for start, end in (period, before):
                if any(start <= month <= end for month in months):
                    return True
        return False


def ask(spec, test, period, base):
    """Return a test of the claims as a question to one source."""
    value, hedge = test.get("value", "fell"), read_hedge(test)
    if (value, hedge) == ("0", "more than"):
        value, hedge = "rose", "exact"
    return desk.Question(
        {"tally": "growth"}.get(test["kind"], test["kind"]),
        spec.get("series", ""),
        value,
        test.get("unit", ""),
        hedge,
        tuple(rows.count_months(month) for month in period),
        rows.count_months(base),
        spec.get("over", ""),
    )


def read_hedge(test):
    return test.get("hedge") or OPERATORS.get(test.get("operator"), "exact")


def judge_number(test, number):
    """Return the word on a number that is known: of months, or a share in per cent."""
    asked = desk.Question("ratio", "", test["value"], "times", read_hedge(test), ())
    says, allows = desk.read_claim(asked)
    return desk.judge(says, allows, (number, number), (number, number))


def bear_in_part(answer):
    """Return the word of a source that counts what is near the claim, and not the same."""
    if answer.word == "confirmed":
        return desk.Answer("possible")
    if answer.word == "contradicted":
        return desk.Answer("not settled", "reported otherwise")
    return answer


def count_months(first, last):
    """Return the whole months between two days."""
    years, months, days = (
        int(b) - int(a) for a, b in zip(first.split("-"), last.split("-"), strict=True)
    )
    return 12 * years + months - (days < 0)


def merge_within(words):
    """Return the word of one source on several tests: the weakest that can be tested."""
    for word in ("contradicted", "possible", "confirmed"):
        sides = {side for said, side in words if said == word}
        if sides:
            return word, sides.pop() if len(sides) == 1 else ""
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


def judge_figures(part, period, sources):
    """Return the verdict of all sources of figures on a part, on some months."""
    by_source = defaultdict(list)
    for spec in part["evidence"]:
        if spec.get("counts", True):
            source = spec.get("same_file_as", spec["source"])
            for test in part["tests"]:
                answer = sources.judge(spec, test, part, period)
                in_part = bear_in_part(answer) if spec.get("in_part") else answer
                by_source[source].append(tuple(in_part))
    doubts = [answer for answers in by_source.values() for answer in answers]
    merged = [merge_within(words) for words in by_source.values()]
    word, side, number = merge_sources(merged, doubts)
    if all("calendar" in spec for spec in part["evidence"]):
        number = 0  # nobody has to be believed who counts the months between two days
    return word, side, number


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
    if row["relation"] == "leaves open":
        return "not settled", ""
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
        sides = {side for _, side, _ in verdicts}
        side = sides.pop() if len(sides) == 1 else ""
        return words.pop(), side, min(sources for *_, sources in verdicts), ""
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


def judge_all(findings, ranges):
    """Return {claim or part id: (verdict, direction, sources, condition)}."""
    sources = Sources(findings, ranges)
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
                    verdict = judge_figures(whole, period, sources)
                judged[part["id"]][name_months(period)] = verdict
        together = {}
        for months in map(name_months, claim["periods"]):
            together[months] = merge_parts([each[months] for each in judged.values()])
        for part, by_reading in judged.items():
            verdicts[part] = merge_readings(by_reading)
        verdicts[claim["id"]] = merge_readings(together)
    return verdicts
