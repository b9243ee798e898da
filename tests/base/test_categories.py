"""Product words: their codes, other spellings, near misses."""

import random
from itertools import combinations

import pytest

from dualuse.base import categories, rules, tables
from dualuse.base.errors import InputError


def test_no_code_is_in_two_categories_of_a_group():
    lines = categories.read_categories()
    grouped = lines[lines["group"] != ""]
    pairs = grouped.merge(grouped, on=["group", "hs_code"], suffixes=("", "_other"))
    pairs = pairs[pairs["category"] < pairs["category_other"]]
    same = pairs["hs_edition"] == pairs["hs_edition_other"]
    any_edition = pairs[["hs_edition", "hs_edition_other"]].eq("any").any(axis=1)
    assert pairs[same | any_edition].empty


def test_each_spelling_means_something_with_codes_or_figures():
    spellings = tables.read_reference("spellings")
    printed = {*tables.read_figures()["product"]}
    for word in set(spellings["spelling"]):
        products = spellings.loc[spellings["spelling"] == word, "product"]
        assert {*products} <= printed or len(categories.list_codes(word)), word


@pytest.mark.parametrize(
    ("word", "products"),
    [
        ("body armor", {"vests", "helmets", "armour-ceramics"}),
        ("body armour", {"vests", "helmets", "armour-ceramics"}),
        ("Bulletproof vests", {"vests"}),
        ("flak jackets", {"vests"}),
        ("drones", {"drones"}),
        ("high-priority-1", {"high-priority-1"}),
    ],
)
def test_a_reader_s_word_is_answered_with_codes(word, products):
    codes = categories.list_codes(word)
    assert set(codes["category"]) == products
    assert (codes["reason"] != "").all()


def test_where_goods_of_one_word_differ_each_keeps_its_codes():
    codes = categories.list_codes("body armor").groupby("category")["hs_code"].agg(list)
    assert codes["helmets"] == ["650610"]
    assert codes["vests"] == ["621133", "621143", "630790"]
    assert codes["armour-ceramics"] == ["6909", "6914"]


def test_a_product_without_codes_is_said_to_have_none():
    with pytest.raises(InputError, match="none for 'cars' in HS22"):
        categories.list_codes("cars")


def test_an_edition_without_the_code_is_said_to_have_none():
    with pytest.raises(InputError, match="none for 'drones' in HS17"):
        categories.list_codes("drones", "HS17")


def test_the_tiers_are_the_list():
    lines = categories.read_categories()
    tiers = lines[lines["group"] == "high-priority"]
    whole = lines[lines["category"] == categories.HIGH_PRIORITY]
    assert sorted(tiers["hs_code"]) == sorted(whole["hs_code"])
    assert whole["hs_code"].is_unique


def test_categories_that_are_exchanged_show():
    """Any two rows change their categories: refused, unless the same codes result."""
    name = "reference/categories.csv"
    schema = tables.read_schemas()[name]
    lines = tables.read_csv(tables.DATA / name)
    named = lines[(lines["category"] != "raw-materials") & (lines["official"] != "")]
    columns = ["category", "group"]
    codes = [*columns, "hs_edition", "hs_code"]
    same_code = named.duplicated("hs_code", keep=False)
    pairs = list(combinations(named.index[same_code], 2))
    draw = random.Random("exchanged")
    pairs += [draw.sample(sorted(named.index), 2) for _ in range(50)]
    refused = 0
    for one, other in pairs:
        changed = lines.copy()
        changed.loc[one, columns] = lines.loc[other, columns].to_numpy()
        changed.loc[other, columns] = lines.loc[one, columns].to_numpy()
        before, after = [
            sorted(map(tuple, each[codes].to_numpy())) for each in (lines, changed)
        ]
        try:
            rules.check_table(name, changed, schema, tables.read_other)
        except InputError:
            refused += 1
        else:
            assert before == after, (lines.loc[one], lines.loc[other])
    assert refused > 40


def test_a_category_that_becomes_another_shows_beside_a_mere_list():
    name = "reference/categories.csv"
    lines = tables.read_csv(tables.DATA / name)
    place = lines.index[lines["category"] == "raw-materials"][0]
    lines.loc[place, "category"] = "helmets"
    lines.loc[place, "official"] = "Graphite; natural, in powder or in flakes"
    lines.loc[place, "hs_code"] = "250410"
    schema = tables.read_schemas()[name]
    with pytest.raises(InputError, match="hs_words"):
        rules.check_table(name, lines.iloc[[place]], schema, tables.read_other)
