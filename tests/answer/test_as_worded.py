"""A claim is tested as the story words it.

What a part says is said by its claim, which retells the story: no verb, noun or number
stands in a part that its claim does not have. The number of each test stands in the part,
or in the claim where it has no parts.
"""

import re

import pytest

from dualuse.base import claims

# Words that only hold a sentence together, and the two measures of one purchase
SMALL = re.compile(
    "an?|and|as|by|in|is|it|of|on|such|that|the|this|to|was|were|with|value|weight"
)
CLAIMS = claims.read_claims()
SPELLED = {"30": "thirty", "17": "seventeen"}
PARTS = [(claim, part) for claim in CLAIMS for part in claim.get("parts", [])]


def list_stems(text):
    """Return the words of a text, each cut to what its forms share."""
    words = re.findall(
        r"[\w$%.]*\w%?", text.lower().replace("’s", "").replace("'s", "")
    )
    return {stem(word) for word in words if not SMALL.fullmatch(word)}


def stem(word):
    if word[-1:] in "%0123456789":
        return word
    for end in ("ing", "ed", "es", "s", "e"):
        if word.endswith(end) and len(word) > len(end) + 2:
            return word.removesuffix(end)
    return word


def test_forms_of_a_word_are_one_and_other_words_are_not():
    assert list_stems("imports; China’s") == list_stems("imported China")
    assert list_stems("were delivering") != list_stems("were declared")


@pytest.mark.parametrize(
    ("claim", "part"), PARTS, ids=[part["id"] for _, part in PARTS]
)
def test_a_part_says_what_its_claim_says(claim, part):
    assert list_stems(part["says"]) <= list_stems(claim["claim"])


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim["id"] for claim in CLAIMS])
def test_the_number_of_a_test_is_the_claim_s(claim):
    for part in claim.get("parts") or [claim]:
        says = part.get("says", claim["claim"]).lower()
        for test in part.get("tests", []):
            number = test.get("value", "0").removeprefix("-")
            if number == "0":  # a bare direction
                continue
            printed = SPELLED.get(number, number)
            assert re.search(rf"(?<![\w.]){printed}(?!\d|\.\d)", says)
            is_more = f"more than {printed}" in says.replace("$", "")
            assert is_more == (test["hedge"] == "more than")
