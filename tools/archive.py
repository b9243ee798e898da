"""Pack the project for a repository of research data such as Zenodo: `make archive`.

build/NAME-VERSION.zip is what git has of the last commit, by `git archive`, and sbom.json,
the libraries. data/datapackage.json in it says what each table is and who may use it. The
same commit, the same bytes.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from dualuse.base import tables
from dualuse.base.errors import InputError

# Behind all others: a stray tools/random.py is not imported for Python's own.
sys.path.append(str(Path(__file__).parent))
import supply

ROOT = tables.ROOT
BILL = "sbom.json"


def pack(target):
    """Write the archive of the last commit, with its bill of materials."""
    bill = target.parent / BILL
    text = json.dumps(supply.make_bill(), indent=1, ensure_ascii=False)
    bill.write_text(f"{text}\n", encoding="utf-8")
    words = ["git", "archive", "--format=zip", f"--prefix={target.stem}/"]
    words += [f"--add-file={bill}", f"--output={target}", "HEAD"]
    subprocess.run(words, cwd=ROOT, check=True)


def main():
    package = json.loads(tables.read_text(tables.DATA / "datapackage.json"))
    name = f"{package['name']}-{tables.read_story()['version']}.zip"
    if not re.fullmatch(r"[\w.-]+", name):
        raise InputError(tables.PACKAGE, f"the name {name}", "letters, digits, hyphens")
    target = ROOT / "build" / name
    tables.list_files(target.parent)  # it refuses a link, which would lead elsewhere
    target.parent.mkdir(exist_ok=True)
    pack(target)
    print(f"build/{name} ({target.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        print(f"archive: {error}", file=sys.stderr)
        sys.exit(2)
