"""All that is wrong in the tables, claims and sentences of a story: `make check-story`.

Nothing is built, and nothing is written. Each fault has a line, sorted by file and row,
with what would pass. Sentences are held against the verdicts of the last build.
"""

import sys

from dualuse.answer import written
from dualuse.base import claims, files, rules, tables
from dualuse.base.errors import InputError
from dualuse.press import article, finding, front, pages

files.AS_THEY_ARE = True  # what was just typed has no hash yet


def list_faults_of_tables():
    """Yield all that is wrong in the tables."""
    schemas = tables.read_schemas()
    for name in tables.list_files(tables.DATA, tables.NOT_HASHED):
        if not name.endswith(".csv"):
            continue
        where = f"data/{name}"
        try:
            table = tables.read_lines(tables.DATA / name, may_be_empty=True)
            for _, fault in rules.list_faults(
                where, table, schemas.get(name, {}), tables.read_other
            ):
                yield fault
        except InputError as fault:  # no table, or one that another cannot be held to
            yield fault


def list_faults_of_claims():
    """Yield what is wrong in claims.yaml: its shape, or each claim's first fault."""
    try:
        loaded = claims.load_claims(claims.CLAIMS)
        months = tables.read_story().get("months")
        for claim in loaded["claims"]:
            if months and "quantity" in claim:
                claim.setdefault("periods", months)
        yield from claims.list_claim_faults(loaded["claims"])
        yield from finding.list_old_questions(
            loaded["claims"], pages.read_story_facts()
        )
    except InputError as fault:
        yield fault


def list_faults_of_sentences():
    """Yield each sentence of findings.yaml and story.yml that is not so."""
    names = [claim["id"] for claim in claims.load_claims(claims.CLAIMS)["claims"]]
    paths = [tables.PROCESSED / "claims" / f"{name}.json" for name in names]
    if not all(path.is_file() for path in paths):
        print("check-story: no sentence was checked: run `make reports` first")
        return
    results = [files.read_json(path) for path in paths]
    rows = tables.read_figures().to_dict("records")
    try:
        yield from written.fill(results, written.read_findings(), rows)
    except InputError as fault:  # the shape of findings.yaml
        yield fault
    counts = finding.count_claims(front.read_topics(results), results)
    of_all = tables.read_story().get("finding", {})
    for key, sentences in of_all.items():
        _, faults = finding.fill_findings(f"finding {key}", sentences, counts, rows)
        yield from faults
    of_story = front.read_topics(results)[0]
    sentences = front.read_article(
        tables.read_table(article.MAP), results, of_story["claims"]
    )
    counts = finding.count_passages(of_story, sentences)
    written_of_it = tables.read_story().get("passages", [])
    _, faults = finding.fill_findings("passages", written_of_it, counts)
    yield from faults


def place(fault):
    """Return where a fault stands: its file, and its line, or the place of its claim."""
    line = str(fault.row).rpartition("(line ")[2].rstrip(")")
    return str(fault.where), int(line) if line.isdecimal() else 0


def main():
    faults = [*list_faults_of_tables(), *list_faults_of_claims()]
    if not faults:
        faults = [*list_faults_of_sentences()]
    lines = dict.fromkeys(str(fault) for fault in sorted(faults, key=place))
    for line in lines:
        print(line)
    if lines:
        sys.exit(f"check-story: {len(lines)} to put right; then `make describe`")
    print(
        "check-story: tables, claims, sentences are what they must be; `make describe`"
    )


if __name__ == "__main__":
    main()
