"""Print what a change does, for the person who reviews it: `make review BASE=main`.

One line for each verdict that moves, each line of data, text, code, test or workflow
that changed, each page that no build made, and each word of mixed scripts; last, how
the weight of the library moves, which is no limit.
"""

import csv
import io
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd

from dualuse.base import rules, tables
from dualuse.builds import changes, moves

# -P leaves out this folder
sys.path.append(str(Path(__file__).parent))
import weight

GIT = ["git", "-c", "core.quotepath=off"]
DIFF = [
    "diff",
    "--no-ext-diff",
    "--no-renames",
    "--no-color",
    "--src-prefix=a/",
    "--dst-prefix=b/",
]
MANY = 300  # lines, of which the last counts the kinds
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Words of letters that all look Latin, and are Cyrillic or Greek: TASS, for one.
LOOK_ALIKE = re.compile(
    r"\b[\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c-\u041e\u0420-\u0423"
    r"\u0425\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u04bb"
    r"\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5"
    r"\u03a7\u03bd\u03bf]{2,}\b"
)
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
    """Yield the claims whose verdict, evidence or words move, and what of data is said."""
    before = moves.read_verdicts(run_git("show", f"{base}:{moves.VERDICTS}"))
    now = moves.read_verdicts(changes.read_here(moves.VERDICTS))
    for line in moves.list_moves(before, now):
        yield say("verdict", line)
    for line in changes.list_unnamed(now, base):
        yield say("unsaid", line)
    for name in sorted({*before, *now}):
        for piece in moves.list_pieces(before.get(name, {}), now.get(name, {})):
            if piece.is_evidence():
                yield say("evidence", f"{name}: {moves.tell(piece, None)}")


def read_outlets(text):
    """Return {outlet: its row} of the text of outlets.csv, and {spelling: its outlet}."""
    rows = csv.DictReader(io.StringIO(text))
    outlets = pd.DataFrame(rows, dtype=str).fillna("")
    if outlets.empty:
        return {}, {}
    names = rules.list_names(outlets).set_index("spelling")["id"].to_dict()
    return outlets.set_index("id").to_dict("index"), names


def list_outlets(base):
    """Yield what a change of the outlets does: who is one outlet, and of which kind."""
    path = f"data/{rules.OUTLETS}"
    before, old_names = read_outlets(run_git("show", f"{base}:{path}"))
    file = tables.ROOT / path
    now, names = read_outlets(file.read_text("utf-8") if file.is_file() else "")
    for title, one, other in (("now", names, old_names), ("before", old_names, names)):
        groups = {}
        for spelling, outlet in one.items():
            if spelling in other:
                groups.setdefault(outlet, set()).add(other[spelling])
        for outlet, others in groups.items():
            if len(others) > 1:
                many = ", ".join(sorted(others))
                yield say("outlets", f"{title} one, {outlet}: otherwise {many}")
    for spelling in sorted(old_names.keys() | names.keys()):
        was, becomes = old_names.get(spelling, "none"), names.get(spelling, "none")
        if was != becomes:
            yield say("outlets", f"{spelling!a}: of {was} before, of {becomes} now")
    for outlet in sorted(before.keys() & now.keys()):
        for column in ("owner", "under_test", "kind"):
            was, becomes = before[outlet][column], now[outlet][column]
            if was != becomes:
                yield say(
                    "outlets", f"{outlet}: {column} {was!a} before, {becomes!a} now"
                )


def list_pages(paths):
    """Yield the changed pages that the list of the build does not have as they are."""
    sums = tables.read_sums(tables.REPORTS / tables.SUMS)
    for path in paths:
        name = path.removeprefix("reports/")
        file = tables.ROOT / path
        is_page = name != tables.SUMS and file.is_file()
        if is_page and sums.get(name) != tables.hash_file(file):
            yield say("page", f"{path}: not as any build made it")


def list_unread(base, paths):
    """Yield what has no lines to read: binary files, modes, pages without a source."""
    for row in run_git(*DIFF, "--numstat", base).splitlines():
        added, removed, path = row.split("\t")
        is_page = path.startswith("reports/")
        if path.endswith((".pyc", ".so")) or (added == "-" and not is_page):
            yield say("binary", f"{path}: nobody can read what changed")
        elif added == removed == "0":
            yield say("no lines", f"{path}: only its mode changed, or it is empty")
    if paths and all(path.startswith("reports/") for path in paths):
        for path in paths:
            yield say("page", f"{path}: changed, and no source did")


def show(line):
    """Return a line in which nothing hides: no blanks in a row, no unseen letter."""
    seen = ""
    for letter in " ".join(line.split()):
        is_hidden = rules.HIDDEN.match(letter) or not letter.isprintable()
        seen += ascii(letter)[1:-1] if is_hidden else letter
    return seen[:300]


def list_letters(path, line):
    """Yield what a reader of a line cannot see, or would take for another letter."""
    if rules.mixes_alphabets(line):
        yield say("letters", f"{path}: two alphabets in a word: {show(line)}")
    for word in LOOK_ALIKE.findall(line):
        name = unicodedata.name(word[0]).split()[0].capitalize()
        yield say("letters", f"{path}: {word} is in {name} letters: {show(line)}")
    for letter in sorted(set(rules.HIDDEN.findall(line)) - {"\t", "\r"}):
        kind = "bidi" if letter in BIDI else "hidden"
        name = unicodedata.name(letter, "a control character")
        yield say(kind, f"{path}: U+{ord(letter):04X} {name}: {show(line)}")


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
            kind = name_kind(path)
            if kind != "page":
                yield say(kind, f"{path}: {show(line)}")
            if line[0] == "+":
                yield from list_letters(path, line)


def list_files(paths):
    """Yield what became of whole files: gone, a link, not in git."""
    for path in paths:
        if (tables.ROOT / path).is_symlink():
            yield say("link", f"{path}: it leads elsewhere")
        elif not (tables.ROOT / path).exists():
            yield say("gone", path)
    for path in run_git("ls-files", "--others", "--exclude-standard").splitlines():
        yield say("not in git", path)


def say(kind, words):
    """Return a line of the review: what kind of change, and its words."""
    return f"{kind:<12}{words}"


def count_kinds(lines):
    """Return how many lines there are of each kind: in hundreds one is easily lost."""
    counts = Counter(line[:12].strip() for line in lines)
    return ", ".join(f"{count} {kind}" for kind, count in counts.most_common()[::-1])


def list_weight(base):
    """Yield how the nodes of the library move, Python and Jinja together."""
    folder = "lib/dualuse/"
    before = {}
    for path in run_git("ls-tree", "-r", "--name-only", base, folder).splitlines():
        before[path] = run_git("show", f"{base}:{path}")
    now = {}
    for path in run_git("ls-files", folder).splitlines():
        file = tables.ROOT / path
        if file.is_file() and not file.is_symlink():
            now[path] = file.read_text(encoding="utf-8", errors="replace")
    total = moved = 0
    for path in sorted({*before, *now}):
        try:
            nodes = weight.count_nodes(path, now.get(path, ""))
            earlier = weight.count_nodes(path, before.get(path, ""))
        except weight.UNREADABLE:
            yield say("weight", f"{path}: it cannot be parsed")
            continue
        total += nodes
        moved += nodes - earlier
    if moved:
        yield say("weight", f"the library: {total:,} nodes, {moved:+,}")


def main(base="main"):
    if not run_git("rev-parse", "--verify", "--quiet", base):
        sys.exit(f"review: BASE={base}: no such commit")
    paths = run_git(*DIFF, "--name-only", "-z", base).rstrip("\0").split("\0")
    pages = [path for path in paths if path.startswith("reports/")]
    lines = [*list_moves(base), *list_outlets(base), *list_pages(pages)]
    lines += [*list_unread(base, paths), *list_lines(base), *list_files(paths)]
    if pages:
        lines.append(
            say("page", f"{len(pages)} changed: `make verify` tells whether ours")
        )
    lines += list_weight(base)
    print("\n".join(lines) or "nothing changed")
    if len(lines) > MANY:
        print(f"\n{len(lines)} lines: {count_kinds(lines)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
