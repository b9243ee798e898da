"""Second path, part three: each trade claim judged again from the data files, without the library.

Reads data/claims.yaml and the CSV files with PyYAML, csv and sqlite3. The rules are those that the README states.
"""

import calendar
import csv
import gzip
import sqlite3
from collections import defaultdict
from datetime import date
from functools import cached_property
from pathlib import Path

import prints
import yaml
from programme import LEVEL, System

DATA = Path(__file__).resolve().parents[2] / "data"
DOUBLES = {"none": 0.0, "default": 1.0, "double": 2.0}
NO_SUM = ("percent", "USD per unit")  # shares and prices: months do not add up
NOTHING = (0.0, prints.INF)
WORST = ("not reproduced", "not checkable", "consistent", "exceeds", "reproduced")


def table(name):
    """Return a CSV of data/ as a list of dicts of text."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def claims():
    """Return the claims that have something to test."""
    return [
        c
        for c in yaml.safe_load((DATA / "claims.yaml").read_text(encoding="utf-8"))["claims"]
        if "tests" in c
    ]


class Evidence:
    """Figures with role evidence, as systems, under one set of readings."""

    def __init__(self, reading="newspaper", allowance="default", inferred=True):
        self.reading, self.allowance = reading, DOUBLES[allowance]
        rows = [r for r in table("published/figures.csv") if r["role"] == "evidence"]
        self.rows = rows if inferred else [r for r in rows if not r["inferred"]]
        self.by_id = {r["id"]: r for r in self.rows}

    @cached_property
    def systems(self):
        """Return {(reporter, partner, product, source, base): System}, made of rows that months can add up to."""
        grouped, zero = defaultdict(list), defaultdict(list)
        for row in self.rows:
            base = prints.unit(row["unit"])[1] if row["unit"] else "USD"
            full = base + (" per unit" if row["unit"].endswith("per unit") else "")
            only_growth = row["growth"] and not row["value"]
            if (
                not (row["value"] or row["growth"])
                or not (row["period_start"] and row["period_end"])
                or row["flow"] in ("share", "price")
                or (full in NO_SUM and not only_growth)
            ):
                continue
            base = "USD" if base in ("times", "percent") else base
            root = row["reporter"], row["partner"], row["product"], row["source"]
            grouped[(*root, base)].append(row | {"base": base})
            if base == "units" and row["hedge"] == "exact" and row["value"] == "0":
                span = prints.month(row["period_start"]), prints.month(row["period_end"])
                zero[(*root, "USD")].append((*span, row["flow"]))
        return {
            k: System(grouped[k], self.allowance, self.reading, zero[k])
            for k in {*grouped, *zero}
            if grouped[k]
        }

    def of(self, series):
        """Return (system or None, flow, rows of the very series)."""
        name, _, base = series.partition(":")
        for key, system in self.systems.items():
            reporter, partner, product, source, unit = key
            for flow in ("export", "import", "trade"):
                if f"{reporter}-{partner}-{flow}-{product}-{source}" == name and unit == (base or "USD"):
                    return system, flow, [r for r in system.rows if r["flow"] == flow]
        return None, None, []

    # what one source says; each returns ((low, high) or None, whether only a containing total was printed)

    def level(self, series, period):
        system, flow, rows = self.of(series)
        if not rows:
            return None, False
        low, high = system.extremes(flow, *map(prints.month, period))
        very = any([r["period_start"], r["period_end"]] == list(period) for r in rows)
        return (low, high), not very

    def growth(self, series, period):
        system, flow, rows = self.of(series)
        if not rows:
            return None, False
        start, end = map(prints.month, period)
        found = system.growth(flow, start, end, start - 12)
        return (None if found is None or found == (-100.0, prints.INF) else found), False

    def ratio(self, spec, period):
        (over, one), (under, two) = (self.level(spec[k], period) for k in ("series", "over"))
        if over is None or under is None or under[0] <= 0 or under[1] == 0:
            return None, one or two
        return (over[0] / under[1], over[1] / under[0]), one or two

    def share(self, spec):
        ids = [spec[k] for k in ("figures", "over") if k in spec]
        if any(i not in self.by_id for i in ids):
            return None, False
        parts = [prints.says(self.by_id[i]["value"], self.by_id[i]["hedge"], self.reading) for i in ids]
        if len(parts) == 1:
            return tuple(map(float, parts[0])), False
        (low, high), (least, most) = parts
        return (0.0 if most == prints.INF else float(100 * low / most), float(100 * high / least)), False

    def months(self, spec):
        first, last = (date.fromisoformat(str(d)) for d in spec["calendar"])
        whole = (last.year - first.year) * 12 + last.month - first.month
        days = calendar.monthrange(last.year, last.month)[1]
        day = min(first.day, days)
        over = last.day - day
        whole -= over < 0
        value = whole + max(over, 0) / days
        return (value, value), False

    def official(self, spec, period):
        value, year_before = (official_sum(spec, int(period[0][:4]) - back) for back in (0, 1))
        if not value or not year_before:
            return None, False
        room = LEVEL * self.allowance
        return tuple(
            100 * (value * (1 + s * room) / (year_before * (1 - s * room)) - 1) for s in (-1, 1)
        ), False

    def tally(self, spec, period, goods):
        fell = unknown = 0
        for good in goods:
            names = [spec["tally"].format(good)]
            names += [f"{names[0]}:{spec['units']}"] if "units" in spec else []
            found = next((g for g in (self.growth(n, period)[0] for n in names) if g is not None), None)
            if found is None:
                unknown += 1
            else:
                fell += found[1] < 0
                unknown += found[0] < 0 <= found[1]
        return (fell, fell + unknown), False

    def gather(self, claim, test, spec, period):
        if "tally" in spec:
            return self.tally(spec, period, claim["goods"])
        if "official" in spec:
            return self.official(spec, period)
        kind = test["kind"]
        if kind in ("level", "growth"):
            return getattr(self, kind)(spec["series"], period)
        return self.ratio(spec, period) if kind == "ratio" else getattr(self, kind)(spec)


def official_sum(spec, year):
    """Add up official rows of one year by SQL: BACI, China's imports of crude oil from Russia, say."""
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


def said(claim, test, reading="newspaper"):
    """Return (low, high) of what a test says, in its base unit; ends that are open stay so by `inside`."""
    if test["kind"] == "tally":
        return len(claim["goods"]) / 2, prints.INF
    floor = -100 if test["kind"] == "growth" else 0
    factor = prints.unit(test["unit"])[0]
    if test["operator"] == "=":
        return tuple(float(x * factor) for x in prints.says(test["value"], test["hedge"], reading, floor))
    value = float(prints.number(test["value"]) * factor)
    return (value, prints.INF) if test["operator"].startswith(">") else (floor, value)


def judge(claimed, found, test, only_contained, goods=0):
    """Return the verdict of one range on one test; no end of the real data coincides with a claim's open end."""
    if found is None:
        return "not checkable"
    floor = -100 if test["kind"] == "growth" else 0
    (low, high), (least, most), operator = found, claimed, test["operator"]
    if low <= floor and high == prints.INF:
        return "not checkable"
    strict = operator in "<>"
    inside = (low > least if strict and operator == ">" else low >= least) and (
        high < most if strict and operator == "<" else high <= most
    )
    if inside:
        return "reproduced"
    if goods and high >= goods:
        return "not checkable"
    if low > most or high < least or (operator == ">" and high <= least) or (operator == "<" and low >= most):
        above = low > most
        along = operator == "=" and test.get("direction") == ("more" if above else "less")
        return "exceeds" if along else "not reproduced"
    blind = (
        (operator[0] == ">" and high == prints.INF)
        or (operator[0] == "<" and low <= floor)
        or (low <= floor and only_contained)
    )
    return "not checkable" if blind else "consistent"


def item(claim, test, spec, evidence, periods):
    """Return (period, range, verdict): the widest period on which the source can check, else the first."""
    claimed, first = said(claim, test, evidence.reading), None
    goods = len(claim["goods"]) if test["kind"] == "tally" else 0
    for period in periods:
        found, contained = evidence.gather(claim, test, spec, period)
        verdict = judge(claimed, found, test, contained, goods)
        first = first or (tuple(period), found, verdict)
        if verdict != "not checkable":
            return tuple(period), found, verdict
    return first


def claim_again(claim, evidence):
    """Return (headline, [(source, measure, series, period, range, verdict), ...]) of one claim."""
    items, votes = [], defaultdict(list)
    for spec in claim["evidence"]:
        periods = [spec["period"]] if "period" in spec else claim["periods"]
        for test in claim["tests"]:
            period, found, verdict = item(claim, test, spec, evidence, periods)
            series = spec.get("series") or spec.get("tally") or spec.get("official") or ""
            measure = spec.get("measure", test["kind"])
            items.append((spec["source"], measure, series, period, found, verdict))
            if spec.get("fits", True):
                votes[spec["source"]].append(verdict)
    parts = {next(w for w in WORST if w in v) for v in votes.values()} - {"not checkable"}
    if not parts:
        headline = "not checkable"
    elif parts == {"reproduced", "consistent"}:
        headline = "consistent"
    else:
        headline = parts.pop() if len(parts) == 1 else "sources disagree"
    return headline, items
