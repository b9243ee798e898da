"""The lines of an answer say what they are of: of every series, whatever is asked."""

import math
import random
import re
from itertools import permutations

import pandas as pd
import pytest

from dualuse.base import categories, claims, tables
from dualuse.base.catalogue import describe_way, find_series, name_product
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.periods import parse_period
from dualuse.base.series import FLOWS, SERIES_NAME, Series
from dualuse.base.wording import format_range, name_one
from dualuse.desk import desk
from dualuse.desk.replies import write_figure
from dualuse.engine.evidence import count_months

EXPORTS = "CHN-RUS-export-all-GACC"
TRADE = "CHN-RUS-trade-all-GACC"
CNC = "RUS-CHN-import-cnc-machine-tools-RUS-DECL"
CHIPS = "RUS-CHN+HKG-import-us-chips-large-transactions-RUS-DECL"
UKRAINE = "CHN-UKR-export-drones-GACC"
HIGH_PRIORITY = "CHN-RUS-export-high-priority-goods-GACC"
KINDS = ["declarations", "records", "parts counted"]  # what they count is a minimum
TOLD = re.compile(r"  (?P<id>[\w-]+): (?P<words>.*)")


@pytest.fixture(scope="module")
def evidence():
    return desk.read_evidence()


def list_told(answer):
    """Return {figure: the words of its line} of an answer."""
    told, _, _ = repr(answer).partition("\nOn these figures:")  # then their notes
    lines = [TOLD.fullmatch(line) for line in told.splitlines()]
    ids = {line["id"]: line["words"] for line in lines if line}
    return {name: words for name, words in ids.items() if name[0] in "FXN"}


def test_a_figure_of_another_flow_than_was_asked_says_so(evidence):
    """As read, and as printed: exports are no imports, and swapped ones are named."""
    rng, compared = random.Random(3), set()
    turned = set(evidence.ranges.turned)
    for series in sorted(desk.series("all", "RUS").index):
        flow = Series.read(series).flow
        months = rng.choice(["2023-06", "2023", "2024-01 to 2024-02", "2022-03"])
        if evidence.ranges.range(series, *parse_period(months)) is None:
            continue
        for name, words in list_told(desk.range_of(series, months)).items():
            row = evidence.rows[name]
            of_it = f"{FLOWS[row['flow']]}, "
            if name in turned:
                assert words.startswith("printed as "), (series, name, words)
            else:
                is_other = row["flow"] != flow
                assert words.startswith(of_it) == is_other, (series, name, words)
            compared.add(row["flow"] == flow)
    assert compared == {True, False}
    swapped = repr(desk.range_of(TRADE, "January to February 2024"))
    assert "F148p: printed as exports, read as imports, $20.202bn" in swapped


def test_a_figure_of_another_trade_or_good_reads_like_none_of_what_was_asked(evidence):
    rng, rows = random.Random(4), list(evidence.rows.values())
    known = sorted(desk.series().index)
    for _ in range(3000):
        row, series = rng.choice(rows), rng.choice(known)
        if not SERIES_NAME.fullmatch(row["series"]):
            continue
        is_other = Series.read(row["series"])[:4] != Series.read(series)[:4]
        words, plain = write_figure(row, [series]), write_figure(row)
        assert words != plain or not is_other, (series, words)


def list_pairs(rows):
    """Return pairs of printed periods of one length, the earlier one second."""
    periods = {(row["period_start"], row["period_end"]) for row in rows}
    for period, base in permutations(periods, 2):
        if base[1] < period[0] and count_months(*period) == count_months(*base):
            yield period, base


def test_two_minimums_have_no_growth_but_a_printed_one(evidence):
    kinds = evidence.sources.set_index("source")["kind"]
    compared = 0
    for series in desk.series().index:
        rows = [row for row in evidence.prints if row["series"] == series]
        rows = [row for row in rows if row["role"] == "evidence" and row["period_end"]]
        is_count = kinds[Series.read(series).source] in KINDS
        is_rate = any(row["growth"] or row["unit"].startswith("times") for row in rows)
        if not is_count or is_rate:
            continue
        for months in list_pairs(rows):
            ends = [evidence.ranges.range(series, *each).right for each in months]
            if ends != [math.inf, math.inf]:
                continue
            compared += 1
            period, base = (" to ".join(each) for each in months)
            answer = desk.claim(series, "rose", kind="growth", period=period, base=base)
            assert answer["verdict"] == "not settled", answer
            assert "both totals are minimums" in repr(answer), answer
    assert compared


def test_a_printed_growth_of_minimums_says_that_it_is_printed():
    rise = {
        "kind": "growth",
        "hedge": "more than",
        "period": "July 2023",
        "base": "February 2022",
    }
    answer = desk.claim(CNC, "800", **rise)
    assert answer["verdict"] == "confirmed"
    assert "Both totals are minimums: this is the growth as printed, by F252b." in repr(
        answer
    )
    assert desk.claim(CNC, "900", **rise)["verdict"] == "possible"
    less = desk.claim(CNC, "800", without="F252b", **rise)
    assert "both totals are minimums, so no growth can be worked out" in repr(less)


def test_a_growth_that_is_not_known_says_which_months_are_not():
    answer = desk.claim(
        CHIPS, "900", hedge="more than", kind="growth", period="2022-02 to 2022-12"
    )
    assert "both totals are minimums" in repr(answer)
    gone = desk.claim(EXPORTS, "rose", kind="growth", period="2021", base="2015")
    assert "no published total for 2015" in repr(gone)


def draw_names():
    """Return names of goods, some of every kind, with the products that each names."""
    spellings = categories.read_spellings()
    spellings = spellings[spellings["product"] != "all"]
    known = spellings.groupby("spelling")["product"].agg(set).to_dict()
    fixed = ["thermal optics", "body armor", "helmets", "oil", "UAVs"]
    names = random.Random(5).sample(sorted(known), 15) + fixed
    return {name: known[name] for name in names}


def test_a_search_for_goods_by_one_name_finds_what_has_another_and_all_on_them():
    spellings = categories.read_spellings()
    figures, pages = tables.read_figures(), tables.read_pages()
    for name, products in draw_names().items():
        found = set(desk.search(name)["id"])
        others = spellings["spelling"][spellings["product"].isin(products)]
        assert set(figures["id"][figures["product"].isin(products)]) <= found, name
        named = rf"(?i)\b(?:{'|'.join(map(re.escape, others))})\b"
        has_name = figures["product_text"].str.contains(named)
        assert set(figures["id"][has_name]) <= found, name
        has_name = pages["says"].str.contains(named)
        assert set(pages["id"][has_name]) <= found, name
        for entry in claims.read_claims():
            text = f"{entry['claim']} {entry['topic']}"
            if re.search(named, text):
                assert entry["id"] in found, (name, entry["id"])


def test_a_search_lists_all_on_thermal_optics_and_marks_what_is_no_evidence():
    found = desk.search("thermal optics")
    ids = {"B4", "B11", "F200", "F240", "F241", "S007", "S019", "S020"}
    assert ids <= set(found["id"])
    words = found.query("kind == 'figure'").set_index("id")["words"]
    of_story = tables.read_figures(role="claim")["id"]
    for name in words.index:
        is_marked = words[name].startswith("the story's own claim, no evidence: ")
        assert is_marked == (name in set(of_story)), name
    assert "it may be a slip for the drones" in words["CLAIM-T1"]
    left_out = found.query("kind == 'left out'")["words"].iloc[0]
    assert "Only one outlet that retells Politico has it." in left_out


def test_no_table_shows_a_number_that_nobody_reads():
    """Of amounts the unit stands in the first line, and each is written with it."""
    rng = random.Random(6)
    known = [name for name in sorted(desk.series().index) if ":" not in name]
    for series in [EXPORTS, *rng.sample(known, 6), f"{EXPORTS}:CNY"]:
        table = desk.months(series, rng.choice(["2022", "2023", "2024"]))
        text = repr(table)
        assert not re.search(r"NaN|e\+\d", text), text
        unit = "yuan" if series.endswith("CNY") else "US dollars"
        assert text.splitlines()[0].endswith(f", in {unit}")
        assert len(table.shown) == len(table)
    euros = desk.months(EXPORTS, "2022", unit="EUR", rate=0.95)
    assert "in euros" in euros.asked and "€" in repr(euros)


@pytest.mark.parametrize("year", ["2022", "2023", "2024"])
@pytest.mark.parametrize("flow", ["export", "import"])
def test_a_share_of_growth_begins_with_what_to_quote(flow, year):
    share = desk.share_of_growth(EXPORTS.replace("export", flow), TRADE, year)
    text = repr(share)
    assert "NaN" not in text and "NaN" not in share._repr_html_()
    low, high = share.loc["own"]
    words = format_range(low, high, "percent")
    assert f"\nAnswer: as first released, {words} of the growth\n" in text
    unknown = share["low"].isna().sum()
    assert text.count("not known: the whole may not have grown") == unknown


@pytest.mark.parametrize("claim", ["A8", "A9", "A10"])
def test_no_two_blocks_of_an_answer_have_one_heading(claim):
    lines = repr(desk.check(claim)).splitlines()
    ends = ("As first released", "In any release", "#")
    heads = [line for line in lines if not line.strip().startswith(ends)]
    assert len(set(heads)) == len(heads)


def test_a_part_of_a_claim_is_told_where_it_is_answered():
    for entry in claims.read_claims():
        for part in claims.list_parts(entry):
            if part["id"] != entry["id"]:
                with pytest.raises(InputError, match=f"expected {entry['id']}: its"):
                    desk.check(part["id"])


def count_shared(goods, code):
    """Return how many words of some goods stand in the title of a series."""
    title = re.findall(r"[a-z0-9]+", name_product(Series.read(code).product).lower())
    return len({name_one(word) for word in goods} & {name_one(word) for word in title})


def test_the_series_that_a_refusal_names_first_shares_most_words_of_the_goods():
    rng, known = random.Random(7), sorted(desk.series().index)
    refused = 0
    for code in rng.sample(known, 40):
        title = name_product(Series.read(code).product).lower()
        goods = rng.sample(re.findall(r"[a-z0-9]{4,}", title), 1)
        goods += rng.sample(["brand", "seller", "thermal", "chips"], 1)
        line = Series.read(code)
        asked = f"{describe_way(line)}, {' '.join(goods)}"
        with pytest.raises(InputError) as error:
            find_series(asked)
        named = re.findall(r", ([A-Z]\S+-[A-Z][\w-]+(?::\w+)?) \(", str(error.value))
        if "Near are" not in str(error.value):
            continue
        refused += 1
        most = max(count_shared(goods, each) for each in known)
        meant = find_meant(goods)
        for each in named:
            is_meant = Series.read(each).product in meant
            assert is_meant or count_shared(goods, each) == most, (asked, each)
    assert refused > 20


def find_meant(goods):
    """Return the products of which a spelling is all in some words."""
    rows = categories.read_spellings()
    inside = rows["spelling"].str.lower().str.findall(r"[a-z0-9]+").map(set) <= set(
        goods
    )
    return set(rows["product"][inside])


@pytest.mark.parametrize("many", [3, 25, 26, 400])
def test_a_refusal_lists_few_words(many):
    words = [f"word-{number}" for number in range(many)]
    told = did_you_mean("word-2x", words, "word")
    assert told.startswith("word-2") and told.count("word-") <= 1 + 25


def test_a_ratio_that_is_not_known_says_which_side_is_not():
    fields = {"kind": "ratio", "over": f"{UKRAINE}:units", "period": "May 2022"}
    zero = repr(desk.claim("CHN-RUS-export-drones-GACC:units", "2", **fields))
    assert "exports to Ukraine, drones, in units, may have been" in zero
    fields = {"kind": "ratio", "over": UKRAINE, "period": "January to June 2023"}
    silent = repr(desk.claim("CHN-RUS-export-drones-GACC", "2", **fields))
    assert "no published total for China's exports to Russia, drones" in silent


def test_rows_of_ones_own_that_are_a_part_say_so_with_all_digits(monkeypatch):
    row = {"series": "CHN-RUS-export-drones-OWN", "source": "OWN", "category": "drones"}
    row |= {"reporter": "CHN", "partner": "RUS", "files": "mine.csv", "part": True}
    row |= {"period_start": "2025-01", "period_end": "2025-12", "unit": None}
    row |= {"value_usd": 479828.0, "quantity": None, "net_weight_kg": None, "rows": 1}
    monkeypatch.setattr(tables, "read_built", lambda name: pd.DataFrame([row]))
    answer = desk.claim(row["series"], "$500,000", hedge="less than", period="2025")
    told = repr(answer)
    assert answer["verdict"] == "not settled"
    assert "  By these rows: at least $479,828.\n" in told
    assert "These rows are a minimum: they lack codes" in told
    assert "What would settle it: Rows of all codes and months of it" in told


def test_an_empty_table_says_in_a_sentence_that_it_is_empty():
    without = repr(desk.without("Sputnik"))
    assert without.splitlines() == [
        "You asked: all verdicts, without Sputnik",
        f"No verdict changes: {len(claims.read_claims())} of "
        f"{len(claims.read_claims())} stay as they are.",
    ]
    for table in (desk.search("zeppelin"), desk.figures("helmets")):
        assert "Empty" not in repr(table) and "Columns" not in table._repr_html_()


def test_nothing_at_all_is_not_rounded():
    nothing = desk.claim(UKRAINE, "$0", period="Mar-Dec 2022")
    assert "We read that as: nothing at all." in repr(nothing)
    assert nothing["verdict"] == "confirmed"


def test_the_least_of_each_month_is_the_least_of_any_of_them_and_no_most(evidence):
    """Of every run of the four months, however many: X-13 is of each."""
    for length in range(1, 5):
        for first in range(1, 6 - length):
            months = (f"2024-{first:02}", f"2024-{first + length - 1:02}")
            own = evidence.ranges.range(HIGH_PRIORITY, *months, "own")
            least = 3e8 * length  # of some months customs may have revised the others
            assert 0.97 * least < own.left <= least and own.right == math.inf
            asked = {"period": " to ".join(months), "unit": "m USD"}
            if length in (1, 4):
                answer = desk.claim(
                    HIGH_PRIORITY, 300 * length, hedge="at least", **asked
                )
                assert answer["verdict"] == "confirmed"
            more = desk.claim(HIGH_PRIORITY, 400 * length, hedge="more than", **asked)
            assert more["verdict"] == "not settled"
    summed = desk.claim(HIGH_PRIORITY, "more than $1.2bn", period="Jan-Apr 2024")
    assert "X-13 prints these very words, but does not confirm them" in repr(summed)
