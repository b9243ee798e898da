import copy

import pytest
import yaml

from dualuse.data import claim_file
from pressroom.errors import InputError
from pressroom.project import DATA

TEXT = (DATA / "claims.yaml").read_text(encoding="utf-8")
LOADED = yaml.safe_load(TEXT)


def test_every_claim_of_the_brief_is_there_once():
    expected = (
        [f"A{n}" for n in range(1, 10)] + [f"B{n}" for n in range(1, 13)] + [f"C{n}" for n in range(1, 14)]
    )
    assert [c["id"] for c in claim_file.parse(TEXT)["claims"]] == expected


def test_left_out_sentences_say_why():
    left_out = claim_file.parse(TEXT)["left_out"]
    assert any("hermal" in entry["sentence"] for entry in left_out)
    assert all(entry["why"] for entry in left_out)


def broken(change):
    loaded = copy.deepcopy(LOADED)
    change(loaded["claims"][0])
    return yaml.safe_dump(loaded, sort_keys=False)


@pytest.mark.parametrize(
    "change, found, expected",
    [
        (lambda c: c.update(colour="red"), "unknown key colour", "one of"),
        (lambda c: c.pop("settles"), "no settles", "a value"),
        (lambda c: c.update(kind="rumour"), "'rumour' in kind", "one of level"),
        (lambda c: c["tests"][0].update(hedge="between", value="5-7"), "between with >", "only with ="),
        (lambda c: c["tests"][0].update(kind="ratio"), "a ratio without over", "a multiple of"),
        (
            lambda c: c["evidence"][2].update(period=["2023-02", "2023-01"]),
            "2023-02 to 2023-01",
            "not before",
        ),
        (lambda c: c.pop("tests"), "no tests", "a specification"),
        (lambda c: c.pop("evidence"), "no evidence", "a specification"),
        (lambda c: c["tests"][0].update(operator="~"), "'~' in tests.0.operator", "one of >"),
        (lambda c: c["tests"][0].update(value="lots"), "lots", ""),
        (lambda c: c["tests"][0].update(unit="m dollars"), "m dollars", ""),
        (lambda c: c["tests"][0].update(hedge="roughly"), "'roughly'", "one of exact"),
        (lambda c: c.update(periods=[["2023-06", "2023-01"]]), "2023-06 to 2023-01", "not before"),
        (lambda c: c.update(periods=[["2023", "2024"]]), "'2023' in periods.0.0", "text like"),
        (lambda c: c["evidence"][0].pop("series"), "names no evidence", "one of series"),
        (lambda c: c.update(seen="article"), "'article' in seen", "array"),
        (lambda c: c.update(id="A2"), "id A2 twice", "one claim"),
    ],
)
def test_a_bad_claim_is_refused_by_name(change, found, expected):
    with pytest.raises(InputError) as refusal:
        claim_file.parse(broken(change))
    message = str(refusal.value)
    assert "data/claims.yaml" in message and "claim A" in message
    assert found in message and expected in message


@pytest.mark.parametrize("text", ["claims: [", "just text", "claims: []\nmore: 1\n", ""])
def test_a_broken_file_is_one_error(text):
    with pytest.raises(InputError, match=r"data/claims\.yaml"):
        claim_file.parse(text)
