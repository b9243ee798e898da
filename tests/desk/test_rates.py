"""A growth that is said in words is the one that its number says, or is refused."""

import re
from functools import cache

import pytest

from dualuse.base import catalogue, tables
from dualuse.base.errors import SAME_AS, InputError
from dualuse.base.printed import HEDGES
from dualuse.desk import desk
from dualuse.desk.questions import read_question
from dualuse.desk.rates import FALLS, RISES

EXPORTS = "CHN-RUS-export-all-GACC"
IMPORTS = "CHN-RUS-import-all-GACC"
YUAN = "CHN-RUS-export-all-GACC:CNY"
UNSAID = ["exact", "rounded", "cut off"]  # nobody says these before a number
OFFERED = re.compile(r"value='([^']+)'(?:, hedge='([^']+)')?")


@pytest.fixture(autouse=True)
def tables_read_once(monkeypatch):
    """Nobody writes to data/ meanwhile."""
    monkeypatch.setattr(tables, "verify_data", cache(tables.verify_data))
    monkeypatch.setattr(catalogue, "list_series", cache(catalogue.list_series))


def read(value, hedge="exact", kind="growth", **fields):
    return read_question(
        EXPORTS, value, hedge=hedge, period="2024", kind=kind, **fields
    )


@pytest.mark.parametrize("way", [*RISES, *FALLS])
def test_a_rise_or_a_fall_in_words_is_its_number_with_its_hedge(way):
    sign = "-" if way in FALLS else ""
    said = {hedge: hedge for hedge in HEDGES if hedge not in UNSAID} | SAME_AS
    for spoken, hedge in said.items():
        plain = read(f"{sign}12", hedge)["tests"]
        for words in (f"{way} by {spoken} 12%", f"{way} {spoken} 12 per cent"):
            if words.startswith("up up to"):  # nobody says it
                continue
            assert read(words)["tests"] == plain, words
    assert read(f"{way} by 12%")["tests"] == read(f"{sign}12")["tests"]
    assert read(f"{way} 12", "about")["tests"] == read(f"{sign}12", "about")["tests"]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("doubled", "100"),
        ("tripled", "200"),
        ("threefold", "200"),
        ("tenfold", "900"),
        ("10-fold", "900"),
        ("halved", "-50"),
    ],
)
def test_a_multiple_in_a_word_with_a_hedge_is_its_number(word, value):
    for hedge in ("nearly", "more than", "about", "at least"):
        plain = read(value, hedge)["tests"]
        assert read(word, hedge)["tests"] == read(f"{hedge} {word}")["tests"] == plain
    assert read("rose more than tenfold")["tests"] == read("900", "more than")["tests"]


@pytest.mark.parametrize(
    ("words", "value", "asked"),
    [
        ("between 40 and 50%", "40-50", "rose by 40-50%"),
        ("rose by 10 to 20 per cent", "10-20", "rose by 10-20%"),
        ("fell by between 5 and 7%", "-7--5", "fell by 5-7%"),
        ("fell by 5-7%", "-7--5", "fell by 5-7%"),
        ("between -5 and 7%", "-5-7", "changed by between −5% and 7%"),
    ],
)
def test_two_ends_in_words_are_two_numbers(words, value, asked):
    question = read(words)
    assert question["tests"] == read(value, "between")["tests"]
    assert f"they {asked} on" in question["asked"]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("fell by a quarter", "growth"),
        ("about a third", "growth"),
        ("doubled", "growth"),
        ("Tripled", "growth"),
        ("tenfold", "growth"),
        ("zoomed", "growth"),
        ("fell tenfold", "growth"),
        ("twice", "ratio"),
        ("half", "ratio"),
    ],
)
def test_each_line_that_a_refusal_offers_is_a_question(value, kind):
    fields = {"over": IMPORTS} if kind == "ratio" else {}
    with pytest.raises(InputError) as error:
        read(value, kind=kind, **fields)
    offered = OFFERED.findall(str(error.value))
    assert offered
    for number, hedge in offered:
        assert read(number, hedge or "exact", kind, **fields)["tests"]


@pytest.mark.parametrize(
    "value", ["fell by 10%", "doubled", "more than tripled", "rose"]
)
def test_words_of_a_growth_are_no_ratio(value):
    """Of an amount they need no kind: see test_asked.py."""
    with pytest.raises(InputError, match="expected kind='growth'"):
        read(value, kind="ratio", over=IMPORTS)


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        ("yuan", f"growth in CNY is asked of series {YUAN}$"),
        ("USD", "the series is in USD"),
        ("tonnes", "there is growth in USD or CNY"),
    ],
)
def test_a_growth_in_another_unit_names_the_series_to_ask(unit, why):
    with pytest.raises(InputError, match=why):
        read("2", "nearly", unit=unit)


def test_growths_in_words_are_answered():
    fall = desk.claim(
        "China trade with Russia",
        "fell by less than 10%",
        kind="growth",
        period="1H 2025",
    )
    assert fall["verdict"] == "confirmed"
    drones = "UKR-CHN-import-drones-UKR-ORIGIN:tonnes"
    rise = desk.claim(drones, "nearly tripled", kind="growth", period="2024")
    assert rise["verdict"] == "possible"


def test_the_readme_says_how_about_is_read():
    text = " ".join((tables.ROOT / "README.md").read_text("utf-8").split())
    told = re.findall(r"about (\$\d+bn) is (\$\d+bn to \$\d+bn)", text)
    assert len(told) == 2
    for amount, reading in told:
        entry = read_question(EXPORTS, amount, hedge="about", period="2023")
        assert entry["reading"] == reading


@pytest.mark.parametrize("value", ["between $100bn and $120bn", "100 to 120 bn USD"])
def test_two_amounts_are_refused_with_the_line_to_type(value):
    with pytest.raises(InputError) as error:
        read(value, kind="level")
    assert "value='100-120', unit='bn USD', hedge='between'" in str(error.value)
    assert read("100-120", "between", "level", unit="bn USD")["tests"]
