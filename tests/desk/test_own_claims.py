"""Claims of ones own: amounts as people write them, moves, noughts, refusals."""

import random
import re
from collections import Counter

import pandas as pd
import pytest
import seeds

from dualuse import cli
from dualuse.answer.sentences import tell_source
from dualuse.base import claims, tables
from dualuse.base.errors import InputError
from dualuse.base.printed import read_level
from dualuse.desk import desk
from dualuse.desk.occurrences import list_by_id
from dualuse.desk.questions import read_question

EXPORTS = "CHN-RUS-export-all-GACC"
IMPORTS = "CHN-RUS-import-all-GACC"
TRADE = "CHN-RUS-trade-all-GACC"
DRONES = "CHN-UKR-export-drones-GACC:units"
HELMETS = "RUS-CHN-import-helmets-one-buyer-RUS-DECL:units"
YUAN = "CHN-RUS-export-all-GACC:CNY"
UKRAINE = "China trade with Ukraine, all goods"
THAILAND = "THA-RUS-export-drones-THA-CUSTOMS"
DRONES_TO_RUSSIA = "CHN-RUS-export-drones-GACC"
UNSAID = ["", "exact"]
EXPLORE = tables.ROOT / "notebooks" / "explore.ipynb"
OIL = "CHN-RUS-import-crude-oil-GACC:tonnes"


def ask(series, value, period, unit="", **fields):
    return desk.claim(series, value, unit, period=period, **fields)


@pytest.mark.parametrize(
    ("series", "value", "period"),
    [
        (EXPORTS, "11.28", "2023-06"),
        (IMPORTS, "9.551", "2023-06"),
        (TRADE, "36.7", "January to February 2023"),
        (IMPORTS, "16.808", "January to February 2024"),
        (EXPORTS, "20.202", "January to February 2024"),
    ],
)
def test_a_number_that_is_set_aside_confirms_nothing(series, value, period):
    assert ask(series, value, period, "bn USD")["verdict"] == "contradicted"


@pytest.mark.parametrize(
    ("hedge", "value"), [("more than", "-0"), ("less than", "0"), ("about", "0")]
)
def test_nought_with_a_hedge_is_refused_with_what_to_ask_instead(hedge, value):
    with pytest.raises(InputError, match=r"rose.*fell.*unchanged"):
        ask(TRADE, value, "2024", kind="growth", hedge=hedge)


def test_a_rise_and_a_fall_are_asked_as_such():
    words = {}
    for move in ("rose", "fell", "unchanged"):
        words[move] = ask(TRADE, move, "2024", kind="growth")["verdict"]
    assert words["rose"] == "confirmed"
    assert "confirmed" not in (words["fell"], words["unchanged"])
    undecided = ask(IMPORTS, "fell", "2024", kind="growth")
    assert undecided["verdict"] not in ("confirmed", "contradicted")


@pytest.mark.parametrize(
    ("series", "period", "exact", "hedge", "other"),
    [
        (IMPORTS, "2023-06", "15.7", "less than", "15"),
        (IMPORTS, "2023-03", "40.5", "less than", "35"),
        (IMPORTS, "2022-04", "56.6", "less than", "56"),
        (EXPORTS, "2023-06", "90.9", "more than", "93"),
    ],
)
def test_claims_that_exclude_each_other_are_not_both_confirmed(
    series, period, exact, hedge, other
):
    one = ask(series, exact, period, kind="growth")
    two = ask(series, other, period, kind="growth", hedge=hedge)
    assert one["verdict"] != "contradicted"
    assert {one["verdict"], two["verdict"]} != {"confirmed"}


def test_july_on_june_is_measured_on_june_as_first_printed():
    fall = {"kind": "growth", "hedge": "more than", "base": "2023-06"}
    assert ask(IMPORTS, "-19", "2023-07", **fall)["verdict"] != "confirmed"
    assert ask(IMPORTS, "-18", "2023-07", **fall)["verdict"] == "confirmed"


def test_a_repeat_steps_up_when_its_first_is_left_out():
    by_weight, _ = desk.check("A8", without=["TASS"])["parts"]
    assert by_weight["verdict"] == "confirmed"
    assert "N533" in by_weight["figures"][0]["figures"]


def test_a_number_of_python_and_its_digits_are_one_question():
    months = {"period": "2023", "unit": "bn USD"}
    answers = {ask(EXPORTS, value, **months)["text"] for value in (111, 111.0, "111")}
    assert len(answers) == 1
    assert {ask(EXPORTS, "$111bn", "2023")["text"]} == answers


@pytest.mark.parametrize(
    ("series", "value", "amount"),
    [
        (TRADE, "US$240bn", "$240bn"),
        (TRADE, "US$ 240 billion", "$240bn"),
        (TRADE, "$240B", "$240bn"),
        (TRADE, "240 billion US dollars", "$240bn"),
        (TRADE, "0.24 trillion dollars", "$0.24tn"),
        (YUAN, "782bn yuan", "782bn yuan"),
        (YUAN, "RMB 782bn", "782bn yuan"),
        (YUAN, "¥782 bln", "782bn yuan"),
        (YUAN, "1.2 trillion", "1.2tn yuan"),
        (OIL, "107 million tons", "107m tonnes"),
        (OIL, "107m metric tons", "107m tonnes"),
        (DRONES, "6 drones", "6 units"),
    ],
)
def test_an_amount_is_read_as_people_write_it(series, value, amount):
    entry = read_question(series, value, period="2023")
    assert entry["asked"].endswith(f" came to {amount}")


@pytest.mark.parametrize(
    ("series", "value", "why"),
    [
        (EXPORTS, "782bn yuan", f"the same trade in CNY is {YUAN}$"),
        (EXPORTS, "€100bn", "expected USD or CNY"),
        (TRADE, "€100bn", "no figure of it that a range uses is in EUR"),
        (EXPORTS, "$1,2bn", "a point before decimals"),
        (EXPORTS, "$5bn yuan", "USD or CNY, not both"),
        (EXPORTS, "15%", "kind='growth'"),
        (OIL, "2 million barrels a day", "no figure here counts barrels"),
        (OIL, "400,000 kg", f"the weight of this trade is series {OIL}$"),
        (EXPORTS, "400,000 kg", "USD or CNY: weights here are in tonnes of 1,000 kg$"),
        (DRONES_TO_RUSSIA, "$500 apiece", "a sum, not a price"),
        (DRONES_TO_RUSSIA, "$500 per drone", f"of {DRONES_TO_RUSSIA} over .*:units$"),
        (EXPORTS, "$500 a car", "a sum, not a price$"),
    ],
)
def test_an_amount_in_another_unit_is_refused_by_name(series, value, why):
    with pytest.raises(InputError, match=why):
        read_question(series, value, period="2023")


@pytest.mark.parametrize("value", ["15 per cent", "15 percent", "15%", "15"])
def test_per_cent_is_written_in_many_ways(value):
    entry = read_question(EXPORTS, value, period="2023", kind="growth")
    assert "rose by 15% on 2022" in entry["asked"]


def test_a_claim_is_found_in_small_letters():
    assert desk.find_claim("a1") == desk.find_claim("A1") == desk.find_claim(" a1")


def list_hedged():
    """Return the prints with a hedge that a claim can repeat, as arguments of a claim."""
    asked, known = [], set(desk.series().index)
    for row in tables.read_figures(role="evidence").to_dict("records"):
        months = f"{row['period_start']} to {row['period_end']}"
        about = {"series": row["series"], "period": months}
        is_series = row["series"] in known and row["period_start"]
        if not is_series or " per " in row["unit"]:
            continue
        if row["hedge"] not in UNSAID and not row["unit"].startswith("times"):
            level = {"value": row["value"], "unit": row["unit"], "hedge": row["hedge"]}
            asked.append(about | level)
        if row["growth_hedge"] not in UNSAID and not row["growth_base"]:
            growth = {"value": row["growth"], "hedge": row["growth_hedge"]}
            asked.append(about | growth | {"kind": "growth"})
    return asked


# Every answer of the desk, and how its first line begins
ANSWERS = {
    "figures": (["body armor", "Russia"], "printed figures on vests"),
    "search": (["helmets"], "where 'helmets' occurs"),
    "series": (["drones"], "series of drones"),
    "range_of": ([EXPORTS, "May 2022"], "China's exports to Russia, all goods, by"),
    "months": ([EXPORTS, "2022"], "China's exports to Russia, all goods, by"),
    "first": ([EXPORTS, "more than", "$9bn"], "China's exports to Russia, all goods"),
    "share_of_growth": (
        [IMPORTS, TRADE, "2023"],
        "how much of the growth of China's trade with Russia, all goods, by Chinese "
        "customs, in 2023 on 2022, came from China's imports from Russia, all goods",
    ),
    "check": (["B7"], "The helmets were described"),
    "without": (["TASS"], "all verdicts, without TASS"),
    "without_each": ([], "all verdicts, without each outlet"),
    "claim": ([DRONES, "6", "units", "exact", "2023-01 to 2023-08"], "China's exports"),
    "codes": (["body armor"], "HS codes for vests"),
    "official": (["drones", "China"], "totals of official rows on drones; of China"),
}
NO_ANSWERS = ["plot", "ask", "check_own"]  # a picture, a form, `claim` from a file


JANUARY_TO_NOVEMBER = ("2025-01 to 2025-11", "2022-01 to 2022-11")  # $125m, and none


@pytest.mark.parametrize(
    ("series", "value", "months", "word"),
    [
        # January and February are known together: February may have been nothing
        (DRONES, "fell", ("2022-03", "2022-02"), "not settled"),
        (DRONES, "-100", ("2022-03", "2022-02"), "not settled"),
        (DRONES, "rose", ("2022-03", "2022-02"), "contradicted"),
        (THAILAND, "rose", JANUARY_TO_NOVEMBER, "confirmed"),
        (THAILAND, "fell", JANUARY_TO_NOVEMBER, "contradicted"),
        (DRONES, "rose", ("2023-01 to 2023-08", "2022-05 to 2022-12"), "confirmed"),
        (DRONES, "unchanged", ("2022-08", "2022-05"), "confirmed"),
    ],
)
def test_a_growth_on_nothing_is_a_rise_and_never_a_fall(series, value, months, word):
    period, base = months
    answer = ask(series, value, period, kind="growth", base=base)
    assert answer["verdict"] == word
    printed = desk.figures().loc[answer.figures, "printed"]
    assert "0 drones" in [*printed]


def test_nothing_has_no_percentage():
    period, base = JANUARY_TO_NOVEMBER
    with pytest.raises(InputError, match="came to nothing; expected rose, fell"):
        ask(THAILAND, "50", period, kind="growth", base=base)
    with_rise = ask(THAILAND, "rose", period, kind="growth", base=base)
    assert "no percentage can be worked out" in repr(with_rise)


def test_whole_things_are_whole_in_every_answer():
    """Five drones in eight months, and no revision makes them six."""
    months = "2023-01 to 2023-08"
    assert desk.range_of(DRONES, months).high == 5
    august = desk.range_of(DRONES, "2023-08")
    assert august.high == 5 and repr(august).count("at most 5 units") == 2
    assert ask(DRONES, "6 units", "2023-08", hedge="at least")["verdict"] == (
        "contradicted"
    )


def test_an_answer_names_the_other_series_of_the_same_trade():
    answer = ask("China exports to Russia, drones", "$14m", "January to June 2023")
    for code in (f"{DRONES_TO_RUSSIA}:units", "CHN-RUS-export-drones-NYT-TRADE"):
        assert code in repr(answer)
        assert code in repr(desk.months(DRONES_TO_RUSSIA, "2023"))


def test_more_than_five_drones_may_be_six():
    assert 6 in read_level("5", "units", "more than")
    assert ask(DRONES, "6", "2023-01 to 2023-08", "units")["settles"]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("rank", "totals of all other countries"),
        ("record", "every month before"),
        ("share", "60% is kind='ratio'"),
        ("share of growth", "by hand: desk.range_of"),
    ],
)
def test_what_no_figure_can_answer_is_refused_by_name(kind, why):
    with pytest.raises(InputError, match=why):
        ask(EXPORTS, "5", "2023", kind=kind)


def test_a_sentence_in_the_place_of_a_series_is_refused_by_what_it_asks():
    with pytest.raises(InputError, match="all other countries"):
        desk.claim("Russia was China's fifth largest partner in 2023")


def test_unequal_periods_do_not_compare():
    with pytest.raises(InputError, match="unequal periods"):
        ask(EXPORTS, "69", "January to May 2023", kind="growth", base="2022")


def test_an_answer_says_how_it_was_read_before_the_verdict():
    answer = ask(
        "China exports to Russia, all goods", "50", "2023", kind="growth", hedge="about"
    )
    lines = repr(answer).splitlines()
    assert lines[0] == (
        "You asked: China's exports to Russia, all goods, by Chinese customs: in 2023 "
        "they rose by about 50% on 2022, in US dollars"
    )
    assert lines[1] == "We read that as: a rise of 45% to 55%."
    assert lines[2].startswith("Verdict: confirmed")
    assert "45% to 55%" in answer._repr_html_()


def test_two_amounts_in_jupyterlab_are_no_formula():
    """MathJax sets what stands between two dollar signs, but for this class."""
    ignored = "mathjax_ignore"
    assert ignored in desk.range_of(EXPORTS, "May 2023")._repr_html_()
    assert ignored in desk.figures("drones", "Russia")._repr_html_()
    assert desk.months(IMPORTS, "2022")._repr_html_().count(ignored) == 3


def test_no_printed_number_lies_on_the_other_side_of_the_claim():
    answer = repr(
        ask(EXPORTS, "1", "April 2023", kind="ratio", hedge="more than", over=IMPORTS)
    )
    assert "Verdict: confirmed" in answer
    assert "1.00 times" not in answer


def list_kept():
    """Return what was printed of a series and no range counts: held out, or context."""
    known = desk.series().index
    held_out = tables.read_table("published/held_out.csv").assign(source="GACC")
    kept = [tables.read_figures(role="context"), tables.add_series(held_out)]
    rows = pd.concat(kept, ignore_index=True)
    return rows[rows["series"].isin(known) & (rows["period_end"] != "")]


def test_no_part_speaks_of_what_is_left_out():
    """What we wrote on a part names outlets: without them it is not said."""
    for outlet in ("CNN", "CNBC"):
        answer = repr(desk.check("B1", without=[outlet]))
        spoken = answer.replace(f"{outlet}, as you asked", "")
        assert not re.search(rf"\b{outlet}\b", spoken)
        assert "What we wrote on this is of all the evidence" in answer


def test_a_claim_is_asked_at_a_shell_in_its_words(capsys):
    words = ["claim", "China exports to Russia, all goods", "fell by less than 1%"]
    words += ["--kind", "growth", "--period", "2024H1"]
    assert cli.main(words) == 0
    here = ask(EXPORTS, "fell by less than 1%", "2024H1", kind="growth")
    assert capsys.readouterr().out == f"{here}\n"


def list_tallies():
    """Return the claims that count goods."""
    ids = []
    for claim in claims.read_claims():
        tests = [
            test for part in claims.list_parts(claim) for test in part.get("tests", [])
        ]
        if "tally" in {test["kind"] for test in tests}:
            ids.append(claim["id"])
    return ids


def test_how_many_goods_fell_is_no_rate_of_growth():
    """ "Between 1 and 5 of five goods fell" was told as a rise of 1% to 5%."""
    assert list_tallies()
    for claim in list_tallies():
        answer = desk.check(claim)
        entries = [entry for part in answer["parts"] for entry in part["figures"]]
        tallied = [
            entry for entry in entries if entry["unit"] == "goods" and entry["counts"]
        ]
        assert tallied, claim
        for entry in tallied:
            assert tell_source(entry) in repr(answer)
            assert f"between {entry['own_low']}% and" not in repr(answer)


def test_words_that_occur_only_apart_are_told_apart():
    found = repr(desk.search("navigation equipment"))
    assert "nowhere together; by single words: desk.search('navigation')" in found
    for word in ("navigation", "equipment"):
        assert len(desk.search(word))


def test_goods_that_no_figure_is_of_are_searched():
    with pytest.raises(InputError, match=r"desk\.figures\('excavators'\) shows what"):
        ask("Ukraine exports to Russia, excavators", "$5m", "2023")


@pytest.mark.parametrize(
    ("words", "unit"), [("no drones", ""), ("none", ""), ("nothing", ":units")]
)
def test_no_goods_are_nought_in_the_unit_of_their_series(words, unit):
    asked = ask(f"{DRONES.partition(':')[0]}{unit}", words, "2023Q2")["asked"]
    assert asked.endswith("came to 0 units" if unit else "came to $0")


def test_goods_of_a_claim_without_a_series_send_to_the_claim(monkeypatch):
    monkeypatch.setattr(desk, "read_official", lambda: None)  # before a build
    for claim in claims.read_claims():
        for part in claims.list_parts(claim):
            goods = part.get("quantity", {}).get("product", "")
            if goods:
                assert claim["id"] in claims.list_claims_on([goods])
    with pytest.raises(InputError, match=r"claims on it: desk.check\('A3'\), .*'A4'"):
        ask("China exports to Ukraine, ceramics", "fell by 61%", "2023H1")
    assert "claim is what a story says itself" in desk.figures("ceramics").note


def test_goods_without_a_series_lead_to_what_was_printed_on_them():
    with pytest.raises(InputError, match=r"desk\.figures\('body armour'\)"):
        ask("China exports to Russia, body armour", "$10m", "2023")


@pytest.mark.parametrize("value", ["40 times", "40", "40 times as much", "40x"])
def test_a_ratio_is_so_many_times(value):
    over = "CHN-UKR-export-all-GACC"
    asked = {"period": "2023-01 to 2023-08", "kind": "ratio", "over": over}
    answers = {repr(ask(EXPORTS, f"more than {value}", **asked))}
    answers.add(repr(ask(EXPORTS, value, hedge="more than", **asked)))
    answers.add(repr(ask(EXPORTS, "40", hedge="more than", **asked)))
    assert len(answers) == 1


def test_a_base_is_of_a_growth_and_another_series_of_a_ratio():
    growth = {"base": "2021", "period": "2023"}
    here = desk.claim(EXPORTS, "64.2", **growth)
    assert repr(here) == repr(desk.claim(EXPORTS, "64.2", kind="growth", **growth))
    ratio = {"over": IMPORTS, "period": "2023"}
    here = desk.claim(EXPORTS, "more than 0.8", **ratio)
    assert repr(here) == repr(
        desk.claim(EXPORTS, "more than 0.8", kind="ratio", **ratio)
    )


def test_an_outlet_is_known_with_and_without_its_article():
    for row in tables.read_reference("outlets").to_dict("records"):
        if row["name"].startswith("The "):
            short = row["name"].removeprefix("The ")
            assert row["id"] in desk.list_without(short), short


def test_a_range_says_what_stands_beside_its_figures():
    answer = repr(desk.range_of("CHN-UKR-trade-all-GACC", "2023H1"))
    assert "F292: Growth by value; the page does not state the currency." in answer


def test_what_moves_without_an_outlet():
    moved = desk.without("TASS")
    assert "A8" in moved.index
    assert "verdicts stay as they are" in repr(moved)


def test_a_search_goes_from_claims_to_codes_and_an_empty_table_has_a_hint():
    kinds = ["claim", "left out", "series", "figure", "page", "code"]
    assert search_kinds("helmets") == kinds
    assert "occurs nowhere" in repr(desk.search("zeppelin"))


def test_an_id_finds_its_row_first():
    """Of every figure, page and claim: in the order of the kinds, in any case."""
    tabled = {"figure": tables.read_figures(), "page": tables.read_pages()}
    ids = {kind: sorted(rows["id"]) for kind, rows in tabled.items()}
    ids["claim"] = [entry["id"] for entry in claims.read_claims()]
    for kind, known in ids.items():
        for name in random.Random(4).sample(known, 6):
            found = list_by_id(name.casefold())
            assert [kind, name] in [row[:2] for row in found]
    assert desk.search("f222")["id"].iloc[0] == "F222"


def test_one_and_several_are_searched_alike_and_a_claim_by_its_topic():
    assert {"B4", "B11"} <= set(desk.search("night vision")["id"])
    assert {"A3", "A6", "B1", "N614"} <= set(desk.search("flak jackets")["id"])
    assert desk.codes("helmet")["hs_code"].tolist() == ["650610"]
    for word in ("flak jacket", "quadcopter", "semiconductor", "tractor", "tile"):
        assert desk.search(word).equals(desk.search(f"{word}s")), word


def search_kinds(word):
    return desk.search(word)["kind"].drop_duplicates().tolist()


def test_what_would_settle_a_claim_is_a_line_to_paste():
    lines = repr(desk.check("A4")).splitlines()
    queries = [
        line.strip() for line in lines if line.strip().startswith("curl 'https://")
    ]
    assert len(queries) >= 1
    assert all(line.endswith("'") for line in queries)


@pytest.fixture
def own_rows(monkeypatch):
    """Six months of rows of one's own: $119.4m of drones, 6,000 of them."""
    rows = pd.DataFrame(
        {"period_start": [f"2023-{month:02d}" for month in range(1, 7)]}
    )
    rows["period_end"] = rows["period_start"]
    rows["series"], rows["source"] = "CHN-RUS-export-drones-OWN", "OWN"
    rows["value_usd"], rows["quantity"], rows["unit"] = 19.9e6, 1000.0, "pieces"
    rows["net_weight_kg"], rows["part"], rows["value_weighed_usd"] = None, False, 0
    rows["files"] = "my_rows.csv"
    rows["category"], rows["reporter"], rows["partner"] = "drones", "CHN", "RUS"
    read = tables.read_built  # where a build stands, its other tables stay
    built = {"official_totals.csv": rows}
    monkeypatch.setattr(
        tables, "read_built", lambda name: built[name] if name in built else read(name)
    )


@pytest.mark.parametrize("source", ["OWN", "GACC"])
@pytest.mark.usefixtures("own_rows")
def test_rows_of_ones_own_answer_a_claim_of_ones_own(source):
    series = f"CHN-RUS-export-drones-{source}"
    months = "January to June 2023"
    answer = ask(series, "$100m", months, hedge="more than")
    assert answer["verdict"] == "confirmed"
    assert ask(series, "$115m", months, hedge="less than")["direction"] == "higher"
    pieces = ask(f"{series}:units", "5,000 units", months, hedge="more than")
    assert pieces["verdict"] == "confirmed"


@pytest.mark.usefixtures("own_rows")
def test_rows_of_another_country_do_not_answer():
    ukraine = "CHN-UKR-export-drones-GACC"
    whole = ask(ukraine, "$100m", "January to June 2023", hedge="more than")
    assert "rows of your own" not in repr(whole)
    with pytest.raises(InputError, match="CHN-UKR-export-drones"):
        ask("CHN-UKR-export-drones-OWN", "$1m", "2023")


def list_months_of(row):
    ends = pd.period_range(row["period_start"], row["period_end"], freq="M")
    return {str(each) for each in ends}


@pytest.mark.parametrize("seed", seeds.draw_few(1, 4))
def test_beside_a_claimed_fall_higher_and_lower_are_said_of_the_fall(seed):
    """Of falls of any size in random months: a fall of 26 is no "higher" one than of 50."""
    chance = random.Random(f"falls {seed}")
    sides = Counter()
    for _ in range(12):
        month = pd.Period("2022-01") + chance.randrange(30)
        size = chance.choice(["1", "5.5", "20", "33", "70"])
        way = chance.choice(["fell", "rose"])
        answer = ask(chance.choice([EXPORTS, IMPORTS]), f"{way} by {size}%", str(month))
        (part,) = answer["parts"]
        apart = part["apart_text"]
        if not apart:
            continue
        if way == "rose":
            assert apart.endswith(
                (" lower than the claim allows", " higher than the claim allows")
            )
            continue
        side = re.fullmatch(
            r"(?:at least ([\d.]+) points|just) (short of|beyond) any fall that the claim allows",
            apart,
        )
        entry = answer.to_frame().query("counts").iloc[0]
        unit = 10.0 ** -len(size.partition(".")[2])
        points = float(side[1] or 0)
        if side[2] == "short of":  # the smallest fall that the words allow
            assert entry["any_low"] >= -float(size) + unit / 2 + points - 1e-6
        else:
            assert entry["any_high"] <= -float(size) - unit - points + 1e-6
        sides[side[2]] += 1
    assert sides
