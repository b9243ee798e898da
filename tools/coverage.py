"""Compare a reader's own copy of the article with data/article_map.csv: which claim holds each sentence.

The text of the article is not in this project. The map holds a number and a hash of each sentence, so that
whoever has the text can see that no sentence was passed over: `make coverage ARTICLE=file.txt`.
"""

import hashlib
import re
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

import pressroom.quiet  # noqa: F401

from dualuse.data import load
from pressroom import files
from pressroom.engine.arguments import typed
from pressroom.errors import InputError

NAME = "article_map.csv"
ENDS = re.compile(r"(?<=[.!?])[\"'\u2019\u201d]?\s+(?=[\"'\u2018\u201c]?[A-Z0-9])")


def normal(sentence):
    """Return a sentence without what copies of a page change: quotation marks, bullets, spaces, capitals.

    Examples
    --------
    >>> normal('  \u2022  He said \u201cYes\u201d\u00a0.')
    'he said yes'
    """
    plain = unicodedata.normalize("NFKC", sentence).replace("\u2019", "'").casefold()
    return " ".join(re.findall(r"[\w$%&+-]+(?:[.,']\w+)*", plain))


def fingerprint(sentence):
    """Return the SHA-256 of a normalised sentence, as the map holds it."""
    return hashlib.sha256(normal(sentence).encode()).hexdigest()


def sentences(text):
    """Return the sentences of a text, line by line; a heading without a full stop is one as well."""
    parts = [part for line in text.splitlines() for part in ENDS.split(line)]
    return [part.strip() for part in parts if normal(part)]


def compare(text, table):
    """Return (sentences that the map lacks, numbers that the text lacks)."""
    known = dict(zip(table["sha256"], table["number"], strict=True))
    found = [(sentence, fingerprint(sentence)) for sentence in sentences(text)]
    there = {digest for _, digest in found}
    return [s for s, digest in found if digest not in known], [n for d, n in known.items() if d not in there]


def main(path):
    """Print what holds each sentence of a reader's copy; exit code 1 if one is not in the map."""
    table = load.source(NAME)
    text = files.text(Path(path), Path(path).name)
    by_hash = table.set_index("sha256").to_dict("index")
    for sentence in sentences(text):
        row = by_hash.get(fingerprint(sentence), {"number": "?", "claims": "", "why": "NOT IN THE MAP"})
        print(f"{row['number']:>3}  {row['claims'] or row['why']:40.40}  {sentence[:60]}")
    extra, absent = compare(text, table)
    print(
        f"{len(table)} sentences in the map; {len(extra)} of the copy are not in it, {len(absent)} not in the copy"
    )
    return 1 if extra else 0


if __name__ == "__main__":
    try:
        sys.exit(main(typed([f"ARTICLE={word}" for word in sys.argv[1:]]).get("ARTICLE", "")))
    except InputError as error:
        sys.exit(f"coverage: {error}")
