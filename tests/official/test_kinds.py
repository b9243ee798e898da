"""Official files by kinds of fault: whatever stands in them is refused by name, counted aside, or a sound row.

Rows are synthetic. Never a traceback, never a row that no customs office can mean, never another total for another
order of rows or files.
"""

import bz2
import gzip
import hashlib
import io
import json
import lzma
import zipfile

import duckdb
import pytest
import synthetic_customs as synthetic
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from dualuse.official import formats, observations
from pressroom.errors import InputError

ODD = [
    "156.4",
    "1.56e2",
    "-2",
    "1_000",
    "true",
    "٢٠٢٣",
    "０２",
    "",
    " ",
    "NA",
    "NaN",
    "inf",
    "1e308",
    "1e400",
    "-0.5",
]
ODD += [
    "1.234,56",
    "1,2,3",
    "0x10",
    "9" * 30,
    "'; DROP TABLE x; --",
    "\u202e",
    "000000",
    "00",
    "0",
    "9999",
    "2023",
]
cells = st.sampled_from(ODD) | st.text(max_size=12).filter(lambda t: not set(t) & set('\r\n\0",'))
BACI = ["2023", "156", "643", "690911", "12.5", "3.25"]
SITE = ["202301", "156", "X", "643", "690911", "99.5", "H6"]
SITE_NAMES = "period,reporterCode,flowCode,partnerCode,cmdCode,primaryValue,classificationCode"
API = {
    "typeCode": "C",
    "freqCode": "M",
    "period": "202301",
    "reporterCode": 156,
    "flowCode": "X",
    "partnerCode": 643,
}
API |= {
    "classificationCode": "H6",
    "cmdCode": "690911",
    "qtyUnitCode": 5,
    "qty": 10,
    "netWgt": 7,
    "primaryValue": 99.5,
}
GACC = ["202305", "344", "Russia", "69091100", "Ware", "1,200", "Kilogram", "", "", "1,234,567"]
odd_json = st.sampled_from(
    [156.4, -2, True, None, [], {}, "x", "S", "A", 1e308, -1, "2023", "202313", 0, 10**30]
)


def sound(rows):
    """Assert that each row in use is one that a customs office can mean."""
    bad = rows.filter(
        f"""NOT (value_usd BETWEEN 0 AND {formats.MOST}) OR reporter = partner OR code[:2] = '00'
        OR NOT regexp_full_match(code, 'TOTAL|[0-9]{{2,8}}') OR length(code) % 2 = 1 AND code <> 'TOTAL'
        OR NOT regexp_full_match(period, '(19|20)[0-9]{{2}}(-[01][0-9](/[0-9]{{4}}-[01][0-9])?)?')
        OR quantity < 0 OR net_weight_kg < 0"""
    ).fetchall()
    assert not bad


def read(folder, written):
    """Read a folder twice; return the used rows and the ledger, or None where it is refused by name."""
    try:
        found = [observations.read(folder=folder) for _ in range(2)]
    except InputError as error:
        assert any(name in str(error) for name in written) or folder.name in str(error)
        assert str(folder.parent) not in str(error)
        return None
    (rows, ledger), (again, other) = found
    assert sorted(map(repr, rows.fetchall())) == sorted(map(repr, again.fetchall())) and ledger.equals(other)
    sound(rows)
    assert ledger.loc[ledger["problem"] == "", "rows"].sum() == rows.aggregate("count(*)").fetchall()[0][0]
    return rows, ledger


def spoilt(row):
    """Rows of which some cells are odd: [(column, cell)] for each row."""
    changes = st.lists(st.tuples(st.integers(0, len(row) - 1), cells), max_size=2)
    return st.lists(changes, min_size=1, max_size=4).map(
        lambda all_changes: [
            [next((c for place, c in reversed(changes) if place == n), cell) for n, cell in enumerate(row)]
            for changes in all_changes
        ]
    )


def lines(first, rows):
    return (
        first + "\n" + "".join(",".join(f'"{c}"' if "," in c else c for c in row) + "\n" for row in rows)
    ).encode()


FILES = {
    "BACI_HS22.csv": spoilt(BACI).map(lambda rows: lines("t,i,j,k,v,q", rows)),
    "site.csv": spoilt(SITE).map(lambda rows: lines(SITE_NAMES, rows)),
    "export.csv": spoilt(GACC).map(lambda rows: lines(",".join(synthetic.QUERY), rows)),
    "export.xlsx": spoilt(GACC).map(
        lambda rows: synthetic.workbook([synthetic.QUERY, *([_xml(c) for c in r] for r in rows)])
    ),
    "reply.json": st.lists(
        st.dictionaries(st.sampled_from(sorted(API)), odd_json, max_size=2), min_size=1, max_size=4
    ).map(lambda changes: json.dumps({"count": len(changes), "data": [API | c for c in changes]}).encode()),
    "export-2023-05.csv": st.tuples(cells, cells, cells).map(
        lambda odd: synthetic.csv(synthetic.table({"69": {"RUS": odd[:2]}, "70": {"RUS": (1, odd[2])}}))
    ),
}


def _xml(text):
    return "".join(c for c in text if c.isprintable())


def cut(content, place):
    return content[: place % max(len(content), 1)]


def flipped(content, place):
    at = place % max(len(content), 1)
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :] if content else b""


def zipped(content, place, method=zipfile.ZIP_DEFLATED):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.writestr("BACI_HS22_Y2023.csv", content)
    return flipped(held.getvalue(), place)


DAMAGES = {
    "whole": lambda content, place: content,
    "cut": cut,
    "a byte flipped": flipped,
    "gzip, a byte flipped": lambda content, place: flipped(gzip.compress(content, mtime=0), place),
    "zip, a byte flipped": zipped,
    "LZMA zip, a byte flipped": lambda content, place: zipped(content, place, zipfile.ZIP_LZMA),
    "bzip2 zip, a byte flipped": lambda content, place: zipped(content, place, zipfile.ZIP_BZIP2),
    "bzip2": lambda content, place: bz2.compress(content),
    "xz": lambda content, place: lzma.compress(content),
    "PAR1 before it": lambda content, place: b"PAR1" + content,
}


@st.composite
def files(draw):
    """A folder's files: one to three kinds, each perhaps damaged."""
    names = draw(st.lists(st.sampled_from(sorted(FILES)), min_size=1, max_size=3, unique=True))
    return {
        n: DAMAGES[draw(st.sampled_from(["whole", "whole", *DAMAGES]))](
            draw(FILES[n]), draw(st.integers(0, 10**6))
        )
        for n in names
    }


def try_one(tmp_path_factory, written):
    folder = tmp_path_factory.mktemp("kinds")
    for name, content in written.items():
        (folder / name).write_bytes(content)
    read(folder, written)


CALM = {"deadline": None, "derandomize": False, "suppress_health_check": list(HealthCheck), "database": None}


@seed(20230724)
@settings(max_examples=40, **CALM)
@given(files())
def test_whatever_stands_in_a_file_is_refused_counted_or_sound(tmp_path_factory, written):
    try_one(tmp_path_factory, written)


@pytest.mark.slow
@seed(20230725)
@settings(max_examples=400, **CALM)
@given(files())
def test_400_files_by_kinds(tmp_path_factory, written):
    try_one(tmp_path_factory, written)


@seed(1)
@settings(max_examples=10, **CALM)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from(["2024-01-01", "2024-02-01"])),
        min_size=2,
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_one_key_counts_once_whatever_the_order(tmp_path_factory, replies, random):
    """Replies on one key that differ in value, weight or date: the newest counts, and order decides nothing."""
    found = []
    for _ in range(2):
        folder = tmp_path_factory.mktemp("keys")
        for place in ("a", "b"):
            (folder / place).mkdir()
        for n, (value, weight, asked) in enumerate(replies):
            path = folder / "ab"[n % 2] / f"{value}{weight}{asked}.json"
            row = API | {"primaryValue": value, "netWgt": weight}
            path.write_text(json.dumps({"count": 1, "data": [row]}))
            note = {"asked": asked, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            path.with_suffix(".query.json").write_text(json.dumps(note))
        rows, ledger = observations.read(folder=folder)
        ((value, weight, retrieved),) = rows.project("value_usd, net_weight_kg, retrieved").fetchall()
        assert retrieved == max(asked for *_, asked in replies)
        assert ledger["rows"].sum() == len(
            {p.read_bytes() for p in folder.rglob("*.json") if "query" not in p.name}
        ) + sum(ledger["problem"].str.startswith("the same file"))
        found.append((value, weight))
        tail = replies[2:]
        random.shuffle(tail)
    assert found[0] == found[1]


def test_one_key_in_two_downloads_is_not_added_up(tmp_path):
    for name, value in (("export-1.csv", "1,000"), ("export-2.csv", "9,000")):
        (tmp_path / name).write_bytes(lines(",".join(synthetic.QUERY), [[*GACC[:-1], value]]))
    rows, ledger = observations.read(folder=tmp_path)
    assert rows.df()["value_usd"].tolist() == [9000.0]
    assert ledger["problem"].tolist()[0] == "another value of the same row; export-2.csv counts"


def test_a_revision_is_shown(tmp_path):
    for month, value in (("01", 5), ("02", 6)):
        path = tmp_path / month / "a.json"
        path.parent.mkdir()
        path.write_text(json.dumps({"count": 1, "data": [API | {"primaryValue": value}]}))
        note = {
            "asked": f"2024-{month}-01",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        path.with_suffix(".query.json").write_text(json.dumps(note))
    rows, ledger = observations.read(folder=tmp_path)
    assert rows.df()["value_usd"].tolist() == [6.0]
    assert "revised: 02 is newer" in set(ledger["problem"])


ASIDE = {
    "services": ({"typeCode": "S"}, "services, not goods"),
    "annual row with a month": ({"freqCode": "A"}, "frequency A with the period 202301"),
    "negative quantity": ({"qty": -1}, "negative quantity"),
    "its own partner": ({"partnerCode": 156}, "reporter and partner are one country"),
    "no such code": ({"cmdCode": "000000"}, "no such code 000000"),
    "year 9999": ({"period": "9999", "freqCode": "A"}, "unknown period 9999"),
    "beyond cents": ({"primaryValue": 1e17}, "a number beyond 1e+13"),
    "a fraction of a country": ({"reporterCode": "156.4"}, "unknown reporter 156.4"),
    "a negative country": ({"partnerCode": -2}, "unknown partner -2"),
}


@pytest.mark.parametrize("case", ASIDE)
def test_a_row_that_cannot_be_meant_is_counted_aside_by_name(tmp_path, case):
    change, problem = ASIDE[case]
    (tmp_path / "a.json").write_text(
        json.dumps({"count": 2, "data": [API | {"cmdCode": "69"}, API | change]})
    )
    rows, ledger = observations.clean([("a.json", formats.read(tmp_path / "a.json"))])
    assert len(rows.df()) == 1
    aside = ledger[ledger["problem"] != ""]
    assert aside["rows"].tolist() == [1] and aside["problem"].iloc[0].startswith(problem)


REFUSED = {
    "NaN": (b'{"count": 1, "data": [{"primaryValue": NaN}]}', "NaN"),
    "a key twice": (b'{"count": 1, "count": 1, "data": []}', "the key 'count' twice"),
    "a key in another case": (b'{"count": 1, "data": [{"period": "1", "Period": "2"}]}', "twice"),
    "nested": (b'{"count": 0, "data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "JSON"),
    "count of text": (json.dumps({"count": "1", "data": [API]}).encode(), "1 that the reply counts"),
    "a list for a number": (
        json.dumps({"count": 1, "data": [API | {"qty": []}]}).encode(),
        "row 1: found qty",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_odd_json_is_one_error(tmp_path, case):
    content, found = REFUSED[case]
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(InputError, match=found) as error:
        formats.read(tmp_path / "a.json")
    assert "a.json" in str(error.value)


@pytest.mark.parametrize("pack", ["gzip", "zip"])
def test_a_bomb_is_refused_at_once(tmp_path, pack):
    content = b"t,i,j,k,v,q\n" + b"1" * (80 << 20)
    path = tmp_path / f"BACI_HS22.csv.{pack}"
    path.write_bytes(gzip.compress(content) if pack == "gzip" else zipped(content, 0)[:0] or _zip(content))
    with pytest.raises(InputError, match="bytes packed into it"):
        observations.read(folder=tmp_path)


def _zip(content):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("BACI_HS22_Y2023.csv", content)
    return held.getvalue()


def test_members_that_differ_are_refused(tmp_path):
    good = lines("t,i,j,k,v,q", [BACI]).decode()
    for second, found in (
        ("BACI_HS17_Y2022.csv", "editions HS17, HS22"),
        ("BACI_HS22_Y2022.csv", "the first line"),
    ):
        with zipfile.ZipFile(tmp_path / "baci.zip", "w") as archive:
            archive.writestr("BACI_HS22_Y2023.csv", good)
            archive.writestr(second, good if "17" in second else good.replace("i,j", "j,i"))
        with pytest.raises(InputError, match=found):
            formats.read(tmp_path / "baci.zip")


@pytest.mark.parametrize("kind", ["cut", "text", "lists", "doubles"])
def test_a_parquet_that_is_none_of_ours_is_one_error_or_set_aside(tmp_path, kind):
    path = tmp_path / "BACI_HS22.parquet"
    made = {"lists": "[1]", "text": "'many'", "doubles": "156.4", "cut": "1"}[kind]
    duckdb.sql(
        f"SELECT '2023' AS t, {made} AS i, '643' AS j, '690911' AS k, {made} AS v, 1.0 AS q"
    ).write_parquet(str(path))
    if kind == "cut":
        path.write_bytes(path.read_bytes()[:-20])
    assert read(tmp_path, [path.name]) is None or kind == "doubles"


@pytest.mark.parametrize(
    "name", ["BACI_HS22_*.csv", "BACI_HS22_" + "x" * 230 + ".csv", "BACI_HS22_\udcff.csv"]
)
def test_a_name_that_not_every_system_reads_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(lines("t,i,j,k,v,q", [BACI]))
    with pytest.raises(InputError, match="a file name that not every system reads"):
        observations.read(folder=tmp_path)
