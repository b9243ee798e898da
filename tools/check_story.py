"""All that is wrong in the tables and claims of a story, in one run: `make check-story`.

Nothing is built, and nothing is written. A build stops at the first fault; here each has
a line, sorted by file and row, with what would pass.
"""

import sys

from dualuse.base import claims, files, rules, tables
from dualuse.base.errors import InputError

files.AS_THEY_ARE = True  # what was just typed has no hash yet


def list_faults_of_tables():
    """Yield all that is wrong in the tables."""
    schemas = tables.read_schemas()
    for name in tables.list_files(tables.DATA, tables.NOT_HASHED):
        if not name.endswith(".csv"):
            continue
        where = f"data/{name}"
        try:
            table = tables.read_lines(tables.DATA / name, may_be_empty=True)
            for _, fault in rules.list_faults(
                where, table, schemas.get(name, {}), tables.read_other
            ):
                yield fault
        except InputError as fault:  # no table, or one that another cannot be held to
            yield fault


def list_faults_of_claims():
    """Yield what is wrong in claims.yaml: its shape, or each claim's first fault."""
    try:
        loaded = claims.load_claims(claims.CLAIMS)
        months = tables.read_story().get("months")
        for claim in loaded["claims"]:
            if months and "quantity" in claim:
                claim.setdefault("periods", months)
        yield from claims.list_claim_faults(loaded["claims"])
    except InputError as fault:
        yield fault


def place(fault):
    """Return where a fault stands: its file, and its line, or the place of its claim."""
    line = str(fault.row).rpartition("(line ")[2].rstrip(")")
    return str(fault.where), int(line) if line.isdecimal() else 0


def main():
    faults = [*list_faults_of_tables(), *list_faults_of_claims()]
    lines = dict.fromkeys(str(fault) for fault in sorted(faults, key=place))
    for line in lines:
        print(line)
    if lines:
        sys.exit(f"check-story: {len(lines)} to put right; then `make describe`")
    print("check-story: tables and claims are what they must be; then `make describe`")


if __name__ == "__main__":
    main()
