"""What to ask for: data/official/plan.csv."""

from dualuse.data import categories
from pressroom import files, project
from pressroom.errors import InputError

WHERE = "data/official/plan.csv"
COLUMNS = ["what", "reporter", "flow", "partners", "first", "last", "address", "sha256"]


def of(what: str) -> list[dict[str, str]]:
    """Return the lines of the plan for "comtrade" or "baci", as dicts of text.

    reporter is ISO3; flow X or M (Comtrade's own, empty for BACI, which has both ways); partners are separated by
    spaces; first and last are months; address and sha256 (which may be empty) are those of a file to bring whole.
    """
    found = files.table(project.ROOT / WHERE, WHERE)
    if list(found.columns) != COLUMNS:
        raise InputError(WHERE, f"columns {', '.join(found.columns)}", ", ".join(COLUMNS), row=1)
    lines = found[found["what"] == what].to_dict("records")
    if not lines or len({(line["first"], line["last"]) for line in lines}) > 1:
        raise InputError(WHERE, f"{len(lines)} lines of {what}", "lines of one span of months")
    return lines


def codes() -> list[str]:
    """Return all HS codes of data/reference/categories.csv and of the priority list, sorted, and all goods."""
    lines = categories.table()
    return ["TOTAL", *sorted(set(lines.loc[lines["hs_edition"].isin(["any", "HS22", "HS17"]), "hs_code"]))]
