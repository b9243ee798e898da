"""Every end has a sum that the checker, which knows no solver, accepts; faults fail."""

import csv
import json
import random
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import seeds
from synthetic_figures import list_sources, write_rows

from dualuse.base import hedges, printed, tables
from dualuse.base.errors import InputError
from dualuse.base.series import Series, read_month, write_month
from dualuse.engine import constraints, programme, proofs, ranges
from dualuse.engine.constraints import FLOW, RELEASES, exact
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.programme import VISIBLE
from dualuse.engine.ranges import Ranges

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))
import check_proofs
import make_worlds

FIGURES, SOURCES = tables.read_figures(), tables.read_reference("sources")
WRONG = find_contradictions(FIGURES, SOURCES)
WHOLE = Ranges(FIGURES, SOURCES, WRONG)
WHY_WRONG = proofs.tabulate_contradictions(FIGURES, SOURCES, WRONG)
FIRST, LAST = read_month("2021-06"), read_month("2025-06")
TABLES = ["published/figures", "reference/sources", "reference/products"]
TABLES = [f"data/{name}.csv" for name in TABLES]
SHOWN = [
    ("CHN-RUS-export-drones-GACC", ("2023-01", "2023-05"), ""),
    ("CHN-RUS-trade-all-GACC", ("2023-01", "2023-06"), "2021-01"),
    ("CHN-RUS-trade-all-GACC", ("2023-01", "2023-06"), "2022-01"),
    ("CHN-RUS-export-all-GACC", ("2022-05", "2022-05"), ""),
    ("CHN-RUS-import-all-GACC", ("2022-04", "2022-06"), ""),
]


def draw_question(chance):
    """Return a series, months, perhaps a base, and a release."""
    series = chance.choice([x for x in WHOLE.names if WHOLE.find_quantity(x) == FLOW])
    start = chance.randrange(FIRST, LAST)
    end = min(LAST, start + chance.randrange(14))
    base = (
        write_month(start - chance.choice([12, 12, 24, 6]))
        if chance.random() < 0.5
        else ""
    )
    release = chance.choice([*RELEASES, "widest"])
    return series, (write_month(start), write_month(end)), base, release


def write_folder(folder, found):
    """Write what the checker reads: the tables, these proofs, those of contradictions."""
    for name in TABLES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((tables.ROOT / name).read_bytes())
    (folder / "reports").mkdir(exist_ok=True)
    (folder / "data/processed").mkdir(exist_ok=True)
    found = pd.concat([found, WHY_WRONG])
    found.to_csv(folder / "reports/proofs.csv", index=False)
    WRONG.to_csv(folder / "data/processed/set_aside.csv", index=False)
    return folder


def write_worlds(folder, found, ranges=WHOLE):
    with (folder / "data/processed/worlds.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(make_worlds.COLUMNS)
        writer.writerows(make_worlds.make(found, ranges))


@pytest.mark.parametrize("seed", seeds.draw_few(1, 60))
def test_whatever_is_asked_the_sum_and_the_world_are_accepted(seed, tmp_path):
    chance = random.Random(f"proof {seed}")
    found = []
    while len(found) < 8:
        series, period, base, release = draw_question(chance)
        table = proofs.tabulate(WHOLE, series, period, base, release)
        if not table.empty:
            found.append(table)
    found = pd.concat(found).drop_duplicates()
    write_folder(tmp_path, found)
    write_worlds(tmp_path, found)
    assert check_proofs.main(tmp_path) == []


@pytest.mark.parametrize("seed", seeds.draw_few(1, 60))
def test_a_range_holds_what_is_proven_and_is_no_wider_than_a_digit(seed):
    chance = random.Random(f"hold {seed}")
    proven = 0
    while proven < 12:
        series, (start, end), base, release = draw_question(chance)
        if base:
            continue
        programme = WHOLE.find_programme(series)
        for (span,) in WHOLE.list_asked(series, (start, end), "", release):
            named = programme.name_release(span)
            ends = programme.measure(named)
            digit = exact(10.0**-programme.model.decimals)
            for side, shown in {"least": ends.left, "most": ends.right}.items():
                found = [*proofs.list_proofs(programme.model, side, named)]
                if found and shown:
                    gaps = [
                        proofs.SIDES[side] * (each.end - exact(shown)) for each in found
                    ]
                    noise = abs(exact(shown)) / 10**11  # of a float, and no more
                    assert -noise <= min(gaps, key=abs) <= digit + noise, (named, side)
                    proven += 1


def test_figures_that_cannot_all_be_true_have_a_sum_of_nought(tmp_path):
    assert WHY_WRONG.groupby("published").ngroups == WRONG["contradiction"].nunique()
    folder = write_folder(tmp_path, WHY_WRONG.head(0))
    assert check_proofs.main(folder) == []
    path = folder / "reports/proofs.csv"
    for published, rows in WHY_WRONG.groupby("published"):
        WHY_WRONG.drop(rows.index).to_csv(path, index=False)
        missing = check_proofs.main(folder)
        assert [each[0] for each in missing] == ["contradiction"], published


def test_an_end_that_is_shown_and_not_proven_is_refused(known, tmp_path):
    series, period, base = SHOWN[1]
    found = known[1].query("on.str.startswith('trade 2021-01')")
    write_folder(tmp_path, found)
    ends = found.groupby("end")["published"].agg(lambda ends: sorted(map(float, ends)))
    shown = {"series": series, "period": period, "base": base, "over": ""}
    shown |= {"figures": ["F114"], "low": ends["least"][0], "high": ends["most"][-1]}
    own = WHOLE.growth(series, *period, base)
    shown |= {"own_low": own.left, "own_high": own.right}
    path = tmp_path / "reports/claims/A7.json"
    path.parent.mkdir()
    for name in ("", "low", "high", "own_low", "own_high"):
        moved = {name: shown[name] + 0.001} if name else {}
        claim = {"parts": [{"figures": [shown | moved]}]}
        path.write_text(json.dumps(claim), encoding="utf-8")
        assert [each[5] for each in check_proofs.main(tmp_path)] == [*moved]


STOCK = """
    N1 - 2023-01 2023-01 7.21 -
    N2 - 2023-02 2023-02 7.4 -
    N3 - 2024-01 2024-01 - 5
"""


def test_a_forged_contradiction_and_a_world_without_a_release_are_refused(known):
    folder, found, _ = known
    name, of, on, end, *_, exact = next(
        key for key in check_proofs.read_proofs(found.to_dict("records")) if not key[2]
    )
    tables_of = check_proofs.read_tables(folder, folder / "reports")
    system = tables_of[1][name, True]
    empty = (name, "", "", "most", "1", "1")
    assert check_proofs.check_sum(empty, [], system).startswith("a contradiction")
    worlds = check_proofs.read_worlds(folder / "data/processed/worlds.csv")
    world = worlds[name, of, on, end]
    key = (name, of, on, end, "", exact)
    assert check_proofs.check_world(key, world, system) is None
    releases = {unknown[2] for unknown in world}
    for release in sorted(releases):
        less = {each: world[each] for each in world if each[2] != release}
        assert check_proofs.check_world(key, less, system) is not None, release


@pytest.mark.parametrize("kind", ["official statistics", "customs statistics"])
def test_months_of_a_stock_are_proven_one_by_one(kind):
    place = {"reporter": "GBR", "partner": "", "product": "waiting", "source": "NHSE"}
    rows = write_rows(STOCK, **place, unit="m cases", quantity="stock", released="")
    sources = list_sources(NHSE=kind)
    ranges = Ranges(rows, sources)
    series = "GBR-waiting-NHSE:cases"
    asked = [("2023-02", "", "revised"), ("2024-01", "", "own")]
    asked += [("2024-01", "2023-01", "own"), ("2023-02", "2023-01", "revised")]
    texts = dict(zip(sources["source"], sources["revisions"], strict=True))
    hedges = check_proofs.rows_of(tables.ROOT / "lib/dualuse/base/hedges.csv")
    hedges = {row["word"]: row for row in hedges}
    read = check_proofs.read_systems(
        rows.to_dict("records"), {"NHSE": kind}, hedges, []
    )
    system = Series.read(series).system
    bands = check_proofs.read_bands(texts["NHSE"], texts)
    assert bool(bands) == (kind == "customs statistics")
    checked = check_proofs.System(read[system], bands, is_flow=False)
    for month, base, release in asked:
        found = proofs.tabulate(ranges, series, (month, month), base, release)
        assert set(found["end"]) == {"least", "most"}
        for key, lines in check_proofs.read_proofs(found.to_dict("records")).items():
            for each in filter(None, map(check_proofs.read_span, key[1:3])):
                checked.values(*each)
            assert check_proofs.check_sum(key, lines, checked) is None


@pytest.mark.parametrize("seed", seeds.draw_few(2, 60))
def test_who_decides_an_end_moves_it_visibly_and_no_other_does(seed):
    chance = random.Random(f"decide {seed}")
    while True:
        series, (start, end), _, _ = draw_question(chance)
        caps = WHOLE.find_caps(series, start, end)
        if caps.get("most"):
            break
    programme = WHOLE.find_programme(series)
    spans = [span for (span,) in WHOLE.list_asked(series, (start, end), "", "own")]
    asked = max(spans, key=lambda span: programme.measure(span).right)
    question = ("range", programme.name_release(asked))
    most = programme.measure(asked).right
    for figure in programme.figures:
        moved = programme.answer(question, (figure.id,)).ends.right - most
        is_visible = moved > VISIBLE * most
        decides = figure.id in caps["most"] and caps["most"][figure.id] > 0
        assert is_visible == decides, (series, start, end, figure.id)


# --- planted faults

STATUSES = ["cut off", "each month", "later print", "first-print base"]
HEDGED = ["exact", "about", "more than", "nearly", "at least"]
NEAR = {"all", "drones"}  # the goods of the ranges that are proven
TABLE = "lib/dualuse/base/hedges.csv"


def change_number(chance, text):
    factor = chance.choice([0.9, 0.98, 1.02, 1.1])
    number = f"{float(text.replace(',', '')) * factor:.4g}"
    return f"{Decimal(number):f}"  # no library reads 1.1e+05


def plant_figure(chance):
    """Change one cell of one row of evidence: (table, its rows, what the engine reads)."""
    rows = check_proofs.rows_of(tables.ROOT / TABLES[0])
    near = [row for row in rows if row["role"] == "evidence" and row["product"] in NEAR]
    row = chance.choice([row for row in near if row["period_start"]])
    before = dict(row)
    while row == before:
        column = chance.choice(
            ["value", "growth", "hedge", "period_end", "status", "role"]
        )
        if column == "role":
            row[column] = "context"
        elif column in ("value", "growth") and row[column]:
            row[column] = change_number(chance, row[column])
        elif column == "hedge" and row["value"] and row["hedge"] != "between":
            row[column] = chance.choice(HEDGED)
        elif column == "period_end":
            row[column] = row["period_start"]
        elif column == "status" and row["value"]:
            row[column] = chance.choice(STATUSES)
    changed = FIGURES.set_index("id", drop=False).astype(object)
    for column in set(row) & set(changed):
        changed.loc[row["id"], column] = row[column]
    return TABLES[0], rows, (changed.reset_index(drop=True), SOURCES, WRONG)


def plant_hedge(chance):
    """Let a word mean more, or less."""
    rows = check_proofs.rows_of(tables.ROOT / TABLE)
    row = chance.choice([row for row in rows if row["word"] in HEDGED])
    end = chance.choice(["below", "above"])
    row[end] = str(max(float(row[end]) + chance.choice([-0.5, -0.1, 0.1, 0.5]), 0))
    return TABLE, rows, (FIGURES, SOURCES, WRONG)


def plant_allowance(chance):
    """Move one end of a band of revisions."""
    rows = check_proofs.rows_of(tables.ROOT / TABLES[1])
    row = next(row for row in rows if row["source"] == "GACC")
    words = row["revisions"].split(" ")
    place = chance.choice([at for at, word in enumerate(words) if word[-1:].isdigit()])
    moved = float(words[place].rstrip(";")) + chance.choice([-0.5, -0.1, 0.1, 0.5])
    words[place] = f"{moved:.1f}" + ";" * words[place].endswith(";")
    row["revisions"] = " ".join(words)
    is_customs = SOURCES["source"] == "GACC"
    revisions = SOURCES["revisions"].mask(is_customs, row["revisions"])
    return TABLES[1], rows, (FIGURES, SOURCES.assign(revisions=revisions), WRONG)


def plant_set_aside(chance):
    """Take one row, or what is said of it, off the table of what is set aside."""
    fewer = WRONG.drop(chance.choice(list(WRONG.index)))
    rows = fewer.astype(str).to_dict("records")
    return "data/processed/set_aside.csv", rows, (FIGURES, SOURCES, fewer)


FAULTS = [plant_figure] * 7 + [plant_hedge, plant_allowance, plant_set_aside]


def forget():
    """Let the library read anew."""
    printed.find_ends.cache_clear()
    constraints.read_printed.cache_clear()
    programme.share_programme.cache_clear()


@pytest.fixture
def anew():
    """The library keeps nothing that it read with a bug, nor before it."""
    forget()
    yield
    forget()


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """The ends of some ranges that pages show, with their proofs and worlds."""
    found = prove(WHOLE)
    folder = write_folder(tmp_path_factory.mktemp("known"), found)
    (folder / TABLE).parent.mkdir(parents=True)
    (folder / TABLE).write_bytes((tables.ROOT / TABLE).read_bytes())
    write_worlds(folder, found)
    return folder, found, list_ends(WHOLE)


def prove(ranges):
    return pd.concat(
        [proofs.tabulate(ranges, *each) for each in SHOWN]
    ).drop_duplicates()


def list_ends(ranges):
    ends = []
    for series, period, base in SHOWN:
        if base:
            ends += [
                str(ranges.growth(series, *period, base, each)) for each in RELEASES
            ]
        else:
            ends += [str(ranges.range(series, *period, each)) for each in RELEASES]
    return ends


@pytest.mark.parametrize("seed", seeds.draw_few(2, 1000))
def test_a_fault_that_moves_an_end_fails(seed, known, monkeypatch):
    folder, _, ends = known
    chance = random.Random(f"fault {seed}")
    plant = chance.choice(FAULTS)
    name, rows, read = plant(chance)
    whole = (folder / name).read_bytes()
    pd.DataFrame(rows).to_csv(folder / name, index=False)
    try:
        wrong = check_proofs.main(folder)
    finally:
        (folder / name).write_bytes(whole)
    print(plant.__name__, "fails" if wrong else "passes")
    if not wrong:  # then no end may move
        steps = {row["word"]: row for row in rows} if name == TABLE else {}
        for word in set(steps) & set(HEDGED):
            both = Decimal(steps[word]["below"]), Decimal(steps[word]["above"])
            monkeypatch.setitem(hedges.HEDGES, word, both)
        if steps:
            forget()
        try:
            now = list_ends(Ranges(*read))
        except InputError as refused:  # half a piece: nobody reads it
            assert "a whole number of units" in str(refused)
            now = ends
        if steps:
            forget()
        assert now == ends


def mend(function, change):
    """A function whose answer is changed."""
    return lambda *words: change(function(*words))


BUGS = {
    "tables are not dated": (constraints, "date_tables", list),
    "prints that touch are not joined": (ranges, "join_touching", list),
    "nothing is set aside": (ranges, "apply_set_aside", lambda all_, _: all_),
    "no direction is put right": (constraints, "swap_flow", lambda figure: figure),
    "a growth is a point more": (
        constraints,
        "read_growth",
        mend(constraints.read_growth, lambda growth: growth + 1),
    ),
    "a number is cut to three digits": (constraints, "DIGITS", 3),
    "every hedge is none": (
        constraints,
        "read_level",
        lambda number, unit, *_: printed.read_level(number, unit),
    ),
    "claims are evidence": (
        constraints,
        "is_of_series",
        lambda row: row["flow"] not in ("share", "price") and bool(row["period_start"]),
    ),
    "a later table is of the first print": (constraints.Figure, "releases", ["own"]),
    "a later print is a first one": (constraints.Figure, "is_late", False),
    "growth is on first prints": (constraints.Figure, "on_first_release", True),
    "growth is on revised ones": (constraints.Figure, "on_first_release", False),
    "months are revised as totals": (
        constraints.Rules,
        "find_factors",
        lambda rules, flow, _: FIND_FACTORS(rules, flow, "total"),
    ),
    "totals are not held together": (
        constraints.Rules,
        "is_after_january",
        lambda *_: False,
    ),
    "nobody revises": (ranges, "read_revisions", lambda _: {}),
    "months before the last are first prints": (
        constraints.Rules,
        "add_up",
        lambda rules, span: ADD_UP(
            rules, span._replace(release="sum") if span.release == "own" else span
        ),
    ),
}
FIND_FACTORS, ADD_UP = constraints.Rules.find_factors, constraints.Rules.add_up


@pytest.mark.parametrize("bug", seeds.pick_few(2, BUGS))
def test_a_bug_in_reading_that_moves_an_end_fails(
    bug, known, tmp_path, monkeypatch, anew
):
    *_, ends = known
    monkeypatch.setattr(*BUGS[bug])
    try:
        buggy = Ranges(FIGURES, SOURCES, WRONG)
        is_moved = list_ends(buggy) != ends
        found = prove(buggy)
        folder = write_folder(tmp_path, found)
        write_worlds(folder, found, buggy)
    except (ValueError, ArithmeticError):  # figures contradict each other, or no sum is
        return
    wrong = check_proofs.main(folder)
    print(bug, "moves" if is_moved else "moves nothing", len(wrong))
    assert wrong or not is_moved
