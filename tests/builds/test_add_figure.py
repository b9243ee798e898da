"""A figure that a reader adds: shown first, written only on yes, refused if wrong."""

import json
import os
import shutil

import add_figure
import pytest
import warm
from small_story import CODE

from dualuse.base import tables

# synthetic: no page printed it
FIELDS = [
    "role=evidence",
    "reporter=DEU",
    "product=applications",
    "product_text=asylum applications",
    "period_start=2023-01",
    "period_end=2023-12",
    "value=400000",
    "unit=applications",
    "hedge=exact",
    "publisher=Test",
    "outlet=euaa",
    "access=own page",
    "source=EUAA",
    "released=2024-02",
    "page=https://example.org/figures",
    "why=a test",
]


REFUSED = {
    "outlet=nobody": "outlet: found 'nobody'",
    "page=example": "page 'example'",
    "why=": "why: found nothing",
    "product=": "product: found nothing",
    "reportr=DEU": "such as reporter",
    "partner=FRA": "partner: found 'FRA'",
}
ADD_EACH = """import json, sys, add_figure
from dualuse.base.errors import InputError
for words in json.loads(sys.argv[1]):
    try:
        add_figure.main(words)
    except InputError as error:
        print(error)
    except ExceptionGroup as faults:
        print("; ".join(map(str, faults.exceptions)))
    else:
        print("written")
"""


def start(story, *words, typed=""):
    environment = {**os.environ, "DUALUSE_ROOT": str(story)}
    environment["PYTHONPATH"] = str(CODE / "tools")
    return warm.run(words, story, environment, typed, apart=True)


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """A copy of the third story as `make describe` leaves it."""
    story = tmp_path_factory.mktemp("described") / "story"
    shutil.copytree(CODE / "examples" / "asylum", story)
    start(story, CODE / "tools" / "describe_data.py")
    return story


@pytest.fixture
def story(described, tmp_path):
    return shutil.copytree(described, tmp_path / "story")


def add(story, *words):
    return start(story, CODE / "tools" / "add_figure.py", *words)


def answer(story, *lines):
    """Answer the questions, a line each."""
    typed = "".join(f"{line}\n" for line in lines)
    return start(story, CODE / "tools" / "add_figure.py", typed=typed)


def read_files(story):
    paths = [path for path in (story / "data").rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in paths}


def test_a_figure_is_shown_and_written_on_yes_only(story):
    before = read_files(story)
    shown = add(story, *FIELDS)
    assert shown.returncode == 0, shown.stderr
    assert "F001: 400,000 applications" in shown.stdout
    assert "->" in shown.stdout  # a claim that it would move
    assert "nothing was written" in shown.stdout
    assert read_files(story) == before

    assert add(story, *FIELDS, "yes=1").returncode == 1  # B03 says otherwise
    written = add(story, *FIELDS, "anyway=1")
    assert written.returncode == 0, written.stderr
    after = read_files(story)
    assert b"F001,evidence,DEU" in after["figures.csv"]
    assert b"figure F001\n\n- a test" in after["CHANGES.md"]
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"figures.csv", "CHANGES.md", "SHA256SUMS"}

    # what contradicts it is said before it is written
    other = ["value=900000", "page=https://example.org/other"]
    shown = add(story, *FIELDS, *other).stdout
    assert "F002 cannot be true beside F001 (400,000 applications" in shown
    assert "it would be set aside: one of these" in shown
    assert "nothing was written" in shown
    assert read_files(story) == after

    # and is no yes
    refused = add(story, *FIELDS, *other, "yes=1")
    assert refused.returncode == 1
    assert "F002 is 2.2 times F001" in refused.stdout
    assert "or anyway=1, and why" in refused.stderr
    assert read_files(story) == after
    assert add(story, *FIELDS, *other, "anyway=1").returncode == 0
    assert b"F002,evidence,DEU" in read_files(story)["figures.csv"]


def test_a_figure_that_breaks_a_rule_is_refused_in_one_line(story):
    before = read_files(story)
    figures = [[*FIELDS, word, "yes=1"] for word in REFUSED]
    refused = start(story, "-c", ADD_EACH, json.dumps(figures))
    lines = refused.stdout.splitlines()
    for line, reason in zip(lines, REFUSED.values(), strict=True):
        assert reason in line
    assert read_files(story) == before


def test_all_that_is_missing_is_named_at_once(story):
    words = ["role=evidence", "value=400000", "growth=7", "access=copy"]
    refused = add(story, *words)
    assert refused.returncode == 1
    missing = (
        "why, product, publisher, source, released, page, outlet, unit, hedge, "
        "growth_hedge, period_start, reporter, read_at"
    )
    assert refused.stderr == (
        f"add-figure: {missing}: found nothing; expected a word for each\n"
    )


# What is typed first of each field and refused there, why, and what is typed then
TYPED = {
    "role": ("evidense", "one of evidence, context, claim", "evidence"),
    "reporter": ("Germny", "such as Germany", "germany"),
    "product": ("aplications", "such as applications", "applications"),
    "product_text": (None, "", "asylum applications"),
    "period_start": ("2023-13", "YYYY-MM", "2023-01"),
    "period_end": ("2022-12", "2023-01 or later", "2023-12"),
    "value": ("4OO000", "a number such as", "400000"),
    "unit": ("bananas", "one unit of", "applications"),
    "hedge": ("close to", "one of exact, about", "exactly"),
    "growth": ("seven", "a number such as", ""),
    "growth_hedge": (None, "", ""),
    "publisher": ("", "a word: this figure needs one", "Test"),
    "outlet": (
        "nobody",
        "a row of data/reference/outlets.csv, then `make describe`",
        "EU Agency for Asylum",
    ),
    "access": ("own", "one of own page, copy", "own page"),
    "read_at": ("x", "one read_at of", ""),
    "source": ("EUAAA", "such as EUAA", "EUAA"),
    "released": ("2024-2", "2024", "2024-02"),
    "page": ("example", "https", "https://example.org/figures"),
    "quote": (None, "", ""),
    "status": ("guessed", "such as later print", ""),
    "note": (None, "", ""),
    "why": ("", "a word: this figure needs one", "a test"),
}


def test_each_answer_is_checked_when_it_is_typed_and_a_draft_is_kept(story):
    before = read_files(story)
    lines = []
    for wrong, _, right in TYPED.values():
        lines += [right] if wrong is None else [wrong, right]
    asked = answer(story, *lines, "n")
    assert asked.returncode == 0, asked.stderr
    place = 0
    for name, (wrong, why, _) in TYPED.items():
        place = asked.stdout.index(f"\n  {name}: ", place)
        after = asked.stdout[place:].partition(f"  {name}: ")[2].splitlines()[0]
        if wrong is not None:
            assert "found" in after and why in after, name
    assert "F001: 400,000 applications" in asked.stdout
    assert read_files(story) == before
    draft = story / "my" / add_figure.DRAFT
    assert draft.read_text("utf-8").splitlines() == FIELDS

    # Enter takes what was typed before, a word changes it, "-" empties it
    again = ["", "", "", "", "", "", "500000", *[""] * 14, "", "anyway"]
    written = answer(story, *again)
    assert written.returncode == 0, written.stderr + written.stdout
    assert not draft.exists()
    by_questions = read_files(story)["figures.csv"]
    assert b"F001,evidence,DEU" in by_questions and b",500000," in by_questions


def test_what_can_be_typed_is_offered():
    schema, known = tables.read_schemas()[add_figure.FIGURES], add_figure.list_known()
    offered = add_figure.list_offered(known, schema)
    for name in ("unit", "flow", "outlet", "role", "access", "hedge"):
        row = {"value": "7", "unit": "units", "role": "context"}
        assert len(offered[name]) > 2
        for word in offered[name]:
            if word != "between":  # of two numbers
                read = add_figure.read_answer(name, word, row, schema, known)
                assert read == word
