"""A series beside which a note, or Hong Kong, sets another: each answer names it."""

import random
import re

import pytest
import seeds

from dualuse.base import catalogue, tables
from dualuse.base.series import Series
from dualuse.desk import desk

ID = re.compile(r"[A-Z]+-?[A-Z]*[0-9]+[a-z]?")
CHIPS = [
    "RUS-CHN-import-semiconductors-CNBC",
    "RUS-CHN+HKG-import-us-chips-large-transactions-RUS-DECL",
    "RUS-CHN+HKG-import-us-chips-large-transactions-RUS-DECL:transactions",
]
ONE_TRADE = ["reporter", "partner", "flow"]


def list_pairs(figures):
    """Return the pairs of series of other goods of which a note names two figures."""
    rows = figures[figures["series"].isin(catalogue.list_series().index)]
    rows = rows.set_index("id")
    pairs = set()
    for row in rows.to_dict("records"):
        for other in rows.loc[rows.index.isin(ID.findall(row["note"]))].to_dict(
            "records"
        ):
            is_one = all(row[column] == other[column] for column in ONE_TRADE)
            if is_one and row["product"] != other["product"]:
                pairs.add(frozenset([row["series"], other["series"]]))
    return pairs


def ask_all(code, figures):
    """Return every answer on a series, as it prints, and on its goods."""
    row = figures[figures["series"] == code].iloc[0]
    months = row["period_start"], row["period_end"]
    unit = code.partition(":")[2] or "USD"
    period = f"{months[0]} to {months[1]}"
    return [
        repr(desk.claim(code, "1", unit, "more than", period)),
        repr(desk.range_of(code, period)),
        desk.months(code, period).note,
    ]


@pytest.mark.usefixtures("held")
def test_answers_name_the_series_beside_which_a_note_sets_theirs():
    figures = tables.read_figures()
    pairs = list_pairs(figures)
    assert (
        frozenset(
            f"CHN-RUS-export-{goods}-GACC"
            for goods in ("machine-tools", "metalworking-machines")
        )
        in pairs
    )
    for pair in pairs:
        for asked in pair:
            (near,) = pair - {asked}
            line = f"{catalogue.describe_series(near)}: {near}"
            for answer in ask_all(asked, figures):
                assert "Not asked, close to it: " in answer and line in answer
            goods = figures.loc[figures["series"] == asked, "product"].iloc[0]
            listed = desk.series(goods)
            assert {asked, near} <= {*listed.index} and near in listed.note
            if Series.read(asked).source == Series.read(near).source:
                ratio = desk.claim(asked, "2", period="2023", kind="ratio", over=near)
                assert ratio.near == [] and len(ratio.compared) == 1
                assert "Before you compare the two series: F" in repr(ratio)
            found = desk.search(catalogue.name_product(goods))
            of_near = figures.loc[figures["series"] == near, "id"]
            assert {*of_near} <= {*found["id"]}


@pytest.mark.usefixtures("held")
def test_chips_from_hong_kong_are_named_beside_those_from_china_and_the_other_way():
    figures = tables.read_figures()
    mainland, *with_hong_kong = CHIPS
    for asked, others in (
        (mainland, with_hong_kong),
        *((code, [mainland]) for code in with_hong_kong),
    ):
        for near in others:
            line = f"{catalogue.describe_series(near)}: {near} (customs count these"
            for answer in ask_all(asked, figures):
                assert "Not asked, close to it:" in answer and line in answer
            goods = figures.loc[figures["series"] == asked, "product"].iloc[0]
            assert near in desk.series(goods).index
    assert {*CHIPS} <= {*desk.series("chips").index}


@pytest.mark.usefixtures("held")
def test_series_that_no_note_sets_beside_another_have_none_close_to_them():
    in_pairs = {code for pair in list_pairs(tables.read_figures()) for code in pair}
    in_pairs |= {*CHIPS}
    others = [code for code in catalogue.list_series().index if code not in in_pairs]
    assert others and not catalogue.list_near_codes(others)
    answer = desk.claim(
        "CHN-RUS-export-drones-GACC", "$32m", period="2022-03 to 2023-05"
    )
    assert answer.near == [] and "close to it" not in repr(answer)


@pytest.mark.parametrize("seed", seeds.draw_few(2, 5))
def test_a_note_on_any_figure_that_names_one_of_other_goods_is_found(monkeypatch, seed):
    """Of random figures, of one trade or not: planted, and found both ways."""
    chance = random.Random(seed)
    figures, listed = tables.read_figures(), catalogue.list_series()
    for _ in range(40):
        first, second = chance.sample([*figures.index], 2)
        if chance.random() < 0.7:
            like = figures.loc[second, ONE_TRADE].to_list()
            same = (figures[ONE_TRADE] == like).all(axis=1)
            first = chance.choice([*figures.index[same]])
        figures.loc[first, "note"] = (
            f"Its scope differs from that of {figures.loc[second, 'id']}."
        )
    monkeypatch.setattr(tables, "read_figures", lambda **filters: figures)
    monkeypatch.setattr(catalogue, "list_series", lambda: listed)
    catalogue.pair_near.cache_clear()
    near = catalogue.pair_near(f"planted {seed}")
    found = set()
    for one in near:
        for other, why in near[one].items():
            if why != catalogue.COUNTED_APART:
                found.add(frozenset([one, other]))
    catalogue.pair_near.cache_clear()
    assert found == list_pairs(figures) and found
    assert all(one in near[other] for one in near for other in near[one])
