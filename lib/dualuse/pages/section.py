"""One claim's section in notebooks 05 and 06: what was printed, what the evidence says, page by page."""

import re
from html import escape

from dualuse.pages.cards import ABOUT, badge, claim_scale
from pressroom import wording
from pressroom.show import display


def _link(figure, pages):
    url = pages.get(figure, "")
    return f'<a href="{escape(url)}">{escape(figure)}</a>' if url.startswith("http") else escape(figure)


def _trade_row(item, pages):
    period = wording.period(*item["period"]) if item.get("series") else ""
    found = wording.between(item["low"], item["high"], item["unit"])
    found = item["reason"] or "nothing to compare" if found == "any value" else found
    if item["unit"] == "goods":
        found = f"{found}: {item['reason']}"
    vote = "" if item["fits"] else f" (beside the claim, no vote: {item['because']})"
    cells = [
        item["source"]
        if item["source"].endswith(item["measure"])
        else f"{item['source']}, {item['measure']}",
        period,
        found,
        f"{item['verdict']}{': ' + item['distance'] if item['distance'] else ''}{vote}",
    ]
    row = "".join(f"<td>{escape(c)}</td>" for c in cells[1:])
    figures = ", ".join(_link(f, pages) for f in item["figures"]) or "none"
    return f'<tr><th scope="row">{escape(cells[0])}</th>{row}<td>{figures}</td></tr>'


def _page_line(item):
    """Return one independent page as a list item: who, how it bears, what it says."""
    link = f'<a href="{escape(item["page"])}">{escape(item["source"])}</a>'
    who = "" if item["speaker"] in ("", item["source"]) else f" ({escape(item['speaker'])})"
    return f"<li>{link}{who} <b>{escape(item['relation'])}</b>{ABOUT[item['measure']]}: {escape(item['says'])}</li>"


def table(caption, heads, rows):
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    return (
        f'<div class="table"><div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
        "<table>"
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
        "</table></div></div>"
    )


def _needed(items):
    """Say what the months not covered would have to hold for the claim to be true."""
    lines = []
    for item in items:
        if need := item.get("needed"):
            unseen = wording.period(*need["unseen"])
            lines.append(
                f"What would have to be true, by {item['source']}: {unseen} alone would have to hold at least "
                f"{wording.amount(need['least'], item['unit'])}, or {wording.plain(need['times_average'])} times "
                "the average month of the figure that covers the months before."
            )
    return lines


def _lines(verdict, trade, figures):
    """Return the sentences between the scale and the evidence."""
    lines = _needed(trade)
    if verdict.without_inferred:
        same = "the same, " if verdict.without_inferred == verdict.verdict else ""
        used = {f for item in trade for f in item["figures"]}
        years = figures[figures["id"].isin(used) & (figures["inferred"] != "")]
        lines.append(
            f"The year of {' and '.join(years['id'])} was inferred. {years['note'].iloc[0]} Without it: "
            f"{same}{verdict.without_inferred}."
        )
    if verdict.is_it_so and verdict.verdict != "not checkable":
        lines.append(f"Is it so? {verdict.is_it_so[0].upper()}{verdict.is_it_so[1:]}.")
    if verdict.denial:
        declared = re.search("declar|record|paper", verdict.claim)
        papers = " The papers were not seen here; a declaration does not show a delivery." if declared else ""
        lines.append(f"The other side: {verdict.denial}.{papers}")
    return lines


def dossier(verdict, figures, retellings=True):
    """Show one claim in full; see `markup`."""
    display(markup(verdict, figures, retellings), repr(verdict))


def markup(verdict, figures, retellings=True):
    """Return one claim in full, as HTML.

    Parameters
    ----------
    verdict : Verdict
        As `claims.check` returns it.
    figures : pandas.DataFrame
        As `load.figures()`: gives each figure's page.
    retellings : bool
        List the pages that only repeat the articles.
    """
    pages = dict(zip(figures["id"], figures["page"], strict=True))
    trade = [i for i in verdict.evidence if "relation" not in i]
    statements = [i for i in verdict.evidence if "relation" in i]
    meta = f"{verdict.kind} · {verdict.where} · seen: {verdict.seen}"
    parts = [
        f'<p class="top">{badge(verdict.verdict, explained=False)} <span>{escape(meta)}</span></p>',
        f"<p><strong>{escape(verdict.claim)}</strong></p>",
        f"<p>As printed: <b>{escape(verdict.printed)}</b>. {escape(verdict.why)}</p>",
        claim_scale(verdict.id, verdict.says, [i for i in trade if i["fits"]], verdict.printed),
    ]
    parts += [f"<p>{escape(line)}</p>" for line in _lines(verdict, trade, figures)]
    if trade:
        heads = ["source and measure", "period", "what the figures allow", "verdict", "figures"]
        rows = [_trade_row(i, pages) for i in trade]
        parts.append(table(f"{verdict.id}: the evidence by source", heads, rows))
    if statements:
        lines = "".join(_page_line(i) for i in statements)
        parts.append(f"<p>Independent pages:</p><ul>{lines}</ul>")
    if verdict.retellings and retellings:
        links = ", ".join(
            f'<a href="{escape(r["page"])}">{escape(r["publisher"])}</a>' for r in verdict.retellings
        )
        parts.append(f"<p>Retellings, no vote: {links}.</p>")
    if verdict.context:
        ids = ", ".join(_link(f, pages) for f in verdict.context)
        parts.append(f"<p>Beside it: {ids}.</p>")
    parts.append(f"<p><b>What would settle it:</b> {escape(verdict.settles)}</p>")
    return f'<section class="dossier" id="{verdict.id}">{"".join(parts)}</section>'
