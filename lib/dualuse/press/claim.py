"""The page of a claim, and the page that several share."""

from typing import Any

from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.files import to_json
from dualuse.press import picture, proof, sources
from dualuse.press.built import OWN_JSON, Built, Page
from dualuse.press.pages import OWN_PAGE, template

READS = ["reference/", "claims.yaml", "findings.yaml", "published/figures.csv"]


def gather(claim: dict, built: Built) -> dict[str, Any]:
    """Return what the templates need of a claim."""
    rows = sources.list_figure_rows(claim, built.figures)
    rows += sources.list_page_rows(claim)
    return {
        "claim": claim,
        "rows": rows,
        "background": sources.count_background(claim, rows),
        "proofs": proof.list_shown_proofs(claim, built.proofs, built.figures),
        "by_hand": sources.list_by_hand(claim, built.figures),
        "picture": picture.draw_picture(claim),
        "notes": [part["note"] for part in claim["parts"] if part["note"]],
    }


def make_claim(claim: dict, built: Built) -> Page:
    """Return the page of a claim, its JSON beside it."""
    name = claim["id"]
    own = OWN_JSON.format(name)
    return Page(
        OWN_PAGE.format(name),
        built.story.get("questions", {}).get(name, f"Claim {name}"),
        [template("claim.html", **gather(claim, built))],
        [*READS, f"processed/{own}"],
        claims=[name],
        files={own: to_json(claim)},
    )


def make_together(shared: dict, built: Built) -> Page:
    """Return a page of several claims of which the same was found.

    Raises
    ------
    InputError
        For a claim that there is not, and for claims of several verdicts.
    """
    by_id = {claim["id"]: claim for claim in built.claims}
    for name in shared["claims"]:
        if name not in by_id:
            known = did_you_mean(name, by_id, "claim")
            raise InputError("story.yml", f"{name!r} in together", known)
    claims = [by_id[name] for name in shared["claims"]]
    verdicts = {claim["verdict"] for claim in claims}
    if len(verdicts) > 1:
        found = f"claims that are {' and '.join(sorted(verdicts))}"
        raise InputError("story.yml", found, "claims of one verdict", shared["page"])
    several = [gather(claim, built) for claim in claims]
    shown = template(
        "together.html",
        shared=shared,
        several=several,
        verdict=verdicts.pop(),
    )
    files = {OWN_JSON.format(claim["id"]): to_json(claim) for claim in claims}
    reads = [*READS, *[f"processed/{name}" for name in files]]
    ids = shared["claims"]
    return Page(shared["page"], shared["title"], [shown], reads, ids, files)


def make_claims(built: Built) -> list[Page]:
    """Return the pages of all claims, in their order."""
    together = {}
    for shared in built.story.get("together", []):
        together |= dict.fromkeys(shared["claims"], shared)
    made: dict[str, Page] = {}
    for claim in built.claims:
        shared = together.get(claim["id"])
        if not shared:
            made[claim["id"]] = make_claim(claim, built)
        elif shared["page"] not in made:
            made[shared["page"]] = make_together(shared, built)
    return list(made.values())
