"""Official rows: every row is counted once, sums are right, parts are floors."""

import gzip
import json
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from seeds import begin, draw_few, pick_few, pick_pairs

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.engine import official

GACC = "Date of data,Trading partner,Commodity code,Quantity,Unit,US dollar\n"
COMTRADE = "period,reporterCode,flowCode,partnerCode,cmdCode,primaryValue,qty,"
COMTRADE += "qtyUnitCode,netWgt,classificationCode,freqCode,motCode\n"
BACI = "t,i,j,k,v,q\n"
DRONES = ["880610", "880621", "880622", "880623", "880624", "880629", "880691"]
DRONES += ["880692", "880693", "880694", "880699"]


def write(folder, name, text, encoding="utf-8"):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def add_up(rows, code=None):
    """Return the ledger as {problem: rows}, and the totals."""
    database = official.connect(code)
    ledger = official.read_rows(database, rows)
    problems = ledger.groupby("problem")["rows"].sum().to_dict()
    return problems, official.add_up_lines(database)


def make_comtrade(*codes, period="202301", value=100, edition="H6"):
    """Return synthetic rows of UN Comtrade, from China to Russia."""
    rows = [COMTRADE]
    for code in codes:
        rows.append(f"{period},156,X,643,{code},{value},2,5,3,{edition},M,0\n")
    return "".join(rows)


# The committed rows, added up again by pandas: no code is shared


def read_again():
    """Return the committed rows: source, reporter, partner, period, hs, code, usd."""
    countries = tables.read_reference("countries")
    numbers, words = {}, {}
    for country in countries.to_dict("records"):
        for number in country["baci"].split():
            numbers[number] = country["iso3"]
        for word in [country["name"], *country["customs"].split("; ")]:
            words[word.lower()] = country["iso3"]
    baci = pd.read_csv(next(official.ROWS.glob("BACI*.gz")), dtype=str)
    baci = pd.DataFrame(
        {
            "source": "BACI",
            "reporter": baci["i"].map(numbers),
            "partner": baci["j"].map(numbers),
            "period_start": baci["t"] + "-01",
            "hs": "HS92",
            "code": baci["k"].str.zfill(6),
            "usd": baci["v"].astype(float) * 1000,
            "kg": baci["q"].astype(float) * 1000,
        }
    )
    frames = [baci]
    for path in official.ROWS.glob("GACC*.csv"):
        rows = pd.read_csv(path, dtype=str)
        month = rows["Date of data"]
        edition = month.str[:4].astype(int)
        frame = pd.DataFrame(
            {
                "source": "GACC",
                "reporter": "CHN",
                "partner": rows["Trading partner"].str.lower().map(words),
                "period_start": month.str[:4] + "-" + month.str[4:],
                "hs": (edition >= 2022).map({True: "HS22", False: "HS17"}),
                "code": rows["Commodity code"],
                "usd": rows["US dollar"].astype(float),
                "kg": rows["Quantity"].astype(float),
            }
        )
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def add_up_again():
    rows = read_again()
    lines = tables.read_reference("categories")
    frames = []
    for line in lines.to_dict("records"):
        inside = rows["code"].str.startswith(line["hs_code"])
        if line["hs_edition"] != "any":
            inside &= rows["hs"] == line["hs_edition"]
        frames.append(rows[inside].assign(category=line["category"]))
    keys = ["source", "reporter", "partner", "category", "period_start"]
    sums = (
        pd.concat(frames)
        .groupby(keys)
        .agg(usd=("usd", "sum"), kg=("kg", "sum"), rows=("usd", "size"))
    )
    return sums.reset_index()


def test_the_committed_rows_add_up_as_pandas_adds_them_up(published_rows):
    ledger, totals = published_rows
    problems = ledger.groupby("problem")["rows"].sum().to_dict()
    again = add_up_again()
    assert problems == {"": 73_818}
    keys = ["source", "reporter", "partner", "category", "period_start"]
    both = totals.merge(again, on=keys, how="outer", suffixes=("", "_again"))
    assert len(both) == len(totals) == len(again) == 17_360
    assert (both["value_usd"] - both["usd"]).abs().max() < 0.01
    weight = both["net_weight_kg"].fillna(0)
    assert (weight - both["kg"]).abs().max() < 0.01
    assert (both["rows"] == both["rows_again"]).all()
    parts = totals[totals["part"]]
    assert set(parts["category"]) == {"ceramics"}  # of the chapter only 6910 is there
    assert len(totals) - len(parts) == 16_220  # as many as the library had before


def test_a_row_is_used_or_its_reason_is_named(tmp_path):
    good = "202301,156,X,643,880621,100,2,5,3,H6,M,0"
    damages = {
        "": good,
        "no value": good.replace(",100,", ",,"),
        "a value that is no number": good.replace(",100,", ",\u0661\u0662,"),
        "a negative number": good.replace(",100,", ",-100,"),
        "unknown country 999": good.replace(",643,", ",999,"),
        "unknown period 2023-13": good.replace("202301", "202313"),
        "no reporter, partner or flow": good.replace(",X,", ",Q,"),
        "reporter and partner are one country": good.replace(",643,", ",156,"),
        "no HS code: 88062x": good.replace("880621", "88062x"),
        "in no category": good.replace("880621", "010121"),
        "an unknown unit": good.replace(",5,3,", ",x,3,"),
        "frequency A with the period 202301": good.replace(",M,", ",A,"),
        "a part of another row (transport, procedure or second partner)": (
            good.removesuffix("0") + "2100"
        ),
    }
    write(tmp_path, "rows.csv", COMTRADE + "\n".join(damages.values()) + "\n")
    problems, totals = add_up(tmp_path)
    assert problems == dict.fromkeys(damages, 1)
    drones = totals.set_index("category").loc["drones"]
    assert drones["value_usd"] == 100
    assert drones["part"]


def test_customs_write_in_several_encodings(tmp_path):
    row = '{},Türkiye,65061000,"1,000",Kilogram,"2,500"\n'
    encodings = {"202301": "utf-8", "202302": "latin-1", "202303": "utf-16"}
    for month, encoding in encodings.items():
        name = f"export-{month}.csv"
        write(tmp_path, name, GACC + row.format(month), encoding)
    text = "数据年月,贸易伙伴名称,商品编码,第一数量,第一计量单位,美元\n"
    text += "202304,土耳其,65061000,1000,千克,2500\n"
    write(tmp_path, "export.csv", text, "gb18030")
    _, totals = add_up(tmp_path)
    assert totals["series"].tolist() == ["CHN-TUR-export-helmets-GACC"] * 4
    assert totals["value_usd"].tolist() == [2500] * 4
    assert totals["net_weight_kg"].tolist() == [1000] * 4


def test_a_weight_of_nought_was_not_reported(tmp_path):
    """UN Comtrade writes nought where nobody weighed: ten pieces weigh something."""
    row = "202301,156,X,643,{},100,10,5,{},H6,M,0\n"
    rows = row.format("880621", 0) + row.format("650610", 3)
    write(tmp_path, "rows.csv", COMTRADE + rows)
    _, totals = add_up(tmp_path)
    weights = totals.set_index("category")["net_weight_kg"]
    assert pd.isna(weights["drones"])
    assert weights["helmets"] == 3


def test_customs_count_drones_by_themselves_from_2022_on(tmp_path):
    """HS 8806 is of the edition of 2022: in December 2021 the code meant nothing."""
    months = (
        "202112,Russia,88062110,1,Kilogram,5\n202201,Russia,88062110,1,Kilogram,7\n"
    )
    write(tmp_path, "export.csv", GACC + months)
    _, totals = add_up(tmp_path)
    drones = totals[totals["category"] == "drones"]
    assert drones["period_start"].tolist() == ["2022-01"]
    assert drones["value_usd"].item() == 7


def test_a_lost_leading_zero_comes_back(tmp_path):
    write(tmp_path, "import.csv", GACC + "202301,Russia,1012100,1,Kilogram,5\n")
    _, totals = add_up(tmp_path, "010121")
    assert totals["series"].item() == "CHN-RUS-import-010121-GACC"


def test_a_file_of_customs_needs_its_direction_in_its_name(tmp_path):
    write(tmp_path, "2023.csv", GACC + "202301,Russia,65061000,1,Kilogram,5\n")
    reason = r"no row that could be used: no reporter, partner or flow \(1\)"
    with pytest.raises(InputError, match=reason):
        add_up(tmp_path)


def test_a_part_of_a_heading_is_a_floor(tmp_path):
    """A file knows the codes of its own partner alone."""
    cases = {
        "643": (["8806"], False),
        "804": (["880699"], True),
        "398": (["88069900"], True),
        "792": (["8806", "880699"], False),  # a heading beside its part counts once
        "112": (["6506100000"], False),
        "860": (DRONES, False),
    }
    for partner, (codes, _) in cases.items():
        text = make_comtrade(*codes).replace(",643,", f",{partner},")
        write(tmp_path, f"{partner}.csv", text)
    database = official.connect()
    ledger = official.read_rows(database, tmp_path).set_index(["file", "problem"])
    totals = official.add_up_lines(database)
    totals = totals[totals["category"].isin(["drones", "helmets"])].set_index("files")
    assert len(totals) == len(cases)
    for partner, (codes, is_part) in cases.items():
        total = totals.loc[f"{partner}.csv"]
        expected = 100 * (1 if codes[0] == "8806" else len(codes))
        assert (total["part"], total["value_usd"]) == (is_part, expected), codes
        assert ledger["sum_of_rows_usd"][f"{partner}.csv", ""] == expected
    aside = ledger["sum_of_rows_usd"].drop("", level="problem").to_dict()
    assert aside == {("792.csv", "a row of its heading counts"): 100}


OTHER = "CHN,RUS,export,2023-02,8806,1,GACC\n"
CODES = ["8806", "880622", "88062200", "880624", "88062400", "88062900"]


@pytest.mark.parametrize("seed", draw_few(1, 12))
def test_rows_of_ones_own_beside_the_publishers_are_counted_once(tmp_path, seed):
    """By hand: one's own take a code and all below it; a heading holds what is below."""
    chance = random.Random(seed)
    own = {code: chance.randint(1, 9) for code in CODES if chance.random() < 0.4}
    theirs = {code: chance.randint(10, 90) for code in CODES if chance.random() < 0.5}
    text = "".join(f"CHN,RUS,export,2023-01,{c},{v},GACC\n" for c, v in own.items())
    header = "reporter,partner,flow,period,code,value_usd,source\n"
    write(tmp_path, "own.csv", f"{header}{text or OTHER}")
    text = "".join(f"202301,Russia,{c},1,unit,{v}\n" for c, v in theirs.items())
    write(tmp_path, "GACC_drones_export.csv", GACC + text)
    kept = [c for c in theirs if not any(c.startswith(code) for code in own)]
    headings = [*kept, *own]
    expected = 0
    for code, value in [*own.items(), *((code, theirs[code]) for code in kept)]:
        if not any(code != each and code.startswith(each) for each in headings):
            expected += value
    problems, totals = add_up(tmp_path)
    is_here = totals["category"].eq("drones") & totals["period_start"].eq("2023-01")
    assert totals.loc[is_here, "value_usd"].sum() == expected
    replaced = len(theirs) - len(kept)
    assert problems.get("a file of your own has this row", 0) == replaced


def test_of_two_editions_of_a_source_the_newer_counts(tmp_path):
    row = "2022,156,643,650610,{},NA\n"
    write(tmp_path, "BACI_HS92_Y2022.csv", BACI + row.format(1))
    write(tmp_path, "BACI_HS22_Y2022.csv", BACI + row.format(2))
    problems, totals = add_up(tmp_path)
    assert totals["hs"].item() == "HS22"
    assert totals["value_usd"].item() == 2000
    assert problems == {"": 1, "HS92: another edition of the HS counts": 1}


def test_a_code_that_its_edition_has_not_is_in_no_category(tmp_path):
    header = "reporter,partner,flow,period,hs,code,value_usd\n"
    rows = (
        "CHN,RUS,export,2021-01,HS17,880621,5\nCHN,RUS,export,2023-01,HS22,880621,7\n"
    )
    write(tmp_path, "own.csv", header + rows)
    problems, totals = add_up(tmp_path)
    assert problems == {"": 1, "in no category of HS17": 1}
    assert totals.set_index("category").loc["drones", "value_usd"] == 7


def test_the_zip_of_a_release_is_read_year_by_year(tmp_path):
    for year in (2022, 2023):
        text = f"{BACI}{year},156,643,650610,1,2\n"
        write(tmp_path / "release", f"BACI_HS22_Y{year}_V1.csv", text)
    write(tmp_path / "release", "country_codes.csv", "code,name\n1,A\n")
    rows = tmp_path / "rows"
    rows.mkdir()
    shutil.make_archive(str(rows / "BACI_HS22_V1"), "zip", tmp_path / "release")
    _, totals = add_up(rows)
    assert totals["period_end"].to_list() == ["2022-12", "2023-12"]


def test_a_download_that_did_not_end_is_refused(tmp_path):
    write(tmp_path, "TradeData.csv", make_comtrade("8806"))
    write(tmp_path, "TradeData.csv.part", make_comtrade("8806", "8807"))
    with pytest.raises(InputError, match="did not end"):
        add_up(tmp_path)


def make_own(path, columns, rows):
    """Write Parquet as a newsroom may have it."""
    frame = pd.DataFrame(rows, columns=columns.split())
    duckdb.connect().from_df(frame).write_parquet(str(path))


def test_rows_of_six_to_ten_digits_answer_for_a_heading(tmp_path):
    rows = [
        ["2023-05-01", "901310", "RUS", "CHN", 10.0, "1"],
        ["2023-05-31", "90131010", "RUS", "CHN", 20.0, "2"],
        ["2023-06-02", "9013101000", "RUS", "CHN", 40.0, "3"],
        ["2023-06-03", "9014101000", "RUS", "CHN", 80.0, "4"],
    ]
    path = tmp_path / "declarations.parquet"
    make_own(path, "date hs_code reporter origin value_usd number", rows)
    write(tmp_path, "files.csv", KEYED)
    problems, totals = add_up(path, "9013")
    assert problems == {"": 3, "in no category": 1}
    assert totals["period_start"].to_list() == ["2023-05", "2023-06"]
    assert totals["value_usd"].to_list() == [30, 40]
    assert set(totals["series"]) == {"RUS-CHN-import-9013-OWN"}


FILES = "file,relation,other\n"
KEYED = f"{FILES}*,key,number\n"
TOTALS = "reporter,partner,flow,period,hs,code,value_usd,number,note\n"


MODES = "Date of data,Trading partner,Commodity code,Trade mode,Registered place,Quantity,Unit,US dollar\n"


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        (["Ordinary,Beijing", "Ordinary,Shanghai", "Processing,Beijing"], 15),
        (["Ordinary,Beijing", "Ordinary,Beijing"], None),
    ],
)
@pytest.mark.parametrize("files", [1, 2])
def test_customs_have_trade_mode_and_province_in_their_key(
    tmp_path, rows, total, files
):
    lines = [f"202301,Russia,65061000,{cells},5,Kilogram,5\n" for cells in rows]
    for number in range(files):
        write(tmp_path, f"{number}-export.csv", MODES + "".join(lines[number::files]))
    if total is None:
        with pytest.raises(InputError, match=r"found the key of .* again"):
            add_up(tmp_path)
        return
    _, totals = add_up(tmp_path)
    assert totals["value_usd"].item() == total


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("b.csv,beside,a.csv", "found 'beside'; expected 'replaces' or 'key'"),
        ("b.csv,replaces,c.csv", "found 'c.csv'; expected one of a.csv"),
        ("a.csv,replaces,a.csv", "found 'a.csv' twice"),
        ("a.csv,replaces,b.csv\nb.csv,replaces,a.csv", "replaced by itself"),
        ("a.csv,key,nomber", "expected the column nomber"),
        ("a.csv,key,note", "a.csv, line 2: found no key"),
    ],
)
def test_a_line_of_files_that_says_nothing_is_refused(tmp_path, line, told):
    for name, code in (("a", "691010"), ("b", "691090")):
        write(
            tmp_path, f"{name}.csv", f"{TOTALS}CHN,RUS,export,2023-01,HS22,{code},5,,\n"
        )
    write(tmp_path, "files.csv", f"{FILES}{line}\n")
    with pytest.raises(InputError, match=re.escape(told)):
        add_up(tmp_path)


def test_nothing_else_is_read_or_written(tmp_path):
    write(tmp_path, "rows.csv", f"{TOTALS}CHN,RUS,export,2023-01,HS22,691010,5,,\n")
    database = official.connect()
    official.read_rows(database, tmp_path)
    for statement in (
        "FROM read_text('/etc/hostname')",
        f"COPY (SELECT 1) TO '{tmp_path}/x.csv'",
        f"ATTACH '{tmp_path}/x.db'",
        "SET enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            database.execute(statement)


@pytest.mark.parametrize("seed", draw_few(1, 8))
def test_a_total_is_whole_by_files_that_know_its_partner_alone(tmp_path, seed):
    """A file on Russia says nothing of Ukraine; in a file on both a code may be nought."""
    rng = random.Random(seed)
    partners, files = {"643": "RUS", "804": "UKR", "398": "KAZ"}, []
    seen = set()
    for number in range(rng.randint(1, 4)):
        about = rng.sample(sorted(partners), rng.randint(1, 3))
        codes = rng.sample(["8806", *DRONES], rng.randint(1, 11))
        rows = [(rng.choice(about), code) for code in codes]
        rows += [(partner, f"6506{number + 91}") for partner in about]  # other goods
        rows = [row for row in rows if row not in seen]
        seen |= {*rows}
        text = COMTRADE
        for partner, code in dict.fromkeys(rows):
            text += f"202301,156,X,{partner},{code},{number + 7},2,5,3,H6,M,0\n"
        write(tmp_path, f"file-{number}.csv", text)
        files.append((about, {code for _, code in rows}))
    _, totals = add_up(tmp_path)
    for row in totals[totals["category"] == "drones"].to_dict("records"):
        known = set()
        for about, codes in files:
            if any(partners[number] == row["partner"] for number in about):
                known |= codes
        is_whole = "8806" in known or set(DRONES) <= known
        assert row["part"] != is_whole, (row, files)


@pytest.mark.parametrize(("rest", "told"), [(40, ""), (41, ", which is another sum")])
def test_a_heading_whose_codes_add_up_to_another_sum_says_so(tmp_path, rest, told):
    cells = {"6910": 100, "691010": 60, "691090": rest}
    rows = [f"CHN,RUS,export,2023-01,HS22,{code},{cells[code]},,\n" for code in cells]
    problems, totals = add_up(write(tmp_path, "a.csv", TOTALS + "".join(rows)), "6910")
    assert problems == {"": 1, f"a row of its heading counts{told}": 2}
    assert totals["value_usd"].to_list() == [100]


def test_nothing_matched_lists_what_is_there(tmp_path):
    write(tmp_path, "rows.csv", make_comtrade("8806", "650610"))
    with pytest.raises(InputError, match="one of the headings 6506, 8806"):
        add_up(tmp_path, "9013")


@pytest.mark.parametrize("code", ["9", "90131", "x", "90-13", "901310101010"])
def test_a_code_is_two_to_ten_digits(code):
    with pytest.raises(InputError, match="an HS code"):
        official.connect(code)


@pytest.mark.parametrize("address", ["https://example.org/a.csv", "s3://bucket/a"])
def test_an_address_is_refused(address):
    with pytest.raises(InputError, match="an address"):
        official.run_totals(address)


CONNECT = """
import duckdb
from dualuse.base import rules
from dualuse.engine import official

SAID = "SELECT current_setting('enable_progress_bar')"
connect, opened = duckdb.connect, []


def watch(*arguments, **options):
    opened.append(connect(*arguments, **options))
    return opened[-1]


print(connect().execute(SAID).fetchone())
duckdb.connect = watch
official.connect()
rules.open_sealed()
print([each.execute(SAID).fetchone() for each in opened])
"""


def test_no_connection_of_the_library_draws_a_progress_bar():
    """At a prompt, as in a kernel, DuckDB's own are on: a page would have the bar."""
    library = Path(official.__file__).parents[1]
    texts = [path.read_text(encoding="utf-8") for path in library.rglob("*.py")]
    assert sum(text.count("duckdb.connect(") for text in texts) == 1
    assert not any("duckdb.sql(" in text for text in texts)
    command = [sys.executable, "-c", CONNECT]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    by_default, ours = run.stdout.splitlines()
    assert by_default == "(True,)"
    assert ours == str([(False,)] * 2)


def test_no_extension_installs_or_loads_itself():
    database = official.connect()
    settings = database.sql(
        "SELECT value FROM duckdb_settings() WHERE name LIKE 'auto%_known_extensions'"
    )
    assert settings.fetchall() == [("false",), ("false",)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.csv", b"a,b\n1,2\n"),
        ("rows.json", b'{"count": 1, "data": [{"per'),
        ("rows.json", b"<!DOCTYPE html><p>Maintenance"),
        ("rows.parquet", b"PAR1 and nothing else"),
        ("BACI_HS22.csv.gz", gzip.compress((BACI * 999).encode(), mtime=0)[:40]),
        ("BACI.zip", b"PK\x03\x04 and nothing else"),
        ("a[1].csv", b"k\n1\n"),
    ],
)
def test_a_damaged_file_is_one_error_that_names_it(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as error:
        add_up(tmp_path)
    assert name in str(error.value)


ODD = [[1, 2], {"a": 1}, "twelve", b"\x00", float("nan"), float("inf"), 1e30, True]


@pytest.mark.parametrize("value", pick_few(2, ODD))
def test_odd_values_in_parquet_never_count(tmp_path, value):
    columns = "reporter partner flow period code value_usd"
    row = ["RUS", "CHN", "import", "2023-01", "650610", value]
    make_own(tmp_path / "rows.parquet", columns, [row])
    database = official.connect()
    try:
        ledger = official.read_rows(database, tmp_path)
        assert ledger["rows"].sum() == 1
        assert value is True or ledger["problem"].item() == "no value"
    except InputError as error:
        assert "rows.parquet" in str(error)


OWN_LINE = "RUS,CHN,import,2023-{month:02},650610,{value}\n"
OWN_HEADER = "reporter,partner,flow,period,code,value_usd\n"


def write_amount(rng, amount):
    """Return an amount as somebody may type it, and whether it says what it is."""
    cents = f"{amount}.{rng.randrange(100):02}"
    whole = [str(amount), f'"{amount:,}"', f" {amount} ", cents, f'"{amount:,}.5"']
    return rng.choice(whole)


@pytest.mark.parametrize("seed", draw_few(1, 30))
def test_a_total_with_a_row_that_was_not_read_is_never_whole(tmp_path, seed):
    """Rows drawn at random, of which some say too little: the oracle adds by hand."""
    rng = random.Random(seed)
    sums, unread = defaultdict(float), defaultdict(list)
    value_usd = rng.choice(["value_usd", "value", "Value"])  # each is its name
    text, line = f"number,{OWN_HEADER}".replace("value_usd", value_usd), 1
    write(tmp_path, "files.csv", "file,relation,other\n*,key,number\n")
    for _ in range(rng.randrange(3, 12)):
        month, amount = rng.randrange(1, 4), rng.randrange(1, 3_000_000)
        value = write_amount(rng, amount)
        row = OWN_LINE.format(month=month, value=value)
        line += 1
        kind = rng.choice(["good", "good", "blank", "no value", "code", "country"])
        if kind == "blank":
            text, line = f"{text}\n", line + 1
        if kind == "no value":
            row = OWN_LINE.format(month=month, value=rng.choice(["", '""', " "]))
        if kind == "code":
            row = row.replace("650610", rng.choice(["", "65x610"]))
        if kind == "country":
            row = row.replace("CHN", rng.choice(["", "Chna"]))
        if kind in ("good", "blank"):
            sums[month] += float(value.strip('" ').replace(",", ""))
        else:
            unread[month].append(line)
        text += f"{line},{row}"
    # a whole month beside them, whose cents say what a comma is
    text += f"0,{OWN_LINE.format(month=9, value='7.50')}"
    write(tmp_path, "rows.csv", text)
    _, totals = add_up(tmp_path)
    helmets = totals[totals["series"] == "RUS-CHN-import-helmets-OWN"]
    by_month = helmets.set_index(helmets["period_start"].str[-2:].astype(int))
    assert set(by_month.index) == {*sums, *unread, 9}
    for month, row in by_month.iterrows():
        assert row["part"] == (month in unread)
        assert row["unread_rows"] == len(unread[month])
        if unread[month]:
            assert f"rows.csv, line {unread[month][0]}: " in row["unread"]
        if month in sums:
            assert row["value_usd"] == pytest.approx(sums[month])
        elif month != 9:
            assert pd.isna(row["value_usd"])


NO_NUMBERS = [
    "5 m",
    "1,2",
    "12,34,567",
    "1.234,5",
    "NA",
    "-",
    "-7",
    "$5",
    "1,0000",
    "x",
]
NUMBERS = ["value_usd", "quantity", "net_weight_kg"]


@pytest.mark.parametrize(("cell", "column"), pick_pairs(3, NO_NUMBERS, NUMBERS))
def test_a_cell_that_is_no_number_is_refused_by_its_line(tmp_path, cell, column):
    columns = ["reporter,partner,flow,period,code,value_usd,quantity,net_weight_kg"]
    cells = {"value_usd": "5", "quantity": "6", "net_weight_kg": "7"}
    good = f"RUS,CHN,import,2023-01,650610,{','.join(cells.values())}"
    cells[column] = f'"{cell}"'
    bad = f"RUS,CHN,import,2023-01,650610,{','.join(cells.values())}"
    write(tmp_path, "rows.csv", "\n".join([*columns, good, "", bad, good]))
    where = f"rows.csv, line 4, {column}: found {cell!r}; expected a number of nought"
    with pytest.raises(InputError, match=re.escape(where)):
        add_up(tmp_path)


def test_what_another_file_of_a_publisher_has_is_not_missed(tmp_path):
    """A download that was cut counts for nothing; the same months, whole, are there."""
    row = "202301,Russia,65061000,1,Kilogram,5\n"
    write(tmp_path, "export-2023.csv", GACC + 10_000 * row)
    write(tmp_path, "export-again.csv", GACC + row)
    problems, totals = add_up(tmp_path)
    assert problems == {"": 1, "the download was cut at 10,000 rows": 10_000}
    helmets = totals[totals["category"] == "helmets"]
    assert not helmets["unread_rows"].any()
    write(tmp_path, "export-again.csv", GACC + row.replace("202301", "202302"))
    _, totals = add_up(tmp_path)
    helmets = totals[totals["category"] == "helmets"].set_index("period_start")
    assert helmets["unread_rows"].to_dict() == {"2023-01": 10_000, "2023-02": 0}


@pytest.mark.parametrize("name", ["...zip", "BACI_HS22.zip"])
def test_a_zip_unpacks_inside_whatever_its_name(tmp_path, name):
    folder = tmp_path / "inside" / "temporary"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(tmp_path / name, "w") as packed:
        packed.writestr("rows_Y2020.csv", "t,i,j,k,v,q\n")
    (file,) = official.unpack_archive(tmp_path / name, folder)
    assert file.is_relative_to(folder)


def test_out_overwrites_nothing_of_the_users(tmp_path):
    rows = write(tmp_path / "o'clock", "rows.csv", make_comtrade("8806"))
    kept = write(tmp_path, "kept.csv", "mine")
    refused = {
        "which is there": kept,
        "a .csv": tmp_path,
        "inside the rows": rows.parent / "totals.csv",
        "new .csv file": tmp_path / "Makefile",
    }
    for words, out in refused.items():
        with pytest.raises(InputError, match=words.replace("a .csv", "new .csv")):
            official.run_totals(rows.parent, out=out)
    assert kept.read_text() == "mine"
    assert [path.name for path in rows.parent.iterdir()] == ["rows.csv"]


def test_out_is_written_after_the_ledger_is_printed(tmp_path, capsys):
    rows = write(tmp_path, "rows.csv", make_comtrade("8806"))
    out = tmp_path / "totals.csv"
    official.run_totals(rows, code="8806", out=out)
    assert pd.read_csv(out)["value_usd"].item() == 100
    assert "rows.csv" in capsys.readouterr().err  # the ledger


# A blank cell, a mark that may be either, a column that stands twice

FORMS = {  # a good row of each publisher's form, and of one's own
    "export.csv": (GACC, ["202301", "Ukraine", "88062110", "1", "Set", "500"]),
    "BACI_HS22_Y2023.csv": (BACI, ["2023", "156", "804", "880621", "3.5", "2"]),
    "TradeData.csv": (
        COMTRADE,
        ["202301", "156", "X", "804", "880621", "9", "2", "5", "3", "H6", "M", "0"],
    ),
    "own.csv": (
        "reporter,partner,flow,period,hs,code,value_usd,quantity,unit,source\n",
        ["CHN", "UKR", "export", "2023-01", "HS22", "880621", "7", "2", "u", "OWN"],
    ),
}
BLANKS = [" ", "   ", "\t", "\u00a0", "\u3000", " \u2009", "\u205f", "\u1680"]


@pytest.mark.parametrize("most", [1, pytest.param(20, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", pick_few(2, FORMS))
def test_a_cell_of_blanks_is_an_empty_one(tmp_path, name, most):
    """Of every column: " " was a name of the 212 countries without a Chinese one."""
    header, good = FORMS[name]
    chance = begin(name)
    for place in chance.sample(range(len(good)), min(most, len(good))):
        answers = []
        for cell in ("", chance.choice(BLANKS)):
            odd = [*good[:place], cell, *good[place + 1 :]]
            rows = f"{header}{','.join(good)}\n{','.join(odd)}\n"
            answers.append(read_or_refuse(write(tmp_path, name, rows)))
        assert answers[0] == answers[1], header.split(",")[place]


def read_or_refuse(path):
    """Return the ledger and totals of two rows as text, or why they are refused."""
    database = official.connect()
    try:
        ledger = official.read_rows(database, path)
        assert ledger["rows"].sum() == 2
        totals = official.add_up_lines(database)
    except InputError as error:
        return str(error)
    assert totals["partner"].unique().tolist() == ["UKR"]
    return str(ledger), str(totals.to_numpy().tolist())


@pytest.mark.parametrize(("column", "seed"), pick_pairs(1, NUMBERS, range(4)))
def test_a_mark_that_may_be_either_is_refused(tmp_path, column, seed):
    """1.152 of a German is 1152; one cell that can be read one way alone says which."""
    chance = random.Random(seed)
    mark = chance.choice(".,")
    cells = [f"{chance.randint(1, 999)}{mark}{chance.randint(0, 999):03}"]
    cells += [str(chance.randint(0, 99_999)) for _ in range(chance.randint(0, 4))]
    header = f"reporter,partner,flow,period,code,unit,{column}"
    row = 'CHN,RUS,export,2023-01,650610,u,"{}"'
    if column != "value_usd":
        header, row = f"{header},value_usd", f"{row},5"
    header, row = f"number,{header}", f"{{}},{row}"
    lines = [header, "", *(row.format(*each) for each in enumerate(cells))]
    write(tmp_path, "own.csv", "\n".join(lines))
    write(tmp_path, "files.csv", KEYED)
    where = f"own.csv, line 3, {column}: found {cells[0]!r}; expected a number that is"
    with pytest.raises(InputError, match=re.escape(where)):
        add_up(tmp_path)
    cells.append(chance.choice(["2.5", "0.125", "1234.567", "1,234,567", "1,234.5"]))
    write(tmp_path, "own.csv", "\n".join([*lines, row.format("x", cells[-1])]))
    _, totals = add_up(tmp_path)
    expected = sum(float(cell.replace(",", "")) for cell in cells)
    assert totals[column].item() == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("second", ["value_usd", "Value_USD", "value", "VALUE"])
def test_a_column_that_stands_twice_is_refused(tmp_path, second):
    header = OWN_HEADER.replace("code,", f"code,{second},")
    row = "CHN,RUS,export,2023-01,650610,1,7\n"
    write(tmp_path, "own.csv", header + row)
    found = f"own.csv: found the columns {second!r} and 'value_usd'; expected one"
    with pytest.raises(InputError, match=found):
        add_up(tmp_path)
    columns = f"reporter partner flow period code {second} value_usd"
    if second.lower() == "value":  # DuckDB writes no two columns of one name
        (tmp_path / "own.csv").unlink()
        path = tmp_path / "own.parquet"
        make_own(path, columns, [["CHN", "RUS", "export", "2023-01", "650610", 1, 7]])
        with pytest.raises(InputError, match=found.replace("csv", "parquet")):
            add_up(tmp_path)


def test_a_code_that_is_a_number_has_lost_its_first_nought(tmp_path):
    columns = "reporter partner flow period code value_usd"
    rows = [["CHN", "RUS", "import", "2023-01", code, 1.0] for code in (10121, 880621)]
    make_own(tmp_path / "own.parquet", columns, rows)
    for code in ("010121", "880621"):
        _, totals = add_up(tmp_path, code)
        assert totals["series"].tolist() == [f"CHN-RUS-import-{code}-OWN"]


# What a stranger found


@pytest.mark.parametrize("edition", ["", "H5"])
def test_a_month_in_two_editions_is_refused(tmp_path, edition):
    more = make_comtrade("650610", edition=edition).removeprefix(COMTRADE)
    write(tmp_path, "rows.csv", make_comtrade("880621") + more)
    with pytest.raises(
        InputError, match=r"rows.csv: found (two|1 rows of no) HS edition"
    ):
        add_up(tmp_path)


def test_rows_under_the_name_of_a_list_are_named(tmp_path):
    write(tmp_path, "coverage.csv", make_comtrade("880621"))
    with pytest.raises(InputError, match=r"coverage.csv: found rows of trade"):
        add_up(tmp_path)


def test_a_file_in_the_folder_of_another_kind_is_named(tmp_path):
    write(tmp_path / "baci", "rows.csv", make_comtrade("880621"))
    with pytest.raises(
        InputError, match=r"rows.csv: found rows of comtrade; expected baci"
    ):
        add_up(tmp_path)


def test_a_file_without_rows_is_named(tmp_path):
    write(tmp_path, "rows.csv", COMTRADE)
    with pytest.raises(InputError, match=r"rows.csv: found no rows"):
        add_up(tmp_path)


def test_no_pieces_worth_something_are_an_unknown_number_of_pieces(tmp_path):
    rows = make_comtrade("880621", "880622")
    write(tmp_path, "rows.csv", rows.replace("880622,100,2,", "880622,100,0,"))
    _, totals = add_up(tmp_path)
    drones = totals.set_index("category").loc["drones"]
    assert drones["value_usd"] == 200
    assert drones["quantity"] == 2  # a minimum: what is counted is worth less
    assert drones["value_counted_usd"] == 100


def test_a_unit_that_the_other_rows_of_its_code_have_not_is_set_aside(tmp_path):
    months = "".join(
        f"2023{month:02},Russia,65061000,1,Kilogram,5\n" for month in range(1, 4)
    )
    odd = "202304,Russia,65061000,1,null,5\n"
    other = "202304,Russia,88062110,1,Set,5\n"  # a code of its own
    write(tmp_path, "export.csv", GACC + months + odd + other)
    counted, totals = add_up(tmp_path)
    assert counted["another unit than the other rows of its code"] == 1
    helmets = totals[totals["category"] == "helmets"]
    assert helmets["net_weight_kg"].tolist()[:3] == [1, 1, 1]
    last = helmets.iloc[3]  # a month of which no row was read
    assert pd.isna(last["value_usd"])
    assert last["unread"] == (
        "export.csv: another unit than the other rows of its code"
    )


@pytest.mark.parametrize("column", ["Unit", "Quantity"])
def test_a_column_under_a_misspelt_name_is_missed(tmp_path, column):
    rows = "202301,Russia,65061000,1,Kilogram,5\n"
    header = GACC.replace(column, f"{column[:-1]}+s")
    write(tmp_path, "export.csv", header + rows)
    with pytest.raises(InputError, match=r"export\.csv: .* quantity and unit together"):
        add_up(tmp_path)


ROW = {
    **{"freqCode": "M", "period": "202301", "reporterCode": 156, "flowCode": "X"},
    **{"partnerCode": 643, "partner2Code": 0, "classificationCode": "H6"},
    **{"cmdCode": "880622", "customsCode": "C00", "motCode": 0, "qtyUnitCode": 8},
    **{"qty": 2.5, "netWgt": 2.5, "primaryValue": 1000.25},
}


def exchange(one, other):
    def change(rows):
        for row in rows:
            row[one], row[other] = row[other], row[one]
        return {"count": len(rows), "data": rows}

    return change


def set_all(column, text):
    def change(rows):
        return {"count": len(rows), "data": [{**row, column: text} for row in rows]}

    return change


DAMAGES = {  # such files moved the words of a verdict or its evidence, unsaid
    "months and procedures exchanged": exchange("period", "customsCode"),
    "a reporter in Arabic digits": set_all("reporterCode", "\u0668\u0668\u0660\u0666"),
    "a code that is none": set_all("cmdCode", "True"),
    "nothing in it": lambda rows: {},
}


@pytest.mark.parametrize("damage", pick_few(3, DAMAGES))
def test_a_file_of_comtrade_that_is_damaged_as_a_whole_is_named(tmp_path, damage):
    """Synthetic rows: none of them can be used."""
    path = tmp_path / "156-X-202301.json"
    rows = [dict(ROW), {**ROW, "cmdCode": "880621"}]
    path.write_text(json.dumps(DAMAGES[damage](rows)))
    database = official.connect()
    with pytest.raises(InputError, match=r"156-X-202301\.json.*: found "):
        official.read_rows(database, tmp_path)
        official.add_up_lines(database)


CHANGES = ["less", "more", "two more", "4,007"]


@pytest.mark.parametrize(("row", "change"), pick_pairs(3, [1, 3, 6], CHANGES))
def test_a_row_with_a_field_less_or_more_is_named_by_its_line(tmp_path, row, change):
    """DuckDB takes another line for the names of columns then."""
    lines = ["reporter,partner,flow,period,hs,code,value_usd"]
    lines += [f"CHN,RUS,export,2023-0{month},HS22,691010,4007" for month in range(1, 7)]
    changed = {
        "less": lines[row].replace("HS22,", ""),
        "more": f"{lines[row]},9",
        "two more": f"{lines[row]},9,9",
        "4,007": lines[row].replace("4007", "4,007"),
    }[change]
    lines[row] = changed
    (tmp_path / "a.csv").write_text("\n".join(lines))
    fields = changed.count(",") + 1
    told = rf"a\.csv, row CHN \(line {row + 1}\): found {fields} fields; expected 7"
    with pytest.raises(InputError, match=told):
        official.read_rows(official.connect("6910"), tmp_path)
