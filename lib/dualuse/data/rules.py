"""What each table of data/ must look like; a row that does not is one InputError."""

import re

from dualuse.data import printed
from pressroom import files, project
from pressroom.errors import InputError

FIGURES_FILE = "published/figures.csv"
FIGURES = """
    id role reporter partner flow product product_text hs_code period_start period_end value print unit hedge
    growth growth_hedge growth_base publisher source released page status same_fact inferred note"""
SECOND = """
    id reporter partner flow product product_text period_start period_end value unit hedge growth source
    publisher page released resolution"""
STATEMENTS = """
    claim_id page_id publisher url published_date speaker_or_source document_kind relation what_it_says
    independent_of_politico note seen bears_on"""
OUTLETS = ("Politico", "Business Insider")  # whose articles are under test
SAID = ("reporter", "partner", "product", "period_start", "period_end", "value", "unit")  # what a claim says
ROLES = ("evidence", "context", "claim")
FLOWS = ("export", "import", "trade", "share", "price", "other")
PRINTS = ("kept", "assumed", "")
STATUS = rf"as printed|corrected|{printed.LATER}|{printed.UNREVISED}|{printed.CUT}|{printed.RECORD}"
INFERRED = ("", "year", "period", "unit", "released")
SEEN = ("primary", "quoted", "reported", "retold", "")
BEARS_ON = ("said", "so", "pattern", "")  # the words, the facts, a like case
RELATIONS = ("supports", "contradicts", "qualifies", "context")
MONTH = r"\d{4}-(0[1-9]|1[0-2])"
DAY = r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?"
PAGE = r"https?://\S+"
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


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
    first = frame.columns[0]
    ids, seen = set(frame[first]), set()
    rows = [
        *rows,
        (unique[0], lambda r: _new(tuple(r[c] for c in unique), seen), "a value that no other row has"),
    ]
    if name == FIGURES_FILE:
        rows.append(_independent(frame))
    if "same_fact" in cells:
        known = (lambda r: r["same_fact"] in {*ids, ""} - {r[first]}, "the id of another row, or nothing")
        rows.append(("same_fact", *known))
    for line, row in enumerate(frame.to_dict("records"), start=2):
        tests = [(column, test(row[column]), expected) for column, (test, expected) in cells.items()]
        tests += (
            [] if not all(t[1] for t in tests) else [(c, test(row), expected) for c, test, expected in rows]
        )
        for column, good, expected in tests:
            if not good:
                raise InputError(where, f"{column} {row[column]!r}", expected, row=f"{line} ({row[first]})")


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


RELEASED = (
    "released",
    lambda r: r["role"] != "evidence" or r["released"] >= r["period_end"][: len(r["released"])],
    "a release that is not before the end of its period",
)
BASED = (
    "growth",
    lambda r: not r["growth"] or r["role"] != "evidence" or r["period_start"],
    "a rate with the period that it is of, and so a base: its own, or the same period a year before",
)


def _marked(row):
    """Return whether what the status says can be: a later level, a rate, a record among months before."""
    marks, since = printed.marks(row["status"]), row["status"].rpartition(" since ")[2]
    return (
        (row["value"] or not {printed.LATER, printed.CUT} & set(marks))
        and (printed.UNREVISED not in marks or row["growth"])
        and (not re.search(printed.RECORD, row["status"]) or since < row["period_start"] == row["period_end"])
    )


def _independent(frame):
    """Return the rule that no claim is evidence for itself: neither its number nor its outlet's other numbers are."""
    claims = frame[frame["role"] == "claim"]
    said = set(zip(*(claims[c] for c in SAID), strict=True))

    def own(row):
        return row["publisher"].startswith(OUTLETS) or (row["value"] and tuple(row[c] for c in SAID) in said)

    return (
        "role",
        lambda r: r["role"] != "evidence" or not own(r),
        "claim: the outlet or the number is a claim's own",
    )


def _growth_reads(row):
    return not row["growth"] or _reads(printed.growth, row["growth"], row["growth_hedge"] or "exact")


def figure_cells():
    """Return {column: (test of one cell, what is expected)} of figures.csv, in the order of the file."""
    columns = dict.fromkeys(FIGURES.split(), ANY) | _trade()
    return columns | {
        "id": _like(r"[FOSX][\w-]*|CLAIM-\w+", "F001, O001, S001, X-01 or CLAIM-D1"),
        "role": _one_of(ROLES),
        "print": _one_of(PRINTS),
        "growth_hedge": _one_of((*printed.HEDGES, "")),
        "growth_base": _like(MONTH, "2022-01", empty=True),
        "released": _like(DAY, "2023-07-13, 2023-07 or 2023"),
        "status": _like(rf"({STATUS})(; ({STATUS}))*", "later print; highest since 2022-03", empty=True),
        "inferred": _one_of(INFERRED),
    }


def _figures():
    rows = (
        ORDERED,
        HEDGED,
        PARSED,
        ("growth_hedge", lambda r: bool(r["growth_hedge"]) == bool(r["growth"]), "a hedge for every growth"),
        RELEASED,
        BASED,
        (
            "status",
            _marked,
            "a level printed later or cut off, a rate, or a record of one month since an earlier one",
        ),
        ("growth", _growth_reads, "a rate in per cent such as 78.1 or -34"),
        ("print", lambda r: bool(r["print"]) == bool(r["value"] or r["growth"]), "kept or assumed"),
        ("value", lambda r: r["role"] == "context" or r["value"] or r["growth"], "a number, by its role"),
    )
    return figure_cells(), rows, ("id",)


def _second():
    columns = (
        dict.fromkeys(SECOND.split(), ANY) | _trade() | {"released": _like(DAY, "2023-07-13", empty=True)}
    )
    return columns, (ORDERED, HEDGED, PARSED), ("id",)


def _statements():
    columns = dict.fromkeys(STATEMENTS.split(), ANY) | {
        "claim_id": _like(r"[ABC]\d+", "A1"),
        "page_id": _like(r"S\d{3}", "S001", empty=True),
        "url": _like(PAGE, "https://…", empty=True),
        "published_date": _like(DAY, "2023-07-24", empty=True),
        "relation": _one_of(RELATIONS),
        "independent_of_politico": _one_of(("yes", "no", "")),
        "seen": _one_of(SEEN),
        "bears_on": _one_of(BEARS_ON),
    }
    page = ("url", lambda r: bool(r["url"]) == bool(r["page_id"]), "a page for every page id")
    return columns, (page,), STATEMENTS.split()


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
    return columns | dict.fromkeys(("m49", "comtrade", "baci", "customs"), codes), (), ("iso3",)


def _listed(first, *others):
    """A table of words: the first column names the row."""
    return lambda: ({first: FILLED} | dict.fromkeys(others, ANY), (), (first,))


RULES = {
    FIGURES_FILE: _figures,
    "published/second_transcription.csv": _second,
    "published/statements.csv": _statements,
    "reference/categories.csv": _categories,
    "reference/countries.csv": _countries,
    "reference/materials.csv": _listed("hs_code", "label"),
    "reference/products.csv": _listed("product", "label"),
    "reference/sources.csv": _listed("source", "label", "name", "measures", "kind", "basis"),
    "reference/priority_list.csv": _listed("hs_code", "tier", "list_date", "publisher", "page"),
}
