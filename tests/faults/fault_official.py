"""Malformed official files: BACI, UN Comtrade (reply and download), Chinese customs (English and Chinese).

The rows below are made up. A damaged file is refused with exit status 2; or every row that is used is one of the
true file's, and the others are counted among those set aside.
"""

import csv
import io
import json
import random
import shutil
from collections import Counter

import fault_data as data
import fault_inputs as inputs

CODES = ("690911", "690790", "880621", "880622", "650610", "10121")
BACI = "t,i,j,k,v,q\n" + "".join(
    f"2023,156,{643 if n % 2 else 804},{code},{n + 1}2.5,{n}.25\n" for n, code in enumerate(CODES)
)
_ROW = {"period": "202301", "reporterCode": 156, "flowCode": "X", "partnerCode": 643, "partner2Code": 0}
_ROW |= {"classificationCode": "H6", "customsCode": "C00", "motCode": 0, "qtyUnitCode": 5, "qty": 10}
_ROW |= {"isQtyEstimated": False, "netWgt": 7.5, "isNetWgtEstimated": False}
ROWS = [_ROW | {"cmdCode": c, "primaryValue": 100 + n} for n, c in enumerate(("8806", "69", "6506"))]
REPLY = json.dumps({"count": len(ROWS), "data": ROWS, "error": ""})
SITE = "period,reporterCode,flowCode,partnerCode,cmdCode,primaryValue\n" + "".join(
    f"202301,156,X,643,{r['cmdCode']},{r['primaryValue']}.5\n" for r in ROWS
)
ENGLISH = (
    "Date of data,Trading partner code,Trading partner,Commodity code,Commodity,Quantity,Unit,US dollar\n"
    '202301,344,Russian Federation,1012100,Horses,"1,200",Kilogram,"1,234,567"\n'
    '202301,344,Russian Federation,88062110,Drones,5,Set,"2,345,678"\n'
    '202302,344,Russian Federation,69091100,Ware,"7,000",Kilogram,"3,456,789"\n'
)
CHINESE = (
    "数据年月,商品编码,商品名称,贸易伙伴编码,贸易伙伴名称,第一数量,第一计量单位,美元\n"
    '202301,88062110,无人机,344,俄罗斯联邦,"1,000",台,"2,000"\n202302,69091100,陶瓷,344,俄罗斯联邦,5,千克,"3,000"\n'
)
FILES = {  # name below data/official/fetched: bytes
    "BACI_HS22_Y2023_V202601.csv": BACI.encode(),
    "comtrade/reply.json": REPLY.encode(),
    "comtrade/site.csv": SITE.encode(),
    "gacc/export.csv": ENGLISH.encode("latin-1"),
    "gacc/export-zh.csv": CHINESE.encode("gb18030"),
}
NUMBERS = ("many", "-5", "1e400", "NaN", "inf", "", "9" * 400, "12,5", "0x10", "1" * 5000, "5 USD")
WRONG = {  # column: what it must not hold
    "t": ("202", "20231", "", "20x3", "-2023", "２０２３"),
    "i": ("999", "CHN", "", "-156", "156.5", "99999999999999999999"),
    "j": ("000", "RU", "", "643643"),
    "k": ("69", "69091x", "", "6909111", "69.09.11"),
    "v": NUMBERS,
    "q": NUMBERS,
    "period": ("202313", "2023-01", "", "0", "20230101"),
    "reporterCode": ("999", "CHN", "", "-1", "156.0"),
    "flowCode": ("Z", "", "x"),
    "partnerCode": ("999999", "RUS", ""),
    "cmdCode": ("880", "88x6", "", "total"),
    "primaryValue": NUMBERS,
    "Date of data": ("202313", "", "Jan 2023", "2023"),
    "Trading partner code": ("999", "x"),
    "Trading partner": ("Narnia", "", "Ukraine"),
    "Commodity code": ("x", "", "123456789012"),
    "US dollar": NUMBERS,
    "数据年月": ("202300", ""),
    "贸易伙伴名称": ("不存在", ""),
    "美元": NUMBERS,
}
SHORTER = {inputs.cut, inputs.header_only, inputs.row_twice, inputs.blank}  # rows may be fewer or more


def _wrong(encoding):
    """Return damage that puts a wrong value into one cell of a CSV."""

    def cell_wrong(rng, raw):
        rows = list(csv.reader(io.StringIO(raw.decode(encoding))))
        column = rng.choice([c for c in rows[0] if c in WRONG])
        rng.choice(rows[1:])[rows[0].index(column)] = rng.choice(WRONG[column])
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        return out.getvalue().encode(encoding)

    return cell_wrong


def value_wrong(rng, raw):
    """Put a wrong value into one cell of a reply."""
    reply = json.loads(raw)
    row = rng.choice(reply["data"])
    key = rng.choice(sorted(row))
    row[key] = rng.choice(("x", -1, None, [], {}, True, "9" * 400, 1e308, "", "'; DROP TABLE x; --"))
    return json.dumps(reply).encode()


def reply_wrong(rng, raw):
    """Damage a reply as a whole."""
    reply = json.loads(raw)
    rng.choice(
        (
            lambda: reply.update(count=7),
            lambda: reply.update(error="quota"),
            lambda: reply.update(data={}),
            lambda: reply.update(data=[1, 2, 3]),
            lambda: reply.pop("count"),
            lambda: reply["data"].append([]),
            lambda: reply["data"][0].clear(),
        )
    )()
    return json.dumps(reply).encode()


def _damages(name):
    if name.endswith(".json"):
        return [value_wrong, value_wrong, value_wrong, reply_wrong, reply_wrong, *inputs.TEXT]
    encoding = {"gacc/export-zh.csv": "gb18030", "gacc/export.csv": "latin-1"}.get(name, "utf-8")
    shapes = [] if encoding == "gb18030" else [s for s in inputs.SHAPES if s is not inputs.column_added]
    texts = [t for t in inputs.TEXT if encoding != "gb18030" or t is not inputs.utf16]
    return [_wrong(encoding)] * 8 + texts + shapes


def rows():
    """Return the rows in use as texts, and how many rows were set aside."""
    from dualuse.official import observations

    used, ledger = observations.in_hand()
    columns = [c for c in used.columns if c != "retrieved"]
    aside = int(ledger.loc[ledger["problem"] != "", "rows"].sum())
    return [sorted(map(repr, used.select(*columns).fetchall())), aside]


def _work():
    got = data.entry("--check")()
    if got["exit"] == 0:
        got["result"] = rows()
    return got


@data.warm
def malformed(root, seed=6, count=50):
    """Try malformed official files; return (tried, survived)."""
    survived = 0
    official = root / "data" / "official"
    shutil.rmtree(official)
    inputs.rehash(root)
    names, known = list(FILES), {}
    for n in range(count):
        name = names[n % len(names)]
        rng = random.Random(f"{seed} official {n}")
        damage = rng.choice(_damages(name))
        path = official / "fetched" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name not in known:
            path.write_bytes(FILES[name])
            known[name] = data.forked(root, _work)
            if known[name]["exit"] != 0:
                raise RuntimeError(f"the true {name} is refused: {known[name]['said']}")
        raw = damage(rng, FILES[name])
        path.write_bytes(raw)
        got = data.forked(root, _work)
        good = inputs.clean(got, name) or _no_other(known[name], got, damage in SHORTER)
        if not good:
            data.note(
                f"{name} {n}, {damage.__name__}: exit {got['exit']}: {str(got.get('result', ''))[:400]} "
                f"{got['said'][:300]!r}"
            )
        survived += good
        path.unlink()
    return count, survived


def _no_other(true, got, shorter):
    """Tell whether every row in use is one of the true rows, and the rest are counted."""
    if got["exit"] != 0:
        return False
    (known, aside), (used, set_aside) = true["result"], got["result"]
    if Counter(used) - Counter(known):
        return False
    return shorter or len(used) + set_aside == len(known) + aside
