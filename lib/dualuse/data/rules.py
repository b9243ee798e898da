"""What each table of data/ must look like; a row that does not is one InputError."""

import re
from datetime import date
from decimal import Decimal
from functools import cache

from dualuse.data import printed
from pressroom import files, project
from pressroom.errors import InputError

FIGURES_FILE = "published/figures.csv"
FIGURES = """
    id role reporter partner flow product product_text hs_code period_start period_end value print unit hedge
    growth growth_hedge growth_base publisher source released page status same_fact inferred note
    outlet quote"""
SECOND = """
    id reporter partner flow product product_text period_start period_end value unit hedge growth source
    publisher page released resolution"""
STATEMENTS = """
    claim_id page_id publisher url published_date speaker_or_source document_kind relation what_it_says
    independent note seen bears_on outlet quote"""
ROLES = ("evidence", "context", "claim")
FLOWS = ("export", "import", "trade", "share", "price", "other")
PRINTS = ("kept", "assumed", "")
STATUS = ("", "as printed", "corrected")
INFERRED = ("", "year", "period", "unit", "released")
SEEN = ("primary", "quoted", "reported", "retold", "")
BEARS_ON = ("said", "so", "pattern", "")  # the words, the facts, a like case
RELATIONS = ("supports", "contradicts", "qualifies", "context")
MONTH = r"\d{4}-(0[1-9]|1[0-2])"
DAY = r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?"
# A plain host, no user before it; then visible ASCII without what could end an attribute or an address.
PAGE = r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?(/[!#-;=?-~]*)?"
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


MOST_WORDS = 15  # of another page's words, in one quotation
LONGEST = 1_000  # characters of a cell; the longest page address in hand has 334
FIRST_MONTH = "1949-01"  # nothing in this story is older than the state that reports it
ARTICLES = ("politico", "business insider", "businessinsider")  # the outlets under test
# Control and escape codes, and marks that hide text or turn its direction.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
WIDE = "[\u3040-\u30ff\u4e00-\u9fff]"  # Chinese and Japanese: two characters count as one word


def check(name, frame):
    """Refuse a table whose rows are not what they must be: line by line, each cell, then the row as a whole.

    Parameters
    ----------
    name : str
        Path below data/; a table without rules here passes.
    frame : pandas.DataFrame
        All columns text.

    Raises
    ------
    InputError
        File, line (the header is line 1) and id, what was found, what would be accepted.
    """
    if name not in RULES:
        return
    cells, rows, unique = RULES[name]()
    where = f"data/{name}"
    if list(frame.columns) != list(cells):
        raise InputError(where, f"columns {', '.join(frame.columns)}", ", ".join(cells), row=1)
    first, seen, records = frame.columns[0], set(), frame.to_dict("records")
    rows = [
        *rows,
        *AMONG.get(name, lambda records: ())(records),
        (unique[0], lambda r: _new(tuple(r[c] for c in unique), seen), "a value that no other row has"),
    ]
    for line, row in enumerate(records, start=2):
        _plain(where, line, row)
        tests = [(column, test(row[column]), expected) for column, (test, expected) in cells.items()]
        tests += (
            [] if not all(t[1] for t in tests) else [(c, test(row), expected) for c, test, expected in rows]
        )
        for column, good, expected in tests:
            if not good:
                raise InputError(where, f"{column} {row[column]!r}", expected, row=f"{line} ({row[first]})")


def _plain(where, line, row):
    """Refuse text that a reader could not see, or that is too long to be a cell."""
    whole = "|".join(row.values())
    if not HIDDEN.search(whole) and len(whole) <= LONGEST:
        return
    for column, text in row.items():
        if hidden := HIDDEN.search(text):
            found = f"{column} with the character U+{ord(hidden[0]):04X}"
            raise InputError(where, found, "visible text", row=line)
        if len(text) > LONGEST:
            raise InputError(where, f"{column} of {len(text)} characters", f"at most {LONGEST}", row=line)


def _new(key, seen):
    """Return whether a key was not seen before, and remember it."""
    return not (key in seen or seen.add(key))


ANY = (lambda v: True, "text")


def _one_of(words, name=None):
    known = frozenset(words)
    return (known.__contains__, f"one of {name or ', '.join(w or 'nothing' for w in words)}")


def _like(pattern, example, empty=False):
    return (
        lambda v: (empty and v == "") or re.fullmatch(pattern, v, re.ASCII) is not None,
        f"text like {example}" + (", or nothing" if empty else ""),
    )


FILLED = (lambda v: v.strip() != "", "text")
QUOTE = (lambda v: words_of(v) <= MOST_WORDS, f"at most {MOST_WORDS} words of the page")


def words_of(text):
    """Return how many words a quotation has; two Chinese or Japanese characters count as one.

    Examples
    --------
    >>> words_of("worth over $2 million"), words_of("向戰場源源不斷")
    (4, 4)
    """
    wide = len(re.findall(WIDE, text))
    return sum(any(c.isalnum() for c in w) for w in re.sub(WIDE, " ", text).split()) + -(-wide // 2)


def _day(example, empty=False):
    """A day that exists, a month or a year."""
    like, expected = _like(DAY, example, empty)

    def good(v):
        try:
            return like(v) and (len(v) != len("2023-07-13") or bool(date.fromisoformat(v)))
        except ValueError:
            return False

    return good, expected


def _last_month(released):
    """Return the last month that a release can tell of: "2023" → "2023-12", "2023-07-13" → "2023-07"."""
    return released[: len("2023-07")] if len(released) > len("2023") else f"{released}-12"


def _words(name):
    where = f"reference/{name}.csv"
    frame = files.table(project.DATA / where, f"data/{where}")
    return tuple(frame[frame.columns[0]])


def _area(v, known):
    return v == "" or set(v.split("+")) <= known


def _reads(function, *words):
    """Return whether a printed number, its unit and its hedge can be read."""
    try:
        function(*words)
    except InputError:
        return False
    return True


def _trade():
    """Rules that figures.csv and second_transcription.csv share: what a print says."""
    areas = frozenset(_words("countries"))
    area = (lambda v: _area(v, areas), "ISO3 codes of reference/countries.csv, joined by +")
    products = (*_words("products"), *_words("categories"))
    return {
        "reporter": area,
        "partner": area,
        "flow": _one_of(FLOWS),
        "product": _one_of(products, "the slugs of reference/products.csv and categories.csv"),
        "period_start": _like(MONTH, "2023-01", empty=True),
        "period_end": _like(MONTH, "2023-06", empty=True),
        "unit": (lambda v: v == "" or _reads(printed.unit, v), "a unit such as m USD, units or percent"),
        "hedge": _one_of((*printed.HEDGES, "")),
        "source": _one_of(_words("sources"), "the slugs of reference/sources.csv"),
        "publisher": FILLED,
        "page": _like(PAGE, "https://…"),
    }


def words():
    """Return the words that other files may use: areas, products (categories among them), sources, figures."""
    figures = files.table(project.DATA / FIGURES_FILE, f"data/{FIGURES_FILE}")
    return {
        "area": frozenset(_words("countries")),
        "product": frozenset((*_words("products"), *_words("categories"))),
        "source": frozenset(_words("sources")),
        "figure": frozenset(figures[figures.columns[0]]),
    }


ORDERED = (
    "period_end",
    lambda r: not (r["period_start"] and r["period_end"]) or r["period_start"] <= r["period_end"],
    "a period that does not end before its start",
)
HEDGED = (
    "hedge",
    lambda r: bool(r["hedge"]) == bool(r["value"]),
    "a hedge where there is a value, and only there",
)
PARSED = (
    "value",
    lambda r: not r["value"] or not r["hedge"] or _reads(printed.interval, r["value"], r["unit"], r["hedge"]),
    "a number that its unit and hedge allow, such as 14.5 (or 5-7 where the hedge is between)",
)


DATED = (
    "period_end",
    lambda r: all(
        not r[c] or FIRST_MONTH <= r[c] <= _a_year_after(r) for c in ("period_start", "period_end")
    ),
    f"months between {FIRST_MONTH} and a year after the release",
)
TOLD_AFTER = (
    "released",
    lambda r: r["role"] != "evidence" or r["period_end"] <= _last_month(r["released"]),
    "a release that is not before its period ends",
)
TWO_SIDES = (
    "partner",
    lambda r: not r["partner"] or r["partner"] != r["reporter"],
    "another area than the reporter",
)
NOT_THE_ARTICLE = (
    "publisher",
    lambda r: (
        r["role"] != "evidence" or not any(a in f"{r['publisher']} {r['outlet']}".lower() for a in ARTICLES)
    ),
    "role claim for what goes back to the articles under test",
)


def _a_year_after(row):
    last = _last_month(row["released"])
    return f"{int(last[:4]) + 1}{last[4:]}"


def _among_figures(records):
    """Rules on a figure beside the others: what it repeats, and what the articles print."""
    by_id = {r["id"]: r for r in records}
    claims = [r for r in records if r["role"] == "claim" and r["value"]]

    def repeats(r):
        other = by_id.get(r["same_fact"])
        if not r["same_fact"]:
            return True
        if (
            other is None
            or other is r
            or other["same_fact"]
            or (r["role"] == "claim") != (other["role"] == "claim")
        ):
            return False
        same = (
            "reporter",
            "partner",
            "flow",
            *(("product", "source", "role") if r["role"] == "evidence" else ()),
        )
        return all(r[c] == other[c] for c in same)

    def own(r):
        if r["role"] != "evidence" or not r["value"]:
            return True
        alike = [c for c in claims if c["product"] == r["product"] and _amount(c) == _amount(r)]
        return not any(
            c[k] in ("", r[k])
            for c in alike
            for k in ("period_start",)
            if c["period_end"] in ("", r["period_end"])
        )

    return (
        (
            "same_fact",
            repeats,
            "the id of another row of the same series that repeats none itself, or nothing",
        ),
        ("value", own, "role claim: product, period and value are those of the article's own figure"),
    )


def _amount(row):
    """Return a printed value in its base unit as (number, base), or the text itself if it is a range."""
    factor, base = printed.unit(row["unit"])
    try:
        return printed.as_decimal(row["value"]) * Decimal(factor), base
    except InputError:
        return row["value"], base


def _among_statements(records):
    known = _claim_ids()
    return (("claim_id", lambda r: r["claim_id"] in known, "the id of a claim of data/claims.yaml"),)


@cache
def _claims_text():
    return files.text(project.DATA / "claims.yaml", "data/claims.yaml")


def _claim_ids():
    return frozenset(re.findall(r"^  - id: (\w+)$", _claims_text(), re.MULTILINE))


def _among_categories(records):
    """No claim's product may lose its last code: its series would be one without rows."""
    text = _claims_text()
    named = set(re.findall(r"importer: .*product: ([a-z0-9-]+)", text)) - {"all"}
    named |= {good for goods in re.findall(r"goods: \[(.*)\]", text) for good in goods.split(", ")}
    lost = sorted(named - {r["category"] for r in records})
    return (("category", lambda r: not lost, f"lines for {', '.join(lost)} as well, of which claims speak"),)


def _among_countries(records):
    """A code belongs to one area; an area with a UN number has one in each list of its own."""
    numbers = ("m49", "comtrade", "baci", "customs")
    held = {c: [n for r in records for n in r[c].split()] for c in numbers}
    twice = {c: {n for n in held[c] if held[c].count(n) > 1} for c in numbers}
    return tuple(
        (c, lambda r, c=c: not set(r[c].split()) & twice[c], "a number that no other area has")
        for c in numbers
    )


def _growth_reads(row):
    return not row["growth"] or _reads(printed.growth, row["growth"], row["growth_hedge"] or "exact")


def figure_cells():
    """Return {column: (test of one cell, what is expected)} of figures.csv, in the order of the file."""
    columns = dict.fromkeys(FIGURES.split(), ANY) | _trade()
    return columns | {
        "id": _like(r"[FNOSX][\w-]{0,19}|CLAIM-\w{1,14}", "F001, O001, S001, X-01 or CLAIM-D1"),
        "role": _one_of(ROLES),
        "print": _one_of(PRINTS),
        "growth_hedge": _one_of((*printed.HEDGES, "")),
        "growth_base": _like(MONTH, "2022-01", empty=True),
        "released": _day("2023-07-13, 2023-07 or 2023"),
        "status": _one_of(STATUS),
        "inferred": _one_of(INFERRED),
        "quote": QUOTE,
    }


def _figures():
    rows = (
        ORDERED,
        DATED,
        TOLD_AFTER,
        TWO_SIDES,
        NOT_THE_ARTICLE,
        HEDGED,
        PARSED,
        ("growth_hedge", lambda r: bool(r["growth_hedge"]) == bool(r["growth"]), "a hedge for every growth"),
        ("growth", _growth_reads, "a rate in per cent such as 78.1 or -34"),
        ("print", lambda r: bool(r["print"]) == bool(r["value"] or r["growth"]), "kept or assumed"),
        ("value", lambda r: r["role"] == "context" or r["value"] or r["growth"], "a number, by its role"),
    )
    return figure_cells(), rows, ("id",)


def _second():
    columns = dict.fromkeys(SECOND.split(), ANY) | _trade() | {"released": _day("2023-07-13", empty=True)}
    return columns, (ORDERED, HEDGED, PARSED), ("id",)


def _statements():
    columns = dict.fromkeys(STATEMENTS.split(), ANY) | {
        "claim_id": _like(r"[ABC]\d+", "A1"),
        "page_id": _like(r"[NS]\d{3}", "S001", empty=True),
        "url": _like(PAGE, "https://…", empty=True),
        "published_date": _day("2023-07-24", empty=True),
        "relation": _one_of(RELATIONS),
        "independent": _one_of(("yes", "no", "")),
        "seen": _one_of(SEEN),
        "bears_on": _one_of(BEARS_ON),
        "quote": QUOTE,
    }
    page = ("url", lambda r: bool(r["url"]) == bool(r["page_id"]), "a page for every page id")
    own = ("independent", lambda r: bool(r["independent"]) == bool(r["page_id"]), "yes or no for every page")
    return columns, (page, own), STATEMENTS.split()


def _categories():
    columns = {
        "category": _like(SLUG, "armour-ceramics"),
        "group": _like(SLUG, "goods", empty=True),
        "hs_edition": _like(r"HS\d\d|any", "HS22 or any"),
        "hs_code": _like(r"\d{2}|\d{4}|\d{6}", "69, 8806 or 650610"),
        "reason": FILLED,
        "source": FILLED,
    }
    return columns, (), ("category", "hs_edition", "hs_code")


def _countries():
    codes = _like(r"\d{1,3}( \d{1,3})*", "643", empty=True)
    columns = {"iso3": _like(r"[A-Z][A-Z0-9]{2}", "RUS"), "name": FILLED}
    columns |= dict.fromkeys(("m49", "comtrade", "baci"), codes)
    return columns | {"customs": _like(r"\S+( \S+)*", "344 俄罗斯", empty=True)}, (), ("iso3",)


def _listed(first, *others):
    """A table of words: the first column names the row."""
    return lambda: ({first: FILLED} | dict.fromkeys(others, ANY), (), (first,))


def _second_round():
    columns = {"id": FILLED, "table": FILLED, "outcome": FILLED, "why": FILLED}
    return columns, (), ("id",)


AMONG = {
    FIGURES_FILE: _among_figures,
    "published/statements.csv": _among_statements,
    "reference/categories.csv": _among_categories,
    "reference/countries.csv": _among_countries,
}
RULES = {
    FIGURES_FILE: _figures,
    "published/second_transcription.csv": _second,
    "published/statements.csv": _statements,
    "published/second_round.csv": _second_round,
    "reference/categories.csv": _categories,
    "reference/countries.csv": _countries,
    "reference/materials.csv": _listed("hs_code", "label"),
    "reference/products.csv": _listed("product", "label"),
    "reference/sources.csv": _listed("source", "label", "name", "measures", "kind", "basis"),
    "reference/priority_list.csv": _listed("hs_code", "tier", "list_date", "publisher", "page"),
}
