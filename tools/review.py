"""Print what a change does, for the person who reviews it: `make review BASE=main`.

One line for each verdict that moves, each line of data, text, code, test or workflow
that changed, each page that no build made, and each word of mixed scripts.
"""

import json
import subprocess
import sys
from fnmatch import fnmatch

from dualuse import rules, tables

GIT = ["git", "-c", "core.quotepath=off"]
DIFF = [
    "diff",
    "--no-ext-diff",
    "--no-renames",
    "--no-color",
    "--src-prefix=a/",
    "--dst-prefix=b/",
]
KINDS = {  # what a changed file is to a reviewer; the first pattern that fits counts
    "page": ["reports/*"],
    "checks": ["tests/*", "benchmarks/*", ".github/*", ".ci/*", "*conftest.py"],
    "runs unseen": ["*customize.py", "*.pth", ".git*", "*.lock"],
    "data": ["data/*"],
    "readers see": ["notebooks/*", "lib/dualuse/templates/*", "*.md", "story.yml"],
    "code": ["lib/*", "tools/*", "dodo.py", "Makefile", "*.toml", "*.yml"],
    "new here": ["*"],
}


def run_git(*words):
    """Return what git prints, whatever the reviewer's own settings are."""
    done = subprocess.run([*GIT, *words], cwd=tables.ROOT, capture_output=True)
    return done.stdout.decode(errors="replace")


def name_kind(path):
    """Return what a file is to a reviewer."""
    for kind, patterns in KINDS.items():
        if any(fnmatch(path, pattern) for pattern in patterns):
            return kind
    return "new here"


def list_moves(base):
    """Yield the claims whose verdict or evidence moves."""
    earlier = run_git("show", f"{base}:reports/verdicts.json") or "[]"
    before = {claim["id"]: claim for claim in json.loads(earlier)}
    now = json.loads((tables.REPORTS / "verdicts.json").read_text(encoding="utf-8"))
    for claim in now:
        other = before.pop(claim["id"], {})
        if claim != other:
            words = f"{other.get('text', 'not there')} -> {claim['text']}"
            same = other.get("text") == claim["text"]
            yield f"verdict   {claim['id']}: {'its evidence moves' if same else words}"
    for claim_id in before:
        yield f"verdict   {claim_id}: gone"


def list_pages(paths):
    """Yield the changed pages that the list of the build does not have as they are."""
    sums = tables.read_sums(tables.REPORTS / tables.SUMS)
    for path in paths:
        name = path.removeprefix("reports/")
        file = tables.ROOT / path
        is_page = name != tables.SUMS and file.is_file()
        if is_page and sums.get(name) != tables.hash_file(file):
            yield f"page      {path}: not as any build made it"


def list_unread(base, paths):
    """Yield what has no lines to read: binary files, modes, pages without a source."""
    for row in run_git(*DIFF, "--numstat", base).splitlines():
        added, removed, path = row.split("\t")
        is_page = path.startswith("reports/")
        if path.endswith((".pyc", ".so")) or (added == "-" and not is_page):
            yield f"binary    {path}: nobody can read what changed"
        elif added == removed == "0":
            yield f"no lines  {path}: only its mode changed, or it is empty"
    if paths and all(path.startswith("reports/") for path in paths):
        for path in paths:
            yield f"page      {path}: changed, and no source did"


def list_lines(base):
    """Yield each changed line, with what its file is to a reviewer."""
    path, in_header = "", False
    for line in run_git(*DIFF, "--unified=0", base).split("\n"):
        if line.startswith("diff --git "):
            in_header = True
        elif line.startswith("@@ "):
            in_header = False
        elif in_header and line.startswith(("--- a/", "+++ b/")):
            path = line[6:]
        elif in_header and line.startswith(('--- "a/', '+++ "b/')):
            path = f"(an odd name) {line[7:-1]}"
        elif line[:1] in ("+", "-") and not in_header:
            line = "".join(each if each.isprintable() else "?" for each in line)
            kind = name_kind(path)
            if kind != "page":
                words = " ".join(line.split())  # nothing hides behind blanks
                yield f"{kind:<10}{path}: {words[:300]}"
            if line[0] == "+" and rules.mixes_alphabets(line):
                yield f"letters   {path}: two alphabets in a word: {line[:150]}"


def main(base="main"):
    if not run_git("rev-parse", "--verify", "--quiet", base):
        sys.exit(f"review: BASE={base}: no such commit")
    paths = run_git(*DIFF, "--name-only", "-z", base).rstrip("\0").split("\0")
    pages = [path for path in paths if path.startswith("reports/")]
    lines = [*list_moves(base), *list_pages(pages), *list_unread(base, paths)]
    lines += list_lines(base)
    if pages:
        lines.append(
            f"page      {len(pages)} changed: `make verify` tells whether ours"
        )
    data = [path for path in paths if path.startswith("data/")]
    if data and "data/CHANGES.md" not in data:
        lines.append(f"data      {len(data)} files changed, no word in CHANGES.md")
    for path in paths:
        if (tables.ROOT / path).is_symlink():
            lines.append(f"link      {path}: it leads elsewhere")
        elif not (tables.ROOT / path).exists():
            lines.append(f"gone      {path}")
    untracked = run_git("ls-files", "--others", "--exclude-standard").splitlines()
    lines += [f"not in git {path}" for path in untracked]
    print("\n".join(lines) or "nothing changed")


if __name__ == "__main__":
    main(*sys.argv[1:])
