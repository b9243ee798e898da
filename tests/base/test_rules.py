"""What a table must be: planted bad inputs by name; each rule refuses one of them."""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from dualuse.base import files, rules, tables
from dualuse.base.errors import InputError

# It has hidden signs, which `read_yaml` refuses.
PLANTED = yaml.load(
    (Path(__file__).parents[1] / "faults" / "planted.yml").read_text("utf-8"),
    files.PlainYaml,  # noqa: S506 - a safe loader
)
TABLES = sorted(name for name in tables.read_schemas() if name.endswith(".csv"))
BULK = "official/GACC"  # rows of millions: engine.official has its own checks
SMALL = [name for name in TABLES if not name.startswith(BULK)]
HERE = [name for name in SMALL if (tables.DATA / name).exists()]


@cache
def read_committed(file):
    """Return a table as it stands; nobody changes it."""
    return tables.read_csv(tables.DATA / file)


def plant(case):
    """Return a real table in which one row holds what it must not hold."""
    table = read_committed(case["file"]).copy()
    row = table.index[table.iloc[:, 0] == case["row"]][0]
    for column, text in case["set"].items():
        table.loc[row, column] = text
    return table


@cache
def refusal(name):
    """Return the words in which a planted input is refused, or nothing."""
    case = next(case for case in PLANTED if case["name"] == name)
    file = case["file"]
    schema = tables.read_schemas()[file]
    try:
        rules.check_table(f"data/{file}", plant(case), schema, tables.read_other)
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: case["name"])
def test_planted_input_is_refused_by_file_row_and_what_is_expected(case):
    words = refusal(case["name"])
    assert words.startswith(f"data/{case['file']}")
    assert case["says"] in words.partition("; expected ")[2]
    if "adds up to" not in words and "twice" not in case["name"]:
        table = read_committed(case["file"])
        row = table.index[table.iloc[:, 0] == case["row"]][0]
        assert f"(line {row + 2})" in words


@pytest.mark.parametrize("file", rules.ROW_RULES)
def test_each_condition_refuses_a_planted_row(file):
    answers = [refusal(case["name"]) for case in PLANTED if case["file"] == file]
    for rule in rules.ROW_RULES[file]:
        assert any(rule["expected"] in answer for answer in answers), rule["expected"]


@pytest.mark.parametrize("file", sorted({*rules.ACROSS} - {"published/held_out.csv"}))
def test_each_assertion_refuses_a_planted_row(file):
    answers = [refusal(case["name"]) for case in PLANTED if case["file"] == file]
    for assertion in rules.ACROSS[file]:
        if assertion.find_wrong is not rules.held_out_is_no_figure:
            is_named = [assertion.expected in answer for answer in answers]
            assert any(is_named), assertion


@pytest.mark.parametrize("name", HERE)
def test_the_committed_tables_pass(name):
    schema = tables.read_schemas()[name]
    assert schema["schema"]["fields"]
    if name.endswith(".csv"):
        table = tables.read_csv(tables.DATA / name)
        rules.check_table(f"data/{name}", table, schema, tables.read_other)


def read_with(name, table):
    """Return a reader of the other tables that gives this one for its name."""

    def read(other):
        return table if other == name else tables.read_other(other)

    return read


def check_figures(figures, read=tables.read_other):
    schema = tables.read_schemas()["published/figures.csv"]
    rules.check_table("data/published/figures.csv", figures, schema, read)


def read_plain_figures():
    return read_committed("published/figures.csv").copy()


def test_a_held_out_print_is_no_figure():
    figures = read_plain_figures()
    held_out = figures[figures["id"] == "F078"].assign(id="H99")
    read = read_with("published/held_out.csv", held_out)
    with pytest.raises(InputError, match=r"F078 .*held_out\.csv does not keep"):
        check_figures(figures, read)


def test_an_outlet_that_comes_under_test_is_no_evidence_any_more():
    outlets = tables.read_other("reference/outlets.csv")
    outlets.loc[outlets["id"] == "reuters", "under_test"] = "yes"
    read = read_with("reference/outlets.csv", outlets)
    with pytest.raises(InputError, match="role claim or context"):
        check_figures(read_plain_figures(), read)


def test_a_table_that_lists_no_words_is_named():
    products = tables.read_other("no such table")
    read = read_with("reference-products-csv", products)
    with pytest.raises(InputError, match="no table reference-products-csv"):
        check_figures(read_plain_figures(), read)


@pytest.mark.parametrize("column", ["period_start", "outlet", "value"])
def test_a_column_that_is_missing_is_named(column):
    with pytest.raises(InputError, match=f"no column '{column}'"):
        check_figures(read_plain_figures().drop(columns=column))


def test_a_column_too_many_is_refused_with_the_nearest():
    figures = read_plain_figures().rename(columns={"partner": "partnr"})
    with pytest.raises(
        InputError, match=r"'partnr'; expected one column of .*such as partner"
    ):
        check_figures(figures)


@pytest.mark.parametrize("name", ["figures", "pages"])
def test_every_site_is_of_a_listed_outlet(name):
    rows = tables.read_table(f"published/{name}.csv")
    spellings = rules.list_names(tables.read_reference("outlets"))["spelling"]
    address = rows["page" if name == "figures" else "url"]
    sites = address.str.lower().str.extract(rules.SITE)[0]
    assert sorted(set(sites) - set(spellings)) == []


def test_the_service_published_some_months_that_figures_print_as_well():
    months = tables.read_table("published/fcs_imports_from_china_ukraine.csv")
    printed = tables.read_figures(source="FCS", product="all", partner="CHN")
    both = printed.merge(months, left_on="period_start", right_on="month")
    assert len(both) == 12
    assert (both["value"] == both["from_china_musd"]).all()


def test_nothing_hangs_on_docstrings_or_on_asserts():
    """`python -OO` drops them; only the help of the command is one."""
    library = Path(rules.__file__).parents[1]
    texts = {path.name: path.read_text() for path in library.rglob("*.py")}
    assert [name for name in texts if "__doc__" in texts[name]] == ["cli.py"]
    assert not any(re.search(r"^ +assert ", text, re.M) for text in texts.values())
