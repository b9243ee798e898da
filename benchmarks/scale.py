"""Time `sums.totals` by pair, year and code of six categories against hand-written SQL, pandas and Spark.

`make bench-scale` runs this file: the real BACI rows of the wheel that tools/baci_sample.py pins, then 10 and
50 million rows drawn from them with a fixed seed, and 1, 10, 50 and 200 million (100, where the disk has no room) as
Parquet in a folder a year, for DuckDB alone. Then the ranges of 465, 5,000 and 50,000 figures: the real ones, again and
again under other product words, as so many stories. Each measurement is a process of its own (libraries are imported
before the clock starts); the best of several counts, the engines taking turns. Data lie in a temporary folder (TMPDIR
says where) that is removed. It writes benchmarks/scale.md.

The goals compare with SQL that does the same job: each row is checked, as ours is, and none is lost without a word.
What the same SQL takes when it checks nothing stands beside it. `--rows`, `--years` and `--figures` without a number
leave a part out; other numbers take its place.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from dualuse.official import formats, sums

ROOT = Path(__file__).resolve().parents[1]
BY = ["period", "reporter", "partner", "code"]
WITHIN = ["26", "28", "71", "81", "2701", "2709"]  # ores, chemicals, precious, metals, coal, crude oil
SEED = 20230724
COLUMNS = "{'t': 'VARCHAR', 'i': 'INTEGER', 'j': 'INTEGER', 'k': 'VARCHAR', 'v': 'DOUBLE', 'q': 'DOUBLE'}"
COUNTRIES = ROOT / "data/reference/countries.csv"
# The goals, at every size; of pandas at 10 million rows.
MOST_TIMES_SQL, LEAST_TIMES_FASTER, MOST_MEGABYTES = 1.25, 5.0, 1536


def ours(path):
    """`sums.totals` on what `formats.read` returns: DuckDB."""
    rows = formats.read(sorted(path.rglob("*.parquet")) if path.is_dir() else path)
    return sums.totals(rows, BY, within=WITHIN)


def sql(path):
    """The same by hand, as `sql_unchecked`, and no row lost or let pass: each is checked, what is wrong counted."""
    added = _by_hand(
        path,
        "LEFT JOIN",
        """, count(*) FILTER (a.iso3 IS NULL OR b.iso3 IS NULL OR a.iso3 = b.iso3 OR v IS NULL
                OR NOT v BETWEEN 0 AND 1e10 OR NOT q BETWEEN 0 AND 1e10
                OR NOT regexp_full_match(k, '[0-9]{5,6}') OR NOT regexp_full_match(t, '[0-9]{4}')) AS wrong""",
    )
    if added.pop("wrong").any():
        sys.exit("rows with a problem")
    return added


def sql_unchecked(path):
    """By hand: names of countries, codes of the categories, exact sums, and the value of weighed rows.

    Money is added in whole cents and weight in whole grams, as ours is: sums of floats differ from run to run.
    """
    return _by_hand(path, "JOIN", "")


def _by_hand(path, join, checks):
    wanted = " OR ".join(f"k LIKE '{c}%'" for c in WITHIN)
    scan = f"read_csv('{path}', header=true, nullstr='NA', columns={COLUMNS})"
    if path.suffix == ".parquet":
        scan = f"read_parquet('{path}')"
    if path.is_dir():
        scan = f"read_parquet('{path}/*/*.parquet', hive_partitioning=false)"
    codes = f"""(SELECT iso3, CAST(unnest(string_split(baci, ' ')) AS INTEGER) AS code
                 FROM read_csv('{COUNTRIES}', all_varchar=true) WHERE baci <> '')"""
    return duckdb.sql(f"""
        SELECT t AS period, a.iso3 AS reporter, b.iso3 AS partner, k AS code,
               sum(CAST(v * 100000 AS BIGINT)) / 100 AS value_usd,
               coalesce(sum(CAST(q * 1000000 AS BIGINT)), 0) / 1000 AS net_weight_kg,
               coalesce(sum(CAST(v * 100000 AS BIGINT)) FILTER (q IS NOT NULL), 0) / 100 AS value_weighed_usd,
               count(*) AS rows{checks}
        FROM {scan} AS r {join} {codes} AS a ON r.i = a.code {join} {codes} AS b ON r.j = b.code
        WHERE {wanted}
        GROUP BY ALL ORDER BY ALL""").df()


def pandas(path):
    """The same job the usual way: `read_csv`, the reader's checks of each row, `merge`, `map`, `groupby`."""
    rows = pd.read_csv(path, dtype={"t": str, "k": str}, na_values=["NA"])
    sound = np.isfinite(rows["v"]) & (rows["v"] >= 0)
    sound &= rows["q"].isna() | (np.isfinite(rows["q"]) & (rows["q"] >= 0))
    sound &= rows["k"].str.fullmatch("[0-9]{5,6}") & rows["t"].str.fullmatch("[0-9]{4}")
    codes = pd.DataFrame(_countries().items(), columns=["code", "iso3"])
    for column, name in (("i", "reporter"), ("j", "partner")):
        rows = rows.merge(codes.rename(columns={"code": column, "iso3": name}), on=column, how="left")
        sound &= rows[name].notna()
    if not sound.all():
        sys.exit("rows with a problem")
    rows["code"] = rows["k"].str.zfill(6)
    return _grouped(rows[rows["code"].str.startswith(tuple(WITHIN))])


def pandas_tuned(path):
    """As fast as we could make it, nothing checked: each code looked up once, countries from a dictionary."""
    rows = pd.read_csv(path, dtype={"t": str, "k": str}, na_values=["NA"])
    wanted = [k for k in rows["k"].unique() if k.startswith(tuple(WITHIN))]
    rows = rows[rows["k"].isin(wanted)].rename(columns={"k": "code"})
    rows["reporter"], rows["partner"] = rows["i"].map(_countries()), rows["j"].map(_countries())
    return _grouped(rows)


def _countries():
    table = pd.read_csv(COUNTRIES, dtype=str, keep_default_na=False)
    return {
        int(c): iso for iso, codes in zip(table["iso3"], table["baci"], strict=True) for c in codes.split()
    }


def _grouped(rows):
    rows = rows.assign(weighed=rows["v"].where(rows["q"].notna(), 0)).rename(columns={"t": "period"})
    added = rows.groupby(BY, as_index=False).agg(
        value_usd=("v", "sum"),
        net_weight_kg=("q", "sum"),
        value_weighed_usd=("weighed", "sum"),
        rows=("v", "size"),
    )
    measures = ["value_usd", "net_weight_kg", "value_weighed_usd"]
    added[measures] *= 1000
    return added


def spark(path):
    """`sums.totals` on the same rows in Spark."""
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "3g")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "rows.parquet"  # the readers are DuckDB's; a cluster reads their Parquet
        formats.read(path).project("* EXCLUDE problem").write_parquet(str(target))
        start = time.perf_counter()
        added = sums.totals(session.read.parquet(str(target)), BY, within=WITHIN)
        seconds = time.perf_counter() - start
    session.stop()
    added.attrs["seconds"] = seconds
    return added


def measure(engine, path):
    """Run one engine once and print what it took and a sum of what it returned."""
    start, used = time.perf_counter(), time.process_time()
    added = globals()[engine](path)
    cpu = time.process_time() - used
    seconds = added.attrs.get("seconds", time.perf_counter() - start)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": cpu,
                "megabytes": peak(),
                "groups": len(added),
                "rows": int(added["rows"].sum()),
                "cents": int((added["value_usd"] * 100).round().astype("int64").sum()),
            }
        )
    )


def peak():
    """Return the most memory that this process has held, in MB (ru_maxrss would begin at the parent's)."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024


def generate(folder, rows):
    """Write `rows` rows in BACI's shape, drawn from the real ones, as CSV and Parquet; return both paths."""
    real = folder / "BACI_HS92_real.csv"
    table, parquet = folder / f"BACI_HS92_{rows}.csv", folder / f"BACI_HS92_{rows}.parquet"
    connection = duckdb.connect()
    connection.execute(f"COPY ({_drawn(connection, real, rows)}) TO '{table}' (HEADER true, DELIMITER ',')")
    connection.execute(
        f"COPY (FROM read_csv('{table}', header=true, nullstr='NA', columns={COLUMNS})) TO '{parquet}'"
    )
    return [table, parquet]


def _drawn(connection, real, rows):
    """Return SQL of `rows` rows drawn from the real ones."""
    read = f"read_csv('{real}', header=true, all_varchar=true)"
    connection.execute(f"CREATE TABLE real AS SELECT row_number() OVER () - 1 AS place, * FROM {read}")
    count = connection.execute("SELECT count(*) FROM real").fetchone()[0]
    drawn = f"SELECT hash(range, {SEED}) % {count} AS place FROM range({rows})"
    return f"SELECT t, i, j, k, v, q FROM ({drawn}) JOIN real USING (place)"


def partitioned(folder, rows):
    """Write `rows` drawn rows as Parquet, a folder a year, and return their folder."""
    target, connection = folder / f"years_{rows}", duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    drawn = _drawn(connection, folder / "BACI_HS92_real.csv", rows)
    numbers = "t, i::INTEGER AS i, j::INTEGER AS j, k, v::DOUBLE AS v, nullif(q, 'NA')::DOUBLE AS q"
    connection.execute(
        f"COPY (SELECT {numbers} FROM ({drawn})) TO '{target}' (FORMAT parquet, PARTITION_BY (t),"
        " WRITE_PARTITION_COLUMNS true, FILENAME_PATTERN 'BACI_HS92_{i}')"
    )
    return target


def stories(count):
    """Return the figures of so many stories: the real ones, each time under other product words."""
    from dualuse.data import load

    figures, copies = load.figures(), []
    for number in range(-(-count // len(figures))):
        words = figures["product"] + (f"-{number}" if number else "")
        ids = figures["id"] + (f"-{number}" if number else "")
        copies.append(figures.assign(id=ids, product=words))
    return pd.concat(copies, ignore_index=True).head(count)


def figures(count):
    """Return the ranges of the figures of so many stories, as `bounds.table` does; the seconds of their model apart."""
    from dualuse.ranges import bounds

    rows = stories(count)
    start, used = time.perf_counter(), time.process_time()
    table = bounds.table(bounds.Model(rows))
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    found = {"seconds": seconds, "cpu": cpu, "megabytes": peak(), "figures": len(rows), "ranges": len(table)}
    print(json.dumps(found))


def real_rows(folder):
    """Write all BACI rows of the pinned wheel as CSV and return its path."""
    import sqlite3

    sys.path.insert(0, str(ROOT / "tools"))
    import baci_sample

    path = folder / "BACI_HS92_real.csv"
    database = baci_sample.database(baci_sample.download(), folder)
    query = (
        "SELECT t, i, j, printf('%06d', k), trim(v), coalesce(trim(q), 'NA') FROM baci_trade ORDER BY rowid"
    )
    with path.open("w") as file:
        file.write("t,i,j,k,v,q\n")
        file.writelines(",".join(row) + "\n" for row in sqlite3.connect(database).execute(query))
    database.unlink()
    return path


def compare(path, engines, times, python):
    """Return {engine: best measurement}, the engines taking turns."""
    best = {}
    for _ in range(times):
        for engine in engines:
            command = [
                python if engine == "spark" else sys.executable,
                __file__,
                "--engine",
                engine,
                "--path",
                str(path),
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(f"{engine} on {path.name} failed: {done.stderr.strip()[-400:]}")
            found = json.loads(done.stdout.strip().splitlines()[-1])
            if engine not in best or found["seconds"] < best[engine]["seconds"]:
                best[engine] = found
            print(
                f"{path.name:28} {engine:13} {found['seconds']:7.2f} s {found['megabytes']:7.0f} MB",
                flush=True,
            )
    if len({(b["groups"], b["rows"], b["cents"]) for b in best.values()}) != 1:
        sys.exit(f"{path.name}: the engines disagree: {best}")
    return best


def machine(spark):
    """Return one line on the machine, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = {}
    for module in ("duckdb", "narwhals", "pandas"):
        versions[module] = __import__(module).__version__
    if spark:
        ask = [spark, "-c", "import pyspark; print(pyspark.__version__)"]
        versions["pyspark"] = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    python = f"{platform.system()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {python}, {told}"


NAMES = {
    "sql": "hand-written SQL (DuckDB)",
    "sql_unchecked": "hand-written SQL, nothing checked",
    "ours": "sums.totals (DuckDB)",
    "pandas": "pandas, the same job: rows checked, then groupby",
    "pandas_tuned": "pandas, tuned by hand, nothing checked",
    "spark": "sums.totals (Spark, from Parquet; memory without its JVM)",
}
HEADER = (
    "# Totals by pair, year and code\n\nWritten by `make bench-scale`; trust the ratios, not the seconds."
)


ROOM = 40  # bytes of disk a row may take, twice over


def many(counts):
    """Return the Markdown table of what the ranges of many figures take, each count in a process of its own."""
    lines = [
        "",
        "",
        "## Ranges of many figures",
        "",
        "The real figures again and again under other product words.",
    ]
    lines += ["", "| figures | ranges | seconds | CPU seconds | peak memory (MB) | CPU ms a figure |"]
    lines += ["|---:|---:|---:|---:|---:|---:|"]
    for count in counts:
        command = [sys.executable, __file__, "--engine", "figures", "--figures", str(count)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"ranges of {count} figures failed: {done.stderr.strip()[-400:]}")
        one = json.loads(done.stdout.strip().splitlines()[-1])
        each = 1000 * one["cpu"] / one["figures"]
        took = f"{one['seconds']:.2f} | {one['cpu']:.2f} | {one['megabytes']:,.0f} | {each:.1f}"
        lines.append(f"| {one['figures']:,} | {one['ranges']:,} | {took} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def report(found):
    """Return (the Markdown table, the list of goals missed)."""
    lines = ["| rows | file | engine | seconds | CPU seconds | peak memory (MB) | times hand-written SQL |"]
    lines.append("|---|---|---|---|---|---|---|")
    missed = []
    for (rows, kind), best in found.items():
        for engine, one in best.items():
            ratio = one["seconds"] / best["sql"]["seconds"]
            numbers = f"{one['seconds']:.2f} | {one['cpu']:.2f} | {one['megabytes']:,.0f} | {ratio:.2f}"
            lines.append(f"| {rows:,} | {kind} | {NAMES[engine]} | {numbers} |")
        ratio = best["ours"]["seconds"] / best["sql"]["seconds"]
        if ratio > MOST_TIMES_SQL:
            missed.append(f"{rows:,} {kind}: {ratio:.2f} times hand-written SQL, more than {MOST_TIMES_SQL}")
        if rows == 10_000_000 and "pandas" in best:
            faster = best["pandas"]["seconds"] / best["ours"]["seconds"]
            if faster < LEAST_TIMES_FASTER:
                missed.append(f"pandas takes {faster:.1f} times as long, less than {LEAST_TIMES_FASTER}")
        if best["ours"]["megabytes"] > MOST_MEGABYTES:
            missed.append(f"{best['ours']['megabytes']:.0f} MB at {rows:,} rows, more than {MOST_MEGABYTES}")
    return "\n".join(lines), missed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine")
    parser.add_argument("--path", type=Path)
    years = [1_000_000, 10_000_000, 50_000_000, 200_000_000]
    parser.add_argument(
        "--years", type=int, nargs="*", default=years, help="rows as Parquet in a folder a year"
    )
    parser.add_argument("--figures", type=int, nargs="*", default=[465, 5_000, 50_000])
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000_000, 50_000_000])
    parser.add_argument("--spark", help="a Python that has the extra `cluster`; without it Spark is left out")
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    if given.engine == "figures":
        return figures(given.figures[0])
    if given.engine:
        return measure(given.engine, given.path)
    found, engines = {}, ["sql", "ours", "sql_unchecked", "pandas", "pandas_tuned"]
    if given.spark:
        engines.append("spark")
    with tempfile.TemporaryDirectory(prefix="dualuse-scale-") as folder:
        folder = Path(folder)
        real = real_rows(folder)
        with real.open() as file:
            count = sum(1 for _ in file) - 1
        found[count, "CSV"] = compare(real, engines, given.times, given.spark)
        for rows in given.rows:
            table, parquet = generate(folder, rows)
            found[rows, "CSV"] = compare(
                table, engines if rows <= 10_000_000 else engines[:3], given.times, given.spark
            )
            found[rows, "Parquet"] = compare(parquet, engines[:3], given.times, given.spark)
            table.unlink()
            parquet.unlink()
        for asked in given.years:
            rows = asked if shutil.disk_usage(folder).free > ROOM * asked else asked // 2
            years = partitioned(folder, rows)
            found[rows, "Parquet, a folder a year"] = compare(years, engines[:3], given.times, None)
            shutil.rmtree(years)
    text, missed = report(found)
    text += many(given.figures)
    how = f"Machine: {machine(given.spark)}. Best of {given.times} runs, engines taking turns, each in its own process."
    same = "All engines returned the same totals, to the cent."
    goals = "; ".join(missed) or "all met"
    (ROOT / "benchmarks/scale.md").write_text(
        f"{HEADER}\n\n{how}\n{same} Goals missed: {goals}.\n\n{text}\n".replace("missed: all met", "all met")
    )
    print(text)
    if missed:
        sys.exit(f"Goals missed: {goals}")


if __name__ == "__main__":
    main()
