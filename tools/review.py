"""Print what a change does, for the person who reviews it: `make review BASE=main`.

One line for each verdict and piece of evidence that moves, each cell of a table, each
line of text, code, test or workflow that changed, each page that no build made, and each
word of mixed scripts; last, how the weight of the library moves, which is no limit.
A line is shown whole: how many blanks it begins with, what differs between marks, and
each letter that cannot be seen written out. What cannot be shown is said.
"""

import csv
import gzip
import io
import re
import subprocess
import sys
import unicodedata
import zlib
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd

from dualuse.base import rules, tables
from dualuse.base.errors import InputError
from dualuse.base.pairs import name_open, read_pairs
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
MARGIN, WIDTH = 12, 120  # letters of a kind, and of a line beside it
MARKS = "\N{LEFT DOUBLE ANGLE BRACKET}\N{RIGHT DOUBLE ANGLE BRACKET}"
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
    return done.stdout.decode(errors="backslashreplace")


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


def list_differences(base, paths):
    """Yield where pages begin to differ, those that differ in one way together."""
    before, now = {}, {}
    for path in paths:
        name = path.removeprefix("reports/")
        file = tables.ROOT / path
        old = run_git("rev-parse", "--verify", "--quiet", f"{base}:{path}").strip()
        if old:
            before[name] = old
        if file.is_file() and not file.is_symlink():
            now[name] = "here"
    for line in moves.list_pages(before, now, base):
        yield say("page", line)
    if paths:
        yield say("page", f"{len(paths)} changed: `make verify` tells whether ours")


def list_unread(base, paths):
    """Yield what has no lines to read: binary files, modes, pages without a source."""
    for row in run_git(*DIFF, "--numstat", base).splitlines():
        added, removed, path = row.split("\t")
        is_page = path.startswith("reports/")
        cells = list_cells(path, base) if path.endswith(".csv.gz") else None
        if cells:
            yield from [say("data", words) for words in cells]
        elif path.endswith((".pyc", ".so")) or (added == "-" and not is_page):
            yield say("binary", f"{path}: nobody can read what changed")
        elif added == removed == "0":
            yield say("no lines", f"{path}: only its mode changed, or it is empty")
    if paths and all(path.startswith("reports/") for path in paths):
        for path in paths:
            yield say("page", f"{path}: changed, and no source did")


def show(text):
    """Return a text in which nothing hides: each unseen letter is written out."""
    seen = ""
    for letter in text:
        is_hidden = rules.HIDDEN.match(letter) or not letter.isprintable()
        is_mark = letter in MARKS
        seen += ascii(letter)[1:-1] if is_hidden or is_mark else letter
    return seen


def count_same(one, other):
    """Return how many letters two texts begin with in common."""
    for count, (letter, beside) in enumerate(zip(one, other, strict=False)):
        if letter != beside:
            return count
    return min(len(one), len(other))


def mark(before, now):
    """Return two texts with the part marked in which they differ."""
    first = count_same(before, now)
    last = count_same(before[first:][::-1], now[first:][::-1])
    marked = []
    for text in (before, now):
        end = len(text) - last
        middle = MARKS[0] + show(text[first:end]) + MARKS[1]
        marked.append(show(text[:first]) + middle + show(text[end:]))
    return marked


def show_line(line):
    """Return a line of a file: how many blanks it begins with, then all of it."""
    blanks = len(line) - len(line.lstrip(" "))
    return f"{blanks:>3}| {show(line[blanks:])}"


def mark_lines(removed, added):
    """Return the shown lines of a place; where as many went as came, what differs."""
    pairs = []
    for line in removed:
        pairs.append(("-", show_line(line)))
    if len(removed) != len(added):
        return [*pairs, *[("+", show_line(line)) for line in added]]
    pairs = []
    for before, now in zip(removed, added, strict=True):
        blanks = [len(line) - len(line.lstrip(" ")) for line in (before, now)]
        marked = mark(before[blanks[0] :], now[blanks[1] :])
        pairs.append(("-", f"{blanks[0]:>3}| {marked[0]}"))
        pairs.append(("+", f"{blanks[1]:>3}| {marked[1]}"))
    return pairs


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
    if "\r" in line.removesuffix("\r"):
        words = "U+000D CARRIAGE RETURN: what follows is a line of its own to programs"
        yield say("hidden", f"{path}: {words}: {show(line)}")


def read_hunks(base):
    """Yield (path, lines that went, lines that came) of each place that changed."""
    path, in_header = "", False
    removed, added = [], []
    for line in run_git(*DIFF, "--unified=0", base).split("\n"):
        is_end = line.startswith(("diff --git ", "@@ "))
        if is_end and (removed or added):
            yield path, removed, added
            removed, added = [], []
        if line.startswith("diff --git "):
            in_header = True
        elif line.startswith("@@ "):
            in_header = False
        elif in_header and line.startswith(("--- a/", "+++ b/")):
            path = line[6:]
        elif in_header and line.startswith(('--- "a/', '+++ "b/')):
            path = f"(an odd name) {line[7:-1]}"
        elif line[:1] == "-" and not in_header:
            removed.append(line[1:])
        elif line[:1] == "+" and not in_header:
            added.append(line[1:])
        elif line.startswith("\\ ") and not in_header:
            (added or removed).append("(no end of line at the end of the file)")
    if removed or added:
        yield path, removed, added


def list_lines(base):
    """Yield each changed line, whole; of tables each changed cell."""
    tables_shown = set()
    for path, removed, added in read_hunks(base):
        kind = name_kind(path)
        for line in added:
            yield from list_letters(path, line)
        if kind == "page":
            continue
        if path not in tables_shown and is_table(path):
            tables_shown.add(path)
            cells = list_cells(path, base)
            if cells is not None:
                yield from [say(kind, words) for words in cells]
                continue
            tables_shown.discard(path)
        if path not in tables_shown:
            for sign, line in mark_lines(removed, added):
                yield say(kind, f"{path}: {sign}{line}")


def is_table(path):
    return path.endswith((".csv", ".csv.gz"))


def read_rows(path, content):
    """Return the names of a table's columns, and its rows; None if it is no table."""
    try:
        if path.endswith(".gz"):
            content = gzip.decompress(content) if content else b""
        lines = csv.reader(
            io.StringIO(content.decode("utf-8"), newline=""), strict=True
        )
        names, *rows = list(lines) or [[]]
    except (OSError, EOFError, UnicodeDecodeError, csv.Error, zlib.error):
        return None
    is_table = all(len(row) == len(names) for row in rows)
    if not is_table or len(set(names)) < len(names):
        return None
    return names, [tuple(row) for row in rows]


def keep(rows, some):
    """Return the rows that are among some, each as often as it is there."""
    left = Counter(some)
    kept = []
    for row in rows:
        if left[row]:
            left[row] -= 1
            kept.append(row)
    return kept


def name_rows(rows):
    """Return {id: its row}; of two of one id the second is called 2."""
    seen, named = Counter(), {}
    for row in rows:
        seen[row[0]] += 1
        number = f" ({seen[row[0]]})" if seen[row[0]] > 1 else ""
        named[f"{show(row[0])}{number}"] = row
    return named


def list_cells(path, base):
    """Return the lines of the changed cells of a table; None if it is no table."""
    file = tables.ROOT / path
    content = file.read_bytes() if file.is_file() and not file.is_symlink() else b""
    before = read_rows(path, moves.read_committed_bytes(path, base))
    now = read_rows(path, content)
    if before is None or now is None:
        return None
    (old_names, old_rows), (names, rows) = before, now
    same = Counter(old_rows) & Counter(rows) if old_names == names else Counter()
    old = name_rows((Counter(old_rows) - same).elements())
    new = name_rows((Counter(rows) - same).elements())
    lines = []
    for row in {**old, **new}:
        was = dict(zip(old_names, old.get(row, []), strict=False))
        becomes = dict(zip(names, new.get(row, []), strict=False))
        lines += list_cells_of_row(f"{path}, {row}", was, becomes)
    order = [name for name in old_names if name in names]
    if order != [name for name in names if name in old_names]:
        lines.append(f"{path}: columns in another order: {', '.join(names)}")
    if keep(old_rows, same) != keep(rows, same):
        lines.append(f"{path}: rows in another order")
    return lines or [f"{path}: the same cells, with other quotes or ends of lines"]


def list_cells_of_row(place, old, new):
    """Return a line for each cell that is other; of a row that is new or gone one."""
    if not old or not new:
        word = "new" if new else "gone"
        cells = [f"{name}={show(text)}" for name, text in (new or old).items() if text]
        return [f"{place}: {word}: {'; '.join(cells)}"]
    lines = []
    for name in {**old, **new}:
        before, now = old.get(name), new.get(name)
        if before is None or now is None:
            word = "a new column" if before is None else "a column less"
            lines.append(f"{place}, {name}: {word}: {show(before or now or '')}")
        elif before != now:
            was, becomes = mark(before, now)
            lines.append(f"{place}, {name}: before: {was}")
            lines.append(f"{place}, {name}: now:    {becomes}")
    return lines


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
    """Return a line of the review: what kind of change, and its words, whole.

    Long ones go on below, behind a bar.
    """
    first, rest = words[:WIDTH], words[WIDTH:]
    lines = [f"{kind:<{MARGIN}}{first}"]
    for start in range(0, len(rest), WIDTH - 2):
        lines.append(f"{'':<{MARGIN}}| {rest[start : start + WIDTH - 2]}")
    return "\n".join(lines)


def count_kinds(lines):
    """Return how many lines there are of each kind: in hundreds one is easily lost."""
    counts = Counter(line[:MARGIN].strip() for line in lines)
    return ", ".join(f"{count} {kind}" for kind, count in counts.most_common()[::-1])


def list_open_pairs():
    """Yield the evidence of which nobody has said what it says; data may be damaged."""
    try:
        for line in name_open(read_pairs()):
            yield say("open", line)
    except InputError as error:
        yield say("open", f"data cannot be read: {error}")


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
    lines += list_differences(base, pages)
    lines += list_open_pairs()
    lines += list_weight(base)
    print("\n".join(lines) or "nothing changed")
    if len(lines) > MANY:
        print(f"\n{len(lines)} lines: {count_kinds(lines)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
