"""What public pages say for and against an assertion: was it said, or is it so? No more than they allow."""

import re

import pandas as pd

from dualuse.verdicts.evidence import Page
from dualuse.verdicts.judge import CONSISTENT, DISAGREE, NOT_CHECKABLE, NOT_REPRODUCED, REPRODUCED
from pressroom import files, wording

QUOTED = 2  # independent outlets that print the speaker's words in quotation stand for the document itself
BEARING = ("supports", "contradicts", "qualifies")
# What one independent page does for an assertion; only a document, or two quotations, reproduce it.
STANDS = {"supports": CONSISTENT, "qualifies": CONSISTENT}
STANDS |= {"contradicts": NOT_REPRODUCED, "context": NOT_CHECKABLE}


def pages(claim: dict, statements: pd.DataFrame, own: str = "yes") -> list[dict]:
    """Return the pages on a claim: independent of the articles, or else retellings of them.

    Parameters
    ----------
    claim : dict
        An entry of data/claims.yaml.
    statements : pandas.DataFrame
        Columns claim_id, relation (supports, contradicts, qualifies, context), independent,
        seen (primary, quoted, reported, retold), bears_on (said, so, pattern), publisher, url, ….
    own : {"yes", "no"}
        Independent pages, or retellings.

    Returns
    -------
    list of dict
    """
    rows = files.records(statements[statements["claim_id"] == claim["id"]])
    return [row for row in rows if row["page_id"] and (row["independent"] == "yes") == (own == "yes")]


def of_part(part: dict, independent: list[dict]) -> list[Page]:
    """Return the pages on one assertion, as items, each with its relation to this assertion.

    Where the assertion names its `pages`, those alone count, each with the label given there; elsewhere a page
    counts if it bears on the question that is asked.
    """
    named, way, items = part.get("pages"), part["way"], []
    for row in independent:
        relation, bears = row["relation"], row["bears_on"]
        if named is not None:
            if row["page_id"] not in named:
                continue
            relation, bears = named[row["page_id"]], way
        items.append(
            Page(
                **{"part": part["id"], "source": _outlet(row), "speaker": row["speaker_or_source"]},
                **{"page": row["url"], "id": row["page_id"], "relation": relation, "bears_on": bears},
                **{"seen": row["seen"], "says": row["what_it_says"], "quote": row["quote"]},
                verdict=STANDS[relation],
                figures=(row["page_id"],),
                fits=bears == way,
            )
        )
    return items


def _outlet(row: dict) -> str:
    """Return whose report a page is: the outlet first, and where it was read if that was another's page."""
    read_at = re.sub(r" \(.*\)|.* via ", "", row["publisher"])
    return f"{row['outlet']} (read at {read_at})" if row.get("outlet") else row["publisher"]


def judged(part: dict, items: list[Page], retold: int = 0) -> tuple[str, str]:
    """Return the verdict of pages on an assertion, and the reason.

    `reproduced`: the document was seen to say it; or the words stand in quotation in two independent outlets; or,
    of words spoken to one newsroom, that newsroom's own report (`first`) was seen. A fact takes the document.
    `consistent`: pages report it. `not reproduced`: pages that know it do not bear it out.

    Parameters
    ----------
    part : dict
        As `claim_file.parts` returns it.
    items : list of Page
    retold : int
        How many pages only repeat the articles.
    """
    votes = [i for i in items if i.fits and i.relation in BEARING]
    if not votes:
        told = "retelling of the articles does" if retold == 1 else "retellings of the articles do"
        why = f"No page independent of the articles reports it as such; {retold or 'no'} {told}."
        return NOT_CHECKABLE, why
    by = {word: [i for i in votes if i.relation == word] for word in BEARING}
    if by["contradicts"]:
        if by["supports"]:
            return DISAGREE, "Independent pages report it in two opposite ways."
        subject = "the document" if part["way"] == "said" else "it"
        return NOT_REPRODUCED, f"Independent pages that report {subject} do not bear it out."
    if any(i.seen == "primary" for i in by["supports"]):
        return REPRODUCED, "The primary document was seen to say it."
    if part["way"] == "said":
        if any(i.id == part.get("first") for i in votes):
            why = "It was said to one newsroom, whose own report was seen; no other record can exist."
            return REPRODUCED, why
        quoted = sorted({i.source for i in by["supports"] if i.seen == "quoted"})
        if len(quoted) >= QUOTED:
            return REPRODUCED, f"The words stand in quotation in {wording.words(quoted)}."
    count, doubts = len(by["supports"]), len(by["qualifies"])
    lines = [f"{count} {'page reports' if count == 1 else 'pages report'} it"] if count else []
    lines += [f"{doubts} {'reports' if doubts == 1 else 'report'} it with reservations"] if doubts else []
    seen = "no document that says it was seen" if part["way"] == "said" else "none shows it at first hand"
    return CONSISTENT, f"Of pages independent of the articles, {' and '.join(lines)}; {seen}."
