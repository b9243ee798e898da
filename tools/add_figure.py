"""Add a published figure: ask for its fields, show what it would move, write on yes.

    make add-figure
    python tools/add_figure.py reporter=CHN partner=RUS ... yes=1

Nothing is written before the row has passed every rule and the answer is yes. To undo:
git checkout data.
"""

import datetime
import io
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pandas as pd
import questionary

from dualuse import printed, rules, tables, units, wording
from dualuse.errors import InputError, did_you_mean

sys.path.append(str(Path(__file__).parent))  # behind all others
from accept import judge_claims

FIGURES = "published/figures.csv"
DESCRIBE = Path(__file__).with_name("describe_data.py")
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
    "source": "Whose customs or records: data/reference/sources.csv",
    "released": "When it was released (YYYY-MM-DD, YYYY-MM or YYYY)",
    "page": "Address of the page (https://...)",
    "quote": "The page's own words, fifteen at most",
    "note": "A remark in your own words",
    "why": "Why it belongs here (goes to data/CHANGES.md)",
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
    return fields


def list_known():
    """Return {field: the words that it takes}, where a table of data/reference/ says."""
    countries = set(tables.read_reference("countries")["iso3"])
    return {
        "reporter": countries,
        "partner": countries,
        "product": set(tables.read_reference("products")["product"]),
        "outlet": set(tables.read_reference("outlets")["id"]),
        "source": set(tables.read_reference("sources")["source"]),
    }


def check_answer(answer, name, known):
    """Return whether a field takes an answer; if not, what it may have meant."""
    for word in answer.strip().split("+"):
        if known and word and word not in known:
            return did_you_mean(word, known, name)
    return True


def ask_fields():
    """Return the fields as a person answers them, each checked at once."""
    fields, known = {}, list_known()
    for name, words in ASKED.items():
        validate = partial(check_answer, name=name, known=known.get(name))
        answer = questionary.text(f"{words}\n  {name}:", validate=validate).ask()
        if answer is None:
            sys.exit("nothing was written")
        fields[name] = answer.strip()
    return fields


def require_fields(fields, schema):
    """Refuse a row without what every row has, all that lacks at once."""
    required = ["why"]
    for field in schema.get("schema", {}).get("fields", []):
        if field.get("constraints", {}).get("required"):
            required.append(field["name"])
    missing = [name for name in required if not fields.get(name)]
    if missing:
        raise InputError(", ".join(missing), "nothing", "a word for each")


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
    longer = pd.concat([table, pd.DataFrame([row])], ignore_index=True)
    rules.check_table(f"data/{FIGURES}", longer, schema, tables.read_other)
    return longer


def judge_all(table):
    """Return {claim id: its verdict in words} for all claims, on a table of figures."""
    checked = judge_claims(tables.add_series(table))
    return {claim["id"]: f"{claim['text']}: {claim['we_found']}" for claim in checked}


def show_moves(row, table, longer):
    """Print what the row says, and each claim that it would move."""
    print(f"{row['id']}: {wording.format_figure(row)}")
    if row["value"]:
        level = printed.read_level(row["value"], row["unit"], row["hedge"])
        unit = units.split_unit(row["unit"])[1]
        print(f"  that is {wording.format_range(level.left, level.right, unit)}")
    before, after = judge_all(table), judge_all(longer)
    moved = [claim for claim in after if before[claim] != after[claim]]
    for claim in moved:
        print(f"  {claim}: {before[claim]}\n    -> {after[claim]}")
    if not moved:
        print("  it moves no verdict and no range behind one")


def write_row(row, longer, why):
    """Write the row, its line in CHANGES.md, and the hashes."""
    text = io.StringIO()
    longer.to_csv(text, index=False, lineterminator="\n")
    changes = tables.read_text(tables.DATA / "CHANGES.md")
    entry = f"## {datetime.date.today()}: figure {row['id']}\n\n- {why}\n\n"
    changes = re.sub(r"(?m)^## ", lambda match: entry + match[0], changes, count=1)
    tables.write_text(tables.DATA / FIGURES, text.getvalue())
    tables.write_text(tables.DATA / "CHANGES.md", changes)
    subprocess.run([sys.executable, "-P", DESCRIBE], check=True)


def main(words):
    fields = read_typed(words) or ask_fields()
    table = tables.read_csv(tables.DATA / FIGURES)
    row = make_row(fields, table)
    schema = tables.read_schemas()[FIGURES]
    require_fields(row | fields, schema)
    longer = check_row(row, table, schema)
    show_moves(row, table, longer)
    is_meant = fields.get("yes") in ("1", "yes")
    if not is_meant and not words:
        is_meant = questionary.confirm("Write it?", default=False).ask()
    if is_meant:
        write_row(row, longer, fields["why"])
        print("written; `make reports` builds the pages, `git checkout data` undoes it")
    else:
        print("nothing was written")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except InputError as error:
        sys.exit(f"add-figure: {error}")
    except EOFError:
        sys.exit("add-figure: no terminal to ask at; type the fields as NAME=value")
