"""Malformed inputs that a seeded generator draws, and what becomes of each of them.

What would be another sound input (another number, another month, a word used elsewhere)
is not drawn as a cell: that is no fault, and no machine can tell. Rows and columns that
are exchanged may be sound each for itself. Each case is refused by name, set aside and
counted, or harmless: what verdicts read is the same. A release has a version, and so a
seed of its own.

    PYTHONPATH=tests:tools python -P tests/faults/generated.py

writes benchmarks/generated.csv, the table of four hundred of each kind.
"""

import csv
import gzip
import io
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pandas as pd

from dualuse.base import claims, pairs, rules, tables, units
from dualuse.base.errors import InputError
from dualuse.engine import official

REFUSED, HARMLESS = "refused by name", "harmless"
ASIDE = "set aside, and counted"
TRACEBACK, MOVED = "traceback", "moved what verdicts read, and not said"
OTHER = "another sound input, perhaps"
BAD = [TRACEBACK, MOVED]
ALL = [REFUSED, ASIDE, HARMLESS, OTHER, *BAD]
MANY = 400

FIGURES = "published/figures.csv"
JUDGEMENTS = "published/judgements.csv"
UNITS = "reference/units.csv"
BULK = ("official/GACC", "official/BACI")  # files of millions of rows
ACCEPTED = "accepted.csv"  # no input: the build says each row of it that differs
BACI = "official/BACI_HS92_Y2015-2024_raw_materials.csv.gz"
REPLY = Path(__file__).with_name("reply.json")  # synthetic, of the shape of Comtrade's
GACC = "official/GACC_3922_7324_bathroom_goods_export_2019-2025.csv"
REPLY_CSV = "comtrade.csv"  # the reply as the site's table
MAY_LACK = ["qty", "netWgt"]  # a reporter may give none: the total has none then, sound
SHORT = {BACI: ",270900,", GACC: "Russian Federation,7324"}  # rows of one good or two
FREE = tables.read_yaml(Path(__file__).with_name("free.yml"))

ODD = [
    "",
    " ",
    "x",
    "null",
    "true",
    "NaN",
    "inf",
    "-0",
    "1e5",
    "1_000",
    "0x10",
    "1,2,3",
]
ODD += ["\u22125", "\u00bd", "\u00b2", "\u0662\u0660\u0662\u0663-\u0660\u0665", "A1\n"]
ODD += ["2023-02-31", "2023-13", "0000-01", "9999-12", "2023-W05", "2023-05-01"]
ODD += ["\x1b[31m", "\u202e", "\u200b", "9" * 400, "x" * 100_000, "../x", "-", "*a"]
ODD += ["=cmd|'/C'!A0", "<script>alert(1)</script>", "$(touch x)", "'; DROP TABLE x"]
ODD += ["https://user@host.org/", "javascript:alert(1)", "\u0440aypal", "!!python/none"]
NUMBER_OR_DAY = r"-?\d[\d.,]*(-\d[\d.]*)?|(19|20)\d\d-\d\d(-\d\d)?"


def slip(rng, text):
    """Return a text with a slip of the hand: a letter lost, doubled, exchanged."""
    place = rng.randrange(len(text) + 1)
    before, here, after = text[:place], text[place : place + 1], text[place + 1 :]
    wide = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
    ways = [
        before + after,
        before + here * 2 + after,
        before + rng.choice("x0-+. ~\u00e9\u0430") + after,
        before + after[:1] + here + after[1:],
        text.swapcase(),
        text.translate(wide),
        f" {text}",
        f"{text}\n",
        f"{text}\u200b",
    ]
    return rng.choice(ways)


def draw_text(rng, text, known):
    """Return a wrong text in place of another; None if it could as well be right."""
    wrong = rng.choice([rng.choice(ODD), slip(rng, text)])
    is_sound = wrong in known or re.fullmatch(NUMBER_OR_DAY, wrong, re.ASCII)
    if wrong == text or is_sound:
        return None
    return wrong


def try_again(draw, *arguments):
    """Return the first case that is one."""
    while True:
        case = draw(*arguments)
        if case is not None:
            return case


# --- tables -----------------------------------------------------------------------


@cache
def list_tables():
    """Return the names of the tables that this story has, but for those of bulk."""
    names = []
    for name in tables.read_schemas():
        is_table = name.endswith(".csv") and not name.startswith((*BULK, ACCEPTED))
        if is_table and (tables.DATA / name).exists():
            names.append(name)
    return sorted(names)


@cache
def read_rows(name):
    """Return a table as a list of rows, its names first."""
    if name == REPLY_CSV:
        replies = json.loads(REPLY.read_text("utf-8"))["data"]
        cells = [[str(cell) for cell in row.values()] for row in replies]
        return [list(replies[0]), *cells]
    raw = (tables.DATA / name).read_bytes()
    if name.endswith(".gz"):
        raw = gzip.decompress(raw)
    text = raw.decode()
    if name in SHORT:  # a few rows of a code that is in a category
        lines = text.splitlines()
        some = [line for line in lines if SHORT[name] in line]
        text = "\n".join([lines[0], *some[:20]])
    return list(csv.reader(io.StringIO(text)))


def write_rows(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def draw_cells(rng, names):
    """Return a table in which one to three cells of one row are wrong."""
    name = rng.choice(names)
    rows = [list(row) for row in read_rows(name)]
    row = rng.choice(rows[1:])
    for place in rng.sample(range(len(row)), rng.randint(1, min(3, len(row)))):
        known = {other[place] for other in read_rows(name)}
        if rows[0][place] in MAY_LACK:
            known.add("")
        row[place] = try_again(draw_text, rng, row[place], known)
    return name, write_rows(rows)


def encode_as(encoding):
    def encode(rng, rows):
        rows = [[*rows[0]], *rows[1:]]
        rows[1] = [cell + "\u00e9" for cell in rows[1]]
        return write_rows(rows).decode().encode(encoding, "replace")

    encode.__name__ = f"encode_as_{encoding}"
    return encode


def put_a_nul(rng, rows):
    raw = write_rows(rows)
    place = rng.randrange(len(raw))
    return raw[:place] + b"\0" + raw[place:]


def take_a_column(rng, rows):
    place = rng.randrange(len(rows[0]))
    return write_rows([row[:place] + row[place + 1 :] for row in rows])


def rename_a_column(rng, rows):
    header = list(rows[0])
    place = rng.randrange(len(header))
    header[place] = slip(rng, header[place] + "s")
    return write_rows([header, *rows[1:]])


def repeat_a_row(rng, rows):
    return write_rows([*rows, rng.choice(rows[1:])])


def lose_a_field(rng, rows):
    rows = [list(row) for row in rows]
    rng.choice(rows[1:]).pop()
    return write_rows(rows)


def add_a_field(rng, rows):
    rows = [list(row) for row in rows]
    rng.choice(rows[1:]).append("x")
    return write_rows(rows)


DAMAGES = [
    *(encode_as("latin-1"), encode_as("utf-16"), encode_as("gb18030"), put_a_nul),
    *(take_a_column, rename_a_column, repeat_a_row, lose_a_field, add_a_field),
]


def draw_damage(rng, names):
    """Return a table as another program would save it, or damaged as a whole."""
    name = rng.choice(names)
    raw = rng.choice(DAMAGES)(rng, read_rows(name))
    return None if raw == write_rows(read_rows(name)) else (name, raw)


def exchange_cells(rng, rows):
    """Exchange the cells that two rows have in one column."""
    one, other = rng.sample(range(1, len(rows)), 2)
    place = rng.randrange(len(rows[0]))
    rows[one][place], rows[other][place] = rows[other][place], rows[one][place]


def move_a_row(rng, rows):
    row = rows.pop(rng.randrange(1, len(rows)))
    rows.insert(rng.randrange(1, len(rows) + 1), row)


def exchange_columns(rng, rows):
    """Exchange what stands below two names, in all rows."""
    one, other = rng.sample(range(len(rows[0])), 2)
    for row in rows[1:]:
        row[one], row[other] = row[other], row[one]


def exchange_two_cells_of_a_row(rng, rows):
    row = rng.choice(rows[1:])
    one, other = rng.sample(range(len(row)), 2)
    row[one], row[other] = row[other], row[one]


EXCHANGES = [
    *(exchange_cells, exchange_cells, move_a_row, exchange_columns),
    exchange_two_cells_of_a_row,
]


def draw_exchange(rng, names):
    """Return a table in which rows, columns or cells change places, or that of another."""
    name = rng.choice(names)
    if len(names) > 1 and rng.random() < 0.2:
        other = rng.choice([other for other in names if other != name])
        return name, write_rows(read_rows(other))
    rows = [list(row) for row in read_rows(name)]
    rng.choice(EXCHANGES)(rng, rows)
    return None if rows == read_rows(name) else (name, write_rows(rows))


def draw_official(rng, names):
    """Return a file of official rows: wrong cells, exchanges, damaged as a whole.

    A number in the place of a number may be sound: nobody can tell.
    """
    ways = [draw_cells, draw_cells, draw_exchange, draw_damage]
    draw, name = rng.choice(ways), rng.choice(names)
    case = draw(rng, [name])
    if case is None or draw != draw_exchange:
        return case
    changed = list(csv.reader(io.StringIO(case[1].decode())))
    for before, after in zip(read_rows(name), changed, strict=True):
        for cell, other in zip(before, after, strict=True):
            if cell != other and not re.fullmatch(NUMBER_OR_DAY, cell, re.ASCII):
                return case
    return None


def check_table(name, table, read=tables.read_other):
    schema = tables.read_schemas()[name]
    rules.check_table(f"data/{name}", table, schema, read)


def read_table(name, path):
    """Return what verdicts read of a table, checked as every reader checks it."""
    table = tables.read_csv(path)
    check_table(name, table)
    if name == JUDGEMENTS:
        refuse_beside_claims(table)
    if name in ASKED:  # whoever asks these gets lines, or none: words are for people
        evidence, read = read_evidence_once(), tables.read_table
        ours = {name: table}
        choose = lambda other: ours[other] if other in ours else read(other)  # noqa: E731
        with patch.object(tables, "read_table", choose):
            said = ASKED[name](*evidence)
        if said:
            raise InputError(f"data/{name}", said[0], "no such line")
        return said
    free = set(FREE["columns"]) | set(FREE["also"].get(name, []))
    free -= set(FREE["but"].get(name, []))
    if name == FIGURES:  # a figure of the context is printed, never reckoned with
        table.loc[table["role"] == "context", "reporter"] = ""
    columns = sorted(column for column in table if column not in free)
    return sorted(map(tuple, table[columns].to_numpy()))


def refuse_beside_claims(judgements):
    """Refuse a judgement on a whole whose parts are judged, as claims.yaml does."""
    story, real = claims.read_claims(), tables.read_other

    def read(other):
        return judgements if other == JUDGEMENTS else real(other)

    with patch.object(tables, "read_other", read):
        for fault in claims.list_claim_faults(story):
            raise InputError(f"data/{JUDGEMENTS}", fault.found, fault.expected)


def list_open(*evidence):
    """Return what `make review` and the tests refuse of not_bearing.csv."""
    asked = pairs.list_pairs(*evidence, claims.read_claims())
    return pairs.name_open(asked)


ASKED = {pairs.NOT_BEARING: list_open}


@cache
def read_evidence_once():
    return tables.read_figures(), tables.read_pages(), tables.read_judgements()


def read_beside(name, path):
    """Return the words of a table that others use, each of them checked beside it."""
    table = tables.read_csv(path)
    resource = tables.read_schemas()[name]["name"]
    used = set(re.findall(r"[\w-]+", tables.read_text(claims.CLAIMS)))

    def read(other):
        return table if other in (name, resource) else tables.read_other(other)

    known = {}
    for row in read(UNITS).itertuples():
        quantity = getattr(row, "quantity", "")
        known[row.unit] = units.Unit(row.kind, row.one, row.many, quantity)
    with patch.object(units, "read_units", lambda: known):
        for other in list_tables():
            if other != name:
                rows = tables.read_csv(tables.DATA / other)
                check_table(other, rows, read)
                used.update(rows.to_numpy().ravel())
    return sorted(used.intersection(table.iloc[:, 0]))


def judge_table(case, folder):
    """Return what becomes of a table.

    A word in a table of reference that changes is a fault where another table or a
    claim uses it.
    """
    name, raw = case
    path = folder / Path(name).name
    path.write_bytes(raw)
    outcome = judge(lambda: read_table(name, path), path.name, read_true_table(name))
    if outcome == MOVED and name.startswith("reference/"):
        true = read_beside(name, tables.DATA / name)
        outcome = judge(lambda: read_beside(name, path), "data/", true)
    return outcome


def judge_exchange(case, folder):
    """Return what becomes of a table of which each row may be sound."""
    outcome = judge_table(case, folder)
    return OTHER if outcome == MOVED else outcome


@cache
def read_true_table(name):
    return read_table(name, tables.DATA / name)


# --- official rows ---------------------------------------------------------------


def read_official(path):
    """Return totals of official rows, and what is said of what they lack.

    That is how many rows count in none of them, and by how many dollars those with a
    weight or a quantity, `value_weighed_usd` and `value_counted_usd`, fall short.
    """
    database = official.connect()
    ledger = official.read_rows(database, path)
    totals = official.add_up_lines(database)
    columns = ["series", "period_start", "value_usd", "quantity", "net_weight_kg"]
    answer = [str(row) for row in totals[columns].fillna(0).to_numpy().tolist()]
    skipped = int(ledger["rows"][ledger["problem"] != ""].sum())
    known = totals[["value_weighed_usd", "value_counted_usd"]].fillna(0).sum()
    return answer, (skipped, (totals["value_usd"].sum() - known).tolist())


@cache
def read_true_rows(name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name.removesuffix(".gz")
        raw = REPLY.read_bytes() if name == REPLY.name else write_rows(read_rows(name))
        path.write_bytes(raw)
        return read_official(path)


def judge_official(case, folder):
    """Return what becomes of a file of official rows; the ledger counts what it skips."""
    name, raw = case
    path = folder / Path(name).name.removesuffix(".gz")
    path.write_bytes(raw)
    true, said = read_true_rows(name)
    outcome = judge(lambda: read_official(path)[0], path.name, true)
    if outcome == MOVED and read_official(path)[1] != said:
        outcome = ASIDE
    path.unlink()
    return outcome


# --- what becomes of them ---------------------------------------------------------


def judge(read, name, true):
    """Return the outcome of one case: who reads it is compared with the true answer."""
    try:
        answer = read()
    except InputError as error:
        words = str(error)
        return REFUSED if name in words and "expected" in words else TRACEBACK
    except Exception as error:
        print(f"  {name}: {error!r}"[:300], file=sys.stderr)
        return TRACEBACK
    if answer == true:
        return HARMLESS
    other = [row for row in answer if row not in true]
    print(f"  {name}: {other}"[:600], file=sys.stderr)
    return MOVED


KINDS = {  # name: what is drawn, from what, how it is judged
    "cells of a figure": (draw_cells, [FIGURES], judge_table),
    "cells of another table": (draw_cells, None, judge_table),
    "rows, columns, tables exchanged": (draw_exchange, None, judge_exchange),
    "a table as a whole": (draw_damage, None, judge_table),
    "official rows": (draw_official, [BACI, GACC, REPLY_CSV], judge_official),
}


def run_kind(kind, count):
    """Return how often each outcome came; the same cases every time."""
    draw, source, judge_case = KINDS[kind]
    version = tables.read_story()["version"]
    rng = random.Random(f"{version} {kind}")
    outcomes = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(count):
            case = try_again(draw, rng, source or list_tables())
            outcomes[judge_case(case, Path(folder))] += 1
    return outcomes


def main():
    """Try each kind, and write how often each outcome came."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.check_output(command, cwd=tables.ROOT, text=True).strip()
    rows = []
    for kind in KINDS:
        outcomes = run_kind(kind, MANY)
        counts = {outcome: outcomes[outcome] for outcome in ALL}
        rows.append({"kind": kind, "tried": MANY, **counts, "commit": commit})
    table = pd.DataFrame(rows)
    table.to_csv(tables.ROOT / "benchmarks" / "generated.csv", index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
