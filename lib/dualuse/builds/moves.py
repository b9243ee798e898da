"""What moved since a commit: verdicts, the evidence of claims, their words.

`git diff reports/` shows all of it; here is a line for each claim, for who builds, reviews
or verifies.
"""

import json
import re
import subprocess
from typing import Any

from dualuse.base.errors import InputError
from dualuse.base.files import ROOT

VERDICTS = "reports/verdicts.json"
CHANGES = "data/CHANGES.md"
# What is told of the evidence: it can be worded otherwise while nothing moves.
TOLD = {
    *("claim", "says", "note", "why", "we_found", "finding", "title", "because"),
    *("settles", "denial", "asked", "label", "what", "reason", "topic"),
    *("slug", "revised", "remark", "missing", "where", "notes", "queries", "hangs"),
    *("needed", "literal", "depends", "printed"),
}
EVIDENCE, WORDS = ": its evidence moves", ": the same, in other words"


def run_git(*words: str) -> bytes:
    """Return what git prints; nothing where there is no git, or no such thing."""
    command = ["git", "-c", "safe.directory=*", *words]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True)
    except OSError:  # no git here
        return b""
    return b"" if done.returncode else done.stdout


def read_committed(name: str, commit: str = "HEAD") -> str:
    """Return a file of the story as a commit has it; nothing if it has none."""
    return run_git("show", f"{commit}:./{name}").decode(errors="replace")


def read_verdicts(text: str) -> dict[str, dict]:
    """Return {claim id: its entry} of the text of verdicts.json; none of no text."""
    try:
        claims = json.loads(text or "[]")
        return {str(claim["id"]): claim for claim in claims if list_texts(claim)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(VERDICTS, "another", "what `make reports` writes") from None


def drop_told(tree: Any) -> Any:
    """Return plain data without what is told of it.

    >>> drop_told({"id": "A1", "says": "more", "parts": [{"low": 1, "note": "so"}]})
    {'id': 'A1', 'parts': [{'low': 1}]}
    """
    if isinstance(tree, dict):
        return {key: drop_told(each) for key, each in tree.items() if key not in TOLD}
    return [drop_told(each) for each in tree] if isinstance(tree, list) else tree


def list_texts(claim: dict) -> dict[str, str]:
    """Return {id: verdict in words} of a claim, then of its parts."""
    named = [claim, *claim.get("parts", [])] if claim else []
    return {each["id"]: each["text"] for each in named}


def list_moves(before: dict[str, dict], now: dict[str, dict]) -> list[str]:
    """Return a line for each claim of which anything that is published is another.

    >>> before = {"A1": {"id": "A1", "text": "possible"}}
    >>> list_moves(before, {"A1": {"id": "A1", "text": "confirmed"}})
    ['A1: possible -> confirmed']
    >>> list_moves(before, {"A1": {"id": "A1", "text": "possible", "low": 7}})
    ['A1: its evidence moves']
    """
    lines = []
    for name in sorted({*before, *now}):
        old, new = before.get(name, {}), now.get(name, {})
        was, becomes = list_texts(old), list_texts(new)
        texts = [
            f"{each}: {was.get(each, 'not there')} -> {becomes.get(each, 'gone')}"
            for each in {**was, **becomes}
            if was.get(each) != becomes.get(each)
        ]
        if texts:
            lines += texts
        elif drop_told(old) != drop_told(new):
            lines.append(f"{name}{EVIDENCE}")
        elif old != new:
            lines.append(f"{name}{WORDS}")
    return lines


def tells_verdict(line: str) -> bool:
    """Say whether a line tells of a verdict, and not of evidence or words alone."""
    return not line.endswith((EVIDENCE, WORDS))


def find_earlier_publication(now: dict[str, dict]) -> str:
    """Return the commit whose pages readers had before these; nothing without one."""
    commits = run_git("log", "--format=%H", "-2", "--", VERDICTS).decode().split()
    is_committed = read_verdicts(read_committed(VERDICTS)) == now
    return next(iter(commits[1:] if is_committed else commits), "")


def list_unnamed(now: dict[str, dict], commit: str = "") -> list[str]:
    """Return the moves since a commit that no new line of CHANGES.md names.

    Without a commit it is the one that has the pages before these.
    """
    commit = commit or find_earlier_publication(now)
    if not commit:
        return []
    earlier = set(read_committed(CHANGES, commit).splitlines())
    path = ROOT / CHANGES
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    added = [line for line in lines if line not in earlier]
    named = {word for line in added for word in re.findall(r"[\w-]+", line)}
    moved = list_moves(read_verdicts(read_committed(VERDICTS, commit)), now)
    return [
        f"{line}; no entry of {CHANGES} names it"
        for line in moved
        if not line.endswith(WORDS) and line.partition(":")[0] not in named
    ]
