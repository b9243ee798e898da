"""Write what README.md and CITATION.cff quote: the finding, all of them, the rule.

`make reports` runs it; a test fails while a block is stale.
"""

import json
import re
import sys

import pandas as pd

from dualuse.base import tables
from dualuse.engine import verdicts
from dualuse.press import front

README = tables.ROOT / "README.md"
CITATION = tables.ROOT / "CITATION.cff"
BENCHMARKS = tables.ROOT / "benchmarks"
ACTIVE = re.compile(r"[\\`*_\[\]<>|!~@#:]")  # what Markdown and GitHub would not print


def escape(text):
    """Return text from data as Markdown that prints it, and nothing else."""
    words = " ".join(str(text).split())
    return ACTIVE.sub(r"\\\g<0>", words)


def lay_out(header, rows):
    """Return a table in Markdown; its cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def count_verdicts(claims):
    """Return the counted claims as words: "9 confirmed, 4 partly confirmed, ..."."""
    counts = pd.Series([claim["verdict"] for claim in claims]).value_counts()
    words = []
    for word in verdicts.SCALE:
        if word.word in counts:
            words.append(f"{counts[word.word]} {word.word}")
    return ", ".join(words)


def read_verdicts():
    """Return the claims as the pages have them."""
    path = tables.REPORTS / "verdicts.json"
    return json.loads(path.read_text(encoding="utf-8"))


def write_finding():
    """Return the finding in three sentences: on the first two topics, and on all."""
    claims = read_verdicts()
    words = {claim["id"]: claim["verdict"] for claim in claims}
    lone = {claim["id"] for claim in claims if claim["on_one_source"]}
    headline = front.write_headline(front.read_topics(claims), words, lone)
    sentences = [escape(sentence) for sentence in headline[:2]]
    counted = [claim for claim in claims if claim["counted"]]
    sentences.append(f"Of {len(counted)} claims: {count_verdicts(counted)}.")
    return " ".join(sentences)


def write_findings():
    """Return what was found: one row a claim, in the order of the scale."""
    claims = read_verdicts()
    order = [word.word for word in verdicts.SCALE]
    rows = []
    for claim in sorted(claims, key=lambda claim: order.index(claim["verdict"])):
        link = f"[{claim['id']}](reports/claims/{claim['id']}.html)"
        words = claim["text"]
        if not claim["counted"]:
            words += " (shown, not counted)"
        rows.append([link, escape(claim["claim"]), escape(words)])
    return lay_out(["claim", "what it says, in our words", "verdict"], rows)


def write_rule():
    """Return the rule as the code that applies it states it."""
    rule = verdicts.tabulate_rule()
    return lay_out(list(rule.columns), rule.astype(str).to_numpy().tolist())


def write_measured(name):
    """Return a table of benchmarks/."""
    table = pd.read_csv(BENCHMARKS / name, dtype=str, keep_default_na=False)
    cells = table.map(escape).to_numpy().tolist()
    return lay_out(list(table.columns), cells)


def write_blocks():
    """Return {name of a block: its text}."""
    return {
        "finding": write_finding(),
        "findings": write_findings(),
        "rule": write_rule(),
        "reliability": write_measured("generated.csv"),
        "questions": write_measured("questions.csv"),
    }


def refresh(text, blocks):
    """Return README.md with its blocks written anew."""
    for name, block in blocks.items():
        marks = rf"(<!-- {name}: begin[^>]*-->)\n.*?(<!-- {name}: end -->)"
        pattern = re.compile(marks, re.S)
        if len(pattern.findall(text)) != 1:
            sys.exit(f"README.md: expected one block {name!r} between its marks")
        text = pattern.sub(lambda m, block=block: f"{m[1]}\n{block}\n{m[2]}", text)
    return text


def cite(text):
    """Return CITATION.cff with the digest of the pages that it is about."""
    digest = tables.hash_file(tables.REPORTS / tables.SUMS)
    return re.sub(r"sha256:\w+", f"sha256:{digest}", text)


def main():
    readme = tables.read_text(README)
    tables.write_text(README, refresh(readme, write_blocks()))
    tables.write_text(CITATION, cite(tables.read_text(CITATION)))


if __name__ == "__main__":
    main()
