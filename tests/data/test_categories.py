"""Product words and HS codes."""

import pandas as pd
import pytest

from dualuse.data import categories, load
from pressroom.errors import InputError


def lines(*rows):
    return pd.DataFrame(
        [(*r, "why", "source") for r in rows],
        columns=["category", "group", "hs_edition", "hs_code", "reason", "source"],
    )


def test_an_edition_has_its_own_codes():
    assert categories.codes("drones", "HS17") == []
    assert categories.codes("tiles", "HS12") == ["6907", "6908"]
    assert categories.codes("tiles") == ["6907"]


def test_the_kinds_of_ceramics_cover_the_chapter():
    table = categories.table()
    kinds = table[(table["group"] == "chapter-69") & table["hs_edition"].isin(["any", "HS22"])]
    assert set(kinds["hs_code"]) == categories.headings("69")
    assert "6909" in categories.codes("armour-ceramics") and categories.codes("ceramics") == ["69"]


def test_priority_tiers_come_from_the_list():
    tiers = [categories.codes(f"high-priority-{n}") for n in (1, 2, 3, 4)]
    assert sum(map(len, tiers)) == len(categories.codes("high-priority-goods")) == 50
    assert "901310" in tiers[2]
    assert "880730" in tiers[2]
    assert not {c for t in tiers for c in t if c.startswith(("69", "6506", "6211"))}


def test_two_categories_of_a_group_may_not_share_a_code():
    shared = lines(("a", "goods", "any", "69"), ("b", "goods", "HS22", "69"))
    with pytest.raises(InputError, match="69 in a and in b"):
        categories.disjoint(shared)
    categories.disjoint(lines(("a", "goods", "HS17", "69"), ("b", "goods", "HS22", "69")))
    categories.disjoint(lines(("a", "", "any", "69"), ("b", "", "any", "69")))
    categories.disjoint(lines(("a", "goods", "any", "69"), ("b", "other", "any", "69")))


def test_an_unknown_word_names_the_near_miss():
    with pytest.raises(InputError, match=r"no category 'drone'.*did you mean 'drones'"):
        categories.codes("drone")


def test_descriptions_are_those_of_the_harmonized_system():
    assert categories.description("8806") == "Unmanned aircraft"
    assert categories.description("990000") == ""


def test_every_code_of_the_current_edition_exists_in_the_harmonized_system():
    table = categories.table()
    current = table[table["hs_edition"].isin(["HS22", "any"])]
    assert not [c for c in current["hs_code"] if not categories.description(c)]


def test_every_line_has_a_reason():
    assert (load.reference("categories")["reason"].str.len() > 10).all()
