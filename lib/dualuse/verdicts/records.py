"""Shipment records and statements: what public pages say for and against, and no more than that."""

from dualuse.verdicts.judge import CONSISTENT, DISAGREE, NOT_CHECKABLE, NOT_REPRODUCED, REPRODUCED


def pages(claim, statements):
    """Return the pages on a claim as two frames: independent of the articles, and retellings of them.

    Parameters
    ----------
    claim : dict
        An entry of data/claims.yaml.
    statements : pandas.DataFrame
        Columns claim_id, relation (supports, contradicts, qualifies, context), independent,
        seen (primary, quoted, reported, retold), bears_on (said, so, pattern), publisher, url, ….
    """
    rows = statements[(statements["claim_id"] == claim["id"]) & (statements["page_id"] != "")]
    own = rows["independent"] == "yes"
    return rows[own], rows[~own]


def was_it_said(claim, statements):
    """Answer "was it said?" (or, for a record, "does the record say it?") from independent pages.

    Returns
    -------
    (str, str)
        The verdict and the reason. `reproduced` only if a primary document was seen to say it; `consistent`
        if only reports of it were; `not reproduced` if pages that report the document do not bear it out.
    """
    independent, retellings = pages(claim, statements)
    bearing = independent[independent["bears_on"] == "said"]
    relations = set(bearing["relation"])
    if not relations & {"supports", "contradicts", "qualifies"}:
        count = len(retellings)
        return NOT_CHECKABLE, (
            f"No page independent of the articles reports it as such; {count or 'no'} "
            f"{'retelling' if count == 1 else 'retellings'} of the articles do{'es' if count == 1 else ''}."
        )
    if "contradicts" in relations:
        if "supports" in relations:
            return DISAGREE, "Independent pages report the words in two opposite ways."
        return NOT_REPRODUCED, "Independent pages that report the document do not bear it out."
    supports = bearing[bearing["relation"] == "supports"]
    if (supports["seen"] == "primary").any():
        return REPRODUCED, "The primary document was seen to say it."
    count, doubts = len(supports), int((bearing["relation"] == "qualifies").sum())
    parts = [f"{count} {'page reports' if count == 1 else 'pages report'} it"] if count else []
    parts += [f"{doubts} {'reports' if doubts == 1 else 'report'} it with reservations"] if doubts else []
    return CONSISTENT, (
        f"Of pages independent of the articles, {' and '.join(parts)}; no document that says it was seen."
    )
