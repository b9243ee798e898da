"""What no figure prints of the very months is our reckoning, and is called so.

Series and months are drawn at random from what the tables know; each sentence is held
against the months of the figures behind it.
"""

import math
import random

import pytest
import seeds

from dualuse import desk
from dualuse.base import tables
from dualuse.base.catalogue import describe_series, name_area
from dualuse.base.claims import read_claims
from dualuse.base.errors import InputError
from dualuse.base.files import read_json
from dualuse.base.series import Series, read_month, write_month
from dualuse.base.units import is_whole
from dualuse.desk import desk as inside
from dualuse.engine.ranges import FLOW, RECORDS
from dualuse.engine.verdicts import DECIDED

OURS, COUNTED, READ = "By our own reckoning", "According to", "By our reading"
FIRST, LAST = read_month("2021-01"), read_month("2025-06")
LITTLE = 0.8  # of a month's least, when other months are revised


def draw_months(chance, longest=18):
    start = chance.randrange(FIRST, LAST)
    end = min(LAST, start + chance.randrange(longest))
    return write_month(start), write_month(end)


def draw_asked(chance):
    """Return a series, months, and what the figures allow of them."""
    evidence = desk.desk.read_evidence()
    names = evidence.ranges.names
    while True:
        series, (start, end) = chance.choice(names), draw_months(chance)
        if evidence.ranges.find_quantity(series) != FLOW:
            continue
        allowed = evidence.ranges.range(series, start, end)
        if allowed is not None and (allowed.left > 0 or allowed.right < math.inf):
            return evidence, series, start, end, allowed


@pytest.mark.parametrize("seed", seeds.draw_few(15, 300))
def test_an_amount_is_ours_where_no_figure_is_of_the_very_months(seed):
    evidence, series, start, end, _ = draw_asked(random.Random(f"ours {seed}"))
    unit = Series.read(series).unit
    answer = desk.claim(series, "1", unit, "more than", f"{start} to {end}")
    (entry,) = answer["parts"][0]["figures"]
    rows = [evidence.rows[name] for name in entry["figures"]]
    if entry["reason"] or not rows:
        return
    is_there = any(
        [row["period_start"], row["period_end"]] == [start, end] for row in rows
    )
    assert (OURS in entry["told"]) == (not is_there and not entry["prints"]), entry[
        "told"
    ]
    if OURS in entry["told"]:
        assert COUNTED not in entry["told"].replace(OURS, "")
    kind = evidence.ranges.kinds[Series.read(series).source]
    if is_there and kind in RECORDS and len(rows) == 1 and entry["high"] is None:
        words = entry["told"]
        assert READ in words or "at least" in rows[0]["hedge"], words


@pytest.mark.parametrize("seed", seeds.draw_few(15, 300))
def test_a_period_is_not_less_than_what_one_of_its_months_has(seed):
    """Unless customs may have revised what came before, which somebody printed."""
    evidence, series, start, end, whole = draw_asked(random.Random(f"less {seed}"))
    for month in range(read_month(start), read_month(end) + 1):
        name = write_month(month)
        part = evidence.ranges.range(series, name, name)
        if part is not None:
            assert whole.left >= LITTLE * part.left - 1, (series, start, end, name)


@pytest.mark.parametrize("claim", ["A1", "A7", "A8"])
def test_what_is_left_out_is_not_called_unfound(claim):
    """Each figure behind an answer is left out, all together: it was found."""
    figures = tables.read_figures().set_index("id")
    ids = [name for name in desk.check(claim).figures if name in figures.index]
    left_out = {*figures.loc[ids, "series"]}
    answer = desk.check(claim, without=ids)
    for part in answer["parts"]:
        for entry in part["figures"]:
            if entry["series"] in left_out:
                assert "we found no" not in entry["reason"], entry["reason"]


def test_a_figure_that_a_word_finds_says_between_whom_and_when():
    """The same goods go to Russia, to Ukraine and to others: a number alone misleads."""
    figures = tables.read_figures().set_index("id")
    tested = 0
    for word in ["drones", "chips", "ball bearings", "helmets", "sights", "ceramics"]:
        found = desk.search(word).query("kind == 'figure'")
        for row in found.to_dict("records"):
            figure = figures.loc[row["id"]]
            if figure["series"].count("-") < 3:
                continue
            partner = name_area(figure["partner"])
            assert partner.casefold() in row["words"].casefold(), row
            if figure["period_start"] and figure["period_end"]:
                assert figure["period_end"][:4] in row["words"], row
            tested += 1
    assert tested > 50


def test_months_are_grouped_as_amounts_are_printed():
    """Of each series: no group has more months than a print that ends or begins in it."""
    evidence = desk.desk.read_evidence()
    chance = seeds.begin("groups")
    names = chance.sample(evidence.ranges.names, 12)
    names = [each for each in names if evidence.ranges.find_quantity(each) == FLOW]
    tested = 0
    for series in names:
        line = Series.read(series)
        for figure in evidence.ranges.list_figures(line.system):
            if figure.flow != line.flow or figure.level is None:
                continue
            if not figure.start < figure.end or math.isinf(figure.level.right):
                continue
            start, end = write_month(figure.start - 3), write_month(figure.end)
            table = desk.months(series, f"{start} to {end}")
            groups = table["group"].to_numpy()
            before, first = groups[2], groups[3]
            is_sharp = figure.level.left > 0.5 * figure.level.right
            assert before != first or not is_sharp, (series, start, end)
            tested += 1
    assert tested


def test_what_must_be_heard_beside_a_verdict_is_said_by_the_desk():
    """The page of each claim says it; so does whoever asks."""
    heard = 0
    for entry in read_claims():
        answer = desk.check(entry["id"])
        for part in answer["parts"]:
            if part["limit"]:
                assert part["limit"][1:] in repr(answer), part["id"]
                assert part["limit"][1:] in " ".join(answer.lines)
                heard += 1
    assert heard > 5


def test_a_count_of_records_has_no_most_in_any_frame():
    """A frame is gone on with in pandas: its upper end is that of the range."""
    kinds = tables.read_reference("sources").set_index("source")["kind"]
    rows = desk.figures()
    is_record = rows["source"].map(kinds).isin(RECORDS) & rows["value"].notna()
    # more of it is no greater share, and no higher price
    is_record &= ~rows["unit"].isin(["percent", "times", "USD per unit"])
    is_whole = rows["status"].str.contains("complete")
    assert (rows.loc[is_record & ~is_whole, "high"] == math.inf).all()
    assert is_record.sum() > 10


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("a third less", "value='-33'"),
        ("down by a quarter", "value='-25'"),
        ("fell by a fifth", "value='-20'"),
        ("two thirds more", "value='67'"),
        ("the highest since December 2023", "desk.months(series, period)"),
    ],
)
def test_a_change_by_a_part_is_refused_with_its_sign(words, typed):
    with pytest.raises(InputError) as refused:
        desk.claim("CHN-RUS-export-all-GACC", words, period="April 2022", kind="growth")
    assert typed in str(refused.value)


def test_every_claim_can_be_asked_without_each_figure_behind_it():
    """A figure that an answer names can be left out of it, whatever kind the claim is."""
    for entry in read_claims():
        answer = desk.check(entry["id"])
        for figure in answer.figures[:3]:
            less = desk.check(entry["id"], without=[figure])
            assert less.verdict, (entry["id"], figure)


def test_whoever_has_not_built_hears_where_the_published_verdict_is_another(
    monkeypatch,
):
    """Without the totals of official rows, in a fresh clone: against the published ones."""
    monkeypatch.setattr(inside, "read_official", lambda: None)
    monkeypatch.setattr(inside, "find_saved", lambda word: None)
    published = read_json(tables.REPORTS / "verdicts.json")
    told = 0
    for each in published:
        answer = desk.check(each["id"])
        is_told = "not added up yet" in dict(answer.list_lines())["Verdict"][0]
        assert is_told or answer.verdict == each["verdict"], each["id"]
        told += is_told
    assert 0 < told < 5


def test_a_least_of_each_month_has_no_most_in_any_frame():
    rows = desk.figures()
    of_each = rows[rows["status"].str.contains("each month")]
    assert len(of_each) and (of_each["high"] == math.inf).all()


@pytest.mark.parametrize("seed", seeds.draw_few(8, 120))
def test_only_if_revised_says_so_where_no_revision_reaches_it(seed):
    """A claim just outside the first release, against the range as revised."""
    chance = random.Random(f"revised {seed}")
    evidence, series, start, end, _ = draw_asked(chance)
    own = evidence.ranges.range(series, start, end, "own")
    if own is None or not math.isfinite(own.right) or own.left <= 0:
        return
    amount = f"{own.right * chance.uniform(0.985, 1.02):.4g}"
    unit, months = Series.read(series).unit, f"{start} to {end}"
    value = f"{float(amount):.0f}" if is_whole(unit) else f"{float(amount):f}"
    answer = desk.claim(series, value, unit, "more than", months)
    if "only if revised" not in answer.caveat:
        return
    held = evidence.ranges.range(series, start, end, "revised")
    is_told = "no revision reaches it" in answer.caveat
    assert is_told == (held.right <= float(value)), (series, months, value)


def test_a_word_finds_what_is_held_out_as_a_number_does():
    """And whatever is printed in words that only the desk writes, such as yuan."""
    held = tables.read_table("published/held_out.csv")
    in_yuan = held.loc[held["unit"].str.contains("CNY"), "id"]
    assert {*in_yuan} <= {*desk.search("yuan")["id"]} and len(in_yuan) > 2
    for publisher in held["publisher"].str.partition(" (")[0].unique()[:6]:
        printed = held.loc[held["publisher"].str.startswith(f"{publisher} ("), "id"]
        printed = [*printed, *held.loc[held["publisher"] == publisher, "id"]]
        assert {*printed} <= {*desk.search(publisher)["id"]}, publisher


def list_prints():
    """Return each figure of a series as a claim: how it is asked, less its hedge."""
    asked = []
    figures = tables.read_figures().query("role == 'evidence' and period_start != ''")
    for row in figures.query("series != '' and growth_base == ''").to_dict("records"):
        if row["unit"].startswith("times") or float(row["growth"] or "1") == 0:
            continue
        period = f"{row['period_start']} to {row['period_end']}"
        value = row["growth"] or f"{row['value']} {row['unit']}"
        kind = "growth" if row["growth"] else "level"
        asked.append({"value": value, "period": period, "kind": kind} | {"row": row})
    return asked


@pytest.mark.parametrize("asked", seeds.pick_few(6, list_prints()))
def test_what_is_not_said_to_decide_decides_nothing(asked):
    series, words = asked["row"]["series"], {"hedge": "about", **asked}
    del words["row"]
    try:
        answer = desk.claim(series, **words)
    except InputError:
        return
    others = answer.list_others()
    if answer["verdict"] in DECIDED and others:
        less = desk.claim(series, without=others, **words)
        assert less["verdict"] == answer["verdict"], (asked["row"]["id"], others)


def test_a_multiple_as_it_was_printed_decides_what_its_amounts_do_not():
    """Counts of records are minimums on both sides, and do not divide."""
    machines = "RUS-CHN-import-cnc-machine-tools-RUS-DECL"
    months = {"period": "July 2023", "base": "February 2022", "kind": "growth"}
    answer = desk.claim(machines, "850-1000", hedge="between", **months)
    assert answer.list_decided_by() == ["F252b"]
    less = desk.claim(
        machines, "850-1000", hedge="between", without=["F251", "F252"], **months
    )
    assert less["text"] == answer["text"] == "confirmed, on one source and one page"


@pytest.mark.parametrize("seed", seeds.draw_few(10, 150))
def test_a_ratio_names_each_side_that_nobody_printed_and_what_comes_nearest(seed):
    chance = random.Random(f"sides {seed}")
    evidence, series, start, end, _ = draw_asked(chance)
    unit = Series.read(series).unit
    others = [each for each in evidence.ranges.names if Series.read(each).unit == unit]
    over = chance.choice([each for each in others if each != series])
    asked = {"period": f"{start} to {end}", "kind": "ratio", "over": over}
    try:
        answer = desk.claim(series, "2", hedge="more than", **asked)
    except InputError:
        return  # such as the sum of months of a stock
    (entry,) = answer["parts"][0]["figures"]
    sides = (series, over)
    silent = [each for each in sides if not evidence.ranges.range(each, start, end)]
    told = entry["told"]
    for each in silent:
        assert describe_series(each, with_source=False) in told, told
    if silent:
        printed = [row for row in evidence.prints if row["value"]]
        for each in sides:
            ids = {row["id"] for row in printed if row["series"] == each}
            assert not ids or any(f"({name})" in told for name in ids), told
