"""Bulletins and queries of Chinese customs: files of that shape, made here; no numbers of any country."""

import pandas as pd
import pytest
import synthetic_customs as synthetic

from dualuse.official import formats, observations
from dualuse.official import totals as official
from dualuse.official.formats import bulletin, gacc
from pressroom.errors import InputError

VALUES = {
    "TOTAL": {"RUS": (9_000, 40_000), "UKR": (500, 2_000)},
    "68": {"RUS": (7, 8), "UKR": ("-", 3)},
    "69": {"RUS": (1_234, 5_678), "UKR": ("-", 521)},
}
KINDS = {
    "page": (synthetic.page, "html"),
    "workbook": (synthetic.workbook, "xlsx"),
    "CSV": (synthetic.csv, "csv"),
}
QUERY_ROW = [
    "202305",
    "344",
    "Russian Federation",
    "69091100",
    "Ware",
    "1,200",
    "Kilogram",
    "",
    "",
    "1,234,567",
]


def write(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def read(path):
    return observations.clean([(path.name, formats.read(path))])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("growth", [False, True])
def test_a_bulletin_gives_chapters_by_month_and_since_january(tmp_path, kind, language, growth):
    make, end = KINDS[kind]
    path = write(tmp_path, f"table.{end}", make(synthetic.table(VALUES, language=language, growth=growth)))
    assert formats.recognise(path) is bulletin
    rows, ledger = read(path)
    found = rows.filter("code = '69'").order("partner, period").df()
    assert found[["partner", "period", "value_usd"]].values.tolist() == [
        ["RUS", "2023-01/2023-05", 5_678_000.0],
        ["RUS", "2023-05", 1_234_000.0],
        ["UKR", "2023-01/2023-05", 521_000.0],
        ["UKR", "2023-05", 0.0],
    ]
    assert (
        set(found["source"]) == {"GACC"}
        and set(found["valuation"]) == {"FOB"}
        and set(found["hs"]) == {"HS22"}
    )
    assert set(rows.df()["code"]) == {"69", "68", "TOTAL"}
    aside = ledger.set_index("problem")["rows"].to_dict()
    assert aside["a section: its chapters count"] == (6 if growth else 4)
    assert aside.get("a rate of growth, no value", 0) == (6 if growth else 0)


def test_growth_on_a_line_of_its_own_is_no_value(tmp_path):
    rows = synthetic.table(VALUES)
    rows.insert(9, ["", "12.3", "4.5", "", "-3.1"])
    used, ledger = read(write(tmp_path, "table.csv", synthetic.csv(rows)))
    assert len(used.df()) == 12
    assert ledger.set_index("problem")["rows"]["a rate of growth, no value"] == 4


def test_what_was_printed_for_several_months_is_the_total_of_those_months(tmp_path):
    for month, value in (("2022-05", 400), ("2023-05", 600), ("2023-06", 700)):
        values = {"69": {"RUS": (100, value)}}
        write(tmp_path, f"{month}.csv", synthetic.csv(synthetic.table(values, month)))
    found = official.table(observations.read(folder=tmp_path)[0])
    name = "CHN-RUS-export-ceramics-GACC"
    assert official.total(found, name, "2023-01", "2023-05", allowance="none").left == 600_000
    assert official.total(found, name, "2023-01", "2023-06", allowance="none").left == 700_000
    assert official.total(found, name, "2023-05", "2023-06", allowance="none").left == 200_000
    assert official.total(found, name, "2023-01", "2023-04") is None
    assert official.growth(found, name, "2023-01", "2023-05", allowance="none").left == pytest.approx(50)


def test_a_heading_is_no_chapter_beside_a_bulletin_of_another_month(tmp_path):
    write(tmp_path, "a.csv", synthetic.csv(synthetic.table({"69": {"RUS": (100, 400)}})))
    query = [
        synthetic.QUERY,
        *([m, "344", "Russia", "6910", "x", "", "", "", "", "7"] for m in ("202304", "202305")),
    ]
    write(tmp_path, "export.csv", synthetic.csv(query))
    found = official.table(observations.read(folder=tmp_path)[0])
    name = "CHN-RUS-export-ceramics-GACC"
    assert official.total(found, name, "2023-04", "2023-04") is None
    assert official.total(found, name, "2023-05", "2023-05", allowance="none").left == 100_000


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"unit": "单位:万元人民币"}, "values in yuan"),
        ({"unit": "Unit: 10,000 yuan", "language": "en"}, "values in yuan"),
        ({"unit": "单位"}, "no unit of the values"),
    ],
)
def test_another_unit_is_refused(tmp_path, change, found):
    path = write(tmp_path, "table.csv", synthetic.csv(synthetic.table(VALUES, **change)))
    with pytest.raises(InputError, match=found) as error:
        formats.read(path)
    assert error.value.where == "table.csv"


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda rows: rows.pop(1), "no date column and no month in the name"),
        (lambda rows: rows.pop(4), "no column of a month|the column"),
        (lambda rows: rows[4].__setitem__(1, "4月"), "the column '4月'"),
        (lambda rows: rows[4].__setitem__(2, "1至4月累计"), "the column '1至4月累计'"),
        (lambda rows: rows[4].__setitem__(1, "数量"), "the column '数量'"),
        (lambda rows: rows[-1].pop(), "a row cut off"),
        (lambda rows: rows[0].__setitem__(0, "商品类章金额表"), "exports or imports"),
        (lambda rows: rows.__delitem__(slice(6, None)), "no chapter|one of the formats"),
    ],
)
def test_a_bulletin_that_cannot_be_told_is_refused(tmp_path, spoil, found):
    rows = synthetic.table(VALUES)
    spoil(rows)
    with pytest.raises(InputError, match=found):
        formats.read(write(tmp_path, "table.csv", synthetic.csv(rows)))


def test_a_country_that_is_not_known_is_set_aside_and_a_word_is_no_number(tmp_path):
    values = {"69": {"QQQ": (5, 6), "RUS": ("many", "1,2,3")}, "70": {"QQQ": (5, 6), "RUS": (1, 2)}}
    rows, ledger = read(write(tmp_path, "table.xlsx", synthetic.workbook(synthetic.table(values))))
    assert sorted(rows.df()["value_usd"]) == [1_000, 2_000]
    aside = ledger.set_index("problem")["rows"].to_dict()
    assert aside["unknown partner 某国"] == 4 and aside["no number: many"] == aside["no number: 1,2,3"] == 1


def test_a_query_as_a_workbook_is_read_like_its_csv(tmp_path):
    rows = [synthetic.QUERY, QUERY_ROW]
    from_csv, _ = read(write(tmp_path, "export/a.csv", synthetic.csv(rows)))
    numbers = [202305, 344, *QUERY_ROW[2:3], 69091100, "Ware", 1200, "Kilogram", "", "", 1234567.0]
    from_book, _ = read(write(tmp_path, "export/b.xlsx", synthetic.workbook([synthetic.QUERY, numbers])))
    pd.testing.assert_frame_equal(from_csv.df(), from_book.df())
    assert from_book.df()[["code", "value_usd", "net_weight_kg"]].values.tolist() == [
        ["69091100", 1234567.0, 1200.0]
    ]


def test_a_query_cut_at_its_cap_is_incomplete(tmp_path):
    rows = [[*QUERY_ROW[:3], f"{69010000 + n}", *QUERY_ROW[4:]] for n in range(gacc.MOST_ROWS)]
    with pytest.raises(InputError, match=r"10,000 rows, all that one download holds: it is incomplete"):
        formats.read(write(tmp_path, "export.xlsx", synthetic.workbook([synthetic.QUERY, *rows])))
    rows, _ = read(write(tmp_path, "export-b.xlsx", synthetic.workbook([synthetic.QUERY, *rows[1:]])))
    assert rows.aggregate("count(*)").fetchall() == [(gacc.MOST_ROWS - 1,)]


@pytest.mark.parametrize("name", ["table.xlsx", "table.xls"])
def test_a_damaged_workbook_is_one_error(tmp_path, name):
    whole = synthetic.workbook(synthetic.table(VALUES))
    content = whole[:-200] if name.endswith("x") else b"\xd0\xcf\x11\xe0" + whole[4:]
    with pytest.raises(InputError, match="damaged"):
        formats.read(write(tmp_path, name, content))
