"""A claim that is implied by another never has the weaker word.

Drawn over all series, records and kinds of figures: what a page printed, in its months,
and claims of the same months that follow from one another.
"""

import pytest
from seeds import ALL, begin

from dualuse.base import tables
from dualuse.base.hedges import ABOVE, BELOW
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.evidence import Evidence
from dualuse.engine.judging import ask_source
from dualuse.engine.question import Question
from dualuse.engine.verdicts import ONLY_REVISED, read_words

FIGURES = tables.read_figures()
SOURCES = tables.read_reference("sources")
EVIDENCE = Evidence(FIGURES, SOURCES, find_contradictions(FIGURES, SOURCES))
ORDER = ["contradicted", "no evidence found", "not settled", ONLY_REVISED, "possible"]
ORDER += ["confirmed"]
HEDGES = ["exact", "about", "at least", "more than", "up to", "nearly", "just over"]
DRAWN = 20  # figures of each kind, other ones each day; all of them by DRAWS=all
ALWAYS = [
    "F035",
    "F086",
]  # a sum of months allowed these, and a revision what they imply


def is_asked(row):
    """Whether claims on its own series and months can be asked: no price, no multiple."""
    has_months = row["period_start"] and row["period_end"]
    is_plain = row["value"].replace(".", "", 1).isdigit() or not row["value"]
    is_amount = not {"times", "per"} & {*row["unit"].split()}
    is_total = row["flow"] not in ("share", "price") and row["role"] == "evidence"
    return has_months and is_plain and is_amount and is_total


def list_rows(kind):
    """Figures of a kind: levels, growths, and counts of records."""
    rows = [row for row in FIGURES.to_dict("records") if is_asked(row)]
    if kind == "growth":
        rows = [row for row in rows if row["growth"] and row["quantity"] != "rate"]
        rows = [row for row in rows if not row["growth_base"]]
    else:
        rows = [row for row in rows if row["value"]]
    if kind == "record":
        kinds = EVIDENCE.ranges.kinds
        rows = [
            row
            for row in rows
            if kinds.get(row["source"]) in ("declarations", "records")
        ]
    rows = [row for row in rows if row["quantity"] != "stock"]
    printed = "growth" if kind == "growth" else "value"
    rows = [row for row in rows if float(row[printed]) > 0]
    if ALL or len(rows) <= DRAWN:
        return rows
    always = [row for row in rows if row["id"] in ALWAYS]
    return always + begin(f"implied {kind}").sample(rows, DRAWN)


def list_tests(row, kind):
    """Claims of the months of a figure: its number in many words, and numbers near it."""
    printed = row["growth"] if kind == "growth" else row["value"]
    unit = "percent" if kind == "growth" else row["unit"]
    number, digits = float(printed), len(printed.partition(".")[2])
    near = {printed}
    for times in (0.9, 0.98, 1.02, 1.1):
        near.add(f"{number * times:.{digits}f}")
    test = {"kind": "growth" if kind == "growth" else "level", "unit": unit}
    own = row["growth_hedge"] if kind == "growth" else row["hedge"]
    tests = []
    for value in sorted(near):
        for hedge in dict.fromkeys([*HEDGES, own or "exact"]):
            if number > 0 and float(value) > 0 and hedge not in ("cut off", "between"):
                tests.append({**test, "value": value, "hedge": hedge})
    scale = read_words({**test, "value": printed, "hedge": "exact"}).says.mid / number
    for wide in (0.01, 0.04, 0.2):
        low, high = sorted(number * scale * (1 + way * wide) for way in (-1, 1))
        tests.append({**test, "low": low, "high": high})
    return tests


def place(verdict):
    """The place of a verdict, from the weakest."""
    if verdict.direction == ONLY_REVISED:
        return ORDER.index(ONLY_REVISED)
    return ORDER.index(verdict.word)


def is_within(inner, outer):
    """Whether all that one range holds lies in another."""
    return inner in outer


@pytest.mark.parametrize("kind", ["level", "growth", "record"])
def test_what_follows_from_a_claim_never_has_the_weaker_word(kind):
    rows, pairs = list_rows(kind), 0
    assert rows
    for row in rows:
        spec = {"series": row["series"], "source": row["source"]}
        months = [row["period_start"], row["period_end"]]
        asked = []
        for test in list_tests(row, kind):
            verdict = ask_source(Question(spec, test, [], months), EVIDENCE).verdict
            asked.append((test, read_words(test), place(verdict)))
        for test, words, found in asked:
            for other, implied, weaker in asked:
                if found > 0 and is_within(words.allows, implied.says):
                    assert weaker >= found, (row["id"], test, other)
                    pairs += 1
    assert pairs > 100


@pytest.mark.parametrize("hedge", [*ABOVE, *BELOW, "about", "at least", "up to"])
def test_a_hedged_print_confirms_a_claim_in_its_own_words(hedge):
    wrong = set(EVIDENCE.set_aside["figure"])
    for row in FIGURES.to_dict("records"):
        if row["hedge"] != hedge or not is_asked(row) or row["id"] in wrong:
            continue
        if (
            EVIDENCE.find_quantity(Question({"series": row["series"]}, {}, [], []))
            != "flow"
        ):
            continue
        is_record = EVIDENCE.ranges.kinds.get(row["source"]) in (
            "declarations",
            "records",
        )
        if is_record and hedge not in (*ABOVE[:1], "at least"):
            continue  # what they are less than, records do not say
        if "each month" in row["status"]:
            continue
        test = {
            "kind": "level",
            "unit": row["unit"],
            "value": row["value"],
            "hedge": hedge,
        }
        spec = {"series": row["series"], "source": row["source"]}
        months = [row["period_start"], row["period_end"]]
        verdict = ask_source(Question(spec, test, [], months), EVIDENCE).verdict
        assert verdict.word == "confirmed", row["id"]
