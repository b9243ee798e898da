"""What `make watch` says of a saved figure: the verdict that moved, at once; bad rows are refused."""

import invented
import pytest

from dualuse import watch
from dualuse.data import load
from pressroom import project
from pressroom.errors import InputError

OLD, NEW = ",2022-03,2023-05,32,kept,", ",2023-01,2023-05,132,kept,"
BAD = ",2022-03,2023-05,many,kept,"


@pytest.fixture
def data(tmp_path, monkeypatch):
    invented.use(monkeypatch, invented.data(tmp_path), tmp_path / "kept")
    monkeypatch.setattr(watch, "last", [])
    yield project.DATA / load.FIGURES
    invented.forget()


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text.count(old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_digit_saved_moves_a_verdict_before_the_data_are_described(data):
    was = watch.state()
    assert watch.moved(was, watch.state()) == ["no verdict moved"]
    change(data, OLD, NEW)
    now = watch.state()
    (line,) = watch.moved(was, now)
    assert line == f"verdict of A1: {was.verdicts['A1'].verdict} becomes {now.verdicts['A1'].verdict}"


def test_what_a_change_leaves_as_it_was_is_not_found_again(data):
    watch.state()
    before = {id(case) for model in watch.last[0]._shared.values() for case in model.cases.values()}
    change(data, OLD, NEW)
    watch.state()
    after = {id(case) for model in watch.last[0]._shared.values() for case in model.cases.values()}
    assert before & after and after - before


def test_a_bad_row_is_one_error_and_the_last_state_stays(data):
    was = watch.state()
    change(data, OLD, BAD)
    with pytest.raises(InputError, match=r"figures\.csv, row \d+ \(F"):
        watch.state()
    change(data, BAD, OLD)
    assert watch.moved(was, watch.state()) == ["no verdict moved"]
