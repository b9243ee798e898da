"""What a refusal offers is on what was meant, and works; what prints is never empty."""

import random
import re
import string

import pandas as pd
import pytest
import seeds

from dualuse.base import catalogue, categories, claims, hedges, tables
from dualuse.base.errors import InputError
from dualuse.base.series import SERIES_NAME, Series
from dualuse.desk import desk
from dualuse.desk.answer import Answer
from dualuse.desk.questions import EXAMPLES, read_question
from dualuse.desk.replies import Table, write_figure

CODE = re.compile(r"[A-Z]{3}-[\w+-]+(?::[\w ]+)?")
CHAPTERS = "published/fcs_trade_with_world_by_chapter.csv"
UP = [
    "well over",
    "a little over",
    "upwards of",
    "north of",
    "in excess of",
    "not under",
]
DOWN = ["just shy of", "shy of", "short of", "not quite", "south of", "well under"]
DOWN += ["not over", "hardly more than", "just short of", "a little under"]


def read_refusal(question):
    with pytest.raises(InputError) as refusal:
        question()
    return str(refusal.value.expected)


def list_offered(told):
    """Return the series that a refusal names."""
    words = [word.rstrip(".;,") for word in CODE.findall(told)]
    return [word for word in words if SERIES_NAME.fullmatch(word)]


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("seed", range(3))
def test_words_that_no_goods_have_get_the_same_offer_everywhere(seed):
    chance = random.Random(seed)
    word = (
        "machinery"
        if not seed
        else "".join(chance.choices(string.ascii_lowercase, k=9))
    )
    questions = (desk.series, desk.codes, desk.figures, desk.official)
    offers = {read_refusal(lambda ask=ask: ask(word)) for ask in questions}
    (offer,) = offers
    if len(desk.search(word)):
        assert offer.endswith(f"desk.search({word!r}) finds")
    else:  # what finds nothing is not offered
        assert "desk.search" not in offer and desk.search(word).note.endswith(
            offer[-60:]
        )
        code = re.search(r"desk\.official\('(\d+)'\)", offer)
        assert not code or len(desk.official(code[1]))
        assert f"data/{CHAPTERS} (" in offer


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("as_code", [True, False])
def test_a_refused_series_offers_those_of_its_goods_and_of_no_others(as_code):
    """Of random goods, of which there are series, figures or nothing; alone, too."""
    chance = random.Random(as_code)
    known = [*catalogue.list_series().index]
    spellings = categories.read_spellings()
    goods = [*spellings["spelling"]]
    if as_code:
        goods = sorted({Series.read(code).product for code in known})
    printed = {*known}
    totals = desk.read_official()
    known += [] if totals is None else [*totals["series"].unique()]
    goods = [*chance.sample(goods, 12), "drones", "vests", "machine-tools", "all"]
    for words in goods:
        products = categories.find_products(words)
        asked = words
        if as_code:
            asked = f"CHN-BLR-export-{products[0]}-UN-TRADE"
            products = products[:1]
        told = read_refusal(lambda asked=asked: desk.claim(asked, "$5", period="2023"))
        offered = list_offered(told)
        there = [code for code in known if Series.read(code).product in products]
        assert {*offered} <= {*there}, (asked, told)
        of_figures = len(printed & {*there})
        assert bool(offered) == bool(there), (asked, told)
        assert min(3, of_figures) <= len(offered) <= 3, (asked, told)
        for code in offered:
            assert f"{catalogue.describe_series(code)}: {code}" in told
        if not there:
            is_offer = "desk.figures(" in told or "desk.check(" in told
            assert is_offer or "desk.search(" in told


@pytest.mark.parametrize("series", ["CHN-RUS-export-submarines-GACC", "submarines"])
def test_goods_that_nobody_knows_have_no_neighbours(series):
    told = read_refusal(lambda: desk.claim(series, "$5", period="2023"))
    assert not list_offered(told) and "desk.search('submarines')" in told


def test_no_hedge_of_the_other_direction_is_offered():
    for words, way in [(UP, 1), (DOWN, -1)]:
        for word in words:
            assert way * hedges.find_side(hedges.guess_hedge(word)) >= 0, word
            told = read_refusal(lambda word=word: hedges.require_hedge(word))
            assert "perhaps" not in told or hedges.guess_hedge(word) in told


@pytest.mark.parametrize("seed", range(3))
def test_a_misspelt_hedge_is_never_read_as_one_of_the_other_direction(seed):
    """A letter goes, comes or is another: of every hedge and every other word for one."""
    chance = random.Random(seed)
    offered = 0
    for word in [*hedges.HEDGES, *hedges.SAME_AS]:
        place = chance.randrange(len(word))
        letter = chance.choice(["", *string.ascii_lowercase])
        typed = word[:place] + letter + word[place + chance.choice([0, 1]) :]
        meant = hedges.guess_hedge(typed)
        offered += bool(meant)
        way = hedges.find_side(hedges.read_hedge(word))
        assert not meant or hedges.find_side(meant) == way, (typed, meant)
    assert offered > 12


@pytest.mark.usefixtures("held")
def test_months_taken_out_are_added_up_by_nobody():
    """A group may have been cut in two; the period itself can be asked."""
    months = desk.months("CHN-RUS-export-all-GACC", "2022 to 2023")
    assert months.total().left > 0
    for some in (months.loc["2023"], months.iloc[3:], months[months["low"] > 0]):
        for part in (some, some.head(2)):
            with pytest.raises(InputError, match=r"desk\.months"):
                part.total()
            assert not repr(part).startswith("You asked")
    assert isinstance(months["group_low"].sum(), float)


@pytest.mark.usefixtures("held")
def test_no_figure_prints_as_an_empty_cell():
    table = desk.figures()
    assert (table["printed"].str.strip() != "").all()
    empty = table[table["value"].isna() & table["growth"].isna()]
    empty = empty[~empty["hedge"].eq("between") & ~empty["growth_hedge"].eq("between")]
    assert {*empty["printed"]} == {"no number"}
    for row in tables.read_figures().to_dict("records"):
        assert not re.search(r": ,|: \(", write_figure(row))


def test_what_was_not_asked_has_no_line_of_what_was():
    assert not repr(Table(pd.DataFrame({"a": [1]}))).startswith("You asked")
    assert "You asked" not in Table(pd.DataFrame({"a": [1]}))._repr_html_()
    told = desk.check("A8")
    answer = Answer(told, desk.read_evidence(), "")
    assert "You asked" not in repr(answer)


@pytest.mark.slow
@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("left_out", ["F205", "tass"])
def test_the_verdicts_that_stay_are_counted_as_the_readme_counts_them(left_out):
    counted = {each["id"] for each in claims.read_claims() if "not_counted" not in each}
    readme = (tables.ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{len(counted)} claims" in readme or f"of {len(counted)}" in readme
    moved = desk.without(left_out)
    stay = len(counted - {*moved.index})
    assert f"{stay} of {len(counted)} " in moved.note


@pytest.mark.usefixtures("held")
def test_the_code_that_a_refusal_gives_as_an_example_is_answered():
    if desk.read_official() is None:
        pytest.skip("no build has added up official rows")
    for word in ("excavators", "helmets", "drones"):
        told = read_refusal(lambda word=word: desk.official(word))
        (code,) = re.findall(r"desk\.official\('(\d+)'\)", told)
        assert len(desk.official(code))


@pytest.mark.usefixtures("held")
def test_official_rows_alone_are_offered_where_their_goods_are_asked():
    """A claim is tested on them, though nobody printed a figure of these goods."""
    rows = [f"CHN-{each}-export-sanitary-ware-GACC" for each in ("ARE", "RUS", "UKR")]
    for country, code in (("Russia", rows[1]), ("Ukraine", rows[2])):
        for words in ("sanitary ware", "toilets", "bathroom ceramics"):
            with pytest.raises(InputError) as refusal:
                catalogue.find_series(f"China exports to {country}, {words}", rows=rows)
            assert list_offered(str(refusal.value)) == [code]


def test_a_title_without_its_goods_is_offered_and_found():
    """Of every series of all goods: "China's trade with Ukraine" names it."""
    for name in catalogue.list_series().index:
        title = catalogue.describe_series(name, with_source=False)
        short, _, goods = title.partition(", ")
        if goods != "all goods":
            continue
        assert name in {*desk.search(short)["id"]}
        told = read_refusal(lambda short=short: desk.claim(short, "$5", period="2023"))
        offered = [desk.find_figure_series(each) for each in list_offered(told)]
        sides = {each.partition("-all-")[0] for each in offered}
        assert name.partition("-all-")[0] in sides


@pytest.mark.parametrize("word", ["trade balance", "deficit", "a surplus"])
def test_a_balance_is_refused_with_the_lines_to_type(word):
    words = f"China's {word} with Russia"
    told = read_refusal(lambda: desk.claim(words, "$5bn", period="2023"))
    assert "desk.range_of" in told and "desk.range_of" in desk.search(word).note


def test_countries_without_a_series_get_the_countries_that_have_one():
    assert "Russia" in desk.series(country="India").note


OFFERED = re.compile(r"(value|unit|hedge|kind)='([^']*)'")
AMOUNTS = {  # series and kind: how people write an amount of it
    ("CHN-RUS-export-all-GACC", "level"): ["${}bn", "{} billion dollars", "US${}m"],
    ("CHN-RUS-import-crude-oil-GACC:tonnes", "level"): ["{} m tonnes", "{}k tons"],
    ("CHN-RUS-export-drones-GACC:units", "level"): ["{} drones"],
    ("CHN-RUS-export-all-GACC", "growth"): ["{}%", "{} per cent", "{}"],
}
TWO = ["between {} and {}", "{} to {}", "from {} to {}", "{} and {}"]
LED = ["some {}", "well over {}", "just shy of {}", "up by some {}"]
PARTS = ["a third less", "two fifths more", "up by a tenth", "down by three quarters"]
PARTS += ["two halves less", "four thirds lower", "half"]
OVER = "CHN-RUS-import-all-GACC"


def list_lines(told):
    """Return the lines that a refusal offers, each as the arguments that are typed."""
    lines = []
    for name, word in OFFERED.findall(told):
        if name == "value":
            lines.append({})
        if lines:
            lines[-1][name] = word
    return lines


def draw_amount(chance):
    """Return words of an amount or two, of which series and kind they are."""
    (series, kind), forms = chance.choice([*AMOUNTS.items()])
    form = chance.choice(forms)
    numbers = [str(chance.randint(-99, 400)) for _ in range(2)]
    words = chance.choice([*TWO, *TWO, *LED, *PARTS])
    return words.format(*(form.format(number) for number in numbers)), series, kind


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("number", seeds.draw_few(1, 5))
def test_whatever_a_refusal_of_an_amount_offers_is_accepted(number):
    """ "$120bn to $100bn" was answered with 120-100, which is refused."""
    chance = seeds.begin(f"amounts {number}")
    tried = 0
    for _ in range(400):
        words, series, kind = draw_amount(chance)
        hedge = chance.choice([*hedges.UNHEDGED[:1], *hedges.HEDGES, *hedges.SAME_AS])
        try:
            read_question(series, words, "", hedge, "2023", kind)
        except InputError as refusal:
            told = refusal.expected if refusal.where == "value" else ""
        else:
            continue
        if told in EXAMPLES.values():
            continue
        for line in list_lines(told):
            asked = {"series": series, "period": "2023", "kind": kind, **line}
            if asked["kind"] == "ratio":
                asked |= {"series": "CHN-RUS-export-all-GACC", "over": OVER}
            assert read_question(**asked), (words, hedge)
            tried += 1
    assert tried > 100
