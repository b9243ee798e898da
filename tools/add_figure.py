"""Add a published figure: ask for its fields, show what it would move, write on yes.

    make add-figure
    python tools/add_figure.py reporter=CHN partner=RUS ... yes=1

Nothing is written before the row has passed every rule and the answer is yes; a figure
that others contradict is written with anyway=1 alone, and `why` says why. To undo:
git checkout data. What was typed and not written is kept in my/figure-draft.txt.
"""

import datetime
import io
import math
import re
import sys
import textwrap
from pathlib import Path

import pandas as pd

from dualuse.base import printed, rules, tables, units, wording
from dualuse.base.catalogue import find_country
from dualuse.base.claims import read_claims
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.hedges import read_hedge
from dualuse.base.pairs import list_pairs, name_open
from dualuse.base.series import MONTHS_A_YEAR
from dualuse.builds.lock import take_turn
from dualuse.engine.constraints import FIRST_PRINT
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.question import find_base_period, shift

sys.path.append(str(Path(__file__).parent))  # behind all others
import describe_data
from accept import add_entry
from judge import judge_claims

FIGURES = "published/figures.csv"
ASKED = {  # what is asked; the rest of a row is book-keeping
    "role": "What it is to us (claim: it goes back to the articles under test)",
    "reporter": "Whose record: a country, by its name or as ISO3 (CHN)",
    "flow": "Which way, as the reporter sees it (trade: both ways)",
    "partner": "Trade with: a country; of a flow it is needed (WLD: the world)",
    "product": "Product word of data/reference/products.csv (all: all goods)",
    "product_text": "The page's own word for the goods",
    "period_start": "First month (YYYY-MM)",
    "period_end": "Last month, counted (YYYY-MM)",
    "value": "The number as printed, with its digits; empty for a growth alone",
    "unit": "Its unit, with bn, m or k before it: bn USD, m tonnes, units",
    "hedge": "How the page hedges it",
    "growth": "Growth in per cent as printed (78.1, -34), if any",
    "growth_hedge": "How the page hedges the growth",
    "publisher": "Whose page it is",
    "outlet": "Whose report it is: its name, or its id of data/reference/outlets.csv",
    "access": "What you read",
    "read_at": "Whose page you read, if not the outlet's: name or id",
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


YES = ("1", "y", "yes")
MEANT = ("yes", "anyway")  # write it; write it against what is in the table
DRAFT = "figure-draft.txt"  # in my/
FEW = 30  # words that a question lists by itself; more are listed on "?"
COUNTRIES = ("reporter", "partner")
OUTLETS = ("outlet", "read_at")
NUMBERS = {"value": "hedge", "growth": "growth_hedge"}
UNLISTED = {  # what to do with a word that a list lacks
    name: "one that is not listed is a row of data/reference/outlets.csv, then `make describe`"
    for name in OUTLETS
}


def read_typed(words):
    """Return the fields that were typed as NAME=value."""
    fields = {}
    for word in words:
        name, equals, text = word.partition("=")
        name = name.lower()
        if not equals or name not in (*ASKED, *MEANT):
            raise InputError(
                name, "no such field", did_you_mean(name, [*ASKED, *MEANT], "field")
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


def list_offered(known, schema):
    """Return {field: the words that it takes}, of all fields that take no others."""
    offered = {name: sorted(words) for name, words in known.items()}
    for field in schema.get("schema", {}).get("fields", []):
        if "enum" in field.get("constraints", {}):
            offered[field["name"]] = field["constraints"]["enum"]
    return offered | {"unit": [*units.read_units()]}


def ask_fields(fields, draft):
    """Fill in the fields as a person answers them, each checked when it is typed."""
    table = tables.read_csv(tables.DATA / FIGURES)
    known, schema = list_known(), tables.read_schemas()[FIGURES]
    offered = list_offered(known, schema)
    for name, words in ASKED.items():
        if name in table or name == "why":
            print(words)
            if len(offered.get(name, "")) <= FEW:
                show_words(offered.get(name, ""))
            else:
                print("  (? lists them)")
            fields[name] = ask_field(
                name, offered.get(name, ""), draft.get(name, ""), fields, schema, known
            )


def show_words(words):
    """Print the words that a field takes."""
    if words:
        text = ", ".join(words)
        print(textwrap.indent(textwrap.fill(text, 80, break_on_hyphens=False), "  "))


def ask_field(name, words, kept, fields, schema, known):
    """Return a field as a person answers it; asked again until it takes the answer."""
    question = f"  {name} [{kept}]: " if kept else f"  {name}: "
    while True:
        answer = ask(question) or kept
        if answer == "?":
            show_words(words)
            continue
        answer = "" if answer == "-" else answer  # what was kept goes
        try:
            return read_answer(name, answer, fields, schema, known)
        except InputError as error:
            print(f"  {error}")


def read_answer(name, answer, fields, schema, known):
    """Return an answer as the table has it: "China" is CHN; refuse what it cannot be."""
    if name in COUNTRIES and answer:
        answer = "+".join(find_country(word.strip()) for word in answer.split("+"))
    if name in OUTLETS and answer:
        outlets = tables.read_reference("outlets")
        ids = dict(zip(outlets["name"].str.casefold(), outlets["id"], strict=True))
        answer = ids.get(answer.casefold(), answer)
    if name.endswith("hedge"):
        answer = read_hedge(answer)
    meant = check_answer(answer, name, known.get(name))
    if meant is not True:
        raise InputError(name, repr(answer), meant)
    row = dict.fromkeys(ASKED, "") | fields
    if not answer and name in list_required(row | {name: ""}, schema):
        raise InputError(name, "nothing", "a word: this figure needs one")
    for field in schema.get("schema", {}).get("fields", []):
        if field["name"] == name:
            expected = rules.explain_text(answer, name)
            expected = expected or rules.explain_cell(answer, field)
            if expected:
                raise InputError(name, repr(answer), expected)
    check_numbers(name, answer, row)
    if name == "period_end" and answer and answer < row["period_start"]:
        raise InputError(name, repr(answer), f"{row['period_start']} or later")
    return answer


def check_numbers(name, answer, row):
    """Refuse a number, its unit or its hedge that cannot be read, as rules refuse it."""
    if not answer:
        return
    if name in NUMBERS:  # its hedge is asked next: two numbers have "between"
        are_two = re.fullmatch(printed.TWO_NUMBERS, answer, re.ASCII)
        (printed.split_between if are_two else printed.read_number)(answer)
    elif name == "unit":
        units.split_unit(answer)
    elif name == "hedge" and row["value"]:
        rules.read_rule_numbers(row | {"hedge": answer, "growth": ""})
    elif name == "growth_hedge" and row["growth"]:
        printed.read_growth(row["growth"], answer)


def ask(question):
    """Return what a person types."""
    try:
        return input(question).strip()
    except KeyboardInterrupt:
        sys.exit("nothing was written")


def find_draft():
    """Return the file in which what was typed is kept."""
    return tables.ROOT / "my" / DRAFT


def read_draft():
    """Return the fields of a figure that was typed before, and not written."""
    path = find_draft()
    if not path.exists():
        return {}
    print(f"my/{DRAFT} has what was typed before: Enter takes it, - empties a field")
    lines = tables.read_text(path).splitlines()
    return dict(line.partition("=")[::2] for line in lines if "=" in line)


def keep_draft(fields):
    """Keep what was typed, and say where."""
    typed = {name: text for name, text in fields.items() if text}
    if not typed:
        return
    path = find_draft()
    path.parent.mkdir(exist_ok=True)
    text = "".join(f"{name}={text}\n" for name, text in typed.items())
    tables.write_text(path, text)
    print(f"what you typed is kept in my/{DRAFT}: make add-figure offers it again")


def list_required(row, schema):
    """Return the fields that a row needs, as far as it is filled in."""
    required = ["why"]
    for field in schema.get("schema", {}).get("fields", []):
        if field.get("constraints", {}).get("required"):
            required.append(field["name"])
    for condition, needed in NEEDED.items():
        name, equals, text = condition.partition("=")
        if row.get(name) == text if equals else row.get(name):
            required += [name for name in needed if name in row]
    return list(dict.fromkeys(required))


def require_fields(fields, row, schema):
    """Refuse a row without what every such row has, all that lacks at once."""
    given = row | fields
    missing = [name for name in list_required(given, schema) if not given.get(name)]
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
        elif text and name not in ("why", *MEANT):
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


def list_distances(row, aside, longer):
    """Return how many times the figures beside it the new one is."""
    figures = longer.set_index("id", drop=False).to_dict("index")
    size, unit = read_size(row)
    lines = []
    for beside in aside.loc[aside["figure"] == row["id"], "beside"]:
        for other in beside.split():
            other_size, other_unit = read_size(figures[other])
            if size and other_size and unit == other_unit:
                times = wording.format_value(float(f"{size / other_size:.2g}"), "")
                lines.append(f"{row['id']} is {times.strip()} times {other}")
    return lines


def read_size(row):
    """Return the number of a figure without its scale, and what it counts; 0 if none."""
    scale, unit = units.split_unit(row["unit"]) if row["unit"] else (1, "")
    is_number = re.fullmatch(r"\d+(\.\d+)?", row["value"])
    return float(row["value"]) * scale if is_number else 0, unit


def offer_units(row, longer, before):
    """Return the units in which the number would contradict nothing: bn, m, k or none."""
    if not row["value"]:
        return []
    base = units.split_unit(row["unit"])[1]
    offered = []
    for scale in ("bn ", "m ", "k ", ""):
        figures = longer.copy()
        figures.loc[figures["id"] == row["id"], "unit"] = scale + base
        sources = tables.read_reference("sources")
        after = find_contradictions(tables.add_series(figures), sources)
        if set(after["figure"]) <= set(before["figure"]):
            offered.append(f'unit="{scale}{base}" contradicts nothing')
    return offered[:1]  # the largest is the nearest: all smaller ones may fit a ceiling


def show_moves(row, table, longer):
    """Print what the row contradicts, and each claim that it would move; return the first."""
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
    elif contradictions:
        contradictions += list_distances(row, set_aside[-1], longer)
        contradictions += offer_units(row, longer, set_aside[0])
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
    return contradictions


def write_row(row, longer, why):
    """Write the row, its line in CHANGES.md, and the hashes."""
    text = io.StringIO()
    longer.to_csv(text, index=False, lineterminator="\n")
    changes = tables.read_text(tables.DATA / "CHANGES.md")
    changes = add_entry(changes, f"{datetime.date.today()}: figure {row['id']}", [why])
    tables.write_text(tables.DATA / FIGURES, text.getvalue())
    tables.write_text(tables.DATA / "CHANGES.md", changes)
    describe_data.main()


def add(fields, is_meant):
    """Show what a figure moves; write it, if that is meant.

    The table is read here and not before: somebody else may just have written it.
    """
    tables.verify_data()
    table = tables.read_csv(tables.DATA / FIGURES)
    row = make_row(fields, table)
    schema = tables.read_schemas()[FIGURES]
    refuse_fields(fields, row, schema)
    longer = check_row(row, table, schema)
    show_row(row)
    is_doubted = bool(show_moves(row, table, longer))
    if is_doubted and is_meant and fields.get("anyway") not in YES:
        expected = "the number, unit and months of the page; or anyway=1, and why"
        raise InputError(row["id"], "a figure that others contradict", expected)
    if is_meant:
        write_row(row, longer, fields["why"])
        undo = "`make reports` builds the pages, `git checkout data` undoes it"
        print(f"{row['id']} is written; {undo}")


def ask_figure():
    """Ask for a figure and show it; return whether it was written. A draft keeps the rest."""
    draft, fields, is_meant = read_draft(), {}, False
    try:
        ask_fields(fields, draft)
        with take_turn():
            add(fields, False)
        answer = ask("Write it? (y/N; anyway, if others contradict it) ").lower()
        fields["anyway"] = "1" if answer == "anyway" else ""
        if answer in (*YES, "anyway"):
            with take_turn():
                add(fields, True)
            is_meant = True
    finally:
        if is_meant:
            find_draft().unlink(missing_ok=True)
        else:
            keep_draft(draft | fields)
    return is_meant


def main(words):
    fields = read_typed(words)
    if fields:
        is_meant = fields.get("yes") in YES or fields.get("anyway") in YES
        with take_turn():
            add(fields, is_meant)
    else:
        is_meant = ask_figure()
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
