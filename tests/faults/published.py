"""What would be published of the story in DUALUSE_ROOT, as plain data on stdout.

The data are described and hashed first, as `make describe` does. What is refused is one
line after "refused:".
"""

import json
import sys

import accept
import describe_data

from dualuse import official
from dualuse.errors import InputError


def read_totals():
    """Return {series and month: value, quantity, weight} of the official rows."""
    database = official.connect()
    official.read_rows(database)
    totals = official.add_up_lines(database)
    columns = ["value_usd", "quantity", "net_weight_kg"]
    months = totals["series"] + " " + totals["period_start"].astype(str)
    amounts = totals[columns].astype(str).agg(" ".join, axis=1)
    return dict(zip(months, amounts, strict=True))


def main():
    try:
        describe_data.describe()
        claims = {claim["id"]: claim for claim in accept.judge_claims()}
        answer = {"claims": claims, "totals": read_totals()}
    except InputError as error:
        answer = {"refused": str(error)}
    json.dump(answer, sys.stdout, default=str)


if __name__ == "__main__":
    main()
