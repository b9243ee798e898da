"""Add a published figure: ask for its fields, show what it would move, write on yes.

    make add-figure
    python tools/add_figure.py reporter=CHN partner=RUS ... yes=1

Nothing is written before the row has passed every rule and the answer is yes. To undo:
git checkout data.
"""

import datetime
import io
import math
import re
import sys
from pathlib import Path

import pandas as pd

from dualuse.base import printed, rules, tables, units, wording
from dualuse.base.claims import read_claims
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.hedges import read_hedge
from dualuse.base.pairs import list_pairs, name_open
from dualuse.base.series import MONTHS_A_YEAR
from dualuse.builds.lock import take_turn
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.evidence import find_base_period, shift
from dualuse.engine.ranges import FIRST_PRINT

sys.path.append(str(Path(__file__).parent))  # behind all others
import describe_data
from accept import judge_claims

FIGURES = "published/figures.csv"
ASKED = {  # what is asked; the rest of a row is book-keeping
    "role": "evidence, context, or claim (goes back to the articles under test)",
    "reporter": "Whose record: country as ISO3 (CHN, RUS, ...)",
    "partner": "Trade with: country as ISO3 (WLD: the world)",
    "flow": "export, import or trade (both ways), as the reporter sees it",
    "product": "Product word of data/reference/products.csv (all: all goods)",
    "product_text": "The page's own word for the goods",
    "period_start": "First month (YYYY-MM)",
    "period_end": "Last month, counted (YYYY-MM)",
    "value": "The number as printed, with its digits; empty for a growth alone",
    "unit": "Its unit: bn USD, m USD, units, tonnes, ...",
    "hedge": "How the page hedges it: exact, about, more than, at least, nearly, ...",
    "growth": "Growth in per cent as printed (78.1, -34), if any",
    "growth_hedge": "How the page hedges the growth",
    "publisher": "Whose page it is",
    "outlet": "Whose report it is: an id of data/reference/outlets.csv",
    "access": "own page, copy, retelling, excerpt or table",
    "read_at": "Whose page you read, if not the outlet's: an id of outlets.csv",
    "source": "Whose statistics or records: data/reference/sources.csv",
    "released": "When it was released (YYYY-MM-DD, YYYY-MM or YYYY)",
    "page": "Address of the page (https://...)",
    "quote": "The page's own words, fifteen at most",
    "status": (
        "How it stands to other releases, if it does: first-print base (a growth on what "
        "was first printed of its base), later print, cut off, corrected, as printed"
    ),
    "note": "A remark in your own words",
    "why": "Why it belongs here (goes to data/CHANGES.md)",
}
NEEDED = {  # a field that is filled in, or what stands there: what it needs beside it
    "value": ["unit", "hedge"],
    "growth": ["growth_hedge", "period_start"],
    "period_end": ["period_start"],
    "flow": ["partner"],
    "role=evidence": ["reporter"],
    "access=copy": ["read_at"],
    "access=retelling": ["read_at"],
}


UNLISTED = {  # what to do with a word that a list lacks
    name: "one that is not listed is a row of data/reference/outlets.csv, then `make describe`"
    for name in ("outlet", "read_at")
}


def read_typed(words):
    """Return the fields that were typed as NAME=value."""
    fields = {}
    for word in words:
        name, equals, text = word.partition("=")
        name = name.lower()
        if not equals or name not in (*ASKED, "yes"):
            raise InputError(
                name, "no such field", did_you_mean(name, [*ASKED, "yes"], "field")
            )
        fields[name] = text.strip()
        if name.endswith("hedge"):  # "over" is more than
            fields[name] = read_hedge(fields[name])
    return fields


def list_known():
    """Return {field: the words that it takes}, where a table of data/reference/ says."""
    countries = set(tables.read_reference("countries")["iso3"])
    return {
        "reporter": countries,
        "partner": countries,
        "product": set(tables.read_reference("products")["product"]),
        "outlet": set(tables.read_reference("outlets")["id"]),
        "read_at": set(tables.read_reference("outlets")["id"]),
        "source": set(tables.read_reference("sources")["source"]),
    }


def check_answer(answer, name, known):
    """Return whether a field takes an answer; if not, what it may have meant."""
    for word in answer.strip().split("+"):
        if known and word and word not in known:
            meant = did_you_mean(word, known, name)
            return f"{meant}; {UNLISTED[name]}" if name in UNLISTED else meant
    return True


def ask_fields():
    """Return the fields as a person answers them, each checked at once."""
    fields, known = {}, list_known()
    for name, words in ASKED.items():
        print(words)
        fields[name] = ask_field(name, known.get(name))
    return fields


def ask_field(name, known):
    """Return a field as a person answers it; asked again until it takes the answer."""
    while True:
        answer = ask(f"  {name}: ")
        meant = check_answer(answer, name, known)
        if meant is True:
            return answer
        print(f"  {meant}")


def ask(question):
    """Return what a person types."""
    try:
        return input(question).strip()
    except KeyboardInterrupt:
        sys.exit("nothing was written")


def require_fields(fields, row, schema):
    """Refuse a row without what every such row has, all that lacks at once."""
    required = ["why"]
    for field in schema.get("schema", {}).get("fields", []):
        if field.get("constraints", {}).get("required"):
            required.append(field["name"])
    given = row | fields
    for condition, needed in NEEDED.items():
        name, equals, text = condition.partition("=")
        if given.get(name) == text if equals else given.get(name):
            required += [name for name in needed if name in row]
    missing = [name for name in dict.fromkeys(required) if not given.get(name)]
    if missing:
        raise InputError(", ".join(missing), "nothing", "a word for each")


def refuse_fields(fields, row, schema):
    """Refuse what is missing and each word that no table knows, all at once."""
    faults = []
    try:
        require_fields(fields, row, schema)
    except InputError as error:
        faults.append(error)
    for name, known in list_known().items():
        meant = check_answer(fields.get(name, ""), name, known)
        if meant is not True:
            faults.append(InputError(name, repr(fields[name]), meant))
    if faults:
        raise ExceptionGroup("fields of a figure", faults)


def make_row(fields, table):
    """Return the fields as a row of figures.csv, with the next free id."""
    row = dict.fromkeys(table.columns, "")
    for name, text in fields.items():
        if name in row:
            row[name] = text
        elif text and name not in ("why", "yes"):
            raise InputError(name, repr(text), "a column of this story's figures")
    numbers = table["id"].str.extract(r"^F(\d+)")[0].dropna().astype(int)
    row["id"] = f"F{max(numbers, default=0) + 1:03}"
    if row["value"] or row["growth"]:
        row["print"] = "kept"
    return row


def check_row(row, table, schema):
    """Return the table with the row, if it passes every rule."""
    line = max(table.index, default=1) + 1  # of the file, as errors name it
    longer = pd.concat([table, pd.DataFrame([row], index=[line])])
    rules.check_table(f"data/{FIGURES}", longer, schema, tables.read_other)
    return longer


def judge_all(figures, set_aside):
    """Return {claim id: its verdict in words} for all claims."""
    checked = judge_claims(figures, set_aside)
    return {claim["id"]: f"{claim['text']}: {claim['we_found']}" for claim in checked}


def list_contradictions(row, before, after, longer):
    """Return one line for each figure that is set aside because of the new one."""
    figures = longer.set_index("id", drop=False).to_dict("index")
    lines = []
    for finding in after.to_dict("records"):
        figure = finding["figure"]
        if figure in before["figure"].to_list():
            continue
        beside = []
        for other in finding["beside"].split():
            beside.append(f"{other} ({wording.format_figure(figures[other])})")
        words = f"{figure} cannot be true beside {', '.join(beside)}"
        lines.append(f"{words}; it would be set aside: {finding['status']}")
    lines.sort(key=lambda line: not line.startswith(f"{row['id']} "))
    return lines


def fits_first_print(row, longer, before):
    """Tell whether a growth contradicts nothing on its base as first printed."""
    if row["role"] != "evidence" or not row["growth"] or row["status"]:
        return False
    figures = tables.add_series(take_as(row, FIRST_PRINT, longer))
    after = find_contradictions(figures, tables.read_reference("sources"))
    return set(after["figure"]) <= set(before["figure"])


def take_as(row, status, longer):
    """Return the table with the status of a row changed."""
    figures = longer.copy()
    figures.loc[figures["id"] == row["id"], "status"] = status
    return figures


def write_first_print(row, longer, status):
    """Return that a growth fits its base as first printed alone, and how to enter it."""
    figures = tables.add_series(longer)
    (series,) = figures.loc[figures["id"] == row["id"], "series"]
    base = row["growth_base"] or shift(row["period_start"], -MONTHS_A_YEAR)
    months = find_base_period([row["period_start"], row["period_end"]], base)
    printed = []
    for other in figures.to_dict("records"):
        is_base = [other["period_start"], other["period_end"]] == months
        is_evidence = other["role"] == "evidence" and other["value"] != ""
        if is_base and is_evidence and other["series"] == series:
            printed.append(f"{other['id']}, {wording.format_figure(other)}")
    by = f" ({'; '.join(printed)})" if printed else ""
    growth = wording.format_growth(row["growth"], row["growth_hedge"])
    return (
        f"{row['id']}: {growth} fits {wording.format_period(*months)} as first printed"
        f"{by}, and not as revised since. That is no error: enter it with "
        f'status="{FIRST_PRINT}" (without, it would be set aside: {status})'
    )


def show_row(row):
    """Print what the row says."""
    print(f"{row['id']}: {wording.format_figure(row)}")
    if row["value"]:
        level = printed.read_level(row["value"], row["unit"], row["hedge"])
        unit = units.split_unit(row["unit"])[1]
        ends = [level.left, level.right]
        marks = [end for end in ends if math.isfinite(end)]  # in all their digits
        print(f"  that is {wording.format_range(*ends, unit, marks=marks)}")


def show_moves(row, table, longer):
    """Print what the row contradicts, and each claim that it would move."""
    sources = tables.read_reference("sources")
    judged, set_aside = [], []
    for rows in (table, longer):
        figures = tables.add_series(rows)
        set_aside.append(find_contradictions(figures, sources))
        judged.append(judge_all(figures, set_aside[-1]))
    contradictions = list_contradictions(row, *set_aside, longer)
    is_row = set_aside[-1]["figure"] == row["id"]
    if is_row.any() and fits_first_print(row, longer, set_aside[0]):
        (status,) = set_aside[-1].loc[is_row, "status"].unique()
        contradictions = [write_first_print(row, longer, status)]
    for line in contradictions:
        print(f"  {line}")
    before, after = judged
    moved = [claim for claim in after if before[claim] != after[claim]]
    for claim in moved:
        print(f"  {claim}: {before[claim]}\n    -> {after[claim]}")
    pages, judgements = tables.read_pages(), tables.read_judgements()
    asked = list_pairs(tables.add_series(longer), pages, judgements, read_claims())
    for line in name_open([pair for pair in asked if pair.row == row["id"]]):
        print(f"  {line}")
    if not moved:
        reason = " (what is set aside decides nothing)" if contradictions else ""
        print(f"  it moves no verdict and no range behind one{reason}")


def write_row(row, longer, why):
    """Write the row, its line in CHANGES.md, and the hashes."""
    text = io.StringIO()
    longer.to_csv(text, index=False, lineterminator="\n")
    changes = tables.read_text(tables.DATA / "CHANGES.md")
    entry = f"## {datetime.date.today()}: figure {row['id']}\n\n- {why}\n\n"
    changes = re.sub(r"(?m)^## ", lambda match: entry + match[0], changes, count=1)
    tables.write_text(tables.DATA / FIGURES, text.getvalue())
    tables.write_text(tables.DATA / "CHANGES.md", changes)
    describe_data.main()


def add(fields, is_shown, is_meant):
    """Show what a figure moves; write it, if that is meant.

    The table is read here and not before: somebody else may just have written it.
    """
    tables.verify_data()
    table = tables.read_csv(tables.DATA / FIGURES)
    row = make_row(fields, table)
    schema = tables.read_schemas()[FIGURES]
    refuse_fields(fields, row, schema)
    longer = check_row(row, table, schema)
    if is_shown:
        show_row(row)
        show_moves(row, table, longer)
    if is_meant:
        write_row(row, longer, fields["why"])
        undo = "`make reports` builds the pages, `git checkout data` undoes it"
        print(f"{row['id']} is written; {undo}")


def main(words):
    fields = read_typed(words)
    if fields:
        is_meant = fields.get("yes") in ("1", "yes")
        with take_turn():
            add(fields, True, is_meant)
    else:
        fields = ask_fields()
        with take_turn():
            add(fields, True, False)
        is_meant = ask("Write it? (y/N) ").lower() in ("y", "yes")
        if is_meant:
            with take_turn():
                add(fields, False, True)
    if not is_meant:
        print("nothing was written")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except InputError as error:
        sys.exit(f"add-figure: {error}")
    except ExceptionGroup as faults:
        sys.exit("\n".join(f"add-figure: {fault}" for fault in faults.exceptions))
    except EOFError:
        sys.exit("add-figure: no terminal to ask at; type the fields as NAME=value")
