"""The errors that `make mutants` plants can be planted: their text stands in the library, their tests are there."""

import mutants
import pytest


@pytest.mark.parametrize("what, file, text, instead, tests", mutants.MUTANTS)
def test_what_is_planted_stands_in_the_library_once(what, file, text, instead, tests):
    source = (mutants.ROOT / "lib/dualuse" / file).read_text(encoding="utf-8")
    assert source.count(text) == 1 and text != instead, f"say in tools/mutants.py what to plant for {what!r}"
    assert all((mutants.ROOT / name).is_file() for name in tests)
