"""The proof of a claim's ranges: the printed figures whose sum no months can pass."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dualuse.base.series import Series
from dualuse.base.wording import format_figure
from dualuse.engine.proofs import show_lines
from dualuse.press.prints import Rows

SHORT = 10  # lines that a reader adds up; of longer sums the page says how many
OWN = {"least": "own_low", "most": "own_high"}  # in the release that a claim could read


def list_shown_proofs(
    claim: Mapping, proofs: pd.DataFrame, figures: Rows
) -> list[dict[str, Any]]:
    """Return the ends of what a claim's sources say, each with the lines that prove it."""
    proven = []
    for part in claim["parts"]:
        for entry in part["figures"]:
            if not entry["counts"] or not entry["series"] or "{" in entry["series"]:
                continue
            for end, key in OWN.items():
                lines = choose_lines(entry, end, entry[key], proofs)
                if not lines.empty:
                    named = filter(None, lines["figure"])
                    words = {name: format_figure(figures[name]) for name in named}
                    shown = show_lines(lines, words)
                    proven.append(
                        {
                            "what": entry["what"],
                            "end": end,
                            "value": float(lines["published"].iloc[0]),
                            "unit": entry["unit"],
                            "lines": shown.to_dict("records"),
                            "is_short": len(shown) <= SHORT,
                        }
                    )
    return proven


def choose_lines(
    entry: Mapping, end: str, value: float | None, proofs: pd.DataFrame
) -> pd.DataFrame:
    """Return the lines of one end, from the table of proofs; none, where it has none."""
    line = Series.read(entry["series"])
    is_here = proofs["system"] == "|".join(line.system)
    is_here &= proofs["of"].str.startswith(" ".join([line.flow, *entry["period"], ""]))
    if entry["base"]:
        is_here &= proofs["on"].str.startswith(f"{line.flow} {entry['base']} ")
    else:
        is_here &= proofs["on"] == ""
    is_here &= (proofs["end"] == end) & (proofs["published"] == value)
    lines = proofs[is_here]
    asked = lines["of"] + lines["on"]
    return lines[asked == asked.min()]  # of several releases that end there, one
