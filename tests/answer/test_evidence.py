"""What the committed pages, judgements and prints must be, whatever they say."""

import pandas as pd
import pytest

from dualuse.answer.cells import list_deciding
from dualuse.base import printed, tables
from dualuse.engine.verdicts import DECIDED


@pytest.fixture(scope="module")
def pages():
    return tables.read_pages().set_index("id", drop=False)


@pytest.fixture(scope="module")
def judgements():
    return tables.read_judgements()


@pytest.fixture(scope="module")
def held_out():
    return tables.read_table("published/held_out.csv")


@pytest.fixture(scope="module")
def pairs():
    return tables.read_table("published/hedge_pairs.csv")


def test_every_page_is_judged_and_every_judgement_has_its_page(pages, judgements):
    assert set(judgements["page"]) == set(pages["id"])


def test_a_page_has_one_label_on_a_part(judgements):
    repeated = judgements[judgements.duplicated(["part", "page"])]
    assert repeated.empty


def test_rows_of_one_decision_are_on_one_claim_or_are_of_one_page(judgements):
    """A page that speaks to several claims is judged for all of them by one measure."""
    claims = judgements["part"].str.extract(r"([A-Z]\d+)", expand=False)
    claims_of_decision = claims.groupby(judgements["judgement"]).nunique()
    shared = claims_of_decision[claims_of_decision > 1].index
    assert len(shared) > 0
    rows = judgements[judgements["judgement"].isin(shared)]
    same = ["page", "relation", "shows"]
    pages_of_part = rows.groupby(["judgement", "part"])[same].apply(
        lambda each: frozenset(each.itertuples(index=False, name=None))
    )
    assert (pages_of_part.groupby("judgement").nunique() == 1).all()


def test_a_denial_by_a_party_is_marked(judgements):
    denials = judgements[judgements["shows"] == "denial"]
    assert set(denials["relation"]) == {"against"}


def test_every_figure_that_decides_has_the_words_of_its_page_or_says_that_none_is(
    judged_claims,
):
    """Under whichever reading: A1 is decided by one figure if its months end in May."""
    figures = tables.read_figures().set_index("id")
    deciding = set()
    for claim in judged_claims:
        for part in claim["parts"]:
            for entry in part["figures"]:
                if entry in list_deciding(part) or entry["verdict"] in DECIDED:
                    deciding.update(entry["figures"] if entry["counts"] else [])
    assert len(deciding) >= 10
    for row in figures.loc[sorted(deciding)].itertuples():
        assert row.quote or "No quotation" in row.note, row.Index


def test_held_out_prints_cover_flows_months_and_totals(held_out):
    assert len(held_out) >= 30
    is_month = held_out["period_start"] == held_out["period_end"]
    counts = held_out.groupby(["flow", is_month]).size()
    assert len(counts) == 6
    assert counts.min() >= 5


def list_own_levels(held_out, ranges):
    rows = tables.add_series(held_out[held_out["value"] != ""].assign(source="GACC"))
    for row in rows.to_dict("records"):
        if row["series"] in ranges.names:
            months = (row["period_start"], row["period_end"])
            own = ranges.range(row["series"], *months, "own")
            level = printed.read_level(row["value"], row["unit"], row["hedge"])
            if own is not None:
                yield row, level, own


def test_no_held_out_number_is_outside_its_own_release(held_out, ranges):
    """But those whose note says that the outlet slipped."""
    tested = list(list_own_levels(held_out, ranges))
    assert len(tested) >= 90
    for row, level, own in tested:
        assert level.overlaps(own) or row["status"] == "slip", row["id"]


def test_most_held_out_numbers_meet_a_narrow_range(held_out, ranges):
    """A range that lets any number pass tests nothing."""
    widths = [
        (own.right - own.left) / (own.right + own.left) * 2
        for _, _, own in list_own_levels(held_out, ranges)
    ]
    assert sum(width < 0.05 for width in widths) >= 60


def test_a_held_out_rate_fits_one_base_or_is_a_slip(held_out, ranges):
    rates = held_out.query("growth != '' and product == 'all' and unit == 'bn USD'")
    for row in tables.add_series(rates.assign(source="GACC")).to_dict("records"):
        rate = printed.read_growth(row["growth"], row["growth_hedge"])
        base = row["growth_base"] or str(row["start"] - 12)
        months = (row["series"], row["period_start"], row["period_end"], base)
        bases = [ranges.growth(*months), ranges.growth(*months, "sum")]
        fits = any(rate.overlaps(each) for each in bases)
        assert fits or row["status"] == "slip", row["id"]


def test_every_slip_says_how_it_is_known(held_out):
    slips = held_out[held_out["status"] == "slip"]
    assert slips["note"].str.startswith("A slip: ").all()


def test_pairs_name_where_the_exact_number_is_from(pairs, held_out):
    figures = tables.read_figures()
    known = set(figures["id"]) | set(held_out["id"])
    is_address = pairs["exact_from"].str.startswith("http")
    assert (pairs["exact_from"].isin(known) | is_address).all()


def test_the_exact_number_of_a_pair_stands_in_its_row(pairs, held_out):
    figures = tables.read_figures()
    rows = pd.concat([figures, held_out]).set_index("id")
    for pair in pairs.to_dict("records"):
        if pair["exact_from"] in rows.index:
            row = rows.loc[pair["exact_from"]]
            assert pair["exact"] in (row["value"], row["growth"])


def test_one_owner_is_said_where_all_that_decides_is_of_its_outlets(judged_claims):
    """Counted again by the outlets of the rows: a row is the print of one outlet."""
    owners = tables.read_reference("outlets").set_index("id")["owner"]
    outlets = tables.read_figures().set_index("id")["outlet"]
    said = 0
    for claim in judged_claims:
        for part in claim["parts"]:
            ids = [each for entry in list_deciding(part) for each in entry["figures"]]
            behind = owners[outlets[ids]].str.split("(").str[-1].str.rstrip(")")
            one, *others = sorted(set(behind)) or [""]
            expected = "" if others or part["verdict"] not in DECIDED else one
            assert part["one_owner"].casefold() == expected.casefold(), part["id"]
            said += bool(expected)
    assert said  # A7 and A8


def test_no_row_says_that_another_outlet_printed_its_growth():
    """One row, one print, one outlet: what another printed is a row of its own."""
    figures = tables.read_figures()
    words = figures["publisher"] + "; " + figures["note"]
    named = figures[figures["publisher"].str.contains(r"(?i)growth|value|total")]
    assert named.empty, [*named["id"]]
    both = figures[(figures["value"] != "") & (figures["growth"] != "")]
    assert len(both) > 100
    apart = both[words[both.index].str.contains(r"\b(?:[Vv]alue|[Gg]rowth): [A-Z]")]
    assert apart.empty, [*apart["id"]]
