"""The page of a claim, and the page that several share."""

from typing import Any

from markupsafe import Markup

from dualuse.base.errors import InputError
from dualuse.press import dossier, gauges
from dualuse.press.built import OWN_JSON, Built, Page, to_json
from dualuse.press.pages import OWN_PAGE, template

READS = [
    "reference/",
    "claims.yaml",
    "findings.yaml",
    "published/figures.csv",
    "published/pages.csv",
]
READS += ["CHANGES.md", "processed/sums.json", "processed/grids.json"]
NEAREST = "The story’s sum beside the public sums that come nearest"


def draw_sums(rows: list[dict], title: str = NEAREST, linked: bool = False) -> Markup:
    """Return the story's sums beside the public ones."""
    return template("sums.html", title=title, rows=rows, linked=linked)


def draw_head(facts: dict[str, Any]) -> Markup:
    """Return the answer, and what it would be under other readings."""
    grid = ""
    if facts["grid"]:
        grid = template("claim_grid.html", grid=facts["grid"], claim=facts["claim"])
    return template("claim_head.html", **facts | {"grid": grid})


def draw_pictures(claim: dict, borrowed: dict | None) -> list[Markup]:
    """Return what each source allows beside what the claim says, and another's picture."""
    parts = claim["parts"]
    drawn = []
    for part in parts:
        gauge = gauges.draw_gauge(part, parts)
        if gauge:
            shown = {"claim": claim, "part": part, "parts": len(parts), "gauge": gauge}
            drawn.append(template("claim_picture.html", **shown))
    if borrowed:
        drawn.append(template("claim_borrowed.html", shown=borrowed))
    return drawn


def list_judges(claims: list[dict], built: Built) -> list[str]:
    """Return the pages of the notebooks that judge some claims."""
    groups = built.story["groups"]
    return list(
        dict.fromkeys(f"{groups[each['group']]['page']}.html" for each in claims)
    )


def make_claim(claim: dict, built: Built) -> Page:
    """Return the page of a claim."""
    name = claim["id"]
    facts = built.gather(claim)
    shown = [draw_head(facts)]
    sums = [row for row in built.sums if row["claim"] == name]
    if sums:
        shown.append(draw_sums(sums))
    shown += draw_pictures(claim, built.story.get("pictures", {}).get(name))
    if facts["chains"]:
        shown.append(template("claim_chains.html", **facts))
    shown.append(template("claim_evidence.html", **facts))
    (judged,) = list_judges([claim], built)
    shown.append(template("claim_foot.html", **facts, judged=judged))
    own = OWN_JSON.format(name)
    return Page(
        OWN_PAGE.format(name),
        built.story.get("questions", {}).get(name, f"Claim {name}"),
        shown,
        [*READS, f"processed/{own}"],
        claims=[name],
        files={own: to_json(claim)},
    )


def make_together(shared: dict, built: Built) -> Page:
    """Return a page of several claims of which most is said alike.

    Raises
    ------
    InputError
        If its title would not hold: the claims have several verdicts, or one has figures.
    """
    names = shared["claims"]
    claims = [claim for claim in built.claims if claim["id"] in names]
    gathered = [built.gather(claim) for claim in claims]
    if len({claim["verdict"] for claim in claims}) > 1 or any(
        facts["chains"] for facts in gathered
    ):
        expected = "claims of one verdict, on which no figure bears"
        raise InputError("story.yml", "others", expected, shared["page"])
    told = [dossier.list_statements(facts) for facts in gathered]
    usual, others = dossier.split_usual(told)
    head = {"shared": shared, "usual": usual, "finding": shared["title"]}
    shown = [template("together_head.html", claims=claims, **head)]
    sums = [row for row in built.sums if row["claim"] in names]
    with_sums = [row["claim"] for row in sums]
    if sums:
        shown.append(draw_sums(sums))
    for facts, own in zip(dossier.show_once(gathered), others, strict=True):
        has_sums = facts["claim"]["id"] in with_sums
        each = template("together_claim.html", **facts, own=own, has_sums=has_sums)
        shown.append(each)
    judged = list_judges(claims, built)
    shown.append(template("together_foot.html", claims=claims, judged=judged))
    files = {OWN_JSON.format(claim["id"]): to_json(claim) for claim in claims}
    reads = [*READS, *[f"processed/{name}" for name in files]]
    return Page(shared["page"], shared["title"], shown, reads, names, files=files)


def make_claims(built: Built) -> list[Page]:
    """Return the pages of all claims, in their order."""
    together = built.story.get("together", [])
    made = []
    for claim in built.claims:
        shared = [page for page in together if claim["id"] in page["claims"]]
        if not shared:
            made.append(make_claim(claim, built))
        elif shared[0]["claims"][0] == claim["id"]:
            made.append(make_together(shared[0], built))
    return made
