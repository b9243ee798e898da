"""The units that numbers are read by: the table, and what a unit says."""

import pytest

from dualuse.base import files, rules, tables, units
from dualuse.base.errors import InputError

TABLE = """unit,kind,one,many
USD,money,US dollar,US dollars

units,count,unit,units
tonnes,quantity,tonne,tonnes
"""
FAULTS = {
    TABLE.replace("count", "counts"): "row units (line 4): found kind 'counts'",
    TABLE.replace("tonnes,quantity", "units,quantity"): "row units (line 5)",
    TABLE.replace("tonne,", ","): "row tonnes (line 5): found one ''",
    TABLE.replace(",tonnes\n", "\n"): "row tonnes (line 5): found 3 fields",
    TABLE.replace("kind", "sort"): "no column 'kind'",
}


@pytest.fixture
def data(monkeypatch, tmp_path):
    """Return the folder of a story that has units and nothing else."""
    (tmp_path / "reference").mkdir()
    monkeypatch.setattr(files, "DATA", tmp_path)
    units.read_file.cache_clear()
    yield tmp_path
    units.read_file.cache_clear()


def test_units_have_a_kind_and_words(data):
    (data / "reference" / "units.csv").write_text(TABLE)
    assert list(units.read_units()) == ["USD", "units", "tonnes"]
    assert units.get_unit("tonnes per month").one == "tonne"
    assert units.is_whole("units") and not units.is_whole("units per month")
    assert units.split_unit("k tonnes") == (1000, "tonnes")
    with pytest.raises(InputError, match="such as tonnes"):
        units.split_unit("tons")


@pytest.mark.parametrize("text", FAULTS)
def test_a_faulty_unit_is_refused_by_file_and_line_here_and_by_the_schema(data, text):
    path = data / "reference" / "units.csv"
    path.write_text(text)
    with pytest.raises(InputError) as refused:
        units.read_units()
    assert "units.csv" in str(refused.value) and FAULTS[text] in str(refused.value)
    resource = tables.read_schemas()["reference/units.csv"]
    with pytest.raises(InputError):
        rules.check_table("units", tables.read_lines(path), resource, None)


def test_units_of_another_content_than_listed_are_refused(data):
    (data / "reference" / "units.csv").write_text(TABLE)
    (data / "SHA256SUMS").write_text(f"{'0' * 64}  reference/units.csv\n")
    with pytest.raises(InputError, match="other content than its hash"):
        units.read_units()
