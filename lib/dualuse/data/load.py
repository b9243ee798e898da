"""Read what is in data/: the hash first, then the schema, then a tidy frame.

Every read asks `project.permit`, checks the whole of data/ against data/SHA256SUMS once in a process, and then
the schema of what it hands back. Bad input is one `InputError` that names the file and the row.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

from dualuse.data import claim_file, claim_names, rules
from dualuse.data.claim_names import tidy as tidy
from pressroom import data, files, kept, project, story
from pressroom.errors import InputError, near

SUMS = files.SUMS
FIGURES, STATEMENTS = rules.FIGURES, rules.STATEMENTS
TEXT = ("hs_code", "code", "chapter")  # digits that are names, not numbers: they keep their leading zeros


def listed(root: Path | None = None) -> list[str]:
    """Return the files under data/ that SHA256SUMS covers, as sorted paths relative to it.

    Examples
    --------
    >>> FIGURES in listed()
    True
    """
    return files.listed(root or project.DATA, skip=(*project.own(), SUMS))


@cache
def verify(root: Path | None = None) -> str:
    """Check data/ against its SHA256SUMS, once in a process; see `project.verify`.

    Returns
    -------
    str
        The SHA-256 of SHA256SUMS itself: the name of this state of the data.

    Examples
    --------
    >>> len(verify())
    64
    """
    root = root or project.DATA
    project.verify(root)
    return files.of_file(root / SUMS)


def source(name: str) -> pd.DataFrame:
    """Return a file under data/ as text columns, its hash and schema checked.

    Parameters
    ----------
    name : str
        Path below data/, e.g. "published/figures.csv".

    Returns
    -------
    pandas.DataFrame
        All columns text; a missing value is the empty string, so that "NA" stays Namibia.

    Examples
    --------
    >>> source("reference/countries.csv").columns[:2].tolist()
    ['iso3', 'name']
    """
    project.permit(name, "reads")
    return _checked(name)


def _checked(name: str) -> pd.DataFrame:
    of = verify(project.DATA), *map(files.of_tree, (project.place(name), project.ROOT / story.WHERE))
    frame = files.table(project.place(name), data.where(name), name == STATEMENTS)  # figures alone may do
    code = kept.code(Path(__file__).parent, libraries=("pandas",))
    kept.Kept("checked", *of, code).once(name, lambda: rules.check(name, frame))
    return frame


def figures(**filters: str | Iterable[str]) -> pd.DataFrame:
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

    Examples
    --------
    >>> figures(reporter="CHN", product="drones")["flow"].unique().tolist()
    ['export']
    """
    verify(project.DATA)
    frame = _figures(files.of_file(project.DATA / FIGURES), project.DATA)
    for column, wanted in filters.items():
        frame = _keep(frame, column, wanted)
    project.permit(FIGURES, "reads", lambda: frame.to_dict("records"))
    return frame.reset_index(drop=True)


@lru_cache(maxsize=1)
def _figures(_state: str, _folder: Path) -> pd.DataFrame:
    return tidy(_checked(FIGURES))


def _keep(frame: pd.DataFrame, column: str, wanted: str | Iterable[str]) -> pd.DataFrame:
    if column not in frame:
        raise InputError("load.figures", f"the filter {column!r}", f"one of {', '.join(frame.columns)}")
    wanted = [wanted] if isinstance(wanted, str) else list(wanted)
    for value in wanted:
        if value not in set(frame[column]):
            raise InputError("load.figures", f"no {column} {value!r}", near(value, frame[column], column))
    return frame[frame[column].isin(wanted)]


def statements() -> pd.DataFrame:
    """Return what the pages say of records, statements and opinions, one row a claim and page, all columns text.

    A page on two claims stands twice; a row without `page_id` says what was looked for and not found.

    Examples
    --------
    >>> sorted(set(statements()["relation"]) - {""})
    ['context', 'contradicts', 'qualifies', 'supports']
    """
    return source(STATEMENTS)


def reference(name: str) -> pd.DataFrame:
    """Return a table of data/reference, such as "categories", "countries" or "priority_list".

    Examples
    --------
    >>> reference("countries").set_index("iso3").loc["CHN", "name"]
    'China'
    """
    return source(f"reference/{name}.csv")


def labels() -> dict[str, str]:
    """Return {source slug: the name that readers see}.

    Examples
    --------
    >>> labels()["GACC"]
    'Chinese customs'
    """
    return dict(reference("sources")[["source", "label"]].to_numpy())


def published(name: str) -> pd.DataFrame:
    """Return another table of data/published as text, such as "second_transcription": one row a print.

    Examples
    --------
    >>> "resolution" in published("second_transcription")
    True
    """
    return source(f"published/{name}.csv")


def _claims_file() -> dict:
    verify(project.DATA)
    parsed = claim_file.parse(data.text("claims.yaml"))
    claim_names.known(parsed, claim_names.words())
    return parsed


def claims() -> list[dict]:
    """Return the claims of data/claims.yaml, checked, as a list of dicts in the order of the file.

    Examples
    --------
    >>> claims()[0]["kind"]
    'level'
    """
    return _claims_file()["claims"]


def left_out() -> pd.DataFrame:
    """Return the checkable sentences that are not among the claims, one row each.

    Examples
    --------
    >>> left_out().columns.tolist()
    ['sentence', 'page', 'why']
    """
    return pd.DataFrame(_claims_file()["left_out"])


def changes() -> str:
    """Return data/CHANGES.md: what changed in the data, and why.

    Examples
    --------
    >>> changes().startswith("#")
    True
    """
    return data.text("CHANGES.md")


def table(name: str) -> pd.DataFrame:
    """Return a table that a notebook built.

    Parameters
    ----------
    name : str
        File name in data/processed, e.g. "bounds.csv".

    Returns
    -------
    pandas.DataFrame
        Numbers as numbers (an empty cell is missing), words as text (an empty cell is empty), HS codes too.

    Raises
    ------
    InputError
        If no notebook has written it yet.

    Examples
    --------
    >>> table("nothing.csv")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    pressroom.errors.InputError: data/processed/nothing.csv: found no such file; expected a file that ...
    """
    return _numbers(data.table(f"processed/{name}", may_be_empty=True))


def benchmark(name: str) -> pd.DataFrame:
    """Return a table that maintainers measured, such as "mutations_summary.csv", as `table` does.

    Examples
    --------
    >>> len(benchmark("mutants.csv")) > 0
    True
    """
    return _numbers(data.table(f"benchmarks/{name}"))


def _numbers(frame: pd.DataFrame) -> pd.DataFrame:
    for column in frame.columns.difference(TEXT):
        filled = frame[column] != ""
        # of words the first is enough: the rest need not be tried
        if pd.to_numeric(frame.loc[filled, column].head(1), errors="coerce").notna().any():
            numbers = pd.to_numeric(frame[column].where(filled), errors="coerce")
            frame[column] = numbers if numbers[filled].notna().all() else frame[column]
    return frame


def save(content: pd.DataFrame | dict, name: str) -> None:
    """Write a table, or plain data as JSON, to data/processed, whole or not at all.

    Parameters
    ----------
    content : pandas.DataFrame or dict
        Rows in the order they are to stand in; the index is not written.
    name : str
        File name, e.g. "bounds.csv" or "claims/A1.json".

    Examples
    --------
    >>> save(pd.DataFrame({"series": [], "low": []}), "bounds.csv")  # doctest: +SKIP
    """
    data.save(content, f"processed/{name}")


def verdict(claim: str) -> dict:
    """Return the verdict on one claim as plain data: what notebook 05 left in processed/claims/ under its id.

    Examples
    --------
    >>> verdict("none")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    pressroom.errors.InputError: data/processed/claims/none.json: found no such file; expected a file that ...
    """
    return data.document(f"processed/claims/{claim}.json")


def cards(claim: str) -> dict:
    """Return what the page of a claim shows of each figure: what notebook 05 left in processed/cards/ under its id."""
    return data.document(f"processed/cards/{claim}.json")
