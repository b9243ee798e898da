"""What a form says becomes the question that its line of Python asks."""

from types import SimpleNamespace

import pytest

from dualuse.desk import ask
from dualuse.desk.questions import read_question

EXPORTS = "CHN-RUS-export-all-GACC"
IMPORTS = "CHN-RUS-import-all-GACC"
EMPTY = {"series": EXPORTS, "base": "", "over": "", "without": (), "months": "2023"}
EMPTY |= {"kind": "level", "hedge": "exact"}


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        ({"number": "$111bn"}, "in 2023 they came to $111bn"),
        (
            {"number": " 9 bn USD ", "months": "May 2023"},
            "in May 2023 they came to $9bn",
        ),
        ({"number": "$100bn", "hedge": "more than"}, "they came to more than $100bn"),
        ({"kind": "growth", "number": "47%", "hedge": "about"}, "rose by about 47% on"),
        ({"kind": "growth", "number": "fell", "hedge": "about"}, "they fell on 2022"),
        ({"kind": "growth", "number": "40", "base": "2021"}, "rose by 40% on 2021"),
        ({"kind": "ratio", "number": "2", "over": IMPORTS}, "2 times China's imports"),
        ({"number": "$1bn", "without": ("tass",), "base": "2021"}, "came to $1bn"),
    ],
)
def test_the_line_of_a_form_asks_what_the_form_asks(chosen, asked):
    arguments = ask.read_choices(EMPTY | chosen)
    desk = SimpleNamespace(claim=lambda **typed: typed)
    typed = eval(ask.write_call("claim", arguments), {"desk": desk})
    assert typed == arguments
    assert typed.pop("without", []) == list(chosen.get("without", []))
    assert asked in read_question(**typed)["asked"]
