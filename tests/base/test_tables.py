"""Files under data/: read whole and as they stand, or refused by name."""

import errno
import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualuse.base import tables
from dualuse.base.errors import InputError

HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # of nothing


@pytest.fixture
def folder(tmp_path):
    """Return a small data folder that its checksums describe."""
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "a.csv").touch()
    (tmp_path / "SHA256SUMS").write_text(f"{HASH}  published/a.csv\n")
    return tmp_path


@pytest.fixture
def place(monkeypatch, tmp_path):
    """Return an empty folder of what notebooks build."""
    monkeypatch.setattr(tables, "PROCESSED", tmp_path)
    monkeypatch.setenv("DUALUSE_PROCESSED", str(tmp_path))
    return tmp_path


def test_data_as_listed_have_one_hash(folder):
    assert len(tables.verify_data(folder)) == 64


@pytest.mark.parametrize("name", [".DS_Store", "._a.csv", ".#a.csv", ".a.csv.swp"])
def test_what_editors_leave_is_not_read(folder, name):
    (folder / "published" / name).touch()
    assert tables.verify_data(folder)


def change_a_byte(folder):
    (folder / "published" / "a.csv").write_text("x")


def add_a_file(folder):
    (folder / "published" / "b.csv").touch()


def take_a_file(folder):
    (folder / "published" / "a.csv").unlink()


def link_to_a_system_file(folder):
    (folder / "b.csv").symlink_to("/etc/hostname")


def replace_a_file_by_a_link(folder):
    take_a_file(folder)
    (folder / "published" / "a.csv").symlink_to("/dev/null")


def put_a_pipe(folder):
    os.mkfifo(folder / "pipe")


def take_the_list(folder):
    (folder / "SHA256SUMS").unlink()


DAMAGES = {
    change_a_byte: "published/a.csv: found other content than its hash",
    add_a_file: "published/b.csv: found a file that SHA256SUMS lacks",
    take_a_file: "published/a.csv: found no such file",
    link_to_a_system_file: "b.csv: found a link",
    replace_a_file_by_a_link: "a.csv: found a link",
    put_a_pipe: "pipe: found a link or a pipe",
    take_the_list: "found a file that SHA256SUMS lacks",
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_data_is_refused_by_file(folder, damage):
    damage(folder)
    with pytest.raises(InputError) as error:
        tables.verify_data(folder)
    assert DAMAGES[damage] in str(error.value)


BROKEN = {
    "a,b\n1\n": "1 fields; expected 2",
    "a,b\n1,2,3\n": "3 fields; expected 2",
    "a,a\n1,2\n": "names that differ",
    "": "no rows",
    'a,b\n"1,2\n': "CSV",
    "a,b\n1,\0\n": "a NUL character",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_csv_is_one_error(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        tables.read_csv(path)
    assert BROKEN[text] in str(error.value)
    assert "a.csv" in str(error.value)


CELLS = st.text(st.sampled_from('ab1,;"\n\r '), max_size=6)
RECORDS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8)


@given(records=RECORDS, blanks=st.lists(st.integers(0, 3), min_size=9, max_size=9))
@settings(max_examples=200, deadline=None)
def test_a_row_is_named_by_the_line_where_it_begins(records, blanks, tmp_path_factory):
    """The oracle writes the file itself, and counts the lines that it writes."""
    path = tmp_path_factory.mktemp("lines") / "a.csv"
    text = "x,y\n"
    expected = []
    for (first, second), above in zip(records, blanks, strict=False):
        text += "\n" * above
        expected.append(len(text.splitlines()) + 1)
        cells = [cell.replace('"', '""') for cell in (first, second)]
        text += f'"{cells[0]}","{cells[1]}"\n'
    path.write_bytes(text.encode())
    table = tables.read_lines(path)
    assert table.index.to_list() == expected
    assert table.to_numpy().tolist() == [list(record) for record in records]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-32"])
def test_text_that_is_not_utf_8_is_refused(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes("a,b\né,2\n".encode(encoding))
    with pytest.raises(InputError, match=r"UTF-8|NUL"):
        tables.read_csv(path)


def test_cells_stay_as_they_stand(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('\ufeffiso,code\r\nNA,010121\r\n"",1e5\r\n\r\n'.encode())
    expected = {"iso": ["NA", ""], "code": ["010121", "1e5"]}
    assert tables.read_csv(path).to_dict("list") == expected


@given(typed=st.text(st.sampled_from("0123456789:_.+-exo"), min_size=1, max_size=7))
def test_yaml_reads_a_number_or_what_was_typed(typed, tmp_path_factory):
    """0100 is not 64, 1:40 is not 100 and 1e3 is text: only plain numbers are numbers."""
    path = tmp_path_factory.mktemp("yaml") / "own.yml"
    path.write_text(f"value: {typed}\n")
    try:
        value = tables.read_yaml(path)["value"]
    except InputError:
        return  # "1:" would begin a map
    if isinstance(value, list):  # "-" begins a list
        return
    assert str(value) == typed or Decimal(typed) == Decimal(str(value))
    assert isinstance(value, str) or not re.match(r"[-+]?0\d", typed)


YAML = {
    "a: 1\na: 2": "'a', which stands twice",
    "a: &x 1\nb: *x": "the anchor or alias",
    "a: [1": "expected",
    "[" * 100_000: "nesting",
    "a: !!python/none ''": "constructor",
    "1: a": "1, which stands twice or is no text",
    "a: " + "9" * 5_000: "digits",
    "\a": "control characters",
}


@pytest.mark.parametrize("text", YAML, ids=lambda text: text[:12])
def test_yaml_that_says_two_things_or_too_much_is_refused(tmp_path, text):
    path = tmp_path / "a.yml"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        tables.read_yaml(path)
    assert YAML[text] in str(error.value)


def test_nothing_is_written_through_a_link(tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("mine")
    (tmp_path / ".new.txt.part").symlink_to(kept)
    tables.write_text(tmp_path / "new.txt", "ours")
    assert (kept.read_text(), (tmp_path / "new.txt").is_symlink()) == ("mine", False)
    (tmp_path / ".a.part").symlink_to(kept)
    with pytest.raises(InputError, match="a link"):
        tables.list_files(tmp_path)


@pytest.mark.parametrize(
    ("column", "word", "answer"),
    [
        ("product", "dornes", "such as drones"),
        ("id", "F9999", "one id of"),
        ("prodct", "drones", "such as product"),
    ],
)
def test_a_filter_that_no_row_meets_says_what_is_near(column, word, answer):
    with pytest.raises(InputError, match=answer):
        tables.read_figures(**{column: word})


def test_a_reader_may_change_what_was_read():
    units = tables.read_reference("units")
    units["unit"] = "changed"
    assert "USD" in set(tables.read_reference("units")["unit"])


def test_ids_of_claims_are_read_as_yaml(place, monkeypatch):
    text = """claims:
    - {id: A1, note: "the id: B2 is another"}
    - {"id": "C3", parts: [{id: C3a}, {'id': 'C3b'}]}
    """
    (place / "claims.yaml").write_text(text)
    monkeypatch.setattr(tables, "DATA", place)
    monkeypatch.setattr(tables, "read_package", dict)  # none of this folder is kept
    assert tables.read_other("claims.yaml")["id"].tolist() == ["A1", "C3", "C3a", "C3b"]
    (place / "claims.yaml").write_text("claims: [{parts: []}]")
    with pytest.raises(InputError, match="each with an id"):
        tables.read_other("claims.yaml")


def test_built_numbers_are_numbers_and_codes_stay_text(place):
    built = pd.DataFrame({"hs_code": ["0101"], "low": ["1.5"], "note": [""]})
    tables.write_built(built, "b.csv")
    row = tables.read_built("b.csv").iloc[0]
    assert (row["hs_code"], row["low"], row["note"]) == ("0101", 1.5, "")


def test_a_number_that_json_does_not_know_is_not_written(place):
    tables.write_built({"low": 1}, "A1.json")
    with pytest.raises(ValueError, match="JSON compliant"):
        tables.write_built({"low": float("nan")}, "A1.json")
    assert json.loads((place / "A1.json").read_text()) == {"low": 1}


def test_what_the_build_does_not_run_writes_to_my_out(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(tables, "PROCESSED", tmp_path / "processed")
    monkeypatch.setattr(tables, "BY_HAND", tmp_path / "my" / "out")
    monkeypatch.delenv("DUALUSE_PROCESSED", raising=False)
    tables.write_built({"id": "A1"}, "claims/A1.json")
    assert "only `make reports` writes to data/processed" in capsys.readouterr().out
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [tmp_path / "my" / "out" / "claims" / "A1.json"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    tables.write_text(path, "old")

    def fill_the_disk(self, content):
        self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill_the_disk)
    with pytest.raises(InputError, match=r"a\.txt: found No space left on device"):
        tables.write_text(path, "new")
    assert path.read_text() == "old"
    assert [other.name for other in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("action", ["reads", "writes"])
def test_a_notebook_that_touches_what_it_does_not_list_is_refused(monkeypatch, action):
    pipeline = {"01_a": {"reads": ["published/"], "writes": ["processed/a.csv"]}}
    monkeypatch.setattr(tables, "read_pipeline", lambda: pipeline)
    monkeypatch.setenv("DUALUSE_NOTEBOOK", "01_a")
    tables.require_listed("published/figures.csv", "reads")
    tables.require_listed("processed/a.csv", "writes")
    with pytest.raises(InputError, match=f"{action} other.csv"):
        tables.require_listed("other.csv", action)


def test_a_notebook_that_lists_some_rows_reads_no_others(monkeypatch):
    pipeline = {"01_a": {"reads": ["published/figures.csv?product=all"]}}
    monkeypatch.setattr(tables, "read_pipeline", lambda: pipeline)
    whole = tables.read_figures()
    monkeypatch.setenv("DUALUSE_NOTEBOOK", "01_a")
    rows = tables.read_figures(product="all")
    assert rows["id"].tolist() == whole.loc[whole["product"] == "all", "id"].tolist()
    for filters in ({}, {"product": "drones"}, {"source": "GACC"}):
        with pytest.raises(InputError, match="reads published"):
            tables.read_figures(**filters)


FORMULAS = [
    "=1+1",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1",
]
HARMLESS = ["-34", "+5.2", "-.5", "2023-01", "more than 32", "", "a=b", "-", "CHN"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_spreadsheet_runs_no_cell(text):
    cell = tables.to_csv(pd.DataFrame({"cell": [text]})).splitlines()[1]
    assert cell.strip('"').startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_text_that_nothing_runs_stays(text):
    table = pd.DataFrame({"cell": [text], "value": [-34.5], "none": [None]})
    cell, value, none = tables.to_csv(table).splitlines()[1].split(",")
    assert (cell.strip('"'), value, none) == (text, "-34.5", "")


def test_an_error_is_one_line_in_a_notebook():
    error = InputError("data/a.csv", "'x'", "a number", row="F001")
    assert error._render_traceback_() == [str(error)]
    assert str(error) == "data/a.csv, row F001: found 'x'; expected a number"


@pytest.mark.slow
def test_another_program_finds_all_rows_as_the_datapackage_says():
    frictionless = pytest.importorskip("frictionless")
    package = json.loads((tables.DATA / "datapackage.json").read_text())
    small = []
    for resource in package["resources"]:
        name = resource["path"]
        if name.endswith(".csv") and not name.startswith("official/GACC"):
            small.append(resource)
    package["resources"] = small
    files = frictionless.Package.from_descriptor(package, basepath=str(tables.DATA))
    report = files.validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert len(report.tasks) == len(small) > 15


def test_every_table_of_data_has_a_schema():
    schemas = tables.read_schemas()
    for name in tables.list_files(tables.DATA, tables.NOT_HASHED):
        if ".csv" in name:
            assert schemas[name]["schema"]["fields"], name


@pytest.mark.parametrize("sign", ["\\u001b[2J", "\\u202e", "\\u200b"])
def test_a_sign_that_nobody_sees_is_refused_in_yaml_and_json(tmp_path, sign):
    path = tmp_path / "claims.yaml"
    path.write_text(f'claims:\n- id: "A{sign}1"\n')
    with pytest.raises(InputError, match=r"claims\.yaml: .* that can be seen"):
        tables.read_yaml(path)
    path.write_text(f'{{"claims": [{{"id{sign}": 1}}]}}')
    with pytest.raises(InputError, match=r"claims\.yaml: .* that can be seen"):
        tables.read_json(path)


def test_a_table_of_another_shape_is_named_where_another_is_read(place, monkeypatch):
    """The tester's held_out.csv with the content of another table."""
    (place / "published").mkdir()
    pages = (tables.DATA / "published" / "pages.csv").read_bytes()
    (place / "published" / "held_out.csv").write_bytes(pages)
    monkeypatch.setattr(tables, "DATA", place)
    with pytest.raises(InputError, match=r"published/held_out\.csv: found the column"):
        tables.read_other("published/held_out.csv")
