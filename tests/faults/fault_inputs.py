"""Malformed inputs from a seeded generator: each is refused with exit status 2, or read to the same result.

A damage function gets (random generator, bytes) and returns bytes. Those of MUST must be refused; the others may
be read as long as every verdict, category, entry and official row is what it was: what a reader cannot tell
from the true input is no other input. SHA256SUMS is written anew each time, so the parsers are reached.
"""

import csv
import hashlib
import io
import random
import re
import shutil
from pathlib import Path

import fault_data as data

HUGE = 200_000  # characters of a cell that is too long


# --- damage to any text ---------------------------------------------------------------------------------


def _lines(rng, raw):
    lines = raw.splitlines(keepends=True)
    return lines, rng.randrange(1, len(lines))


def utf16(rng, raw):
    return raw.decode().encode("utf-16")


def latin1(rng, raw):
    return raw.replace(b"a", "é".encode("latin-1"), 1)


def gb18030(rng, raw):
    return raw.replace(b"a", "数据".encode("gb18030"), 1)


def with_bom(rng, raw):
    return b"\xef\xbb\xbf" + raw


def crlf(rng, raw):
    return raw.replace(b"\n", b"\r\n")


def lone_cr(rng, raw):
    return raw.replace(b"\n", b"\r")


def nul(rng, raw):
    place = rng.randrange(len(raw))
    return raw[:place] + b"\0" + raw[place:]


def bad_utf8(rng, raw):
    place = rng.randrange(len(raw))
    return raw[:place] + b"\xff\xfe" + raw[place:]


def empty(rng, raw):
    return b""


def blank(rng, raw):
    return b" \n\n\t\n"


def header_only(rng, raw):
    return raw.splitlines(keepends=True)[0]


def cut(rng, raw):
    return raw[: rng.randrange(1, len(raw) - 1)]


def web_page(rng, raw):
    return b"<!DOCTYPE html><html><body>Service unavailable</body></html>\n"


def binary(rng, raw):
    return rng.randbytes(4096)


TEXT = (utf16, latin1, gb18030, with_bom, crlf, lone_cr, nul, bad_utf8, empty, blank, header_only, cut)
TEXT += (web_page, binary)

# --- damage to tables -----------------------------------------------------------------------------------


def _table(raw):
    rows = list(csv.reader(io.StringIO(raw.decode())))
    return rows[0], rows[1:]


def _written(header, rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue().encode()


def rows_shuffled(rng, raw):
    header, rows = _table(raw)
    rng.shuffle(rows)
    return _written(header, rows)


def columns_shuffled(rng, raw):
    header, rows = _table(raw)
    order = rng.sample(range(len(header)), len(header))
    return _written([header[i] for i in order], [[r[i] for i in order] for r in rows])


def all_quoted(rng, raw):
    header, rows = _table(raw)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([header, *rows])
    return out.getvalue().encode()


def column_gone(rng, raw):
    header, rows = _table(raw)
    gone = rng.randrange(len(header))
    return _written([h for i, h in enumerate(header) if i != gone], [r[:gone] + r[gone + 1 :] for r in rows])


def column_added(rng, raw):
    header, rows = _table(raw)
    return _written([*header, "surprise"], [[*r, "x"] for r in rows])


def column_twice(rng, raw):
    header, rows = _table(raw)
    twice = rng.randrange(len(header))
    return _written([*header, header[twice]], [[*r, r[twice]] for r in rows])


def column_renamed(rng, raw):
    header, rows = _table(raw)
    header[rng.randrange(len(header))] += rng.choice((" ", "_", "x"))
    return _written(header, rows)


def field_too_many(rng, raw):
    header, rows = _table(raw)
    rows[rng.choice((0, rng.randrange(len(rows))))].append("x")
    return _written(header, rows)


def every_row_too_long(rng, raw):
    header, rows = _table(raw)
    return _written(header, [["x", *r] for r in rows])


def field_too_few(rng, raw):
    header, rows = _table(raw)
    rows[rng.randrange(len(rows))].pop(rng.randrange(len(header)))
    return _written(header, rows)


def row_twice(rng, raw):
    header, rows = _table(raw)
    return _written(header, [*rows, rng.choice(rows)])


def header_again(rng, raw):
    header, rows = _table(raw)
    rows.insert(rng.randrange(len(rows)), header)
    return _written(header, rows)


def open_quote(rng, raw):
    lines, n = _lines(rng, raw)
    return b"".join([*lines[:n], b'"', *lines[n:]])


def semicolons(rng, raw):
    header, rows = _table(raw)
    return "".join(";".join(r) + "\n" for r in [header, *rows]).encode()


SHAPES = (rows_shuffled, columns_shuffled, all_quoted, column_gone, column_added, column_twice)
SHAPES += (column_renamed, field_too_many, every_row_too_long, field_too_few, row_twice, header_again)
SHAPES += (open_quote, semicolons)
SHAPES_MUST = {column_gone, every_row_too_long, field_too_few, field_too_many, header_again, utf16, empty}
SHAPES_MUST |= {column_twice, semicolons, web_page, binary, bad_utf8}


def cell(column, *values, where=lambda row: True):
    """Return damage that puts one of `values` into one cell of a column."""

    def damaged(rng, raw):
        header, rows = _table(raw)
        place = header.index(column)
        fit = [r for r in rows if where(dict(zip(header, r, strict=True)))]
        rng.choice(fit)[place] = rng.choice(values)
        return _written(header, rows)

    damaged.__name__ = f"{column}: {', '.join(repr(v[:12]) for v in values[:3])}…"
    return damaged


def _evidence(row):
    return row["role"] == "evidence" and row["value"] != "" and row["period_start"] != ""


FIGURE_CELLS = (
    cell(
        "value", "many", "1e5", "NaN", "inf", "14,5", "1,2,3", "--5", "0x10", "5-", "1.2.3", where=_evidence
    ),
    cell("value", "9" * 400, "9" * 6000, "1" + "0" * 330, where=_evidence),
    cell("value", "-14.5", "−3", "", where=_evidence),
    cell("unit", "bn usd", "USD bn", "furlongs", "m", "USD per", "", "bn bn USD", where=_evidence),
    cell("hedge", "roughly", "More than", "", "exact ", "between", where=_evidence),
    cell("reporter", "CHINA", "QQQ", "chn", "CHN+", "CHN,RUS", where=_evidence),
    cell("partner", "ZZZ", "RU", "RUS+QQQ", where=_evidence),
    cell("flow", "exports", "EXPORT", "", where=_evidence),
    cell("product", "dronez", "All", "drones ", "", where=_evidence),
    cell("source", "GACCC", "gacc", "", where=_evidence),
    cell(
        "period_start",
        "2023-13",
        "2023-00",
        "2023",
        "2023-1",
        "Jan 2023",
        "2999-01",
        "９９９９-01",
        where=_evidence,
    ),
    cell("period_end", "1999-12", "2023-99", "0000-01", "2023-06-30", "10000-01", where=_evidence),
    cell(
        "growth",
        "minus 5",
        "-150",
        "1e3",
        "78.1%",
        "NaN",
        where=lambda r: r["growth"] != "" and r["role"] == "evidence",
    ),
    cell(
        "growth_base", "2022-13", "last year", where=lambda r: r["growth"] != "" and r["role"] == "evidence"
    ),
    cell("growth_hedge", "", "roughly", where=lambda r: r["growth"] != "" and r["role"] == "evidence"),
    cell("id", "", "F112", "f112", "F 112", "F112\n", where=lambda r: r["id"] != "F112"),
    cell("role", "Evidence", "proof", "", "claims"),
    cell("released", "2023-13", "13 July 2023", "2023-7"),
    cell("page", "", "ftp://x", "javascript:alert(1)", "a page"),
    cell("same_fact", "F999999", "x"),
    cell("inferred", "guess", "Year"),
    cell("status", "wrong", "Corrected"),
)
FIGURE_FREE = (
    cell(
        "note",
        "x" * HUGE,
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "\u202e\u0000"[:1],
        "line\nbreak",
    ),
    cell("product_text", "x" * HUGE, "'; DROP TABLE figures; --", '"quoted"'),
)
CATEGORY_CELLS = (
    cell("hs_code", "69x", "8", "88066", "12345678901", "", "０１", "６９"),
    cell("hs_edition", "HS2022", "", "22", "hs22"),
    cell("category", "", "Armour Ceramics", "a_b", "../x"),
    cell("reason", "", " "),
    cell("source", ""),
    cell("group", "Goods", "a b"),
)

# --- damage to YAML -------------------------------------------------------------------------------------


def _swap(old, *new):
    """Return damage that replaces one occurrence of a pattern."""

    def damaged(rng, raw):
        text = raw.decode()
        found = list(re.finditer(old, text, re.M))
        one = rng.choice(found)
        return (text[: one.start()] + one.expand(rng.choice(new)) + text[one.end() :]).encode()

    damaged.__name__ = f"{old} → {new[0]}"
    return damaged


def tabs(rng, raw):
    return raw.replace(b"\n    ", b"\n\t", 1)


def indentation(rng, raw):
    lines, n = _lines(rng, raw)
    return b"".join([*lines[:n], b"       x: [1\n", *lines[n:]])


def python_tag(rng, raw):
    return raw + b"evil: !!python/object/apply:os.system ['true']\n"


def laughs(rng, raw):
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for n in range(1, 12):
        text += f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n"
    return raw + text.encode()


def deep(rng, raw):
    return raw + b"deep: " + b"[" * 3000 + b"]" * 3000 + b"\n"


def a_list(rng, raw):
    return b"- 1\n- 2\n"


def a_number(rng, raw):
    return b"42\n"


def two_documents(rng, raw):
    return raw + b"---\n" + raw


YAML = (tabs, indentation, python_tag, laughs, deep, a_list, a_number, two_documents)
CLAIM_CELLS = (
    _swap(r"^  - id: \w+", "  - id: A1", "  - id: Z9", "  - id: 7", "  - identity: A1"),
    _swap(r"kind: level, ", "kind: levels, ", "", "kind: [level], "),
    _swap(r'operator: "?[>=]"?', 'operator: "≥"', "operator: about", "operator: null"),
    _swap(
        r'value: "\d+"',
        "value: 100",
        'value: "many"',
        'value: ""',
        'value: "1e400"',
        "value: [1]",
        "value: yes",
    ),
    _swap(r"unit: m USD", "unit: mUSD", "unit: bn", "unit: 1"),
    _swap(r"hedge: [a-z ]+\}", "hedge: roughly}", "hedge: between}", "hedge: }"),
    _swap(
        r"periods: \[\[\d{4}-\d\d",
        "periods: [[2023-13",
        "periods: [[2023",
        "periods: [[2030-01",
        "periods: [[x",
    ),
    _swap(r"series: [A-Z]{3}-", "series: QQQ-", "series: ", "series: CHN", "series: 5 #"),
    _swap(r"series: (\S+)-drones-", r"series: \1-dronez-", r"series: \1--"),
    _swap(r"source: GACC", "source: GACCC", "source: gacc", "source: ", "source: [GACC]"),
    _swap(r"over: [A-Z]{3}-", "over: QQQ-", "over: "),
    _swap(r"figures: S\d+", "figures: S999", "figures: [S012]", "figures: "),
    _swap(r"context: \[F\d+", "context: [F9999", "context: [7", "context: [null"),
    _swap(
        r"calendar: \[\S+", "calendar: [2022-02-31,", "calendar: [soon,", "calendar: [2022,", "calendar: [7,"
    ),
    _swap(r"measure: value", "measure: price", "measure: 1"),
    _swap(r"fits: false", "fits: no way", "fits: 0", "fits: [false]"),
    _swap(r"way: \w+", "way: heard", "way: ", "ways: said"),
    _swap(r"^    settles: >-", "    settled: >-", "    settles: [", "    settles: null\n    x: >-"),
    _swap(r"^    evidence:", "    proof:", "    evidence: []\n    proof:"),
    _swap(r"^    kind: \w+", "    kind: rumour", "    kind: ", "    kind: level\n    kind: growth"),
    _swap(r"direction: more", "direction: up", "direction: more, direction: less"),
    _swap(r"goods: \[drones", "goods: [dronez", "goods: [7", "goods: [[drones]"),
    _swap(r"tally: \S+", "tally: CHN-UKR-export-ceramics-GACC", "tally: '{} {}'", "tally: '{0.x}'"),
    _swap(r"^left_out:", "left_off:", "left_out: 5\nx:"),
    _swap(r"official: \S+", "official: RUS-CHN-export-crude-oyl-BACI", "official: x", "official: 7"),
)
PIPELINE_CELLS = (
    _swap(r"reads: \[", "reads: [../../etc/passwd, ", "reads: [/etc/passwd, ", "reads: [7, ", "reads: x #"),
    _swap(
        r"reads: \[",
        "reads: [processed/nobody.csv, ",
        "reads: [processed/verdicts.csv, processed/bounds.csv, [",
    ),
    _swap(r"writes: \[processed", "writes: [published", "writes: [/tmp", "writes: [..", "writes: 3 #"),
    _swap(r"title: .*", "title: [x]", "title: 7", "titel: x", "title: x\n    title: y"),
    _swap(r"^  \d\d_\w+:", "  no_such_notebook:", "  ../x:", "  7:", "  'a b':", "  null:"),
    _swap(r"page: index.html", "page: ../index.html", "page: 7", "page: index", "page: a/b/c.html"),
    _swap(
        r"title: .*",
        "timeout: soon",
        "memory: -1",
        "timeout: 0",
        "memory: 1.5",
        "timeout: -5",
        "publish: maybe",
    ),
    _swap(r"^notebooks:", "notebook:", "notebooks: x\ny:", "notebooks: []\ny:", "notebooks: null\ny:"),
)

CSV = (*TEXT, *SHAPES)
KINDS = {  # name: (file below the project, cells that must be refused, other damage, what must not change, number)
    "figures": ("data/published/figures.csv", FIGURE_CELLS, (*CSV, *FIGURE_FREE), "verdicts", 100),
    "claims": ("data/claims.yaml", CLAIM_CELLS, (*TEXT, *YAML), "verdicts", 70),
    "categories": ("data/reference/categories.csv", CATEGORY_CELLS, CSV, "categories", 40),
    "pipeline": ("notebooks/pipeline.yml", PIPELINE_CELLS, (*TEXT, *YAML), "pipeline", 40),
}


# --- what must not change -------------------------------------------------------------------------------


def verdicts():
    """Return every verdict and every end of a range."""
    from dualuse.data import load
    from dualuse.official import totals
    from dualuse.verdicts import claims

    book = claims.Book(load.figures(), load.statements(), totals.in_hand(), load.labels())
    found = [claims.check(claim, book) for claim in load.claims()]
    return [
        [v.id, v.verdict, [[i.low, i.high, i.verdict] for i in v.evidence if i.kind == "trade"]]
        for v in found
    ]


def categories():
    """Return every category and code."""
    from dualuse.data import categories

    table = categories.table()[["category", "group", "hs_edition", "hs_code"]]
    return sorted(map(list, table.itertuples(index=False)))


def pipeline():
    """Return every entry of pipeline.yml as the build understands it."""
    from pressroom import project

    return sorted(repr(book) for book in project.read().values())


def read():
    """Return the figures and claims as verdicts are worked out from them."""
    from dualuse.data import load

    return load.figures().to_csv(), load.claims()


RESULTS = {"verdicts": verdicts, "categories": categories, "pipeline": pipeline}


def result(kind, true=None):
    """Return a function that checks all inputs as the Python entry does, and then tells what they come to.

    What is read as the true inputs are comes to the same as they do: it is not worked out again.
    """

    def work():
        got = data.entry("--check")()
        if got["exit"] == 0:
            got["read"] = hashed(read()) if kind == "verdicts" else ""
            same = true and got["read"] and got["read"] == true["read"]
            got["result"] = true["result"] if same else hashed(RESULTS[kind]())
        return got

    return work


def hashed(found):
    return hashlib.sha256(repr(found).encode()).hexdigest()


def rehash(root):
    """Write SHA256SUMS anew."""
    folder = Path(root) / "data"
    names = [n for n in data.files(root) if n != data.SUMS and not n.startswith("official/fetched/")]
    lines = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (folder / data.SUMS).write_text("".join(lines), encoding="utf-8")


def clean(got, name):
    """Tell whether a file was refused as it should: exit status 2, one line, the file's name."""
    said = got["said"]
    one = said.startswith("bad input: ") and said.count("\n") == 1 and "Traceback" not in said
    return got["exit"] == 2 and one and Path(name).name in said


def cases(kind, seed, count):
    """Yield (number, damage, whether it must be refused) of one kind: each damage in its turn, then again."""
    _, cells, free, _, most = KINDS[kind]
    rng = random.Random(f"{seed} {kind}")
    pool = [(d, True) for d in cells] + [(d, d in SHAPES_MUST) for d in free]
    order = [one for _ in range(most // len(pool) + 1) for one in rng.sample(pool, len(pool))]
    yield from ((n, *one) for n, one in enumerate(order[:count]))


@data.warm
def malformed(root, kind, seed=6, count=None):
    """Try malformed inputs of one kind; return (tried, survived)."""
    name, _, _, what, most = KINDS[kind]
    survived, path = 0, root / name
    if what != "verdicts":  # they alone have to do with the official rows, which take half a second to read
        shutil.rmtree(root / "data" / "official")
        rehash(root)
    before = path.read_bytes()
    true = data.forked(root, result(what))
    if true["exit"] != 0:
        raise RuntimeError(f"the true inputs are refused: {true['said']}")
    for n, damage, must in cases(kind, seed, count or most):
        rng = random.Random(f"{seed} {kind} {n}")
        raw = damage(rng, before)
        path.write_bytes(raw)
        rehash(root)
        got = data.forked(root, result(what, true))
        same = got["exit"] == 0 and got.get("result") == true["result"] and (not must or raw == before)
        if not (good := clean(got, name) or same):
            data.note(
                f"{kind} {n}, {damage.__name__}: exit {got['exit']}"
                f"{', must be refused' if must else ''}: {got['said'][:300]!r}"
            )
        survived += good
        path.write_bytes(before)
    return n + 1, survived
