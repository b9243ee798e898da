"""Rows of a reader's own that are not those of the last build: no answer rests on them."""

import random

import pandas as pd
import pytest
from seeds import pick_few

from dualuse.base import state, tables
from dualuse.base.claims import read_claims
from dualuse.base.errors import InputError
from dualuse.desk import desk
from dualuse.engine import official

HEADER = "reporter,partner,flow,period,code,value_usd,source\n"
GOODS = {"helmets": 650610, "drones": 880622, "sanitary-ware": 691010}
PUBLISHED = "CHN-RUS-export-all-GACC"
MONTHS = ["2023-04", "2023-05"]


def write_rows(folder, name, chance, source="GACC"):
    """Write a file of rows of all goods, of which a digit may change."""
    lines = []
    for code in GOODS.values():
        for month in MONTHS:
            value = chance.randrange(600_000, 700_000)
            lines.append(f"CHN,RUS,export,{month},{code},{value},{source}\n")
    (folder / name).write_text(HEADER + "".join(lines), encoding="utf-8")


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    folder, processed = tmp_path / "fetched", tmp_path / "processed"
    folder.mkdir()
    processed.mkdir()
    monkeypatch.setattr(state, "FETCHED", folder)
    monkeypatch.setattr(tables, "PROCESSED", processed)
    yield folder
    state.hash_fetched_at_start.cache_clear()


def build(folder):
    """Add up the rows and say what was read, as `make reports` does."""
    state.hash_fetched_at_start.cache_clear()
    state.hash_fetched_at_start()
    database = official.connect()
    official.read_rows(database, folder)
    totals = official.add_up_lines(database).to_csv(index=False)
    (tables.PROCESSED / "official_totals.csv").write_text(totals, encoding="utf-8")
    state.write_state(tables.PROCESSED)


def change_digit(folder, chance):
    path = chance.choice(sorted(folder.glob("*.csv")))
    text = path.read_text(encoding="utf-8")
    place = chance.choice([at for at, letter in enumerate(text) if letter == "6"])
    path.write_text(f"{text[:place]}7{text[place + 1 :]}", encoding="utf-8")
    return [f"{path.name} changed"]


def drop_digit(folder, chance):
    """610000 was meant to be 61000."""
    path = chance.choice(sorted(folder.glob("*.csv")))
    first, _, rest = path.read_text(encoding="utf-8").partition("0,")
    path.write_text(f"{first},{rest}", encoding="utf-8")
    return [f"{path.name} changed"]


def remove(folder, chance):
    path = chance.choice(sorted(folder.glob("*.csv")))
    path.unlink()
    return [f"{path.name} gone"]


def add(folder, chance):
    write_rows(folder, "more.csv", chance, "COMTRADE")
    return ["more.csv new"]


def rename(folder, chance):
    path = chance.choice(sorted(folder.glob("*.csv")))
    path.rename(folder / "other.csv")
    return ["other.csv new", f"{path.name} gone"]


def say_newer(folder, chance):
    """files.csv decides which of two files counts."""
    lines = "file,relation,other\nb.csv,newer than,a.csv\n"
    (folder / "files.csv").write_text(lines, encoding="utf-8")
    return ["files.csv new"]


CHANGES = [change_digit, drop_digit, remove, add, rename, say_newer]


def list_questions(goods):
    """Return questions that rest on built rows of the reader's own."""
    series = f"CHN-RUS-export-{goods}-GACC"
    return [
        lambda: desk.claim(series, "600", "k USD", "more than", MONTHS[0]),
        lambda: desk.claim(series, "rose", period=MONTHS[1], base=MONTHS[0]),
        lambda: desk.official(goods, "Russia", MONTHS[0]),
        lambda: desk.without("tass"),
    ]


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("change", pick_few(2, CHANGES))
def test_no_answer_rests_on_rows_that_are_not_those_of_the_build(fetched, change):
    """And all are answered again when the very bytes are back, or after a build."""
    chance = random.Random(change.__name__)
    write_rows(fetched, "a.csv", chance)
    write_rows(fetched, "b.csv", chance, "OWN")
    build(fetched)
    goods = chance.choice([*GOODS])
    questions = list_questions(goods)
    before = [repr(ask()) for ask in questions]
    assert "a.csv" in before[0] + before[2] or "confirmed" in before[0]
    kept = {path.name: path.read_bytes() for path in fetched.iterdir()}
    names = change(fetched, chance)
    for ask in questions:
        with pytest.raises(InputError, match="run `make reports`") as refusal:
            ask()
        assert all(name in str(refusal.value) for name in names), str(refusal.value)
        assert str(refusal.value).count("since the last build") == 1
    asked = {"series": f"CHN-RUS-export-{goods}-GACC", "value": "$5", "period": "2023"}
    (refused,) = desk.claims(pd.DataFrame([asked]))["refused"]
    assert "run `make reports`" in refused
    for path in fetched.iterdir():
        path.unlink()
    for name, content in kept.items():
        (fetched / name).write_bytes(content)
    assert [repr(ask()) for ask in questions] == before
    change(fetched, chance)
    build(fetched)
    for ask in questions[2:]:
        assert "last build" not in repr(ask())


def list_published():
    """Return questions on which rows of the reader's own have no word."""
    return [
        lambda: desk.check("A8"),
        lambda: desk.claim(PUBLISHED, "$111bn", period="2023"),
        lambda: desk.range_of(PUBLISHED, "2023"),
        lambda: desk.months(PUBLISHED, "2023Q1"),
    ]


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("is_built", [False, True])
def test_what_rests_on_published_figures_is_answered_and_says_what_is_not_in_it(
    fetched, is_built
):
    chance = random.Random(is_built)
    if is_built:
        write_rows(fetched, "a.csv", chance)
        build(fetched)
    before = [ask() for ask in list_published()]
    write_rows(fetched, "my_helmets.csv", chance, "OWN")
    line = "my_helmets.csv new since the last build: run `make reports`"
    after = [ask() for ask in list_published()]
    for then, now in zip(before, after, strict=True):
        assert repr(now).replace(f"\nRows of your own: {line}", "") == repr(then)
    for answer in after[:2]:
        assert line in answer.caveat and line in repr(answer)
    assert line in desk.series("helmets").note


@pytest.mark.usefixtures("held")
def test_rows_that_no_build_has_read_are_named_where_they_are_asked_for(fetched):
    write_rows(fetched, "my_helmets.csv", random.Random(1))
    for ask in list_questions("helmets")[:3]:
        with pytest.raises(InputError) as refusal:
            ask()
        told = str(refusal.value)
        assert "my_helmets.csv new since the last build: run `make reports`" in told
    (fetched / "my_helmets.csv").unlink()
    (fetched / "coverage.csv").write_text("what `make data` brought\n")
    assert state.list_changed_rows(tables.PROCESSED) == {}


@pytest.mark.usefixtures("held")
def test_totals_of_a_build_that_did_not_end_are_not_answered_from(fetched):
    chance = random.Random(2)
    write_rows(fetched, "a.csv", chance)
    build(fetched)
    kept = (tables.PROCESSED / "state.json").read_bytes()
    first = (fetched / "a.csv").read_bytes()
    drop_digit(fetched, chance)
    build(fetched)
    (tables.PROCESSED / "state.json").write_bytes(kept)  # as if killed before its end
    (fetched / "a.csv").write_bytes(first)
    with pytest.raises(InputError, match="of a build that did not end"):
        desk.official("helmets")


def test_a_file_that_changed_during_a_build_is_not_that_of_the_build(fetched):
    chance = random.Random(3)
    write_rows(fetched, "a.csv", chance)
    state.hash_fetched_at_start.cache_clear()
    state.hash_fetched_at_start()
    change_digit(fetched, chance)
    state.write_state(tables.PROCESSED)
    assert state.list_changed_rows(tables.PROCESSED) == {"changed": ["a.csv"]}


@pytest.mark.usefixtures("held")
def test_a_claim_of_the_story_is_refused_where_its_goods_are_in_changed_rows(fetched):
    """Of all claims, by their words as data: of all other goods they are answered."""
    answers = {each["id"]: desk.check(each["id"]) for each in read_claims()}
    chance = random.Random(4)
    write_rows(fetched, "a.csv", chance)
    build(fetched)
    totals = pd.read_csv(tables.PROCESSED / "official_totals.csv")
    own = {*totals["category"]}
    assert {*GOODS} <= own
    change_digit(fetched, chance)
    refused = 0
    for answer in answers.values():
        text = str([part["figures"] for part in answer["parts"]])
        is_on = any(f"-{goods}-" in text or f"'{goods}'" in text for goods in own)
        try:
            desk.refuse_changed_rows(answer)
        except InputError as error:
            assert "a.csv changed since the last build" in str(error)
            assert is_on or "'covers': []" not in text
            refused += 1
        else:
            assert not is_on
    assert 0 < refused < len(answers)
