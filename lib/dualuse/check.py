"""Read everything that a build would read, without running a notebook: `python -m dualuse.build --check`."""

from . import categories, constraints, hashes, load, paths, plan
from .errors import InputError

OFFICIAL = "official/"
CLAIMS = "data/claims.yaml"


def everything():
    """Parse all inputs: hashes, pipeline.yml, the notebooks' code, every table, the claims, the official rows.

    Returns
    -------
    dict of str to int
        What was read, and how many of each.

    Raises
    ------
    InputError
        For the first thing that is not as it must be.
    """
    hashes.verify(paths.DATA)
    books = plan.read()
    for book in books.values():
        plan.libraries(book)
    names = [n for n in hashes.files(paths.DATA, skip=hashes.OWN) if n.endswith(".csv")]
    tables = {n: load.source(n) for n in names if not n.startswith(OFFICIAL)}
    figures = load.figures() if load.FIGURES in tables else ()
    if len(figures):
        for reading in ("newspaper", "strict"):
            constraints.systems(figures, reading)
    if "reference/categories.csv" in tables:
        categories.table()
    claims = load.claims() if (paths.DATA / "claims.yaml").exists() else ()
    _known(claims, figures, tables)
    found = {"files": len(hashes.read_sums(paths.DATA / hashes.SUMS)), "notebooks": len(books)}
    found |= {"figures": len(figures), "claims": len(claims)}
    if (paths.DATA / "official").is_dir() and (plan.PACKAGE / "observations.py").exists():
        rows, _ = load.observations()
        found["official rows"] = rows.count("*").fetchone()[0]
    return found


def _known(claims, figures, tables):
    """Refuse claims that name a source or a figure that the tables do not have."""
    if not len(claims) or not len(figures):
        return
    sources, ids = set(tables["reference/sources.csv"]["source"]), set(figures["id"])
    for claim in claims:
        label = f"claim {claim['id']}"
        for spec in claim.get("evidence", []):
            if spec["source"] not in sources:
                expected = load.near(spec["source"], sources, "source")
                raise InputError(CLAIMS, f"source {spec['source']!r}", expected, label)
            for key in ("figures", "over"):
                if "figures" in spec and key in spec and spec[key] not in ids:
                    raise InputError(
                        CLAIMS, f"figure {spec[key]!r}", load.near(spec[key], ids, "figure"), label
                    )
        for figure in claim["context"]:
            if figure not in ids:
                raise InputError(CLAIMS, f"figure {figure!r}", load.near(figure, ids, "figure"), label)
