"""The page of one claim: verdict, picture, evidence, what would settle it, how to check and cite it."""

import re

import pandas as pd

from dualuse.pages import badges, card, chart_beside, chart_cover, section, share
from pressroom import files, project, show, tables, wording
from pressroom.story import Story

# What the verdict leaves open, said beside it.
OPEN = {
    "not reproduced": "It may still be true: what no source in hand counts is in none of these numbers.",
    "consistent": "The same evidence would allow that it is not so.",
    "not checkable": "Nothing public in hand speaks for it or against it.",
    "sources disagree": "They are never averaged.",
}


MANY = 5  # counts: a list of so many in the verdict is read by nobody, and the table has each


def in_short(claim: dict) -> str:
    """Return why a verdict stands; of many counts that agree, how many, the lowest and the highest.

    >>> in_short({"why": "It was said.", "evidence": []})
    'It was said.'
    """
    counts = [i for i in badges.trade(claim) if i["fits"] and badges.tells(i)]
    if len(counts) < MANY or len({(i["unit"], i["verdict"]) for i in counts}) > 1:
        return claim["why"]
    listed, _, note = claim["why"].rpartition(f": {badges.in_words(counts[-1])}. ")
    by_size = sorted(counts, key=lambda i: badges.ends(i) or ())
    told = f"{wording.number(len(counts)).capitalize()} counts, each of them {counts[0]['verdict']}"
    told += f": the lowest allows {badges.in_words(by_size[0])}, the highest {badges.in_words(by_size[-1])}."
    return f"{told} {note if listed else ''}".strip()


def leaves_open(claim: dict) -> str:
    """Return what the verdict leaves open; that nothing speaks is said only where no counted page or number does."""
    speaks = any(
        i["relation"] != "context" if i["kind"] == "page" else i["fits"] and i["verdict"] != "not checkable"
        for i in claim["evidence"]
    )
    return "" if claim["verdict"] == "not checkable" and speaks else OPEN.get(claim["verdict"], "")


def show_head(claim: dict, story: Story) -> None:
    """Show the claim, who printed it, and the verdict in two sentences.

    Parameters
    ----------
    claim : dict
        As processed/claims/{id}.json holds it.
    """
    opened = [*section.needed([i for i in badges.trade(claim) if i["fits"]]), leaves_open(claim)]
    said = [a for a in story.articles if a.outlet in claim["where"]]
    group = story.groups.get(claim.get("group") or claim["id"][0])
    by = f"Claim {claim['id']}, printed as “{claim['printed']}” by {claim['where'].replace('; ', ' and ')}."
    facts = {
        "v": claim, "why": in_short(claim), "said": said,
        "opened": [o for o in opened if o], "group": group.title if group else "",
        "card": card.draw(f"card-{claim['id'].lower()}", claim["claim"], by, [claim["verdict"]]),
    }  # fmt: skip
    words = f"{claim['claim']}\n{claim['verdict']}: {claim['why']}"
    show.display(badges.template("claim_head.html.j2", **facts), words)


def show_picture(claim: dict, cards: dict) -> None:
    """Show what was printed beside what was counted, and which period caps which; no number, no picture."""
    chart_beside.show(claim, f"claim-{claim['id'].lower()}")
    chart_cover.show(claim, cards, f"claim-{claim['id'].lower()}-months")


def show_evidence(claim: dict, cards: dict) -> None:
    """Show other readings, the evidence by source with the words each printed (its `records.cards`), and the pages."""
    facts = {"v": claim, "cards": cards, "readings": readings(claim)}
    show.display(badges.template("claim_evidence.html.j2", **facts), claim["settles"])


def readings(claim: dict) -> list:
    """Return [(reading, verdict)] of the readings that were tried for a claim with numbers."""
    tried = {
        "“more than” is read to the letter, without an upper end": claim["strict"],
        "figures of which the year was inferred are left out": claim["without_inferred"],
    }
    return [(what, verdict) for what, verdict in tried.items() if verdict]


def rows(claim: dict) -> pd.DataFrame:
    """Return the evidence on a claim as a table: one row a source or page, amounts in their base unit."""
    ranges = ["part", "kind", "source", "measure", "series", "low", "high", "unit", "verdict", "distance"]
    said = ["because", "reason", "speaker", "relation", "bears_on", "says", "page"]
    made = [
        {key: item.get(key) for key in [*ranges, "fits"]}
        | dict(zip(("start", "end"), item.get("period") or ("", ""), strict=True))
        | {key: item.get(key) or "" for key in said}
        | {"figures": " ".join(item["figures"])}
        for item in claim["evidence"]
    ]
    return pd.DataFrame(made, columns=[*ranges, "fits", "start", "end", *said, "figures"])


def show_foot(claim: dict, story: Story, changes: str) -> None:
    """Show how to check and cite the claim, its history, and the other side."""
    history = [(d, t) for d, t, body in share.changes(changes) if re.search(rf"\b{claim['id']}\b", t + body)]
    page = f"claims/{claim['id']}.html"
    cited = share.cite(story, share.changes(changes)[0][0], f"Claim {claim['id']}", page)
    name = f"claim-{claim['id'].lower()}"
    picture = f"figures/{name}.svg" if (project.out() / f"figures/{name}.svg").is_file() else ""
    show.publish(f"claims/{claim['id']}.json", claim)
    files.write(project.out() / f"tables/{name}.csv", tables.to_csv(rows(claim)))
    embedded = picture or f"figures/card-{claim['id'].lower()}.png"
    facts = {
        "v": claim, "history": history, "cite": cited, "review": share.claim_review(claim, story), "stem": name,
        "embed": share.embed(story, embedded, claim["claim"], page), "picture": picture, "story": story,
        "seen": "declar" in claim["claim"],
        "labels": list(dict.fromkeys(map(tuple, claim["rests_on"]["labels"]))),
    }  # fmt: skip
    show.display(badges.template("claim_foot.html.j2", **facts), cited["text"])
