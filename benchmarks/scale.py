"""Time totals of ten million synthetic rows beside SQL written by hand: scale.md.

python benchmarks/scale.py    processor seconds, medians of three, taking turns
"""

import statistics
import tempfile
import time
from pathlib import Path

import duckdb

from dualuse.base import categories, tables
from dualuse.engine import official

GENERATE = """COPY (
    SELECT 'FCS' AS source, 'RUS' AS reporter, iso3 AS partner, 'import' AS flow,
        printf('%d-%02d', 2022 + month // 12, month % 12 + 1) AS period, 'HS22' AS hs,
        subheading || '1000' AS code, round(random() * 10000, 2) AS value_usd,
        'kg' AS unit, round(random() * 100) AS quantity, 7.5 AS net_weight_kg
    FROM range(24) AS months (month), countries, nomenclature
    WHERE iso3 <> 'RUS' AND hash(iso3) % 3 = 0
) TO '{path}' (FORMAT parquet)"""
SUMS = """SELECT reporter, partner, flow, category, period, sum(quantity),
        sum(CAST(value_usd AS DECIMAL(18, 2))), sum(net_weight_kg), count(*)
    FROM '{path}' JOIN (
        SELECT code, category FROM (SELECT DISTINCT code FROM '{path}')
        JOIN category_codes ON starts_with(code, hs_code)
        WHERE hs_edition IN ('any', 'HS22')
    ) USING (code) GROUP BY ALL ORDER BY ALL"""
HEADING = """SELECT reporter, partner, flow, period, sum(quantity),
        sum(CAST(value_usd AS DECIMAL(18, 2))), sum(net_weight_kg), count(*)
    FROM '{path}' WHERE starts_with(code, '9013') GROUP BY ALL ORDER BY ALL"""
CHECKS = """SELECT count(*) FROM '{path}' WHERE value_usd IS NULL OR quantity < 0
    OR least(value_usd, net_weight_kg) < 0 OR reporter NOT IN (SELECT iso3 FROM countries)
    OR partner NOT IN (SELECT iso3 FROM countries) OR reporter = partner
    OR NOT regexp_full_match(period, '[0-9]{{4}}-(0[1-9]|1[0-2])')
    OR NOT regexp_full_match(code, '([0-9][0-9]){{1,5}}') OR flow NOT IN ('import')"""


def run_library(path, code, checks):
    database = official.connect(code)
    official.read_rows(database, path)
    official.add_up_lines(database)


def run_by_hand(path, code, checks):
    database = duckdb.connect()
    database.register("countries", tables.read_reference("countries"))
    database.register("category_codes", categories.read_categories())
    statement = HEADING if code else SUMS
    database.sql(statement.format(path=path)).df()
    if checks:
        assert database.sql(CHECKS.format(path=path)).fetchall() == [(0,)]


with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "rows.parquet"
    official.connect().execute(GENERATE.format(path=path))
    rows = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
    for code in (None, "9013"):
        seconds = {"dualuse": [], "by hand, each row checked": [], "by hand": []}
        for _ in range(3):
            for name, taken in seconds.items():
                run = run_library if name == "dualuse" else run_by_hand
                start = time.process_time()
                run(path, code, "checked" in name)
                taken.append(time.process_time() - start)
        for name, taken in seconds.items():
            median = statistics.median(taken)
            print(f"| {rows:,} | {code or 'each category'} | {name} | {median:.1f} |")
