"""Judge all claims on the tables as they are, without a build."""

from functools import cache

import pandas as pd

from dualuse.answer.findings import Claim, check_claim
from dualuse.base import categories, tables
from dualuse.base.claims import read_claims
from dualuse.engine import official
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.evidence import Evidence


def read_evidence(
    figures: pd.DataFrame | None = None, set_aside: pd.DataFrame | None = None
) -> Evidence:
    """Return the committed evidence, with these figures or with all."""
    figures = tables.read_figures() if figures is None else figures
    sources = tables.read_reference("sources")
    if set_aside is None:
        set_aside = find_contradictions(figures, sources)
    return Evidence(
        figures,
        sources,
        set_aside,
        tables.read_pages(),
        tables.read_judgements(),
        read_official(),
    )


@cache
def read_official() -> pd.DataFrame | None:
    """Return the totals of the official rows that are committed; a story may have none."""
    has_codes = (tables.DATA / "reference" / "categories.csv").is_file()
    if not has_codes or categories.read_categories().empty:
        return None
    if not (tables.DATA / "official").is_dir():
        return None
    database = official.connect()
    official.read_rows(database)
    if official.run_sql(database, "there").empty:  # no row is committed
        return None
    return official.add_up_lines(database)


def judge_claims(
    figures: pd.DataFrame | None = None, set_aside: pd.DataFrame | None = None
) -> list[Claim]:
    """Return what `check_claim` says of every claim, on these figures or on all."""
    evidence = read_evidence(figures, set_aside)
    return [check_claim(claim, evidence) for claim in read_claims()]
