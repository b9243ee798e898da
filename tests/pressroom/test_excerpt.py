"""A notebook declares the rows that it quotes: it runs again for these, and may read no others."""

import pytest

from pressroom import excerpt, files, project
from pressroom.errors import InputError

TABLE = "place,kind,count\nsea,drone-a,1\nsea,drone-b,2\nland,drone-a,3\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "days.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def of(query, path):
    return excerpt.digest(f"published/days.csv{query}", path)


@pytest.mark.parametrize(
    ("query", "own", "other"),
    [
        ("?place=sea", "sea,drone-b,2", "land,drone-a,3"),
        ("?place=sea&kind=drone-*", "sea,drone-a,1", "land,drone-a,3"),
        ("?kind=drone-b", "sea,drone-b,2", "sea,drone-a,1"),
    ],
)
def test_its_own_rows_decide_and_no_others(table, query, own, other):
    before = of(query, table)
    table.write_text(TABLE.replace(other, other + "0"), encoding="utf-8")
    assert of(query, table) == before
    table.write_text(TABLE.replace(own, own + "0"), encoding="utf-8")
    assert of(query, table) != before


def test_a_row_more_a_row_less_and_a_new_column_are_seen(table):
    before = of("?place=sea", table)
    for text in (
        TABLE + "sea,drone-c,5\n",
        TABLE.replace("sea,drone-b,2\n", ""),
        TABLE.replace("kind", "sort"),
    ):
        table.write_text(text, encoding="utf-8")
        assert of("?place=sea", table) != before


def test_the_whole_of_a_file_is_its_hash_and_no_file_is_none(table, tmp_path):
    assert of("", table) == files.of_file(table)
    assert of("?place=sea", tmp_path / "none.csv") == ""


def test_a_column_that_is_not_there_is_named(table):
    with pytest.raises(InputError, match=r"published/days\.csv\?plaec=sea.*place"):
        of("?plaec=sea", table)


def _row(line):
    return dict(zip(TABLE.splitlines()[0].split(","), line.split(","), strict=True))


def test_rows_must_be_in_one_of_the_parts():
    declared = ["published/days.csv?place=sea", "published/days.csv?kind=drone-b", "published/other.csv"]
    rows = [_row(line) for line in TABLE.splitlines()[1:]]
    assert excerpt.hold(declared, "published/days.csv", rows[:2])
    assert not excerpt.hold(declared, "published/days.csv", rows)
    assert not excerpt.hold(declared, "published/other.csv", rows)  # declared whole: not what this answers


def test_a_notebook_that_declares_rows_may_read_no_others(monkeypatch):
    from dualuse.data import load

    monkeypatch.setenv("PRESSROOM_NOTEBOOK", "08_glossary")
    assert list(load.figures(id=["F112", "F205"])["id"]) == ["F112", "F205"]
    for read in (load.figures, lambda: load.figures(id="F001"), lambda: load.source(load.FIGURES)):
        with pytest.raises(InputError, match=r"08_glossary reads published/figures\.csv.*\?id=F112"):
            read()


def test_the_order_of_runs_knows_the_file_behind_the_part():
    assert project.overlap("processed/a.csv?place=sea", "processed/")
    assert project.place("published/figures.csv?id=F112") == project.DATA / "published/figures.csv"
