"""Small tables of invented figures, some of which cannot all be true. Seeded; for tests only."""

import random

import pandas as pd

COLUMNS = [
    "id",
    "role",
    "reporter",
    "partner",
    "flow",
    "product",
    "product_text",
    "hs_code",
    "period_start",
    "period_end",
    "value",
    "print",
    "unit",
    "hedge",
    "growth",
    "growth_hedge",
    "growth_base",
    "publisher",
    "source",
    "released",
    "page",
    "status",
    "same_fact",
    "inferred",
    "note",
]
HEDGES = ["exact"] * 8 + ["about", "more than", "at least", "nearly", "up to"]


def month(number):
    return f"{2021 + number // 12}-{number % 12 + 1:02d}"


def marks(kind, first, last):
    """What the status of such a print may say of it."""
    found = ["later print"] if kind != "growth" else []
    found += ["first-print base"] if kind != "level" else []
    return found + ([f"highest since {month(0)}", f"first fall since {month(0)}"] if first == last else [])


def table(seed):
    """Return one table: up to three flows of one partner, a few months, levels, growths and shared pages."""
    draw = random.Random(seed)
    months = draw.randint(2, 6)
    truth = {flow: {m: draw.uniform(1, 9) for m in range(-12, months)} for flow in ("export", "import")}
    truth["trade"] = {m: truth["export"][m] + truth["import"][m] for m in range(-12, months)}
    noise = draw.choice([0.0, 0.01, 0.03, 0.08])
    flows = draw.choice([["export"], ["export", "import"], ["export", "import", "trade"]])
    rows = []

    def add(flow, first, last, page, kind):
        value = sum(truth[flow][m] for m in range(first, last + 1)) * draw.uniform(1 - noise, 1 + noise)
        before = sum(truth[flow][m - 12] for m in range(first, last + 1))
        hedge = draw.choice(HEDGES)
        row = dict.fromkeys(COLUMNS, "") | {
            "id": f"T{len(rows):03d}", "role": "evidence", "reporter": "CHN", "partner": "RUS", "flow": flow,
            "product": "all", "source": "GACC", "publisher": "invented", "released": "2022", "page": page,
            "period_start": month(first), "period_end": month(last), "unit": "bn USD",
        }  # fmt: skip
        if kind != "growth":
            row |= {"value": f"{value:.{draw.choice([0, 1, 2, 3])}f}", "hedge": hedge}
        if kind != "level":
            row |= {
                "growth": f"{100 * (value / before - 1):.1f}",
                "growth_hedge": draw.choice(["exact", "about"]),
            }
        row["status"] = draw.choice(["", "", "", *marks(kind, first, last)])
        rows.append(row)

    for n in range(draw.randint(3, 9)):
        first = draw.randint(0, months - 1)
        last = draw.randint(first, months - 1)
        if len(flows) == 3 and draw.random() < 0.4:
            for flow in flows:
                add(flow, first, last, f"page {n}", "level")
        else:
            add(
                draw.choice(flows),
                first,
                last,
                f"page {n}",
                draw.choice(["level", "level", "both", "growth"]),
            )
    draw.shuffle(rows)
    return typed(pd.DataFrame(rows, columns=COLUMNS))


def typed(frame):
    """Add the columns that `load.figures()` adds."""
    frame = frame.copy()
    for column in ("start", "end"):
        frame[column] = pd.PeriodIndex(frame[f"period_{column}"], freq="M")
    return frame
