"""Reading data/: hashes, schemas, filters, tables."""

import shutil
import subprocess
import sys

import pandas as pd
import pytest

from dualuse.data import load, rules
from dualuse.desk import kept
from pressroom import files, project
from pressroom.errors import InputError

NAMES = load.listed()


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of data/ that a test may damage."""
    data = tmp_path / "data"
    for name in [*NAMES, load.SUMS]:
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(project.DATA / name, data / name)
    monkeypatch.setattr(project, "DATA", data)
    return data


def rehash(data):
    sums = "".join(f"{files.of_file(data / n)}  {n}\n" for n in load.listed(data))
    (data / load.SUMS).write_text(sums, encoding="utf-8")


@pytest.mark.parametrize("name", [n for n in NAMES if not n.startswith("processed/")])
def test_one_changed_byte_is_refused_by_name(copy, name):
    path = copy / name
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    with pytest.raises(InputError, match="changed") as error:
        load.figures()
    assert error.value.where == f"data/{name}"


def test_a_kernel_that_was_forked_with_the_figures_read_asks_itself_whether_data_is_whole(copy):
    kept.ready()
    (copy / "CHANGES.md").write_text("another\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"^data/CHANGES\.md: .*changed"):
        load.figures()


def test_a_missing_and_an_added_file_are_refused_by_name(copy):
    (copy / "reference/new.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"^data/reference/new\.csv: found a file that"):
        load.verify(copy)
    (copy / "reference/new.csv").unlink()
    (copy / "CHANGES.md").unlink()
    with pytest.raises(InputError, match=r"^data/CHANGES\.md: found no such file"):
        load.verify(copy)
    (copy / load.SUMS).unlink()
    with pytest.raises(InputError, match="make describe"):
        load.verify(copy)


def test_built_and_downloaded_files_are_not_hashed(copy):
    for name in ("processed/bounds.csv", "official/fetched/rows.csv"):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text("a\n", encoding="utf-8")
    assert load.verify(copy) == files.of_file(copy / load.SUMS)


def test_a_changed_table_is_read_once_it_is_described(copy):
    path = copy / "reference/countries.csv"
    path.write_text(path.read_text(encoding="utf-8") + "NAX,NA,990,990,990,\n", encoding="utf-8")
    rehash(copy)
    row = load.reference("countries").set_index("iso3").loc["NAX"]
    assert row["name"] == "NA"  # Namibia's letters are no missing value
    assert row["customs"] == ""


def test_figures_have_periods_and_series():
    rows = load.figures().set_index("id")
    assert rows.loc["F112", "start"] == pd.Period("2023-01", "M")
    assert rows.loc["F112", "end"] == pd.Period("2023-06", "M")
    assert pd.isna(rows.loc["F265", "end"])
    assert rows.loc["F112", "series"] == "CHN-RUS-export-all-GACC"
    assert rows.loc["F164", "series"] == "CHN-RUS-export-all-GACC:CNY"
    assert rows.loc["F182", "series"] == "CHN-RUS-export-all-GACC:CNY"  # a growth alone
    assert rows.loc["F206", "series"] == "CHN-RUS-export-drones-GACC:units"
    assert rows.loc["F266", "series"] == rows.loc["X-13", "series"]  # monthly rate
    assert rows.loc["F271", "series"] == "CHN-RUS-export-excavators-GACC"  # a multiple has no unit of its own
    assert rows.loc["F204", "series"] == "CHN-UKR-export-drones-NYT-TRADE"


def test_filters_keep_what_was_asked_for():
    rows = load.figures(reporter="CHN", partner="UKR", product=["drones", "all"], role="evidence")
    assert set(rows["partner"]) == {"UKR"}
    assert set(rows["product"]) == {"drones", "all"}
    assert list(rows.index) == list(range(len(rows)))


def test_a_mistyped_filter_names_the_near_miss():
    with pytest.raises(InputError, match=r"no product 'drone'.*did you mean 'drones'"):
        load.figures(product="drone")
    with pytest.raises(InputError, match="the filter 'produkt'"):
        load.figures(produkt="drones")


def damaged(**cells):
    """Return figures.csv with cells of row F112 replaced."""
    frame = load.source(load.FIGURES)
    for column, value in cells.items():
        frame.loc[frame["id"] == "F112", column] = value
    return frame


FAULTS = [
    ({"hedge": "roughly"}, "hedge 'roughly'", "one of exact, about"),
    ({"hedge": ""}, "hedge ''", "a hedge where there is a value"),
    ({"growth_hedge": ""}, "growth_hedge ''", "a hedge for every growth"),
    ({"unit": "dollars"}, "unit 'dollars'", "a unit such as m USD"),
    ({"partner": "ZZZ"}, "partner 'ZZZ'", "ISO3"),
    ({"reporter": "CHN+"}, "reporter 'CHN+'", "ISO3"),
    ({"flow": "exports"}, "flow 'exports'", "one of export, import"),
    ({"source": "GAAC"}, "source 'GAAC'", "reference/sources.csv"),
    ({"product": "drone"}, "product 'drone'", "reference/products.csv"),
    ({"role": "proof"}, "role 'proof'", "one of evidence"),
    ({"id": "F111"}, "id 'F111'", "no other row"),
    ({"period_end": "2022-12"}, "period_end '2022-12'", "not end before its start"),
    ({"period_start": "2023-13"}, "period_start '2023-13'", "2023-01"),
    ({"value": "52,28.4"}, "value '52,28.4'", "such as 14.5"),
    ({"value": "50-54"}, "value '50-54'", "such as 14.5"),
    ({"value": "-52"}, "value '-52'", "such as 14.5"),
    ({"growth": "many"}, "growth 'many'", "per cent"),
    ({"page": ""}, "page ''", "https://"),
    ({"publisher": " "}, "publisher ' '", "text"),
    ({"released": "July 2023"}, "released 'July 2023'", "2023-07-13"),
    ({"print": ""}, "print ''", "kept or assumed"),
    ({"status": "fixed"}, "status 'fixed'", "later print"),
    ({"inferred": "month"}, "inferred 'month'", "year"),
    ({"period_start": "", "period_end": ""}, "growth '78.1'", "a base"),
    (
        {"status": "highest since the invasion"},
        "status 'highest since the invasion'",
        "highest since 2022-03",
    ),
    ({"status": "highest since 2023-01"}, "status 'highest since 2023-01'", "a record of one month"),
    ({"growth": "", "growth_hedge": "", "status": "first-print base"}, "status 'first-print base'", "a rate"),
    ({"same_fact": "F999"}, "same_fact 'F999'", "id of another row"),
]


@pytest.mark.parametrize(("cells", "found", "expected"), FAULTS, ids=[f[1] for f in FAULTS])
def test_a_bad_figure_is_one_error_with_file_line_and_id(cells, found, expected):
    frame = damaged(**cells)
    line = frame.index[load.source(load.FIGURES)["id"] == "F112"][0] + 2
    with pytest.raises(InputError) as error:
        rules.check(load.FIGURES, frame)
    assert error.value.where == "data/published/figures.csv"
    assert error.value.row == f"{line} ({cells.get('id', 'F112')})"
    assert error.value.found == found
    assert expected in error.value.expected


def test_a_figure_without_a_number_is_context():
    frame = damaged(value="", hedge="", print="", growth="", growth_hedge="")
    with pytest.raises(InputError, match="value ''"):
        rules.check(load.FIGURES, frame)
    frame.loc[frame["id"] == "F112", "role"] = "context"
    rules.check(load.FIGURES, frame)


def test_columns_that_differ_are_refused():
    with pytest.raises(InputError, match="row 1: found columns") as error:
        rules.check(load.FIGURES, damaged().drop(columns="hedge"))
    assert "hedge" in error.value.expected


def test_a_table_that_is_no_csv_is_refused(copy):
    (copy / "reference/sources.csv").write_bytes(b"source,name\n\xff\xfe,x\n")
    rehash(copy)
    with pytest.raises(InputError, match=r"^data/reference/sources\.csv.*UTF-8"):
        load.reference("sources")
    with pytest.raises(InputError, match="no such file"):
        load.reference("nothing")


def test_tables_come_back_as_they_were_saved(tmp_path, monkeypatch):
    monkeypatch.setenv("PRESSROOM_PROCESSED", str(tmp_path))
    frame = pd.DataFrame({"series": ["A", ""], "low": [1.5, None], "hs_code": ["0101", "69"], "n": [1, 2]})
    load.save(frame, "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == b"series,low,hs_code,n\nA,1.5,0101,1\n,,69,2\n"
    back = load.table("t.csv")
    assert list(back["series"]) == ["A", ""]
    assert list(back["hs_code"]) == ["0101", "69"]
    assert back["low"].isna().tolist() == [False, True]
    assert back["n"].sum() == 3
    with pytest.raises(InputError, match="make reports"):
        load.table("absent.csv")


def test_a_save_that_fails_leaves_the_old_table(tmp_path, monkeypatch):
    monkeypatch.setenv("PRESSROOM_PROCESSED", str(tmp_path))
    load.save(pd.DataFrame({"a": [1]}), "t.csv")

    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(pd.DataFrame, "to_csv", fail)
    with pytest.raises(OSError, match="disk full"):
        load.save(pd.DataFrame({"a": [2]}), "t.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]
    assert (tmp_path / "t.csv").read_text() == "a\n1\n"


def test_a_notebook_reads_and_writes_only_what_it_declares(tmp_path, monkeypatch):
    monkeypatch.setenv("PRESSROOM_NOTEBOOK", "n")
    monkeypatch.setenv("PRESSROOM_PROCESSED", str(tmp_path))
    monkeypatch.setattr(project, "running", lambda *_: project.Notebook("n", "N", reads=("published/",)))
    load.figures()
    with pytest.raises(InputError, match="n reads reference/countries"):
        load.reference("countries")
    with pytest.raises(InputError, match=r"n reads claims\.yaml"):
        load.claims()
    with pytest.raises(InputError, match="n writes processed/t"):
        load.save(pd.DataFrame({"a": [1]}), "t.csv")


def test_importing_load_does_not_import_what_is_slow():
    code = "import sys, dualuse.data.load; sys.exit('pandera' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
