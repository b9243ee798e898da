"""Take a claim out of data/claims.yaml with all that belongs to it: `make remove-claim ID=A3 REASON="..." [YES=1]`.

With it go its pages in statements.csv (one gathered for no other claim is left out, for that reason), its id in
article_map.csv (a sentence that no other claim holds says the reason) and the cells of notebooks that are tagged
`claim-ID`. It is shown first, and done on YES=1, with an entry in data/CHANGES.md and the new hashes. Exit status: 0,
2 for what is refused, 1 for any other failure.
"""

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

import pressroom.quiet  # noqa: F401

import adding
import pandas as pd

from dualuse.data import claim_file, load
from pressroom import files, project
from pressroom.engine.arguments import typed
from pressroom.errors import InputError, near

HEADING = "## Removed with `make remove-claim`"
CLAIMS, SENTENCES, GATHERED = "claims.yaml", "article_map.csv", "published/second_round.csv"


def without(claim: str, text: str) -> str:
    """Return claims.yaml without an entry; the rest stays as it was written."""
    start = re.search(rf"^( *)- id: {re.escape(claim)}\n", text, re.M)
    if not start:
        known = [entry["id"] for entry in claim_file.parse(text)["claims"]]
        raise InputError("ID", claim or "nothing", near(claim, known, "claim of data/claims.yaml"))
    end = re.compile(rf"^{start[1]}- |^left_out:", re.M).search(text, start.end())
    left = text[: start.start()] + (text[end.start() :] if end else "")
    claim_file.parse(left)  # one claim at least is left, and nothing else was cut
    return left


def tables(claim: str, reason: str) -> dict[str, pd.DataFrame]:
    """Return the tables that name the claim, by file, as they are without it."""
    pages, changed = load.statements(), {}
    if (pages["claim_id"] == claim).any():
        changed[load.STATEMENTS] = left = pages[pages["claim_id"] != claim]
        if (project.DATA / GATHERED).exists():
            rows, known = load.source(GATHERED), {*left["page_id"], *load.figures()["id"]}
            lost = rows["id"].isin(set(pages["page_id"]) - known)
            rows.loc[lost, ["outcome", "why"]] = "left out", reason
            changed |= {GATHERED: rows} if lost.any() else {}
    if (project.DATA / SENTENCES).exists():
        held = load.source(SENTENCES)
        named = held["claims"].map(lambda ids: claim in ids.split())
        held["claims"] = [" ".join(i for i in ids.split() if i != claim) for ids in held["claims"]]
        held.loc[named & (held["claims"] == "") & (held["why"] == ""), "why"] = reason
        changed |= {SENTENCES: held} if named.any() else {}
    return changed


def notebooks(claim: str) -> dict[Path, str]:
    """Return the notebooks that have cells tagged with the claim, as text without these."""
    changed = {}
    for path in sorted(project.NOTEBOOKS.glob("*.ipynb")):
        book = json.loads(path.read_text(encoding="utf-8"))
        kept = [c for c in book["cells"] if f"claim-{claim}" not in c["metadata"].get("tags", [])]
        if len(kept) < len(book["cells"]):
            changed[path] = json.dumps(book | {"cells": kept}, indent=1, ensure_ascii=False) + "\n"
    return changed


def remove(claim: str, reason: str, yes: bool) -> str:
    """Remove a claim if `yes`; return what goes with it, in words."""
    text = files.text(project.DATA / CLAIMS, f"data/{CLAIMS}")
    left, changed, books = without(claim, text), tables(claim, reason), notebooks(claim)
    gone = f"{claim}: its entry, {', '.join([*changed, *(p.name for p in books)]) or 'nothing else'}"
    if yes:
        new = {CLAIMS: left.encode()}
        new |= {n: t.to_csv(index=False, lineterminator="\n").encode() for n, t in changed.items()}
        adding.commit(new, HEADING, f"- {claim}: {reason}")
        for path, content in books.items():
            files.write(path, content)
    return gone


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked; return the exit status."""
    try:
        given = {k.upper(): v for k, v in typed(sys.argv[1:] if arguments is None else arguments).items()}
        if not given.get("REASON", "").strip():
            raise InputError("REASON", "nothing", "why it goes, for data/CHANGES.md")
        yes = given.get("YES", "").lower() in ("1", "yes", "true")
        with adding.alone():
            adding.heal()
            load.verify.cache_clear()
            print(remove(given.get("ID", ""), given["REASON"].strip(), yes))
        print(
            "removed; `make reports` builds the pages, `make accept` accepts it"
            if yes
            else "nothing was written; add YES=1"
        )
        return 0
    except InputError as error:
        print(f"refused: {error}\nnothing was written", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
