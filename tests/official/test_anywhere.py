"""Rows of any size, on three engines: the same totals to the cent, and the same verdicts. All rows are synthetic."""

import json
import os
import subprocess
import sys

import duckdb
import pandas as pd
import pytest

from dualuse.data import categories, load
from dualuse.official import anywhere, observations
from dualuse.official import totals as official
from dualuse.official.formats import _file
from dualuse.verdicts import claims
from pressroom import project
from pressroom.errors import InputError

SPARK = project.ROOT / ".venv-cluster/bin/python"
CLAIMS = ("A3", "A4")


def shipments(path, rows, seed=1):
    """Write synthetic declarations: chapter 69 and others, two years, six origins, firms that nobody reads."""
    kinds = sorted(c for h in categories.headings("69") for c in categories.headings(h) or [f"{h}00"])
    codes = ", ".join(f"'{code}00'" for code in [*kinds, "880621", "851713", "010121"])
    duckdb.sql(f"""COPY (SELECT make_date(2022 + (h % 2)::INT, 1 + (h // 2 % 12)::INT, 1 + (h // 24 % 28)::INT) AS date,
            [{codes}][1 + (h // 1000 % {len(kinds) + 3})::INT] AS hs_code,
            (h // 7 % 1000003) / 100 AS value_usd, (h // 11 % 9973) / 1000 AS net_weight_kg,
            'RUS' AS reporter, ['CHN', 'TUR', 'KAZ', 'DEU', 'USA', 'UKR'][1 + (h // 100000 % 6)::INT] AS origin,
            concat('Importer ', h % 997) AS importer, concat('Exporter ', h % 991) AS exporter
        FROM (SELECT (hash(range, {seed}) % 1000000007)::BIGINT AS h FROM range({rows})))
        TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 100000)""")
    return path


def seen(path, rows):
    """Write synthetic observations: China's exports to Russia and Ukraine by month and heading of chapter 69."""
    headings = ", ".join(f"'{h}'" for h in sorted(categories.headings("69")))
    duckdb.sql(f"""COPY (SELECT 'CHN' AS reporter, ['RUS', 'UKR'][1 + range % 2] AS partner, 'export' AS flow,
            concat(2022 + range // 2 % 2, '-', lpad((1 + range // 4 % 12)::VARCHAR, 2, '0')) AS period,
            [{headings}][1 + (range // 48 % 13)::INT] AS code, (hash(range) % 100000)::DOUBLE / 100 AS value_usd,
            'FOB' AS valuation, 'GACC' AS source FROM range({rows}))
        TO '{path}' (FORMAT parquet)""")
    return path


def on(engine, tables, folder, **environment):
    """Write totals of tables by one process of the Python that has the engine; return {name: (note, totals)}."""
    python = SPARK if engine == "spark" else sys.executable
    code = """import sys; from pathlib import Path; from dualuse.official import anywhere
engine, folder, *tables = sys.argv[1:]
for rows in tables: anywhere.write(rows, engine, Path(folder, f"{Path(rows).stem}-{engine}.csv"))"""
    command = [str(python), "-c", code, engine, str(folder), *map(str, tables)]
    env = {**os.environ, "PYTHONPATH": str(project.ROOT / "lib"), **environment}
    done = subprocess.run(command, cwd=project.ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    outs = {rows.stem: folder / f"{rows.stem}-{engine}.csv" for rows in tables}
    return {
        k: (json.loads(p.with_suffix(".query.json").read_text()), p.read_bytes()) for k, p in outs.items()
    }


def verdicts(content, folder, monkeypatch):
    """Return what the claims get with these totals in hand."""
    monkeypatch.setattr(observations, "FOLDER", folder)
    book = claims.Book(load.figures(), load.statements(), official._brought(content), load.labels())
    judged = [claims.check(c, book) for c in load.claims() if c["id"] in CLAIMS]
    return [(v.id, v.verdict, [e.source for e in v.evidence]) for v in judged]


def test_two_engines_give_the_same_bytes_and_say_where_from(tmp_path):
    rows = shipments(tmp_path / "declared.parquet", 20_000)
    found = {e: on(e, [rows], tmp_path)["declared"] for e in ("duckdb", "pandas")}
    note, table = found["duckdb"]
    assert table == found["pandas"][1]
    assert b"RUS-CHN-import-ceramics-SHIPMENTS" in table and b"Importer" not in table
    assert note["rows_in"] == note["rows_used"] == 20_000 and note["set_aside"] == []
    assert note["inputs"][0]["name"] == "declared.parquet" and note["engine"] == "duckdb"
    assert note["digest"] == found["pandas"][0]["digest"]


def test_totals_that_were_brought_join_the_analysis(tmp_path, monkeypatch):
    (tmp_path / "BACI_HS22.csv").write_text("t,i,j,k,v,q\n2023,156,643,270900,5,1\n")
    monkeypatch.setattr(observations, "FOLDER", tmp_path)
    monkeypatch.setattr(observations, "in_hand", lambda: observations.read())
    anywhere.write(seen(tmp_path / "mine.parquet", 5_000), "duckdb", tmp_path / official.BROUGHT / "mine.csv")
    (tmp_path / "mine.parquet").unlink()
    found = official.in_hand()
    assert official.total(found, "CHN-RUS-export-ceramics-GACC", "2023-01", "2023-05").left > 0
    path = tmp_path / official.BROUGHT / "mine.csv"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputError, match="as `dualuse totals` wrote it"):
        official.in_hand()


def test_official_files_are_read_as_they_are(tmp_path):
    folder = tmp_path / "rows"
    folder.mkdir()
    (folder / "BACI_HS22.csv").write_text("t,i,j,k,v,q\n2023,643,156,270900,5,1\n2023,643,7,270900,5,1\n")
    for engine in ("duckdb", "pandas"):
        note = anywhere.write(folder, engine, tmp_path / f"{engine}.csv")
        assert (note["rows_in"], note["rows_used"]) == (2, 1)
        assert note["set_aside"] == [{"problem": "unknown importer 7", "rows": 1}]
    assert (tmp_path / "duckdb.csv").read_bytes() == (tmp_path / "pandas.csv").read_bytes()


ROW = {"reporter": "CHN", "partner": "RUS", "flow": "export", "period": "2023-01", "code": "69"}
ROW |= {"value_usd": 5.0, "valuation": "FOB", "source": "COMTRADE"}
ASIDE = {
    "reporter and partner are one country": {"partner": "CHN"},
    "unknown period": {"period": "2023-13"},
    "no code of the Harmonized System": {"code": "00"},
    "a column without a value": {"value_usd": None},
    "a negative number, or one without end": {"value_usd": float("inf")},
}


@pytest.mark.parametrize("problem", ASIDE)
@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_a_bad_row_is_set_aside_by_name(tmp_path, problem, engine):
    frame = pd.DataFrame([ROW, ROW | ASIDE[problem]])
    duckdb.from_df(frame).write_parquet(str(tmp_path / "a.parquet"))
    note = anywhere.write(tmp_path / "a.parquet", engine, tmp_path / "out.csv")
    assert note["set_aside"] == [{"problem": problem, "rows": 1}] and note["rows_used"] == 1


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([{k: v for k, v in ROW.items() if k != "flow"}], "no column flow"),
        ([ROW, ROW | {"period": "2023"}], "years and months"),
        ([ROW | {"code": "x"}], "no usable row"),
        ([ROW | {"source": "EUROSTAT"}], "no usable row"),
        ([{"date": "2023-01-01", "hs_code": "69"}], "no column value_usd, reporter, origin"),
    ],
)
def test_a_bad_table_is_one_error_and_nothing_is_written(tmp_path, rows, found):
    duckdb.from_df(pd.DataFrame(rows)).write_parquet(str(tmp_path / "a.parquet"))
    with pytest.raises(InputError, match=found):
        anywhere.write(tmp_path / "a.parquet", "duckdb", tmp_path / "out.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["a.parquet"]


@pytest.mark.parametrize(("engine", "rows", "found"), [
    ("hadoop", "x.parquet", "one of duckdb, pandas, spark"),
    ("spark", "x.parquet", "no PySpark"),
    ("duckdb", "nothing.parquet", "nothing.parquet"),
])  # fmt: skip
def test_an_engine_or_a_table_that_is_not_there_is_said(tmp_path, engine, rows, found):
    with pytest.raises(InputError, match=found):
        anywhere.write(str(tmp_path / rows), engine, tmp_path / "out.csv")


@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
@pytest.mark.parametrize("content", ["half", "words", "nothing"])
def test_a_table_that_the_engine_cannot_read_is_one_error_and_nothing_is_written(tmp_path, engine, content):
    path = tmp_path / "a.parquet"
    duckdb.from_df(pd.DataFrame([ROW] * 100)).write_parquet(str(path))
    whole = path.read_bytes()
    path.write_bytes(
        {"half": whole[: len(whole) // 2], "words": b"reporter,partner\n", "nothing": b""}[content]
    )
    with pytest.raises(InputError, match=r"a\.parquet"):
        anywhere.write(path, engine, tmp_path / "out.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["a.parquet"]


MADE = {"shipments": shipments, "seen": seen}


@pytest.fixture(scope="module")
def millions(tmp_path_factory):
    """Two tables of two million rows, and what each engine makes of them: {engine: {table: (note, totals)}}.

    Spark runs as a cluster of processes of its own: a master and two workers.
    """
    folder = tmp_path_factory.mktemp("millions")
    tables = [make(folder / f"{name}.parquet", 2_000_000) for name, make in MADE.items()]
    cluster = "--master local-cluster[2,1,1024] --conf spark.ui.enabled=false pyspark-shell"
    environment = {"PYSPARK_SUBMIT_ARGS": cluster, "SPARK_LOCAL_IP": "127.0.0.1"}
    return folder, {e: on(e, tables, folder, **environment) for e in anywhere.ENGINES}


@pytest.mark.slow
@pytest.mark.parametrize("name", MADE)
def test_two_million_rows_on_three_engines(name, millions, monkeypatch):
    folder, every = millions
    found = {engine: tables[name] for engine, tables in every.items()}
    assert len({table for _, table in found.values()}) == 1
    assert {note["rows_used"] for note, _ in found.values()} == {2_000_000}
    places = [folder / f"{name}-{engine}.csv" for engine in anywhere.ENGINES]
    judged = [verdicts(place, folder, monkeypatch) for place in places]
    assert judged[0] == judged[1] == judged[2]
    if name == "seen":
        assert all(any("GACC" in s or "customs" in s.lower() for s in sources) for *_, sources in judged[0])
    assert all(_file.stored(place) is not None for place in places)
