"""What misled a reader once, line by line: asked again, it is right or refused."""

import inspect
import re
from itertools import product

import pandas as pd
import pytest

from dualuse import cli
from dualuse.answer.sentences import tell_source
from dualuse.base import claims, tables
from dualuse.base.errors import InputError
from dualuse.base.printed import read_level
from dualuse.base.series import Series
from dualuse.desk import desk
from dualuse.desk.questions import read_question
from dualuse.engine.evidence import judge_part

EXPORTS = "CHN-RUS-export-all-GACC"
IMPORTS = "CHN-RUS-import-all-GACC"
TRADE = "CHN-RUS-trade-all-GACC"
DRONES = "CHN-UKR-export-drones-GACC:units"
HELMETS = "RUS-CHN-import-helmets-one-buyer-RUS-DECL:units"
YUAN = "CHN-RUS-export-all-GACC:CNY"
UKRAINE = "China trade with Ukraine, all goods"
THAILAND = "THA-RUS-export-drones-THA-CUSTOMS"
DRONES_TO_RUSSIA = "CHN-RUS-export-drones-GACC"
UNSAID = ["", "exact"]
EXPLORE = tables.ROOT / "notebooks" / "explore.ipynb"
OIL = "CHN-RUS-import-crude-oil-GACC:tonnes"


def ask(series, value, period, unit="", **fields):
    return desk.claim(series, value, unit, period=period, **fields)


@pytest.mark.parametrize(
    ("series", "value", "period"),
    [
        (EXPORTS, "11.28", "2023-06"),
        (IMPORTS, "9.551", "2023-06"),
        (TRADE, "36.7", "January to February 2023"),
        (IMPORTS, "16.808", "January to February 2024"),
        (EXPORTS, "20.202", "January to February 2024"),
    ],
)
def test_a_number_that_is_set_aside_confirms_nothing(series, value, period):
    assert ask(series, value, period, "bn USD")["verdict"] == "contradicted"


@pytest.mark.parametrize(
    ("hedge", "value"), [("more than", "-0"), ("less than", "0"), ("about", "0")]
)
def test_nought_with_a_hedge_is_refused_with_what_to_ask_instead(hedge, value):
    with pytest.raises(InputError, match=r"rose.*fell.*unchanged"):
        ask(TRADE, value, "2024", kind="growth", hedge=hedge)


def test_a_rise_and_a_fall_are_asked_as_such():
    words = {}
    for move in ("rose", "fell", "unchanged"):
        words[move] = ask(TRADE, move, "2024", kind="growth")["verdict"]
    assert words["rose"] == "confirmed"
    assert "confirmed" not in (words["fell"], words["unchanged"])
    undecided = ask(IMPORTS, "fell", "2024", kind="growth")
    assert undecided["verdict"] not in ("confirmed", "contradicted")


@pytest.mark.parametrize(
    ("series", "period", "exact", "hedge", "other"),
    [
        (IMPORTS, "2023-06", "15.7", "less than", "15"),
        (IMPORTS, "2023-03", "40.5", "less than", "35"),
        (IMPORTS, "2022-04", "56.6", "less than", "56"),
        (EXPORTS, "2023-06", "90.9", "more than", "93"),
    ],
)
def test_claims_that_exclude_each_other_are_not_both_confirmed(
    series, period, exact, hedge, other
):
    one = ask(series, exact, period, kind="growth")
    two = ask(series, other, period, kind="growth", hedge=hedge)
    assert one["verdict"] == "confirmed"
    assert two["verdict"] != "confirmed"


def test_july_on_june_is_measured_on_june_as_first_printed():
    fall = {"kind": "growth", "hedge": "more than", "base": "2023-06"}
    assert ask(IMPORTS, "-19", "2023-07", **fall)["verdict"] != "confirmed"
    assert ask(IMPORTS, "-18", "2023-07", **fall)["verdict"] == "confirmed"


def test_a_repeat_steps_up_when_its_first_is_left_out():
    by_weight, _ = desk.check("A8", without=["TASS"])["parts"]
    assert by_weight["verdict"] == "confirmed"
    assert "N533" in by_weight["figures"][0]["figures"]


def test_a_number_of_python_and_its_digits_are_one_question():
    months = {"period": "2023", "unit": "bn USD"}
    answers = {ask(EXPORTS, value, **months)["text"] for value in (111, 111.0, "111")}
    assert len(answers) == 1
    assert {ask(EXPORTS, "$111bn", "2023")["text"]} == answers


@pytest.mark.parametrize(
    ("series", "value", "amount"),
    [
        (TRADE, "US$240bn", "$240bn"),
        (TRADE, "US$ 240 billion", "$240bn"),
        (TRADE, "$240B", "$240bn"),
        (TRADE, "240 billion US dollars", "$240bn"),
        (TRADE, "0.24 trillion dollars", "$0.24tn"),
        (YUAN, "782bn yuan", "782bn yuan"),
        (YUAN, "RMB 782bn", "782bn yuan"),
        (YUAN, "¥782 bln", "782bn yuan"),
        (YUAN, "1.2 trillion", "1.2tn yuan"),
        (OIL, "107 million tons", "107m tonnes"),
        (OIL, "107m metric tons", "107m tonnes"),
        (DRONES, "6 drones", "6 units"),
    ],
)
def test_an_amount_is_read_as_people_write_it(series, value, amount):
    entry = read_question(series, value, period="2023")
    assert entry["asked"].endswith(f" came to {amount}")


@pytest.mark.parametrize(
    ("series", "value", "why"),
    [
        (EXPORTS, "782bn yuan", f"the same trade in CNY is {YUAN}$"),
        (EXPORTS, "€100bn", "expected USD or CNY"),
        (TRADE, "€100bn", "no figure of it that a range uses is in EUR"),
        (EXPORTS, "$1,2bn", "a point before decimals"),
        (EXPORTS, "$5bn yuan", "USD or CNY, not both"),
        (EXPORTS, "15%", "kind='growth'"),
        (OIL, "2 million barrels a day", "no figure here counts barrels"),
        (OIL, "2 million tonnes a day", "the sum of the whole period"),
        (OIL, "400,000 kg", f"the weight of this trade is series {OIL}$"),
        (EXPORTS, "400,000 kg", "USD or CNY: weights here are in tonnes of 1,000 kg$"),
        (DRONES_TO_RUSSIA, "$500 apiece", "a sum, not a price"),
        (DRONES_TO_RUSSIA, "$500 per drone", f"of {DRONES_TO_RUSSIA} over .*:units$"),
        (EXPORTS, "$500 a car", "a sum, not a price$"),
    ],
)
def test_an_amount_in_another_unit_is_refused_by_name(series, value, why):
    with pytest.raises(InputError, match=why):
        read_question(series, value, period="2023")


@pytest.mark.parametrize("value", ["15 per cent", "15 percent", "15%", "15"])
def test_per_cent_is_written_in_many_ways(value):
    entry = read_question(EXPORTS, value, period="2023", kind="growth")
    assert "rose by 15% on 2022" in entry["asked"]


@pytest.mark.parametrize(
    ("part", "whole", "period", "why"),
    [
        (IMPORTS, TRADE, "2015", r"no figure says how much it grew"),
        (
            IMPORTS,
            TRADE,
            "H1 2025",
            r"as first released it was down by .* did not grow",
        ),
        (IMPORTS, TRADE, "2015", "no figure says how much it grew on 2014"),
        (DRONES, EXPORTS, "2023", "What one good added to a flow is not computed"),
        (IMPORTS, EXPORTS, "2023", "two-way trade as the whole"),
        (EXPORTS, "CHN-UKR-trade-all-GACC", "2023", "CHN-UKR-export-all-GACC or"),
    ],
)
def test_a_share_of_growth_is_refused_with_what_was_asked_and_why(
    part, whole, period, why
):
    with pytest.raises(InputError, match=why):
        desk.share_of_growth(part, whole, period)


def test_a_claim_is_found_in_small_letters():
    assert desk.find_claim("a1") == desk.find_claim("A1") == desk.find_claim(" a1")


def list_hedged():
    """Return the prints with a hedge that a claim can repeat, as arguments of a claim."""
    asked, known = [], set(desk.series().index)
    for row in tables.read_figures(role="evidence").to_dict("records"):
        months = f"{row['period_start']} to {row['period_end']}"
        about = {"series": row["series"], "period": months}
        is_series = row["series"] in known and row["period_start"]
        if not is_series or " per " in row["unit"]:
            continue
        if row["hedge"] not in UNSAID and not row["unit"].startswith("times"):
            level = {"value": row["value"], "unit": row["unit"], "hedge": row["hedge"]}
            asked.append(about | level)
        if row["growth_hedge"] not in UNSAID and not row["growth_base"]:
            growth = {"value": row["growth"], "hedge": row["growth_hedge"]}
            asked.append(about | growth | {"kind": "growth"})
    return asked


@pytest.mark.slow
def test_a_print_with_a_hedge_quoted_back_is_confirmed_or_says_why_not():
    asked = list_hedged()
    assert len(asked) > 40
    evidence, unconfirmed = desk.read_evidence(), 0
    for fields in asked:
        claim = read_question(**fields)
        (verdict,) = judge_part(claim | {"says": claim["claim"]}, evidence).values()
        if verdict.word != "confirmed":
            assert "prints these very words" in desk.explain_hedge(claim, evidence)
            unconfirmed += 1
    assert unconfirmed > 20


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (
            [DRONES_TO_RUSSIA, "$32m", "", "more than", "March 2022 to May 2023"],
            r"here \$31.5m to \$33m, and .* here more than \$32m\.",
        ),
        (
            [EXPORTS, "-16", "", "about", "2024-03", "growth"],
            "must hold on the base as",
        ),
    ],
)
def test_an_answer_says_why_a_print_does_not_confirm_its_own_words(fields, why):
    answer = desk.claim(*fields)
    assert answer["verdict"] == "possible"
    assert re.search(f"prints these very words.*{why}", repr(answer))


def test_a_growth_that_an_outlet_worked_out_says_what_goes_before_it():
    answer = repr(ask(EXPORTS, "66", "January to April 2023", kind="growth"))
    assert "Verdict: possible" in answer
    assert "F284 prints this very growth" in answer


# Every answer of the desk, and how its first line begins
ANSWERS = {
    "figures": (["body armor", "Russia"], "printed figures on vests"),
    "search": (["helmets"], "where 'helmets' occurs"),
    "series": (["drones"], "series of drones"),
    "range_of": ([EXPORTS, "May 2022"], "China's exports to Russia, all goods, by"),
    "months": ([EXPORTS, "2022"], "China's exports to Russia, all goods, by"),
    "first": ([EXPORTS, "more than", "$9bn"], "China's exports to Russia, all goods"),
    "share_of_growth": (
        [IMPORTS, TRADE, "2023"],
        "how much of the growth of China's trade with Russia, all goods, by Chinese "
        "customs, in 2023 on 2022, came from China's imports from Russia, all goods",
    ),
    "check": (["B7"], "The helmets were described"),
    "without": (["TASS"], "all verdicts, without TASS"),
    "without_each": ([], "all verdicts, without each outlet"),
    "claim": ([DRONES, "6", "units", "exact", "2023-01 to 2023-08"], "China's exports"),
    "codes": (["body armor"], "HS codes for vests"),
    "official": (["drones", "China"], "totals of official rows on drones; of China"),
}
NO_ANSWERS = ["plot", "ask", "check_own"]  # a picture, a form, `claim` from a file


@pytest.mark.usefixtures("own_rows")
def test_every_answer_says_what_was_asked_before_anything_else():
    for name, (arguments, asked) in ANSWERS.items():
        answer = getattr(desk, name)(*arguments)
        assert repr(answer).startswith(f"You asked: {asked}"), name
        assert "You asked" in answer._repr_html_()[:200], name
        assert cli.write_answer(answer).startswith(f"You asked: {asked}"), name


def test_no_question_of_the_command_or_of_explore_is_missing_here():
    asked = set(re.findall(r"desk\.(\w+)\(", EXPLORE.read_text("utf-8")))
    asked |= set(re.findall(r"return desk\.(\w+)\(", inspect.getsource(cli)))
    assert asked <= {*ANSWERS, *NO_ANSWERS}


JANUARY_TO_NOVEMBER = ("2025-01 to 2025-11", "2022-01 to 2022-11")  # $125m, and none


@pytest.mark.parametrize(
    ("series", "value", "months", "word"),
    [
        # January and February are known together: February may have been nothing
        (DRONES, "fell", ("2022-03", "2022-02"), "not settled"),
        (DRONES, "-100", ("2022-03", "2022-02"), "not settled"),
        (DRONES, "rose", ("2022-03", "2022-02"), "contradicted"),
        (THAILAND, "rose", JANUARY_TO_NOVEMBER, "confirmed"),
        (THAILAND, "fell", JANUARY_TO_NOVEMBER, "contradicted"),
        (DRONES, "rose", ("2023-01 to 2023-08", "2022-05 to 2022-12"), "confirmed"),
        (DRONES, "unchanged", ("2022-08", "2022-05"), "confirmed"),
    ],
)
def test_a_growth_on_nothing_is_a_rise_and_never_a_fall(series, value, months, word):
    period, base = months
    answer = ask(series, value, period, kind="growth", base=base)
    assert answer["verdict"] == word
    assert not answer.figures.query("printed == '0 drones'").empty


def test_nothing_has_no_percentage():
    period, base = JANUARY_TO_NOVEMBER
    with pytest.raises(InputError, match="came to nothing; expected rose, fell"):
        ask(THAILAND, "50", period, kind="growth", base=base)
    with_rise = ask(THAILAND, "rose", period, kind="growth", base=base)
    assert "no percentage can be worked out" in repr(with_rise)


def test_a_nought_that_rests_on_one_page_says_so():
    answer = ask(DRONES, "0 units", "May 2022")
    assert answer["text"] == "confirmed, on one source and one page"
    assert "F213" in answer.figures.index
    assert "F213: 0 drones" in repr(desk.range_of(DRONES, "May 2022"))


def test_whole_things_are_whole_in_every_answer():
    """Five drones in eight months, and no revision makes them six."""
    months = "2023-01 to 2023-08"
    mark = desk.first(DRONES, "at least", "1 units", months)
    assert (mark.earliest, mark.latest) == ("2023-01", "2023-08")
    assert not desk.first(DRONES, "more than", "5 units", months).earliest
    august = desk.range_of(DRONES, "2023-08")
    assert august.high == 5 and repr(august).count("at most 5 units") == 2
    assert ask(DRONES, "6 units", "2023-08", hedge="at least")["verdict"] == (
        "contradicted"
    )


def test_an_answer_names_the_other_series_of_the_same_trade():
    answer = ask("China exports to Russia, drones", "$14m", "January to June 2023")
    for code in (f"{DRONES_TO_RUSSIA}:units", "CHN-RUS-export-drones-NYT-TRADE"):
        assert code in repr(answer)
        assert code in repr(desk.months(DRONES_TO_RUSSIA, "2023"))


def test_more_than_five_drones_may_be_six():
    assert 6 in read_level("5", "units", "more than")
    assert ask(DRONES, "6", "2023-01 to 2023-08", "units")["settles"]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("rank", "totals of all other countries"),
        ("record", "every month before"),
        ("share", "60% is kind='ratio'"),
        ("share of growth", "desk.share_of_growth"),
    ],
)
def test_what_no_figure_can_answer_is_refused_by_name(kind, why):
    with pytest.raises(InputError, match=why):
        ask(EXPORTS, "5", "2023", kind=kind)


def test_a_sentence_in_the_place_of_a_series_is_refused_by_what_it_asks():
    with pytest.raises(InputError, match="all other countries"):
        desk.claim("Russia was China's fifth largest partner in 2023")


def test_unequal_periods_do_not_compare():
    with pytest.raises(InputError, match="unequal periods"):
        ask(EXPORTS, "69", "January to May 2023", kind="growth", base="2022")


def test_an_answer_says_how_it_was_read_before_the_verdict():
    answer = ask(
        "China exports to Russia, all goods", "50", "2023", kind="growth", hedge="about"
    )
    lines = repr(answer).splitlines()
    assert lines[0] == (
        "You asked: China's exports to Russia, all goods, by Chinese customs: in 2023 "
        "they rose by about 50% on 2022, in US dollars"
    )
    assert lines[1] == "We read that as: 45% to 55%."
    assert lines[2].startswith("Verdict: confirmed")
    assert "45% to 55%" in answer._repr_html_()


def test_two_amounts_in_jupyterlab_are_no_formula():
    """MathJax sets what stands between two dollar signs, but for this class."""
    ignored = "mathjax_ignore"
    assert ignored in desk.range_of(EXPORTS, "May 2023")._repr_html_()
    assert ignored in desk.figures("drones", "Russia")._repr_html_()
    assert desk.months(IMPORTS, "2022")._repr_html_().count(ignored) == 3


def test_the_first_month_above_a_mark():
    mark = desk.first(EXPORTS, "more than", "9 bn USD", "2022 to 2023")
    assert (mark.earliest, mark.latest) == ("2022-01", "2023-03")
    alone = set(mark.months["month"]) - set(mark.together)
    assert alone == {"2022-12", "2023-03"}
    assert {"2023-01", "2023-02"} <= set(mark.together)


@pytest.mark.parametrize(
    ("series", "hedge", "value", "period", "answer"),
    [
        (
            TRADE,
            "more than",
            "23 bn USD",
            "",
            "January 2022 at the earliest, or a later",
        ),
        (TRADE, "less than", "18 bn USD", "2024", "January 2024 at the earliest, or a"),
        (TRADE, "less than", "19 bn USD", "2024", "January 2024 or February 2024; by"),
        (UKRAINE, "more than", "$800m", "", "any month from January 2023 on can be"),
        (UKRAINE, "more than", "$500m", "", "between January 2023 and August 2023;"),
        (THAILAND, "more than", "$12m", "", "any month from January 2025 on can be"),
        (THAILAND, "more than", "$10m", "", "between January 2025 and November 2025;"),
        (OIL, "more than", "8m tonnes", "2021 to 2022", "January 2021 at the earliest"),
        (EXPORTS, "more than", "$50bn", "", "in no month that a figure bounds"),
        (EXPORTS, "more than", "$5bn", "2010", "not known: no figure bounds any"),
    ],
)
def test_a_sum_of_months_names_none_of_them_and_rules_none_out(
    series, hedge, value, period, answer
):
    mark = desk.first(series, hedge, value, period)
    assert f"\nAnswer: {answer}" in repr(mark)


def test_of_the_months_of_a_sum_one_has_passed_and_unknown_months_are_named():
    mark = desk.first("UKR-WLD-import-drones-UKR-ORIGIN", "more than", "$100m")
    assert mark.surely == ["2025-01", "2025-02", "2025-03"]
    assert "April to December 2024: no figure bounds what they were" in repr(mark)


def test_months_that_do_not_add_up_say_so_and_come_in_another_unit():
    table = desk.months(IMPORTS, "2022", unit="EUR", rate=0.95)
    dollars = desk.months(IMPORTS, "2022")
    assert "add up to $111" in dollars.note and "customs had revised" in dollars.note
    assert table["low"].tolist() == pytest.approx((dollars["low"] * 0.95).tolist())
    with pytest.raises(InputError, match="both or none"):
        desk.months(IMPORTS, "2022", unit="EUR")
    picture = desk.plot(IMPORTS, "2022", unit="EUR", rate=0.95, width=600)
    assert picture.get_figwidth() * picture.dpi == pytest.approx(600)
    assert picture._repr_png_().startswith(b"\x89PNG")  # what JupyterLab shows


def test_a_picture_in_another_unit_says_the_rate_and_cuts_no_word_off():
    picture = desk.plot("UKR-WLD-import-drones-UKR-ORIGIN", "2023 to 2025", "EUR", 0.92)
    below = " ".join(picture.get_supxlabel().split())
    assert below.endswith("; converted at 0.92 to one USD")
    picture._repr_png_()  # lays it out
    for words in picture.texts:
        assert words.get_window_extent().x1 <= picture.bbox.x1


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("China exports to Rusia, all goods", "Russia"),
        ("China trade with Ukrane", "Ukraine"),
        ("Chna imports from Russia", "China"),
    ],
)
def test_a_misspelt_country_is_answered_by_its_name_alone(words, country):
    with pytest.raises(InputError, match=f"expected {country}, perhaps$"):
        desk.range_of(words, "2023")


@pytest.mark.parametrize(
    ("series", "value", "period", "kind", "settles"),
    [
        (EXPORTS, "$111bn", "2023", "level", ""),
        (EXPORTS, "$100bn", "2023", "level", ""),
        (EXPORTS, "$111.01bn", "2023", "level", "A figure for 2023 with more digits:"),
        (EXPORTS, "46.95", "2023", "growth", "as customs print it, with more digits:"),
        (EXPORTS, "$9bn", "2023-01", "level", "A figure for January 2023: China's"),
        (EXPORTS, "$76.10bn", "2022", "level", "Only a revision can: China's exports"),
        (HELMETS, "20,000", "2022-11 to 2022-12", "level", "A complete count, and no"),
    ],
)
def test_what_would_settle_a_claim_is_no_figure_that_is_there(
    series, value, period, kind, settles
):
    answer = repr(ask(series, value, period, kind=kind))
    assert ("What would settle it: " in answer) == bool(settles)
    assert settles in answer


@pytest.mark.parametrize(
    ("fields", "settles"),
    [
        (
            {"kind": "ratio", "value": "1.5", "over": "CHN-UKR-export-all-GACC"},
            "A figure for March 2023: China's exports to Ukraine, all goods",
        ),
        (
            {"kind": "growth", "value": "fell", "base": "Feb 2023"},
            "A figure for February 2023, or this growth as printed: China's exports to ",
        ),
    ],
)
def test_what_would_settle_a_comparison_is_the_side_that_is_not_known(fields, settles):
    answer = ask(EXPORTS, fields.pop("value"), "March 2023", **fields)
    assert answer["settles"].startswith(settles)


def test_a_growth_says_its_unit_and_where_else_the_number_is_printed():
    answer = ask(EXPORTS, "-10.5%", "November 2024", kind="growth")
    lines = repr(answer).splitlines()
    assert lines[0].endswith("fell by 10.5% on November 2023, in US dollars")
    assert any(f"{YUAN}; F182 prints this very number" in line for line in lines)


def test_no_printed_number_lies_on_the_other_side_of_the_claim():
    answer = repr(
        ask(EXPORTS, "1", "April 2023", kind="ratio", hedge="more than", over=IMPORTS)
    )
    assert "Verdict: confirmed" in answer
    assert "As first released: 1.001 to 1.002 times." in answer


def test_an_answer_says_in_its_first_line_what_it_leaves_out():
    without = {"without": ["TASS", "F102"]}
    for answer in (
        desk.range_of(EXPORTS, "May 2022", **without),
        desk.months(EXPORTS, "2022", **without),
        desk.first(EXPORTS, "more than", "$9bn", **without),
        desk.share_of_growth(IMPORTS, TRADE, "2023", **without),
        desk.without(**{"left_out": without["without"]}),
    ):
        assert "without TASS and F102" in repr(answer).splitlines()[0]
    assert "Left out:\n  TASS, as you asked" in repr(desk.check("A8", **without))


def test_a_share_of_growth_is_given_for_each_release_in_which_the_whole_grew():
    share = desk.share_of_growth(EXPORTS, TRADE, "2024")
    assert share.loc["own"].notna().all()
    assert share.loc["widest"].isna().all()
    assert "the whole may not have grown by that release" in share.note


def test_sums_that_are_known_only_together_are_told_one_by_one():
    mark = repr(desk.first("China imports from Russia, crude oil", "more than", "$5bn"))
    together = mark.partition("Known only together:")[2].splitlines()[1:4]
    assert [line.strip() for line in together] == [
        "January to June 2022",
        "July to December 2022",
        "January to April 2023",
    ]


@pytest.mark.parametrize(
    ("value", "kind", "asked"),
    [
        ("about 80%", "growth", "rose by about 80% on"),
        ("more than $5bn", "level", "came to more than $5bn"),
        ("Over $5bn", "level", "came to more than $5bn"),
        ("nearly 20%", "growth", "rose by nearly 20%"),
        ("rose more than 10 times", "growth", "rose by more than 900%"),
        ("nearly ten times", "growth", "rose by nearly 900%"),
        ("fell by more than half", "growth", "fell by more than 50%"),
        ("rose by about a quarter", "growth", "rose by about 25%"),
    ],
)
def test_a_hedge_may_stand_before_its_number(value, kind, asked):
    assert asked in read_question(EXPORTS, value, period="2023", kind=kind)["asked"]


@pytest.mark.parametrize(
    ("value", "fields", "why"),
    [
        ("doubled", {"kind": "growth"}, "value='100', of a growth"),
        ("10 times", {"kind": "growth"}, "value='900', of a growth"),
        ("no drones", {}, "a number such as 14.5"),  # the series is of all goods
        ("no growth", {}, "a number such as 14.5"),
        (
            "lots",
            {"kind": "ratio", "over": TRADE},
            "a number such as 1.5, or '30 times'",
        ),
        ("fell by about a third", {}, "value='fell by about 33%', or another"),
        ("tenfold", {}, "found 'tenfold'; expected value='900'"),
        ("$100", {"kind": "ratio", "over": TRADE}, "a price is worked out by hand"),
        ("half", {"kind": "ratio", "over": TRADE}, "value='0.5', of a ratio"),
        ("51%", {"kind": "ratio", "over": TRADE}, "51% is 0.51 times"),
        ("about 5", {"hedge": "more than"}, "one hedge"),
    ],
)
def test_a_number_in_a_word_is_refused_with_the_number(value, fields, why):
    with pytest.raises(InputError, match=why):
        read_question(EXPORTS, value, period="2023", **fields)


@pytest.mark.parametrize("series", [EXPORTS, IMPORTS, TRADE, OIL])
@pytest.mark.parametrize("hedge", ["exact", "more than", "less than", "about"])
def test_a_number_in_the_wrong_unit_is_met_with_how_far_it_is_off(series, hedge):
    """Millions for billions, or billions for millions: even where it is confirmed."""
    known = desk.read_ranges().range(series, "2023-01", "2023-12")
    unit = desk.Series.read(series).unit
    for times, is_slip in ((0.001, True), (0.5, False), (1, False), (1000, True)):
        value = f"{round(known.mid * times, -3):.0f}"
        answer = repr(ask(series, value, "2023", unit, hedge=hedge))
        assert ("is its unit right?" in answer) == is_slip, (value, answer)


@pytest.mark.parametrize("series", [EXPORTS, IMPORTS, TRADE])
def test_possible_says_where_only_a_revision_could_make_it_so(series):
    """43.4% as first released are consistent with 45% in another sense than 43% to 47%."""
    told = set()
    for percent in range(5, 80):
        answer = ask(series, str(percent), "2022", hedge="about", kind="growth")
        (entry,) = answer["parts"][0]["figures"]
        test = answer["parts"][0]["tests"][0]
        is_off = entry["own_high"] < test["low"] or test["high"] < entry["own_low"]
        says = "only a revision could" in repr(answer)
        assert says == (is_off and answer["verdict"] == "possible"), answer
        told.add(says)
    assert told == {True, False}


def test_an_answer_says_what_the_table_says_beside_its_figures():
    answer = ask(YUAN, "-10.5", "2024-11", kind="growth")
    note = tables.read_figures().set_index("id").loc["F182", "note"]
    assert f"F182: {note}" in repr(answer)


def list_kept():
    """Return what was printed of a series and no range counts: held out, or context."""
    known = desk.series().index
    held_out = tables.read_table("published/held_out.csv").assign(source="GACC")
    kept = [tables.read_figures(role="context"), tables.add_series(held_out)]
    rows = pd.concat(kept, ignore_index=True)
    return rows[rows["series"].isin(known) & (rows["period_end"] != "")]


@pytest.mark.parametrize("kind", ["level", "growth"])
def test_an_answer_names_what_is_on_file_of_its_months_and_not_counted(
    kind, monkeypatch
):
    """ "What would settle it: a figure for these months", and one was on file."""
    rows = list_kept()
    assert len(rows) > 60
    evidence = desk.read_evidence()
    monkeypatch.setattr(desk, "read_evidence", lambda hedge="", without=(): evidence)
    for row in rows.sample(40, random_state=7).to_dict("records"):
        unit = desk.Series.read(row["series"]).unit if kind == "level" else ""
        value = "3" if kind == "level" else "rose"
        period = f"{row['period_start']} to {row['period_end']}"
        answer = desk.claim(row["series"], value, unit, period=period, kind=kind)
        assert any(line.startswith(f"{row['id']}: ") for line in answer.on_file)
        assert f"{row['id']}: " in repr(answer)


def test_what_is_left_out_is_on_file_of_no_answer():
    """Nor are its figures among those that a share of growth names."""
    rows = list_kept().drop_duplicates("outlet")
    assert len(rows) > 15
    for row in rows.to_dict("records"):
        unit = desk.Series.read(row["series"]).unit
        period = f"{row['period_start']} to {row['period_end']}"
        asked = {"period": period, "without": row["outlet"]}
        answer = desk.claim(row["series"], "3", unit, **asked)
        assert not any(line.startswith(f"{row['id']}: ") for line in answer.on_file)
    share = repr(desk.share_of_growth(EXPORTS, TRADE, "2024", without=["F145"]))
    _, _, printed = share.partition("Figures printed for these months: ")
    assert "F147" in printed and not re.search(r"\bF145\b", printed)


def test_a_first_month_names_no_figure_that_is_wrong():
    """And a swapped one by the flow that it is read as."""
    _, wrong = desk.read_figures()
    told = set()
    for series in (EXPORTS, IMPORTS, TRADE):
        month = desk.first(series, "more than", "1 bn USD", "2023 to 2024")
        rows = month.ranges.list_prints(series, "2023-01", "2024-12")
        told |= {row["id"] for row in rows}
    is_swapped = wrong["likely_cause"] == "swapped direction"
    is_error = (wrong["status"] == "error") & ~is_swapped
    assert is_error.any()
    assert not told & set(wrong["figure"][is_error])
    assert told & set(wrong["figure"][is_swapped])
    answer = repr(desk.first(IMPORTS, "more than", "11 bn USD", "2023-06"))
    assert "F115p: printed as exports, read as imports" in answer


def test_no_part_speaks_of_what_is_left_out():
    """What we wrote on a part names outlets: without them it is not said."""
    for outlet in ("CNN", "CNBC"):
        answer = repr(desk.check("B1", without=[outlet]))
        spoken = answer.replace(f"{outlet}, as you asked", "")
        assert not re.search(rf"\b{outlet}\b", spoken)
        assert "What we wrote on this is of all the evidence" in answer
    assert "CNBC reports such goods" in repr(desk.check("B1"))


@pytest.mark.parametrize(
    "value", ["did not rise", "didn't grow by 3%", "never", "was not 3"]
)
def test_a_denial_is_refused_with_what_to_ask(value):
    with pytest.raises(InputError, match="the claim without 'not'"):
        ask(EXPORTS, value, "2024", kind="growth")


def test_a_claim_is_asked_at_a_shell_in_its_words(capsys):
    words = ["claim", "China exports to Russia, all goods", "fell by less than 1%"]
    words += ["--kind", "growth", "--period", "2024H1"]
    assert cli.main(words) == 0
    here = ask(EXPORTS, "fell by less than 1%", "2024H1", kind="growth")
    assert capsys.readouterr().out == f"{here}\n"
    assert cli.main(["claim", EXPORTS, "$111bn", "2023"]) == 2
    assert "a series and a number" in capsys.readouterr().err


def test_a_share_of_growth_says_its_figures_and_what_more_than_all_means():
    answer = repr(desk.share_of_growth(EXPORTS, TRADE, "2024"))
    assert re.search(r"Figures printed for these months: .*\bF145\b", answer)
    assert "More than 100% means that the rest of the whole fell." in answer
    less = repr(desk.share_of_growth(IMPORTS, TRADE, "2023"))
    assert "More than 100%" not in less


@pytest.mark.parametrize("claim", [each["id"] for each in claims.read_claims()])
def test_how_many_goods_fell_is_no_rate_of_growth(claim):
    """ "Between 1 and 5 of five goods fell" was told as a rise of 1% to 5%."""
    answer = desk.check(claim)
    for part in answer["parts"]:
        for entry in part["figures"]:
            if entry["unit"] == "goods" and entry["counts"]:
                assert tell_source(entry) in repr(answer)
                assert f"between {entry['own_low']}% and" not in repr(answer)


def test_pages_are_kept_only_where_somebody_else_printed_the_count():
    evidence = desk.read_evidence()
    told = set()
    for outlet in tables.read_reference("outlets")["id"]:
        answer = desk.claim(EXPORTS, "$111bn", period="2023", without=outlet)
        if not answer.without[0].startswith("the pages of "):
            continue
        name = answer.without[0].removeprefix("the pages of ")
        sources = set(desk.list_namesakes()[name.casefold()])
        rows = evidence.rows.values()
        kept = [
            row
            for row in rows
            if row["source"] in sources
            and row["outlet"] != outlet
            and row["role"] == "evidence"
        ]
        assert bool(answer.kept) == bool(kept), name
        told.add(bool(kept))
    assert told == {True, False}


def test_a_multiple_that_prints_the_very_words_says_why_it_does_not_confirm_them():
    """Of every one with a hedge: it is a growth by a hundred per cent less than it says."""
    rows = tables.read_figures(role="evidence").to_dict("records")
    known, told = {*desk.series().index}, 0
    for row in rows:
        is_asked = row["unit"].startswith("times") and row["series"] in known
        if not is_asked or row["hedge"] in ("", "exact", "between", "about"):
            continue
        base = {"base": row["growth_base"]} if row["growth_base"] else {}
        answer = ask(
            row["series"],
            f"{100 * float(row['value']) - 100:g}",
            f"{row['period_start']} to {row['period_end']}",
            kind="growth",
            hedge=row["hedge"],
            **base,
        )
        is_told = f"{row['id']} prints these very words" in repr(answer)
        assert is_told == (answer["verdict"] != "confirmed"), row["id"]
        told += is_told
    assert told


def test_words_that_occur_only_apart_are_told_apart():
    found = repr(desk.search("navigation equipment"))
    assert "nowhere together; by single words: desk.search('navigation')" in found
    for word in ("navigation", "equipment"):
        assert len(desk.search(word))


def test_goods_that_no_figure_is_of_are_searched():
    for goods, place in (("helmets", "search"), ("trucks", "figures")):
        with pytest.raises(InputError, match=rf"desk.{place}\('{goods}'\) has what"):
            ask(f"Ukraine exports to Russia, {goods}", "$5m", "2023")


def test_a_month_of_a_longer_count_is_told_what_was_counted():
    answer = repr(ask(HELMETS, "0", "November 2022", unit="units"))
    assert "F234: 20,000 helmets, November to December 2022" in answer
    assert "which does not tell these months apart" in answer
    assert "tell these months apart" not in repr(ask(EXPORTS, "$9bn", "May 2023"))


def test_a_note_that_names_another_figure_shows_it():
    answer = ask("China exports to Russia, machine tools", "$1bn", "2023")
    assert "F255: Its scope differs from that of F253." in repr(answer)
    assert "\n  F253: " in repr(answer)


def test_months_worked_out_in_three_ways_say_what_each_gives():
    for answer in (ask(TRADE, "$125bn", "2023H2"), desk.range_of(TRADE, "2023H2")):
        told = " ".join(repr(answer).split())
        assert "what was first printed of them, added up; the total since" in told
        assert "and printed total less printed total." in told


def test_the_first_month_names_its_figures_and_months_of_one_sum_in_one_line():
    series = "CHN-RUS-export-nitrocellulose-GACC:tonnes"
    answer = repr(desk.first(series, "more than", "100 tonnes"))
    assert "February to December 2022: each at most" in answer
    assert "F248: " in answer and "jumped from May 2022" in answer
    whole = repr(desk.first(series, "more than", "100 tonnes", "2021 to 2023"))
    assert ", or in 2021, which no figure bounds" in whole


@pytest.mark.parametrize(
    ("words", "unit"), [("no drones", ""), ("none", ""), ("nothing", ":units")]
)
def test_no_goods_are_nought_in_the_unit_of_their_series(words, unit):
    asked = ask(f"{DRONES.partition(':')[0]}{unit}", words, "2023Q2")["asked"]
    assert asked.endswith("came to 0 units" if unit else "came to $0")


def test_goods_of_a_claim_without_a_series_send_to_the_claim(monkeypatch):
    monkeypatch.setattr(desk, "read_official", lambda: None)  # before a build
    for claim in claims.read_claims():
        for part in claims.list_parts(claim):
            goods = part.get("quantity", {}).get("product", "")
            if goods:
                assert claim["id"] in claims.list_claims_on([goods])
    with pytest.raises(InputError, match=r"claims on it: desk.check\('A3'\), .*'A4'"):
        ask("China exports to Ukraine, ceramics", "fell by 61%", "2023H1")
    assert "claim is what a story says itself" in desk.figures("ceramics").note


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("more than thirty times", "more than 30 times"),
        ("three and a half times", "3.5"),
    ],
)
def test_times_are_read_as_people_say_them(words, told):
    asked = ask(EXPORTS, words, "2023", kind="ratio", over=TRADE)["asked"]
    assert f"they were {told}" in asked


def test_the_first_month_can_be_one_that_no_figure_bounds():
    """Over all series: each month up to the latest is ruled out, or left open by name."""
    told = 0
    asked = product(desk.series().index, [("more than", "1"), ("less than", "1")])
    for series, (hedge, number) in asked:
        mark = desk.first(series, hedge, f"{number} {Series.read(series).unit}")
        unknown = [month for month in mark.unknown if month < (mark.latest or "9999")]
        answer, _, listed = repr(mark).partition("Months that it can have been")
        covered = mark.earliest and "between" in answer
        apart = [month for month in unknown if not covered or month < mark.earliest]
        assert ("no figure bounds" in answer) == bool(apart) or not mark.earliest
        assert ("no figure bounds what they were" in listed) == bool(unknown)
        told += bool(unknown)
    assert told > 5


def test_the_first_month_between_two_printed_ones_is_left_open():
    series = "RUS-CHN-import-cnc-machine-tools-RUS-DECL"
    mark = desk.first(series, "more than", "$50m")
    between = (
        "or in March 2022 to June 2023, which no figure bounds; by the end of July"
    )
    assert between in repr(mark)
    assert not mark.together  # no figure gives a sum of these months
    only = desk.first(series, "less than", "$5m")
    assert "it can only have been in March 2022 to June 2023" in repr(only)


def test_a_share_below_nought_says_what_it_means():
    answer = repr(desk.share_of_growth(EXPORTS, TRADE, "2024H1"))
    assert "the part fell while the whole grew" in answer
    assert "on the base as they had revised it" in answer


def test_goods_without_a_series_lead_to_what_was_printed_on_them():
    with pytest.raises(InputError, match=r"desk\.figures\('body armour'\)"):
        ask("China exports to Russia, body armour", "$10m", "2023")


def test_pages_left_out_say_how_to_leave_out_the_count():
    word = "chinese-customs"
    answer = desk.claim(EXPORTS, "$111bn", period="2023", without=word)
    assert "without='Chinese customs' leaves out that as well" in repr(answer)
    whole = desk.claim(EXPORTS, "$111bn", period="2023", without="Chinese customs")
    assert "leaves out that as well" not in repr(whole)


@pytest.mark.parametrize("value", ["40 times", "40", "40 times as much", "40x"])
def test_a_ratio_is_so_many_times(value):
    over = "CHN-UKR-export-all-GACC"
    asked = {"period": "2023-01 to 2023-08", "kind": "ratio", "over": over}
    answers = {repr(ask(EXPORTS, f"more than {value}", **asked))}
    answers.add(repr(ask(EXPORTS, value, hedge="more than", **asked)))
    answers.add(repr(ask(EXPORTS, "40", hedge="more than", **asked)))
    assert len(answers) == 1


@pytest.mark.parametrize(
    "value",
    ["rose by more than 40%", "nearly doubled", "fell", "tenfold", "a fall of 3%"],
)
def test_words_of_a_growth_need_no_kind(value):
    fields = {"hedge": "about"} if value == "tenfold" else {}
    here = ask(EXPORTS, value, "2023", **fields)
    assert repr(here) == repr(ask(EXPORTS, value, "2023", kind="growth", **fields))


def test_a_base_is_of_a_growth_and_another_series_of_a_ratio():
    growth = {"base": "2021", "period": "2023"}
    here = desk.claim(EXPORTS, "64.2", **growth)
    assert repr(here) == repr(desk.claim(EXPORTS, "64.2", kind="growth", **growth))
    ratio = {"over": IMPORTS, "period": "2023"}
    here = desk.claim(EXPORTS, "more than 0.8", **ratio)
    assert repr(here) == repr(
        desk.claim(EXPORTS, "more than 0.8", kind="ratio", **ratio)
    )


def test_an_outlet_is_known_with_and_without_its_article():
    for row in tables.read_reference("outlets").to_dict("records"):
        if row["name"].startswith("The "):
            short = row["name"].removeprefix("The ")
            assert row["id"] in desk.list_without(short), short


def test_other_series_of_other_months_say_so_and_both_sides_of_a_ratio_are_named():
    answer = ask(EXPORTS, "$55bn", "2023H2")
    assert "RUS-CHN-import-all-FCS; its figures are of 2021" in repr(answer)
    over = "CHN-UKR-export-all-GACC"
    ratio = {"kind": "ratio", "over": over}
    answer = ask(EXPORTS, "40", "2023-01 to 2023-08", hedge="more than", **ratio)
    assert "UKR-CHN-import-all-UKR-ORIGIN" in repr(answer)


def test_what_is_on_file_of_a_part_of_the_months_is_named_where_nothing_bounds_them():
    answer = ask("Ukraine imports from China, all goods", "more than $10bn", "2023")
    assert "N052: $4.7bn, January to June 2023" in repr(answer)


def test_a_range_says_what_stands_beside_its_figures():
    answer = repr(desk.range_of("CHN-UKR-trade-all-GACC", "2023H1"))
    assert "F292: Growth by value; the page does not state the currency." in answer


def test_what_moves_without_an_outlet():
    moved = desk.without("TASS")
    assert "A8" in moved.index
    assert "verdicts stay as they are" in repr(moved)


def test_a_search_goes_from_claims_to_codes_and_an_empty_table_has_a_hint():
    kinds = ["claim", "left out", "figure", "page", "code"]
    assert search_kinds("helmets") == kinds
    assert "desk.search('helmets')" in repr(desk.figures("helmets"))
    assert "occurs nowhere" in repr(desk.search("zeppelin"))


def test_one_and_several_are_searched_alike_and_a_claim_by_its_topic():
    assert {"B4", "B11"} <= set(desk.search("night vision")["id"])
    assert {"A3", "A6", "B1", "N614"} <= set(desk.search("flak jackets")["id"])
    assert desk.codes("helmet")["hs_code"].tolist() == ["650610"]
    for word in ("flak jacket", "quadcopter", "semiconductor", "tractor", "tile"):
        assert desk.search(word).equals(desk.search(f"{word}s")), word


def search_kinds(word):
    return desk.search(word)["kind"].drop_duplicates().tolist()


def test_all_columns_of_a_figure_can_be_seen():
    rows = desk.figures("all", "Russia", full=True)
    assert rows.loc["F012", "status"] == "cut off"
    assert {"hedge", "outlet", "quote", "read_at"} <= set(rows.columns)


def test_what_would_settle_a_claim_is_a_line_to_paste():
    lines = repr(desk.check("A4")).splitlines()
    queries = [
        line.strip() for line in lines if line.strip().startswith("curl 'https://")
    ]
    assert len(queries) >= 1
    assert all(line.endswith("'") for line in queries)


@pytest.fixture
def own_rows(monkeypatch):
    """Six months of rows of one's own: $119.4m of drones, 6,000 of them."""
    rows = pd.DataFrame(
        {"period_start": [f"2023-{month:02d}" for month in range(1, 7)]}
    )
    rows["period_end"] = rows["period_start"]
    rows["series"], rows["source"] = "CHN-RUS-export-drones-OWN", "OWN"
    rows["value_usd"], rows["quantity"], rows["unit"] = 19.9e6, 1000.0, "pieces"
    rows["net_weight_kg"], rows["part"], rows["value_weighed_usd"] = None, False, 0
    rows["files"] = "my_rows.csv"
    rows["category"], rows["reporter"], rows["partner"] = "drones", "CHN", "RUS"
    monkeypatch.setattr(tables, "read_built", lambda name: rows)


@pytest.mark.parametrize("source", ["OWN", "GACC"])
@pytest.mark.usefixtures("own_rows")
def test_rows_of_ones_own_answer_a_claim_of_ones_own(source):
    series = f"CHN-RUS-export-drones-{source}"
    months = "January to June 2023"
    answer = ask(series, "$100m", months, hedge="more than")
    assert answer["verdict"] == "confirmed"
    assert "\nOfficial rows: my_rows.csv: rows of your own" in repr(answer)
    assert ask(series, "$115m", months, hedge="less than")["direction"] == "higher"
    pieces = ask(f"{series}:units", "5,000 units", months, hedge="more than")
    assert pieces["verdict"] == "confirmed"


@pytest.mark.usefixtures("own_rows")
def test_rows_of_another_country_do_not_answer():
    ukraine = "CHN-UKR-export-drones-GACC"
    whole = ask(ukraine, "$100m", "January to June 2023", hedge="more than")
    assert "rows of your own" not in repr(whole)
    with pytest.raises(InputError, match="CHN-UKR-export-drones"):
        ask("CHN-UKR-export-drones-OWN", "$1m", "2023")


def test_of_months_that_no_release_gives_the_months_are_named_that_are_lacking():
    asked = {"hedge": "about", "period": "second half of 2023", "without": "TASS"}
    settles = desk.claim(EXPORTS, "$59bn", **asked)["settles"]
    assert settles.startswith("Figures for August 2023 and December 2023: China's")
    narrow = desk.claim(EXPORTS, "$58.8bn", period="second half of 2023")["settles"]
    assert narrow.startswith("A figure for July to December 2023 together: China's")


def test_a_growth_on_a_revised_base_wants_the_growth_and_no_total():
    """Of 2021 and of 2022 nothing is printed; two totals leave the revision open."""
    series = "CHN-UKR-trade-all-GACC"
    settles = ask(series, "fell by 60%", "2022", kind="growth")["settles"]
    assert settles.startswith("The growth of 2022 on 2021 as customs print it: China's")


def test_how_much_a_base_had_grown_itself_is_not_on_file():
    """H57, up 13% in 2023, says nothing of the growth in 2024; an amount does."""
    rows = list_kept()
    is_rate = (rows["value"] == "") | rows["unit"].str.startswith("times")
    months = ["series", "period_start", "period_end"]
    evidence, named = desk.read_evidence(), {True: 0, False: 0}
    for (series, start, end), group in rows.groupby(months):
        first, last = desk.shift(start, 12), desk.shift(end, 12)
        spec = {"series": series, "source": desk.Series.read(series).source}
        test = {"kind": "growth", "value": "0", "operator": ">"}
        question = desk.Question(spec, test, [], [first, last])
        lines = desk.list_on_file(question, evidence)
        for each, rate in zip(group["id"], is_rate[group.index], strict=True):
            is_named = any(line.startswith(f"{each}: ") for line in lines)
            assert is_named != rate, each
            named[is_named] += 1
    assert min(named.values()) > 3


def list_months_of(row):
    ends = pd.period_range(row["period_start"], row["period_end"], freq="M")
    return {str(each) for each in ends}


def test_a_first_month_lists_first_the_figures_that_it_rests_on():
    listed = set()
    for series, mark in ((TRADE, 20), (TRADE, 15), (EXPORTS, 9), (IMPORTS, 10)):
        month = desk.first(series, "more than", f"{mark} bn USD")
        last = month.months["month"].iloc[-1]
        prints = month.ranges.list_prints(series, month.earliest, last)
        rows = month.sort_rows(prints)
        possible = {*month.surely, *month.months["month"], *month.list_unknown()}
        ranks = []
        for row in rows:
            months = list_months_of(row)
            assert months & possible
            ranks.append(2 - (months <= possible) - (months <= {*month.surely}))
        assert ranks == sorted(ranks)
        listed |= {*ranks}
        ids = {row["id"] for row in rows}
        for row in prints:
            assert row["id"] in ids or not list_months_of(row) & possible
    assert listed == {0, 1, 2}
    figures = dict(desk.first(TRADE, "more than", "20 bn USD").list_figures())
    assert figures["Figures of these months"][0].startswith(
        "F091: $20.064bn, March 2023"
    )


def test_a_figure_on_file_is_named_once():
    """And not again where a note names it."""
    by_the_times = "CHN-{}-export-drones-NYT-TRADE"
    asked = {"kind": "ratio", "over": by_the_times.format("UKR"), "period": "2023H1"}
    answer = desk.claim(by_the_times.format("RUS"), "30", hedge="more than", **asked)
    lines = repr(answer).splitlines()
    on_file = [line.partition(":")[0] for line in answer.on_file]
    assert {"N503", "X-06", "N504", "S004"} <= {*on_file}
    for each in on_file:
        assert sum(line.startswith(f"  {each}: ") for line in lines) == 1
