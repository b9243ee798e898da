"""`make report`: every parameter of every notebook, and what none of them can use."""

import re

import papermill
import pytest
import real_story
import small_story

from dualuse.base import hedges, tables
from dualuse.base.errors import InputError

NOTEBOOKS = small_story.CODE / "notebooks"
# Another value of every parameter: as it is typed.
OTHER = {
    "01_clean_published_figures": {"HEDGE": "strict"},
    "02_reconstruct_trade_totals": {
        "HEDGE": "strict",
        "PERIOD_START": "2022-01",
        "PERIOD_END": "2023-12",
    },
    "03_map_products_to_hs": {"SPLIT_END": "2025-05"},
    "04_aggregate_official_rows": {
        "BEFORE_START": "2018",
        "BEFORE_END": "2020",
        "AFTER_START": "2023",
        "AFTER_END": "2023",
        "TOP": "5",
    },
    "05_verify_trade_claims": {"HEDGE": "strict"},
    "06_verify_records_and_statements": {"GROUPS": "C"},
    "07_sensitivity": {"EVERY": "40"},
    "08_glossary": {"HEDGED": "F203", "PLAIN": "F231"},
    "10_every_figure": {"FIRST": "background"},
    "14_sums_side_by_side": {"CLAIMS_SHOWN": "A1"},
    "11_what_grew_by_69_per_cent": {
        "LAST_MONTHS": "04 05 06",
        "LARGE": "5e6",
        "CLOSE": "4",
    },
    "12_check_a_number": {"SERIES": "CHN-RUS-export-all-GACC"},
    "13_what_copying_does": {"TREES": "2"},
    "about": {"DOUBTED_KINDS": "state media", "NAMES_SHOWN": "2"},
    "method": {"SHOWN": "F205,F300"},
}
# What a reader asked for: the story's own half-year, and the two last months that
# remain where neither March nor April can be meant.
ALSO = {
    "02_reconstruct_trade_totals again": {
        "HEDGE": "strict",
        "PERIOD_START": "2023-01",
        "PERIOD_END": "2023-06",
    },
    "11_what_grew_by_69_per_cent again": {"LAST_MONTHS": "05 06"},
}
REFUSED = [
    ("03", "EDITION", "HS17", "one parameter of 1, such as SPLIT_END"),
    ("03", "SPLIT_END", "2024-05", "one value of 2, such as 202"),
    ("04", "TOP", "0", "a whole number from 1 to 99"),
    ("04", "BEFORE_START", "1990", "a year from 2015 to 2021"),
    ("04", "PARTNER", "RUS", "one parameter of"),
    ("05", "HEDGE", "loose", "one value of 2, such as "),
    ("06", "GROUPS", "B", "such as B C, C"),
    ("11", "LAST_MONTHS", "12", "one value of 3, such as "),
    ("11", "YEAR", "2024", "one parameter of"),
    ("11", "LARGE", "much", "a sum in USD such as 2.5e6"),
]


@pytest.fixture(scope="module")
def dodo():
    """The build as a module, of this story."""
    with pytest.MonkeyPatch.context() as patch:
        return small_story.load_build(small_story.CODE, patch)


def inspect(stem):
    return papermill.inspect_notebook(str(NOTEBOOKS / f"{stem}.ipynb"))


@pytest.mark.parametrize("stem", OTHER)
def test_a_value_has_the_type_of_the_notebook_s_own(dodo, stem):
    parameters = inspect(stem)
    assert set(parameters) == set(OTHER[stem]), "every parameter has another value here"
    for name, text in OTHER[stem].items():
        value = dodo.read_value(name, text, parameters)
        default = dodo.read_default(parameters[name]["default"])
        assert type(value) is type(default)
        assert value != default
        assert dodo.read_value(name, str(default), parameters) == default


def test_every_notebook_with_parameters_is_tried():
    for stem in real_story.read_pipeline(small_story.CODE):
        assert stem in OTHER or not inspect(stem)


@pytest.mark.parametrize(("number", "name", "text", "expected"), REFUSED)
def test_what_a_notebook_cannot_use_is_refused_with_what_it_can(
    dodo, number, name, text, expected
):
    run = dodo.find_notebook(number)
    with pytest.raises(InputError, match=re.escape(expected)):
        dodo.read_value(name, text, inspect(run.stem))


@pytest.mark.parametrize("stem", [stem for stem in OTHER if "HEDGE" in OTHER[stem]])
def test_a_misspelt_hedge_is_refused_where_a_notebook_reads_it(stem):
    """Typed into the notebook, no build has looked at it: `is_strict` does."""
    text = (NOTEBOOKS / f"{stem}.ipynb").read_text(encoding="utf-8")
    assert "hedges.is_strict(HEDGE)" in text
    with pytest.raises(InputError, match="HEDGE: found 'strikt'; expected one HEDGE"):
        hedges.is_strict("strikt")


def test_a_notebook_is_found_by_its_number_with_or_without_nought(dodo):
    assert dodo.find_notebook("5").stem == "05_verify_trade_claims"
    assert dodo.find_notebook("05") == dodo.find_notebook("5")
    for word in ("99", "", " "):  # nothing, filled with noughts, was the first page
        with pytest.raises(InputError, match="NOTEBOOK"):
            dodo.find_notebook(word)


def test_story_names_no_parameter_that_no_notebook_has():
    known = set()
    for stem in OTHER:
        known |= set(inspect(stem))
    assert set(tables.read_story()["parameters"]) <= known


@pytest.mark.long
@pytest.mark.parametrize("stem", [*OTHER, *ALSO])
def test_every_notebook_runs_with_other_parameters(whole, stem):
    values = OTHER.get(stem) or ALSO[stem]
    stem = stem.removesuffix(" again")
    words = [f"{name}={value}" for name, value in values.items()]
    before = real_story.read_built(whole)
    output = real_story.run(whole, "variant", f"NOTEBOOK={stem}", *words)
    page = whole / output.splitlines()[-1]
    assert "Not the published report" in page.read_text()
    after = real_story.read_built(whole)
    assert {name: after[name] for name in before} == before, "nothing else moved"
