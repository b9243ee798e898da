"""What a page says of evidence is what the claim's JSON says, word for word."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from dualuse import desk, tables
from dualuse.base import tables as reads
from dualuse.base.errors import InputError
from dualuse.press import pages

SITE = tables.REPORTS
CLAIMS = sorted(path.stem for path in SITE.glob("claims/*.json"))
EXPORTS = "CHN-RUS-export-all-GACC"
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
    if place:  # its part of a page of several
        markup = markup.find("section", attrs={"aria-labelledby": place})
    page = flatten(markup.get_text(" "))
    for part in checked["parts"]:
        for entry in part["figures"]:
            if entry["counts"]:
                assert flatten(entry["told"]) in page, entry["source"]
    assert flatten(checked["we_found"]) in page


def test_a_question_checks_the_data_once(monkeypatch):
    asked = []
    verify = reads.verify_state
    monkeypatch.setattr(
        reads, "verify_state", lambda *folder: asked.append(folder) or verify(*folder)
    )
    desk.check(series=EXPORTS, period="2023", low=111, unit="bn USD")
    assert len(asked) == 1
    with pytest.raises(InputError):
        desk.range_of("CHN-RUS-export-al-GACC", "2023")
    assert len(asked) == 2
