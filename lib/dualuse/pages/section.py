"""One claim in short, for the notebooks that compare many: verdict, reason, evidence; the rest is on its own page."""

from typing import Any

from pressroom import wording


def needed(items: list) -> list:
    """Say what the months without a count would have to hold for the claim to be true.

    Parameters
    ----------
    items : list of dict
        Evidence of the kind `trade`.
    """
    lines = []
    for item in items:
        if need := item.get("needed"):
            lines.append(
                f"For it to be true by {item['source']}, {wording.period(*need['unseen'])} alone would have had to "
                f"hold at least {wording.amount(need['least'], item['unit'])}, or "
                f"{wording.plain(need['times_average'])} times the average month of the figure that covers the "
                "months before."
            )
    return lines


def dossier(verdict: Any) -> None:
    """Show one claim in short.

    Parameters
    ----------
    verdict : Verdict or dict
        As `claims.check` returns it, or as processed/claims/{id}.json holds it.
    """
    from dualuse.pages import badges  # they load what draws; the bench needs `needed` alone
    from pressroom import show

    claim = verdict if isinstance(verdict, dict) else verdict.json()
    show.display(badges.template("section.html.j2", v=claim, lines=needed(badges.trade(claim))), claim["why"])
