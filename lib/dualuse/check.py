"""Read everything that a build would read, without running a notebook: `python -m pressroom.engine --check`."""

from collections.abc import Callable

from dualuse.data import categories, load
from dualuse.official import observations
from dualuse.ranges import constraints
from pressroom import files, project
from pressroom.engine import stale

OFFICIAL = "official/"


def everything(known: Callable[[str], bool] = lambda folder: False) -> dict[str, int]:
    """Parse all inputs: hashes, pipeline.yml, the notebooks' code, every table, the claims, the official rows.

    Parameters
    ----------
    known : callable
        Returns whether what is in a folder of data/ was found sound before, by this code.

    Returns
    -------
    dict of str to int
        What was read, and how many of each.

    Raises
    ------
    InputError
        For the first thing that is not as it must be.
    """
    project.verify()
    books = project.read()
    for book in books.values():
        stale.libraries(book)
    names = [n for n in files.listed(project.DATA, skip=project.own()) if n.endswith(".csv")]
    same = known("reference/")  # the words that tables may use, customs' names of countries
    for name in names:
        if not name.startswith(OFFICIAL) and not (same and known(name)):
            load.source(name)
    figures = load.figures() if load.FIGURES in names else ()
    if len(figures):
        for reading in ("newspaper", "strict"):
            constraints.systems(figures, reading)
    if categories.FILE in names:
        categories.table()
    claims = load.claims() if (project.DATA / "claims.yaml").exists() else ()
    found = {"files": len(files.read_sums(project.DATA / files.SUMS)), "notebooks": len(books)}
    found |= {"figures": len(figures), "claims": len(claims)}
    if (project.DATA / OFFICIAL).is_dir() and not (same and known(OFFICIAL)):
        _, ledger = observations.in_hand()
        found["official rows"] = int(ledger.loc[ledger["problem"] == "", "rows"].sum())
    return found
