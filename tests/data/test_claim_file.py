"""claims.yaml: what is refused, and by which words."""

import copy

import pytest
import yaml

from dualuse.data import claim_file, claim_names
from pressroom.errors import InputError
from pressroom.project import DATA

TEXT = (DATA / "claims.yaml").read_text(encoding="utf-8")
LOADED = yaml.safe_load(TEXT)
WORDS = claim_names.words()
PLACE = {claim["id"]: n for n, claim in enumerate(LOADED["claims"])}


def broken(claim, change):
    loaded = copy.deepcopy(LOADED)
    change(loaded["claims"][PLACE[claim]])
    return yaml.safe_dump(loaded, sort_keys=False)


def read(text):
    loaded = claim_file.parse(text)
    claim_names.known(loaded, WORDS)
    return loaded


def test_the_file_as_it_stands_is_read():
    loaded = read(TEXT)
    assert [c["id"] for c in loaded["claims"]] == list(PLACE)
    assert all(c["asked"] == LOADED["asked"] for c in loaded["claims"])


def test_left_out_sentences_say_why():
    assert all(entry["why"] for entry in claim_file.parse(TEXT)["left_out"])


def first_part(change):
    return lambda claim: change(claim["parts"][0])


def test_of(**change):
    return lambda claim: claim["tests"][0].update(change)


test_of.__test__ = False  # a helper, whatever its name


@pytest.mark.parametrize(
    "claim, change, found, expected",
    [
        ("A1", lambda c: c.update(colour="red"), "unknown key colour", "a known key"),
        ("A1", lambda c: c.pop("settles"), "no settles", "a value"),
        ("A1", lambda c: c.update(kind="rumour"), "'rumour' in kind", "one of level"),
        ("A1", lambda c: c.update(seen="article"), "'article' in seen", "array"),
        ("A1", lambda c: c.update(id="A2"), "id a2 twice", "once"),
        ("A1", lambda c: c.update(id="A\n1"), "in id", "text like"),
        ("A1", lambda c: c.update(id="A\u0661"), "in id", "text like"),
        ("A1", lambda c: c.update(group="Z"), "group 'Z'", "a known group"),
        ("A1", lambda c: c.pop("tests"), "no tests", "what to test"),
        ("A1", lambda c: c.pop("evidence"), "no evidence", "what to test"),
        ("A1", lambda c: c.update(periods=[["2023-06", "2023-01"]]), "2023-06 to 2023-01", "not before"),
        ("A1", lambda c: c.update(periods=[["2023", "2024"]]), "'2023' in periods.0.0", "text like"),
        ("A1", lambda c: c["evidence"][0].pop("series"), "names nothing or several", "one of series"),
        ("A1", lambda c: c["evidence"][2].update(period=["2023-02", "2023-01"]), "2023-02 to", "not before"),
        ("A1", lambda c: c["evidence"].append(dict(c["evidence"][0])), "evidence", "once"),
        ("A1", lambda c: c["tests"].append(dict(c["tests"][0])), "test {", "once"),
        ("A1", lambda c: c["periods"].append([*c["periods"][0]]), "period [", "once"),
        ("A1", lambda c: c["evidence"][0].update(source="NYT-TRADE"), "GACC", "its source"),
        ("A1", lambda c: c["evidence"][0].update(source="GACK"), "GACC", "its source, GACK"),
        (
            "A1",
            lambda c: c["evidence"][1].update(series="CHN-RUS-export-drone-NYT-TRADE"),
            "drone-",
            "series with",
        ),
        (
            "A1",
            lambda c: c["evidence"][0].update(series="CHN-RSU-export-drones-GACC"),
            "'RSU'",
            "a known area",
        ),
        ("A1", lambda c: c["context"].append("F9999"), "F9999", "a known figure"),
        ("A1", lambda c: c["notes"][0].update(text="{F9999} of drones"), "F9999", "a known figure"),
        ("A1", test_of(operator="~"), "'~' in tests.0.operator", "one of >"),
        ("A1", test_of(operator="<"), "hedge more than with operator <", "a hedge for a printed number"),
        ("A1", test_of(value="lots"), "lots", "a number"),
        ("A1", test_of(unit="m dollars"), "m dollars", "bn|m|k"),
        ("A1", test_of(unit="units"), "unit units with a series in USD", "a unit of USD"),
        ("A1", test_of(hedge="roughly"), "'roughly'", "one of exact"),
        ("A1", test_of(kind="ratio"), "unit m USD of a ratio", "times"),
        ("A1", test_of(kind="record", value="1"), "a record without since", "the first month"),
        ("A1", lambda c: c["tests"][0].pop("hedge"), "hedge None", "a hedge for a printed number"),
        ("A2", lambda c: c["evidence"][0].pop("over"), "a ratio without over", "a multiple of"),
        ("A3", first_part(lambda p: p.pop("tests")), "no tests", "what to test"),
        ("A3", first_part(lambda p: p.update(way="said")), "tests and way said", "one of the two"),
        ("A3", first_part(lambda p: p.update(id="A1")), "id a1 twice", "once"),
        ("A3", lambda c: c["parts"][1:].clear() or c.update(parts=c["parts"][:1]), "in parts", "minItems"),
        ("A5", lambda c: c["goods"].append("drones"), "good drones twice", "once"),
        ("A5", lambda c: c.pop("goods"), "a tally without goods", "goods"),
        ("C6", first_part(lambda p: p["pages"].update(S051="proves")), "'proves'", "one of supports"),
        ("C6", first_part(lambda p: p["pages"].update(S001="supports")), "S001", "a known page"),
        ("C2", lambda c: c.update(first="S999"), "S999", "a known page"),
        (
            "C12",
            lambda c: c["evidence"][0].update(calendar=["2022-02-31", "2023-07-24"]),
            "2022-02-31",
            "a day",
        ),
    ],
)
def test_a_bad_claim_is_refused_by_name(claim, change, found, expected):
    with pytest.raises(InputError) as refusal:
        read(broken(claim, change))
    message = str(refusal.value)
    assert "data/claims.yaml" in message and "claim" in message
    assert found in message and expected in message, message


@pytest.mark.parametrize(
    "text", ["claims: [", "just text", "claims: []\nmore: 1\n", "", "claims: !!python/x []"]
)
def test_a_broken_file_is_one_error(text):
    with pytest.raises(InputError, match=r"data/claims\.yaml"):
        claim_file.parse(text)


@pytest.mark.parametrize("claim", PLACE)
def test_any_claim_can_go(claim):
    loaded = copy.deepcopy(LOADED)
    del loaded["claims"][PLACE[claim]]
    assert len(read(yaml.safe_dump(loaded, sort_keys=False))["claims"]) == len(PLACE) - 1
