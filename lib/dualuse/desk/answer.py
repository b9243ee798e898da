"""An answer in words: a claim as plain data, with the lines that its page has.

What was found is told once, in `findings`; here it stands under headings, the same at a
prompt, at the command line and in JupyterLab.
"""

import math
from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from dualuse.answer.sentences import begin, list_deciding
from dualuse.base import wording
from dualuse.base.catalogue import describe_series, name_left_out, write_changed
from dualuse.desk.replies import (
    MOST_FIGURES,
    NEAR,
    PARTLY,
    Lines,
    tell_left_out,
    write_figure,
    write_html,
    write_lines,
    write_notes,
)
from dualuse.engine.evidence import Evidence
from dualuse.engine.ranges import SWAPPED
from dualuse.engine.verdicts import DECIDED, DIFFER


class Answer(dict):
    """A `findings.Claim` that prints as words.

    Attributes
    ----------
    verdict, caveat : str
        A word of the scale, and what qualifies it: "on one source and one page".
    asked, reading : str
        What was asked, and how its words were read.
    lines : list of str
        What was found, in the sentences of a claim's page.
    low, high : float
        What the first source that counts says, as first released, in the base unit; of
        a growth in per cent. Not a number where an end is open or nothing is known.
    figures, notes : list of str
        Ids of the figures that the verdict rests on, `desk.figures()` has them; and what
        is known of these figures.
    also, near : list of str
        The other series of the same trade, which were not asked; and those close to it.
    compared : list of str
        A note that sets both sides of a ratio beside each other: their scopes may differ.
    untouched : list of str
        What was left out, and the answer is the same: nothing of it was from there.
    beside : list of str
        What a reader must hear beside the verdict: what it would be if a round number is
        rounded, and what others print of this trade and these months, if it speaks
        against the verdict.
    by_hand : list of str
        Public tables that may have it, where no figure says anything.
    kept_aside : list of str
        What is printed of its trade and months and held out, to test the ranges.
    tested : list of str
        Ids of the stories' claims on the same goods.
    narrower : list of str
        Ids of figures on a part of the goods, or on more, of these months.
    """

    def __init__(
        self,
        claim: Any,
        evidence: Evidence,
        asked: str,
        reading: str = "",
        also: Sequence[str] = (),
        elsewhere: Sequence[str] = (),
        near: Sequence[str] = (),
        compared: Sequence[str] = (),
        untouched: Collection[str] = (),
        beside: Sequence[str] = (),
        by_hand: Sequence[str] = (),
        kept_aside: Sequence[str] = (),
        tested: Sequence[str] = (),
        narrower: Sequence[str] = (),
    ) -> None:
        super().__init__(claim)
        self.asked, self.reading = asked, reading
        self.also, self.near, self.elsewhere = also, near, elsewhere
        self.compared, self.kept_aside, self.tested = compared, kept_aside, tested
        self.narrower = narrower
        self.without = name_left_out(evidence.without)
        self.untouched, self.beside, self.by_hand = untouched, beside, by_hand
        self.changed = write_changed()
        self.rows, self.set_aside = evidence.rows, evidence.set_aside
        self.deciding = []
        for part in self["parts"]:
            self.deciding += list_deciding(part) or part["figures"]
        ids = []
        for entry in self.deciding:
            ids += entry["prints"] + entry["figures"]
        self.figures = [each for each in dict.fromkeys(ids) if each in self.rows]

    @property
    def verdict(self) -> str:
        return self["verdict"]

    @property
    def settles(self) -> str:
        is_open = self["verdict"] not in DECIDED or self["direction"] == DIFFER
        return self["settles"].strip() if is_open else ""

    @property
    def caveat(self) -> str:
        qualified = self["text"].removeprefix(self["verdict"]).strip(" ,")
        told = [qualified, *self.list_weak_figures(), *self.beside]
        told += [self["own_rows"], self.changed]
        return "; ".join(filter(None, told))

    @property
    def lines(self) -> list[str]:
        return [line for part in self["parts"] for line in list_heard(part)]

    def list_decided_by(self) -> list[str]:
        """Return the figures that decide the verdict; all, where nothing decides it."""
        if self["verdict"] not in DECIDED:
            return self.figures
        deciding = {each for entry in self.deciding for each in entry["figures"]}
        return [each for each in self.figures if each in deciding]

    def list_others(self) -> list[str]:
        """Return the figures of the same months that decide nothing."""
        return [each for each in self.figures if each not in self.list_decided_by()]

    @property
    def notes(self) -> list[str]:
        """What is known of the figures that it rests on, a note each."""
        return write_notes([self.rows[each] for each in self.figures])[:MOST_FIGURES]

    @property
    def low(self) -> float:
        return self.find_end("own_low")

    @property
    def high(self) -> float:
        return self.find_end("own_high")

    @property
    def unit(self) -> str:
        """The unit of `low` and `high`."""
        units = [entry["unit"] for entry in self.deciding if entry["counts"]]
        return units[0] if units else ""

    def find_end(self, name: str) -> float:
        """Return one end of what the first source that counts says."""
        for entry in self.deciding:
            if entry["counts"] and entry[name] is not None:
                return entry[name]
        return math.nan

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data, as its page's JSON has it."""
        asked = {"asked": self.asked, "reading": self.reading, "caveat": self.caveat}
        found = {"figures": self.figures, "printed_elsewhere": [*self.elsewhere]}
        found["not_asked"] = [*self.also, *self.near]
        found["held_out"] = [*self.kept_aside]
        found["compared"] = [*self.compared]
        found["by_hand"] = [*self.by_hand]
        return {**asked, **self, **found}

    def to_frame(self) -> pd.DataFrame:
        """Return what each source says: one row a source, test and reading of the months.

        `low` and `high` are as first released, `any_low` and `any_high` in any release.
        """
        rows = []
        for part in self["parts"]:
            for entry in part["figures"]:
                first, last = entry["period"]
                rows.append(
                    {
                        "part": part["id"],
                        "source": entry["label"],
                        "series": entry["series"],
                        "first": first,
                        "last": last,
                        "low": entry["own_low"],
                        "high": entry["own_high"],
                        "any_low": entry["low"],
                        "any_high": entry["high"],
                        "unit": entry["unit"],
                        "verdict": entry["verdict"],
                        "counts": entry["counts"],
                        "figures": ", ".join(entry["figures"]),
                    }
                )
        return pd.DataFrame(rows)

    def list_lines(self) -> Lines:
        """Return the answer: headings, and what stands under each."""
        words = [f"{self['text']}{self.tell_minimums()}", *self.list_weak_figures()]
        words += self.beside
        lines: Lines = [
            ("You asked", [self.asked] if self.asked else []),
            ("We read that as", [f"{self.reading}."] if self.reading else []),
            ("Verdict", [self["own_rows"] or f"{'; '.join(words)}."]),
        ]
        uncounted = []
        for part in self["parts"]:
            heading = "What was found"
            if len(self["parts"]) > 1:
                heading = f"{part['id']}, {part['says']}: {part['verdict']}"
            lines.append((heading, list_heard(part)))
            uncounted += [each["told"] for each in part["figures"] if each["because"]]
        rows = [self.rows[each] for each in self.figures]
        series = {entry["series"] for entry in self.deciding}
        turned = self.list_turned()
        figures = [write_figure(row, series, turned) for row in rows[:MOST_FIGURES]]
        for place, row in enumerate(rows[:MOST_FIGURES]):
            is_one = self.list_others() and row["id"] in self.list_decided_by()
            figures[place] += "; decides it" if is_one else ""
        if len(rows) > MOST_FIGURES:
            figures.append(f"and {len(rows) - MOST_FIGURES} more, in .figures")
        settles = [self.settles] if self.settles else []
        for query in self["queries"] if settles else []:
            settles += [f"# {query['says']}", f"curl '{query['url']}'"]
        left_out = [tell_left_out(word, self.untouched) for word in self.without]
        return [
            *lines,
            ("Not counted", uncounted),
            ("Figures", figures),
            ("On these figures", self.notes),
            ("Beside it, and not counted", self.list_context()),
            ("Before you compare the two series", [*self.compared]),
            ("Left out", [*left_out, *self.list_set_aside()]),
            ("Rows of your own", [self.changed] if self.changed else []),
            ("Unless", [self["unless"]] if self["unless"] else []),
            ("What would settle it", settles),
            ("Where the number asked is printed", [*self.elsewhere]),
            ("Printed, and held out to test the ranges", [*self.kept_aside]),
            (PARTLY, [*self.narrower]),
            ("To open by hand", [*self.by_hand]),
            ("Not asked, of the same trade", [*self.also]),
            (NEAR, [*self.near]),
            ("The stories' claims on it", list_checks(self.tested)),
        ]

    def list_weak_figures(self) -> list[str]:
        """Return what weakens figures that decide, in the first line of an answer.

        They were seen in part, are round, have no source, or say less if a hedge is
        taken literally.
        """
        told = []
        for part in self["parts"]:
            unsourced = part["unsourced"].rstrip(".")
            told += [part["seen_in_part"], part["if_rounded"], part["if_literal"]]
            told.append(unsourced[:1].lower() + unsourced[1:])
        return list(dict.fromkeys(filter(None, told)))

    def tell_minimums(self) -> str:
        """Return that all sources have minimums on both sides, if it is so: no growth."""
        entries = [entry for part in self["parts"] for entry in part["figures"]]
        reasons = {entry["reason"] for entry in entries if entry["counts"]}
        is_of_two = reasons and all("minimums" in reason for reason in reasons)
        return f": {'; '.join(sorted(reasons))}" if is_of_two else ""

    def list_context(self) -> list[str]:
        """Return the figures that a claim's page shows beside it."""
        shown = [each for each in self["context"] if each in self.rows]
        return [write_figure(self.rows[each]) for each in shown]

    def list_turned(self) -> list[str]:
        """Return the figures whose page swapped directions: read as the other one."""
        if self.set_aside is None:
            return []
        is_swapped = self.set_aside["likely_cause"] == SWAPPED
        return [*self.set_aside.loc[is_swapped, "figure"]]

    def list_set_aside(self) -> list[str]:
        """Return which figures of its series and months are wrong, and beside which."""
        if self.set_aside is None:
            return []
        asked, turned = set(), self.list_turned()
        for part in self["parts"]:
            for entry in part["figures"]:
                asked.add((entry["series"], *entry["period"]))
        told = []
        for wrong in self.set_aside.to_dict("records"):
            row = self.rows[wrong["figure"]]
            months = (wrong["series"], row["period_start"], row["period_end"])
            if months in asked and wrong["figure"] not in turned:
                words = f"{wrong['status']}, beside {wrong['beside']}"
                told.append(f"{write_figure(row)}: {words}")
        return told

    def __repr__(self) -> str:
        return write_lines(self.list_lines())

    def _repr_html_(self) -> str:
        return write_html(self.list_lines())


def list_heard(part: Any) -> list[str]:
    """Return what is said of a part: first what a reader must hear beside the verdict."""
    limit = f"{begin(part['limit'])}." if part["limit"] else ""
    return [*filter(None, [limit]), *part["lines"]]


def list_checks(ids: Collection[str]) -> list[str]:
    """Return in one line what to type for claims of the stories.

    >>> list_checks(["A1", "A2"]), list_checks([])
    (["desk.check('A1'), desk.check('A2')"], [])
    """
    return [", ".join(f"desk.check({each!r})" for each in ids)] if ids else []


def write_sides(sides: Collection[tuple[str, list[str]]]) -> str:
    """Return series and months in words, the months of one series together."""
    by_series: dict[str, list[str]] = {}
    for series, months in sides:
        by_series.setdefault(series, []).append(wording.format_period(*months))
    told = []
    for series, periods in by_series.items():
        told.append(f"{describe_series(series)}, {wording.join_words(periods)}")
    return "; ".join(told)
