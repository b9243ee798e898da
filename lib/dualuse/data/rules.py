"""What each table of data/ must look like; a row that does not is one InputError."""

import re

from dualuse.data import cells, printed, rows
from dualuse.data.cells import ANY, FILLED, QUOTE, day, like, one_of
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
STATISTICS = (
    "customs statistics",
    "reconciled statistics",
)  # kinds of source that official/ can hold rows of
ROLES = ("evidence", "context", "claim")
FLOWS = ("export", "import", "trade", "share", "price", "other")
PRINTS = ("kept", "assumed", "")
STATUS = rf"as printed|corrected|{printed.LATER}|{printed.UNREVISED}|{printed.CUT}|{printed.RECORD}"
INFERRED = ("", "year", "period", "unit", "released")
ID = like(r"[FNOSX][\w-]{0,19}|CLAIM-\w{1,14}", "F001, O001, S001, X-01 or CLAIM-D1")
SEEN = ("primary", "quoted", "reported", "retold", "")
BEARS_ON = ("said", "so", "pattern", "")  # the words, the facts, a like case
RELATIONS = ("supports", "contradicts", "qualifies", "context")


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
    columns, wholes, unique = RULES[name]()
    where = f"data/{name}"
    if list(frame.columns) != list(columns):
        raise InputError(where, f"columns {', '.join(frame.columns)}", ", ".join(columns), row=1)
    first, seen, records = frame.columns[0], set(), frame.to_dict("records")
    wholes = [*wholes, *BESIDE.get(name, lambda records: ())(records)]
    for line, row in enumerate(records, start=2):
        cells.plain(where, line, row)
        tests = [(c, test(row[c]), expected) for c, (test, expected) in columns.items()]
        if all(good for _, good, _ in tests):
            tests = [(c, test(row), expected) for c, test, expected in wholes]
            key = tuple(row[c] for c in unique)
            tests.append((unique[0], not (key in seen or seen.add(key)), "a value that no other row has"))
        for column, good, expected in tests:
            if not good:
                raise InputError(where, f"{column} {row[column]!r}", expected, row=f"{line} ({row[first]})")


def _words(name):
    where = f"reference/{name}.csv"
    frame = files.table(project.DATA / where, f"data/{where}")
    return tuple(frame[frame.columns[0]])


def _area(v, known):
    return v == "" or set(v.split("+")) <= known


def _trade():
    """Rules that figures.csv and second_transcription.csv share: what a print says."""
    areas = frozenset(_words("countries"))
    area = (lambda v: _area(v, areas), "ISO3 codes of reference/countries.csv, joined by +")
    products = (*_words("products"), *_words("categories"))
    return {
        "reporter": area,
        "partner": area,
        "flow": one_of(FLOWS),
        "product": one_of(products, "the slugs of reference/products.csv and categories.csv"),
        "period_start": like(cells.MONTH, "2023-01", empty=True),
        "period_end": like(cells.MONTH, "2023-06", empty=True),
        "unit": (lambda v: v == "" or cells.reads(printed.unit, v), "a unit such as m USD, units or percent"),
        "hedge": one_of((*printed.HEDGES, "")),
        "source": one_of(_words("sources"), "the slugs of reference/sources.csv"),
        "publisher": FILLED,
        "page": like(cells.PAGE, "https://…"),
    }


def words():
    """Return the words that claims.yaml may use: areas, products, sources, series, figures, pages, groups."""
    from dualuse.data.load import STATEMENTS as PAGES
    from dualuse.data.load import tidy

    figures, sources, pages = (
        files.table(project.DATA / name, f"data/{name}", may_be_empty=name == PAGES)
        for name in (FIGURES_FILE, "reference/sources.csv", PAGES)
    )
    statistics = sources["kind"].isin(STATISTICS)
    return {
        "area": frozenset(_words("countries")),
        "product": frozenset((*_words("products"), *_words("categories"))),
        "source": frozenset(sources["source"]),
        "official": frozenset(sources.loc[statistics, "source"]),
        "series": frozenset(tidy(figures[figures["role"] == "evidence"])["series"]),
        "figure": frozenset(figures["id"]),
        "page": frozenset(zip(pages["claim_id"], pages["page_id"], strict=True)),
        "group": frozenset(project.story().groups),
    }


def figure_cells():
    """Return {column: (test of one cell, what is expected)} of figures.csv, in the order of the file."""
    columns = dict.fromkeys(FIGURES.split(), ANY) | _trade()
    return columns | {
        "id": ID,
        "role": one_of(ROLES),
        "print": one_of(PRINTS),
        "growth_hedge": one_of((*printed.HEDGES, "")),
        "growth_base": like(cells.MONTH, "2022-01", empty=True),
        "released": day("2023-07-13, 2023-07 or 2023"),
        "status": like(rf"({STATUS})(; ({STATUS}))*", "later print; highest since 2022-03", empty=True),
        "inferred": one_of(INFERRED),
        "quote": QUOTE,
    }


def _figures():
    return figure_cells(), rows.OF_A_FIGURE, ("id",)


def _second():
    columns = dict.fromkeys(SECOND.split(), ANY) | _trade()
    columns |= {"id": ID, "released": day("2023-07-13", empty=True)}
    return columns, (rows.BETWEEN_TWO, rows.ORDERED, rows.HEDGED, rows.PARSED), ("id",)


def _statements():
    columns = dict.fromkeys(STATEMENTS.split(), ANY) | {
        "claim_id": like(r"[A-Za-z0-9][A-Za-z0-9-]*", "A1"),
        "page_id": like(r"[NS]\d{3}", "S001", empty=True),
        "url": like(cells.PAGE, "https://…", empty=True),
        "published_date": day("2023-07-24", empty=True),
        "relation": one_of(RELATIONS),
        "independent": one_of(("yes", "no", "")),
        "seen": one_of(SEEN),
        "bears_on": one_of(BEARS_ON),
        "quote": QUOTE,
    }
    return columns, rows.OF_A_PAGE, STATEMENTS.split()


def _categories():
    columns = {
        "category": like(cells.SLUG, "armour-ceramics"),
        "group": like(cells.SLUG, "goods", empty=True),
        "hs_edition": like(r"HS\d\d|any", "HS22 or any"),
        "hs_code": like(r"\d{2}|\d{4}|\d{6}", "69, 8806 or 650610"),
        "reason": FILLED,
        "source": FILLED,
    }
    return columns, (), ("category", "hs_edition", "hs_code")


def _countries():
    codes = like(r"\d{1,3}( \d{1,3})*", "643", empty=True)
    columns = {"iso3": like(r"[A-Z][A-Z0-9]{2}", "RUS"), "name": FILLED}
    columns |= dict.fromkeys(("m49", "comtrade", "baci"), codes)
    names = (
        lambda v: all(map(_of_customs, v.split(" ") if v else ())),
        "a number and names, such as 344 俄罗斯",
    )
    return columns | {"customs": names}, rows.OF_A_COUNTRY, ("iso3",)


def _of_customs(word):
    """Say whether a word is what Chinese customs call a country: three digits, or a name without any."""
    return bool(re.fullmatch("[0-9]{3}", word)) or (word != "" and not any(c.isdigit() for c in word))


def _listed(first, *others):
    """A table of words: the first column names the row."""
    return lambda: ({first: FILLED} | dict.fromkeys(others, ANY), (), (first,))


BESIDE = {
    "article_map.csv": rows.sentences,
    FIGURES_FILE: rows.figures,
    "published/statements.csv": rows.statements,
    "reference/categories.csv": rows.categories,
    "reference/countries.csv": rows.countries,
}


def _article_map():
    columns = {
        "number": like(r"[1-9]\d{0,2}", "12"),
        "sha256": like(r"[0-9a-f]{64}", "64 hexadecimal digits"),
    }
    return columns | {"claims": ANY, "why": ANY}, rows.OF_A_SENTENCE, ("number",)


RULES = {
    "article_map.csv": _article_map,
    FIGURES_FILE: _figures,
    "published/second_transcription.csv": _second,
    "published/statements.csv": _statements,
    "published/second_round.csv": _listed("id", "table", "outcome", "why"),
    "reference/categories.csv": _categories,
    "reference/countries.csv": _countries,
    "reference/materials.csv": _listed("hs_code", "label"),
    "reference/products.csv": _listed("product", "label"),
    "reference/sources.csv": _listed("source", "label", "name", "measures", "kind", "basis"),
    "reference/priority_list.csv": _listed("hs_code", "tier", "list_date", "publisher", "page"),
}
