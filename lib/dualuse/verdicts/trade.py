"""An assertion with tests: what each source says on it, and the verdict that the sources share."""

from dataclasses import replace

from dualuse.data import claim_file, printed
from dualuse.verdicts import evidence, judge
from dualuse.verdicts.book import Book
from dualuse.verdicts.evidence import Trade, end
from pressroom import wording

ALONE = "One source alone lies beyond the claim, which is not enough to say that the truth does."
ONE_FILE = "They may go back to one customs file, and count as one source."


def item(part: dict, test: dict, spec: dict, book: Book, periods: list[list[str]]) -> Trade:
    """Return what one source says on one test: on the widest period that it covers."""
    goods, kind = part.get("goods", []), test["kind"]
    claimed, sense = judge.said(test, book.reading, len(goods)), judge.sense(test)
    for number, period in enumerate(map(tuple, periods)):
        found = evidence.gather(spec, test, period, goods, book)
        verdict, apart = judge.judge(
            claimed, found.range, sense, kind, test.get("direction"), found.only_contained
        )
        all_may_have_fallen = kind == "tally" and found.range and found.range.right >= len(goods)
        if all_may_have_fallen and verdict != judge.REPRODUCED:
            verdict = judge.NOT_CHECKABLE  # the count cannot go against the claim
        if number == 0 or verdict != judge.NOT_CHECKABLE:
            chosen = period, found, verdict, apart
        if verdict != judge.NOT_CHECKABLE:
            break
    period, found, verdict, apart = chosen
    if list(period) not in part["periods"]:
        apart = None  # two months are no distance from six
    needed = None
    if found.range and verdict == judge.NOT_REPRODUCED and sense == ">" and spec.get("fits", True):
        least = claimed.left - found.range.right
        needed = evidence.needed_of_the_rest(least, part, test, spec, period, book)
    low, high = (end(getattr(found.range, side, None)) for side in ("left", "right"))
    return Trade(
        part=part["id"],
        source=book.label(spec["source"]),
        measure=spec.get("measure", kind),
        series=next((spec[k] for k in ("series", "tally", "official") if k in spec), ""),
        period=period,
        base=evidence.base_of(spec, test, period) if kind == "growth" else "",
        low=low,
        high=high,
        unit=unit_of(test),
        verdict=verdict,
        distance=judge.apart(apart, kind),
        apart=end(apart),
        figures=tuple(found.figures),
        fits=spec.get("fits", True),
        because=spec.get("because", ""),
        reason=found.reason,
        needed=needed,
        detail=found.detail,
    )


def unit_of(test: dict) -> str:
    """Return the base unit that a test's range is in."""
    if test["kind"] == "tally":
        return "goods"
    return claim_file.COMPARES.get(test["kind"]) or printed.unit(test["unit"])[1]


def sources(part: dict, book: Book) -> list[dict]:
    """Return the entries of data/claims.yaml on an assertion, and one for each official series in hand.

    A series of which nothing printed says anything gives way to the official rows of the same series: one source
    that is silent in print and speaks in its rows is no source that cannot check.
    """
    brought = evidence.in_hand(part, book)
    told = {spec["official"] for spec in brought}
    return [s for s in part["evidence"] if s.get("series") not in told or _speaks(part, s, book)] + brought


def _speaks(part: dict, spec: dict, book: Book) -> bool:
    found = [item(part, test, spec, book, part["periods"]) for test in part["tests"]]
    return any(i.low is not None or i.high is not None for i in found)


def gather(part: dict, book: Book) -> list[tuple[dict, list[Trade]]]:
    """Return each source of an assertion with what it says on each test: [(its entry, [Trade, …]), …]."""
    found = []
    for spec in sources(part, book):
        periods = [spec["period"]] if "period" in spec else part["periods"]
        found.append((spec, [item(part, test, spec, book, periods) for test in part["tests"]]))
    return found


def vote(part: dict, gathered: list[tuple[dict, list[Trade]]]) -> tuple[str, int, int]:
    """Return the verdict of an assertion, and how many sources of how many named have a vote.

    Sources that may have read one file (`may_be`) have one vote together.
    """
    votes, allowed = {}, True
    for spec, items in gathered:
        if spec.get("fits", True):
            key = spec.get("may_be", spec["source"]), spec["source"]
            votes.setdefault(key, []).extend(i.verdict for i in items)
            allowed &= all(_allowed(t, i) for t, i in zip(part["tests"], items, strict=True))
    votes = {key: judge.together(verdicts) for key, verdicts in votes.items()}
    named = [key for key, verdict in votes.items() if verdict != judge.NOT_CHECKABLE]
    verdict = judge.headline([(file, verdict) for (file, _), verdict in votes.items()], allowed)
    return verdict, len({file for file, _ in named}), len(named)


def judged(part: dict, book: Book) -> str:
    """Return the verdict on an assertion that has tests."""
    return vote(part, gather(part, book))[0]


def _allowed(test: dict, item: Trade) -> bool:
    """Tell whether the bare words of a test allow what a source beyond it says."""
    sense = judge.sense(test)
    if item.verdict != judge.EXCEEDS or sense == "=":
        return item.verdict != judge.EXCEEDS
    bare = judge.said(test, "strict")
    return item.low >= bare.left if sense == ">" else item.high <= bare.right


def told_apart(gathered: list[tuple[dict, list[Trade]]]) -> list[Trade]:
    """Return all items, with the flow, the measure or the base in the source's name where only that tells two apart."""
    items = [i for _, found in gathered for i in found]
    words = {"export": "exports", "import": "imports", "trade": "both ways"}
    flows = [words.get([*i.series.split("-"), "", "", ""][2], "") for i in items]
    bases = [f"on {_base_period(i)}" if i.base else "" for i in items]
    for told in (flows, [i.measure for i in items], bases):
        names = [i.source for i in items]
        if len(set(zip(names, told, strict=True))) > len(set(names)):
            pairs = zip(items, told, strict=True)
            items = [replace(i, source=f"{i.source}, {word}") if word else i for i, word in pairs]
    return items


def _base_period(item: Trade) -> str:
    """Return the period that a growth is measured against, in words."""
    last = evidence.shifted(item.base, evidence.months_between(*item.period) - 1)
    return wording.period(item.base, last)


def _sentence(item: Trade) -> str:
    """Say in one sentence what a source shows."""
    where = f"{item.source}, {wording.period(*item.period)}" if item.series else item.source
    if item.low is None and item.high is None:
        return f"{where}: {item.reason or 'nothing to compare'}"
    text = f"{where}: {wording.between(item.low, item.high, item.unit)}"
    if item.unit == "goods":
        changes = [
            f"{d['good']} changed by {wording.between(d['low'], d['high'], d['unit'])}" for d in item.detail
        ]
        text = f"{where}: {'; '.join([item.reason, *changes])}"
    text = text[0].upper() + text[1:]
    return text + (f" ({item.distance})" if item.distance else "")


def reason(items: list[Trade], verdict: str, sources: int, named: int) -> str:
    """Say what each source with a vote shows, and what weakens them together."""
    votes = [i for i in items if i.fits]
    lines = [". ".join(dict.fromkeys(map(_sentence, votes))) + "."]
    lines += [ONE_FILE] if sources < named else []
    weak = verdict in (judge.CONSISTENT, judge.NOT_CHECKABLE)
    lines += [ALONE] if weak and any(i.verdict == judge.EXCEEDS for i in votes) else []
    return " ".join(lines)
