"""The claims as cards: verdict, the printed number on a scale beside each source's range, filters.

Takes verdicts as reports/verdicts.json holds them: `id, claim, where, seen, kind, printed, verdict, why,
settles` and `evidence`, a list of `source, role, low, high, unit, verdict, distance, figures`. Optional:
`says` (low, high, unit of what the claim says; a missing or null end is open), `page` (where it was checked)
and `outlet` (who said it).
"""

import html
import json
import math
import re

from pressroom import show
from pressroom.errors import InputError
from pressroom.wording import KINDS, between, plain

# In the order of the page: what goes against the article comes first. Word, mark, and what it means.
VERDICTS = {
    "not reproduced": ("✕", "does not follow from the public evidence in hand"),
    "sources disagree": ("≠", "independent sources give different verdicts"),
    "exceeds": ("↑", "the evidence lies beyond the claim, in the claim’s own direction"),
    "consistent": ("≈", "the evidence allows it and could have ruled it out, but does not show it"),
    "reproduced": ("✓", "follows from independent public evidence"),
    "not checkable": ("?", "no public evidence in hand could have gone against it"),
}
PAGES = {"A": "05_verify_trade_claims.html", "B": "06_verify_records_and_statements.html"}
PAGES["C"] = PAGES["B"]
REVIEWER = "Enough gear for an army?, a reproducible check"


def _e(text):
    return html.escape(str(text), quote=True)


def slug(text):
    """Return text as a class name or part of an id."""
    return re.sub(r"[^a-z0-9]+", "-", str(text).lower()).strip("-")


def natural(claim_id):
    """Sort A2 before A10."""
    return re.sub(r"\d+", lambda m: m[0].zfill(3), claim_id)


def ends(item):
    """Return (low, high) of a range, open ends as infinities; None if it has no range."""
    low, high = item.get("low"), item.get("high")
    if low is None and high is None:
        return None
    return (-math.inf if low is None else float(low), math.inf if high is None else float(high))


def in_words(item):
    """Return a range with its unit in words."""
    return "no range" if ends(item) is None else between(*ends(item), item.get("unit") or "")


def axis(values):
    """Return (position, ticks, logarithmic): where between 0 and 1 a value lies on a scale for all values."""
    low, high = min(values), max(values)
    positive = [v for v in values if v > 0]
    if low >= 0 and positive and max(positive) / min(positive) > 20:
        first, last = math.log10(min(positive)) - 0.3, math.log10(max(positive)) + 0.3
        ticks = [10**e for e in range(math.ceil(first), math.floor(last) + 1)]
        step = max(1, math.ceil(len(ticks) / 4))
        return (lambda v: (math.log10(max(v, 10**first)) - first) / (last - first)), ticks[::step], True
    low, high = min(low, 0), max(high, 0)
    room = (high - low) * 0.12 or 1
    low, high = (low - room if low < 0 else 0), (high + room if high > 0 else 0)
    step = 10 ** math.floor(math.log10((high - low) / 2))
    step *= next(m for m in (1, 2, 5, 10) if (high - low) / (step * m) <= 4)
    ticks = [step * k for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return (lambda v: (v - low) / (high - low)), ticks, False


def claim_scale(claim_id, says, evidence, printed="", width=360):
    """Return an inline SVG: what the claim says as a band, each source's range as a bar on the same scale.

    Ranges in another unit than the claim's are left out (the card lists them in words); "" if none is left.
    """
    printed = printed or (in_words(says) if says else "")
    unit = (says or {}).get("unit") or next((e.get("unit") for e in evidence if ends(e)), None)
    rows = [e for e in evidence if ends(e) and e.get("unit") == unit]
    ranges = ([ends(says)] if says and ends(says) else []) + [ends(e) for e in rows]
    finite = [v for pair in ranges for v in pair if math.isfinite(v)]
    if not rows or not finite or not any(finite):
        return ""
    at, ticks, log = axis(finite)
    left, right = 8, width - 8

    def x(value):
        if math.isinf(value):
            return float(left if value < 0 else right)
        return round(left + at(value) * (right - left), 1)

    step, top = 36, 26 if says and ends(says) else 6
    bottom = top + step * len(rows) + 4
    parts = []
    for tick in ticks:
        parts.append(f'<path class="tick" d="M{x(tick)} {top - 4}V{bottom}"/>')
        label = plain(tick, KINDS.get(unit, "num")).replace(" times", "×")
        anchor = "start" if x(tick) < 30 else "end" if x(tick) > width - 30 else "middle"
        parts.append(
            f'<text class="t" x="{x(tick)}" y="{bottom + 14}" text-anchor="{anchor}">{_e(label)}</text>'
        )
    if says and ends(says):
        a, b = (x(v) for v in ends(says))
        a, b = (a - 1.5, b + 1.5) if b - a < 3 else (a, b)
        side, at_x = (
            ("end", width - 1)
            if a > width * 0.6
            else ("start", 1)
            if b < width * 0.4
            else ("middle", width / 2)
        )
        parts.append(
            f'<rect class="band" x="{a:.1f}" y="{top - 6}" width="{b - a:.1f}" height="{bottom - top + 6}"/>'
        )
        parts.append(
            f'<text class="b" x="{at_x:.0f}" y="12" text-anchor="{side}">claim: {_e(printed)}</text>'
        )
    for i, item in enumerate(rows):
        y = top + step * i + 26
        low, high = ends(item)
        a, b = x(low), x(high)
        parts.append(f'<text x="{left}" y="{y - 9}">{_e(item["source"])}: {_e(in_words(item))}</text>')
        kind = slug(item.get("verdict") or "none")
        if b - a < 7:
            m = (a + b) / 2
            parts.append(f'<path class="bar v-{kind}" d="M{m - 5:.1f} {y}l5 -5 5 5 -5 5z"/>')
        else:
            ends_at = [f"M{a} {y - 3}H{b}V{y + 3}H{a}z"]
            ends_at += [f"M{b - 1} {y - 6}l7 6-7 6z"] if math.isinf(high) else []
            ends_at += [f"M{a + 1} {y - 6}l-7 6 7 6z"] if math.isinf(low) else []
            parts.append(f'<path class="bar v-{kind}" d="{"".join(ends_at)}"/>')
    words = "; ".join(f"{e['source']}: {in_words(e)}" for e in rows)
    claim = f"The claim says {printed}. " if says and ends(says) else ""
    scale = " The scale is logarithmic." if log else ""
    return (
        f'<svg class="scale" viewBox="0 0 {width} {bottom + 20}" role="img" '
        f'aria-labelledby="t-{claim_id} d-{claim_id}">'
        f'<title id="t-{claim_id}">{_e(claim_id)}: the claim beside the evidence</title>'
        f'<desc id="d-{claim_id}">{_e(claim)}Evidence: {_e(words)}.{scale}</desc>{"".join(parts)}</svg>'
    )


def badge(verdict, explained=True):
    """Return a verdict as mark and word, never colour alone; `explained` adds its meaning for a pointer at rest."""
    mark, meaning = VERDICTS[verdict]
    title = f' title="{_e(meaning)}"' if explained else ""
    return f'<span class="badge v-{slug(verdict)}"{title}><b aria-hidden="true">{mark}</b> {verdict}</span>'


ABOUT = {"said": "", "so": ", on whether it is so", "pattern": ", on a like case"}  # what a page bears on


def _source(item):
    """Return one line on one source's evidence."""
    figures = ", ".join(_e(f) for f in item.get("figures") or [])
    parts = [_e(in_words(item))] if ends(item) else []
    word = item.get("relation") or item.get("verdict")
    about = ABOUT.get(item.get("measure"), "") if "relation" in item else ""
    parts += [_e(word) + about] if word else []
    parts += [_e(item["distance"])] if item.get("distance") else []
    parts += ["no vote"] if not item.get("fits", True) else []
    parts += [f"figures {figures}"] if figures and "relation" not in item else []
    return f"<li><b>{_e(item['source'])}</b>: {'; '.join(parts)}</li>"


def card(v):
    """Return one claim's card."""
    evidence, key = v.get("evidence") or [], _e(v["id"])
    lines = "".join(_source(e) for e in evidence)
    more = (
        f"<details><summary>Evidence on {key} by source ({len(evidence)})</summary><ul>{lines}</ul></details>"
    )
    settles = f"<p><b>What would settle it:</b> {_e(v['settles'])}</p>" if v.get("settles") else ""
    inferred = (
        f"<p>The year of its figures was inferred; without them: <b>{_e(v['without_inferred'])}</b>.</p>"
        if v.get("without_inferred") not in (None, "", v["verdict"])
        else ""
    )
    where = " · ".join(
        _e(x) for x in (v.get("kind"), v.get("where"), f"seen: {v['seen']}" if v.get("seen") else "") if x
    )
    votes = [e for e in evidence if e.get("fits", True)]
    scale = claim_scale(v["id"], v.get("says"), votes, v.get("printed"))
    page = v.get("page") or f"{PAGES[v['id'][0]]}#{v['id']}"
    return (
        f'<article class="card v-{slug(v["verdict"])}" id="{key}" data-v="{slug(v["verdict"])}" '
        f'data-k="{slug(v.get("kind"))}" aria-labelledby="h-{key}"><p class="top">{badge(v["verdict"])} '
        f'<a href="#{key}" aria-label="Link to claim {key}">{key}</a></p>'
        f'<h3 id="h-{key}">{_e(v["claim"])}</h3>'
        f'<p class="meta">{where}</p>{scale}'
        f"<p>{_e(v.get('why') or '')}</p>{inferred}{more if evidence else ''}{settles}"
        f'<p><a href="{_e(page)}">How {key} was checked</a></p></article>'
    )


def claim_review(verdicts):
    """Return schema.org ClaimReview as JSON-LD: the outlet said it, our word judges it; no number."""
    graph = []
    for v in verdicts:
        outlet = v.get("outlet") or ("Business Insider" if "article" in str(v.get("seen")) else "Politico")
        graph.append(
            {
                "@type": "ClaimReview",
                "url": f"index.html#{v['id']}",
                "claimReviewed": v["claim"],
                "author": {"@type": "Organization", "name": REVIEWER},
                "itemReviewed": {"@type": "Claim", "author": {"@type": "Organization", "name": outlet}},
                "reviewRating": {"@type": "Rating", "alternateName": v["verdict"]},
            }
        )
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":")
    )
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{safe}</script>'


def counted(verdicts):
    """Return [(verdict, how many)], in the order of the page, none left out."""
    for v in verdicts:
        if v["verdict"] not in VERDICTS:
            raise InputError(
                f"verdict of claim {v['id']}", repr(v["verdict"]), f"one of {', '.join(VERDICTS)}"
            )
    return [(word, sum(v["verdict"] == word for v in verdicts)) for word in VERDICTS]


def verdict_counts(verdicts):
    """Return (markup, words): how many claims fall under each verdict."""
    rows = counted(verdicts)
    items = "".join(
        f'<li class="v-{slug(word)}"><strong>{n}</strong> {badge(word)} '
        f"<span>{_e(VERDICTS[word][1])}</span></li>"
        for word, n in rows
    )
    words = "\n".join(f"{n:>3}  {word}: {VERDICTS[word][1]}" for word, n in rows)
    return f'<ul class="counts">{items}</ul>', f"{len(verdicts)} claims\n{words}"


def _filter(name, title, options):
    """Return one group of radio buttons."""
    buttons = "".join(
        f'<input type="radio" name="{name}" id="{name}-{value}"{" checked" if value == "all" else ""}>'
        f'<label for="{name}-{value}">{_e(label)} <small>{n}</small></label>'
        for value, label, n in options
    )
    return f"<fieldset><legend>{title}</legend>{buttons}</fieldset>"


def claim_cards(verdicts, order=None):
    """Return (markup, words): filters by verdict and kind (CSS alone), cards, ClaimReview.

    Parameters
    ----------
    verdicts : list of dict
        See the module's docstring.
    order : list of str, optional
        Ids in the order wanted; by verdict (against the article first), then by id otherwise.
    """
    rank = {word: i for i, (word, _) in enumerate(counted(verdicts))}
    if order:
        verdicts = sorted(verdicts, key=lambda v: order.index(v["id"]))
    else:
        verdicts = sorted(verdicts, key=lambda v: (rank[v["verdict"]], natural(v["id"])))
    kinds = sorted({v.get("kind") or "" for v in verdicts} - {""})
    everything = ("all", "all", len(verdicts))
    by_verdict = [everything, *((slug(w), w, n) for w, n in counted(verdicts) if n)]
    by_kind = [everything, *((slug(k), k, sum(v.get("kind") == k for v in verdicts)) for k in kinds)]
    hide = [f'.claims:has(#verdict-{s}:checked) .card:not([data-v="{s}"])' for s, _, _ in by_verdict[1:]]
    hide += [f'.claims:has(#kind-{s}:checked) .card:not([data-k="{s}"])' for s, _, _ in by_kind[1:]]
    markup = (
        f"<style>@media screen{{{','.join(hide)}{{display:none}}}}</style>"
        f'<section class="claims" aria-label="Claims"><form class="filters" aria-label="Filter the claims">'
        f"{_filter('verdict', 'Verdict', by_verdict)}{_filter('kind', 'Kind of claim', by_kind)}</form>"
        f'<p class="shown" role="status"></p>'
        f'<div class="cards">{"".join(card(v) for v in verdicts)}</div></section>'
        f"{claim_review(verdicts)}"
    )
    return markup, "\n".join(f"{v['id']:<4}{v['verdict']:<18}{v['claim']}" for v in verdicts)


def show_counts(verdicts):
    """Show how many claims fall under each verdict. Verdicts as in reports/verdicts.json."""
    show.display(*verdict_counts(verdicts))


def show_cards(verdicts, order=None):
    """Show filters and a card for each claim, those against the article first; see `claim_cards`."""
    show.display(*claim_cards(verdicts, order))
