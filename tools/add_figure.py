"""Add a published figure: ask for its fields (or take them as FIELD=value), show what it would move, append on yes.

Usage: make add-figure
       make add-figure REPORTER=CHN PARTNER=RUS FLOW=export PRODUCT=cars ... [YES=1]

Fields are checked as they are typed, each beside those before it; `<` goes back to the one before. Nothing is
written before every check has passed and the answer is yes; then the row, its entry in CHANGES.md, the descriptor and
the hashes are written together, see `adding`. Answers that were refused are kept in my/figure.json and offered again.
Exit status: 0, 2 for a field that is refused, 1 for any other failure.
"""

import csv
import io
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

import pressroom.quiet  # noqa: F401

import adding
import asking
import pandas as pd

from dualuse.data import cells, load, printed, rows, rules
from dualuse.doubts import moves
from pressroom import project, wording
from pressroom.engine.arguments import typed
from pressroom.errors import InputError, near

# Field: what is asked. The rest of a row is the project's own book-keeping.
ASKED = {
    "role": "evidence (an independent print), context (helps to read), or claim (goes back to the articles under test)",
    "reporter": "Whose record: country as ISO3 (CHN, RUS, ...)",
    "partner": "Trade with: country as ISO3 (WLD: the world)",
    "flow": "Direction, as the reporter sees it",
    "product": "Product word (data/reference/products.csv; all: all goods)",
    "product_text": "The page's own word for the goods",
    "hs_code": "HS code, if the page states one",
    "period_start": "First month (YYYY-MM)",
    "period_end": "Last month, counted (YYYY-MM)",
    "value": "The number as printed, with its digits (14.5; 5-7 if between); empty if only a growth was printed",
    "unit": "Its unit (bn USD, m USD, units, tonnes, ...)",
    "hedge": "How the page hedges it",
    "growth": "Growth in per cent as printed (78.1, -34), if any",
    "growth_hedge": "How the page hedges the growth",
    "publisher": "Who printed it",
    "source": "Whose customs or records (data/reference/sources.csv)",
    "released": "When it was released (YYYY-MM-DD, YYYY-MM or YYYY)",
    "page": "Address of the page (https://...)",
    "same_fact": "Id of a figure that prints the same fact, if this page repeats it",
    "quote": "The page's own words, 15 at most, where a verdict rests on it",
    "note": "A remark in your own words",
    "why": "Why it belongs here (goes to data/CHANGES.md)",
}
CHOICES = {"role": rules.ROLES, "flow": rules.FLOWS, "hedge": ("", *printed.HEDGES)}
CHOICES["growth_hedge"] = CHOICES["hedge"]
ALSO = ("id", "growth_base", "inferred", "why", "yes")
NEEDED = (
    "role",
    "reporter",
    "partner",
    "flow",
    "product",
    "publisher",
    "source",
    "released",
    "page",
    "period_start",
)
HEADING = "## Added with `make add-figure`"


def words(field):
    """Return the words that a field may hold, if they are a list."""
    if field in CHOICES:
        return [w for w in CHOICES[field] if w]
    if field == "product":
        return sorted({*load.reference("products")["product"], *load.reference("categories")["category"]})
    if field in ("reporter", "partner"):
        return sorted(load.reference("countries")["iso3"])
    if field == "source":
        return sorted(load.reference("sources")["source"])
    return sorted(set(load.figures()[field])) if field in ("publisher", "unit") else []


def refuse_cell(field, text):
    """Raise InputError if a field cannot hold this text; name the near miss."""
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise InputError(field, repr(text), "one line of text, without control characters")
    if field in NEEDED and not text:
        raise InputError(field, "nothing", ASKED[field])
    test, expected = rules.cell_tests(load.FIGURES).get(field, cells.ANY)
    if not test(text):
        close = near(text, words(field), "").partition("; ")[2]
        if field in ("reporter", "partner"):
            codes = load.reference("countries").set_index("name")["iso3"]
            close = f"for {text}, {codes[text.title()]}" if text.title() in codes else close
        raise InputError(field, repr(text), expected + (f"; {close}" if close else ""))


def row_of(given):
    """Return a checked row of figures.csv from fields in words.

    Raises
    ------
    InputError
        Field, what was found, what would be accepted.
    """
    fields = {name.lower(): text.strip() for name, text in given.items()}
    for name in fields:
        if name not in ASKED and name not in ALSO:
            raise InputError(name, "no such field", near(name, [*ASKED, *ALSO], f"field: {', '.join(ASKED)}"))
    old = load.source(load.FIGURES)
    row = dict.fromkeys(old.columns, "") | {k: v for k, v in fields.items() if k in old.columns}
    number = max(int(i) for i in old["id"].str.extract(r"^F(\d+)")[0].dropna()) + 1
    row["id"] = row["id"] or f"F{number:03}"
    row["print"] = "kept" if row["value"] or row["growth"] else ""
    for field in old.columns:
        refuse_cell(field, row[field])
    refuse_row(row)
    rules.check(load.FIGURES, pd.concat([old, pd.DataFrame([row])], ignore_index=True))
    return row


def refuse(field, answers):
    """Raise InputError if a field cannot hold what was answered, or not beside what was answered before."""
    refuse_cell(field, answers[field])
    refuse_row(dict.fromkeys(ASKED, "") | answers, set(answers))


def refuse_row(row, answered=None):
    """Raise InputError if the fields of a row do not go together (what the schema cannot see, or says less well).

    Parameters
    ----------
    row : dict
    answered : set of str, optional
        The fields that are known so far: only what is about these is looked at. All, if not given.
    """
    for fields, refuse in TOGETHER:
        if answered is None or set(fields) <= answered:
            refuse(row)


def _period(row):
    if row["period_end"] and row["period_end"] < row["period_start"]:
        raise InputError("period_end", row["period_end"], f"a month from {row['period_start']} on")


def _hedged(value, hedge):
    def refuse(row):
        if row[value] and not row[hedge]:
            raise InputError(hedge, "nothing", f"how the page hedges it: one of {', '.join(printed.HEDGES)}")
        if row[hedge] and not row[value]:
            raise InputError(hedge, repr(row[hedge]), f"no {hedge} without a {value}")

    return refuse


def _number(row):
    if row["value"] and not row["unit"]:
        raise InputError("unit", "nothing", ASKED["unit"])
    if row["value"]:
        readable("value", printed.interval, row["value"], row["unit"], row["hedge"])


def _growth(row):
    if not row["value"] and not row["growth"]:
        raise InputError("value", "neither a value nor a growth", "at least one of them, as printed")
    if row["growth"]:
        readable("growth", printed.growth, row["growth"], row["growth_hedge"])


def _role(row):
    sources = load.reference("sources")
    own = " or ".join(sources.loc[sources["kind"] == "claim", "source"])  # the articles under test
    if (row["role"] == "claim") != (row["source"] in own.split(" or ")):
        raise InputError(
            "role", f"{row['role']} with source {row['source']}", f"claim with {own}, and only there"
        )


def _released(row):
    if row["role"] == "evidence" and len(row["released"]) >= 7 and row["released"][:7] < row["period_end"]:
        raise InputError("released", row["released"], f"not before the period ends, {row['period_end']}")


def _page(row):
    host = urlsplit(row["page"]).hostname or ""
    if row["role"] == "evidence" and rows.under_test() & set(map(rows.letters, host.split("."))):
        raise InputError(
            "page", f"evidence from {host}", "role claim (the article is no evidence for itself) or context"
        )


def _twice(row):
    old = load.source(load.FIGURES)
    twice = old[(old[list(SAME)] == pd.Series({c: row[c] for c in SAME})).all(axis=1)]
    if len(twice):
        raise InputError("figure", f"the same print of the same page as {twice['id'].iloc[0]}", "a new print")


SAME = ("reporter", "partner", "flow", "product", "period_start", "period_end", "value", "unit", "hedge")
SAME += ("growth", "source", "page")
# The fields that a check needs, and the check; in the order in which the fields are asked.
TOGETHER = (
    (("period_start", "period_end"), _period),
    (("value", "hedge"), _hedged("value", "hedge")),
    (("value", "unit", "hedge"), _number),
    (("growth", "growth_hedge"), _hedged("growth", "growth_hedge")),
    (("value", "growth", "growth_hedge"), _growth),
    (("role", "source"), _role),
    (("role", "released", "period_end"), _released),
    (("role", "page"), _page),
    (SAME, _twice),
)


def readable(field, read, *said):
    """Raise InputError that names the field if a print cannot be read."""
    try:
        read(*said)
    except InputError as error:
        raise InputError(field, repr(error.found), error.expected) from None


def meaning(row):
    """Yield sentences that say what the print means."""
    if row["value"]:
        base = printed.unit(row["unit"])[1]
        for reading in printed.READINGS:
            said = printed.interval(row["value"], row["unit"], row["hedge"], reading)
            yield f"the print means ({reading} reading): {wording.between(said.left, said.right, base)}"
    if row["growth"]:
        said = printed.growth(row["growth"], row["growth_hedge"])
        yield f"the growth means: {wording.between(said.left, said.right, 'percent')}"


def effects(row):
    """Return sentences that say what the figure would move."""
    old = load.source(load.FIGURES)
    return moves.moves(old, pd.concat([old, pd.DataFrame([row])], ignore_index=True))


def append(row, why, lines):
    """Write the row, its entry in CHANGES.md, the descriptor and the hashes: all, or none."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(row.values())
    frame = load.tidy(pd.DataFrame([row]))
    what = f"{printed.as_printed(frame)[row['id']]}, {frame['series'].iloc[0]}, {row['publisher']}, {row['page']}"
    entry = f"- {row['id']} ({what}): {why or 'a further print'}. Moved: {'; '.join(lines)}."
    grown = (project.DATA / load.FIGURES).read_bytes() + line.getvalue().encode()
    adding.commit({load.FIGURES: grown}, HEADING, entry)


def main(arguments=None):
    fields = {}
    try:
        given = typed(sys.argv[1:] if arguments is None else arguments)
        fields = {k: v for k, v in given.items() if k.lower() != "yes"}
        with adding.alone():
            if adding.heal():
                print("a figure that was being added when its run was killed was taken back; add it again")
        if not fields and sys.stdin.isatty():
            fields = asking.again(sys.modules[__name__])
            print(f"the same without questions: {asking.command(fields)}")
        row = row_of(fields)
        print(f"{row['id']}: {', '.join(v for k, v in row.items() if v and k not in ('id', 'note', 'page'))}")
        lines = effects(row)
        print("\n".join([*meaning(row), "it would move:", *(f"  {line}" for line in lines)]))
        yes = {k.lower(): v for k, v in given.items()}.get("yes", "").lower() in ("1", "yes", "true")
        if not yes and sys.stdin.isatty():
            import questionary

            yes = questionary.confirm("Append it?", default=False).unsafe_ask()
        if not yes:
            print("nothing was written" + ("" if sys.stdin.isatty() else "; add YES=1 to append it"))
            return 0
        with adding.alone():
            load.verify.cache_clear()  # another may have added one meanwhile
            row = row_of(fields)
            append(row, fields.get("why") or fields.get("WHY", ""), lines)
        asking.keep({})
        print(
            f"{row['id']} appended; `make reports` builds the pages with it, `make test` checks the verdicts"
        )
        return 0
    except InputError as error:
        asking.keep({k.lower(): v for k, v in fields.items()})
        print(f"refused: {error}\nnothing was written", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("nothing was written", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
