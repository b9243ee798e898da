"""What figures and pages say on a claim. The small tables here are synthetic."""

import json
import math

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dualuse.answer.findings import Claim, Entry, Part, check_claim
from dualuse.base import tables, wording
from dualuse.engine.evidence import Evidence
from dualuse.engine.question import count_whole_months

SOURCES = tables.read_reference("sources")
COLUMNS = list(tables.read_figures().columns)
DRONES = {"reporter": "CHN", "partner": "RUS", "flow": "export", "product": "drones"}
DRONES["quantity"] = "flow"


def figure(name, value="", unit="m USD", months=("2023-01", "2023-06"), **fields):
    """Return a synthetic row of figures.csv."""
    row = dict.fromkeys(COLUMNS, "") | DRONES | {"role": "evidence", "source": "GACC"}
    row |= {"id": name, "value": value, "unit": unit, "hedge": "exact"}
    row |= {"period_start": months[0], "period_end": months[1], "page": f"page-{name}"}
    row |= fields
    row["start"] = pd.Period(row["period_start"], "M")
    row["end"] = pd.Period(row["period_end"], "M")
    row["series"] = tables.name_series(row)
    return row


def weigh(*rows, **options):
    """Return the evidence of synthetic figures."""
    return Evidence(pd.DataFrame(rows, columns=COLUMNS), SOURCES, **options)


def ask(value="100", hedge="more than", kind="level", unit="m USD", **fields):
    """Return a claim on drones, January to June 2023."""
    claim = {
        "id": "X1",
        "claim": "China sold drones.",
        "where": "A Newspaper",
        "tests": [{"kind": kind, "value": value, "unit": unit, "hedge": hedge}],
        "quantity": {"exporter": "CHN", "importer": "RUS", "product": "drones"},
        "periods": [["2023-01", "2023-06"]],
        "evidence": [{"series": "CHN-RUS-export-drones-GACC", "source": "GACC"}],
        "context": [],
    }
    return claim | fields


def page(name, part="X1", **fields):
    """Return a synthetic row of pages.csv, and one of judgements.csv."""
    row = {"id": name, "outlet": name, "independent": "yes", "speaker": "", "url": name}
    for key in ("read_at", "access", "published", "quote", "quote_lang", "says"):
        row[key] = ""
    row["quote_english"] = ""
    judged = {"judgement": f"J-{name}", "part": part, "page": name}
    judged |= {"relation": "supports", "shows": "quotation"}
    for key, value in fields.items():
        (judged if key in judged else row)[key] = value
    return row, judged


def read_pages(*pages, **options):
    """Return the evidence of synthetic pages alone."""
    rows, judged = zip(*pages, strict=True)
    options |= {"pages": pd.DataFrame(rows), "judgements": pd.DataFrame(judged)}
    return weigh(figure("F1", "5"), **options)


SAID = {
    "id": "X1",
    "claim": "They said so.",
    "where": "A Newspaper",
    "asks": "said",
    "context": [],
}


@pytest.fixture(scope="module")
def checked(judged_claims):
    """All claims of the story, on the committed evidence."""
    return {claim["id"]: claim for claim in judged_claims}


# --- figures ------------------------------------------------------------------------


def test_a_second_page_takes_the_mark_of_one_page():
    copy_of_it = figure("F2", "33", same_fact="F1", role="context")
    answer = check_claim(ask(), weigh(figure("F1", "33"), copy_of_it))
    assert answer["text"] == "contradicted (lower), on one source"
    slip = copy_of_it | {"value": "3"}
    answer = check_claim(ask(), weigh(figure("F1", "33"), slip))
    assert answer["parts"][0]["on_one_page"]


def test_two_sources_take_the_mark_of_one_source_unless_they_read_one_file():
    mirror = "CHN-RUS-export-drones-MIRROR"
    rows = [figure("F1", "33"), figure("F2", "14.5", source="MIRROR")]
    claim = ask()
    claim["evidence"].append({"series": mirror, "source": "MIRROR"})
    assert check_claim(claim, weigh(*rows))["text"] == "contradicted (lower)"
    claim["evidence"][1]["same_file_as"] = "GACC"
    answer = check_claim(claim, weigh(*rows))
    assert answer["text"] == "contradicted (lower), on one source"


def test_a_figure_that_is_set_aside_is_no_second_page_and_prints_nothing():
    wrong = figure("F2", "33", same_fact="F1", role="context")
    rows = [figure("F1", "33"), wrong]
    aside = pd.DataFrame({"figure": ["F2"], "likely_cause": [""], "contradiction": [1]})
    answer = check_claim(ask(), weigh(*rows, set_aside=aside))
    assert answer["text"] == "contradicted (lower), on one source and one page"


def test_the_months_not_covered_would_have_to_hold_the_rest():
    print_of_15_months = figure(
        "F1", "32", months=("2022-03", "2023-05"), hedge="more than"
    )
    periods = [["2023-01", "2023-06"], ["2023-01", "2023-05"]]
    answer = check_claim(ask(periods=periods), weigh(print_of_15_months))
    condition = "(contradicted, on one source and one page, if it means "
    condition += "January to May 2023)"
    assert answer["text"] == f"not settled {condition}"
    assert answer["readings"] == {"January to May 2023": "contradicted"}
    silent, entry = answer["parts"][0]["figures"]
    assert silent["period"] == ["2023-01", "2023-06"]
    assert silent["verdict"] == "not settled"
    assert entry["period"] == ["2023-01", "2023-05"]
    assert entry["needed"]["months"] == ["2023-06", "2023-06"]
    assert entry["needed"]["least"] == pytest.approx(100e6 - entry["high"])
    answer = check_claim(ask(periods=periods[1:]), weigh(print_of_15_months))
    assert answer["verdict"] == "contradicted"


@pytest.mark.parametrize("reason", ["", "Nobody can test it."])
def test_a_claim_that_says_why_it_is_not_counted_is_not(reason):
    claim = ask(**({"not_counted": reason} if reason else {}))
    answer = check_claim(claim, weigh(figure("F1", "120")))
    assert answer["counted"] == (not reason)


# --- official rows --------------------------------------------------------------------


def official(values, part=False, partner="RUS"):
    """Return synthetic monthly totals from January 2023 on."""
    rows = []
    for month, value in enumerate(values, 1):
        row = DRONES | {"source": "GACC", "category": "drones", "partner": partner}
        row |= {"series": f"CHN-{partner}-export-drones-GACC", "part": part}
        row["period_start"] = row["period_end"] = f"2023-{month:02}"
        row |= {"value_usd": value, "quantity": value, "net_weight_kg": value}
        rows.append(row)
    return pd.DataFrame(rows)


@given(st.sets(st.integers(0, 5), min_size=1, max_size=5))
def test_rows_of_all_codes_say_which_months_they_lack(there):
    """ "This covers only the kinds of drones that we have figures for" was said of it."""
    rows = official([1e6] * 6).iloc[sorted(there)]
    answer = check_claim(
        ask(), weigh(figure("F1", "5", product="vests"), official=rows)
    )
    entry = answer["parts"][0]["figures"][-1]
    missing = [f"2023-{month + 1:02}" for month in range(6) if month not in there]
    assert entry["missing"] == f"lacks {wording.write_runs(missing)}"


@given(st.integers(1, 10**9), st.sets(st.integers(0, 5)), st.booleans())
def test_a_row_of_the_very_months_says_it_beside_rows_of_some(value, months, is_part):
    """A file has 2023 as a year and January as a month: the year is the year's row."""
    whole = official([1e6]).assign(period_end="2023-06", value_usd=value, part=is_part)
    some = official([20e6] * 6).iloc[sorted(months)]
    evidence = weigh(
        figure("F1", "5", product="vests"), official=pd.concat([some, whole])
    )
    series = "CHN-RUS-export-drones-GACC"
    total = evidence.add_up_rows(series, "2023-01", "2023-06", "value")
    assert (total.left, total.right) == (value, math.inf if is_part else value)


AMOUNTS = st.lists(st.integers(0, 9), min_size=6, max_size=6)
NOTHING = [0] * 6


@example(NOTHING, NOTHING, False)
@given(AMOUNTS, AMOUNTS, st.booleans())
def test_the_goods_of_a_part_are_named_only_where_all_of_them_make_it_up(
    some, others, is_part
):
    """Of a part of drones: vests are named if all vests come to the same sum."""
    drones = official([1e6 * each for each in some], part=True)
    vests = official([1e6 * each for each in others], part=is_part)
    vests["series"] = vests["series"].str.replace("drones", "vests")
    rows = [figure("F1", "5", product="helmets")]
    answer = check_claim(ask(), weigh(*rows, official=pd.concat([drones, vests])))
    named = [
        name for entry in answer["parts"][0]["figures"] for name in entry["covers"]
    ]
    assert bool(named) == (sum(some) == sum(others) > 0 and not is_part)


def test_official_rows_and_prints_of_one_customs_office_are_one_source():
    evidence = weigh(figure("F1", "33"), official=official([2e6] * 6))
    answer = check_claim(ask(), evidence)
    assert answer["verdict"] == "contradicted"
    assert answer["sources"] == 1
    evidence = weigh(figure("F1", "33"), official=official([21e6] * 5))
    assert check_claim(ask(), evidence)["text"] == "not settled (sources differ)"


MEASURED_BY = {  # unit of a claim: the column that answers, worth one unit of it
    "USD": ("value_usd", 1),
    "tonnes": ("net_weight_kg", 1000),
    "units": ("quantity", 1),
}


@pytest.mark.parametrize("unit", MEASURED_BY)
@given(
    amounts=st.lists(st.none() | st.integers(1, 10**6), min_size=6, max_size=6),
    words=st.lists(st.sampled_from(["units", "kg"]), min_size=6, max_size=6),
    claimed=st.integers(1, 10**7),
)
def test_official_rows_answer_in_the_measure_of_the_claim(
    unit, amounts, words, claimed
):
    """Random rows: what is missing makes a floor, and no measure speaks for another."""
    column, size = MEASURED_BY[unit]
    rows = official([1e9] * 6).assign(quantity=None, net_weight_kg=None, unit=words)
    measured = [None if amount is None else amount * size for amount in amounts]
    if column != "value_usd":
        rows[column] = measured
    rows["value_weighed_usd"] = rows["value_usd"].where(
        rows["net_weight_kg"].notna(), 0
    )
    if column == "quantity":
        pairs = zip(amounts, words, strict=True)
        amounts = [one if word == "units" else None for one, word in pairs]
    if column == "value_usd":
        amounts = [10**9] * 6
    series = "CHN-RUS-export-drones-GACC"
    claim = ask(str(claimed), "at least", unit=unit)
    name = series if unit == "USD" else f"{series}:{unit}"
    claim["evidence"] = [{"series": name, "source": "GACC"}]
    evidence = weigh(figure("F1", "5", product="vests"), official=rows)
    entries = check_claim(claim, evidence)["parts"][0]["figures"][1:]
    known = [amount for amount in amounts if amount is not None]
    if not known:
        assert [entry["verdict"] for entry in entries] == ["no evidence found"]
        return
    (entry,) = entries
    assert entry["own_low"] == pytest.approx(sum(known))
    is_whole = len(known) == len(amounts)
    assert (entry["own_high"] is None) == (not is_whole)
    if sum(known) >= claimed:
        assert entry["verdict"] == "confirmed"
    else:
        assert entry["verdict"] != "confirmed"
        assert is_whole or entry["verdict"] == "not settled"


MONTHS = st.none() | st.tuples(st.integers(1, 10**6), st.sampled_from([1.0, 0.5]))
HALF_YEAR = st.lists(MONTHS, min_size=6, max_size=6)


def weighed(year, months):
    """Return synthetic rows of a half-year: tonnes, and the share of value weighed."""
    rows = []
    for number, month in enumerate(months, 1):
        if month is not None:
            tonnes, share = month
            row = official([10.0**9]).iloc[0].to_dict()
            row["period_start"] = row["period_end"] = f"{year}-{number:02}"
            row |= {"net_weight_kg": tonnes * 1000.0, "value_weighed_usd": 1e9 * share}
            rows.append(row)
    return rows


def add_by_hand(months):
    """Return the least and the most of a half-year in tonnes; none without a row."""
    known = [month for month in months if month is not None]
    is_whole = len(known) == 6 and all(share == 1 for _, share in known)
    least = sum(tonnes for tonnes, _ in known)
    return (least, least if is_whole else math.inf) if known else None


@given(before=HALF_YEAR, after=HALF_YEAR)
def test_official_rows_grow_as_by_hand(before, after):
    """Random rows: months and weights that are missing leave an end open."""
    rows = weighed(2022, before) + weighed(2023, after)
    if not rows:
        return
    claim = ask("50", "at least", kind="growth", unit="percent")
    series = "CHN-RUS-export-drones-GACC:tonnes"
    claim["evidence"] = [{"series": series, "source": "GACC"}]
    evidence = weigh(figure("F1", "5", product="vests"), official=pd.DataFrame(rows))
    entries = check_claim(claim, evidence)["parts"][0]["figures"][1:]
    ends = add_by_hand(before), add_by_hand(after)
    if None in ends:
        assert [entry["own_low"] for entry in entries] in ([], [None])
        return
    (base_low, base_high), (low, high) = ends
    (entry,) = entries
    assert entry["own_low"] == pytest.approx((low / base_high - 1) * 100)
    growth = (high / base_low - 1) * 100
    assert entry["own_high"] == (None if math.isinf(growth) else pytest.approx(growth))


def test_rows_of_other_goods_and_countries_are_no_evidence_of_a_claim():
    rows = official([20e6] * 6)
    others = [
        rows.assign(series="CHN-RUS-export-vests-GACC", product="vests"),
        rows.assign(series="CHN-KAZ-export-drones-GACC", partner="KAZ"),
        rows.assign(series="CHN-RUS-import-drones-GACC", flow="import"),
    ]
    known = figure("F1", "5", product="vests")
    alone = check_claim(ask(), weigh(known, official=pd.concat(others)))
    assert alone["verdict"] == "no evidence found"
    beside = check_claim(ask(), weigh(known, official=pd.concat([*others, rows])))
    assert beside["text"] == "confirmed, on one source"


def test_no_official_row_answers_in_a_measure_that_it_does_not_have():
    claim = ask("500", unit="vehicles")
    claim["evidence"] = [
        {"series": "CHN-RUS-export-drones-GACC:vehicles", "source": "GACC"}
    ]
    evidence = weigh(figure("F1", "33"), official=official([2e6] * 6))
    entries = check_claim(claim, evidence)["parts"][0]["figures"]
    assert len(entries) == 1, "dollars, kilograms and pieces say nothing of vehicles"


# --- pages ----------------------------------------------------------------------------


def test_a_repetition_of_the_story_is_no_evidence():
    copies = [page("reuters", independent="no"), page("afp", independent="no")]
    answer = check_claim(SAID, read_pages(*copies))
    assert answer["verdict"] == "no evidence found"
    assert [retelling["id"] for retelling in answer["retellings"]] == ["reuters", "afp"]
    assert answer["parts"][0]["pages"] == []


def test_one_judgement_of_several_pages_moves_together():
    same = {"judgement": "J001", "relation": "against"}
    evidence = read_pages(page("reuters", **same), page("afp", **same))
    answer = check_claim(SAID, evidence)
    assert answer["text"] == "contradicted (other words)"


def test_what_is_so_is_shown_once_by_all_who_report_the_same_thing():
    claim = SAID | {"asks": "so"}
    same = {"judgement": "J001", "shows": "admission"}
    evidence = read_pages(page("reuters", **same), page("afp", **same))
    assert check_claim(claim, evidence)["text"] == "confirmed, on one source"
    apart = read_pages(
        page("reuters", shows="admission"), page("afp", shows="document")
    )
    assert check_claim(claim, apart)["text"] == "confirmed"


def test_two_outlets_of_one_owner_are_one_source_on_what_is_so():
    outlets = tables.read_reference("outlets")
    outlets = outlets[
        (outlets["under_test"] == "no") & (outlets["kind"] != "aggregator")
    ]
    owned = outlets[outlets["owner"] != ""].groupby("owner")["id"].apply(list)
    pairs = [names[:2] for names in owned if len(names) > 1]
    assert pairs
    for pair in pairs:
        pages = [page(name, shows="document") for name in pair]
        text = check_claim(SAID | {"asks": "so"}, read_pages(*pages))["text"]
        assert text == "confirmed, on one source", pair
    one_each = [page(names[0], shows="document") for names in owned[:2]]
    text = check_claim(SAID | {"asks": "so"}, read_pages(*one_each))["text"]
    assert text == "confirmed"


def test_a_denial_is_shown_and_does_not_count():
    claim = SAID | {"asks": "so"}
    answer = check_claim(
        claim, read_pages(page("cctv", relation="against", shows="denial"))
    )
    assert answer["verdict"] == "no evidence found"
    (shown,) = answer["parts"][0]["pages"]
    assert not shown["counts"]


def test_an_aggregator_is_no_source_of_its_own():
    outlets = tables.read_reference("outlets")
    name = outlets.loc[outlets["kind"] == "aggregator", "id"].iloc[0]
    for relation in ("supports", "against"):
        answer = check_claim(SAID, read_pages(page(name, relation=relation)))
        assert answer["text"] == "no evidence found"
        assert not answer["parts"][0]["pages"][0]["counts"]
    answer = check_claim(SAID, read_pages(page(name), page("afp")))
    assert answer["text"] == "confirmed, on one source"


def test_parts_print_their_composition():
    parts = [
        {"id": "X1a", "says": "they said so", "asks": "said"},
        {"id": "X1b", "says": "it was so", "asks": "so"},
    ]
    answer = check_claim(
        SAID | {"parts": parts}, read_pages(page("reuters", part="X1a"))
    )
    composition = "partly confirmed (1 confirmed, 1 no evidence found)"
    assert answer["text"] == f"{composition}, on one source"


# --- the story ------------------------------------------------------------------------


def test_every_claim_has_the_keys_that_pages_read(checked):
    for claim in checked.values():
        assert set(claim) == set(Claim.__annotations__)
        for part in claim["parts"]:
            assert set(part) == set(Part.__annotations__)
            for entry in part["figures"]:
                assert set(entry) == set(Entry.__annotations__)


def test_a_claim_is_plain_data(checked):
    text = json.dumps(checked, allow_nan=False)
    assert json.loads(text) == checked


def test_figures_that_decide_are_not_among_those_that_decide_nothing(checked):
    for claim in checked.values():
        shown = set()
        for part in claim["parts"]:
            for entry in part["figures"]:
                shown.update(entry["figures"])
        assert shown.isdisjoint(claim["context"])


def test_whole_months_between_two_days():
    assert count_whole_months("2022-02-24", "2023-07-24") == 17
    assert count_whole_months("2022-02-24", "2023-07-23") == 16
    assert count_whole_months("2023-01-31", "2023-02-28") == 0
