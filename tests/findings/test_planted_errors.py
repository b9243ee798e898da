"""Errors planted on figures that decide verdicts: caught, or the verdict says its page.

A slip in one row may move a verdict. Then either the other figures contradict the row,
or the verdict says that it rests on one source or one page: a reader is warned. (A7 rests on customs' main
series, where test_contradictions plants errors of its own.)
"""

import pytest

from dualuse import tables
from dualuse.claims import read_claims
from dualuse.contradictions import find_contradictions
from dualuse.errors import InputError
from dualuse.evidence import Evidence
from dualuse.findings import check_claim

FIGURES, SOURCES = tables.read_figures(), tables.read_reference("sources")
CLAIMS = {claim["id"]: claim for claim in read_claims()}
DECIDING = {"F205": "A1", "F203": "A2", "F204": "A2", "N508": "A8", "N509": "A8"}
DECIDING |= {"S012": "A9", "S012b": "A9"}
SCALES = {"bn USD": "m USD", "m USD": "bn USD", "USD": "m USD", "units": "k units"}
SCALES |= {"m tonnes": "k tonnes"}


def exchange_digits(row):
    digits = row["value"].replace(".", "")
    swapped = digits[1] + digits[0] + digits[2:]
    whole, point, _ = row["value"].partition(".")
    return {"value": swapped[: len(whole)] + point + swapped[len(whole) :]}


def change_digit(row):
    first = str((int(row["value"][0]) % 9) + 1)
    return {"value": first + row["value"][1:]}


def change_sign(row):
    growth = row["growth"].removeprefix("-")
    sign = "" if row["growth"].startswith("-") else "-"
    return {"growth": f"{sign}{growth}" if growth else ""}


def change_scale(row):
    return {"unit": SCALES[row["unit"]]}


def shift_year(row):
    if not row["period_start"]:
        return {}
    ends = {}
    for name in ("period_start", "period_end"):
        ends[name] = str(int(row[name][:4]) + 1) + row[name][4:]
    return ends


def exchange_flow(row):
    other = {"export": "import", "import": "export"}
    return {"flow": other.get(row["flow"], row["flow"])}


def mistake_source(row):
    return {"source": "COMTRADE"}


def file_as_context(row):
    return {"role": "context"}


KINDS = [exchange_digits, change_digit, change_sign, change_scale, shift_year]
KINDS += [exchange_flow, mistake_source, file_as_context]


def judge(figures, claim):
    """Return the answer on a claim, and the figures that cannot be true."""
    wrong = find_contradictions(figures, SOURCES)
    return check_claim(CLAIMS[claim], Evidence(figures, SOURCES, wrong)), wrong


def select(figure):
    """Return the figures of one product, as only they can contradict each other."""
    product = FIGURES.set_index("id").loc[figure, "product"]
    return FIGURES[FIGURES["product"] == product].reset_index(drop=True)


@pytest.fixture(scope="module")
def published():
    return {figure: judge(select(figure), DECIDING[figure]) for figure in DECIDING}


def plant(figure, change):
    """Return the figures with one row changed, and its series named anew."""
    figures = select(figure)
    place = figures.index[figures["id"] == figure][0]
    row = figures.loc[place].to_dict()
    row |= change(row)
    row["series"] = tables.name_series(row)
    for column, value in row.items():
        if column not in ("start", "end"):
            figures.at[place, column] = value
    return figures


@pytest.mark.slow
@pytest.mark.parametrize("change", KINDS, ids=lambda change: change.__name__)
@pytest.mark.parametrize("figure", DECIDING)
def test_a_planted_error_is_caught_or_the_verdict_warns(figure, change, published):
    claim = DECIDING[figure]
    before, known = published[figure]
    try:
        after, wrong = judge(plant(figure, change), claim)
    except InputError:
        return  # refused by name
    if after["verdict"] == before["verdict"]:
        return
    caught = set(wrong["figure"]) - set(known["figure"])
    warned = after["on_one_source"] or "one page" in after["text"]
    says_nothing = after["verdict"] in ("no evidence found", "possible")
    assert caught or warned or says_nothing, after["text"]
