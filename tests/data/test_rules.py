"""Rows that would move a verdict without a word, each refused by file, row, found and expected."""

import pytest

from dualuse.data import cells, claim_names, load, rows, rules
from pressroom import files
from pressroom.errors import InputError

COUNTRIES, CATEGORIES = "reference/countries.csv", "reference/categories.csv"


def refused(name, frame, column, expected):
    with pytest.raises(InputError) as error:
        rules.check(name, frame)
    assert error.value.where == f"data/{name}"
    assert error.value.found.startswith(f"{column} ")
    assert expected in error.value.expected
    assert error.value.row
    return error.value


def figure(figure_id, **given):
    frame = load.source(load.FIGURES)
    for column, value in given.items():
        frame.loc[frame["id"] == figure_id, column] = value
    return frame


FIGURES = [
    ("F112", {"released": "2023-02-31"}, "released", "2023-07-13"),
    ("F112", {"released": "2023-05"}, "released", "not before its period ends"),
    ("F112", {"period_start": "1948-12"}, "period_end", "1949-01"),
    ("O001", {"period_end": "2031-01"}, "period_end", "a year after the release"),
    ("F112", {"partner": "CHN"}, "partner", "another area"),
    ("F112", {"id": "F112\n"}, "id", "visible text"),
    ("F112", {"id": "F\u0661\u0661\u0662"}, "id", "F001"),
    ("F112", {"id": "F" * 100_000}, "id", "at most 1000"),
    ("F112", {"id": "F" + "1" * 30}, "id", "F001"),
    ("F112", {"page": "https://user@customs.gov.cn/"}, "page", "https://"),
    ("F112", {"page": "https://customs/"}, "page", "https://"),
    ("F112", {"page": "https://customs.gov.cn/'><script>"}, "page", "https://"),
    ("F112", {"page": "https://сustoms.gov.cn/"}, "page", "https://"),  # a Cyrillic letter
    ("F112", {"note": "all\u200bgoods"}, "note", "visible text"),
    ("F112", {"note": "\u202egoods"}, "note", "visible text"),
    ("F112", {"product_text": "\x1b[2Jgoods"}, "product_text", "visible text"),
    ("F112", {"quote": "word " * 16}, "quote", "at most 15 words"),
    ("F112", {"same_fact": "F192"}, "same_fact", "of the same series"),
    ("F112", {"same_fact": "F113"}, "same_fact", "of the same series"),
    ("F101", {"same_fact": "F284"}, "same_fact", "repeats none itself"),
    ("F112", {"publisher": "Politico"}, "publisher", "outlet under test"),
    ("F112", {"value": "900,000", "unit": "bn USD", "hedge": "exact"}, "value", "ceiling of its unit"),
    ("F112", {"value": "300", "unit": "bn units", "hedge": "exact"}, "value", "ceiling of its unit"),
    ("F112", {"value": "5-999", "unit": "bn tonnes", "hedge": "between"}, "value", "ceiling of its unit"),
    ("F112", {"partner": ""}, "partner", "two areas"),
    ("F112", {"note": "all \ue000 goods"}, "note", "visible text"),
    ("F112", {"outlet": "Business Insider"}, "publisher", "outlet under test"),
]


@pytest.mark.parametrize(("row", "given", "column", "expected"), FIGURES)
def test_a_figure_that_cannot_be_is_refused(row, given, column, expected):
    refused(load.FIGURES, figure(row, **given), column, expected)


def test_a_row_without_its_unit_is_named_also_where_its_period_is_that_of_a_claim():
    claims = [r for r in files.records(load.source(load.FIGURES)) if r["role"] == "claim" and r["value"]]
    for claim in claims:
        given = {c: claim[c] for c in ("product", "period_start", "period_end") if claim[c]}
        with pytest.raises(InputError, match=r"figures\.csv, row \d+ \(F112\): found (unit|value) "):
            rules.check(load.FIGURES, figure("F112", **given | {"unit": ""}))


@pytest.mark.parametrize(("value", "unit"), [("100", "m USD"), ("0.1", "bn USD"), ("100,000", "k USD")])
def test_the_articles_own_number_is_no_evidence_under_another_name(value, unit):
    own = {
        "product": "drones",
        "period_start": "2023-01",
        "period_end": "2023-06",
        "growth": "",
        "growth_hedge": "",
    }
    error = refused(load.FIGURES, figure("F112", value=value, unit=unit, **own), "value", "role claim")
    assert "article's own figure" in error.expected
    rules.check(load.FIGURES, figure("F112", value="99", unit="m USD", **own))


def test_a_page_speaks_to_a_claim_that_there_is_and_says_whether_it_is_independent():
    frame = load.statements()
    first = frame.index[frame["page_id"] != ""][0]
    for column, value, expected in (
        ("claim_id", "C66", "a claim of data/claims.yaml"),
        ("independent", "", "yes or no"),
        ("published_date", "2023-02-29", "2023-07-13"),
        ("quote", "語" * 40, "at most 15 words"),
    ):
        bad = frame.copy()
        bad.loc[first, column] = value
        refused(load.STATEMENTS, bad, column, expected)


@pytest.mark.parametrize(
    ("name", "key", "given", "expected"),
    [
        (COUNTRIES, "RUS", {"baci": ""}, "Comtrade's number"),
        (COUNTRIES, "RUS", {"customs": "٣٤٤"}, "344 俄罗斯"),
        (CATEGORIES, "raw-materials", {"category": "raw-materialss"}, "reference/products.csv"),
        ("published/second_transcription.csv", "X-10", {"id": ""}, "F001"),
        ("published/second_transcription.csv", "X-10", {"partner": ""}, "two areas"),
        (
            "published/second_transcription.csv",
            "X-10",
            {"period_start": ""},
            "the month that the period begins",
        ),
        ("article_map.csv", "22", {"claims": " "}, "why none does"),
    ],
)
def test_a_slip_in_another_table_is_refused(name, key, given, expected):
    frame = load.source(name)
    ((column, value),) = given.items()
    frame.loc[frame.index[frame[frame.columns[0]] == key][0], column] = value
    with pytest.raises(InputError) as error:
        rules.check(name, frame)
    assert error.value.where == f"data/{name}" and expected in error.value.expected


def test_two_columns_exchanged_are_seen_by_the_claims_that_lose_their_series():
    frame, words = load.source(load.FIGURES), claim_names.words()
    frame[["reporter", "partner"]] = frame[["partner", "reporter"]].to_numpy()
    there = frozenset(load.tidy(frame[frame["role"] == "evidence"])["series"])
    with pytest.raises(InputError, match=r"data/claims.yaml, row claim A1: found series"):
        claim_names.known({"claims": load.claims()}, words | {"series": there})


def test_a_product_of_a_claim_keeps_its_codes():
    assert {"drones", "ceramics", "crude-oil", "helmets", "sights", "vests"} <= rows.products_of_claims()
    frame = load.reference("categories")
    refused(CATEGORIES, frame[frame["category"] != "vests"], "category", "lines for vests")


@pytest.mark.parametrize("column", ["m49", "comtrade", "baci", "customs"])
def test_two_areas_never_share_a_number(column):
    frame = load.reference("countries").set_index("iso3", drop=False)
    frame.loc["ABW", column] = frame.loc["RUS", column]
    refused(COUNTRIES, frame.reset_index(drop=True), column, "one area")


@pytest.mark.parametrize(("column", "number"), [("baci", ""), ("baci", "804"), ("baci", "644")])
def test_a_country_without_a_number_or_with_anothers_is_refused(column, number):
    frame = load.reference("countries").set_index("iso3", drop=False)
    frame.loc["RUS", column] = number
    refused(COUNTRIES, frame.reset_index(drop=True), column, "number")


def test_two_countries_that_exchange_their_numbers_are_refused():
    frame = load.reference("countries").set_index("iso3", drop=False)
    both = ["comtrade", "baci"]
    frame.loc["RUS", both], frame.loc["UKR", both] = (
        list(frame.loc["UKR", both]),
        list(frame.loc["RUS", both]),
    )
    refused(COUNTRIES, frame.reset_index(drop=True), "comtrade", "no other area's M49")


def test_words_are_counted_as_a_reader_counts_them():
    assert cells.words_of("rose by 27.3% … to 52.6 mln tons") == 7
    assert cells.words_of("他们没有") == 2
    assert cells.words_of("") == 0
