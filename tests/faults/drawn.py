"""Malformed inputs that hypothesis draws, by kinds: rows, tables, claims (files: `drawn_files`).

Each is refused by name, counted aside, or read to the same answer. What would be another sound input (another
number, another month) is not drawn: that is no fault, and benchmarks/mutations.csv measures how much of it is found.
"""

import copy
import csv
import functools
import io
import re
from pathlib import Path

import fault_inputs as inputs
import yaml
from hypothesis import assume
from hypothesis import strategies as st

from dualuse.data import claim_file, claim_names, rules
from pressroom import files
from pressroom.errors import InputError
from pressroom.project import DATA

REFUSED, ASIDE, SAME = "refused by name", "counted aside", "same answer"
TRACEBACK, SILENT = "traceback", "changed a verdict in silence"
ODD = st.one_of(
    st.sampled_from(
        ["", " ", "x", "null", "true", "NaN", "inf", "-0", "1e5", "1_000", "0x10", "1.234,56", "1,2,3"]
    ),
    st.sampled_from(
        ["−5", "½", "²", "٢٠٢٣-05", "２０２３-05", "2023-02-31", "2023-13", "0000-01", "9999-12", "A1\n"]
    ),
    st.sampled_from(
        ["\x1b[31m", "\u202e", "\u200b", "9" * 400, "x" * 100_000, "=cmd|'/C'!A0", "*a", "../x", "-"]
    ),
    st.sampled_from(["<script>alert(1)</script>", "$(shell touch x)", "'; DROP TABLE x", "!!python/none ''"]),
    st.sampled_from(["https://user@host.org/", "javascript:alert(1)", "https://раураl.com/"]),
    st.text(max_size=12),
)


@st.composite
def slips(draw, text):
    """A slip of the hand: one character lost, doubled, changed or exchanged; another case; blanks; other digits."""
    place = draw(st.integers(0, max(len(text) - 1, 0)))
    before, here, after = text[:place], text[place : place + 1], text[place + 1 :]
    wide = text.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    lower = text.lower() if text != text.lower() else text.upper()
    other = draw(st.sampled_from("x0-+. ~é"))
    ways = [
        before + after,
        before + here * 2 + after,
        before + other + after,
        f"{before}{after[:1]}{here}{after[1:]}",
    ]
    return draw(st.sampled_from([*ways, wide, lower, f" {text}", f"{text} ", f"{text}\n", f"{text}\u200b"]))


def wrong(text):
    """Anything but a text: odd, or a slip of it."""
    return (ODD | slips(text)).filter(lambda found: found != text)


def sound(text, known):
    """Say whether a text is what another sound input could hold: a number, a day, a word used elsewhere."""
    return text in known or bool(
        re.fullmatch(r"-?\d[\d.]*(-\d[\d.]*)?|(19|20)\d\d-\d\d(-\d\d)?", text, re.ASCII)
    )


def judged(read, where, true):
    """Return what became of an input: `read()` is compared with the true answer, or says who refused it."""
    try:
        if (found := read()) == true:
            return SAME
        print(
            f"  {where}: {[f for f in found if f not in true][:3]} was {[t for t in true if t not in found][:3]}"
        )
        return SILENT
    except InputError as error:
        whole = str(error)
        return REFUSED if where in whole and "found" in whole and "Traceback" not in whole else TRACEBACK
    except Exception:
        return TRACEBACK


# --- rows of tables -------------------------------------------------------------------------------------

FREE = {
    "note",
    "outlet",
    "quote",
    "product_text",
    "publisher",
    "page",
    "hs_code",
    "url",
    "speaker_or_source",
    "source_",
}
FREE |= {
    "document_kind",
    "what_it_says",
    "reason",
    "name",
    "why",
    "published_date",
    "resolution",
    "sha256",
    "seen",
}
TABLES = ("published/statements.csv", "published/second_transcription.csv", "article_map.csv")
TABLES += ("reference/categories.csv", "reference/countries.csv")


@functools.cache
def table(name):
    """Return (columns, rows, {column: words used}) of a table of data/."""
    rows = list(csv.reader(io.StringIO((DATA / name).read_text(encoding="utf-8"))))
    return rows[0], rows[1:], {c: {r[i] for r in rows[1:]} for i, c in enumerate(rows[0])}


def read_table(path, name):
    """Return what verdicts read of a table, checked as every reader checks it."""
    frame = files.table(path, f"data/{name}")
    rules.check(name, frame)
    kept = [c for c in frame.columns if c not in FREE | ({"source"} if "categories" in name else {"id"})]
    return sorted(map(tuple, frame[kept].itertuples(index=False)))


@st.composite
def bad_rows(draw, names):
    """A table of data/ with one to three wrong cells in one row."""
    name = draw(st.sampled_from(names))
    header, rows, known = table(name)
    rows = [list(row) for row in rows]
    row = draw(st.integers(0, len(rows) - 1))
    for column in draw(st.lists(st.sampled_from(header), min_size=1, max_size=3, unique=True)):
        place = header.index(column)
        value = draw(wrong(rows[row][place]))
        assume(not sound(value, known[column]) and "\0" not in value)
        rows[row][place] = value
    return name, written(header, rows)


def written(header, rows, encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue().encode(encoding, "surrogatepass" if encoding == "utf-8" else "replace")


SAFE = (inputs.rows_shuffled, inputs.all_quoted, inputs.with_bom, inputs.crlf)
HARD = tuple(
    d
    for d in (*inputs.TEXT, *inputs.SHAPES)
    if d not in (*SAFE, inputs.cut, inputs.header_only, inputs.lone_cr)
)


@st.composite
def bad_tables(draw, names):
    """A table of data/ as another program would save it, or damaged as a whole."""
    name = draw(st.sampled_from(names))
    raw, rng = (DATA / name).read_bytes(), draw(st.randoms(use_true_random=False))
    for damage in draw(st.lists(st.sampled_from(SAFE), unique=True, max_size=3)):
        raw = damage(rng, raw)
    if draw(st.booleans()):
        raw = draw(st.sampled_from(HARD))(rng, (DATA / name).read_bytes())
    return name, raw


def judge_table(case, folder):
    name, raw = case
    path = Path(folder) / "table.csv"
    path.write_bytes(raw)
    return judged(lambda: read_table(path, name), f"data/{name}", true_table(name))


@functools.cache
def true_table(name):
    return read_table(DATA / name, name)


# --- documents: claims, replies -------------------------------------------------------------------------


def leaves(tree, path=()):
    """Yield (path, value) of every value in a document, branches included."""
    if path:
        yield path, tree
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in steps:
        yield from leaves(value, (*path, key))


def at(tree, path):
    return functools.reduce(lambda branch, key: branch[key], path, tree)


NO_TEXT = st.sampled_from([None, True, False, 7, -1, 1.5, [], {}, [None], {"x": 1}, [[]], float("inf")])
FREE_KEYS = {
    "claim",
    "where",
    "page",
    "printed",
    "settles",
    "note",
    "notes",
    "says",
    "because",
    "may_be",
    "denial",
}
FREE_KEYS |= {"not_counted", "title", "text", "context", "slug", "group", "seen", "asked", "id"}


@functools.cache
def claims():
    """Return (the claims file, {key: values used under it}, words of the tables)."""
    loaded = yaml.safe_load((DATA / "claims.yaml").read_text(encoding="utf-8"))
    used = {}
    for path, value in leaves(loaded):
        used.setdefault(key_of(path), set()).add(str(value))
    return loaded, used, claim_names.words()


def key_of(path):
    return next((key for key in reversed(path) if isinstance(key, str)), "")


@st.composite
def bad_claims(draw):
    """A claims file of one claim with one value of another kind or with a slip, a key lost, an item twice."""
    loaded, used, _ = claims()
    claim = draw(st.sampled_from(loaded["claims"]))
    whole = loaded | {"claims": [copy.deepcopy(claim)]}
    path, value = draw(st.sampled_from(list(leaves(whole["claims"], ("claims",)))[1:]))
    branch, key = at(whole, path[:-1]), path[-1]
    way = draw(st.sampled_from(["text", "text", "kind", "twice", "key"]))
    if way == "text" and isinstance(value, str):
        branch[key] = draw(wrong(value))
        assume(not sound(branch[key], used[key_of(path)]))
    elif way == "twice" and isinstance(value, list) and value:
        value.append(copy.deepcopy(draw(st.sampled_from(value))))
    elif way == "key" and isinstance(value, dict):
        value[draw(st.sampled_from(["x", "Kind", "values", "<<", "", "seriess"]))] = draw(NO_TEXT | ODD)
    else:
        branch[key] = draw(NO_TEXT)
        assume(branch[key] != value and str(branch[key]) not in used[key_of(path)])
    return claim["id"], yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)


def read_claims(text):
    """Return what verdicts read of a claims file."""
    parsed = claim_file.parse(text)
    claim_names.known(parsed, claims()[2])
    parts = [part for claim in parsed["claims"] for part in claim_file.parts(claim)]
    return [{k: v for k, v in part.items() if k not in FREE_KEYS} for part in parts]


def judge_claim(case, folder):
    name, text = case
    return judged(lambda: read_claims(text), "data/claims.yaml", true_claims(name))


@functools.cache
def true_claims(name):
    loaded = claims()[0]
    whole = loaded | {"claims": [c for c in loaded["claims"] if c["id"] == name]}
    return read_claims(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False))
