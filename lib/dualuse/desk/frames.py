"""Answers as frames: published figures that can be read, with live links and whole sentences."""

from typing import Any

import pandas as pd

from dualuse.data import printed
from dualuse.desk import kept, words
from dualuse.desk.words import When
from pressroom import tables, wording
from pressroom.errors import InputError

SHOWN = ["printed", "growth", "period", "reporter", "partner", "flow", "product"]
SHOWN += ["publisher", "source", "role", "page"]
HOST = r"^https?://(?:www\.)?([^/]+).*"


class Answer(pd.DataFrame):
    """A frame that shows itself with live links and whole sentences; everything else is pandas."""

    @property
    def _constructor(self) -> type:
        return Answer

    def _repr_html_(self) -> str:
        shown = pd.DataFrame(self).map(lambda cell: tables.escape(cell) if isinstance(cell, str) else cell)
        if "page" in shown and len(shown):
            hosts = shown["page"].str.replace(HOST, r"\1", regex=True)
            if self.index.name in ("id", "figure"):
                shown.index = list(map(_link, shown["page"], shown.index.map(tables.escape)))
            shown["page"] = list(map(_link, shown["page"], hosts))
        most = pd.get_option("display.max_rows")
        with pd.option_context("display.max_colwidth", None):
            table = shown.to_html(escape=False, border=0, max_rows=most) if len(shown) else ""
        return tables.framed(f"<p>{tables.escape(self.attrs.get('said', ''))}</p>{table}")

    def __repr__(self) -> str:
        return self.attrs["said"] if self.empty and "said" in self.attrs else super().__repr__()


def _link(page: str, text: str) -> str:
    return f'<a href="{page}">{text}</a>' if page.startswith("http") else text


def answer(frame: pd.DataFrame, said: str = "") -> Answer:
    """Return a frame that shows itself as an answer; `said` stands above it, or instead of it if it is empty."""
    made = Answer(frame)
    made.attrs["said"] = said
    return made


def figures(
    country: str | None = None,
    start: When | None = None,
    end: When | None = None,
    columns: str = "main",
    **filters: Any,
) -> Answer:
    """Return published figures, the print in words first.

    Parameters
    ----------
    country : str, optional
        ISO3 or name: figures in which it is the reporter or the partner.
    start, end : str, optional
        A period as in `words.period`: figures whose months touch it (those without an end are left out).
    columns : {"main", "all"}
        About ten to read, or everything that `load.figures` has.
    **filters
        Column to the word, or list of words, to keep: `product="drones"`, `role="evidence"`.

    Returns
    -------
    pandas.DataFrame
        Indexed by id, one row a print; none where nothing was printed on known words.

    Raises
    ------
    InputError
        For an unknown column, word or country, with the near miss if there is one.

    Examples
    --------
    >>> figures(product="drones", country="Russia", source="GACC").loc["F205", "printed"]
    'more than $32m'
    """
    frame = kept.figures()
    asked = []
    for column, wanted in filters.items():
        if column not in frame:
            raise InputError("figures", f"the filter {column!r}", f"one of {', '.join(frame.columns)}")
        several = isinstance(wanted, list | tuple | set | pd.Index | pd.Series)
        found = [words.value(column, word, frame) for word in (wanted if several else [wanted])]
        frame, asked = frame[frame[column].isin(found)], [*asked, *found]
    if country is not None:
        code = words.country(country)
        sides = zip(frame["reporter"], frame["partner"], strict=True)
        there = pd.Series([code in f"{a}+{b}".split("+") for a, b in sides], index=frame.index, dtype=bool)
        frame, asked = frame[there], [*asked, code]
    if start is not None or end is not None:
        first, last = words.period(start if start is not None else end, end)
        both = start is not None and end is not None
        asked.append(wording.period(first, last) if both else f"{start or end}")
        frame = frame[frame["end"].notna()]
        frame = frame[frame["end"] >= pd.Period(first, "M")] if start is not None else frame
        frame = frame[frame["start"] <= pd.Period(last, "M")] if end is not None else frame
    said = f"{len(frame) or 'No'} published figure{'s' * (len(frame) != 1)} on {', '.join(asked) or 'everything'}."
    return answer(told(frame, columns), said)


def told(frame: pd.DataFrame, columns: str = "main") -> pd.DataFrame:
    """Return rows of `load.figures` indexed by id, with the print and the period in words."""
    words.known("columns", columns, ("main", "all"))
    periods = pd.Series([_period(row) for row in frame.to_dict("records")], index=frame.index, dtype=object)
    frame = frame.assign(printed=frame["id"].map(printed.as_printed(frame)), period=periods)
    frame = frame.set_index("id")
    return frame[SHOWN] if columns == "main" else frame[SHOWN + [c for c in frame.columns if c not in SHOWN]]


def _period(row: dict) -> str:
    start, end = row["period_start"], row["period_end"]
    return wording.period(start, end) if start and end else f"from {start}" if start else ""
