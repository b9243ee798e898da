"""Every number and verdict of a page is in the data that stand beside it."""

import csv
import json
import re

import pytest
from bs4 import BeautifulSoup

from dualuse import tables
from dualuse.base.files import read_yaml

SITE = tables.REPORTS
TABLES = re.compile(r'<table aria-labelledby="caption-([\w-]+)">(.*?)</table>', re.S)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
SCALES = [1, 1e3, 1e6, 1e9]  # a cell may be in millions, a file never is
HALF = 0.5 + 1e-9  # of the last digit, by which a cell is rounded


def list_tables():
    """Yield (page, name, cells) of each table that a page shows of a file."""
    for path in sorted(SITE.glob("*.html")):
        page = path.read_text(encoding="utf-8")
        for name, inside in TABLES.findall(page):
            if (SITE / "tables" / f"{name}.csv").is_file():
                yield path.name, name, inside


def read_numbers(text):
    """Return the numbers of a text, each with what half its last digit is worth."""
    numbers = []
    for words in NUMBER.findall(text):
        _, _, digits = words.partition(".")
        number = float(words.replace(",", ""))
        numbers.append((number, HALF * 10 ** -len(digits)))
    return numbers


@pytest.mark.parametrize(
    ("page", "name", "inside"),
    [pytest.param(*each, id=each[1]) for each in list_tables()],
)
def test_each_number_of_a_table_is_in_its_file(page, name, inside):
    with (SITE / "tables" / f"{name}.csv").open(encoding="utf-8") as file:
        text = "\n".join(cell for row in csv.reader(file) for cell in row)
    stored = sorted({number for number, _ in read_numbers(text)})
    words = BeautifulSoup(inside, "html.parser").find("tbody").get_text(" ")
    for number, half in read_numbers(words):
        ends = [(scale * (number - half), scale * (number + half)) for scale in SCALES]
        assert any(
            least <= other <= most for other in stored for least, most in ends
        ), (page, name, number)


def test_there_are_tables_to_ask():
    assert len(list(list_tables())) > 30


def read_known():
    """Return the digits of what the first page and the story's page are made from."""
    claims = json.loads((SITE / "verdicts.json").read_text(encoding="utf-8"))
    story = read_yaml(tables.ROOT / "story.yml")
    with (tables.DATA / "article_map.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    known = set(NUMBER.findall(json.dumps([claims, story, rows], default=str)))
    known |= set(NUMBER.findall((tables.DATA / "claims.yaml").read_text("utf-8")))
    counts = [len(claims), sum(claim["counted"] for claim in claims)]
    for claim in claims:
        alike = [each for each in claims if each["verdict"] == claim["verdict"]]
        counts += [len(alike), sum(each["counted"] for each in alike)]
    return known | {str(number) for number in counts}


@pytest.mark.parametrize("name", ["index.html", "story.html"])
def test_each_number_of_a_page_of_all_claims_is_in_the_data(name):
    markup = BeautifulSoup((SITE / name).read_text("utf-8"), "html.parser")
    main = markup.find("main")
    for left_out in main.find_all(["script", "pre", "svg"]):
        left_out.decompose()
    for left_out in main.select("details.made, .code"):
        left_out.decompose()
    known = read_known()
    dates = {str(number) for number in range(1, 32)}
    for number in NUMBER.findall(main.get_text(" ")):
        assert {number, number.replace(",", "")} & (known | dates), (name, number)
