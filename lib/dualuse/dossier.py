"""One claim's section in notebooks 05 and 06: what was printed, what the evidence says, page by page."""

from html import escape

from . import phrases, wording
from .cards import badge, claim_scale
from .show import display


def _link(figure, pages):
    url = pages.get(figure, "")
    return f'<a href="{escape(url)}">{escape(figure)}</a>' if url.startswith("http") else escape(figure)


def _trade_row(item, pages):
    period = phrases.period(*item["period"]) if item.get("series") else ""
    found = phrases.span(item["low"], item["high"], item["unit"])
    found = item["reason"] or "nothing to compare" if found == "anything" else found
    if item["unit"] == "goods":
        found = f"{found}: {item['reason']}"
    vote = "" if item["fits"] else f" (beside the claim, no vote: {item['because']})"
    cells = [
        f"{item['source']}, {item['measure']}",
        period,
        found,
        f"{item['verdict']}{': ' + item['distance'] if item['distance'] else ''}{vote}",
    ]
    row = "".join(f"<td>{escape(c)}</td>" for c in cells[1:])
    figures = ", ".join(_link(f, pages) for f in item["figures"]) or "none"
    return f'<tr><th scope="row">{escape(cells[0])}</th>{row}<td>{figures}</td></tr>'


def _page_row(item):
    says = f"{item['says']}"
    link = f'<a href="{escape(item["page"])}">{escape(item["source"])}</a>'
    about = {"said": "was it said", "so": "is it so", "pattern": "a like case"}[item["measure"]]
    return (
        f'<tr><th scope="row">{link}</th><td>{escape(item["relation"])}</td><td>{escape(about)}</td>'
        f"<td>{escape(says)}</td></tr>"
    )


def _table(caption, heads, rows):
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
            after = phrases.period(need["after"], need["after"])
            lines.append(
                f"What would have to be true ({item['source']}): the {need['months']} month"
                f"{'s' if need['months'] > 1 else ''} after {after} alone would have to hold at least "
                f"{phrases.amount(need['least'], item['unit'])}, "
                f"{wording.plain(need['times_average'])} times the average month of the figure."
            )
    return lines


def dossier(verdict, figures):
    """Show one claim in full.

    Parameters
    ----------
    verdict : Verdict
        As `claims.check` returns it.
    figures : pandas.DataFrame
        As `load.figures()`: gives each figure's page.
    """
    pages = dict(zip(figures["id"], figures["page"], strict=True))
    trade = [i for i in verdict.evidence if "relation" not in i]
    statements = [i for i in verdict.evidence if "relation" in i]
    meta = f"{verdict.kind} · {verdict.where} · seen: {verdict.seen}"
    parts = [
        f'<p class="top">{badge(verdict.verdict)} <span>{escape(meta)}</span></p>',
        f"<p><strong>{escape(verdict.claim)}</strong></p>",
        f"<p>As printed: <b>{escape(verdict.printed)}</b>. {escape(verdict.why)}</p>",
        claim_scale(verdict.id, verdict.says, trade),
    ]
    lines = _needed(trade)
    if verdict.without_inferred:
        lines.append(
            f"One figure's year was inferred. Without it the verdict would be: {verdict.without_inferred}."
        )
    if verdict.is_it_so:
        lines.append(f"Is it so? {verdict.is_it_so[0].upper()}{verdict.is_it_so[1:]}.")
    if verdict.denial:
        lines.append(
            f"The other side: {verdict.denial}. The papers were not seen here; they declare, they do "
            "not show delivery."
        )
    parts += [f"<p>{escape(line)}</p>" for line in lines]
    if trade:
        heads = ["source and measure", "period", "what the figures allow", "verdict", "figures"]
        parts.append(
            _table(f"{verdict.id}: the evidence by source", heads, [_trade_row(i, pages) for i in trade])
        )
        for item in trade:
            for part in item["detail"]:
                text = phrases.span(part["low"], part["high"], part["unit"])
                ids = ", ".join(_link(f, pages) for f in part["figures"])
                parts.append(
                    f"<p>{escape(part['good'])}, change on the year before: {escape(text)} ({ids}).</p>"
                )
    if statements:
        heads = ["page", "relation", "bears on", "what it says, in our words"]
        parts.append(_table(f"{verdict.id}: independent pages", heads, [_page_row(i) for i in statements]))
    if verdict.retellings:
        links = ", ".join(
            f'<a href="{escape(r["page"])}">{escape(r["publisher"])}</a>' for r in verdict.retellings
        )
        parts.append(f"<p>Retellings of the articles, shown and given no vote: {links}.</p>")
    if verdict.context:
        ids = ", ".join(_link(f, pages) for f in verdict.context)
        parts.append(f"<p>Figures that help to read the claim and decide nothing: {ids}.</p>")
    parts.append(f"<p><b>What would settle it:</b> {escape(verdict.settles)}</p>")
    display(f'<section class="dossier" id="{verdict.id}">{"".join(parts)}</section>', repr(verdict))
