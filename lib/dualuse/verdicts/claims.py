"""Claim × specification × evidence → verdict."""

import json
import math
import re
from dataclasses import asdict, dataclass

import pandas as pd

from dualuse.verdicts import judge, records
from dualuse.verdicts.evidence import Book, gather, in_hand, needed_of_the_rest, told_apart
from pressroom import wording
from pressroom.errors import InputError

# What one independent page does for a statement; only a primary document could reproduce it.
STANDS = {
    "supports": judge.CONSISTENT,
    "qualifies": judge.CONSISTENT,
    "contradicts": judge.NOT_REPRODUCED,
    "context": judge.NOT_CHECKABLE,
}
__all__ = ["Book", "Verdict", "check", "from_frame", "item", "reading", "to_frame", "trade"]

UNIT = {"growth": "percent", "share": "percent", "ratio": "times", "months": "months", "tally": "goods"}
# Fields of reports/verdicts.json, in order.
FIELDS = ["id", "claim", "where", "seen", "kind", "printed", "verdict", "why", "evidence", "settles"]


@dataclass(frozen=True)
class Verdict:
    """The result for one claim; `evidence` holds one dict a source and part."""

    id: str
    slug: str
    claim: str
    where: str
    seen: str
    seen_at: str
    kind: str
    printed: str
    says: dict | None
    also_says: list
    verdict: str
    why: str
    evidence: list
    retellings: list
    without_inferred: str
    is_it_so: str
    denial: str
    context: list
    settles: str

    def json(self):
        """Return the verdict as plain data, the fields of the published schema first."""
        plain = asdict(self)
        return {key: plain[key] for key in FIELDS} | {k: v for k, v in plain.items() if k not in FIELDS}

    def __repr__(self):
        return f"{self.id} {self.claim}\n  printed: {self.printed}\n  {self.verdict}: {self.why}"

    def _repr_html_(self):
        from html import escape

        return (
            f"<p><strong>{escape(self.id)}</strong> {escape(self.claim)}<br>"
            f"Printed: {escape(self.printed)}<br><strong>{escape(self.verdict)}</strong>: "
            f"{escape(self.why)}</p>"
        )


def _end(value):
    """Return a finite end rounded to 6 decimals, None for an open one."""
    return None if value is None or math.isinf(value) else round(float(value), 6)


def _claimed(test, claim, reading):
    if test["kind"] == "tally":
        return pd.Interval(len(claim["goods"]) / 2, math.inf, closed="neither")
    return judge.said(test, reading)


def item(claim, test, spec, book, periods):
    """Return the evidence item of one source on one test: the widest period that the source covers."""
    claimed = _claimed(test, claim, book.reading)
    kind, chosen = test["kind"], None
    for period in periods:
        found = gather(spec, test, tuple(period), claim, book)
        verdict, apart = judge.judge(
            claimed, found.range, test["operator"], kind, test.get("direction"), found.only_contained
        )
        if kind == "tally" and found.range is not None and found.range.right >= len(claim["goods"]):
            # All goods may have fallen: the count cannot go against the claim.
            verdict = judge.REPRODUCED if judge.inside(found.range, claimed) else judge.NOT_CHECKABLE
        if chosen is None or verdict != judge.NOT_CHECKABLE:
            chosen = (tuple(period), found, verdict, apart)
        if verdict != judge.NOT_CHECKABLE:
            break
    period, found, verdict, apart = chosen
    unit = UNIT.get(kind, "USD")
    low, high = (None, None) if found.range is None else (_end(found.range.left), _end(found.range.right))
    needed = None
    if verdict == judge.NOT_REPRODUCED and tuple(periods[0]) != period:
        needed = needed_of_the_rest(test, claimed, spec, period, tuple(periods[0]), found, book)
    return {
        "source": book.labels.get(spec["source"], spec["source"]),
        "role": "evidence",
        "measure": spec.get("measure", kind),
        "series": spec.get("series") or spec.get("tally") or spec.get("official") or "",
        "period": list(period),
        "low": low,
        "high": high,
        "unit": unit,
        "verdict": verdict,
        "distance": judge.apart(apart, kind),
        "apart": _end(apart),
        "figures": list(found.figures),
        "fits": spec.get("fits", True),
        "because": spec.get("because", ""),
        "reason": found.reason,
        "needed": needed,
        "detail": [
            {
                "good": d["good"],
                "low": _end(d["range"].left),
                "high": _end(d["range"].right),
                "unit": "percent",
                "figures": list(d["figures"]),
            }
            for d in found.detail
        ],
    }


def _sentence(item):
    """Say in one sentence what a source shows."""
    where = f"{item['source']}, {wording.period(*item['period'])}" if item["series"] else item["source"]
    if item["low"] is None and item["high"] is None:
        return f"{where}: {item['reason'] or 'nothing to compare'}"
    text = f"{where}: {wording.between(item['low'], item['high'], item['unit'])}"
    if item["unit"] == "goods":
        changes = [
            f"{d['good']} changed by {wording.between(d['low'], d['high'], d['unit'])}"
            for d in item["detail"]
        ]
        text = f"{where}: {'; '.join([item['reason'], *changes])}"
    text = text[0].upper() + text[1:]
    return text + (f" ({item['distance']})" if item["distance"] else "")


def trade(claim, book):
    """Judge the testable parts of a claim.

    Returns
    -------
    (str, list of dict)
        The headline verdict and the evidence items, sources in the order of data/claims.yaml.
    """
    items, by_source = [], {}
    for spec in [*claim["evidence"], *in_hand(claim, book)]:
        periods = [spec["period"]] if "period" in spec else claim["periods"]
        parts = [item(claim, test, spec, book, periods) for test in claim["tests"]]
        items += parts
        if spec.get("fits", True):
            by_source.setdefault(spec["source"], []).extend(p["verdict"] for p in parts)
    return judge.headline([judge.together(v) for v in by_source.values()]), told_apart(items)


def check(claim, book):
    """Return the verdict on one claim.

    Parameters
    ----------
    claim : dict
        An entry of data/claims.yaml, as `load.claims()` returns it.
    book : Book
        Figures, statements, official rows and readings.

    Returns
    -------
    Verdict
    """
    independent, retellings = records.pages(claim, book.statements)
    items, without, so = [], "", ""
    if "tests" in claim:
        verdict, items = trade(claim, book)
        votes = [i for i in items if i["fits"]]
        why = ". ".join(dict.fromkeys(_sentence(i) for i in votes)) + "."
        inferred = set(book.figures.loc[book.figures["inferred"] != "", "id"])
        if book.inferred and inferred & {f for i in items for f in i["figures"]}:
            without = trade(claim, book.read_otherwise(inferred=False))[0]
    elif claim["kind"] == "judgement":
        verdict, why = (
            judge.NOT_CHECKABLE,
            "An opinion or a reading of the facts; no figure in hand can settle it.",
        )
    else:
        verdict, why = records.was_it_said(claim, book.statements)
        so = "not checkable from public documents or trade figures in hand"
    if claim.get("statements"):
        items += [
            {
                "source": row["publisher"],
                "role": "evidence",
                "measure": row["bears_on"],
                "relation": row["relation"],
                "speaker": row["speaker_or_source"],
                "page": row["url"],
                "says": row["what_it_says"],
                "low": None,
                "high": None,
                "unit": None,
                "verdict": STANDS[row["relation"]],
                "distance": "",
                "figures": [row["page_id"]],
                "fits": row["bears_on"] == "said",
            }
            for row in independent.to_dict("records")
        ]
    why = f"{why} {claim['note']}" if "note" in claim else why
    says = [_said(test, claim, book) for test in claim.get("tests", [])]
    return Verdict(
        **{k: claim[k] for k in ("id", "slug", "claim", "where", "kind", "printed", "settles")},
        seen=", ".join(claim["seen"]),
        seen_at=claim["page"],
        says=says[0] if says else None,
        also_says=says[1:],
        verdict=verdict,
        why=why,
        evidence=items,
        retellings=[{"publisher": r["publisher"], "page": r["url"]} for r in retellings.to_dict("records")],
        without_inferred=without,
        is_it_so=so,
        denial=claim.get("denial", ""),
        context=claim["context"],
    )


def _said(test, claim, book):
    claimed = _claimed(test, claim, book.reading)
    low, high = _end(claimed.left), _end(claimed.right)
    return {"kind": test["kind"], "low": low, "high": high, "unit": UNIT.get(test["kind"], "USD")}


def reading(claims, group, period_end=""):
    """Return the claims of a group ("A", "BC"), with one reading of the period where the text leaves it open.

    Parameters
    ----------
    claims : list of dict
        As `load.claims()` returns them.
    group : str
        First letters of the ids wanted.
    period_end : str
        YYYY-MM: replaces the candidate periods of the claims that have several; empty changes nothing.
    """
    chosen = [claim for claim in claims if claim["id"][0] in group]
    if not period_end:
        return chosen
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period_end):
        raise InputError("PERIOD_END", repr(period_end), "a month such as 2023-05")
    several = [claim for claim in chosen if len(claim.get("periods", [])) > 1]
    for claim in several:
        if period_end < claim["periods"][0][0]:
            raise InputError("PERIOD_END", repr(period_end), f"a month from {claim['periods'][0][0]} on")
    return [
        claim | {"periods": [[claim["periods"][0][0], period_end]]} if claim in several else claim
        for claim in chosen
    ]


NESTED = ["says", "also_says", "evidence", "retellings", "context"]


def to_frame(verdicts):
    """Return verdicts as a frame, one row a claim; nested fields as JSON text."""
    rows = [v.json() for v in verdicts]
    return pd.DataFrame([r | {k: json.dumps(r[k], ensure_ascii=False) for k in NESTED} for r in rows])


def from_frame(frame):
    """Return the rows of `to_frame` as plain dicts, as reports/verdicts.json holds them."""
    return [row | {k: json.loads(row[k]) for k in NESTED} for row in frame.to_dict("records")]
