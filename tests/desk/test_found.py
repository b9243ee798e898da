"""Each code, series and name of goods that the tables hold is found: all are drawn."""

import re
from functools import cache

import pandas as pd
import pytest
import seeds

from dualuse import desk
from dualuse.base import categories, tables
from dualuse.base.catalogue import list_series, name_product
from dualuse.base.errors import InputError
from dualuse.base.series import Series


@pytest.fixture
def tables_read_once(monkeypatch):
    """Nobody writes to data/ meanwhile."""
    for name in ("verify_data", "read_figures"):
        monkeypatch.setattr(tables, name, cache(getattr(tables, name)))


def list_codes():
    """Every code of a product or of a figure, and one below it, of which no row is."""
    codes = {*categories.read_categories()["hs_code"]}
    for cell in tables.read_figures()["hs_code"]:
        if re.fullmatch(r"[\d.+]+", cell):  # others are "50 HS6 codes (CHPL)"
            codes |= {*cell.replace(".", "").split("+")}
    parts = {f"{code}10" for code in codes if len(code) < 8}
    return sorted(codes | parts)


@pytest.mark.parametrize("start", seeds.draw_few(1, 8))
def test_each_code_is_found_and_so_are_its_goods(start, tables_read_once):
    for code in list_codes()[start::8]:
        kinds = {*desk.search(code)["kind"]}
        assert kinds & {"code", "figure"}, code
        assert categories.find_products(code), code


@pytest.mark.parametrize("start", seeds.draw_few(1, 16))
def test_the_series_of_a_code_are_those_of_its_goods(start, tables_read_once):
    for code in list_codes()[start::16]:
        listed = desk.series(code)
        goods = categories.find_products(code)
        own = [name for name in listed.index if Series.read(name).product in goods]
        known = [
            name for name in list_series().index if Series.read(name).product in goods
        ]
        assert {*known} <= {*own}, code
        assert len(known) or listed.note, code


def test_a_code_of_no_goods_is_found_nowhere():
    assert desk.search("999999").empty
    with pytest.raises(InputError, match="999999"):
        desk.series("999999")


@pytest.mark.parametrize("start", seeds.draw_few(1, 8))
def test_each_series_is_found_by_its_code(start, tables_read_once):
    for name in list_series().index[start::8]:
        found = desk.search(name)
        assert ["series", name] in found[["kind", "id"]].to_numpy().tolist()
        figures = tables.read_figures(series=name)["id"]
        assert {*figures} <= {*found["id"]}
    with pytest.raises(InputError, match="goods, such as 'drones'"):
        desk.series("CHN-RUS-export-drones-GACC")


@pytest.mark.parametrize("start", seeds.draw_few(1, 8))
def test_each_name_of_goods_with_a_series_is_found_by_both(start, tables_read_once):
    goods = sorted({Series.read(name).product for name in list_series().index})
    for product in goods[start::8]:
        for word in (product, name_product(product)):
            assert not desk.search(word).empty, word
            listed = desk.series(word)
            assert product in {Series.read(name).product for name in listed.index}, word


def test_a_series_named_by_a_code_is_refused_with_the_series_that_has_it():
    with pytest.raises(InputError, match="CHN-RUS-export-drones-GACC"):
        desk.range_of("CHN-RUS-export-8806-GACC", "2023")
    with pytest.raises(InputError, match="CHN-RUS-import-crude-oil-GACC"):
        desk.claim("CHN-RUS-import-2709-GACC", "1", "bn USD", period="2023")


def test_a_print_that_is_set_aside_is_found_as_such(monkeypatch):
    """Figures of evidence in turn, as if the last build had found them wrong."""
    rows = tables.read_figures()
    printed = rows[(rows["role"] == "evidence") & (rows["value"] != "")]
    drawn = seeds.begin("set aside").sample(range(len(printed)), 5)
    aside = pd.DataFrame({"figure": printed["id"].iloc[drawn]})
    aside = aside.assign(status="error", likely_cause="swapped direction")
    others = tables.is_as_built, tables.read_built
    stands = {
        "is_as_built": lambda name: name == "set_aside.csv" or others[0](name),
        "read_built": lambda name: (
            aside if name == "set_aside.csv" else others[1](name)
        ),
    }
    for name, stand in stands.items():
        monkeypatch.setattr(tables, name, stand)
    for figure in aside["figure"]:
        found = desk.search(figure)
        (words,) = found.loc[found["id"] == figure, "words"]
        assert words.startswith("set aside, swapped direction: "), words
