"""Synthetic files of Chinese customs, in the shapes that its pages have: made by the tests, of no country's trade."""

import io
import zipfile
from html import escape

QUERY = ["Date of data", "Trading partner code", "Trading partner", "Commodity code", "Commodity"]
QUERY += ["Quantity", "Unit", "Supplementary Quantity", "Supplementary Unit", "US dollar"]


def workbook(rows):
    """Return an Excel workbook (.xlsx) of one sheet with these rows; numbers stay numbers."""
    lines = []
    for cells in rows:
        parts = [
            f"<c><v>{cell}</v></c>"
            if isinstance(cell, int | float)
            else f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for cell in cells
        ]
        lines.append(f"<row>{''.join(parts)}</row>")
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


def table(values, month="2023-05", language="zh", unit=None, growth=False, flow="export"):
    """Return the rows of a bulletin: `values` is {chapter: {country: (this month, since January)}} in thousand."""
    year, number = month.split("-")
    words = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    known = {
        "RUS": ("俄罗斯联邦", "Russian Federation"),
        "UKR": ("乌克兰", "Ukraine"),
        "QQQ": ("某国", "Nowhere"),
    }
    countries = list(dict.fromkeys(c for row in values.values() for c in row))
    zh = language == "zh"
    way = {"export": ("出口", "Exports to"), "import": ("进口", "Imports from")}[flow]
    rows = [
        [
            f"(15)对部分国家(地区){way[0]}商品类章金额表"
            if zh
            else f"(15) {way[1]} Selected Countries by HS Section & Chapter"
        ],
        [f"{year}年{int(number)}月" if zh else f"{words[int(number) - 1]}. {year}"],
        [unit or ("单位:千美元" if zh else "Unit: US$1,000")],
    ]
    kinds = (
        [f"{int(number)}月", f"1至{int(number)}月累计"]
        if zh
        else [words[int(number) - 1], f"Jan-{words[int(number) - 1]}"]
    )
    kinds += (["累计比去年同期±%"] if zh else ["% change"]) if growth else []
    rows.append(
        [("类章" if zh else "Section & Chapter")]
        + [c for k in countries for c in [known[k][not zh], *[""] * (len(kinds) - 1)]]
    )
    rows.append(["", *kinds * len(countries)])
    section = ["第十三类 石料制品;陶瓷产品" if zh else "Section XIII Articles of Stone; Ceramic Products"]
    rows.append(section + ["1,000"] * (len(kinds) * len(countries)))
    for chapter, row in values.items():
        label = ("总值", "Total")
        if chapter != "TOTAL":
            label = (f"第{int(chapter)}章 产品", f"Chapter {chapter} Products")
        cells = [label[not zh]]
        for country in countries:
            cells += [n if isinstance(n, str) else f"{n:,}" for n in row[country]] + (
                ["12.3"] if growth else []
            )
        rows.append(cells)
    return rows


def csv(rows):
    """Return rows as CSV bytes in UTF-8."""
    return "".join(",".join(f'"{c}"' for c in row) + "\n" for row in rows).encode()


def page(rows):
    """Return rows as a web page, as one saves it: a country's name spans its columns, the label its two rows."""
    *title, countries, kinds = rows[:5]
    across = (len(kinds) - 1) // max(1, sum(1 for c in countries[1:] if c))
    head = f'<tr><td rowspan="2">{countries[0]}</td>'
    head += "".join(f'<td colspan="{across}">{escape(c)}</td>' for c in countries[1:] if c) + "</tr><tr>"
    head += "".join(f"<td>{escape(k)}</td>" for k in kinds[1:]) + "</tr>"
    body = "".join(
        "<tr>" + "".join(f"<td><span>{escape(c)}</span></td>" for c in row) + "</tr>" for row in rows[5:]
    )
    said = "".join(f"<p>{escape(row[0])}</p>" for row in title)
    return f"<!DOCTYPE html><html><body>{said}<table>{head}{body}</table></body></html>".encode()


# Two planted sets, of no country's trade. Chapter 69 in thousand US dollars since January, by year and month, and eight
# digits a month in US dollars. In one the article's figures follow, in the other they do not.
ARMOUR = ["690310", "690320", "690390", "690911", "690912", "690919", "690990", "691410", "691490"]
HELMETS, VESTS = ["65061000"], ["62113300", "62114300", "63079000"]
SIGHTS = ["90131010", "90131090", "90138000", "90058000", "85258900"]
PLANTED = {
    "follows": {
        "chapter": {2022: {"RUS": 133_430, "UKR": 12_820}, 2023: {"RUS": 225_500, "UKR": 5_000}},
        "armour": 160_000,
        "goods": {2022: (9_000, 9_000, 9_000), 2023: (1_000, 1_000, 1_000)},
    },
    "does not follow": {
        "chapter": {2022: {"RUS": 90_000, "UKR": 6_000}, 2023: {"RUS": 100_000, "UKR": 9_000}},
        "armour": 10_000,
        "goods": {2022: (1_000, 1_000, 9_000), 2023: (9_000, 9_000, 1_000)},
    },
}
NOT = "not reproduced"
# What the claims are then: parts, and the whole. Customs' headings are a ceiling of what may be armour: never support.
VERDICTS = {
    "follows": {"A3a": "consistent", "A3b": "consistent", "A3c": "not checkable", "A3": "parts differ"}
    | {"A4a": "reproduced", "A4b": "consistent", "A4": "consistent", "A5": "reproduced"},
    "does not follow": dict.fromkeys(["A3a", "A3b", "A3c", "A3", "A4a", "A4b", "A4", "A5"], NOT),
}


def plant(folder, name):
    """Write the bulletins of May and June of two years, and one query of the first halves, into a folder."""
    folder.mkdir(parents=True)
    planted, rows = PLANTED[name], [QUERY]
    for year, sold in planted["chapter"].items():
        for month in (5, 6):  # the four bulletins that the claims' "what would settle it" names
            values = {"69": {c: (sold[c] // 6, sold[c] * month // 6) for c in sold}}
            (folder / f"table15-{year}-{month:02}.html").write_bytes(
                page(table(values, f"{year}-{month:02}"))
            )
        for month in range(1, 7):
            when = f"{year}{month:02}"
            for codes, value in zip((HELMETS, VESTS, SIGHTS), planted["goods"][year], strict=True):
                rows += [[when, "347", "Ukraine", c, "x", "5", "Set", "", "", f"{value}"] for c in codes]
            each = f"{planted['armour'] * 1000 // 6 // len(ARMOUR)}"
            rows += [[when, "344", "Russia", f"{c}00", "x", "", "", "", "", each] for c in ARMOUR]
    (folder / "export-2022-2023.xlsx").write_bytes(workbook(rows))
