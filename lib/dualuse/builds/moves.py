"""What moved between two publications: verdicts in words, evidence in ranges."""

import json
import subprocess
from typing import Any

from dualuse.base.files import ROOT

VERDICTS = "reports/verdicts.json"
RANGE = ["low", "high", "own_low", "own_high", "verdict", "direction"]
PAGE = ["relation", "shows", "verdict", "counts"]


def read_committed(name: str, commit: str = "HEAD") -> str:
    """Return a file of the story as a commit has it; nothing if it has none."""
    command = ["git", "-c", "safe.directory=*", "show", f"{commit}:./{name}"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True)
    except OSError:  # no git here
        return ""
    return "" if done.returncode else done.stdout.decode(errors="replace")


def read_verdicts(text: str) -> dict[str, dict]:
    """Return {claim id: its entry} of the text of verdicts.json; none of no text."""
    claims = json.loads(text or "[]")
    return {claim["id"]: claim for claim in claims}


def list_evidence(claim: dict) -> dict[tuple, list[Any]]:
    """Return {what says something: what it says} of a claim: ranges, and pages."""
    evidence: dict[tuple, list[Any]] = {}
    for part in claim.get("parts", []):
        for entry in part.get("figures", []):
            months = "/".join(entry.get("period") or [])
            key = (part["id"], entry["series"], months, entry.get("base", ""))
            evidence[key] = [entry.get(field) for field in RANGE]
        for page in part.get("pages", []):
            evidence[part["id"], page["id"]] = [page.get(field) for field in PAGE]
    return evidence


def list_moved_evidence(before: dict, now: dict) -> list[str]:
    """Return the names of what says another thing of a claim than it did."""
    old, new = list_evidence(before), list_evidence(now)
    moved = []
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            moved.append(" ".join(word for word in key[1:] if word))
    return moved


def list_moved_parts(before: dict, now: dict) -> list[str]:
    """Return one line for each part of a claim whose verdict is another."""
    old = {part["id"]: part.get("text") for part in before.get("parts", [])}
    lines = []
    for part in now.get("parts", []):
        earlier, verdict = old.get(part["id"]), part.get("text")
        if earlier and verdict and earlier != verdict:  # older ones have no such words
            lines.append(f"{part['id']}: {earlier} -> {verdict}")
    return lines


def list_moves(before: dict[str, dict], now: dict[str, dict]) -> list[str]:
    """Return one line for each claim or part whose verdict or evidence is another.

    Where the verdict on a claim moves, those on its parts are not listed besides.

    Examples
    --------
    >>> before = {"A1": {"id": "A1", "text": "possible"}}
    >>> list_moves(before, {"A1": {"id": "A1", "text": "confirmed"}})
    ['A1: possible -> confirmed']
    """
    lines = []
    for name in sorted({*before, *now}):
        if name not in now:
            lines.append(f"{name}: gone")
            continue
        old = before.get(name, {})
        verdict, earlier = now[name]["text"], old.get("text", "not there")
        evidence = list_moved_evidence(old, now[name])
        parts = list_moved_parts(old, now[name])
        if verdict != earlier:
            lines.append(f"{name}: {earlier} -> {verdict}")
        elif parts:
            lines += parts
        elif evidence:
            lines.append(f"{name}: its evidence moves ({', '.join(evidence[:3])})")
    return lines
