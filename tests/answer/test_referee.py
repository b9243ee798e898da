"""What a hostile referee asked of the rule, on the figures of China's trade with Russia."""

import pytest

from dualuse.base import tables
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.evidence import Evidence
from dualuse.engine.judging import judge_claim

SOURCES = tables.read_reference("sources")
EXPORT, IMPORT = "CHN-RUS-export-all-GACC", "CHN-RUS-import-all-GACC"
TRADE = "CHN-RUS-trade-all-GACC"
JUNE, WINTER = ["2023-06", "2023-06"], ["2024-01", "2024-02"]
JULY = ["2023-07", "2023-07"]
SERIES = {"export": EXPORT, "import": IMPORT, "trade": TRADE}
EVERY = 12  # of the printed rates, one in so many is asked in a short run


def read_trade():
    figures = tables.read_figures(reporter="CHN", partner="RUS", product="all")
    return figures[figures["source"] == "GACC"].reset_index(drop=True)


@pytest.fixture(scope="module")
def wrong():
    return find_contradictions(read_trade(), SOURCES)


@pytest.fixture(scope="module")
def trade(wrong):
    return Evidence(read_trade(), SOURCES, wrong)


def ask(trade, series, value, months, hedge="exact", kind="level", base=""):
    """Return the verdict on a claim of one number."""
    unit = "percent" if kind == "growth" else "bn USD"
    test = {"kind": kind, "value": value, "unit": unit, "hedge": hedge}
    if base:
        test["base"] = base
    claim = {
        "id": "X1",
        "claim": "They traded.",
        "tests": [test],
        "quantity": {"product": "all"},
        "periods": [months],
        "evidence": [{"series": series, "source": "GACC"}],
    }
    return judge_claim(claim, trade)


@pytest.mark.parametrize(
    ("series", "value", "months", "kind", "word"),
    [
        (TRADE, "36.7", ["2023-01", "2023-02"], "level", "contradicted"),
        (EXPORT, "11.28", JUNE, "level", "contradicted"),
        (IMPORT, "9.551", JUNE, "level", "contradicted"),
        (IMPORT, "16.808", WINTER, "level", "contradicted"),
        (EXPORT, "20.202", WINTER, "level", "contradicted"),
        (EXPORT, "6.7", WINTER, "growth", "contradicted"),
        (IMPORT, "12.5", WINTER, "growth", "contradicted"),
    ],
)
def test_a_number_known_to_be_wrong_does_not_confirm_itself(
    series, value, months, kind, word, trade
):
    assert ask(trade, series, value, months, kind=kind).word == word


@pytest.mark.parametrize(
    ("series", "value", "months", "kind"),
    [
        (EXPORT, "9.551", JUNE, "level"),
        (IMPORT, "11.28", JUNE, "level"),
        (EXPORT, "16.808", WINTER, "level"),
        (IMPORT, "20.202", WINTER, "level"),
        (EXPORT, "12.5", WINTER, "growth"),
        (IMPORT, "6.7", WINTER, "growth"),
    ],
)
def test_its_right_twin_is_confirmed(series, value, months, kind, trade):
    assert ask(trade, series, value, months, kind=kind).word == "confirmed"


@pytest.mark.parametrize(
    ("series", "value", "hedge", "months"),
    [
        (IMPORT, "15", "less than", JUNE),
        (IMPORT, "35", "less than", ["2023-03", "2023-03"]),
        (IMPORT, "56", "less than", ["2022-04", "2022-04"]),
        (EXPORT, "93", "more than", JUNE),
    ],
)
def test_what_excludes_a_printed_rate_is_not_confirmed(
    series, value, hedge, months, trade
):
    assert ask(trade, series, value, months, hedge, "growth").word == "possible"


@pytest.mark.parametrize(
    ("series", "value", "months"),
    [
        (IMPORT, "15.7", JUNE),
        (IMPORT, "40.5", ["2023-03", "2023-03"]),
        (IMPORT, "56.6", ["2022-04", "2022-04"]),
        (EXPORT, "90.9", JUNE),
    ],
)
def test_a_rate_that_a_newsroom_divided_is_not_contradicted(
    series, value, months, trade
):
    """Of single months customs print no growth: the division proves nothing."""
    assert ask(trade, series, value, months, kind="growth").word == "possible"


def list_rates(wrong):
    """Return the exact rates that are printed and not set aside."""
    figures = read_trade()
    figures = figures[figures["growth"].ne("") & figures["role"].eq("evidence")]
    figures = figures[figures["growth_hedge"].eq("exact")]
    return figures[~figures["id"].isin(wrong["figure"])]


def compare_rates(rows, trade):
    """Ask each printed rate, and the whole per cents on either side of it."""
    confirmed = 0
    for row in rows.to_dict("records"):
        rate = float(row["growth"])
        months = [row["period_start"], row["period_end"]]
        question = (trade, row["series"])
        base = row["growth_base"]
        word = ask(*question, row["growth"], months, "exact", "growth", base).word
        if word != "confirmed":
            continue
        confirmed += 1
        size = int(abs(rate))  # a hedge is of the size of a fall
        sign = "-" if rate < 0 else ""
        for hedge, bound in [("less than", size), ("more than", size + 1)]:
            asked = (f"{sign}{bound}", months, hedge, "growth", base)
            if bound:
                assert ask(*question, *asked).word != "confirmed", (row["id"], asked)
    return confirmed


def test_no_two_claims_that_exclude_each_other_are_confirmed(trade, wrong):
    rows = list_rates(wrong).iloc[::EVERY]
    assert compare_rates(rows, trade) >= 0.7 * len(rows)


@pytest.mark.long
def test_no_two_claims_on_any_printed_rate_exclude_each_other(trade, wrong):
    rows = list_rates(wrong)
    assert len(rows) > 100
    assert compare_rates(rows, trade) >= 0.75 * len(rows)


@pytest.mark.parametrize(
    ("series", "value", "hedge"),
    [
        (IMPORT, "-19", "more than"),
        (IMPORT, "-18.3", "exact"),
        (TRADE, "-6.5", "more than"),
    ],
)
def test_a_month_on_the_month_before_is_on_what_was_first_printed(
    series, value, hedge, trade
):
    """China's imports fell from 11.28 to 9.2 as first printed: by 18.3 per cent."""
    verdict = ask(trade, series, value, JULY, hedge, "growth", "2023-06")
    assert verdict.word == "possible"
