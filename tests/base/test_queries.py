"""What would settle a claim, as UN Comtrade is asked: whole, and every month.

The addresses are those that readers paste.
"""

import math
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from comtrade_server import CAP, LISTS

from dualuse.base import claims, tables
from dualuse.base.categories import describe_code, read_categories

MOST_PERIODS = 12  # that UN Comtrade takes in one query
PREVIEW = "https://comtradeapi.un.org/public/v1/preview/C/M/HS"
TOTALS_ONLY = {"partner2Code": "0", "motCode": "0", "customsCode": "C00"}
CLAIMS = {claim["id"]: claim for claim in claims.read_claims()}
ASKED = [name for name, claim in CLAIMS.items() if "queries" in claim]
# Trade, but no query of UN Comtrade's: parts in weapons, and a calendar.
NOT_ASKED = {"A9", "C12"}
# In its words alone, as it is judged on pages. Others that name none are of the story's.
IN_WORDS = {"B5": [("2022-11", "2022-12")]}
STORY = tables.read_story()["months"]
QUERIES = [
    pytest.param(query["url"], id=f"{name}-{number}")
    for name in ASKED
    for number, query in enumerate(CLAIMS[name]["queries"], 1)
]


def read_query(url):
    fields = parse_qs(urlsplit(url).query, strict_parsing=True)
    return {name: values[0] for name, values in fields.items()}


def list_months(start, end):
    return {month.strftime("%Y%m") for month in pd.period_range(start, end, freq="M")}


def list_months_named(claim):
    """Return the months that a claim is about, and those that it compares them with."""
    months = set()
    for part in claims.list_parts(claim):
        named = part.get("periods") or IN_WORDS.get(claim["id"], STORY)
        for start, end in named:
            months |= list_months(start, end)
            length = len(list_months(start, end))
            for test in part.get("tests", []):
                if test["kind"] in ("growth", "tally"):
                    year_before = str(pd.Period(start, "M") - 12)
                    first = pd.Period(test.get("base", year_before), "M")
                    months |= list_months(first, first + length - 1)
    return months


@pytest.mark.parametrize("url", QUERIES)
def test_a_query_is_answered_whole_by_the_free_preview_and_adds_nothing_up_twice(url):
    assert url.startswith(f"{PREVIEW}?")
    query = read_query(url)
    assert set(query) == {*LISTS, *TOTALS_ONLY}
    assert query.items() >= TOTALS_ONLY.items()
    assert len(query["period"].split(",")) <= MOST_PERIODS
    # No row more than the preview gives, of which nothing says that it was cut.
    assert math.prod(len(query[name].split(",")) for name in LISTS) < CAP


@pytest.mark.parametrize("name", ASKED)
def test_the_queries_of_a_claim_ask_for_every_month_that_it_names(name):
    claim = CLAIMS[name]
    asked = set()
    for query in claim["queries"]:
        asked |= set(read_query(query["url"])["period"].split(","))
    assert list_months_named(claim) <= asked


@pytest.mark.parametrize("name", ASKED)
def test_the_queries_of_a_claim_ask_for_its_trade(name):
    countries = tables.read_reference("countries").set_index("iso3")["comtrade"]
    quantity = CLAIMS[name].get("quantity", {})
    sides = set()
    for query in CLAIMS[name]["queries"]:
        words = read_query(query["url"])
        for flow in words["flowCode"].split(","):
            for partner in words["partnerCode"].split(","):
                sides.add((words["reporterCode"], flow, partner))
    for importer in (quantity.get("importer"), quantity.get("over")):
        if importer:
            exporter = countries[quantity["exporter"]].split()[0]
            importer = countries[importer].split()[0]
            by_exporter = (exporter, "X", importer) in sides
            by_importer = (importer, "M", exporter) in sides
            assert by_exporter or by_importer


@pytest.mark.parametrize("url", QUERIES)
def test_the_codes_of_a_query_are_known(url):
    """All goods, goods of our table, or a chapter or heading of the Harmonized System."""
    known = "TOTAL", *read_categories()["hs_code"]
    for code in read_query(url)["cmdCode"].split(","):
        is_chapter = len(code) == 2 and "01" <= code <= "97"
        is_heading = len(code) == 4 and describe_code(code)
        is_ours = any(each.startswith(code) for each in known)
        assert is_chapter or is_heading or is_ours, code


def test_every_claim_on_trade_has_a_query():
    tested = {
        claim["id"]
        for claim in CLAIMS.values()
        if any("tests" in part for part in claims.list_parts(claim))
    }
    assert tested - NOT_ASKED <= set(ASKED)
