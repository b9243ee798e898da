"""A question at the desk is answered from data that were checked, once."""

import pytest

from dualuse import desk
from dualuse.base import tables
from dualuse.base.errors import InputError

EXPORTS = "CHN-RUS-export-all-GACC"


def test_a_question_checks_the_data_once(monkeypatch):
    asked = []
    verify = tables.verify_state
    monkeypatch.setattr(
        tables, "verify_state", lambda *folder: asked.append(folder) or verify(*folder)
    )
    desk.check(series=EXPORTS, period="2023", low=111, unit="bn USD")
    assert len(asked) == 1
    with pytest.raises(InputError):
        desk.range_of("CHN-RUS-export-al-GACC", "2023")
    assert len(asked) == 2
