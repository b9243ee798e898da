"""Hedges, rises and falls before a number are read, each in its own words."""

import re

import pytest

from dualuse.base.errors import InputError
from dualuse.base.hedges import HEDGES, SAME_AS
from dualuse.base.series import Series
from dualuse.desk.amounts import read_amount
from dualuse.desk.questions import read_question
from dualuse.desk.rates import is_change, split_hedge

UNSAID = ["exact", "rounded", "cut off"]  # nobody says these
EXPORTS = Series.read("CHN-RUS-export-all-GACC")
SAID = {hedge: hedge for hedge in HEDGES if hedge not in UNSAID} | SAME_AS


@pytest.mark.parametrize(("words", "hedge"), SAID.items())
def test_every_hedge_may_stand_before_its_number(words, hedge):
    for kind, number in (("level", "$5bn"), ("growth", "12%"), ("ratio", "1.5")):
        assert split_hedge(f"{words} {number}", "exact", kind) == (number, hedge)
        assert split_hedge(number, words, kind) == (number, hedge)
    for way, sign in (("rose", ""), ("fell", "-")):
        assert split_hedge(f"{way} by {words} 12%", "exact", "growth") == (
            f"{sign}12%",
            hedge,
        )


@pytest.mark.parametrize("hedge", ["", *SAID])
@pytest.mark.parametrize("part", ["a tenth", "a third", "two fifths", "a quarter"])
@pytest.mark.parametrize(
    "words", ["up {}", "rose by {}", "down {}", "fell {}", "{} more", "{} less"]
)
def test_a_part_is_refused_with_the_hedge_and_the_way_that_were_typed(
    words, part, hedge
):
    way = -1 if words.partition(" ")[0] in ("down", "fell") or "less" in words else 1
    value = words.format(f"{hedge} {part}".strip())
    with pytest.raises(InputError) as refused:
        read_question(str(EXPORTS), value, period="2022", kind="growth")
    typed = re.search(r"expected value='([^']*)', hedge='([^']*)'", str(refused.value))
    meant = SAID.get(hedge, "exact")
    assert typed[2] == ("about" if meant == "exact" else meant)
    assert float(typed[1]) * way > 0


@pytest.mark.parametrize("words", ["up", "rose", "rose by", "up by"])
@pytest.mark.parametrize("hedge", ["", *SAID])
def test_a_rise_and_a_fall_are_numbers_with_their_hedge(words, hedge):
    value = f"{words} {hedge} 8%".replace("  ", " ")
    assert split_hedge(value, "exact", "growth") == ("8%", SAID.get(hedge, "exact"))
    fallen = value.replace("rose", "fell").replace("up by", "down by")
    if fallen.startswith("up "):
        fallen = fallen.replace("up ", "down ", 1)
    assert split_hedge(fallen, "exact", "growth") == ("-8%", SAID.get(hedge, "exact"))


def test_two_hedges_are_refused():
    with pytest.raises(InputError, match="one hedge"):
        split_hedge("about $5bn", "more than", "level")


@pytest.mark.parametrize("word", ["doubled", "tripled", "halved"])
def test_a_multiple_without_a_hedge_is_refused_with_its_number(word):
    with pytest.raises(InputError, match="for exactly that"):
        split_hedge(word, "exact", "growth")
    assert split_hedge(f"nearly {word}", "exact", "growth")[1] == "nearly"


@pytest.mark.parametrize(
    "words", ["about $5bn", "30 times", "rose to $5bn", "the third quarter"]
)
def test_other_words_are_of_no_change(words):
    assert not is_change(words)


NO_HEDGES = ["some", "close to", "well over", "nearer to", "a whopping"]


AMOUNTS = [("", "$111bn"), ("", "111bn USD"), ("", "40%"), ("", "1.5")]
AMOUNTS += [("rose by ", "40%"), ("fell by ", "40%"), ("fell by ", "12 per cent")]


@pytest.mark.parametrize("words", NO_HEDGES)
@pytest.mark.parametrize(("way", "amount"), AMOUNTS)
def test_words_that_are_no_hedge_are_refused_with_every_hedge(words, amount, way):
    """What the refusal says can be typed, with each of them: the way is kept."""
    kind = "growth" if way else "level"
    value, hedge = split_hedge(f"{way}{words} {amount}", "exact", kind)
    with pytest.raises(InputError) as refusal:
        read_amount(value, hedge, EXPORTS)
    told = str(refusal.value)
    listed = told.partition("one of these before it: ")[2].split(", ")
    assert listed == sorted(SAID)
    typed = re.findall(r"value='([^']+)'", told)
    is_rate = amount.endswith(("%", "cent"))
    ways = 2 if is_rate and way != "fell by " else 1
    assert typed == [f"-{amount}" if way == "fell by " else amount, f"-{amount}"][:ways]
    number = re.search(r"[\d.]+", amount)[0]
    for line in typed:
        for word in listed:
            again, hedge = split_hedge(f"{word} {line}", "exact", kind)
            sign = "-" if line.startswith("-") else ""
            assert read_amount(again, hedge, EXPORTS)[0] == f"{sign}{number}"
            assert hedge == SAID[word]


@pytest.mark.parametrize("words", ["half", "half of", "a third of", "two-thirds"])
def test_a_share_in_words_is_refused_with_its_decimal(words):
    value, hedge = split_hedge(f"nearly {words}", "exact", "level")
    with pytest.raises(InputError, match=r"half is value='nearly 0\.5'"):
        read_amount(value, hedge, EXPORTS)


AVERAGES = ["{} a {}", "average of {} a {}", "an average of {} per {}", "{} {}ly"]
AVERAGES += ["on average {} a {}", "{} a {} on average", "{} per {}, on average"]
AVERAGES += ["a {1}ly average of {0}", "an average {1}ly {0}"]


@pytest.mark.parametrize("form", AVERAGES)
@pytest.mark.parametrize("hedge", ["", *SAME_AS])
@pytest.mark.parametrize("per", ["month", "day"])
def test_an_average_in_words_is_asked_right_or_refused_with_its_line(form, hedge, per):
    """Never as another question: what is to be typed instead is the same average."""
    words = form.format(f"{hedge} $8.7bn".strip(), per).replace("dayly", "daily")
    typed = words
    if form != AVERAGES[0]:
        with pytest.raises(InputError, match="the average of the period") as refusal:
            read_question(str(EXPORTS), words, period="2023")
        typed = re.search(r"expected '([^']+)'", str(refusal.value))[1]
    asked = read_question(str(EXPORTS), typed, period="2023")
    plain = read_question(
        str(EXPORTS), "8.7", f"bn USD per {per}", hedge or "exact", "2023"
    )
    assert asked == plain
    with pytest.raises(InputError, match="no growth is an average here"):
        read_question(str(EXPORTS), f"average {words}", period="2023", kind="growth")


@pytest.mark.parametrize("words", ["{} {} to {}", "{} by {} to {}"])
@pytest.mark.parametrize("marked", ["{} between {} and {}", "{} by between {} and {}"])
@pytest.mark.parametrize(("way", "low", "high"), [("fell", -20, -10), ("up", 10, 20)])
def test_a_fall_between_two_numbers_is_offered_with_both_signs(
    way, low, high, words, marked
):
    """ "Fell 10% to 20%" was offered as from a fall of 10 to a rise of 20."""
    for form in (words, marked):
        with pytest.raises(InputError) as refused:
            read_question(
                str(EXPORTS),
                form.format(way, "10%", "20%"),
                period="2022",
                kind="growth",
            )
        assert f"value='{low}-{high}', unit='percent', hedge='between'" in str(
            refused.value
        )
