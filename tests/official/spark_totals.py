"""Totals in Spark, for test_sums.py: run by the Python that has Spark. Arguments: a folder, the columns, the codes."""

import sys
from pathlib import Path

from pyspark.sql import SparkSession

from dualuse.official import sums
from pressroom.errors import InputError


def main(folder, by, within):
    folder, builder = Path(folder), SparkSession.builder.master("local[2]")
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.memory": "1g"}
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    table = session.read.parquet(str(folder / "rows.parquet"))
    found = {
        "with": sums.totals(table, by.split(","), within=within.split(",")),
        "without": sums.totals(table.filter("source = 'BACI'"), ["source", "period"]),
    }
    for name, frame in found.items():
        frame.to_json(folder / f"{name}.json", orient="table", index=False, double_precision=15)
    two = session.createDataFrame(
        [("2023", "GACC", 1.0), ("2023", "COMTRADE", 1.0)], ["period", "source", "value_usd"]
    )
    try:
        sums.totals(two, ["period"], measures=["value_usd"])
    except InputError as error:
        (folder / "refused.txt").write_text(str(error))
    session.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
