"""The words of the first page and of a claim's, of a story of each kind.

    .venv/bin/python tests/golden.py      builds both, and writes tests/golden/ anew

A changed sentence is a line of the difference: in the test's, and in that of the commit.
They are of the tests and of examples/: their figures are real.
"""

import difflib
import html
import re
import shutil
import sys
import tempfile
from pathlib import Path

from small_story import CODE, build, write_sums

GOLDEN = CODE / "tests" / "golden"
STORIES = {  # where each stands; all share the notebooks of tools/new_story
    "second_story": CODE / "tests" / "second_story",
    "asylum": CODE / "examples" / "asylum",
    "waiting-lists": CODE / "examples" / "waiting-lists",
}
KINDS = ["second_story", "waiting-lists"]  # on trade, and on anything else
READ = ["index.html", "claims/T1.html"]
MAIN = re.compile(r"<main.*?</main>", re.S)
NO_WORDS = [
    re.compile(r"<(script|style|pre|svg)\b.*?</\1>", re.S),
    re.compile(r'<details class="code".*?</details>', re.S),
]
BLOCKS = "p|div|li|tr|h[1-6]|table|caption|section|summary|details|dt|dd|figure|legend"
LINE = re.compile(rf"</?(?:{BLOCKS})\b[^>]*>")


def copy_story(name, folder):
    """Return a small story in a folder of its own, ready to be built."""
    shutil.copytree(STORIES[name], folder)
    shutil.copytree(CODE / "tools" / "new_story" / "notebooks", folder / "notebooks")
    reference = folder / "data" / "reference"
    if not reference.exists():  # the second story shares the words of the first
        shutil.copytree(CODE / "data" / "reference", reference)
    shutil.copyfile(CODE / "requirements.lock", folder / "requirements.lock")
    write_sums(folder)
    return folder


def read_words(page):
    """Return what a reader of a page sees, a block a line; without code and pictures.

    >>> read_words("<main><h1>Drones</h1><p>At <b>most</b> $33m.</p></main>")
    'Drones\\nAt most $33m.\\n'
    """
    markup = MAIN.search(page)[0]
    for pattern in NO_WORDS:
        markup = pattern.sub(" ", markup)
    text = re.sub(r"<[^>]+>", " ", LINE.sub("\n", re.sub(r"\s+", " ", markup)))
    lines = [" ".join(line.split()) for line in html.unescape(text).split("\n")]
    return "".join(f"{line}\n" for line in lines if line)


def read_pages(reports):
    """Return {name of a page: its words}."""
    words = {}
    for name in READ:
        page = (reports / name).read_text(encoding="utf-8")
        words[str(Path(name).with_suffix(".txt"))] = read_words(page)
    return words


def read_golden(story):
    """Return {name of a page: its words} as they were last written."""
    folder = GOLDEN / story
    words = {}
    for path in sorted(folder.rglob("*.txt")):
        words[str(path.relative_to(folder))] = path.read_text(encoding="utf-8")
    return words


def compare(before, now):
    """Return the lines that differ, with a mark: - as they were, + as they are."""
    lines = []
    for name in sorted(before.keys() | now.keys()):
        old, new = before.get(name, ""), now.get(name, "")
        lines += difflib.unified_diff(
            old.split("\n"), new.split("\n"), name, name, lineterm="", n=0
        )
    return lines


def main():
    for story in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            root = copy_story(story, Path(folder) / story)
            status, printed = build(root)
            if status:
                sys.exit(printed)
            pages = read_pages(root / "reports")
        print(*compare(read_golden(story), pages), sep="\n")
        shutil.rmtree(GOLDEN / story, ignore_errors=True)
        for name, words in pages.items():
            path = GOLDEN / story / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(words, encoding="utf-8")


if __name__ == "__main__":
    main()
