"""Check the proofs of published ranges by adding up fractions: no solver, no library.

    python tools/check_proofs.py          of this folder
    python tools/check_proofs.py FOLDER   of another

It reads reports/proofs.csv and the tables that the sums are of, works out by the written
rule what each figure says, and adds up. Where data/processed/worlds.csv is (`make verify`
makes it) each world must meet every figure and reach its end, so that no end is too wide.
Each end that a claim's JSON or the table of ranges shows must be one of those proven, and
each contradiction of data/processed/set_aside.csv must have its sum.

Months are numbers (January of the year 0 is 0). A month of a flow has three unknowns,
none below nought: "own" as first printed, "next" as the next release had it, "revised" a
year later. Everything printed is a row: least <= sum of unknowns <= greatest.
"""

import csv
import json
import math
import re
import sys
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction as F
from pathlib import Path

SCALES = {"tn": 10**12, "bn": 10**9, "m": 10**6, "k": 10**3}
WHOLE = {"units", "transactions", "shipments", "persons", "entities", "vehicles"}
FLOORS = {"declarations", "records", "parts counted"}
OTHER = {"export": "import", "import": "export"}
PARTS = {"trade": ["export", "import"]}
INF = None
ENDS = ["system", "of", "on", "end", "published", "proven"]


def rows_of(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def month(text):
    return 12 * int(text[:4]) + int(text[5:]) - 1


def read_number(text, hedge, hedges, one=0):
    """The least and the greatest that a printed number allows; None is no end."""
    if hedge == "between":
        return tuple(F(each) for each in re.split(r"\s*(?:-|–|to)\s*", text))
    number = Decimal(text.replace(",", "").replace("−", "-"))
    size, plain = abs(number), hedge in ("exact", "rounded", "cut off")
    if not plain and size.as_tuple().exponent >= 0:
        size = size.normalize()
    last = [F(10) ** each.as_tuple().exponent for each in (size, number)]
    digit, value = last[0], F(size)
    low, high = hedges[hedge]["below"], hedges[hedge]["above"]
    low, high = [INF if each == "Infinity" else F(each) for each in (low, high)]
    if not plain and 0 < value < 10 * digit:
        digit = max(value / 10, F(one))
        digit = max(digit, last[1] / 2) if hedge == "about" else digit
        low, high = [each and F(each // 1) for each in (low, high)]
    few = hedges[hedge]["few_below"], hedges[hedge]["few_above"]
    if one and value <= 10 * one and value % one == 0 and few[0]:
        digit = F(one)
        low, high = [INF if each == "Infinity" else F(each) for each in few]
    least = F(0) if low is INF else value - low * digit
    most = INF if high is INF else max(value + high * digit, F(0))
    if number < 0:
        return (-most, -least)
    return least, most


def read_row(row, kind, hedges):
    """What a row prints: level and growth (least, greatest), its months, its marks."""
    start, end = month(row["period_start"]), month(row["period_end"])
    scale, _, base = row["unit"].partition(" ")
    scale, base = (SCALES[scale], base) if scale in SCALES else (1, row["unit"])
    status, level, rate = row["status"].split("; "), None, None
    if row["value"]:
        whole = base in WHOLE
        hedge = "cut off" if "cut off" in status else row["hedge"]
        low, high = read_number(
            row["value"], hedge, hedges, F(1, scale) if whole else 0
        )
        low, high = max(low, F(0)) * scale, high if high is INF else high * scale
        if whole:
            low = F(-(-low // 1)) if high is INF else min(F(-(-low // 1)), high)
            if hedge in ("exact", "rounded", "cut off") and high - low <= 1:
                high = low
        is_multiple = base.startswith("times")
        if kind in FLOORS and "complete" not in status and not is_multiple:
            high = INF
        if "each month" in status:
            high = INF
        if base.endswith(" per month"):
            low, high = [e and e * (end - start + 1) for e in (low, high)]
        level = (low, high)
        if is_multiple:
            level, rate = None, (low * 100 - 100, high and high * 100 - 100)
    if row["growth"]:
        low, high = read_number(row["growth"], row["growth_hedge"] or "exact", hedges)
        rate = (max(low, F(-100)), high)
    base_start = month(row["growth_base"]) if row["growth_base"] else start - 12
    return dict(
        id=row["id"],
        flow=row["flow"],
        start=start,
        end=end,
        level=level,
        rate=rate,
        base=base_start,
        status=status,
        until=end,
        table=(row["flow"], row["page"], row["released"]),
    )


def name_system(row):
    unit = row["unit"].partition(" ")
    base = unit[2] if unit[0] in SCALES else row["unit"]
    base = base.removesuffix(" per month").removeprefix("times in ")
    base = "USD" if base in ("", "times", "percent") else base
    return (row["reporter"], row["partner"], row["product"], row["source"], base)


def read_systems(figures, kinds, hedges, set_aside):
    systems = defaultdict(list)
    for row in figures:
        is_rate = row["value"] and row["unit"] in ("percent", "USD per unit")
        if (
            row["role"] != "evidence"
            or not row["period_start"]
            or is_rate
            or row["flow"] in ("share", "price")
            or not (row["value"] or row["growth"])
        ):
            continue
        figure, system = read_row(row, kinds[row["source"]], hedges), name_system(row)
        systems[system].append(figure)
        if system[4] in WHOLE and row["value"] == "0":
            systems[(*system[:4], "USD")].append({**figure, "rate": None})
    groups = defaultdict(dict)
    for row in set_aside:
        groups[row["contradiction"]][row["figure"]] = row["likely_cause"]
    for system, listed in systems.items():
        last = defaultdict(int)
        for each in listed:
            last[each["table"]] = max(last[each["table"]], each["end"])
        for each in listed:
            if each["table"][1] and each["table"][2]:
                each["until"] = last[each["table"]]
        for _, group in sorted(groups.items()):
            doubted = [each for each in listed if each["id"] in group]
            listed = [each for each in listed if each["id"] not in group]
            if "swapped direction" in group.values():
                listed += [{**each, "flow": OTHER[each["flow"]]} for each in doubted]
                continue
            same = {(place(each), str(each["rate"])) for each in doubted}
            levels = {each["level"] for each in doubted if each["level"]}
            if len(same) == 1 and len(levels) > 1:
                listed += [{**each, "level": hull(levels)} for each in doubted]
        systems[system] = join(listed)
    return systems


def place(each):
    return each["flow"], each["start"], each["end"], "later print" in each["status"]


def hull(several):
    lows, highs = zip(*several, strict=True)
    return min(lows), INF if INF in highs else max(highs)


def join(listed):
    """Prints of one number that all but disagree are widened to both."""
    joined = []
    for each in listed:
        new = dict(each)
        for what in ("level", "rate"):
            mine, touching = each[what], [each[what]]
            for other in listed if mine else ():
                key = place(each) == place(other)
                if what == "rate":
                    first = ["first-print base" in e["status"] for e in (each, other)]
                    key = (
                        place(each)[:3] == place(other)[:3]
                        and first[0] == first[1]
                        and each["base"] == other["base"]
                    )
                its = other[what]
                if not key or its in (None, mine):
                    continue
                ends = [e for e in (mine[1], its[1]) if e is not INF]
                widths = [e[1] - e[0] for e in (mine, its) if e[1] is not INF]
                if not ends:
                    continue
                shared = min(ends) - max(mine[0], its[0])
                if 0 <= shared < F(333, 1000) * min(widths):
                    touching.append(its)
            if mine:
                new[what] = hull(touching)
        joined.append(new)
    return joined


def read_bands(text, texts):
    text = texts[text[3:]] if text.startswith("as ") else text
    found = re.findall(r"([a-z -]*(?:month|total)) (-?[\d.]+) to (-?[\d.]+)", text)
    return {kind.strip(): (1 + F(a) / 100, 1 + F(b) / 100) for kind, a, b in found}


class System:
    """All rows of a system: {name: (sum, least, greatest)}; names are as printed.

    Months of a flow add up. Of a stock each is a level, and is revised by itself.
    """

    def __init__(self, figures, bands, is_flow=True):
        self.is_flow = is_flow
        self.bands, self.rows, self.months = bands, defaultdict(list), set()
        most = max([each["level"][0] for each in figures if each["level"]], default=0)
        self.size = F(10) ** (len(str(int(most))) - 1)  # of what is published, 8 digits
        for each in figures:
            self.add_figure(each)

    def band(self, kind):
        return self.bands.get(kind.strip()) or hull(self.bands.values())

    def values(self, flow, start, end, release):
        """The unknowns of a sum; printed totals less printed totals are "less"."""
        total = defaultdict(F)
        if release == "less":
            for year in range(start // 12, end // 12 + 1):
                first, last = max(start, 12 * year), min(end, 12 * year + 11)
                add(total, self.values(flow, 12 * year, last, "own"))
                if first > 12 * year:
                    add(total, self.values(flow, 12 * year, first - 1, "own"), -1)
            return total
        for part in PARTS.get(flow, [flow]):
            for at in range(start, end + 1):
                of = "next" if release == "own" and at < end else release
                total[self.unknown(part, at, of)] += 1
        return total

    def unknown(self, flow, at, release):
        if not self.bands:
            return flow, at, "own"
        if (flow, at) not in self.months:
            self.months.add((flow, at))
            january = at - at % 12 if self.is_flow else at
            for earlier in range(january, at):
                self.unknown(flow, earlier, "own")
            printed = {(flow, at, "own"): F(1)}
            for later in ("next", "revised"):
                self.tie(
                    (flow, at, at, later),
                    {(flow, at, later): F(1)},
                    printed,
                    self.band(f"{flow} month"),
                    (flow, at, at, "own"),
                )
            if at > january:
                self.tie(
                    (flow, january, at, "revised"),
                    self.values(flow, january, at, "revised"),
                    self.values(flow, january, at, "own"),
                    self.band(f"{flow} total"),
                    (flow, january, at, "own"),
                )
        return flow, at, "own" if release == "sum" else release

    def tie(self, span, total, base, factor, base_span, figure=""):
        least, most = dict(total), dict(total)
        add(least, base, -factor[0])
        rows = self.rows[figure, span, base_span]
        rows.append(("least", least, F(0)))
        if factor[1] is not INF:
            add(most, base, -factor[1])
            rows.append(("most", most, F(0)))

    def say(self, figure, flow, start, end, release, level):
        rows = self.rows[figure, (flow, start, end, release), None]
        total = self.values(flow, start, end, release)
        rows.append(("least", total, level[0]))
        if level[1] is not INF:
            rows.append(("most", total, level[1]))

    def find_prints(self, each, start, end):
        """{release: factors} of months that a table has: its own, or a later one's."""
        if not self.bands:
            return {"own": (1, 1)}
        if each["until"] >= end + 12:
            return {"revised": (1, 1)}
        if "later print" not in each["status"]:
            return {"next" if each["until"] > end else "own": (1, 1)}
        # perhaps revised once more, until a year had passed
        is_total = self.is_flow and start % 12 == 0 and 0 < end - start < 12
        kind = "total" if is_total else "month"
        return {"revised": self.band(f"{each['flow']} {kind}")}

    def add_figure(self, each):
        name, flow, start, end = each["id"], each["flow"], each["start"], each["end"]
        prints = self.find_prints(each, start, end)
        if each["level"]:
            low, high = each["level"]
            if "each month" in each["status"]:
                least = low / (end - start + 1)
                for at in range(start, end + 1):
                    for of, (a, _) in self.find_prints(each, at, at).items():
                        self.say(name, flow, at, at, of, (least * a, INF))
            for of, (a, b) in prints.items():
                self.say(name, flow, start, end, of, (low * a, high and high * b))
        if each["rate"]:
            base_end = each["base"] + end - start
            first = (
                "first-print base" in each["status"] or each["until"] < base_end + 12
            )
            of = "own" if first or not self.bands else "revised"
            base = (flow, each["base"], base_end, of)
            low, high = [e if e is INF else 1 + e / 100 for e in each["rate"]]
            if "first-print base" in each["status"]:  # an outlet's own, said again
                prints = {"own": (1, 1)}
            for of, (a, b) in prints.items():
                span = (flow, start, end, of)
                factor = (low * a, high and high * b)
                totals = self.values(*span), self.values(*base)
                self.tie(span, *totals, factor, base, name)
        for mark in each["status"]:
            if mark.startswith("highest since "):
                span = (flow, start, end, "own")
                for at in range(month(mark[-7:]), end):
                    base = (flow, at, at, "own")
                    totals = self.values(*span), self.values(*base)
                    self.tie(span, *totals, (1, INF), base, name)


def add(total, more, times=1):
    for unknown, number in more.items():
        total[unknown] = total.get(unknown, 0) + times * number


def read_span(text):
    """A cell such as "export 2022-01 2022-05 own"; of a stock no flow comes first."""
    if not text:
        return None
    flow, first, last, release = text.rsplit(" ", 3)
    return flow, month(first), month(last), release


def read_proofs(rows):
    """{(system, of, on, end, published, proven): its lines}, as they stand there."""
    proofs = defaultdict(list)
    for row in rows:
        # an apostrophe keeps a spreadsheet from reckoning "-19/5" out
        key = tuple(row[name].lstrip("'") for name in ENDS)
        span, base = read_span(row["months"]), read_span(row["beside"])
        line = ((row["figure"], span, base), row["side"], F(row["multiplier"]))
        proofs[key].append(line)
    return proofs


def find_unit(system, on):
    """The last digit of a published end: eight of the largest figure; a millionth."""
    return F(1, 10**6) if on else system.size / 10**8


def add_up(lines, system, sign, left):
    """What the lines add up to, at least; what they leave of each unknown is in `left`."""
    total = F(0)
    for key, side, times in lines:
        rows = [row for row in system.rows.get(key, []) if row[0] == side]
        if not rows:
            raise ValueError(f"no figure says {key} {side}")
        if times <= 0:
            raise ValueError("a multiplier that is not above nought")
        turn = 1 if side == "least" else -1
        best = max(rows, key=lambda row: turn * row[2])
        add(left, best[1], -times * turn)
        total += times * turn * best[2]
    if min(left.values(), default=0) < 0:
        raise ValueError("the sum leaves an unknown below nought")
    return sign * total


def check_sum(key, lines, system):
    """Nothing, or what is wrong with the sum of one end."""
    _, of, on, end, published, exact = key
    end_of_sum, sign = F(exact), 1 if end == "least" else -1
    if not of and (on or end != "least"):  # nothing is at least something
        return "a contradiction has no months, and its end is the least"
    inside = sign * (end_of_sum - F(published))
    if not 0 <= inside <= find_unit(system, on):
        return f"{published} is published, and {float(end_of_sum)} proven"
    target = system.values(*read_span(of)) if of else {}
    if on:
        add(target, system.values(*read_span(on)), -(1 + end_of_sum / 100))
    left = {unknown: sign * number for unknown, number in target.items()}
    try:
        proven = add_up(lines, system, sign, left)
    except ValueError as error:
        return str(error)
    wanted = F(0) if on else end_of_sum
    if sign * proven < sign * wanted or not (of or proven > 0):
        return f"the sum proves {float(proven)} only, not {float(wanted)}"
    return None


def check_world(key, world, system):
    """Nothing, or what is wrong with the world that reaches one end."""
    _, of, on, _, _, exact = key
    if min(world.values(), default=0) < 0:
        return "an amount below nought"
    held = {unknown[:2] for unknown in world}
    for (figure, *spans), rows in system.rows.items():
        for side, total, bound in rows:
            if not figure and not held & {unknown[:2] for unknown in total}:
                continue  # months that this world does not ask of
            is_ = sum(
                number * world.get(unknown, 0) for unknown, number in total.items()
            )
            if (is_ - bound) * (1 if side == "least" else -1) < 0:
                return f"{figure} {spans} {side}: {float(is_)} against {float(bound)}"
    reached = measure(system.values(*read_span(of)), world)
    if on:
        base = measure(system.values(*read_span(on)), world)
        if reached or base:  # nothing after nothing did not change
            reached = 100 * reached / base - 100 if base else None
    if reached != F(exact):
        return f"the world reaches {reached and float(reached)}, not {float(F(exact))}"
    return None


def measure(total, world):
    return sum(number * world.get(unknown, 0) for unknown, number in total.items())


def read_worlds(path):
    """{(system, of, on, end): {unknown: amount}}; none where there is no such file."""
    worlds = defaultdict(dict)
    for row in rows_of(path) if path.is_file() else []:
        key = (row["system"], row["of"], row["on"], row["end"])
        worlds[key][row["flow"], int(row["month"]), row["release"]] = F(row["amount"])
    return worlds


def read_tables(folder, reports):
    """The systems of all proofs, with what is set aside and without."""
    sources = rows_of(folder / "data/reference/sources.csv")
    table = "lib/dualuse/base/hedges.csv"
    here = folder if (folder / table).is_file() else Path(__file__).parents[1]
    hedges = rows_of(here / table)
    hedges = {row["word"]: row for row in hedges}
    texts = {row["source"]: row["revisions"] for row in sources}
    kinds = {row["source"]: row["kind"] for row in sources}
    figures = rows_of(folder / "data/published/figures.csv")
    set_aside = rows_of(folder / "data/processed/set_aside.csv")
    without = read_systems(figures, kinds, hedges, set_aside)
    as_printed = read_systems(figures, kinds, hedges, [])
    proofs = read_proofs(rows_of(reports / "proofs.csv"))
    products = rows_of(folder / "data/reference/products.csv")
    others = {
        row["product"] for row in products if row.get("quantity", "flow") != "flow"
    }
    systems = {}
    for name, of, on, *_ in proofs:
        key = (name, bool(of))
        if key not in systems:
            system = tuple(name.split("|"))
            listed = (without if of else as_printed).get(system, [])
            bands, is_flow = (
                read_bands(texts[system[3]], texts),
                system[2] not in others,
            )
            systems[key] = System(listed, bands, is_flow)
        for span in filter(None, (read_span(of), read_span(on))):
            systems[key].values(*span)  # the months that are asked join the system
    return proofs, systems


def list_proven(proofs):
    """{(series, first month, last month, base, end): {release: published ends}}."""
    proven = defaultdict(lambda: defaultdict(set))
    for system, of, on, end, published, _ in proofs:
        if of:
            flow, first, last, release = of.rsplit(" ", 3)
            *place, product, source, unit = system.split("|")
            name = "-".join(filter(None, [*place, flow, product, source]))
            name += "" if unit == "USD" else f":{unit}"
            base = on.rsplit(" ", 3)[1] if on else ""
            number = float(published)
            if unit in WHOLE and not on:
                number = math.ceil(number) if end == "least" else math.floor(number)
            proven[name, first, last, base, end][release].add(number)
    return proven


def list_shown(reports):
    """Yield where a range of printed figures is shown, what it is of, and its ends."""
    for path in sorted((reports / "claims").glob("*.json")):
        parts = json.loads(path.read_text(encoding="utf-8"))["parts"]
        for each in (each for part in parts for each in part["figures"]):
            series = each["series"]
            if each["figures"] and series and "{" not in series and not each["over"]:
                yield path.name, (series, *each["period"], each["base"]), each


def check_shown(reports, proofs):
    """What is shown, and is not the widest of what is proven of all releases."""
    proven, wrong = list_proven(proofs), []
    for path, of, shown in list_shown(reports):
        for end, key, widest in (("least", "low", min), ("most", "high", max)):
            releases = proven.get((*of, end), {})
            ends = set().union(*releases.values())
            own = set().union(
                *(releases[each] for each in releases if each != "revised")
            )
            low = -100 if of[3] else 0
            for name, found in (
                (key, {widest(ends, default=low)}),
                (f"own_{key}", own),
            ):
                is_end = shown[name] is not None and (end, shown[name]) != (
                    "least",
                    low,
                )
                if is_end and shown[name] not in found:
                    wrong.append(
                        (path, *of, name, f"{shown[name]} is shown, not proven")
                    )
    return wrong


def check_bounds(reports, proofs):
    """What the table of ranges shows, and no sum proves of its months."""
    proven, wrong = defaultdict(set), []
    for _, of, on, end, published, _ in proofs:
        if of and not on:
            proven[*of.split()[-3:-1], end].add(f"{float(published):.12g}")
    path = reports / "tables/bounds.csv"
    for row in rows_of(path) if path.is_file() else []:
        months = row["period_start"], row["period_end"]
        for end, cell in (("least", row["low"]), ("most", row["high"])):
            number = f"{float(cell or 0):.12g}"  # a table's last digits are noise
            if number != "0" and number not in proven[*months, end]:
                wrong.append((path.name, *months, f"{cell} is shown, not proven"))
    return wrong


def check_set_aside(folder, proofs):
    """What is said to contradict, without a sum of its figures and those beside them."""
    groups, wrong = defaultdict(list), []
    for row in rows_of(folder / "data/processed/set_aside.csv"):
        groups[row["contradiction"]].append(row)
    sums = [
        {name for (name, *_), *_ in proofs[key]} - {""} for key in proofs if not key[1]
    ]
    for number, rows in groups.items():
        doubted = {row["figure"] for row in rows}
        named = doubted.union(*(row["beside"].split() for row in rows))
        if not any(each & doubted and each <= named for each in sums):
            wrong.append(("contradiction", number, *sorted(doubted), "has no sum"))
    return wrong


def main(folder=".", reports=""):
    folder = Path(folder)
    reports = Path(reports or folder / "reports")
    proofs, systems = read_tables(folder, reports)
    worlds = read_worlds(folder / "data/processed/worlds.csv")
    reached, wrong = 0, []
    for key, lines in proofs.items():
        system = systems[key[0], bool(key[1])]
        found = check_sum(key, lines, system)
        # that nothing falls by more than all needs no world, which only comes near it
        is_all = key[3] == "least" and key[5] == "-100"
        if not found and worlds and key[1] and not is_all:
            reached += 1
            world = worlds.get(key[:4])
            found = check_world(key, world, system) if world else "no world reaches it"
        if found:
            wrong.append((*key, found))
    wrong += check_shown(reports, proofs) + check_bounds(reports, proofs)
    wrong += check_set_aside(folder, proofs)
    lines = sum(map(len, proofs.values()))
    if not proofs:
        wrong.append(("no end",))
    print(f"{len(proofs)} ends, {lines} lines, {reached} worlds: {len(wrong)} wrong")
    for each in wrong[:20]:
        print(*each)
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(*sys.argv[1:])))
