"""What a page says of evidence is what the claim's JSON says, word for word."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from dualuse import tables
from dualuse.base import tables as reads
from dualuse.base import wording
from dualuse.press import pages, prose

SITE = tables.REPORTS
CLAIMS = sorted(path.stem for path in SITE.glob("claims/*.json"))
MARKS = {"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "}


def flatten(text):
    """Return words with one space between them, and with straight marks."""
    for mark, plain in MARKS.items():
        text = text.replace(mark, plain)
    text = " ".join(text.split())
    return re.sub(r" (?=[.,;:)])|(?<=\() ", "", text)


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_page_prints_the_lines_of_its_claim(claim):
    checked = json.loads((SITE / "claims" / f"{claim}.json").read_text("utf-8"))
    name, _, place = pages.find_address(claim).partition("#")
    markup = BeautifulSoup((SITE / name).read_text("utf-8"), "html.parser")
    lines = [*checked["finding"], *checked["depends"]]
    if place:  # its part of a page of several
        lines = [checked["settles"]]
        markup = markup.find(id=place).parent
    page = flatten(markup.get_text(" "))
    for line in lines:
        assert flatten(prose.drop_markdown(line)) in page


NUMBER = re.compile(r"\d[\d,.]*\d|\d")


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_number_on_a_page_is_in_its_json_or_in_a_record_that_it_links(claim):
    stored = (SITE / "claims" / f"{claim}.json").read_text("utf-8")
    name, _, place = pages.find_address(claim).partition("#")
    markup = BeautifulSoup((SITE / name).read_text("utf-8"), "html.parser")
    main = markup.find(id=place).parent if place else markup.find("main")
    for part in main.find_all(class_=["tick", "turn"]):
        part.decompose()
    figures = reads.read_table("published/figures.csv").set_index("id").astype(str)
    judged = reads.read_table("published/pages.csv").set_index("id").astype(str)
    for link in main.find_all("a", href=re.compile(r"figures\.html#")):
        record = link["href"].partition("#")[2]
        if record in figures.index:
            row = figures.loc[record]
            stored += " ".join([*row, wording.format_figure(row.to_dict())])
        if record.removesuffix("-page") in judged.index:
            stored += " ".join(judged.loc[record.removesuffix("-page")])
    for row in main.find_all("ul", class_="hand"):
        row.decompose()  # worked out on the page: test_sources.py does it again
    for proof in main.find_all(id="proof"):
        proof.decompose()  # a sum, which the test below adds up
    question = pages.read_story_facts()["questions"].get(claim, "")
    known = set(NUMBER.findall(stored + question))
    background = re.compile(r"All records, \d+ of them background")
    text = background.sub("", main.get_text(" "))
    months = {str(number) for number in range(1, 32)}
    for number in NUMBER.findall(text):
        plain = number.replace(",", "")
        assert {number, plain} & known or plain in months, number


@pytest.mark.parametrize("claim", ["A1", "A7", "A8"])
def test_a_proof_on_a_page_adds_up_to_its_end(claim):
    """Of a growth it adds up to nought, to a dollar a line."""
    markup = BeautifulSoup(
        (SITE / f"claims/{claim}.html").read_text("utf-8"), "html.parser"
    )
    tables_of_ends = markup.select("#proof table")
    assert tables_of_ends
    for table in tables_of_ends:
        caption = table.caption.get_text()
        end = caption.rpartition(" ")[2].replace(",", "")
        total = 0.0
        rows = table.tbody.find_all("tr")
        for row in rows:
            cells = [cell.get_text().replace(",", "") for cell in row.find_all("td")]
            bound = float(cells[0].split()[2])
            added, _, of = cells[2].partition(" × ")
            term = bound * float(cells[1])
            assert term == pytest.approx(abs(float(added)), rel=1e-8)
            total += 0.0 if of else float(added)  # it carries an amount, and adds none
        wanted = 0.0 if end.endswith("%") else float(end)
        assert abs(total - wanted) <= len(rows), caption
