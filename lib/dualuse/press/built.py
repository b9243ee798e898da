"""What pages are made of: the tables of a story, and what its notebooks wrote.

A page is a template filled by a function. It is made in the build's own process, when all
notebooks have run, and needs no kernel. A story without one of these files has none of
what a page would show of it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd
from markupsafe import Markup

from dualuse.answer import written
from dualuse.base import tables
from dualuse.base.claims import read_claims
from dualuse.press import dossier, pages

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


def to_json(content: object) -> str:
    """Return plain data as the pages publish it."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


class Built:
    """The tables, claims and sums of today, each read once."""

    def __init__(self) -> None:
        self.story = pages.read_story_facts()
        self.claims = [self.read(OWN_JSON.format(each["id"])) for each in read_claims()]
        figures = tables.read_figures().to_dict("records")
        written.refuse(written.fill(self.claims, written.read_findings(), figures))
        text = tables.read_text(tables.DATA / "CHANGES.md")
        self.changes = pages.read_changes(text)
        self.sums = self.read("sums.json", [])
        self.grids = self.read("grids.json", {})

    def read(self, name: str, default: Any = None) -> Any:
        """Return what a notebook wrote; the default where the story has none."""
        if default is not None and not (tables.PROCESSED / name).is_file():
            return default
        return tables.read_built_json(name)

    @cached_property
    def set_aside(self) -> pd.DataFrame:
        return tables.read_built("set_aside.csv")

    @cached_property
    def words(self) -> dict[str, Any]:
        """The figures by id, and the names of sources, countries and outlets."""
        figures = tables.read_figures().drop(columns=["start", "end"])
        sources = tables.read_reference("sources").set_index("source")["label"]
        countries = tables.read_reference("countries").set_index("iso3")["name"]
        outlets = tables.read_reference("outlets").set_index("id")["name"]
        return {
            "rows": figures.set_index("id", drop=False).to_dict("index"),
            "labels": sources.to_dict(),
            "countries": countries.to_dict(),
            "outlets": outlets.to_dict(),
        }

    @cached_property
    def gathered(self) -> list[dict]:
        return tables.read_pages().to_dict("records")

    def gather(self, claim: dict) -> dict[str, Any]:
        """Return what the templates of a claim need."""
        facts = dossier.gather(claim, self.words, self.gathered)
        grid = self.grids.get(claim["id"])
        facts["grid"] = dossier.draw_grid(claim, grid) if grid else None
        facts["history"] = dossier.list_history(claim, self.changes)
        return facts
