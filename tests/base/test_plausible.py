"""A slip of unit, month, sign or scale is met by what stands beside it."""

import re

import pandas as pd
import pytest
import seeds

from dualuse.base import plausible, rules, tables, units
from dualuse.base.errors import InputError

FIGURES = "published/figures.csv"
SLIPS = {  # figure, what is changed, what the refusal says
    "the tester's unit": ("F205", {"unit": "bn USD"}, "the scale that its quotation"),
    "another month": (
        "F205",
        {"period_end": "2023-06"},
        "the months that its quotation",
    ),
    "another year": (
        "N508",
        {"period_start": "2020-01", "period_end": "2020-12"},
        "the months that its quotation",
    ),
    "another sign": ("N508", {"growth": "-8.2"}, "the direction that its quotation"),
    "another hedge": ("F205", {"hedge": "less than"}, "the hedge that its quotation"),
    "digits exchanged": ("F287", {"value": "15.9"}, "a number that its quotation has"),
    "a tenth, quotation and all": (
        "F205",
        {
            "value": "3.2",
            "quote": "worth over $3.2 million, from March 2022 to May 2023",
        },
        "these are 30000 drones at 107 USD each, other prints",
    ),
}


def check_figures(figures):
    rules.refuse_first(plausible.list_slips("figures.csv", figures))


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused_with_what_makes_it_odd(slip):
    name, changed, words = SLIPS[slip]
    figures = tables.read_csv(tables.DATA / FIGURES)
    place = figures.index[figures["id"] == name]
    assert len(place) == 1
    for column, text in changed.items():
        figures.loc[place, column] = text
    with pytest.raises(InputError) as error:
        check_figures(figures)
    assert f"row {name} " in str(error.value)
    assert words in str(error.value)
    assert "'as printed' in its status" in str(error.value)


def test_a_slip_of_scale_is_its_own_row_s_and_no_neighbour_s():
    """A new row of millions for billions was refused as the fault of the row before."""
    figures = tables.read_csv(tables.DATA / FIGURES)
    has_scale = figures["quote"].str.contains(r"\d (?:billion|bln|bn)\b")
    rows = figures[has_scale & (figures["role"] == "evidence")]
    rows = rows[rows["unit"] == "bn USD"]
    assert len(rows) > 12
    for row in rows.to_dict("records"):
        slip = {**row, "id": "F999", "unit": "m USD", "status": ""}
        line = len(figures) + 2
        longer = pd.concat([figures, pd.DataFrame([slip])])
        with pytest.raises(InputError) as error:
            check_figures(longer)
        assert f"row F999 (line {line})" in str(error.value), row["id"]


@pytest.mark.parametrize("column", ["value", "product"])
def test_a_row_has_one_line_whichever_rule_refuses_it(column):
    """An odd number had its place in the table, two less than its line."""
    figures = tables.read_csv(tables.DATA / FIGURES)
    figures.loc[figures["id"] == "F287", column] = "15.9"
    text = (tables.DATA / FIGURES).read_text(encoding="utf-8")
    line = text[: text.index("\nF287,") + 1].count("\n") + 1
    schema = tables.read_schemas()[FIGURES]
    with pytest.raises(InputError, match=rf"row F287 \(line {line}\)"):
        rules.check_table(FIGURES, figures, schema, tables.read_other)


def make_series(*values):
    """Return months of one series: synthetic."""
    figures = tables.read_csv(tables.DATA / FIGURES)
    row = figures[figures["id"] == "F104"].iloc[0].to_dict()
    rows = []
    for number, value in enumerate(values, 1):
        month = f"2019-{number:02}"
        slip = {"id": f"F9{number:02}", "value": value, "quote": "", "growth": ""}
        rows.append({**row, **slip, "period_start": month, "period_end": month})
    return type(figures)(rows)


def test_a_month_far_from_all_around_it_is_refused():
    check_figures(make_series("8", "9", "35", "8"))
    check_figures(make_series("8", "9", "2.1", "8"))
    for value in ("37", "1.9"):
        with pytest.raises(InputError, match=r"row F903 .* from all months around it"):
            check_figures(make_series("8", "9", value, "8"))


@pytest.mark.parametrize("word", units.SCALE_WORDS)
def test_a_scale_is_read_however_it_is_written(word):
    """ "$5.2m" was read as 5.2 dollars: m, k and tn were known as words alone."""
    draws = seeds.begin(word)
    number = f"{draws.randint(1, 99)}.{draws.randint(1, 9)}"
    for written in (word, f" {word}", word.upper()):
        figures = make_series(number).assign(quote=f"goods worth ${number}{written}")
        for scale in units.SCALES:
            figures["unit"] = f"{scale} USD"
            found = [str(fault) for _, fault in plausible.list_slips("it", figures)]
            is_so = scale == units.SCALE_WORDS[word]
            assert is_so != any("the scale that" in each for each in found), written


@pytest.mark.parametrize("unit", ["bn USD per month", "USD per unit"])
def test_an_average_is_not_divided_by_its_months_again(unit):
    """9.0 a month of a year was less than a tenth of 9.1 a month of two months."""
    draws = seeds.begin(unit)
    figures = make_series("8.9", "9.1", "9.0").assign(unit=unit)
    for place, length in enumerate([2, 2, 12]):
        start = draws.randint(1, 13 - length)
        months = [f"2019-{start:02}", f"2019-{start + length - 1:02}"]
        figures.loc[place, ["period_start", "period_end"]] = months
    check_figures(figures)
    figures.loc[2, "value"] = "90.0"
    with pytest.raises(InputError, match=r"row F903 .* from all months around it"):
        check_figures(figures)


def test_a_point_that_moved_is_refused_beside_the_months_around_it():
    """Every level of this story that has two others around it, ten times as high and low."""
    figures = tables.read_csv(tables.DATA / FIGURES)
    rows = figures.astype(object).to_dict("records")
    for row in rows:
        row["month_mean"] = plausible.find_month_mean(row)
    series = plausible.group_by_series(rows)
    tried = met = 0
    for row in rows:
        around = series.get(plausible.name_figure_goods(row), [])
        mean = row["month_mean"]
        for times in (10, 0.1):
            row["month_mean"] = mean * times
            words = plausible.explain_level(row, around)
            tried += len(around) > 2 and mean > 0
            met += bool(words)
        row["month_mean"] = mean
    assert met > 0.9 * tried > 100


def test_what_somebody_has_looked_at_is_taken():
    figures = make_series("8", "9", "910", "8").assign(status="as printed")
    check_figures(figures)


def list_quoted_growths():
    """Figures whose growth stands in their quotation as a percentage."""
    rows = tables.read_figures().to_dict("records")
    is_rate = plausible.PERCENTAGE
    return [row for row in rows if row["growth"] and re.search(is_rate, row["quote"])]


@pytest.mark.parametrize("row", list_quoted_growths(), ids=lambda row: row["id"])
def test_a_growth_that_its_quotation_has_not_is_refused(row):
    assert plausible.explain_growth(row, row["quote"]) == ""
    growth = row["growth"]
    for slip in (f"{float(growth) / 10:.3g}", f"{float(growth) + 0.1:.4g}", "61.7"):
        told = plausible.explain_growth(row | {"growth": slip}, row["quote"])
        assert told.startswith("a growth that its quotation has"), slip
