"""data/claims.yaml: what is refused, by one error that names the claim."""

import copy

import pytest
import seeds
import yaml

from dualuse.base import claims, tables
from dualuse.base.errors import InputError

GOOD = yaml.safe_load(
    """
asked: Nobody was asked.
claims:
  - id: X1
    slug: more-drones
    group: A
    claim: China sold Russia more drones.
    quote: more drones
    quoted_from: A Newspaper
    where: A Newspaper
    seen: [article]
    page: https://paper.example/
    kind: level
    topic: drones
    tests:
      - {kind: level, value: "100", unit: m USD, hedge: more than}
    quantity: {exporter: CHN, importer: RUS, product: drones}
    periods: [["2023-01", "2023-06"]]
    evidence:
      - {series: CHN-RUS-export-drones-GACC, source: GACC}
    context: [F205]
  - id: X2
    slug: two-parts
    group: A
    claim: It grew, they say.
    where: A Newspaper
    seen: [article]
    page: https://paper.example/
    kind: growth
    quantity: {exporter: CHN, importer: RUS, product: all}
    periods: [["2023-01", "2023-12"]]
    evidence:
      - {series: CHN-RUS-export-all-GACC, source: GACC}
    parts:
      - id: X2a
        says: it grew
        tests:
          - {kind: growth, value: "46.9", unit: percent, hedge: exact}
      - {id: X2b, says: they say so, asks: said}
    context: []
left_out:
"""
)


def put(number, place, value):
    """Return a change: the claim of a number gets a value at a place."""

    def change(document):
        found = document["claims"][number]
        *path, last = place
        for step in path:
            found = found[step]
        if value is None:
            del found[last]
        else:
            found[last] = value

    return change


def read(document, folder):
    path = folder / "claims.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return claims.read_claims(path)


def test_the_claims_of_the_story_are_read():
    loaded = claims.read_claims()
    assert len(loaded) == 35
    assert all(claim["asked"] for claim in loaded)


def test_a_good_file_is_read(tmp_path):
    first, second = read(GOOD, tmp_path)
    assert (first["id"], second["id"]) == ("X1", "X2")


TEST = ["tests", 0]
SPEC = ["evidence", 0]
PART = ["parts", 0]
DAMAGES = {
    "a quote of nine words": put(0, ["quote"], "a b c d e f g h i"),
    "a quote of nobody": put(0, ["quoted_from"], None),
    "neither tests nor asks": put(0, ["tests"], None),
    "tests and asks": put(0, ["asks"], "so"),
    "a part without a test": put(1, [*PART, "tests"], None),
    "a part of another claim": put(1, [*PART, "id"], "Y2a"),
    "a part twice": put(1, ["parts", 1, "id"], "X2a"),
    "an id twice": put(1, ["id"], "X1"),
    "a slug twice": put(1, ["slug"], "more-drones"),
    "no evidence": put(0, ["evidence"], None),
    "another unit than its series": put(0, [*TEST, "unit"], "m units"),
    "a hedge and an operator": put(0, [*TEST, "operator"], ">"),
    "growth in dollars": put(1, [*PART, "tests", 0, "unit"], "m USD"),
    "a tally without goods": put(0, ["tests"], [{"kind": "tally"}]),
    "a ratio of one thing": put(
        0,
        ["tests"],
        [{"kind": "ratio", "value": "3", "unit": "times", "hedge": "exact"}],
    ),
    "a month of another age": put(0, ["periods"], [["1923-01", "1923-06"]]),
    "an end before its start": put(0, ["periods"], [["2023-06", "2023-01"]]),
    "a base after its period": put(1, [*PART, "tests", 0, "base"], "2024-01"),
    "a base in its period": put(1, [*SPEC, "base"], "2023-01"),
    "a series of another source": put(
        0, [*SPEC, "series"], "CHN-RUS-export-drones-NYT"
    ),
    "a share of nothing": put(
        0,
        ["tests"],
        [{"kind": "share", "value": "3", "unit": "percent", "hedge": "exact"}],
    ),
    "a sum of dollars by weight": put(
        0,
        ["evidence"],
        [
            {
                "official": "CHN-RUS-export-drones-GACC",
                "source": "GACC",
                "measure": "weight",
            }
        ],
    ),
    "a buyer without a seller": put(0, ["quantity", "exporter"], None),
    "a growth of less than nothing": put(
        0,
        ["tests"],
        [{"kind": "growth", "value": "0", "unit": "percent", "hedge": "less than"}],
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_each_damage_is_one_error_that_names_the_claim(damage, tmp_path):
    document = copy.deepcopy(GOOD)
    damage(document)
    with pytest.raises(InputError) as caught:
        read(document, tmp_path)
    assert caught.value.where == "data/claims.yaml"
    assert "X" in str(caught.value) or "claims[0]" in caught.value.found


def draw_below():
    """Return a test that lies below a number, and is no fall."""
    draws = seeds.begin("below")
    number = str(draws.randint(1, 500))
    kinds = ["growth percent", "level m USD", "share percent", "ratio times"]
    kind, _, unit = draws.choice(kinds).partition(" ")
    return {"kind": kind, "value": number, "unit": unit, "operator": "<"}


def test_only_what_fell_has_the_operator_below(tmp_path):
    below = [draw_below(), draw_below() | {"kind": "share", "value": "0"}]
    for test in below:
        document = copy.deepcopy(GOOD)
        document["claims"][0]["tests"] = [test]
        with pytest.raises(InputError, match="hedge: less than"):
            read(document, tmp_path)
    fell = {"kind": "growth", "value": "0", "unit": "percent", "operator": "<"}
    document["claims"][0]["tests"] = [fell]
    assert read(document, tmp_path)[0]["tests"] == [fell]


def test_nobody_judges_the_whole_of_a_claim_that_has_parts(tmp_path):
    judged = tables.read_judgements()["part"][0]
    document = copy.deepcopy(GOOD)
    claim = document["claims"][1]
    claim["id"] = judged
    claim["parts"][0]["id"] = f"{judged}a"
    claim["parts"][1]["id"] = f"{judged}b"
    with pytest.raises(InputError, match=f"a judgement on {judged}"):
        read(document, tmp_path)


def test_a_claim_that_names_no_months_has_those_of_the_story(tmp_path, monkeypatch):
    document = copy.deepcopy(GOOD)
    del document["claims"][0]["periods"]
    story = tables.read_story()
    first, second = read(document, tmp_path)
    assert first["periods"] == story["months"]
    assert second["periods"] == GOOD["claims"][1]["periods"]
    monkeypatch.setattr(tables, "read_story", lambda: story | {"months": None})
    with pytest.raises(InputError, match="periods for them"):
        read(document, tmp_path)


def test_a_place_is_enough_where_nothing_is_traded(tmp_path):
    document = copy.deepcopy(GOOD)
    document["claims"][1]["quantity"] = {"place": "UKR", "product": "all"}
    assert len(read(document, tmp_path)) == 2


def test_a_held_out_figure_is_no_evidence(tmp_path):
    held_out = tables.read_table("published/held_out.csv")["id"][0]
    document = copy.deepcopy(GOOD)
    document["claims"][0]["context"] = [held_out]
    with pytest.raises(InputError, match="the figure"):
        read(document, tmp_path)


def test_what_is_left_out_says_why():
    for sentence in claims.read_left_out():
        assert sentence["why"]


def test_a_source_gives_a_part_one_number():
    """Two that count, of one source on one part, are two answers with one name."""
    for claim in claims.read_claims():
        for part in claims.list_parts(claim):
            named = [
                (spec["source"], spec.get("measure", ""))
                for spec in part.get("evidence", [])
                if "figures" in spec and spec.get("counts", True)
            ]
            assert len(named) == len(set(named)), part["id"]
