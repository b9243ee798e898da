"""To use it elsewhere: how to cite, the feed of changes, and the verdicts for search engines (ClaimReview)."""

import json
import re
from functools import cache
from html import escape

from markupsafe import Markup

from pressroom import wording
from pressroom.story import Story

DATED = re.compile(r"^## (\d{4}-\d{2}-\d{2})[:,]? ?(.*)$", re.M)
RATING = {
    "reproduced": 5,
    "consistent": 4,
    "exceeds": 3,
    "parts differ": 3,
    "sources disagree": 2,
    "not reproduced": 1,
}


@cache
def changes(text: str) -> list:
    """Return [(date, title, body)] of data/CHANGES.md, the newest first."""
    parts = DATED.split(text)[1:]
    rows = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [(date, title or "changes", wording.markdown(body)) for date, title, body in rows]


def cite(story: Story, date: str, what: str = "", page: str = "") -> dict:
    """Return how to cite the collection or one page of it: `text` and `bibtex`.

    Parameters
    ----------
    date : str
        YYYY-MM-DD of the newest change.
    what : str
        "claim A1", or "" for the whole.
    """
    title = f"{story.title} {what[:1].upper()}{what[1:]}".strip()
    address, by = story.address + page, f"the authors of “{story.title}”"
    key = re.sub(r"[^a-z0-9]+", "", f"{story.title}{what}".lower())[:24]
    fields = {"title": f"{{{title}}}", "author": f"{{{by}}}", "year": date[:4], "note": wording.day(date)}
    fields |= {"url": address} if story.address else {}
    lines = ",\n".join(f"  {k} = {{{v}}}" for k, v in fields.items())
    place = f" {address}" if story.address else ""
    return {
        "text": f"{by[:1].upper()}{by[1:]} ({date[:4]}), {title}, as of {wording.day(date)}, CC BY 4.0.{place}",
        "bibtex": f"@misc{{{key},\n{lines}\n}}",
    }


def embed(story: Story, picture: str, title: str, page: str) -> str:
    """Return the HTML by which another site shows a picture, with its source."""
    at, page = (escape(story.address + place) for place in (picture, page))
    return (
        f'<figure><img src="{at}" alt="{escape(title)}" width="100%"><figcaption>'
        f'<a href="{page}">{escape(story.title)}</a>, CC BY 4.0</figcaption></figure>'
    )


def claim_review(verdict: dict, story: Story) -> Markup:
    """Return schema.org ClaimReview as JSON-LD: the outlet said it, our word judges it.

    A claim that nothing public can tell has no rating in numbers, only its word; one that neither article printed
    has no review.
    """
    article = next((a for a in story.articles if a.outlet in verdict["where"]), None)
    if article is None:
        return Markup("")
    us = {"@type": "Organization", "name": story.title} | ({"url": story.address} if story.address else {})
    rating = {"@type": "Rating", "alternateName": verdict["verdict"], "bestRating": 5, "worstRating": 1}
    rating |= {"ratingValue": RATING[verdict["verdict"]]} if verdict["verdict"] in RATING else {}
    seen = verdict.get("seen_at") or ""
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{story.address}claims/{verdict['id']}.html",
        "datePublished": story.released,
        "claimReviewed": verdict["claim"],
        "author": us,
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Organization", "name": article.outlet},
            "datePublished": article.date,
            "appearance": {
                "@type": "CreativeWork",
                "url": seen if seen.startswith("http") else article.read_at,
            },
        },
        "reviewRating": rating,
    }
    text = json.dumps(review, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">{safe}</script>')


def feed(text: str, story: Story) -> str:
    """Return data/CHANGES.md as an Atom feed."""
    site, rows = story.address, changes(text)
    base = site or "urn:enough-gear:"
    entries = "".join(
        f"<entry><id>{escape(base)}#changes-{date}-{i}</id><title>{escape(title)}</title>"
        f'<updated>{date}T00:00:00Z</updated><link href="{escape(site)}index.html#changes"/>'
        f'<content type="html">{escape(body)}</content></entry>\n'
        for i, (date, title, body) in enumerate(reversed(rows), 1)
    )
    newest = max((date for date, _, _ in rows), default="1970-01-01")
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<id>{escape(base)}</id>'
        f"<title>{escape(story.title)}: what changed</title><updated>{newest}T00:00:00Z</updated>"
        f"<author><name>{escape(story.title)}</name></author>\n{entries}</feed>\n"
    )
