"""The published table says whatever moves, and `make accept` writes it down."""

import copy
import json
from contextlib import nullcontext

import accept
import pytest

from dualuse.base import tables
from dualuse.builds import published

DAY = "2026-12-01: why"


@pytest.fixture(scope="module")
def claims():
    return json.loads((tables.REPORTS / "verdicts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def figures():
    return tables.read_figures().to_dict("records")


@pytest.fixture(scope="module")
def rows(claims, figures):
    return published.list_published(claims, figures)


def test_every_row_has_a_name_of_its_own(rows):
    assert len(published.by_key(rows)) == len(rows) > 300


def test_what_is_written_is_read_again(rows, tmp_path):
    path = tmp_path / "published.csv"
    path.write_text(published.write_published(rows), encoding="utf-8")
    assert published.read_published(path) == rows


def list_entries(claims):
    """Yield each source that was asked, each page, each part and each claim."""
    for claim in claims:
        yield claim, "text direction sources"
        for part in claim["parts"]:
            yield part, "text direction sources one_owner"
            for entry in part["figures"]:
                yield entry, "low high own_low own_high verdict says counts because"
            for page in part["pages"]:
                yield page, "verdict relation shows counts outlet quote judgement url"


def change(value):
    """Return another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return 1.001 * value + 1
    return 7.0 if value is None else f"{value}x"


def test_whatever_moves_in_a_verdict_a_source_or_a_page_moves_one_row(claims, figures):
    """Each value of each, one after another: some are drawn out of 2,000."""
    before = published.list_published(claims, figures)
    changed = copy.deepcopy(claims)
    places = [
        (entry, key) for entry, keys in list_entries(changed) for key in keys.split()
    ]
    assert len(places) > 1500
    for entry, key in places[::23]:
        kept = entry[key]
        entry[key] = change(kept)
        (line,) = published.list_moves(
            before, published.list_published(changed, figures)
        )
        assert " -> " in line or line.endswith(("counts", "x")), line
        entry[key] = kept


def test_a_figure_moves_the_row_of_each_claim_that_shows_it(claims, figures):
    changed = copy.deepcopy(figures)
    row = next(figure for figure in changed if figure["id"] == "F205")
    row["value"] = "3.2"
    before, now = (
        published.list_published(claims, each) for each in (figures, changed)
    )
    lines = published.list_moves(before, now)
    assert "A1 F205: says more than $32m -> more than $3.2m" in lines


def test_the_last_digits_of_a_number_move_nothing(claims, figures, rows):
    changed = copy.deepcopy(claims)
    for entry, keys in list_entries(changed):
        if "low" in keys.split() and entry["low"]:
            entry["low"] *= 1 + 1e-13
    assert published.list_moves(rows, published.list_published(changed, figures)) == []


@pytest.fixture
def story(tmp_path, monkeypatch):
    """Return a story whose table has moved since a person accepted it."""
    for name in ("reports", "data"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(published, "PUBLISHED", tmp_path / "reports" / "published.csv")
    monkeypatch.setattr(published, "ACCEPTED", tmp_path / "data" / "accepted.csv")
    monkeypatch.setattr(accept, "CHANGES", tmp_path / "data" / "CHANGES.md")
    monkeypatch.setattr(accept.describe_data, "describe", lambda: None)
    monkeypatch.setattr(accept, "take_turn", nullcontext)
    write(published.ACCEPTED, verdict="possible (if it means May)", low="1")
    write(published.PUBLISHED, verdict="confirmed, on one source", low="2")
    (tmp_path / "data" / "CHANGES.md").write_text("# Changes\n\n## 2023-07-26: first\n")
    return tmp_path


def write(path, verdict, low):
    """Write a table of a verdict and a range."""
    verdict = published.make_row("A1", "", "", verdict=verdict)
    source = published.make_row("A1", "A1", "GACC 2023-01", low=low)
    path.write_text(published.write_published([verdict, source]))


def test_what_moved_fails_until_it_is_accepted_with_a_reason(story, capsys):
    moved = published.list_unaccepted(published.PUBLISHED)
    assert moved == [
        "A1: verdict possible (if it means May) -> confirmed, on one source",
        "A1 A1 GACC 2023-01: low 1 -> 2",
    ]
    assert accept.main() == 1
    assert capsys.readouterr().out.splitlines() == moved
    assert published.list_unaccepted(published.PUBLISHED) == moved
    assert accept.main("a page was\nread again") == 0
    assert published.list_unaccepted(published.PUBLISHED) == []
    _, heading, entry = (story / "data" / "CHANGES.md").read_text().split("## ")[0:3]
    assert heading.splitlines()[2:5] == [
        "- A1, from possible to confirmed: a page was read again",
        f"- {moved[0]}",
        f"- {moved[1]}",
    ]
    assert entry == "2023-07-26: first\n"


def test_where_nothing_was_ever_accepted_nothing_is_said(story):
    published.ACCEPTED.unlink()
    assert published.list_unaccepted(published.PUBLISHED) == []
    assert accept.main("the first") == 0
    assert published.ACCEPTED.read_bytes() == published.PUBLISHED.read_bytes()
    assert "- " not in (story / "data" / "CHANGES.md").read_text()
