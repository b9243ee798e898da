"""Every sentence of the article has a claim or a reason; a reader with the text can check that none is missing."""

import importlib.util

import add_claim
import adding
import pandas as pd
import pytest

from dualuse.data import load, rules
from pressroom import project
from pressroom.errors import InputError

MAP = load.source("article_map.csv")


def coverage():
    spec = importlib.util.spec_from_file_location("coverage_of_article", project.ROOT / "tools/coverage.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = coverage()
INVENTED = "Top\nOne (1) sentence.  It\u2019s \u201cquoted.\u201d Then 2.5% more.\n"


def of(text):
    rows = [(str(n), TOOL.fingerprint(s), "A1", "") for n, s in enumerate(TOOL.sentences(text), start=1)]
    return pd.DataFrame(rows, columns=MAP.columns)


def test_every_claim_of_the_article_holds_a_sentence_and_no_other_does():
    held = {claim for text in MAP["claims"] for claim in text.split()}
    printed = {c["id"] for c in load.claims() if "article" in c["seen"]}
    printed -= set(adding.added(add_claim.HEADING))  # of another page, or until a person puts it into the map
    assert held == printed


@pytest.mark.parametrize("number", MAP["number"])
def test_a_sentence_that_is_dropped_or_left_without_a_word_is_refused(number):
    line = MAP["number"] == number
    if number != MAP["number"].iloc[-1]:  # of the last, only a reader's copy can tell
        with pytest.raises(InputError, match="each number from 1"):
            rules.check("article_map.csv", MAP[~line])
    with pytest.raises(InputError, match="why none does"):
        rules.check(
            "article_map.csv", MAP.assign(claims=MAP["claims"].mask(line, ""), why=MAP["why"].mask(line, " "))
        )
    with pytest.raises(InputError, match="ids of claims"):
        rules.check("article_map.csv", MAP.assign(claims=MAP["claims"].mask(line, "A1 Z9")))


def test_a_copy_may_differ_in_marks_and_spaces_and_not_in_words():
    table = of(INVENTED)
    assert len(table) == 4
    assert TOOL.compare('TOP\n\n  \u2022 One (1) sentence.\nIt\'s "quoted."\nThen 2.5% more.', table) == (
        [],
        [],
    )
    assert TOOL.compare("Top\nOne (2) sentence. It's quoted. Then 2.5% more.", table) == (
        ["One (2) sentence."],
        ["2"],
    )


def test_the_tool_says_what_is_not_in_the_map(tmp_path, capsys):
    file = tmp_path / "copy.txt"
    file.write_text("An invented sentence that no article has.", encoding="utf-8")
    assert TOOL.main(file) == 1
    assert "1 of the copy are not in it" in capsys.readouterr().out
    with pytest.raises(InputError, match="no such file"):
        TOOL.main(tmp_path / "absent.txt")
