"""Second path, part two: each claim judged again from the data files, without the library.

Reads data/claims.yaml and the CSV files with PyYAML, csv and sqlite3; ranges come from `second_path.ranges`. The
rules are those that the pages state, written from their words.
"""

import calendar
import csv
import gzip
import sqlite3
from collections import defaultdict
from datetime import date
from pathlib import Path

import yaml

from second_path.ranges import INFINITE, limits, month_number, unit_of

DATA = Path(__file__).resolve().parents[2] / "data"
OFFICIAL = {"none": 0.0, "default": 0.01, "double": 0.02}
WORST = ("not reproduced", "not checkable", "consistent", "exceeds", "reproduced")
UP, DOWN = ("more than", "at least", ">", ">="), ("up to", "<", "<=")


def table(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def claims():
    return yaml.safe_load((DATA / "claims.yaml").read_text(encoding="utf-8"))["claims"]


def assertions(claim):
    """What a claim asserts, one by one: (id, all keys that bear on it)."""
    if "parts" not in claim:
        return [("", claim)]
    inherited = {k: v for k, v in claim.items() if k in ("quantity", "goods", "periods", "evidence")}
    return [(part["id"], inherited | part) for part in claim["parts"]]


def ends(text, hedge, strict, floor=0.0):
    low, high = limits(text, hedge, strict)
    return max(floor, -INFINITE if low is None else float(low)), INFINITE if high is None else float(high)


class Numbers:
    """What each source says; `of(series)` gives (its ranges, flow, its rows), or None."""

    def __init__(self, of, rows, strict=False, allowance="default"):
        self.of, self.strict, self.allowance = of, strict, allowance
        self.by_id = {r["id"]: r for r in rows}

    def level(self, series, period):
        found = self.of(series)
        if found is None:
            return None, False
        ranges, flow, rows = found
        low, high = ranges.range(flow, *map(month_number, period))
        contained = not any([r["period_start"], r["period_end"]] == list(period) for r in rows)
        return (low * ranges.scale, high * ranges.scale), contained

    def growth(self, series, period, base):
        found = self.of(series)
        if found is None:
            return None
        ranges, flow, _ = found
        first, last = map(month_number, period)
        before = month_number(base)
        spans = (first, last), (before, before + last - first)
        seen = [set(ranges.spans.get(f, ())) for f in ranges._flows(flow)]
        if any(m not in s for s in seen for a, b in spans for m in range(a, b + 1)):
            return None
        top, bottom = ranges.sum(flow, spans[0]), ranges.sum(flow, spans[1], old=True)
        least, most = (extreme_ratio(ranges.solver, top, bottom, sense) for sense in (1, -1))
        return None if least is None else (100 * (least - 1), 100 * (most - 1))

    def ratio(self, spec, period):
        (over, one), (under, two) = (self.level(spec[k], period) for k in ("series", "over"))
        if over is None or under is None or under[0] <= 0:
            return None, one or two
        return (over[0] / under[1], over[1] / under[0]), one or two

    def share(self, spec):
        ids = [spec[k] for k in ("figures", "over") if k in spec]
        if any(i not in self.by_id for i in ids):
            return None
        parts = [ends(self.by_id[i]["value"], self.by_id[i]["hedge"], self.strict) for i in ids]
        if len(parts) == 1:
            return parts[0]
        (low, high), (least, most) = parts
        return (100 * low / most if most < INFINITE else 0.0), 100 * high / least

    def official(self, spec, period, base):
        now, then = (official_sum(spec, int(month[:4])) for month in (period[0], base))
        if not now or not then:
            return None
        room = OFFICIAL[self.allowance]
        return tuple(100 * (now * (1 + s * room) / (then * (1 - s * room)) - 1) for s in (-1, 1))

    def tally(self, spec, period, goods):
        fell = unknown = 0
        for good in goods:
            names = [spec["tally"].format(good)]
            names += [f"{names[0]}:{spec['units']}"] if "units" in spec else []
            found = next((g for g in (self.growth(n, period, year_before(period)) for n in names) if g), None)
            fell += bool(found) and found[1] < 0
            unknown += found is None or found[0] < 0 <= found[1]
        return fell, fell + unknown

    def says(self, test, spec, period, goods):
        """(range or None, whether only a containing total was printed) of one source on one test."""
        base = spec.get("base") or test.get("base") or year_before(period)
        if "tally" in spec:
            return self.tally(spec, period, goods), False
        if "official" in spec:
            # rows of Chinese customs are not committed: tests/official judges synthetic ones by plain arithmetic
            return (self.official(spec, period, base) if "BACI" in spec["official"] else None), False
        kind = test["kind"]
        if kind == "level":
            return self.level(spec["series"], period)
        if kind == "ratio":
            return self.ratio(spec, period)
        return {
            "growth": lambda: self.growth(spec["series"], period, base),
            "share": lambda: self.share(spec),
            "months": lambda: months(spec),
        }[kind](), False


def year_before(period):
    return f"{int(period[0][:4]) - 1}{period[0][4:]}"


def months(spec):
    first, last = (date.fromisoformat(d) for d in spec["calendar"])
    whole = (last.year - first.year) * 12 + last.month - first.month
    days = calendar.monthrange(last.year, last.month)[1]
    over = last.day - min(first.day, days)
    value = whole - (over < 0) + max(over, 0) / days
    return value, value


def extreme_ratio(solver, top, bottom, sense):
    """The least (sense 1) or greatest (sense -1) top / bottom, by Dinkelbach's steps."""
    solver.Maximize(bottom)
    if solver.Solve() == solver.OPTIMAL and solver.Objective().Value() < 1e-12:
        return None  # the base can only be zero
    solver.Minimize(bottom)
    assert solver.Solve() == solver.OPTIMAL
    if solver.Objective().Value() < 1e-12 and sense == -1:
        return INFINITE
    rate = top.solution_value() / bottom.solution_value() if solver.Objective().Value() >= 1e-12 else 1e9
    for _ in range(60):
        solver.Minimize(sense * (top - rate * bottom))
        if solver.Solve() != solver.OPTIMAL:
            return INFINITE if sense == -1 else 0.0
        if abs(solver.Objective().Value()) < 1e-11 or bottom.solution_value() < 1e-12:
            return rate
        rate = top.solution_value() / bottom.solution_value()
    return rate


def official_sum(spec, year):
    """Official rows of one year added up by SQL: BACI, China's imports of crude oil from Russia, say."""
    seller, buyer, _, product = spec["official"].partition("-BACI")[0].split("-", 3)
    codes = {r["iso3"]: r["baci"].split() for r in table("reference/countries.csv")}
    prefixes = [r["hs_code"] for r in table("reference/categories.csv") if r["category"] == product]
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE baci (t INTEGER, i TEXT, j TEXT, k TEXT, v REAL, q REAL)")
    for path in sorted((DATA / "official").glob("BACI*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            assert next(rows) == ["t", "i", "j", "k", "v", "q"]
            base.executemany(
                "INSERT INTO baci VALUES (?, ?, ?, ?, ?, nullif(?, 'NA'))",
                ([c.strip() for c in r] for r in rows if r[0] == str(year)),
            )
    column = {"value": "v", "weight": "q"}[spec["measure"]]
    marks = [",".join("?" * len(c)) for c in (codes[seller], codes[buyer])]
    like = " OR ".join("k LIKE ?" for _ in prefixes)
    query = f"SELECT sum({column}) FROM baci WHERE i IN ({marks[0]}) AND j IN ({marks[1]}) AND ({like})"
    return base.execute(query, [*codes[seller], *codes[buyer], *(f"{p}%" for p in prefixes)]).fetchone()[0]


def points(test):
    """Which way a test points: up, down or at one number."""
    word = test.get("operator") or test.get("hedge")
    return "up" if word in UP or test["kind"] == "tally" else "down" if word in DOWN else "at"


def said(test, goods, strict=False):
    """(low, high) of what a test says, in its base unit."""
    if test["kind"] == "tally":
        return len(goods) / 2, INFINITE
    floor = -100.0 if test["kind"] == "growth" else 0.0
    factor = unit_of(test["unit"])[0]
    if "hedge" in test:
        return tuple(x * factor for x in ends(test["value"], test["hedge"], strict, floor))
    value = float(test["value"].replace(",", "")) * factor
    return (value, INFINITE) if test["operator"][0] == ">" else (floor, value)


def judge(test, claimed, found, contained, goods):
    """The verdict of one range on one test; no end of the real data coincides with a claim's open end."""
    floor = -100.0 if test["kind"] == "growth" else 0.0
    if found is None or (found[0] <= floor and found[1] == INFINITE):
        return "not checkable"
    (low, high), (least, most), way = found, claimed, points(test)
    relation = test.get("operator")
    if (low > least if relation == ">" else low >= least) and (
        high < most if relation == "<" else high <= most
    ):
        return "reproduced"
    if test["kind"] == "tally" and high >= len(goods):
        return "not checkable"
    if low > most or high < least or (way == "up" and high <= least) or (way == "down" and low >= most):
        above = low > most
        named = {"more": "up", "less": "down"}.get(test.get("direction"), way)
        return "exceeds" if named == ("up" if above else "down") else "not reproduced"
    blind = (
        (way == "up" and high == INFINITE) or (way == "down" and low <= floor) or (low <= floor and contained)
    )
    return "not checkable" if blind else "consistent"


def by_numbers(claim, numbers):
    """(verdict, [(source, series, period, range, verdict), …]) of an assertion that has tests."""
    items, votes, words_allow = [], defaultdict(list), True
    goods = claim.get("goods", [])
    for spec in claim["evidence"]:
        for test in claim["tests"]:
            claimed, chosen = said(test, goods, numbers.strict), None
            for period in [spec["period"]] if "period" in spec else claim["periods"]:
                found, contained = numbers.says(test, spec, period, goods)
                verdict = judge(test, claimed, found, contained, goods)
                if chosen is None or verdict != "not checkable":
                    chosen = tuple(period), found, verdict
                if verdict != "not checkable":
                    break
            series = spec.get("series") or spec.get("tally") or spec.get("official") or ""
            items.append((spec["source"], series, *chosen))
            if spec.get("fits", True):
                votes[spec.get("may_be", spec["source"]), spec["source"]].append(chosen[2])
                if chosen[2] == "exceeds":
                    low, high = said(test, goods, strict=True)
                    words_allow &= points(test) != "at" and low <= chosen[1][0] and chosen[1][1] <= high
    files = {(file, next(w for w in WORST if w in v)) for (file, _), v in votes.items()}
    files = {vote for vote in files if vote[1] != "not checkable"}
    words = {word for _, word in files}
    if words == {"exceeds"} and len(files) == 1:
        return ("consistent" if words_allow else "not checkable"), items
    return together(words, "sources disagree"), items


def together(words, otherwise):
    words = set(words)
    if words == {"reproduced", "consistent"}:
        return "consistent"
    return "not checkable" if not words else words.pop() if len(words) == 1 else otherwise


def by_pages(claim_id, part, way, rows):
    """The verdict of public pages on an assertion that was said, or is so."""
    own = [r for r in rows if r["claim_id"] == claim_id and r["page_id"] and r["independent"] == "yes"]
    if "pages" in part:
        own = [r | {"relation": part["pages"][r["page_id"]]} for r in own if r["page_id"] in part["pages"]]
    else:
        own = [r for r in own if r["bears_on"] == way]
    of = {
        kind: [r for r in own if r["relation"] == kind] for kind in ("supports", "qualifies", "contradicts")
    }
    if not any(of.values()):
        return "not checkable"
    if of["contradicts"]:
        return "sources disagree" if of["supports"] else "not reproduced"
    if any(r["seen"] == "primary" for r in of["supports"]):
        return "reproduced"
    quoted = {r["publisher"] for r in of["supports"] if r["seen"] == "quoted"}
    first = any(r["page_id"] == part.get("first") for r in of["supports"] + of["qualifies"])
    return "reproduced" if way == "said" and (first or len(quoted) > 1) else "consistent"


def claim_again(claim, numbers, pages):
    """{id of the claim and of its parts: verdict}, and the numbers behind those that have tests."""
    ways = {"record": "said", "statement": "said", "fact": "so", "judgement": "opinion"}
    found, items = {}, {}
    for part_id, part in assertions(claim):
        way = part.get("way") or ("trade" if "parts" in claim else ways.get(claim["kind"], "trade"))
        if way == "trade":
            found[part_id], items[part_id] = by_numbers(part, numbers)
        else:
            found[part_id] = "not checkable" if way == "opinion" else by_pages(claim["id"], part, way, pages)
    return {**found, claim["id"]: together(found.values(), "parts differ")}, items
