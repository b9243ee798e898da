"""Count the words of each page, and those that stand on another as well.

    python tools/words.py      after make reports; writes benchmarks/words.csv

A word counts wherever a reader can see it, in what a click opens as well; code, pictures
and what only screen readers say do not. It stands twice if the eight words of which it is
one stand on another page too. figures.html lists records and search.html lists pages: they
have a row, and are in no sum.
"""

import csv
import html
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "reports"
TABLE = ROOT / "benchmarks" / "words.csv"
RUN = 8
LISTS = ["figures.html", "search.html"]
MAIN = re.compile(r"<main.*?</main>", re.S)
UNSEEN = [
    re.compile(r"<(script|style|svg|pre)\b.*?</\1>", re.S),
    re.compile(r'<(?:details|div) class="code".*?</(?:details|div)>', re.S),
    re.compile(r'<(span|caption|small) class="sr".*?</\1>', re.S),
]
TAG = re.compile(r"<[^>]+>")


def read_words(page: Path) -> list[str]:
    """Return the words of a page, in small letters and without points."""
    main = MAIN.search(page.read_text(encoding="utf-8"))
    text = main[0] if main else ""
    for unseen in UNSEEN:
        text = unseen.sub(" ", text)
    words = html.unescape(TAG.sub(" ", text)).lower().split()
    bare = [word.strip(".,;:()“”‘’\"'›‹·–") for word in words]
    return [word for word in bare if word]


def list_runs(words: list[str]) -> list[tuple[str, ...]]:
    """Return each eight words that stand one after another."""
    return [tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]


def count_twice(words: list[str], pages_of: Counter) -> int:
    """Return how many words stand in a run that another page has too."""
    twice = set()
    for at, run in enumerate(list_runs(words)):
        if pages_of[run] > 1:
            twice.update(range(at, at + RUN))
    return len(twice)


def main() -> None:
    words = {}
    for page in sorted(REPORTS.rglob("*.html")):
        if "variants" not in page.parts:
            words[str(page.relative_to(REPORTS))] = read_words(page)
    pages_of: Counter = Counter()
    for name, listed in words.items():
        if name not in LISTS:
            pages_of.update(set(list_runs(listed)))
    total, total_twice = 0, 0
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["page", "words", "also on another page", "in per cent"])
        for name, listed in words.items():
            twice = count_twice(listed, pages_of) if name not in LISTS else 0
            if name not in LISTS:
                total += len(listed)
                total_twice += twice
            share = 100 * twice / max(len(listed), 1)
            rows.writerow([name, len(listed), twice, f"{share:.0f}"])
        share = 100 * total_twice / total
        rows.writerow(["all pages", total, total_twice, f"{share:.0f}"])
    print(f"{total} words, {share:.0f}% of them on another page as well")


if __name__ == "__main__":
    main()
