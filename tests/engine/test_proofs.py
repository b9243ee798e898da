"""Every end has a sum that the checker, which knows no solver, accepts; faults fail."""

import csv
import json
import random
import sys
from pathlib import Path

import pandas as pd
import pytest
import seeds
from synthetic_figures import list_sources, write_rows

from dualuse.base import tables
from dualuse.base.series import Series, read_month, write_month
from dualuse.engine import proofs
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


def write_worlds(folder, found):
    with (folder / "data/processed/worlds.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(make_worlds.COLUMNS)
        writer.writerows(make_worlds.make(found, WHOLE))


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
        for span in WHOLE.list_spans(series, start, end, release):
            named = programme.name_release(span)
            ends = programme.range(named)
            digit = exact(10.0**-programme.model.decimals)
            for side, shown in {"least": ends.left, "most": ends.right}.items():
                found = [*proofs.list_proofs(programme.model, side, named)]
                if found and shown:
                    gaps = [
                        proofs.SIDES[side] * (each.end - exact(shown)) for each in found
                    ]
                    assert 0 <= min(gaps, key=abs) <= digit, (named, side)
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
    spans = WHOLE.list_spans(series, start, end, "own")
    asked = max(spans, key=lambda span: programme.range(span).right)
    question = ("range", programme.name_release(asked))
    most = programme.range(asked).right
    for figure in programme.figures:
        moved = programme.answer(question, (figure.id,)).ends.right - most
        is_visible = moved > VISIBLE * most
        decides = figure.id in caps["most"] and caps["most"][figure.id] > 0
        assert is_visible == decides, (series, start, end, figure.id)


# --- planted faults

NUMBERS = {"value": ["12.5", "3", "900.1"], "growth": ["7.1", "-20", "55"]}
STATUSES = ["cut off", "each month", "later print", "first-print base"]


def plant(chance, rows):
    """Change one cell of one row of evidence; return its id, or "" if nothing changed."""
    row = chance.choice(
        [row for row in rows if row["role"] == "evidence" and row["period_start"]]
    )
    column = chance.choice(
        ["value", "growth", "hedge", "period_end", "status", "dropped"]
    )
    before = dict(row)
    if column == "dropped":
        row["role"] = "context"
    elif column in NUMBERS and row[column]:
        row[column] = (
            f"{float(row[column].replace(',', '')) * chance.choice([0.9, 0.98, 1.02, 1.1]):.4g}"
        )
    elif column == "hedge" and row["value"] and row["hedge"] != "between":
        row["hedge"] = chance.choice(
            ["exact", "about", "more than", "nearly", "at least"]
        )
    elif column == "period_end" and row["period_end"] > row["period_start"]:
        row["period_end"] = row["period_start"]
    elif column == "status" and row["value"]:
        row["status"] = chance.choice(STATUSES)
    return row["id"] if row != before else ""


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """The ends of some ranges that pages show, with their proofs and worlds."""
    found = pd.concat(
        [proofs.tabulate(WHOLE, *each) for each in SHOWN]
    ).drop_duplicates()
    folder = write_folder(tmp_path_factory.mktemp("known"), found)
    write_worlds(folder, found)
    return folder, found, list_ends(WHOLE)


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
    path = folder / "data/published/figures.csv"
    published = path.read_text(encoding="utf-8")
    rows = check_proofs.rows_of(path)
    planted = ""
    near = {"all", "drones"}
    while (
        not planted
        or next(r for r in rows if r["id"] == planted)["product"] not in near
    ):
        rows = check_proofs.rows_of(path)
        planted = plant(chance, rows)
    changed = FIGURES.set_index("id", drop=False).astype(object)
    for column, cell in next(row for row in rows if row["id"] == planted).items():
        if column in changed:
            changed.loc[planted, column] = cell
    pd.DataFrame(rows).to_csv(path, index=False)
    try:
        wrong = check_proofs.main(folder)
    finally:
        path.write_text(published, encoding="utf-8")
    try:
        moved = (
            list_ends(Ranges(changed.reset_index(drop=True), SOURCES, WRONG)) != ends
        )
    except ValueError:  # now figures contradict each other
        moved = True
    assert wrong or not moved, planted
