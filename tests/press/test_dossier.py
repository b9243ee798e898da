"""What a claim's page shows of its evidence, over all claims of the story."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse.answer.findings import check_claim
from dualuse.base import tables
from dualuse.base.claims import read_claims
from dualuse.desk.evidence import read_evidence
from dualuse.engine.verdicts import NOT_SETTLED, UNDECIDED
from dualuse.press import arithmetic, chains, dossier, pages, records

CLAIMS = {entry["id"]: entry for entry in read_claims()}


@pytest.fixture(scope="module")
def evidence():
    return read_evidence()


@pytest.fixture(scope="module")
def words():
    figures = tables.read_figures().set_index("id", drop=False)
    labels = tables.read_reference("sources").set_index("source")["label"]
    countries = tables.read_reference("countries").set_index("iso3")["name"]
    outlets = tables.read_reference("outlets").set_index("id")["name"]
    named = {"rows": figures.to_dict("index"), "labels": labels.to_dict()}
    return named | {"countries": countries.to_dict(), "outlets": outlets.to_dict()}


@pytest.fixture(scope="module")
def gathered():
    return tables.read_pages().to_dict("records")


@pytest.fixture(scope="module")
def checked(evidence):
    return {name: check_claim(entry, evidence) for name, entry in CLAIMS.items()}


@pytest.fixture
def facts(request, checked, words, gathered):
    return dossier.gather(checked[request.param], words, gathered)


def list_growths(claim):
    """Yield what sources that count say of a growth."""
    for part in claim["parts"]:
        for entry in part["figures"]:
            is_known = entry["own_high"] is not None and not entry["goods"]
            if entry["counts"] and entry["base"] and is_known:
                yield entry


@pytest.mark.parametrize("facts", CLAIMS, indirect=True)
def test_every_growth_can_be_redone_from_the_figures_shown(facts, words):
    """Within the rounding of what was printed, or a page prints the rate itself."""
    for entry in list_growths(facts["claim"]):
        low, high = entry["own_low"], entry["own_high"]
        lines = []
        for card in facts["cards"].values():
            for use in card.get("used", []):
                lines += use["hand"]
        rows = [words["rows"][name] for name in entry["figures"]]
        rates = [float(row["growth"]) for row in rows if row["growth"]]
        redone = [line["percent"] for line in lines] + rates
        assert any(low - 0.05 <= rate <= high + 0.05 for rate in redone), entry


@pytest.mark.parametrize("facts", CLAIMS, indirect=True)
def test_what_is_worked_out_by_hand_meets_what_the_page_says(facts):
    for card in facts["cards"].values():
        for bearing in card["bearings"]:
            entry = bearing.get("series")
            if not entry or entry not in list(list_growths(facts["claim"])):
                continue
            for use in card["used"]:
                for line in use["hand"]:
                    assert line["low"] <= entry["high"]
                    assert entry["low"] <= line["high"]


@pytest.mark.parametrize("facts", CLAIMS, indirect=True)
def test_every_figure_that_decides_has_a_chain_with_its_other_prints(facts, words):
    drawn = {}
    for chain in facts["chains"]:
        for entry in chain["prints"]:
            drawn[entry["row"]["id"]] = entry["kind"]
    for name in chains.list_counters(facts["claim"], words["rows"]):
        assert name in drawn
        for other in chains.list_other_prints(name, words["rows"]):
            assert other["id"] in drawn


def test_print_that_disagrees_stands_on_the_page_of_the_drones(
    checked, words, gathered
):
    facts = dossier.gather(checked["A1"], words, gathered)
    assert facts["disagree"]
    (chain,) = [chain for chain in facts["chains"] if chain["row"]["id"] == "F205"]
    kinds = {entry["row"]["id"]: entry["kind"] for entry in chain["prints"]}
    assert kinds["F205"] == "decides"
    assert kinds["F210p"] == chains.ANOTHER


@pytest.mark.parametrize("facts", CLAIMS, indirect=True)
def test_what_decides_is_not_background(facts):
    idle = set(facts["headings"]["background"]["here"])
    for part in facts["claim"]["parts"]:
        for entry in part["figures"]:
            if entry["counts"] and entry["verdict"] not in UNDECIDED:
                assert not idle & set(entry["figures"])


@pytest.mark.parametrize("facts", CLAIMS, indirect=True)
def test_a_page_has_one_badge(facts):
    badges = {}
    for page in facts["read"]:
        badges.setdefault(page["url"], set()).add(page["badge"])
    assert all(len(each) == 1 for each in badges.values())


def test_a_page_that_retells_is_never_an_own_page(gathered):
    badges = records.find_badges(gathered)
    for row in gathered:
        if row["kind"] == "retelling":
            assert badges[row["url"]] in ("retelling", "excerpt"), row["id"]


def test_no_share_or_price_has_a_way_and_trade_goes_both_ways(words):
    for row in words["rows"].values():
        way = records.name_way(row, words["countries"])
        assert (" to " in way) == (row["flow"] in ("export", "import")), row["id"]
        assert ("two-way trade" in way) == (row["flow"] == "trade"), row["id"]


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
    first, revised = arithmetic.redo_growth(entry | {"base": "2021-01"}, half)
    assert first["words"] == "$60bn ÷ $30bn = 2.000"
    assert revised["words"] == "$60bn ÷ ($31.5bn ÷ 1.02) = 1.943"
    assert revised["is_revised"] and revised["figures"] == ["F3", "F2"]


def test_review_for_search_engines_cannot_end_its_script(checked):
    nasty = "</script><script>document.title='taken'</script>"
    story = {**pages.read_story_facts(), "address": "https://a.org/"}
    claim = {**checked["A1"], "claim": nasty}
    review = dossier.make_review(claim, story)
    facts = {"claim": claim, "review": review, "judgements": [], "history": []}
    foot = pages.template("claim_foot.html", judged="a.html", **facts)
    _, _, rest = foot.partition('<script type="application/ld+json">')
    written, _, _ = rest.partition("</script>")
    assert json.loads(written)["claimReviewed"] == nasty


def test_nothing_is_offered_that_needs_an_address(checked):
    story = pages.read_story_facts()
    assert not story["address"]
    assert dossier.make_review(checked["A1"], story) == {}
    facts = {"claim": checked["A1"], "review": {}, "judgements": [], "history": []}
    foot = pages.template("claim_foot.html", judged="a.html", **facts)
    assert "data-copy" not in foot and "cite" not in foot


def test_with_an_address_every_offer_leads_there(checked, monkeypatch):
    address = "https://example.org/gear/"
    story = {**pages.read_story_facts(), "address": address}
    monkeypatch.setattr(pages, "read_story_facts", lambda: story)
    facts = {"claim": checked["A1"], "review": {}, "judgements": [], "history": []}
    foot = pages.template("claim_foot.html", judged="a.html", **facts)
    assert foot.count("data-copy") == 3
    assert foot.count(f"{address}claims/A1.html") == 2  # cited and embedded


CHANGES = {"": [0, 1, 0, 0], "2023-05": [0, 1, 0, 0], "2023-06": [1, 1, 1, 1]}


def make_grid(rows):
    return {
        end: [OTHER if each else "contradicted" for each in row]
        for end, row in rows.items()
    }


OTHER = "no evidence found"


def test_grid_of_readings_counts_those_that_give_what_is_published():
    claim = {"id": "A1", "verdict": "contradicted"}
    grid = dossier.draw_grid(claim, make_grid(CHANGES))
    assert [row["end"] for row in grid["rows"]] == ["", "May 2023", "June 2023"]
    words = [word for row in grid["rows"] for word in row["words"]]
    assert (grid["same"], grid["all"]) == (words.count("contradicted"), len(words))
    assert words.count(OTHER) == 6


def test_grid_is_one_row_where_months_change_nothing_and_none_without_a_change():
    claim = {"id": "B2", "verdict": "contradicted"}
    one = make_grid({end: [0, 1, 0, 1] for end in CHANGES})
    assert len(dossier.draw_grid(claim, one)["rows"]) == 1
    none = make_grid({end: [0, 0, 0, 0] for end in CHANGES})
    assert dossier.draw_grid(claim, none) is None


WORD = st.sampled_from(["confirmed", "possible", "no evidence found"])


@given(st.lists(st.lists(WORD, min_size=4, max_size=4), min_size=1, max_size=3))
def test_a_grid_leaves_out_only_choices_that_change_nothing(rows):
    """Each of the four words of a row can be read off the columns that are drawn."""
    kept = dossier.choose_columns(rows)
    for row in rows:
        for place, (is_literal, quorum) in enumerate(dossier.CHOICES):
            same = (is_literal and 2 in kept, quorum if 1 in kept else 1)
            assert row[dossier.CHOICES.index(same)] == row[place]
            assert dossier.CHOICES.index(same) in kept


@pytest.mark.parametrize("facts", CLAIMS, indirect=True)
def test_no_heading_is_empty_where_nothing_speaks_either_way(facts):
    page = pages.template("claim_evidence.html", **facts, ranged=False, grid="")
    headings = facts["headings"]
    speaking = [headings[name] for name in headings if name != "background"]
    is_silent = not any(ids["here"] or ids["elsewhere"] for ids in speaking)
    assert (page.count("We found none.") == 0) or not is_silent
    assert ("We found nothing for or against it." in page) <= is_silent
    if facts["claim"]["verdict"] in ("confirmed", "contradicted"):
        assert "We found nothing" not in page


@pytest.mark.parametrize("facts", CLAIMS, indirect=True)
def test_what_only_reports_does_not_stand_under_what_supports(facts):
    """A part that pages only report is possible: nothing may stand there as its proof."""
    words = {part["id"]: part["verdict"] for part in facts["claim"]["parts"]}
    for name in facts["headings"]["supports"]["here"]:
        for bearing in facts["cards"][name]["bearings"]:
            if "page" in bearing and bearing["relation"] == "supports":
                assert bearing["page"]["shows"] != "report"
                assert words[bearing["part"]] != "possible"


@pytest.mark.parametrize("facts", CLAIMS, indirect=True)
def test_a_page_from_its_dossier_is_the_page_from_all_tables(facts, words, gathered):
    """Written to JSON and read again, with the badges of all addresses and of its own."""
    dossier_read = json.loads(json.dumps(facts, allow_nan=False, default=str))
    rows = [*words["rows"].values(), *gathered]
    whole = facts | {"badges": records.find_badges(rows)}
    for name in ("claim_head", "claim_chains", "claim_evidence"):
        by_hand = pages.template(f"{name}.html", **whole, ranged=False, grid="")
        by_dossier = pages.template(
            f"{name}.html", **dossier_read, ranged=False, grid=""
        )
        assert by_hand == by_dossier


@pytest.mark.parametrize("facts", CLAIMS, indirect=True)
def test_what_a_verdict_names_as_bearing_on_it_stands_under_that(facts):
    """Figures that leave a part open are not filed as background, nor as nothing."""
    headings, cards = facts["headings"], facts["cards"]
    open_ones = headings["leaves open"]["here"] + headings["leaves open"]["elsewhere"]
    for part in facts["claim"]["parts"]:
        for entry in part["figures"]:
            if entry["counts"] and entry["verdict"] == NOT_SETTLED:
                decided = [name for name in entry["figures"] if name in cards]
                assert set(decided) <= set(open_ones)


@pytest.mark.parametrize("facts", CLAIMS, indirect=True)
def test_what_was_read_on_one_page_stands_in_one_class(facts, words):
    """A figure and its page bear on a part alike; a page may be judged and no more."""
    cards = facts["cards"]
    asks = {part["id"]: part["asks"] for part in facts["claim"]["parts"]}
    for name, card in cards.items():
        if not card["is_page"]:
            continue
        for other, figure in cards.items():
            if figure["is_page"] or figure["row"]["page"] != card["row"]["url"]:
                continue
            page = {(row["part"], row["relation"]) for row in card["bearings"]}
            read = {(row["part"], row["relation"]) for row in figure["bearings"]}
            parts = {part for part, _ in page & read}
            is_only_shown = {part for part, _ in read} == {""}
            if is_only_shown:  # beside a part that other figures decide
                assert all(asks[part] == "tests" for part, _ in page), (name, other)
                assert {relation for _, relation in page} == {"background"}
            else:
                assert parts == {part for part, _ in read}, (name, other)


@pytest.mark.parametrize("facts", CLAIMS, indirect=True)
def test_who_is_said_to_quote_is_quoted(facts):
    for part in facts["claim"]["parts"]:
        for page in part["pages"]:
            if page["counts"] and page["shows"] == "quotation":
                assert page["quote"], page["id"]


def test_a_year_in_a_quotation_is_one_of_its_months_or_is_said_to_be_inferred(words):
    """A chain says of a print whose page gives another year that it dates it otherwise."""
    checked = 0
    for row in words["rows"].values():
        years = {int(year) for year in re.findall(r"\b20[12]\d\b", row["quote"])}
        if not row["period_start"] or not row["period_end"] or not years:
            continue
        first, last = (int(row[key][:4]) for key in ("period_start", "period_end"))
        base = first - 1 if row["growth"] else first
        checked += 1
        if not years & set(range(base, last + 1)):
            assert "year" in row["inferred"], row["id"]
    assert checked > 15


def test_a_print_whose_page_gives_another_year_does_not_agree(words):
    rows = words["rows"]
    for row in rows.values():
        for other in chains.list_other_prints(row["id"], rows):
            if "year" in other["inferred"] and "year" not in row["inferred"]:
                kind = chains.compare_prints(row, other)
                assert kind in (chains.OTHER_DATE, chains.ANOTHER)
    assert chains.compare_prints(rows["F203"], rows["X-06"]) == chains.OTHER_DATE


def test_a_second_print_of_two_numbers_is_compared(words):
    """F279, "5-7", was read as one number, and refused."""
    several = [row for row in words["rows"].values() if row["hedge"] == "between"]
    assert several
    for row in several:
        low, _, high = row["value"].partition("-")
        assert chains.compare_prints(row, row) == chains.SAME
        middle = {"value": f"{(int(low) + int(high)) / 2}", "hedge": "exact"}
        assert chains.compare_prints(row, row | middle) == chains.OTHER_ROUNDING


def test_a_fact_of_dates_rests_on_no_source_whatever_is_required(evidence):
    (dated,) = [claim for claim in CLAIMS.values() if find_dates(claim)]
    for quorum in (1, 2, 3):
        less = evidence.leave_out([])
        less.quorum = quorum
        assert check_claim(dated, less)["text"] == "confirmed"
    wrong = dated | {"tests": [dated["tests"][0] | {"value": "15"}]}
    assert check_claim(wrong, evidence)["text"] == "contradicted (higher)"


def find_dates(claim):
    return [spec for spec in claim.get("evidence", []) if "calendar" in spec]
