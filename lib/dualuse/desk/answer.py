"""An answer in words: a claim as plain data, with the lines that its page has.

What was found is told once, in `findings`; here it stands under headings, the same at a
prompt, at the command line and in JupyterLab.
"""

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from dualuse.answer.sentences import list_deciding
from dualuse.base import wording
from dualuse.base.catalogue import describe_series, name_left_out
from dualuse.desk.replies import (
    MOST_FIGURES,
    Lines,
    tabulate_figures,
    write_figure,
    write_html,
    write_lines,
)
from dualuse.engine.evidence import Evidence
from dualuse.engine.ranges import SWAPPED
from dualuse.engine.verdicts import DECIDED, DIFFER


class Answer(dict):
    """A `findings.Claim` that prints as words.

    Attributes
    ----------
    asked, reading : str
        What was asked, and how its words were read.
    figures : pandas.DataFrame
        The figures that the verdict rests on.
    also : list of str
        The other series of the same trade, which were not asked.
    """

    def __init__(
        self,
        claim: Any,
        evidence: Evidence,
        asked: str,
        reading: str = "",
        also: Sequence[str] = (),
    ) -> None:
        super().__init__(claim)
        self.asked, self.reading, self.also = asked, reading, also
        self.without = name_left_out(evidence.without)
        self.rows, self.set_aside = evidence.rows, evidence.set_aside
        entries = []
        for part in self["parts"]:
            entries += list_deciding(part) or part["figures"]
        ids = [each for entry in entries for each in entry["prints"] + entry["figures"]]
        self.ids = [each for each in dict.fromkeys(ids) if each in self.rows]
        self.series = {entry["series"] for entry in entries}

    @property
    def figures(self) -> pd.DataFrame:
        rows = [self.rows[each] for each in self.ids]
        table = pd.DataFrame(rows, columns=list(next(iter(self.rows.values()))))
        return tabulate_figures(table, self.set_aside)

    def list_lines(self) -> Lines:
        """Return the answer: headings, and what stands under each."""
        lines: Lines = [
            ("You asked", [self.asked]),
            ("We read that as", [f"{self.reading}."] if self.reading else []),
            ("Verdict", [f"{self['text']}."]),
        ]
        uncounted = []
        for part in self["parts"]:
            heading = "What was found"
            if len(self["parts"]) > 1:
                heading = f"{part['id']}, {part['says']}: {part['verdict']}"
            lines.append((heading, part["lines"]))
            uncounted += [each["told"] for each in part["figures"] if each["because"]]
        rows = [self.rows[each] for each in self.ids]
        figures = [write_figure(row, self.series) for row in rows[:MOST_FIGURES]]
        if len(rows) > MOST_FIGURES:
            figures.append(f"and {len(rows) - MOST_FIGURES} more, in .figures")
        notes = [f"{row['id']}: {row['note']}" for row in rows if row["note"]]
        is_open = self["verdict"] not in DECIDED or self["direction"] == DIFFER
        settles = [self["settles"].strip()] if self["settles"] and is_open else []
        for query in self["queries"] if settles else []:
            settles += [f"# {query['says']}", f"curl '{query['url']}'"]
        left_out = [f"{word}, as you asked" for word in self.without]
        return [
            *lines,
            ("Not counted", uncounted),
            ("Figures", figures),
            ("On these figures", notes[:MOST_FIGURES]),
            ("Left out", [*left_out, *self.list_set_aside()]),
            ("Unless", [self["unless"]] if self["unless"] else []),
            ("What would settle it", settles),
            ("Not asked, of the same trade", [*self.also]),
        ]

    def list_set_aside(self) -> list[str]:
        """Return which figures of its series and months are wrong, and beside which."""
        if self.set_aside is None:
            return []
        asked = set()
        for part in self["parts"]:
            for entry in part["figures"]:
                asked.add((entry["series"], *entry["period"]))
        told = []
        for wrong in self.set_aside.to_dict("records"):
            row = self.rows[wrong["figure"]]
            if (wrong["series"], row["period_start"], row["period_end"]) in asked:
                cause = wrong["status"]
                if wrong["likely_cause"] == SWAPPED:
                    cause = "read as the other direction"
                told.append(f"{write_figure(row)}: {cause}, beside {wrong['beside']}")
        return told

    def __repr__(self) -> str:
        return write_lines(self.list_lines())

    def _repr_html_(self) -> str:
        return write_html(self.list_lines())


def write_sides(sides: Collection[tuple[str, list[str]]]) -> str:
    """Return series and months in words, the months of one series together."""
    by_series: dict[str, list[str]] = {}
    for series, months in sides:
        by_series.setdefault(series, []).append(wording.format_period(*months))
    told = []
    for series, periods in by_series.items():
        told.append(f"{describe_series(series)}, {wording.join_words(periods)}")
    return "; ".join(told)
