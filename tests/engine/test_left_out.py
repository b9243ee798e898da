"""What is left out of an answer is not in it: a source, an outlet, or both of one name."""

import random

import pytest
from seeds import pick_few

from dualuse.base import claims, tables
from dualuse.base.catalogue import list_namesakes, name_left_out
from dualuse.base.errors import InputError
from dualuse.desk import desk
from dualuse.engine.evidence import judge_claim
from dualuse.engine.robustness import tell_verdict

FIGURES = tables.read_figures(role="evidence")
OUTLETS = tables.read_reference("outlets")
SOURCES = tables.read_reference("sources")
WORDS = sorted({*OUTLETS["name"], *SOURCES["label"], *SOURCES["source"]})
PRINTERS = ["outlet", "read_at"]
NAMES = OUTLETS.set_index("id")["name"]


def test_no_figure_is_of_a_source_or_an_outlet_that_is_left_out():
    outlets = dict(zip(OUTLETS["name"], OUTLETS["id"], strict=True))
    labels = dict(zip(SOURCES["label"], SOURCES["source"], strict=True))
    codes = dict(zip(SOURCES["source"], SOURCES["source"], strict=True))
    namesakes = list_namesakes()
    words = [word for word in WORDS if word.casefold() in namesakes]
    for word in [*words[:20], *random.Random(1).sample(WORDS, 40)]:
        ids = desk.list_without(word)
        rows = desk.leave_out_figures(FIGURES, ids)
        for source in {labels.get(word), codes.get(word)} - {None}:
            assert source not in set(rows["source"]), word
        if word in outlets:
            assert outlets[word] not in set(rows[PRINTERS].to_numpy().ravel()), word
        # nor is it said to be left out while its own figures stay
        for name in name_left_out(ids):
            for each in set(namesakes.get(name.casefold(), [])) & set(codes):
                assert each in ids, word


def test_what_is_left_out_are_the_rows_of_the_outlets_and_no_other():
    """Of random outlets, whose report a row is or on whose site it was read."""
    figures = tables.read_figures()
    draws = random.Random(3)
    printers = sorted({*figures["outlet"], *figures["read_at"]} - {""})
    for _ in range(100):
        outlets = draws.sample(printers, draws.randint(1, 4))
        kept = desk.leave_out_figures(figures, desk.list_without(outlets))
        is_theirs = figures[PRINTERS].isin(outlets).any(axis=1)
        gone = {*figures["id"]} - {*kept["id"]}
        assert gone == {*figures.loc[is_theirs, "id"]}, outlets


GROWTHS = FIGURES[(FIGURES["value"] == "") & FIGURES["id"].str.endswith("b")]
TWINS = GROWTHS.assign(twin=GROWTHS["id"].str[:-1]).merge(
    FIGURES[FIGURES["value"] != ""], left_on="twin", right_on="id", suffixes=["", "_of"]
)
TWINS = TWINS[TWINS["outlet"] != TWINS["outlet_of"]]
WITHIN = TWINS[TWINS["period_start"] == TWINS["period_start_of"]]


@pytest.mark.parametrize("row", pick_few(3, WITHIN.to_dict("records")))
def test_a_growth_goes_with_the_outlet_that_printed_it(row):
    """And stays without the one that printed the amount of the same months."""
    period = f"{row['period_start']} to {row['period_end']}"
    asked = {"kind": "growth", "period": period}
    for outlet, stays in {row["outlet"]: "twin", row["outlet_of"]: "id"}.items():
        less = desk.claim(row["series"], row["growth"], without=outlet, **asked)
        assert {row["id"], row["twin"]} & {*less.figures} == {row[stays]}


def test_the_growths_of_other_outlets_are_known():
    assert len(WITHIN) > 8


@pytest.mark.parametrize("word", sorted(set(FIGURES["source"])))
def test_a_series_without_its_only_source_says_why_nothing_is_left(word):
    known = desk.list_series().index
    rows = FIGURES[(FIGURES["source"] == word) & FIGURES["series"].isin(known)]
    for row in rows.head(1).to_dict("records"):
        months = f"{row['period_start']} to {row['period_end']}"
        with pytest.raises(
            InputError, match="left out: without them figures set no limit"
        ):
            desk.range_of(row["series"], months, without=word)


def test_an_outlet_by_its_id_is_its_pages_alone():
    assert desk.write_without("chinese-customs") == (
        ", without the pages of Chinese customs"
    )
    moved = desk.without("GACC")
    assert set(moved.index) >= {
        "A1",
        "A7",
        "A8",
    }  # and more by rows that a build adds up


@pytest.mark.parametrize("word", ["Molfar", "Sayari", "Import Genius", "gacc"])
def test_a_label_that_answers_print_is_known(word):
    assert desk.list_without(word)


@pytest.fixture(scope="module")
def each():
    return desk.without_each()


def list_outlets(each):
    """Return the outlets without which something moves, and all others that print."""
    deciding = sorted(NAMES.index[NAMES.isin(each["outlet"])])
    return deciding, sorted(desk.list_printers(tables.read_figures()) - {*deciding})


def judge_without(outlet, published):
    """Return the claims of which the words change without an outlet, each judged anew."""
    less = desk.read_evidence(without=[outlet])
    moved = {}
    for claim in claims.read_claims():
        now = tell_verdict(judge_claim(claim, published))
        then = tell_verdict(judge_claim(claim, less))
        if now != then:
            moved[claim["id"]] = then
    return moved


def compare(outlets, each):
    """Leave out each outlet alone, and compare with what is said of all of them."""
    published = desk.read_evidence()
    for outlet in outlets:
        rows = each[each["outlet"] == NAMES[outlet]]
        moved = dict(zip(rows["claim"], rows["without it"], strict=True))
        assert moved == judge_without(outlet, published), outlet


def test_an_outlet_left_out_moves_what_it_moves_by_itself(each):
    deciding, others = list_outlets(each)
    compare([*deciding[:2], *random.Random(2).sample(others, 2)], each)


@pytest.mark.long
def test_it_is_so_for_every_outlet(each):
    deciding, others = list_outlets(each)
    compare([*deciding, *others], each)


def test_what_moves_without_each_is_counted(each):
    deciding, others = list_outlets(each)
    number = each["outlet"].nunique()
    assert number == len(deciding) > 5
    assert f"{len(deciding) + len(others)} outlets were left out" in each.note
    assert f"without {number} of them" in each.note
