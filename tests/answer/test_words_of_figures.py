"""What an answer says of the words it rests on: round, hedged, or read in part.

Figures here are drawn at random, two of one series; each sentence is held against plain
arithmetic on their digits, and against the same question asked of other digits.
"""

import random
from fractions import Fraction

import pandas as pd
import pytest
import seeds

from dualuse import desk
from dualuse.answer import sentences
from dualuse.answer.findings import check_claim
from dualuse.base import tables, wording
from dualuse.base.errors import InputError
from dualuse.base.series import Series
from dualuse.desk.asking import read_claim
from dualuse.desk.evidence import read_evidence
from dualuse.desk.judged import list_flags
from dualuse.engine.evidence import Evidence
from dualuse.engine.ranges import RECORDS

SOURCES = tables.read_reference("sources")
OUTLETS = tables.read_reference("outlets").set_index("id")["name"]
COLUMNS = list(tables.read_figures().columns)
SERIES = "CHN-RUS-export-drones-GACC"
ONE_SIDED = ["more than", "just over", "at least", "nearly", "just under", "less than"]
HEDGES = ["exact", "about", *ONE_SIDED]
DECIDED = ["confirmed", "contradicted"]
READ_AS = "is read to its last digit"


def write_row(name, year, value, hedge, **fields):
    """Return a synthetic row of figures.csv: drones of a year, in millions."""
    row = dict.fromkeys(COLUMNS, "")
    row |= {"id": name, "value": value, "unit": "m USD", "hedge": hedge}
    row |= {"role": "evidence", "reporter": "CHN", "partner": "RUS", "flow": "export"}
    row |= {"product": "drones", "source": "GACC", "quantity": "flow", "page": name}
    row |= {"period_start": f"{year}-01", "period_end": f"{year}-12"}
    row |= {"outlet": "tass", "access": "own page", "series": SERIES}
    return row | fields


def weigh(rows, **options):
    return Evidence(pd.DataFrame(rows, columns=COLUMNS), SOURCES, **options)


def ask(kind, value, hedge):
    """Return a claim on drones in 2023: how much, or how they grew."""
    unit = "percent" if kind == "growth" else "m USD"
    return {
        "id": "X1",
        "claim": "China sold drones.",
        "where": "A Newspaper",
        "tests": [{"kind": kind, "value": value, "unit": unit, "hedge": hedge}],
        "quantity": {"exporter": "CHN", "importer": "RUS", "product": "drones"},
        "periods": [["2023-01", "2023-12"]],
        "evidence": [{"series": SERIES, "source": "GACC"}],
        "context": [],
    }


def draw(chance):
    """Return two rows and a claim, near to what they say or far from it."""
    rows = []
    for name, year in (("F1", "2023"), ("F2", "2022")):
        value = str(chance.randint(1, 999) * chance.choice([1, 10, 100, 1000]))
        hedge = chance.choice(["exact", "exact", *HEDGES])
        rows.append(write_row(name, year, value, hedge))
    sizes = [int(row["value"]) for row in rows]
    kind = chance.choice(["level", "growth"])
    middle = sizes[0] if kind == "level" else 100 * sizes[0] // sizes[1] - 100
    value = str(max(1, round(middle * chance.uniform(0.5, 1.5))))
    return rows, ask(kind, value, chance.choice(["more than", "less than", "about"]))


def spread(text):
    """Return the ends of a round number by its digits, or None."""
    kept = text.rstrip("0")
    noughts = len(text) - len(kept)
    if noughts < 2 and not (noughts == 1 and len(kept) == 1):
        return None
    one, number = 10**noughts, int(text)
    return number - Fraction(one, 2), number + one


def write(end):
    """Return an end with all its digits, as the file has numbers."""
    return str(int(end)) if end == int(end) else str(float(end))


@pytest.mark.parametrize("seed", seeds.draw_few(12, 200))
def test_a_round_number_that_decides_says_how_it_is_read_and_what_hangs_on_it(seed):
    rows, claim = draw(random.Random(f"round {seed}"))
    part = check_claim(claim, weigh(rows))["parts"][0]
    (entry,) = part["figures"]
    wider, told = [], []
    for row in rows:
        ends = spread(row["value"]) if row["hedge"] == "exact" else None
        if ends and row["id"] in entry["figures"] and part["verdict"] in DECIDED:
            low, high = [f"${float(end):,.9g}m" for end in ends]
            told.append(f"it may be {low} to {high}.")
            words = "-".join(write(end) for end in ends)
            row = row | {"value": words, "hedge": "between"}
        wider.append(row)
    assert part["rounded"].count(READ_AS) == len(told)
    for words in told:
        assert words in part["rounded"]
    if told:
        word = check_claim(claim, weigh(wider))["parts"][0]["verdict"]
        becomes = "stay" if word == part["verdict"] else f"be {word}"
        assert part["rounded"].endswith(f"If rounded so, the verdict would {becomes}.")
        assert part["rounded"] in part["lines"]


def test_whoever_claims_the_very_number_has_rounded_it_alike():
    rows = [write_row("F1", "2023", "200", "exact")]
    assert not check_claim(ask("level", "200", "exact"), weigh(rows))["parts"][0][
        "rounded"
    ]


@pytest.mark.parametrize("seed", seeds.draw_few(12, 200))
def test_what_is_worked_out_of_hedged_words_is_our_reading(seed):
    """And what taking them literally would change is told, whatever the verdict."""
    rows, claim = draw(random.Random(f"hedged {seed}"))
    answer = check_claim(claim, weigh(rows))
    (part,) = answer["parts"]
    (entry,) = part["figures"]
    used = [row for row in rows if row["id"] in entry["figures"]]
    is_level = claim["tests"][0]["kind"] == "level"
    hedged = [row for row in used if row["hedge"] in ONE_SIDED]
    if is_level and len(used) == 1:
        hedged = [row for row in used if row["hedge"] != "exact"]
    if "According to" in entry["told"]:
        assert not hedged, entry["told"]
    if "By our reading" in entry["told"]:
        assert hedged
        for row in hedged:
            number = f"{int(row['value']):,}"
            assert f"“{row['hedge']} ${number}m”" in entry["told"]
    literal = check_claim(claim, weigh(rows, literal=True))["parts"][0]["verdict"]
    if literal != part["verdict"]:
        is_told = literal in answer["unless"] or "we cannot say" in answer["unless"]
        assert is_told, (part["verdict"], literal, answer["unless"])


@pytest.mark.parametrize("seed", seeds.draw_few(6, 60))
def test_a_figure_that_was_read_in_part_says_so_in_the_caveat(seed):
    chance = random.Random(f"part {seed}")
    rows, claim = draw(chance)
    for row in rows:
        row["access"] = chance.choice(["own page", "copy", "excerpt", "excerpt"])
        row["read_at"] = chance.choice(["", *OUTLETS.index])
    evidence = weigh(rows)
    checked = check_claim(claim, evidence)
    (part,) = checked["parts"]
    (entry,) = part["figures"]
    is_telling = part["verdict"] in [*DECIDED, "possible"]
    for row in rows:
        is_used = row["id"] in entry["figures"] and row["access"] == "excerpt"
        where = OUTLETS[row["read_at"] or row["outlet"]]
        is_told = f"on {where}" in part["seen_in_part"]
        if is_used and is_telling:
            assert is_told
            assert list_flags(checked)["read_in_part"]
    if "only in part" in part["seen_in_part"]:
        assert is_telling
        assert any(row["access"] == "excerpt" for row in rows)


def test_each_figure_of_the_table_that_was_read_in_part_says_where():
    rows = tables.read_figures(role="evidence")
    rows = rows[(rows["access"] == "excerpt") & (rows["value"] != "")]
    assert len(rows)
    for row in rows.to_dict("records"):
        asked = {
            "series": row["series"],
            "low": 1,
            "unit": Series.read(row["series"]).unit,
        }
        months = [row["period_start"], row["period_end"]]
        answer = desk.check(asked, first=months[0], last=months[1])
        assert answer.verdict == "confirmed"
        assert answer.flags["read_in_part"]


@pytest.mark.parametrize("seed", seeds.draw_few(8, 80))
def test_a_minimum_says_that_records_were_counted_and_of_which_months(seed):
    """Of customs or of a count of records, in some months of the year that is asked.

    So does what a minimum is compared with: the year before, or exports to Ukraine.
    """
    chance = random.Random(f"minimum {seed}")
    source = chance.choice(["GACC", *SOURCES["source"]])
    series = SERIES.replace("GACC", source)
    over = series.replace("RUS", "UKR")
    row = write_row("F1", "2023", str(chance.randint(11, 99)), "exact", series=series)
    base = write_row("F2", "2022", "25", "exact", series=series)
    other = write_row("F3", "2023", "25", "exact", series=over, partner="UKR")
    for each in (row, base, other):
        first, last = sorted(chance.choices(range(1, 13), k=2))
        if chance.random() < 0.4:
            first, last = 1, 12
        year = each["period_start"][:4]
        each |= {"source": source, "period_start": f"{year}-{first:02}"}
        each["period_end"] = f"{year}-{last:02}"
    kind = chance.choice(["level", "growth", "ratio"])
    claim = ask(kind, str(chance.randint(1, 99)), "more than")
    claim["evidence"] = [{"series": series, "source": source}]
    if kind == "ratio":
        claim["tests"][0]["unit"] = "times"
        claim["evidence"][0]["over"] = over
    evidence = weigh([row, base, other])
    (entry,) = check_claim(claim, evidence)["parts"][0]["figures"]
    is_counted = SOURCES.set_index("source").loc[source, "kind"] in RECORDS
    is_floor = entry["low"] is not None and entry["high"] is None
    is_told = "A count of records is the least" in entry["told"]
    assert is_told == (is_floor and is_counted and not entry["reason"])
    compared = {"level": [row], "growth": [row, base], "ratio": [row, other]}[kind]
    for each in compared:
        months = [each["period_start"], each["period_end"]]
        words = sentences.write("months_note", wording.format_period(*months))
        is_whole = months[0].endswith("-01") and months[1].endswith("-12")
        is_told = words in entry["told"]
        assert is_told == (not is_whole and not entry["reason"])
    if kind == "level":
        assert is_floor == (is_counted or not is_whole)


def test_whoever_does_not_say_where_a_number_comes_from_is_named(figures, sources):
    """Of every series of such a source, and of none other, when its figure decides."""
    unstated = set(sources.loc[sources["kind"] == "not stated", "source"])
    own = figures[(figures["role"] == "evidence") & figures["series"].ne("")]
    counts, evidence = {True: 0, False: 0}, read_evidence()
    for row in own[own["hedge"] == "exact"].to_dict("records"):
        is_unstated = row["source"] in unstated
        if not row["value"] or counts[is_unstated] >= 4 or not row["period_start"]:
            continue
        asked = {key: row[key] for key in ("series", "value", "unit")}
        asked |= {"first": row["period_start"], "last": row["period_end"]}
        try:
            answer = check_claim(read_claim(asked, evidence), evidence)
        except InputError:
            continue
        (part,) = answer["parts"]
        if part["verdict"] in ("confirmed", "contradicted"):
            counts[is_unstated] += 1
            assert bool(part["unsourced"]) == is_unstated, row["id"]
            assert is_unstated == (part["unsourced"] in part["lines"]), row["id"]
    assert min(counts.values()) > 0
