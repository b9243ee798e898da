"""What would be published of the story in DUALUSE_ROOT, as plain data on stdout.

The data are described and hashed first, as `make describe` does. What is refused is one
line after "refused:".
"""

import json
import sys

import accept
import describe_data

from dualuse.base.errors import InputError
from dualuse.engine import official


def read_totals():
    """Return series, month, value, quantity and weight of the official rows, a line each."""
    database = official.connect()
    official.read_rows(database)
    totals = official.add_up_lines(database)
    columns = ["value_usd", "quantity", "net_weight_kg"]
    rows = totals[["series", "period_start", *columns]].to_dict("records")
    return [" ".join(str(cell) for cell in row.values()) for row in rows]


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
