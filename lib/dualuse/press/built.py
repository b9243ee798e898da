"""What pages are made of: the tables of a story, and what its notebooks wrote.

A page is a template filled by a function. It is made in the build's own process, when all
notebooks have run, and needs no kernel.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from markupsafe import Markup

from dualuse.answer import written
from dualuse.base import tables
from dualuse.base.claims import read_claims
from dualuse.engine.proofs import COLUMNS
from dualuse.press import finding, pages

PROOFS = "proofs_of_claims.csv"
OWN_JSON = "claims/{}.json"  # of a claim, in processed/ and beside its page


@dataclass
class Page:
    """A page of templates: its address, what stands on it, the files beside it.

    `claims` are those that it shows, `reads` is what it rests on.
    """

    page: str
    title: str
    shown: Sequence[Markup]
    reads: list[str]
    claims: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def read_proofs() -> pd.DataFrame:
    """Return the proofs of ranges, a row a line; none, where no notebook writes them."""
    if not (tables.PROCESSED / PROOFS).is_file():
        return pd.DataFrame(columns=COLUMNS)
    rows = tables.read_built(PROOFS)
    return rows.assign(published=rows["published"].astype(float)).fillna("")


class Built:
    """The story, its claims with what people wrote of them, and the figures by id."""

    def __init__(self) -> None:
        self.story = pages.read_story_facts()
        figures = tables.read_figures().drop(columns=["start", "end"])
        self.figures: dict[str, dict[str, Any]] = figures.set_index(
            "id", drop=False
        ).to_dict("index")
        self.proofs = read_proofs()
        claims = read_claims()
        self.claims = []
        for claim in claims:
            name = OWN_JSON.format(claim["id"])
            self.claims.append(tables.read_built_json(name))
        rows = tables.read_figures().to_dict("records")
        faults = written.fill(self.claims, written.read_findings(), rows)
        written.refuse([*faults, *finding.list_old_questions(claims, self.story)])
