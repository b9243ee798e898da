"""The verdicts as a reader meets them: word, mark, meaning, order; and the templates of the pages."""

import math
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pressroom import project, wording
from pressroom.errors import InputError

# In the order of the page: what goes against the article comes first: mark, meaning, heading of its group.
VERDICTS = {
    "not reproduced": ("✕", "does not follow", "Does not follow from the public evidence in hand"),
    "sources disagree": ("≠", "sources differ", "Independent sources give different verdicts"),
    "parts differ": ("◧", "its parts differ", "Its parts have verdicts of their own"),
    "exceeds": ("↑", "goes further", "The evidence goes further than the claim"),
    "reproduced": ("✓", "follows", "Follows from independent public evidence"),
    "consistent": ("≈", "possible", "Possible: the evidence allows it, and does not show it"),
    "not checkable": ("?", "nothing can tell", "Nothing public in hand can tell"),
}
# What a page bears on, after its relation to the claim.
ABOUT = {"said": "", "so": ", on whether it is so", "pattern": ", on a like case"}


def judged_in(claim: dict) -> str:
    """Return the stem of the notebook that judges a claim's group, as story.yml has it."""
    return project.story().groups[claim["group"]].page


def slug(text: str) -> str:
    """Return text as a class name or part of an id."""
    return re.sub(r"[^a-z0-9]+", "-", str(text).lower()).strip("-")


def natural(claim_id: str) -> str:
    """Return a key by which A2 comes before A10."""
    return re.sub(r"\d+", lambda m: m[0].zfill(3), claim_id)


def badge(verdict: str) -> Markup:
    """Return a verdict as mark and word, never colour alone."""
    shape = '<span class="badge v-{}"><b aria-hidden="true">{}</b> {}</span>'
    return Markup(shape).format(slug(verdict), VERDICTS[verdict][0], verdict)


def record(figure: str) -> Markup:
    """Return a figure's id, as a link to its record where story.yml names a page of them."""
    page = project.story().records.get("page")
    return Markup('<a href="{0}#{1}">{1}</a>').format(page, figure) if page else Markup("{}").format(figure)


def source(path: str, words: str) -> Markup:
    """Return words as a link to a file of the project, if it has that file: a story may stand without the library."""
    there = (project.ROOT / path).is_file()
    return Markup('<a href="../{}">{}</a>' if there else "{1}").format(path, words)


def counted(verdicts: list) -> list:
    """Return [(verdict, how many)], in the order of the page, none left out."""
    for v in verdicts:
        if v["verdict"] not in VERDICTS:
            known = f"one of {', '.join(VERDICTS)}"
            raise InputError(f"verdict of claim {v['id']}", repr(v["verdict"]), known)
    return [(word, sum(v["verdict"] == word for v in verdicts)) for word in VERDICTS]


def ordered(verdicts: list) -> list:
    """Return verdicts as the page shows them: those against the article first, then by id."""
    rank = {word: i for i, (word, _) in enumerate(counted(verdicts))}
    return sorted(verdicts, key=lambda v: (rank[v["verdict"]], natural(v["id"])))


def ends(item: dict | None) -> tuple[float, float] | None:
    """Return (low, high) of a range, open ends as infinities; None if it has no range."""
    low, high = (item or {}).get("low"), (item or {}).get("high")
    if low is None and high is None:
        return None
    return (-math.inf if low is None else float(low), math.inf if high is None else float(high))


def in_words(item: dict) -> str:
    """Return a range with its unit in words; "" if there is none."""
    limits = ends(item)
    return wording.between(*limits, item.get("unit") or "") if limits else ""


def tells(item: dict) -> bool:
    """Return whether a range leaves anything out."""
    return in_words(item) not in ("", "any value")


def found(item: dict) -> str:
    """Return what a source's figures allow, in words, or why nothing can be compared."""
    words = in_words(item)
    if not tells(item):
        return item.get("reason") or "nothing to compare"
    return f"{words}: {item['reason']}" if item.get("unit") == "goods" else words


def trade(verdict: dict) -> list:
    """Return the evidence that is a range of a series, not a page on what was said."""
    return [i for i in verdict["evidence"] if i["kind"] == "trade"]


def pages(verdict: dict) -> list:
    """Return the independent pages that report, qualify or deny a claim."""
    return [i for i in verdict["evidence"] if i["kind"] == "page"]


def template(name: str, **facts: Any) -> str:
    """Return a template of this folder, filled; whatever comes from data is escaped."""
    return _templates(project.ROOT).get_template(name).render(facts)


def ready() -> None:
    """Read the templates once, for all kernels that are forked from here (see `pressroom.engine.preload`)."""
    made = _templates(project.ROOT)
    for name in made.list_templates(["j2"]):
        made.get_template(name)


@cache
def _templates(root: Path) -> Environment:
    made = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True, undefined=StrictUndefined)
    made.loader = FileSystemLoader(Path(__file__).parent)
    made.filters |= {"day": wording.day, "number": wording.number}
    made.filters["inline"] = lambda text: Markup(wording.inline(text))
    made.globals |= {
        "badge": badge, "record": record, "slug": slug, "found": found, "in_words": in_words, "ABOUT": ABOUT,
        "VERDICTS": VERDICTS, "trade": trade, "pages": pages, "period": wording.period, "words": wording.words,
        "judged_in": judged_in, "story": project.story(), "source": source,
    }  # fmt: skip
    return made
