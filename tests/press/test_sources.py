"""The table of evidence of a claim's page, over all claims of the story."""

import re

import pytest

from dualuse.answer.findings import check_claim
from dualuse.base import tables
from dualuse.base.claims import read_claims
from dualuse.desk.evidence import read_evidence
from dualuse.press import (
    arithmetic,
    bearings,
    pages,
    prints,
    records,
    sources,
    uses,
)

CLAIMS = {entry["id"]: entry for entry in read_claims()}


@pytest.fixture(scope="module")
def evidence():
    return read_evidence()


@pytest.fixture(scope="module")
def figures():
    rows = tables.read_figures().set_index("id", drop=False)
    return rows.to_dict("index")


@pytest.fixture(scope="module")
def checked(judged_claims):
    return {claim["id"]: claim for claim in judged_claims}


def list_rows(one, figures):
    return [*sources.list_figure_rows(one, figures), *sources.list_page_rows(one)]


@pytest.mark.parametrize("name", CLAIMS)
def test_what_bears_on_a_claim_stands_once_in_its_table(name, checked, figures):
    """Asked of the claim's JSON itself, part by part."""
    one = checked[name]
    expected = []
    for part in one["parts"]:
        for entry in part["figures"]:
            expected += [entry["figures"][0]] if entry["figures"] else []
        for page in part["pages"]:
            shown = bearings.relate_page(page, part["asks"])
            expected += [f"{page['id']}-page"] if shown != "background" else []
    expected += [row["id"] for row in prints.list_unlike(one, figures)]
    expected += [row["id"] for row in prints.list_totals(one, figures)]
    rows = list_rows(one, figures)
    assert {row["id"] for row in rows} == set(expected) & {
        *figures,
        *(each for each in expected if each.endswith("-page")),
    }
    pages_shown = [row["id"] for row in rows if row["id"].endswith("-page")]
    assert len(pages_shown) == len(set(pages_shown))


@pytest.mark.parametrize("name", CLAIMS)
def test_what_a_row_does_is_what_the_json_says_of_it(name, checked, figures):
    one = checked[name]
    said = {}
    for part in one["parts"]:
        for page in part["pages"]:
            relation = bearings.relate_page(page, part["asks"])
            is_denial = page["shows"] == "denial" and relation != "background"
            said[page["id"], part["id"]] = "denial" if is_denial else relation
    for row in sources.list_page_rows(one):
        for each in row["does"]:
            page = row["id"].removesuffix("-page")
            assert each["relation"] == said[page, each["part"]]


def test_a_print_that_disagrees_stands_on_the_page_of_the_drones(checked, figures):
    unlike = {row["id"] for row in prints.list_unlike(checked["A1"], figures)}
    assert unlike == {"F210p", "N540"}
    used = uses.name_uses([checked["A1"]], figures)
    assert [row["id"] for row in prints.list_totals(checked["A1"], figures)] == ["N503"]
    assert used["N540"] == {"A1": prints.ANOTHER} and used["F205"] == {"A1": "decides"}


def test_a_row_without_a_quotation_has_a_dash():
    page = {"id": "N1", "relation": "in part", "shows": "report", "outlet": "bbc"}
    page |= {
        "read_at": "",
        "access": "own page",
        "url": "https://bbc.example/",
        "speaker": "",
    }
    page |= {"quote": "", "quote_lang": "", "quote_english": "", "says": "It says so."}
    page["judgement"] = "J1"
    part = {"id": "B1", "asks": "so", "figures": [], "pages": [page]}
    rows = sources.list_page_rows({"parts": [part]})
    shown = pages.ENVIRONMENT.get_template("claim_parts.html.j2").make_module(
        {"story": pages.read_story_facts()}
    )
    table = str(shown.evidence(rows, False, "The evidence"))
    assert "<p>–</p>" in table and "It says so." in table


def list_growths(one):
    """Yield what sources that count say of a growth."""
    for part in one["parts"]:
        for entry in part["figures"]:
            is_known = entry["own_high"] is not None and not entry["goods"]
            if entry["counts"] and entry["base"] and is_known:
                yield entry


@pytest.mark.parametrize("name", CLAIMS)
def test_every_growth_can_be_redone_from_the_figures_shown(name, checked, figures):
    """Within the rounding of what was printed, or a page prints the rate itself."""
    by_hand = sources.list_by_hand(checked[name], figures)
    lines = [line for redone in by_hand.values() for line in redone]
    for entry in list_growths(checked[name]):
        low, high = entry["own_low"], entry["own_high"]
        rows = [figures[each] for each in entry["figures"]]
        rates = [float(row["growth"]) for row in rows if row["growth"]]
        redone = [line["percent"] for line in lines] + rates
        assert any(low - 0.05 <= rate <= high + 0.05 for rate in redone), entry


def test_growth_is_redone_on_the_base_as_revised_as_well():
    months = {"role": "evidence", "hedge": "exact", "status": "", "unit": "bn USD"}
    months |= {"series": "CHN-RUS-export-all-GACC", "growth_base": "", "growth": ""}
    months |= {"growth_hedge": "", "flow": "export", "product": "all"}
    half = {
        "F1": {"id": "F1", "value": "30", "period_start": "2021-01", **months},
        "F2": {"id": "F2", "value": "31.5", "period_start": "2022-01", **months},
        "F3": {"id": "F3", "value": "60", "period_start": "2023-01", **months},
    }
    half["F2"]["growth"] = "2"
    for row in half.values():
        row["period_end"] = row["period_start"][:4] + "-06"
    entry = {"series": months["series"], "period": ["2023-01", "2023-06"]}
    entry["unit"] = "percent"
    first, revised = arithmetic.redo_growth(entry | {"base": "2021-01"}, half)
    assert first["words"] == "$60bn ÷ $30bn = 2.000"
    assert revised["words"] == "$60bn ÷ ($31.5bn ÷ 1.02) = 1.943"
    assert revised["is_revised"] and revised["figures"] == ["F3", "F2"]


def test_a_page_that_retells_is_never_an_own_page():
    gathered = tables.read_pages().to_dict("records")
    badges = records.find_badges(gathered)
    for row in gathered:
        if row["kind"] == "retelling":
            assert badges[row["url"]] in ("retelling", "excerpt"), row["id"]


def test_no_share_or_price_has_a_way_and_trade_goes_both_ways(figures):
    for row in figures.values():
        way = records.name_way(row)
        assert (" to " in way) == (row["flow"] in ("export", "import")), row["id"]
        assert ("two-way trade" in way) == (row["flow"] == "trade"), row["id"]


def test_who_is_said_to_quote_is_quoted(checked):
    for one in checked.values():
        for part in one["parts"]:
            for page in part["pages"]:
                if page["counts"] and page["shows"] == "quotation":
                    assert page["quote"], page["id"]


def test_a_year_in_a_quotation_is_one_of_its_months_or_is_said_to_be_inferred(figures):
    checked = 0
    for row in figures.values():
        years = {int(year) for year in re.findall(r"\b20[12]\d\b", row["quote"])}
        if not row["period_start"] or not row["period_end"] or not years:
            continue
        first, last = (int(row[key][:4]) for key in ("period_start", "period_end"))
        base = first - 1 if row["growth"] else first
        checked += 1
        if not years & set(range(base, last + 1)):
            assert "year" in row["inferred"], row["id"]
    assert checked > 15


def test_a_fact_of_dates_rests_on_no_source_whatever_is_required(evidence):
    (dated,) = [one for one in CLAIMS.values() if find_dates(one)]
    for quorum in (1, 2, 3):
        less = evidence.leave_out([])
        less.quorum = quorum
        assert check_claim(dated, less)["text"] == "confirmed"
    wrong = dated | {"tests": [dated["tests"][0] | {"value": "15"}]}
    assert check_claim(wrong, evidence)["text"] == "contradicted (higher)"


def find_dates(one):
    return [spec for spec in one.get("evidence", []) if "calendar" in spec]
