"""Read what is in data/: the hash first, then the schema, then a tidy frame.

Every read asks `project.permit`, checks the whole of data/ against data/SHA256SUMS once in a process, and then
the schema of what it hands back. Bad input is one `InputError` that names the file and the row.
"""

import json
from functools import cache

import pandas as pd

from dualuse.data import printed
from pressroom import files, project
from pressroom.errors import InputError, near

SUMS, digest = files.SUMS, files.of_file
FIGURES, STATEMENTS = "published/figures.csv", "published/statements.csv"
TEXT = ("hs_code", "code", "chapter")  # digits that are names, not numbers: they keep their leading zeros


def listed(root=None):
    """Return the files under data/ that SHA256SUMS covers, as sorted paths relative to it."""
    return files.listed(root or project.DATA, skip=(*project.own(), SUMS))


@cache
def verify(root=None):
    """Check data/ against its SHA256SUMS, once in a process; see `project.verify`.

    Returns
    -------
    str
        The SHA-256 of SHA256SUMS itself: the name of this state of the data.
    """
    root = root or project.DATA
    project.verify(root)
    return digest(root / SUMS)


def source(name):
    """Return a file under data/ as text columns, its hash and schema checked.

    Parameters
    ----------
    name : str
        Path below data/, e.g. "published/figures.csv".

    Returns
    -------
    pandas.DataFrame
        All columns text; a missing value is the empty string, so that "NA" stays Namibia.
    """
    from dualuse.data import rules

    project.permit(name, "reads")
    verify(project.DATA)
    path = project.DATA / name
    if not path.exists():
        raise InputError(f"data/{name}", "no such file", "a file of the data folder")
    frame = files.table(
        path, f"data/{name}", may_be_empty=name == STATEMENTS
    )  # a story may rest on figures alone
    rules.check(name, frame)
    return frame


def figures(**filters):
    """Return the published figures, one row a print.

    Parameters
    ----------
    **filters : str or list of str
        Column to the value, or the values, to keep: `figures(reporter="CHN", product=["all", "drones"])`.

    Returns
    -------
    pandas.DataFrame
        The columns of data/published/figures.csv as text, with `start` and `end` (monthly periods, missing
        where the page names none) and `series`, the id that bounds and claims use.

    Raises
    ------
    InputError
        For an unknown column or a value that no row has, with a near miss if there is one.
    """
    frame = tidy(source(FIGURES))
    for column, wanted in filters.items():
        frame = _keep(frame, column, wanted)
    return frame.reset_index(drop=True)


def tidy(frame):
    """Return rows of figures.csv with `start`, `end` and `series`; see `figures`."""
    frame = frame.copy()
    for column, ends in (("start", "period_start"), ("end", "period_end")):
        frame[column] = pd.PeriodIndex(frame[ends].where(frame[ends] != "", None), freq="M")
    frame["series"] = [_series(row) for row in frame.to_dict("records")]
    return frame


def _series(row):
    """Return `{reporter}-{partner}-{flow}-{product}-{source}`, with the base unit where it is not USD."""
    base = printed.unit(row["unit"])[1].partition(" per ")[0] if row["unit"] else "USD"
    if base == "times" or (base == "percent" and not row["value"]):
        base = "USD"  # a multiple or a growth says nothing of the unit it multiplies
    name = "-".join(row[c] for c in ("reporter", "partner", "flow", "product", "source"))
    return name if base == "USD" else f"{name}:{base}"


def _keep(frame, column, wanted):
    if column not in frame:
        raise InputError("load.figures", f"the filter {column!r}", f"one of {', '.join(frame.columns)}")
    wanted = [wanted] if isinstance(wanted, str) else list(wanted)
    for value in wanted:
        if value not in set(frame[column]):
            raise InputError("load.figures", f"no {column} {value!r}", near(value, frame[column], column))
    return frame[frame[column].isin(wanted)]


def statements():
    """Return what the pages say of records, statements and opinions, one row a claim and page."""
    return source(STATEMENTS)


def reference(name):
    """Return a table of data/reference, such as "categories", "countries" or "priority_list"."""
    return source(f"reference/{name}.csv")


def labels():
    """Return {source slug: the name that readers see}."""
    table = reference("sources")
    return dict(zip(table["source"], table["label"], strict=True))


def published(name):
    """Return another table of data/published, such as "second_transcription"."""
    return source(f"published/{name}.csv")


def _claims_file():
    from dualuse.data import rules
    from dualuse.data.claim_file import parse
    from dualuse.data.claim_names import known

    project.permit("claims.yaml", "reads")
    verify(project.DATA)
    parsed = parse(files.text(project.DATA / "claims.yaml", "data/claims.yaml"))
    known(parsed, rules.words())
    return parsed


def claims():
    """Return the claims of data/claims.yaml, checked, as a list of dicts in the order of the file."""
    return _claims_file()["claims"]


def left_out():
    """Return the checkable sentences that are not among the claims: sentence, page, why."""
    return pd.DataFrame(_claims_file()["left_out"])


def changes():
    """Return data/CHANGES.md: what changed in the data, and why."""
    project.permit("CHANGES.md", "reads")
    return files.text(project.DATA / "CHANGES.md", "data/CHANGES.md")


def table(name):
    """Return a table that a notebook built.

    Parameters
    ----------
    name : str
        File name in data/processed, e.g. "bounds.csv".

    Returns
    -------
    pandas.DataFrame
        Numbers as numbers (an empty cell is missing), words as text (an empty cell is empty); HS codes
        stay text.
    """
    project.permit(f"processed/{name}", "reads")
    path = project.processed() / name
    if not path.exists():
        raise InputError(f"data/processed/{name}", "no such file", "a table that `make reports` builds")
    return _numbers(files.table(path, f"data/processed/{name}", may_be_empty=True))


def benchmark(name):
    """Return a table that maintainers measured, such as "mutations_summary.csv", as `table` does."""
    project.permit(f"benchmarks/{name}", "reads")
    path = project.ROOT / "benchmarks" / name
    if not path.exists():
        raise InputError(
            f"benchmarks/{name}", "no such file", "a table that `make mutate` or `make bench` writes"
        )
    return _numbers(files.table(path, f"benchmarks/{name}"))


def _numbers(frame):
    for column in frame.columns.difference(TEXT):
        filled = frame[column] != ""
        numbers = pd.to_numeric(frame[column].where(filled), errors="coerce")
        if filled.any() and numbers[filled].notna().all():
            frame[column] = numbers
    return frame


def save(content, name):
    """Write a table, or plain data as JSON, to data/processed, whole or not at all.

    Parameters
    ----------
    content : pandas.DataFrame or dict
        Rows in the order they are to stand in; the index is not written.
    name : str
        File name, e.g. "bounds.csv" or "claims/A1.json".
    """
    project.permit(f"processed/{name}", "writes")
    if isinstance(content, pd.DataFrame):
        text = content.to_csv(index=False, lineterminator="\n")
    else:
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    files.write(project.processed() / name, text)


def verdict(claim):
    """Return the verdict on one claim as plain data: what notebook 05 left in processed/claims/ under its id."""
    name = f"processed/claims/{claim}.json"
    project.permit(name, "reads")
    path = project.place(name)
    if not path.is_file():
        raise InputError(f"data/{name}", "no such file", "a claim that `make reports` has judged")
    return json.loads(files.text(path, f"data/{name}"))
