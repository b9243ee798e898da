"""Claim × readings × evidence → verdict. README.md beside this file says what a verdict holds."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from dualuse.data import claim_file, printed
from dualuse.verdicts import judge, labels, records, trade
from dualuse.verdicts.book import Book
from dualuse.verdicts.evidence import Page, Trade, end
from pressroom import wording
from pressroom.errors import InputError

__all__ = ["Book", "Verdict", "check", "overview", "reading", "to_frame"]

OPINION = "An opinion or a reading of the facts; no figure in hand can settle it."
BESIDE = {"id": "", "way": "none"}  # pages on a claim that bear on none of its parts
SO = "not checkable from public documents or trade figures in hand"


@dataclass(frozen=True)
class Verdict:
    """The result for one claim; its fields stand in the order of reports/verdicts.json."""

    id: str
    claim: str
    where: str
    seen: str
    kind: str
    printed: str
    verdict: str
    why: str
    evidence: list
    settles: str
    slug: str
    group: str
    seen_at: str
    says: dict | None
    also_says: list
    strict: str
    without_inferred: str
    rests_on: dict
    parts: list
    retellings: list
    counted: bool
    asked: str
    is_it_so: str
    denial: str
    context: list
    notes: list

    def json(self) -> dict:
        """Return the verdict as plain data: tuples are lists there."""
        return json.loads(json.dumps(asdict(self)))

    def __repr__(self) -> str:
        lines = [f"{self.id} {self.claim}", f"  printed: {self.printed}", f"  {self.verdict}: {self.why}"]
        return "\n".join(lines + [f"  {p['id']} {p['says']}: {p['verdict']}" for p in self.parts])


def _part(part: dict, independent: list[dict], retold: int, book: Book) -> dict:
    """Return one assertion as the published shape has it, with the pages on it and how many retell it."""
    pages = records.of_part(part, independent)
    gathered, strict, without = [], "", ""
    items: Sequence[Trade | Page] = pages
    if part["way"] == "trade":
        gathered = trade.gather(part, book)
        verdict, sources, named = trade.vote(part, gathered)
        trade_items = trade.told_apart(gathered)
        items, why = [*trade_items, *pages], trade.reason(trade_items, verdict, sources, named)
        strict = trade.judged(part, book.read_otherwise(reading="strict"))
        inferred = set(book.figures.loc[book.figures["inferred"] != "", "id"])
        if book.inferred and inferred & {f for i in trade_items for f in i.figures}:
            without = trade.judged(part, book.read_otherwise(inferred=False))
    elif part["way"] == "opinion":
        verdict, why, sources = judge.NOT_CHECKABLE, OPINION, 0
    else:
        verdict, why = records.judged(part, pages, retold)
        sources = len({i.source for i in pages if i.fits and i.relation in records.BEARING})
    return {
        "id": part["id"],
        "says": part["says"],
        "verdict": verdict,
        "tests": [_said(part, test, book.reading) for test in part.get("tests", [])],
        "why": " ".join([why, *([part["note"]] if "note" in part else [])]),
        "strict": _unless(verdict, strict),
        "without_inferred": _unless(verdict, without),
        "rests_on": {
            "sources": sources,
            "pages": labels.pages(items, book.figures),
            "labels": labels.decisive(part, verdict, pages, gathered),
        },
        "evidence": items,
    }


def check(claim: dict, book: Book) -> Verdict:
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

    Examples
    --------
    >>> from dualuse.data import load
    >>> claim = next(claim for claim in load.claims() if claim["kind"] == "judgement")
    >>> found = check(claim, Book(load.figures(), load.statements()))
    >>> found.verdict, list(found.json())[:3]
    ('not checkable', ['id', 'claim', 'where'])
    """
    assertions = claim_file.parts(claim)
    independent, retold = (records.pages(claim, book.statements, own) for own in ("yes", "no"))
    parts = [_part(part, independent, len(retold), book) for part in assertions]
    seen = {i.id for p in parts for i in p["evidence"] if i.kind == "page"}
    beside = records.of_part(BESIDE, [row for row in independent if row["page_id"] not in seen])
    says = [said for p in parts for said in p["tests"]]
    verdict = judge.whole([p["verdict"] for p in parts])
    strict, without = (
        judge.whole([p[k] or p["verdict"] for p in parts]) for k in ("strict", "without_inferred")
    )
    copied = ("id", "slug", "group", "claim", "where", "kind", "printed", "settles", "context")
    return Verdict(
        **{key: claim[key] for key in copied},
        strict=_unless(verdict, strict),
        without_inferred=_unless(verdict, without),
        seen=", ".join(claim["seen"]),
        seen_at=claim["page"],
        says=says[0] if says else None,
        also_says=says[1:],
        verdict=verdict,
        why=_why(parts, claim),
        rests_on=_rests_on(parts),
        parts=parts if "parts" in claim else [],
        evidence=[i for p in parts for i in p["evidence"]] + beside,
        retellings=[{"publisher": row["publisher"], "page": row["url"]} for row in retold],
        counted="not_counted" not in claim,
        asked=claim["asked"],
        is_it_so=SO if any(part["way"] == "said" for part in assertions) else "",
        denial=claim.get("denial", ""),
        notes=_notes(claim, book),
    )


def _unless(verdict: str, other: str) -> str:
    """Return the verdict of another reading where it differs."""
    return "" if other == verdict else other


def _notes(claim: dict, book: Book) -> list[dict]:
    """Return the notes of a claim, the figures that they name in words."""
    notes = claim.get("notes", [])
    named = re.findall(r"{([\w-]+?)(?:_growth)?}", " ".join(n["text"] for n in notes))
    # of all figures it would take as long as the verdict
    rows = book.figures[book.figures["id"].isin(named)] if named else book.figures[:0]
    grown = rows.loc[rows["growth"] != "", "id"]
    words = printed.as_printed(rows) | {f"{f}_growth": printed.growth_printed(rows, f) for f in grown}
    return [n | {"text": wording.Sentence().format(n["text"], **words)} for n in notes]


def _why(parts: list[dict], claim: dict) -> str:
    """Return the reason of the whole claim; of several parts, each after its id and verdict."""
    if "parts" not in claim:
        return parts[0]["why"]
    lines = [f"{p['id']}, {p['says']}: {p['verdict']}. {p['why']}" for p in parts]
    return " ".join([*lines, *([claim["note"]] if "note" in claim else [])])


def _rests_on(parts: list[dict]) -> dict:
    """Return what the whole claim rests on: of several parts the least, and the labels of all."""
    counts = {key: min(p["rests_on"][key] for p in parts) for key in ("sources", "pages")}
    return counts | {"labels": [label for p in parts for label in p["rests_on"]["labels"]]}


def _said(part: dict, test: dict, reading: str) -> dict:
    claimed = judge.said(test, reading, len(part.get("goods", [])))
    low, high = end(claimed.left), end(claimed.right)
    return {"kind": test["kind"], "low": low, "high": high, "unit": trade.unit_of(test)}


def reading(claims: list[dict], groups: str = "", period_end: str = "") -> list[dict]:
    """Return the claims of some groups, with one reading of the period where the text leaves it open.

    Parameters
    ----------
    claims : list of dict
        As `load.claims()` returns them.
    groups : str
        Ids of groups of story.yml, separated by spaces; empty for all.
    period_end : str
        YYYY-MM: replaces the candidate periods of the claims that have several; empty changes nothing.

    Examples
    --------
    >>> open_ended = {"id": "A1", "group": "A", "periods": [["2023-01", "2023-06"], ["2023-01", "2023-05"]]}
    >>> reading([open_ended], period_end="2023-03")[0]["periods"]
    [['2023-01', '2023-03']]
    """
    known = {claim["group"] for claim in claims}
    for group in groups.split():
        if group not in known:
            raise InputError("GROUPS", repr(group), f"groups of claims: {', '.join(sorted(known))}")
    if period_end and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period_end, re.ASCII):
        raise InputError("PERIOD_END", repr(period_end), "a month such as 2023-05")
    chosen = []
    for claim in (claim for claim in claims if claim["group"] in (groups.split() or known)):
        if period_end and len(claim.get("periods", [])) > 1:
            start = claim["periods"][0][0]
            if period_end < start:
                raise InputError("PERIOD_END", repr(period_end), f"a month from {start} on")
            claim = claim | {"periods": [[start, period_end]]}
        chosen.append(claim)
    return chosen


def overview(verdicts: Iterable[dict]) -> pd.DataFrame:
    """Return verdicts as a table to compare: one row a claim, and one for each part of those that have several.

    Parameters
    ----------
    verdicts : list of dict
        As in processed/claims/.

    Examples
    --------
    >>> part = {"strict": "", "without_inferred": "", "rests_on": {"sources": 1, "pages": 2, "labels": []}}
    >>> overview([part | {"id": "X1", "claim": "Exports rose.", "verdict": "consistent", "parts": []}])["pages"].item()
    2
    """
    rows = []
    for v in verdicts:
        for part in [v, *v["parts"]]:
            rests = part["rests_on"]
            words = part.get("claim", f"… {part.get('says', '')}")
            others = [w for w in (part["strict"], part["without_inferred"]) if w]
            shown = {"claim": part["id"], "says": words, "verdict": part["verdict"]}
            shown |= {"otherwise": ", ".join(others), "sources": rests["sources"], "pages": rests["pages"]}
            rows.append(shown | {"labels": len(rests["labels"])})
    return pd.DataFrame(rows)


def to_frame(verdicts: Iterable[Verdict | dict]) -> pd.DataFrame:
    """Return verdicts, as objects or plain data, as a frame: one row a claim; what is no text stands as JSON.

    Examples
    --------
    >>> to_frame([{"id": "X1", "evidence": [], "says": None}]).iloc[0].tolist()
    ['X1', '[]', 'null']
    """
    rows = [v if isinstance(v, dict) else v.json() for v in verdicts]
    return pd.DataFrame(rows).map(lambda v: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False))
