"""What is left out of an answer is not in it: a source, an outlet, or both of one name."""

import pytest

from dualuse import desk, tables
from dualuse.catalogue import list_namesakes, name_left_out
from dualuse.errors import InputError

FIGURES = tables.read_figures(role="evidence")
OUTLETS = tables.read_reference("outlets")
SOURCES = tables.read_reference("sources")
WORDS = sorted({*OUTLETS["name"], *SOURCES["label"], *SOURCES["source"]})
PRINTERS = ["outlet", "read_at"]
KNOWN = set(desk.list_series().index)


def test_no_figure_is_of_a_source_or_an_outlet_that_is_left_out():
    outlets = dict(zip(OUTLETS["name"], OUTLETS["id"], strict=True))
    labels = dict(zip(SOURCES["label"], SOURCES["source"], strict=True))
    codes = dict(zip(SOURCES["source"], SOURCES["source"], strict=True))
    for word in WORDS:
        ids = desk.list_without(word)
        rows = desk.leave_out_figures(FIGURES, ids)
        for source in {labels.get(word), codes.get(word)} - {None}:
            assert source not in set(rows["source"]), word
        if word in outlets:
            assert outlets[word] not in set(rows[PRINTERS].to_numpy().ravel()), word
        # nor is it said to be left out while its own figures stay
        for name in name_left_out(ids):
            for each in set(list_namesakes().get(name.casefold(), [])) & set(codes):
                assert each in ids, word


@pytest.mark.parametrize("word", sorted(set(FIGURES["source"])))
def test_a_series_without_its_only_source_says_why_nothing_is_left(word):
    rows = FIGURES[(FIGURES["source"] == word) & FIGURES["series"].isin(KNOWN)]
    for row in rows.head(1).to_dict("records"):
        months = f"{row['period_start']} to {row['period_end']}"
        with pytest.raises(InputError, match="left out: without them no figure"):
            desk.range_of(row["series"], months, without=word)


def test_an_outlet_by_its_id_is_its_pages_alone():
    assert desk.write_without("chinese-customs") == (
        ", without the pages of Chinese customs"
    )
    moved = desk.without("GACC")
    assert set(moved.index) == {"A1", "A7", "A8"}


@pytest.mark.parametrize("word", ["Molfar", "Sayari", "Import Genius", "gacc"])
def test_a_label_that_answers_print_is_known(word):
    assert desk.list_without(word)
