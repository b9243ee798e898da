"""The desk: ids in, frames out, and one line where an id is not known."""

import json
import math
import re
from pathlib import Path

import pandas as pd
import pytest

from dualuse import cli, desk
from dualuse.base.claims import read_claims
from dualuse.base.errors import InputError
from dualuse.desk.evidence import read_evidence
from dualuse.engine.judging import judge_claim

EXPORTS, IMPORTS = "CHN-RUS-export-all-GACC", "CHN-RUS-import-all-GACC"
YEAR = {"series": EXPORTS, "period": "2023"}


def test_there_are_ten_names():
    assert len(dir(desk)) == 10
    for name in dir(desk):
        assert getattr(desk, name).__doc__


@pytest.mark.parametrize(
    "ask",
    [
        lambda: desk.figures(product="dornes"),
        lambda: desk.figures(produkt="drones"),
        lambda: desk.range_of("China exports to Russia", "2023"),
        lambda: desk.range_of(EXPORTS, "since the invasion"),
        lambda: desk.months(EXPORTS, "2023-13"),
        lambda: desk.check("A99"),
        lambda: desk.check("A1", without=["TASS"]),
        lambda: desk.check(**YEAR, low=1),
        lambda: desk.check(**YEAR, low=1, unit="bn EUR"),
        lambda: desk.check(**YEAR, value=111.5, unit="bn USD"),
        lambda: desk.check(**YEAR, value="111", unit="bn USD", hedge="abuot"),
        lambda: desk.check(**YEAR, value="111", low=1, unit="bn USD"),
        lambda: desk.check(**YEAR, low=2, high=1, unit="bn USD"),
        lambda: desk.check(**YEAR, perod="2023", low=1, unit="bn USD"),
        lambda: desk.check(
            **YEAR, kind="growth", base="2022-01/2022-05", low=1, unit="percent"
        ),
        lambda: desk.check(
            **YEAR, kind="ratio", over="RUS-CHN-import-all-FCS", low=2, unit="times"
        ),
        lambda: desk.check(**YEAR, kind="rank", low=1, unit="times"),
        lambda: desk.search("("),
    ],
)
def test_what_is_not_known_is_one_line(ask):
    with pytest.raises(InputError) as refused:
        ask()
    assert "\n" not in str(refused.value)


def test_every_number_of_figures_lies_in_its_ends(figures):
    table = desk.figures(role="evidence")
    assert {*table.index} == {*figures.query("role == 'evidence'")["id"]}
    for number, low, high in (
        ("value", "low", "high"),
        ("growth", "growth_low", "growth_high"),
    ):
        known = table[table[number].notna()]
        assert (known[low] <= known[number]).all()
        assert (known[number] <= known[high]).all()


def test_each_column_keeps_the_rows_that_have_a_cell():
    """A month and a number too, as they are and as they are typed."""
    table = desk.figures()
    for column in table:
        cell = table[column].dropna().sample(1, random_state=1).item()
        having = [*table.index[table[column] == cell]]
        assert [*desk.figures(**{column: cell}).index] == having, column
        assert [*desk.figures(**{column: str(cell)}).index] == having, column


def test_rows_of_months_add_up_to_their_period():
    """And months known only together have no number of their own."""
    months = desk.months(EXPORTS, "2022/2023")
    assert months["months"].sum() == 24
    together = months["months"] > 1
    assert together.any()
    assert months.loc[together, ["month_low", "month_high"]].isna().all(axis=None)
    alone = months[~together]
    assert (alone["month_low"] == alone["total_low"]).all()
    for year in (2022, 2023):
        rows = months[months["first"].dt.year == year]
        whole = desk.range_of(EXPORTS, year).loc["widest"]
        assert rows["total_low"].sum() <= whole["high"]
        assert whole["low"] <= rows["total_high"].sum()


def test_months_and_their_sum_name_the_release_that_they_are_of():
    """A half-year's own release has its first months as revised by then."""
    months = desk.months(EXPORTS, "2023-01/2023-06")
    whole = desk.range_of(EXPORTS, "2023-01/2023-06")
    assert set(months["release"]) == {"own"} <= set(whole.index)
    assert months["total_low"].sum() > whole.loc["own", "high"]  # 52.50 beside 52.28
    assert months["total_low"].sum() < whole.loc["widest", "high"]


def test_plain_ends_and_printed_words_give_one_verdict():
    worded = desk.check(**YEAR, value="100", unit="bn USD", hedge="at least")
    plain = desk.check(**YEAR, low=100, unit="bn USD")
    assert worded.verdict == plain.verdict == "confirmed"
    assert worded.asked["says_low"].tolist() == plain.asked["says_low"].tolist()
    pd.testing.assert_frame_equal(worded.rows, plain.rows)


@pytest.mark.parametrize(
    "fields, verdict",
    [
        ({"low": 110, "high": 112, "unit": "bn USD"}, "confirmed"),
        ({"high": 110, "unit": "bn USD"}, "contradicted"),
        ({"low": 111, "unit": "bn USD"}, "possible"),
        ({"kind": "growth", "low": 46, "high": 48, "unit": "percent"}, "confirmed"),
        (
            {"kind": "growth", "low": 0.46, "high": 0.48, "unit": "percent"},
            "contradicted",
        ),
        ({"kind": "growth", "operator": "<", "unit": "percent"}, "contradicted"),
        ({"kind": "ratio", "over": IMPORTS, "high": 1, "unit": "times"}, "confirmed"),
        ({"low": 9, "high": 9.5, "unit": "bn USD per month"}, "confirmed"),
    ],
)
def test_a_claim_of_plain_ends_is_judged_by_hand(fields, verdict):
    """Customs print $111bn for 2023, 46.9% more than for 2022; imports were $129.1bn."""
    assert desk.check(**YEAR, **fields).verdict == verdict


def test_a_floor_confirms_no_upper_end():
    asked = {"series": "CHN-RUS-export-drones-NYT-TRADE", "period": "2023-01/2023-06"}
    assert desk.check(asked, low=10, unit="m USD").verdict == "confirmed"
    most = desk.check(asked, high=20, unit="m USD")
    assert most.verdict == "not settled"
    assert math.isinf(most.rows["any_high"].iloc[0])


def test_the_number_of_another_flow_stands_beside_a_misprint():
    answer = desk.check(**YEAR, value="129.1", unit="bn USD")
    assert answer.verdict == "contradicted"
    same = answer.beside[answer.beside["why"] == "same number"]
    assert IMPORTS in {*same["series"]}
    assert ".beside" in repr(answer)


def test_either_side_of_what_compares_is_shown():
    """Two minimums give no multiple; both stand there, each with its print."""
    drones = {"period": "2023-01/2023-06", "kind": "ratio", "unit": "times"}
    sides = [f"CHN-{partner}-export-drones-NYT-TRADE" for partner in ("RUS", "UKR")]
    answer = desk.check(drones, series=sides[0], over=sides[1], low=30)
    assert answer.verdict == "not settled"
    assert answer.sides["series"].tolist() == sides
    assert answer.sides["any_high"].tolist() == [math.inf] * 2
    assert {"F203", "F204"} <= {*answer.printed.index}


def test_a_verdict_that_the_range_does_not_give_says_so():
    """F293 prints $6.81bn for 2023, and all figures together allow more than 7."""
    ukraine = {"series": "CHN-UKR-trade-all-GACC", "period": "2023", "unit": "bn USD"}
    answer = desk.check(ukraine, value="7", hedge="less than")
    assert answer.verdict == "confirmed" and answer.flags["by_print"]
    assert answer.rows["own_high"].iloc[0] > 7e9 and "F293" in answer.printed.index
    assert not desk.check(ukraine, value="8", hedge="less than").flags["by_print"]


def test_an_answer_prints_in_few_words():
    """What was asked, the verdict with its flags, a row a source; nought is printed."""
    rose = desk.check(**YEAR, kind="growth", operator=">", unit="percent")
    assert " says_low " in repr(rose).splitlines()[0]
    answers = [desk.check(entry["id"]) for entry in read_claims()]
    for answer in [rose, *answers]:
        assert f"verdict: {answer.verdict}" in repr(answer)
        assert len(repr(answer).split()) < 130


def test_months_of_a_stock_have_no_total(monkeypatch):
    monkeypatch.setattr(
        "dualuse.engine.ranges.Ranges.find_quantity", lambda *_: "stock"
    )
    months = desk.months(EXPORTS, "2023-03/2023-06")
    assert months[["total_low", "total_high"]].isna().all(axis=None)
    assert months["month_low"].notna().any()


def test_what_is_left_out_is_nowhere_in_the_answer():
    answer = desk.check(**YEAR, low=100, unit="bn USD", without=["GACC"])
    assert answer.verdict == "no evidence found"
    assert answer.left_out == ["GACC"]
    assert not answer.beside["series"].str.endswith("-GACC").any()


def test_claims_are_those_of_the_engine():
    evidence = read_evidence()
    table = desk.claims()
    for entry in read_claims():
        assert table.loc[entry["id"], "verdict"] == judge_claim(entry, evidence).word


def test_a_table_of_claims_has_a_verdict_a_row():
    asked = pd.DataFrame([{"value": "111"}, {"value": "many"}]).assign(
        **YEAR, unit="bn USD", who="me"
    )
    judged = desk.check(asked)
    assert judged["verdict"].tolist() == ["confirmed", ""]
    assert judged["refused"].str.contains("many").tolist() == [False, True]
    assert judged["who"].tolist() == ["me", "me"]
    one = desk.check(**YEAR, value="111", unit="bn USD")
    assert judged["own_low"].iloc[0] == one.find_first()["own_low"]


def test_numbers_of_an_answer_are_plain_data():
    answer = desk.check("A1", without=["F205"])
    plain = json.loads(json.dumps(answer.to_dict(), default=str))
    assert plain["verdict"] == answer.verdict
    assert len(plain["rows"]) == len(answer.rows)


@pytest.mark.parametrize("form", ["--json", "--csv"])
@pytest.mark.parametrize(
    "words",
    [
        ["figures", "--product", "drones"],
        ["series", "--product", "drones"],
        ["range_of", EXPORTS, "2022Q2"],
        ["months", EXPORTS, "2023"],
        ["check", "A1", "--without", "F205"],
        [
            "check",
            "--series",
            EXPORTS,
            "--period",
            "2023",
            "--value",
            "100",
            "--unit",
            "bn USD",
        ],
        ["search", "helmets"],
    ],
)
def test_the_command_gives_the_same(words, form, capsys):
    assert cli.main([*words, form]) == 0
    out = capsys.readouterr().out
    assert json.loads(out) if form == "--json" else "," in out


def test_the_command_refuses_in_one_line(capsys):
    assert cli.main(["range_of", "exports", "2023"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_claim_in_a_file_is_judged(tmp_path, capsys):
    path = tmp_path / "claim.yaml"
    path.write_text(
        f"claim: More.\nseries: {EXPORTS}\nperiod: 2023\nvalue: '100'\nhedge: more than\n"
        "unit: bn USD\n",
        encoding="utf-8",
    )
    assert cli.main(["check", str(path)]) == 0
    assert "verdict: confirmed" in capsys.readouterr().out


def test_rows_of_ones_own_decide_and_say_so(monkeypatch):
    name = "CHN-RUS-export-drones-OWN"
    rows = pd.DataFrame(
        {
            "series": name,
            "category": "drones",
            "source": "OWN",
            "period_start": [f"2022-{month:02}" for month in range(1, 13)],
            "period_end": [f"2022-{month:02}" for month in range(1, 13)],
            "value_usd": 1e6,
            "part": False,
            "own": True,
            "files": "mine.csv",
            "quantity": math.nan,
            "net_weight_kg": math.nan,
            "unit": "",
            "unread": "",
        }
    )
    monkeypatch.setattr("dualuse.desk.evidence.read_official", lambda: rows)
    asked = {"series": name, "period": "2022", "unit": "m USD"}
    answer = desk.check(asked, low=11.5, high=12.5)
    assert answer.verdict == "confirmed"
    assert answer.flags["without_own_rows"] == "no evidence found"
    short = desk.check({**asked, "period": "2022-06/2023-05"}, high=12)
    assert short.verdict == "not settled" and short.rows["any_high"].eq(math.inf).all()
    assert "2023" in short.rows["missing"].iloc[0]


def test_changed_rows_of_ones_own_are_refused(monkeypatch):
    changed = lambda _: ["mine.csv"]  # noqa: E731
    monkeypatch.setattr("dualuse.base.state.list_changed_rows", changed)
    with pytest.raises(InputError, match="make reports"):
        desk.check(**YEAR, low=1, unit="USD")


def test_the_questions_of_the_readme_are_answered(capsys):
    readme = Path(__file__).parents[2] / "README.md"
    section = readme.read_text("utf-8").partition("\n## Your own question\n")[2]
    section = section.partition("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.S)
    exec(code, {})
    (command,) = re.findall(r"`\.venv/bin/dualuse ([^`]*)`", section)
    assert cli.main(command.split()) == 0
    assert json.loads(capsys.readouterr().out)["verdict"]
