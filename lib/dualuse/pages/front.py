"""The first page: the finding, the counts, one square and one row a claim."""

import pandas as pd

from dualuse.pages import badges, card, micro, share
from pressroom import files, project, show, tables, wording
from pressroom.story import Story

SHARES = {1 / 2: "half", 1 / 3: "a third", 1 / 4: "a quarter", 1 / 5: "a fifth", 1 / 10: "a tenth"}
NEAR = 0.05  # of a share: so near, it has a name ("about a third")
# What would settle the claims that cannot be told, by their kind.
SETTLED = {
    "record": "Nothing public can tell: the declarations and customs papers themselves would tell",
    "statement": "Nothing public can tell: a recording, a transcript or the document itself would tell",
    "judgement": "Nothing public can tell: an opinion or a reading of the facts",
}
APART = "In neither article, or true of any world: shown, not counted"
CUSTOMS = "Nothing public can tell: monthly customs rows by product would tell"


def share_of(part: float) -> str:
    """Return a share in words.

    >>> share_of(0.3333), share_of(0.42)
    ('a third', '42%')
    """
    near = min(SHARES, key=lambda s: abs(part / s - 1))
    return SHARES[near] if abs(part / near - 1) <= NEAR else wording.plain(100 * part, "pct", 0)


def best(claim: dict) -> float | None:
    """Return the highest amount that an independent count of a claim allows; None if one has no top."""
    tops = [i["high"] for i in badges.trade(claim) if i["fits"] and i["unit"] == claim["says"]["unit"]]
    return max(tops) if tops and None not in tops else None


def headline(verdicts: list, lead: str, what: str) -> str:
    """Return the finding in one sentence, as the verdicts have it.

    Parameters
    ----------
    verdicts : list of dict
        As reports/verdicts.json holds them.
    lead : str
        Id of the claim that the story is known for.
    what : str
        What it counts, "drones".
    """
    claim = next(v for v in verdicts if v["id"] == lead)
    top = best(claim) if claim.get("says") else None
    if claim["verdict"] == "not reproduced" and top is not None and claim["says"]["low"]:
        part = share_of(top / claim["says"]["low"])
        return f"No public count in hand puts the {what} at more than about {part} of what the story printed"
    if told := _told(verdicts):
        return f"Of {wording.number(len(verdicts))} sentences of the story, {wording.words(told)}"
    return "Nothing public in hand tells whether the story is right"


# How a count is told: for one, for several.
TOLD = {
    "reproduced": ("follows from public evidence", "follow from public evidence"),
    "not reproduced": ("does not", "do not"),
    "sources disagree": ("has sources that differ", "have sources that differ"),
    "parts differ": ("holds in part", "hold in part"),
    "exceeds": ("goes further than printed", "go further than printed"),
    "consistent": ("is possible but not shown", "are possible but not shown"),
}


def _told(verdicts: list) -> list:
    """Return how many have each verdict that can be told: ["six follow from public evidence", "one does not"]."""
    n = dict(badges.counted(verdicts))
    told = [f"{wording.number(n[word])} {words[n[word] > 1]}" for word, words in TOLD.items() if n[word]]
    if n["not reproduced"] and not n["reproduced"]:
        told[0] += " follow from public evidence"
    return told


def sentences(verdicts: list, named: dict) -> list:
    """Return the counts as sentences; `named` gives the words for a few claims, told where they cannot be told."""
    n = dict(badges.counted(verdicts))
    parts = _told(verdicts)
    untold = [words for i, words in named.items() if _of(verdicts, i)["verdict"] == "not checkable"]
    among = f", {wording.words(untold)} among them" if untold else ""
    beside = [note["brief"] for i in named for note in _of(verdicts, i)["notes"] if note.get("brief")]
    told = [f"{wording.words(parts).capitalize()}."] if parts else []
    if n["not checkable"]:
        told.append(f"For {n['not checkable']} of {len(verdicts)} nothing public can tell{among}.")
    return told + beside


def among(verdicts: list) -> list:
    """Return the verdicts that are counted as findings: claims of the articles that could be untrue."""
    return [v for v in verdicts if v["counted"]]


def _of(verdicts: list, claim_id: str) -> dict:
    return next(v for v in verdicts if v["id"] == claim_id)


def show_head(
    verdicts: list, story: Story, changes: str, lead: str, what: str, named: dict | None = None
) -> None:
    """Show what was checked, the finding, the counts, and the caveat.

    Parameters
    ----------
    verdicts : list of dict
    changes : str
        data/CHANGES.md.
    """
    verdicts = among(verdicts)
    told = sentences(verdicts, named or {})
    found = headline(verdicts, lead, what)
    facts = {
        "story": story, "headline": found, "told": told, "claim": _of(verdicts, lead), "n": len(verdicts),
        "changes": share.changes(changes),
        "card": card.draw("card", found, " ".join(told), [v["verdict"] for v in badges.ordered(verdicts)]),
    }  # fmt: skip
    show.display(badges.template("head.html.j2", **facts), " ".join([f"{found}.", *told]))


def show_squares(verdicts: list) -> None:
    """Show one square a claim, and the legend that filters the rows."""
    verdicts = badges.ordered(among(verdicts))
    rows = badges.counted(verdicts)
    words = "\n".join(f"{n:>3}  {word}: {badges.VERDICTS[word][1]}" for word, n in rows)
    show.display(badges.template("squares.html.j2", verdicts=verdicts, counts=rows), words)


def groups(verdicts: list) -> list:
    """Return [(heading, rows)]: one group a verdict, and those that cannot be told by what would settle them."""
    made: dict = {}
    for v in sorted(badges.ordered(verdicts), key=lambda v: not v["counted"]):
        heading = badges.VERDICTS[v["verdict"]][2]
        if not v["counted"]:
            heading = APART
        elif v["verdict"] == "not checkable":
            heading = SETTLED.get(v["kind"], CUSTOMS)
        made.setdefault(heading, []).append(v)
    return list(made.items())


def spoken(verdict: dict) -> list:
    """Return the evidence that speaks to a claim, without pages of context; those alone where nothing else is."""
    return [i for i in verdict["evidence"] if i.get("relation") != "context"] or verdict["evidence"]


def show_rows(verdicts: list, story: Story) -> None:
    """Show a row for each claim that opens in place, and search."""
    kinds = {key: group.title for key, group in story.groups.items()}
    rows = [v | {"scale": micro.scale(v), "spoken": spoken(v)} for v in verdicts]
    facts = {"groups": groups(rows), "kinds": kinds}
    words = "\n".join(f"{v['id']:<4}{v['verdict']:<18}{v['claim']}" for v in badges.ordered(verdicts))
    show.display(badges.template("rows.html.j2", **facts), words)


def publish(verdicts: list, story: Story, changes: str) -> None:
    """Write the verdicts as JSON and as a table, and the feed of changes."""
    show.publish("verdicts.json", verdicts)
    columns = ["id", "verdict", "strict", "claim", "printed", "where", "why", "settles", "counted"]
    rows = pd.DataFrame([{c: v[c] for c in columns} for v in verdicts])
    files.write(project.out() / "tables" / "verdicts.csv", tables.to_csv(rows))
    project.permit("reports/feed.xml", "writes")
    files.write(project.out() / "feed.xml", share.feed(changes, story))


def show_use(story: Story, changes: str) -> None:
    """Show how to take the results elsewhere: files, feed, citation."""
    cited = share.cite(story, share.changes(changes)[0][0])
    show.display(badges.template("use.html.j2", cite=cited, story=story), cited["text"])


def show_changes(text: str) -> None:
    """Show what changed in the data, the newest first."""
    rows = share.changes(text)
    show.display(badges.template("changes.html.j2", changes=rows), "\n".join(f"{d}: {t}" for d, t, _ in rows))
