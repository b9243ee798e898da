"""A claim as one small mark: what it says as an edge and a shade, what was counted as bars."""

import math

from markupsafe import Markup

from dualuse.pages.badges import ends, slug, tells, trade

WIDTH, HEIGHT = 144, 20
RATIO = 20  # ends further apart than this are drawn on a logarithmic axis


def axis(values: list) -> tuple:
    """Return (position, logarithmic): where between 0 and 1 a value lies on a scale for all values."""
    low, high = min(values), max(values)
    positive = [v for v in values if v > 0]
    if low >= 0 and positive and max(positive) / min(positive) > RATIO:
        first, last = math.log10(min(positive)) - 0.3, math.log10(max(positive)) + 0.3
        return (lambda v: (math.log10(max(v, 10**first)) - first) / (last - first)), True
    low, high = min(low, 0), max(high, 0)
    room = (high - low) * 0.15 or 1
    low, high = (low - room if low < 0 else 0), (high + room if high > 0 else 0)
    return (lambda v: (v - low) / (high - low)), False


def scale(verdict: dict) -> str:
    """Return a claim and its evidence as a small SVG; "" where there is no number to draw.

    Ranges in another unit than the claim's are left out. The words beside it say what it shows.
    """
    says = verdict.get("says") or {}
    if not (claimed := ends(says)):
        return ""
    items = [i for i in trade(verdict) if i["fits"] and i.get("unit") == says["unit"]]
    rows = [(limits, i["verdict"]) for i in items if tells(i) and (limits := ends(i))]
    finite = [v for pair in (claimed, *(limits for limits, _ in rows)) for v in pair if math.isfinite(v)]
    if not rows or not any(finite):
        return ""
    at, _ = axis(finite)

    def x(value: float) -> float:
        return 0 if value == -math.inf else WIDTH if value == math.inf else round(at(value) * WIDTH, 1)

    low, high = (x(v) for v in claimed)
    edge = low if math.isfinite(claimed[0]) else high
    parts = [
        f'<path class="base" d="M0 {HEIGHT / 2:g}H{WIDTH}"/>',
        f'<rect class="band" x="{low:g}" width="{max(high - low, 2) if says["low"] else 0:g}" height="{HEIGHT}"/>',
        f'<path class="edge" d="M{edge:g} 0V{HEIGHT}"/>',
    ]
    step = HEIGHT / (len(rows) + 1)
    for i, (limits, word) in enumerate(rows, 1):
        a, b = (x(v) for v in limits)
        wide, thick = max(b - a, 3), min(step * 0.7, 6)
        parts.append(
            f'<rect class="bar v-{slug(word)}" x="{a:g}" y="{step * i - thick / 2:.1f}" '
            f'width="{wide:g}" height="{thick:.1f}"/>'
        )
    shape = f'<svg class="micro" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{"".join(parts)}</svg>'
    return Markup(shape)
