"""Sentences of ours that say what we did not find, each with what would make it untrue.

"We found no quantity from any other newsroom" stood over a table that had one. So each
such sentence is a row of `published/absences.csv`, with a query of the evidence; what the
query gives makes the sentence untrue, and the build stops.
"""

import json
import re
from collections.abc import Iterator

import pandas as pd

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.base.pairs import list_evidence

ABSENCES = "published/absences.csv"
SAYS_NONE = re.compile(
    r"\b(found (no|none|nothing|one)|did not find|the only|nobody|nothing shows"
    r"|no other (page|outlet|newsroom|retelling)"
    r"|(gives? no|neither gives a) (number|quantity)|without (numbers|quantities))\b",
    re.IGNORECASE,
)
SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")
# Columns of our own words, by table.
OUR_WORDS = {
    "article_map.csv": ["finding", "why"],
    "published/figures.csv": ["note"],
    "published/pages.csv": ["says"],
    "published/judgements.csv": ["note"],
}
JUDGED = ["part", "page", "relation", "shows", "independent"]


def list_texts() -> Iterator[tuple[str, str]]:
    """Yield our own texts, each with the name of its file."""
    for name in ("data/claims.yaml", "story.yml"):
        for text in list_strings(tables.read_yaml(tables.ROOT / name)):
            yield name, text
    for name, columns in OUR_WORDS.items():
        table = tables.read_other(name)
        for column in columns:
            for text in table.get(column, []):
                yield f"data/{name}", text
    for path in sorted((tables.ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                yield f"notebooks/{path.name}", "".join(cell["source"])


def list_strings(entry: object) -> Iterator[str]:
    """Yield each text of nested YAML.

    >>> list(list_strings({"a": ["one", {"b": "two"}], "c": 3}))
    ['one', 'two']
    """
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict) and "while" not in entry:  # else it has its condition
        for value in entry.values():
            yield from list_strings(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from list_strings(value)


def list_sentences() -> list[tuple[str, str]]:
    """Return our sentences that say that something was not found, with their files."""
    sentences = []
    for name, text in list_texts():
        for sentence in SENTENCE_ENDS.split(" ".join(text.split())):
            if SAYS_NONE.search(sentence):
                sentences.append((name, sentence))
    return sentences


def list_unasked() -> list[str]:
    """Return the sentences that name no query, and the rows that no sentence needs."""
    sentences = list_sentences()
    fragments = list(tables.read_table(ABSENCES)["sentence"])
    lines = []
    for name, sentence in sentences:
        if not any(fragment in sentence for fragment in fragments):
            lines.append(f"{name}: {sentence!r} has no row in {ABSENCES}")
    for fragment in fragments:
        if not any(fragment in sentence for _, sentence in sentences):
            lines.append(f"{ABSENCES}: no sentence of ours says {fragment!r}")
    return lines


def list_untrue(
    figures: pd.DataFrame, pages: pd.DataFrame, judgements: pd.DataFrame
) -> list[str]:
    """Return the sentences that the evidence makes untrue, each with what does.

    Parameters
    ----------
    figures, pages, judgements : pandas.DataFrame
        As `tables` reads them.

    Examples
    --------
    >>> read = tables.read_figures(), tables.read_pages(), tables.read_judgements()
    >>> list_untrue(*read)
    []
    """
    # it takes a fifth of a second, and few who import this need it
    import duckdb

    products = tables.read_reference("products")
    evidence = pd.DataFrame(list_evidence(figures, pages, products, all_rows=True))
    columns = ["start", "end"]  # months as pandas has them; the text is there, too
    evidence = evidence.drop(columns=columns).fillna("").astype(str)
    independent = pages.set_index("id")["independent"]
    judged = judgements.assign(independent=judgements["page"].map(independent))
    lines = []
    with duckdb.connect() as connection:
        tables.stop_progress_bar(connection)
        # A cell is data: it asks these two tables, and reads and writes no file.
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        connection.register("evidence", evidence)
        connection.register("judged", judged[JUDGED])
        for row in tables.read_table(ABSENCES).to_dict("records"):
            if not row["untrue_if"]:
                continue
            try:
                found = connection.sql(row["untrue_if"]).fetchall()
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                place = f"data/{ABSENCES}"
                raise InputError(place, reason, "SQL", row["sentence"]) from None
            if found:
                names = ", ".join(sorted({str(each[0]) for each in found}))
                lines.append(f"{row['sentence']!r} is untrue: {names}")
    return lines
