"""Write what README.md and CITATION.cff quote: the finding, the digest of the pages.

`make reports` runs it; a test fails while a quotation is stale.
"""

import json
import re
import sys

import pandas as pd

from dualuse.base import tables
from dualuse.engine import verdicts
from dualuse.press import finding, front

README = tables.ROOT / "README.md"
CITATION = tables.ROOT / "CITATION.cff"
FINDING = re.compile(r"(<!-- finding: begin[^>]*-->)\n.*?(<!-- finding: end -->)", re.S)
ACTIVE = re.compile(r"[\\`*_\[\]<>|!~@#:]")  # what Markdown and GitHub would not print


def escape(text):
    """Return text from data as Markdown that prints it, and nothing else."""
    words = " ".join(str(text).split())
    return ACTIVE.sub(r"\\\g<0>", words)


def count_verdicts(claims):
    """Return the counted claims as words: "9 confirmed, 4 partly confirmed, ..."."""
    counts = pd.Series([claim["verdict"] for claim in claims]).value_counts()
    words = []
    for word in verdicts.SCALE:
        if word.word in counts:
            words.append(f"{counts[word.word]} {word.word}")
    return ", ".join(words)


def write_finding():
    """Return the first page's headline and what stands below it first, and all counts."""
    path = tables.REPORTS / "verdicts.json"  # the claims as the pages have them
    claims = json.loads(path.read_text(encoding="utf-8"))
    counts = finding.count_claims(front.read_topics(claims), claims)
    written = tables.read_story()["finding"]
    written = written["headline"] + written.get("below", [])[:1]
    figures = tables.read_figures().to_dict("records")
    told = finding.write_findings("finding", written, counts, figures)
    sentences = [escape(sentence) for sentence in told]
    counted = [claim for claim in claims if claim["counted"]]
    sentences.append(f"Of {len(counted)} claims: {count_verdicts(counted)}.")
    return " ".join(sentences)


def refresh(text, finding):
    """Return README.md with its finding written anew."""
    if len(FINDING.findall(text)) != 1:
        sys.exit("README.md: expected one finding between its marks")
    return FINDING.sub(lambda m: f"{m[1]}\n{finding}\n{m[2]}", text)


def cite(text):
    """Return CITATION.cff with the digest of the pages that it is about."""
    digest = tables.hash_file(tables.REPORTS / tables.SUMS)
    return re.sub(r"sha256:\w+", f"sha256:{digest}", text)


def main():
    readme = tables.read_text(README)
    tables.write_text(README, refresh(readme, write_finding()))
    tables.write_text(CITATION, cite(tables.read_text(CITATION)))


if __name__ == "__main__":
    main()
