"""Readers of official files: what they make of good ones, and one plain answer to each bad one."""

import gzip
import hashlib
import io
import json
import os
import zipfile

import duckdb
import pandas as pd
import pytest

from dualuse.official import formats, observations
from dualuse.official.formats import _file, _grid, baci, comtrade, gacc
from pressroom.errors import InputError

BACI = "t,i,j,k,v,q\n2022,156,643,690911,12.5,3.25\n2022,156,643,10121,7.001,NA\n"
API_ROW = {"period": "202301", "reporterCode": 156, "flowCode": "X", "partnerCode": 643, "partner2Code": 0}
API_ROW |= {
    "classificationCode": "H6",
    "cmdCode": "8806",
    "customsCode": "C00",
    "motCode": 0,
    "qtyUnitCode": 5,
}
API_ROW |= {"qty": 10, "isQtyEstimated": False, "netWgt": 0, "isNetWgtEstimated": False, "primaryValue": 99.5}
ENGLISH = (
    "Date of data,Trading partner code,Trading partner,Commodity code,Commodity,Quantity,Unit,"
    "Supplementary Quantity,Supplementary Unit,US dollar\n"
    '202301,344,Russian Federation,1012100,Horses,"1,200",Kilogram,,,"1,234,567",\n'
)
CHINESE = (
    "数据年月,商品编码,商品名称,贸易伙伴编码,贸易伙伴名称,贸易方式编码,贸易方式名称,第一数量,第一计量单位,美元\n"
    '202301,88062110,无人机,344,俄罗斯联邦,10,一般贸易,"1,000",台,"2,000",\n'
    '202301,88062110,无人机,344,俄罗斯联邦,14,来料加工,5,台,"3,000",\n'
)


def test_a_file_in_the_place_of_another_of_its_size_and_time_is_read_anew(tmp_path):
    one, other = BACI.encode(), CHINESE.encode()[: len(BACI)].ljust(len(BACI))
    path = tmp_path / "BACI_HS22_Y2022.csv"
    path.write_bytes(one)
    assert _grid.header(path) == ["t", "i", "j", "k", "v", "q"]
    state = path.stat()
    (tmp_path / "other").write_bytes(other)
    os.utime(tmp_path / "other", ns=(state.st_atime_ns, state.st_mtime_ns))
    (tmp_path / "other").replace(path)
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (state.st_size, state.st_mtime_ns)
    assert _grid.header(path)[0] == "数据年月" and _file.head(path) == other


def write(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def api(*changes, **other):
    rows = [API_ROW | change for change in changes]
    return json.dumps({"count": len(rows), "data": rows, "error": ""} | other)


def frame(path):
    rows, _ = observations.clean([(path.name, formats.read(path))])
    return rows.order("code DESC").df()


def zipped(**members):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize("kind", ["plain", "gzip", "bom", "zip", "parquet"])
def test_baci_in_each_wrapping_gives_the_same_rows(tmp_path, kind):
    name, content = {
        "plain": ("BACI_HS22_a.csv", BACI),
        "gzip": ("BACI_HS22_a.csv.gz", gzip.compress(BACI.encode())),
        "bom": ("BACI_HS22_a.csv", "\ufeff" + BACI),
        "zip": ("any.zip", zipped(**{"BACI_HS22_Y2022_V202601.csv": BACI, "country_codes.csv": "a,b\n"})),
        "parquet": ("BACI_HS22_a.parquet", b""),
    }[kind]
    path = write(tmp_path, name, content)
    if kind == "parquet":
        source = write(tmp_path, "x.csv", BACI)
        duckdb.read_csv(str(source), all_varchar=True, na_values="NA").write_parquet(str(path))
    assert formats.recognise(path) is baci
    rows = frame(path)
    assert list(rows.columns) == [c for c in formats.SCHEMA if c != "problem"]
    assert list(rows["value_usd"]) == [12500.0, 7001.0]
    assert rows["net_weight_kg"].tolist()[0] == 3250.0 and pd.isna(rows["net_weight_kg"][1])
    assert list(rows["code"]) == ["690911", "010121"]
    assert (
        set(rows["reporter"]) == {"CHN"} and set(rows["partner"]) == {"RUS"} and set(rows["hs"]) == {"HS22"}
    )
    assert set(rows["valuation"]) == {"FOB"} and set(rows["source"]) == {"BACI-HS22"}


def test_names_do_not_matter_but_content_does(tmp_path):
    assert formats.recognise(write(tmp_path, "gacc-export.csv", BACI)) is baci
    assert formats.recognise(write(tmp_path, "BACI_HS22.csv", api({}))) is comtrade
    assert formats.recognise(write(tmp_path, "comtrade.json", ENGLISH)) is gacc


def test_comtrade_reply(tmp_path):
    rows = frame(
        write(tmp_path, "a.json", api({}, {"flowCode": "M", "cifvalue": 99.5, "partnerCode": 0, "netWgt": 7}))
    )
    export, into = rows[rows["flow"] == "export"].iloc[0], rows[rows["flow"] == "import"].iloc[0]
    assert (export["period"], export["valuation"], export["unit"], export["quantity"]) == (
        "2023-01",
        "FOB",
        "units",
        10,
    )
    assert pd.isna(export["net_weight_kg"])  # 0 stands for not reported
    assert (into["partner"], into["valuation"], into["net_weight_kg"]) == ("WLD", "CIF", 7)


def test_comtrade_csv_of_the_site_with_a_comma_too_many(tmp_path):
    columns = ["period", "reporterCode", "reporterDesc", "flowCode", "partnerCode", "cmdCode", "primaryValue"]
    columns += ["classificationCode"]
    text = ",".join(columns) + '\n2022,792,"Türkiye, Rep.",X,643,010121,5.5,H6,\n'
    for encoding in ("utf-8", "iso-8859-1"):
        rows = frame(write(tmp_path, f"{encoding}.csv", text.encode(encoding)))
        assert rows[["reporter", "partner", "code", "period", "value_usd"]].values.tolist() == [
            ["TUR", "RUS", "010121", "2022", 5.5]
        ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "gb18030"])
def test_chinese_customs_in_english(tmp_path, encoding):
    rows = frame(write(tmp_path, f"export-{encoding}.csv", ENGLISH.encode(encoding)))
    row = rows.iloc[0]
    assert (row["partner"], row["code"], row["period"], row["value_usd"]) == (
        "RUS",
        "01012100",
        "2023-01",
        1234567.0,
    )
    assert (row["net_weight_kg"], row["unit"], row["flow"], row["valuation"]) == (
        1200.0,
        "kg",
        "export",
        "FOB",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_customs_in_chinese_adds_up_trade_modes(tmp_path, encoding):
    rows = frame(write(tmp_path, "进口/202301.csv", CHINESE.encode(encoding)))
    assert rows[
        ["reporter", "partner", "code", "flow", "valuation", "value_usd", "quantity", "unit"]
    ].values.tolist() == [["CHN", "RUS", "88062110", "import", "CIF", 5000.0, 1005.0, "units"]]


def test_chinese_customs_without_a_date_column_takes_the_month_of_the_name(tmp_path):
    text = "".join(line.partition(",")[2] for line in CHINESE.splitlines(keepends=True))
    assert set(frame(write(tmp_path, "export-2023-02.csv", text))["period"]) == {"2023-02"}
    with pytest.raises(InputError, match="no month in the name"):
        formats.read(write(tmp_path, "export.csv", text))


# Files that are refused: one error that names the file and says what was found.
REFUSED = {
    "missing": ("BACI_HS22.csv", None, "no such file"),
    "empty": ("BACI_HS22.csv", "", "an empty file"),
    "blank": ("BACI_HS22.csv", "\ufeff\n \n", "an empty file"),
    "error page": ("BACI_HS22.csv", "\n<!DOCTYPE html><title>403</title>", "a web page"),
    "UTF-16": ("BACI_HS22.csv", BACI.encode("utf-16"), "UTF-16"),
    "UTF-16 without a mark": ("BACI_HS22.csv", (BACI * 3).encode("utf-16-le"), "UTF-16"),
    "wrong delimiter": ("BACI_HS22.csv", BACI.replace(",", ";"), "the first line 't;i;j;k;v;q'"),
    "other columns": ("x.csv", "a,b\n1,2\n", "the first line 'a,b'"),
    "no edition": ("x.csv", BACI, "no HS edition"),
    "cut line": ("BACI_HS22.csv", BACI[:-12], "cut off"),
    "cut value": ("BACI_HS22.csv", BACI[:-1], "cut off"),
    "missing field": ("BACI_HS22.csv", BACI + "2022,156,643\n", "Expected Number of Columns"),
    "cut gzip": ("BACI_HS22.csv.gz", gzip.compress(BACI.encode() * 999)[:-9], "cut off"),
    "damaged zip": ("BACI.zip", zipped(**{"BACI_HS22_Y2022.csv": BACI})[:-30], "damaged"),
    "climbing zip": (
        "BACI.zip",
        zipped(**{"BACI_HS22_Y2022.csv": BACI, "../../x.csv": "a"}),
        "'../../x.csv'",
    ),
    "absolute zip": ("BACI.zip", zipped(**{"/etc/BACI_HS22_Y2022.csv": BACI}), "stay inside"),
    "zip without rows": ("BACI.zip", zipped(**{"country_codes.csv": "a\n"}), "a zip without trade rows"),
    "word for a number": ("BACI_HS22.csv", BACI + "2022,156,643,690911,many,1\n", "many"),
    "cut JSON": ("a.json", api({})[:-9], "a JSON reply"),
    "count": ("a.json", api({}, count=2), "expected the 2"),
    "stated error": ("a.json", api(error="quota exceeded"), "quota exceeded"),
    "yuan": ("export.csv", ENGLISH.replace("US dollar", "Renminbi Yuan"), "values in yuan"),
    "yuan in Chinese": ("export.csv", CHINESE.replace("美元", "人民币").encode("gb18030"), "values in yuan"),
    "no flow": ("202301.csv", CHINESE, "exports or imports"),
    "cut customs file": ("export.csv", CHINESE[:-40], "cut off"),
    "customs file at its cap": ("export.csv", CHINESE + CHINESE.splitlines()[1] + "\n", None),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_one_error(tmp_path, case, monkeypatch):
    name, content, found = REFUSED[case]
    if case == "customs file at its cap":
        monkeypatch.setattr(gacc, "MOST_ROWS", 3)
        found = "3 rows, all that one download holds"
    path = tmp_path / name
    if content is not None:
        write(tmp_path, name, content)
    with pytest.raises(InputError) as error:
        observations.clean([(name, formats.read(path))])
    assert found in str(error.value)
    assert error.value.where.startswith(name) and str(tmp_path) not in str(error.value)


# Rows that are set aside: counted, with the reason.
ASIDE = {
    "negative value": ("BACI_HS22.csv", BACI + "2022,156,643,690912,-1,1\n", "negative value"),
    "negative weight": ("BACI_HS22.csv", BACI + "2022,156,643,690912,1,-1\n", "negative weight"),
    "no value": ("BACI_HS22.csv", BACI + "2022,156,643,690912,NA,1\n", "no value"),
    "odd code": ("BACI_HS22.csv", BACI + "2022,156,643,6909,1,1\n", "code of odd length 6909"),
    "unknown exporter": ("BACI_HS22.csv", BACI + "2022,999,643,690912,1,1\n", "unknown exporter 999"),
    "unknown importer": ("BACI_HS22.csv", BACI + "2022,156,7,690912,1,1\n", "unknown importer 7"),
    "API unknown partner": ("a.json", api({}, {"partnerCode": 899}), "unknown partner 899"),
    "API unknown reporter": (
        "a.json",
        api({}, {"cmdCode": "69"}, {"reporterCode": 5555}),
        "unknown reporter 5555",
    ),
    "API odd code": ("a.json", api({}, {"cmdCode": "69"}, {"cmdCode": "88062"}), "code of odd length 88062"),
    "API negative": ("a.json", api({}, {"cmdCode": "69"}, {"primaryValue": -3}), "negative value"),
    "API without value": ("a.json", api({}, {"cmdCode": "69"}, {"primaryValue": None}), "no value"),
    "API flow": ("a.json", api({}, {"cmdCode": "69"}, {"flowCode": "XIP"}), "unknown flow XIP"),
    "API month": ("a.json", api({}, {"cmdCode": "69"}, {"period": "202313"}), "unknown period 202313"),
    "API transport": ("a.json", api({}, {"cmdCode": "69"}, {"motCode": 2100}), "part of another row"),
    "API twice": ("a.json", api({}, {"cmdCode": "69"}, {}), "the same row again"),
    "customs partner": (
        "export.csv",
        ENGLISH + "202301,7,Atlantis,88062110,x,1,kg,,,5\n",
        "unknown partner Atlantis",
    ),
    "customs code": ("export.csv", ENGLISH + "202301,344,Russia,880621100,x,1,kg,,,5\n", None),
    "customs negative": (
        "export.csv",
        ENGLISH + "202301,344,Russia,88062110,x,1,kg,,,-5\n",
        "negative value",
    ),
    "customs value": ("export.csv", ENGLISH + "202301,344,Russia,88062110,x,1,kg,,,-\n", "no value"),
    "customs month": (
        "export.csv",
        ENGLISH + "202319,344,Russia,88062110,x,1,kg,,,5\n",
        "unknown period 2023-19",
    ),
    "customs name": (
        "export.csv",
        ENGLISH + "202301,344,Ukraine,88062110,x,1,kg,,,5\n",
        "partner code 344 beside",
    ),
}


@pytest.mark.parametrize("case", ASIDE)
def test_a_bad_row_is_set_aside_and_counted(tmp_path, case):
    name, content, problem = ASIDE[case]
    problem = problem or "code of odd length 880621100"
    path = write(tmp_path, name, content)
    rows, ledger = observations.clean([(name, formats.read(path))])
    aside = ledger[ledger["problem"] != ""]
    assert list(aside["rows"]) == [1] and aside["problem"].iloc[0].startswith(problem)
    assert len(rows.df()) == ledger.loc[ledger["problem"] == "", "rows"].sum() > 0


def test_the_same_file_twice_counts_once(tmp_path):
    write(tmp_path, "BACI_HS22_a.csv", BACI)
    write(tmp_path, "BACI_HS22_b.csv", BACI)
    rows, ledger = observations.read(folder=tmp_path)
    assert len(rows.df()) == 2
    assert ledger.loc[ledger["problem"] == "the same file as BACI_HS22_a.csv", "rows"].tolist() == [2]


def test_two_releases_of_baci_for_one_year_are_refused(tmp_path):
    write(tmp_path, "BACI_HS22_V202501.csv", BACI)
    write(tmp_path, "BACI_HS22_V202601.csv", BACI.replace("12.5", "13"))
    with pytest.raises(InputError, match="one BACI release a year"):
        observations.read(folder=tmp_path)


def test_a_row_in_two_replies_counts_once_the_later_one(tmp_path):
    for month, value in (("01", 5.0), ("02", 6.0)):
        path = write(tmp_path, f"{month}.json", api({"primaryValue": value}))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        note = {"asked": f"2024-{month}-01T00:00:00+00:00", "sha256": digest}
        path.with_suffix(".query.json").write_text(json.dumps(note))
    rows, ledger = observations.read(folder=tmp_path)
    assert rows.df()["value_usd"].tolist() == [6.0] and rows.df()["retrieved"].tolist() == ["2024-02-01"]
    assert ledger["rows"].sum() == 2


def test_sources_are_kept_apart_and_nothing_is_an_error(tmp_path):
    write(tmp_path, "BACI_HS22_a.csv", BACI)
    write(tmp_path, "a.json", api({}))
    assert set(observations.read(folder=tmp_path)[0].df()["source"]) == {"BACI-HS22", "COMTRADE"}
    assert set(observations.read("COMTRADE", tmp_path)[0].df()["source"]) == {"COMTRADE"}
    with pytest.raises(InputError, match="no rows of GACC"):
        observations.read("GACC", tmp_path)


def test_every_reader_names_its_sources_and_its_look():
    assert list(formats.readers()) == ["baci", "bulletin", "comtrade", "gacc"]
    assert len(set(formats.sources())) == len(formats.sources())


@pytest.mark.parametrize("pack", ["zip", "gzip"])
def test_a_packed_file_of_a_format_that_does_not_unpack_is_refused(tmp_path, pack):
    text = b"period,reporterCode,flowCode,partnerCode,cmdCode,primaryValue,classificationCode\n"
    text += b"2022,792,X,643,010121,5.5,H6\n"
    path = tmp_path / f"rows.csv.{pack}"
    if pack == "gzip":
        path.write_bytes(gzip.compress(text))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("rows.csv", text)
    with pytest.raises(InputError, match="unpack it first"):
        formats.read(path)


def test_parquet_of_one_edition_is_one_table_whether_by_year_or_in_parts(tmp_path):
    parts = {
        "t=2022/BACI_HS22_0": (2022, 27),
        "t=2023/BACI_HS22_0": (2023, 27),
        "t=2023/BACI_HS22_1": (2023, 28),
    }
    for name, (year, chapter) in parts.items():
        path = tmp_path / f"{name}.parquet"
        path.parent.mkdir(exist_ok=True)
        row = f"'{year}' AS t, 156 AS i, 643 AS j, '{chapter}0900' AS k, 5.0 AS v, 1.0 AS q"
        duckdb.sql(f"SELECT {row}").write_parquet(str(path))
    with pytest.raises(InputError, match="also in"):  # a year in two files may be two releases
        observations.read(folder=tmp_path)
    (tmp_path / "t=2023/BACI_HS22_1.parquet").unlink()
    rows, ledger = observations.read(folder=tmp_path)
    assert ledger[["file", "rows"]].values.tolist() == [[tmp_path.name, 2]]
    assert rows.aggregate("sum(value_usd), min(reporter), max(partner)").fetchall() == [
        (10_000.0, "CHN", "RUS")
    ]
    year = duckdb.sql("SELECT '2021' AS t, -2 AS i, 643 AS j, '270900' AS k, 5.0 AS v, 1.0 AS q")
    year.write_parquet(str(tmp_path / "BACI_HS22_2.parquet"))
    _, ledger = observations.read(folder=tmp_path)
    assert ledger["problem"].tolist() == ["", "unknown exporter -2"]
