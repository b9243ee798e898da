"""Rows that outgrow a machine: Spark gives what DuckDB gives, to the cent."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.engine import official

COMMAND = Path(sys.executable).with_name("dualuse")
PACKAGES = tables.ROOT / ".spark"
# Compiled once and quickly, by one thread: so few rows take less time than a better
# compiler, and threads that wait for each other, do.
SPARK = "--master local[1] --driver-memory 2g "
SPARK += "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' "
SPARK += "--conf spark.sql.shuffle.partitions=1 "
# Of few rows most of the time goes into compiling the statement, over and over.
INTERPRETED = "--conf spark.sql.codegen.wholeStage=false --conf spark.ui.enabled=false "
INTERPRETED += "--conf spark.sql.codegen.factoryMode=NO_CODEGEN "
INTERPRETED += "--conf spark.sql.adaptive.enabled=false "
INTERPRETED += "--conf spark.sql.lightweightPlanChangeValidation=false "
FEW = 100_000  # rows
# Synthetic declarations: months, countries, ten digits, cents; some cannot be used. Their
# chapters have many of the story's goods, and others.
DECLARATIONS = """
COPY (
    SELECT
        DATE '2022-01-01' + CAST(hash(row, 1) % 730 AS INTEGER) AS date,
        subheading || lpad(CAST(hash(row, 2) % 3 AS VARCHAR), 4, '0') AS hs_code,
        'RUS' AS reporter,
        CASE hash(row, 3) % 50 WHEN 0 THEN 'RUS' WHEN 1 THEN 'QQQ' ELSE 'CHN' END AS origin,
        CASE WHEN hash(row, 4) % 99 > 0 THEN hash(row, 5) % 10000000 / 100 END AS value_usd,
        CASE WHEN hash(row, 6) % 3 > 0 THEN hash(row, 7) % 1000000 / 1000 END AS net_weight_kg,
        'Firm ' || row AS importer
    FROM range({rows}) AS numbers (row)
    JOIN (SELECT subheading, row_number() OVER () - 1 AS place, count(*) OVER () AS codes
        FROM (FROM nomenclature WHERE subheading[:2] IN ('27', '69', '88', '90')
            ORDER BY subheading)) ON place = hash(row, 8) % codes
) TO '{folder}' (FORMAT parquet, PER_THREAD_OUTPUT true)
"""


def make_declarations(folder, rows):
    database = official.connect()
    database.execute(DECLARATIONS.format(rows=rows, folder=folder))
    (Path(folder) / "files.csv").write_text("file,relation,other\n*,key,importer\n")
    return folder


def run_spark(folder, out, size, *options):
    """Return the totals that the command writes."""
    words = f"{SPARK}{INTERPRETED if size < FEW else ''}pyspark-shell"
    command = [str(COMMAND), "totals", str(folder), "--engine", "spark"]
    asked = {"PYSPARK_SUBMIT_ARGS": words, "PYTHONPATH": str(PACKAGES)}
    environment = {**os.environ, **asked}
    command += ["--out", str(out), *options]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr[-2000:]
    return pd.read_csv(out, dtype={"category": str}), answer.stderr


def require_equal(totals, spark):
    """Compare every column of two tables of totals: sums to the cent."""
    keys = ["series", "period_start", "period_end", "hs", "rows", "part", "unread_rows"]
    assert totals[keys].equals(spark[keys].astype(totals[keys].dtypes))
    for column in ("value_usd", "net_weight_kg", "value_weighed_usd"):
        difference = totals[column].fillna(-1) - spark[column].fillna(-1)
        assert difference.abs().max() < 0.005


# Few enough rows for every commit; more than a spreadsheet holds, by hand.
SIZES = (
    pytest.param(3_000, marks=pytest.mark.slow),
    pytest.param(3_000_000, marks=pytest.mark.long),
)


@pytest.mark.parametrize("size", SIZES)
def test_spark_and_duckdb_agree_on_every_row(tmp_path, size):
    folder = make_declarations(tmp_path / "declarations", size)
    database = official.connect()
    ledger = official.read_rows(database, folder)
    totals = official.add_up_lines(database)
    spark, words = run_spark(folder, tmp_path / "spark.csv", size)
    assert ledger["rows"].sum() == size
    assert len(totals) > 200
    require_equal(totals, spark)
    problems = ledger.groupby("problem")["rows"].sum()
    assert len(problems) == 6
    for problem, rows in problems.items():
        assert f"{problem} {rows}" in " ".join(words.split())


@pytest.mark.parametrize("size", SIZES[1:])  # each start of Spark takes a minute
def test_both_engines_give_the_months_of_a_heading(tmp_path, size):
    folder = make_declarations(tmp_path / "declarations", size)
    totals = official.run_totals(folder, code="9013")
    spark, _ = run_spark(folder, tmp_path / "spark.csv", size, "--code", "9013")
    assert totals["period_start"].nunique() == 24
    by_hand = duckdb.sql(f"""
        SELECT sum(CAST(value_usd AS DECIMAL(18, 2)))
        FROM '{folder}/*.parquet'
        WHERE hs_code LIKE '9013%' AND origin = 'CHN'
    """)
    assert totals["value_usd"].sum() == pytest.approx(float(by_hand.fetchall()[0][0]))
    require_equal(totals, spark)


def test_without_spark_one_line_says_what_to_do(tmp_path):
    make_declarations(tmp_path / "rows", 1_000)
    with pytest.raises(InputError, match="no pyspark here"):
        official.run_totals(tmp_path / "rows", engine="spark")
