"""The bench: every word answers, prints are shown well, errors name the near miss, nothing is loaded in vain."""

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import entry_points

import invented
import pandas as pd
import pytest
from invented import DRONES, GOODS, IMPORTS

from dualuse import cli, desk
from dualuse.data import load
from dualuse.desk import asked, kept, words
from pressroom import api, files, project
from pressroom.errors import InputError


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return invented.data(tmp_path_factory.mktemp("invented"))


@pytest.fixture(autouse=True)
def invented_data(made, tmp_path, monkeypatch):
    invented.use(monkeypatch, made, made.parent / "kept")
    yield
    invented.forget()


def test_what_is_loaded_is_frozen_once_so_that_a_desk_loaded_anew_lets_the_old_one_go():
    code = (
        "import gc, sys; before = gc.get_freeze_count(); import dualuse.desk; first = gc.get_freeze_count()\n"
        "for name in [n for n in sys.modules if n.startswith('dualuse')]: del sys.modules[name]\n"
        "import dualuse.desk; print(before, first > 10_000, gc.get_freeze_count() <= first)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "True", "True"]


def test_a_known_word_on_which_nothing_was_printed_is_an_answer():
    none = desk.figures(product="ceramics", country="Ukraine")
    assert none.empty and repr(none) == none.attrs["said"] == "No published figures on ceramics, UKR."
    assert "No published figures on ceramics" in none._repr_html_()
    assert desk.series(product="helmets", country="RUS") == {}
    one = desk.Series("CHN-KAZ-export-drones-GACC")
    assert (
        one.figures.empty and one.range("2023").right == float("inf") and "no figure was printed" in repr(one)
    )
    assert desk.Series(GOODS, unit="m USD").figures.empty
    assert desk.official("drones", "RUS", "2022").attrs["said"].startswith("No official rows on drones")
    assert desk.codes("men-mobilised").attrs["said"] == "No HS codes are listed for men-mobilised."


@pytest.mark.parametrize(
    "product", ["all", "armour-ceramics-wider", "thermal-sights", "vests", "drone-parts"]
)
@pytest.mark.parametrize("country", ["RUS", "UKR", "KAZ"])
def test_every_word_of_the_tables_is_understood_by_every_question(product, country):
    desk.figures(product=product, country=country)
    desk.series(product=product, country=country)
    desk.codes(product)
    desk.official(product, country)


def test_case_and_names_do_not_matter():
    assert list(desk.figures(product="DRONES", country="russia").index) == ["F001", "F002", "F011"]
    assert desk.country("Russia") == desk.country("rus") == "RUS" and desk.country("Viet nam") == "VNM"
    assert desk.product("thermal sights") == "thermal-sights" and desk.country("UK") == "GBR"
    assert set(desk.figures(source="chinese customs")["source"]) == {"GACC"}
    assert desk.Series(GOODS.lower()).id == GOODS and desk.check("a1") == desk.check("Drones-to-Russia")


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("2022", ("2022-01", "2022-12")),
        (2022, ("2022-01", "2022-12")),
        ("2022Q3", ("2022-07", "2022-09")),
        ("Q3 2022", ("2022-07", "2022-09")),
        ("2022-H1", ("2022-01", "2022-06")),
        ("June 2023", ("2023-06", "2023-06")),
        ("2023-06-15", ("2023-06", "2023-06")),
        (datetime.date(2023, 6, 15), ("2023-06", "2023-06")),
        (pd.Timestamp("2023-06-15"), ("2023-06", "2023-06")),
        (pd.Period("2022Q3"), ("2022-07", "2022-09")),
        (pd.Period("2022"), ("2022-01", "2022-12")),
    ],
)
def test_periods_are_understood_as_people_write_them(said, months):
    assert desk.period(said) == months


def test_what_exists_is_listed():
    assert desk.products().loc["drones", ["figures", "hs_codes"]].tolist() == [4, 1]
    assert desk.partners().loc["UKR"].tolist() == ["Ukraine", 1]
    assert desk.sources().loc["GACC", "figures"] == 9
    assert DRONES in desk.series_ids() and desk.claims().index.tolist() == ["A1"]
    assert desk.claims([DRONES]).index.tolist() == ["A1"] and desk.claims([GOODS]).empty
    assert dir(desk) == sorted(desk.__all__)


MISSES = [
    (lambda: desk.figures(product="drone"), "did you mean 'drones'"),
    (lambda: desk.figures(produkt="drones"), "one of id, role"),
    (lambda: desk.figures(country="RU"), "did you mean 'RUS'"),
    (lambda: desk.figures(country="Kazakstan"), "did you mean 'Kazakhstan'"),
    (lambda: desk.figures(start="2023-13"), "2023-06, 2022, 2022Q3 or 2022H1"),
    (lambda: desk.figures(start="2023Q5"), "found '2023Q5'"),
    (lambda: desk.figures(value=33), "found 33; expected a known value"),
    (lambda: desk.figures(columns="some"), "one of main, all"),
    (lambda: desk.Series("CHN-RUS-export-drone-GACC"), f"did you mean '{DRONES}'"),
    (lambda: desk.Series(product="drones", country="RUS"), f"name one of {DRONES}"),
    (lambda: desk.Series(product="ceramics"), "series_ids() lists all"),
    (lambda: desk.Series(DRONES, hedge="stric"), "did you mean 'strict'"),
    (lambda: desk.Series(DRONES, allowance="doubled"), "did you mean 'double'"),
    (
        lambda: desk.Series(DRONES).range("2022-07", "2022-06"),
        "found 2022-07 to 2022-06; expected an end that is not",
    ),
    (lambda: desk.Series(DRONES).monthly("2023-06", "2023-01"), "not before its start"),
    (lambda: desk.Series(DRONES).range("2023").of(100, "units"), "in USD"),
    (lambda: desk.check("drone-to-russia"), "did you mean 'drones-to-russia'"),
    (lambda: desk.check({"claim": "x"}), "claim(...) takes one of your own"),
    (lambda: desk.codes("ceramic"), "did you mean 'ceramics'"),
    (lambda: desk.official("drone", "RUS", "2022"), "did you mean 'drones'"),
]


@pytest.mark.parametrize(("call", "says"), MISSES, ids=[says for _, says in MISSES])
def test_a_near_miss_is_named(call, says):
    with pytest.raises(InputError) as caught:
        call()
    assert says in str(caught.value)
    assert caught.value._render_traceback_() == [f"InputError: {caught.value}"]


def test_figures_are_few_readable_columns_with_live_links_and_the_rest_on_request():
    found = desk.figures(product="drones", country="RUS", start="2022Q1", end="2023-05")
    assert list(found.index) == ["F001", "F002", "F011"] and found.loc["F001", "printed"] == "more than $32m"
    assert len(found.columns) == 11 and found.loc["F001", "period"] == "March 2022 to May 2023"
    html = found._repr_html_()
    assert '<a href="https://www.example.org/F001">F001</a>' in html and ">example.org</a>" in html
    assert '<a href="https://www.example.org/F002">F002</a>' in found[found["source"] == "GACC"]._repr_html_()
    assert len(desk.figures(columns="all").columns) > 25
    assert desk.figures(start="2023-06", end="2023-06", product="drones").index.tolist() == ["F009", "F011"]


def test_what_comes_from_the_data_is_shown_as_text():
    shown = desk.figures().assign(publisher="<script>alert(1)</script>")._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown


def test_a_range_says_its_unit_months_base_and_figures():
    one = desk.Series(DRONES)
    found = one.range("2022-03", "2023-05")
    assert isinstance(found, pd.Interval) and found.unit == "USD" and found.months == 15
    assert set(found.figures) <= set(one.figures.index) and (found.start, found.end) == ("2022-03", "2023-05")
    assert repr(found).startswith("March 2022 to May 2023: $") and "rests on F00" in repr(found)
    part = found.of(100, "m USD")
    assert part.unit == "percent" and part.right == pytest.approx(found.right / 1e6)
    grown = desk.Series(GOODS).growth("2023", base="2021")
    assert (
        grown.base == "2021-01"
        and grown.unit == "percent"
        and 65 in grown
        and grown.figures == ["F003", "F007"]
    )
    assert repr(grown).startswith("2023 on 2021, growth: ")
    assert 20 in desk.Series(IMPORTS).growth("2023")


def test_months_have_dates_and_those_that_no_print_tells_apart_are_one_row():
    found = desk.Series(GOODS).monthly("2023", "2023")
    assert isinstance(found.index, pd.DatetimeIndex) and set(found["unit"]) == {"USD"}
    assert found["months"].sum() == 12 and found.loc["2023-01-01", "months"] == 2
    assert found.loc["2023-01-01", "low"] <= 7.5e9 <= found.loc["2023-01-01", "high"]
    assert found.loc["2023-03-01", "months"] == 1 and found.loc["2023-04-01", "months"] == 9
    assert (desk.Series("CHN-KAZ-export-drones-GACC").monthly("2023")["high"] == float("inf")).all()


def test_contradictions_are_sentences_with_links():
    found = desk.contradictions()
    assert set(found.index) == {"F001", "F002"} and found.loc["F001", "beside"] == "F002"
    assert found.loc["F001", "why"].startswith(
        "more than $32m (March 2022 to May 2023) would have to give way by"
    )
    assert 'href="https://www.example.org/F001"' in found._repr_html_()
    assert (
        set(desk.Series(DRONES).contradictions.index) == {"F001", "F002"}
        and desk.Series(GOODS).contradictions.empty
    )


def test_a_series_shows_itself_and_the_reading_reaches_the_solver():
    shown = desk.Series(DRONES)
    assert repr(shown).splitlines()[0] == f"{DRONES}: 2 figures, March 2022 to May 2023 (F001, F002)"
    assert "more than $32m" in shown._repr_html_() and 'href="https://' in shown._repr_html_()
    wide = desk.Series(DRONES, hedge="strict").range("2022-03", "2023-05")
    assert wide.right == float("inf") and shown.range("2022-03", "2023-05").right < 40e6
    spans = [
        desk.Series(GOODS, allowance=a).range("2023-03", vintage="revised")
        for a in ("none", "default", "double")
    ]
    assert [r.length for r in spans] == sorted(r.length for r in spans) and spans[0].length < spans[2].length


def test_a_chart_is_drawn_and_its_axes_come_back(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PRESSROOM_OUT", str(tmp_path / "out"))
    axes = desk.Series(GOODS).plot("2021", "2023")
    assert (
        axes.get_ylabel() == "bn USD a month" and axes.get_title(loc="left") == ""
    )  # one panel: the picture's title
    told = capsys.readouterr().out
    assert list((tmp_path / "out" / "figures").glob("my-*.png")) and re.search(
        rf"{GOODS}: \d+ published figures", told
    )
    assert desk.Series("CHN-KAZ-export-drones-GACC").plot("2023") is None


def test_codes_of_a_word_and_of_the_wider_word_in_it():
    found = desk.codes("drones")
    assert list(found["hs_code"]) == ["8806"] and "nmanned" in found["description"][0] and found["reason"][0]
    wider = desk.codes("thermal sights")
    assert set(wider["word"]) == {"sights"} and "901310" in set(wider["hs_code"])
    assert wider.attrs["said"].endswith("by the word sights.")


def test_official_rows_of_two_countries():
    found = desk.official("crude-oil", "Russia", "2022")
    assert (
        set(found["reporter"]) | set(found["partner"]) == {"CHN", "RUS"} and (found["value_usd"] > 1e10).all()
    )
    assert desk.official("all", "KAZ").empty


def test_a_verdict_shows_its_section_and_its_other_readings():
    found = desk.check("A1")
    assert found.verdict == "not reproduced" and "not reproduced" in repr(found)
    shown = found._repr_html_()
    assert "<svg" in shown and 'href="../reports/figures.html#F00' in shown and "&lt;" not in shown
    assert desk.check("A1", hedge="strict").verdict == "not checkable"
    assert (
        set(found.readings()["hedge"]) == {"newspaper", "strict"}
        and "hedge changes it" in found.other_readings()
    )


def test_tab_completes_inside_strings():
    from IPython.core.completer import provisionalcompleter
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        words.complete()
        words.complete()
        assert len(shell.Completer.custom_matchers) == 1
        typed = 'desk.Series("CHN-RUS-export-d'
        with provisionalcompleter():
            assert DRONES in {c.text for c in shell.Completer.completions(typed, len(typed))}
        assert words.vocabulary()[0] == min(desk.series_ids())
    finally:
        InteractiveShell.clear_instance()


def test_what_is_kept_answers_faster_the_same_and_never_for_other_data(monkeypatch):
    first = desk.Series(GOODS).range("2023")
    kept.model().save()
    kept._model.cache_clear()
    monkeypatch.setattr(kept.Model, "_model", lambda self: pytest.fail("it was kept"))
    assert desk.Series(GOODS).range("2023") == first
    monkeypatch.undo()


def test_one_digit_changed_is_another_answer(tmp_path, monkeypatch):
    invented.use(monkeypatch, invented.data(tmp_path), tmp_path / "kept")
    first, judged = desk.Series(GOODS).range("2023"), desk.check("A1")
    assert desk.check("A1").book is judged.book  # held in memory, as long as nothing that it read has changed
    kept.model().save()
    path = project.DATA / load.FIGURES
    changed = path.read_text(encoding="utf-8").replace(",99.0,", ",89.0,").replace(",32,", ",31,")
    path.write_text(changed, encoding="utf-8")
    invented.describe_data.describe()
    second = desk.Series(GOODS).range("2023")
    assert (judged.evidence[0].high, desk.check("A1").evidence[0].high) == (33e6, 32e6)
    assert 99e9 in first and 99e9 not in second and 89e9 in second


def test_a_kept_file_cut_in_half_or_changed_is_worked_out_again():
    first = desk.Series(GOODS).range("2023")
    kept.model().save()
    (file,) = kept.FOLDER.glob("ranges-newspaper-????????????????????????.json")
    whole = file.read_text(encoding="utf-8")
    for damaged in (
        whole[: len(whole) // 2],
        whole.replace("9", "8", 1),
        "",
        "null",
        whole.replace("[9", "[1", 1),
    ):
        file.write_text(damaged, encoding="utf-8")
        kept._model.cache_clear()
        assert desk.Series(GOODS).range("2023") == first


def test_where_nothing_can_be_kept_the_answer_is_the_same(tmp_path, monkeypatch):
    first = desk.Series(GOODS).range("2023")
    (tmp_path / "a file").write_text("no folder")
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "a file")
    kept._model.cache_clear()
    assert desk.Series(GOODS).range("2023") == first
    kept.model().save()
    assert [p.name for p in tmp_path.iterdir()] == ["a file"]


def test_official_totals_reread_are_those_summed():
    summed = kept.official()
    invented.forget()
    pd.testing.assert_frame_equal(kept.official(), summed)
    assert list(kept.FOLDER.glob("official-*.json"))


def test_goods_without_a_row_in_hand_need_no_totals(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    invented.forget()
    found = desk.check("A1").json()
    assert "drones" not in kept.goods() and not list(tmp_path.glob("official-*"))
    monkeypatch.setattr(kept, "goods", lambda: ["drones"])
    asked._bench.cache_clear()
    assert desk.check("A1").json() == found and list(tmp_path.glob("official-*"))


HEAVY = (
    "matplotlib",
    "seaborn",
    "jinja2",
    "duckdb",
    "highspy",
    "IPython",
    "jsonschema",
    "pandera",
    "nbconvert",
)
LOADS = {  # after this call (what is kept is warm): what of HEAVY is loaded
    "import dualuse.desk": [],
    "desk.figures(product='drones')._repr_html_()": [],
    "desk.Series('CHN-RUS-export-all-GACC').range('2023')": [],
    "desk.check('A1').why": [],
    "desk.official('crude-oil', 'RUS')": [],
    "desk.check('A1')._repr_html_()": ["jinja2"],
}


@pytest.mark.parametrize("call", LOADS)
def test_nothing_heavy_is_loaded_before_it_is_needed(call, tmp_path):
    script = f"import sys, json; from dualuse import desk; {call}; loaded = [m for m in {HEAVY} if m in sys.modules]"
    script += "; print(json.dumps(loaded))"
    loaded = [json.loads(python(script).splitlines()[-1]) for _ in range(2)]
    assert loaded[-1] == LOADS[call]


def python(script):
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_api_page_has_every_public_name_of_the_bench(capsys):
    assert api.module("dualuse.desk") == len(desk.__all__)
    told = capsys.readouterr().out
    assert all(name in told for name in desk.__all__) and ".range(start, end=None, vintage=" in told
    assert load.figures.__doc__.splitlines()[0] not in told


def test_every_public_name_has_an_example():
    of_classes = [getattr(desk.Series, name) for name in ("growth", "monthly")]
    named = [getattr(desk, name) for name in desk.__all__]
    assert not [found for found in named + of_classes if ">>> " not in found.__doc__]


DOUBLED = {"claim": "Exports doubled.", "series": GOODS, "says": "doubled", "period": "2023", "base": "2021"}


def test_a_claim_of_your_own_gets_the_same_verdict_as_those_of_the_articles():
    found = desk.claim("Exports doubled.", series=GOODS, says="doubled", period="2023", base="2021")
    assert found.verdict == "not reproduced" and (found.says["low"], found.says["high"]) == (90, 110)
    (item,) = found.evidence
    assert item.base == "2021-01" and item.low < 65 < item.high and item.figures
    assert desk.claim(DOUBLED) == found and "Of 12 readings: 12 not reproduced" in found._repr_html_()
    assert "Chinese customs for exactly 2023 and for 2021" in found.settles


SAID = [  # what is said, with what, and the verdict
    ("more than doubled", {"base": "2021"}, "not reproduced"),
    ("rose by about 65%", {"base": "2021"}, "consistent"),
    ("rose", {"base": "2021"}, "reproduced"),
    ("fell", {"base": "2021"}, "not reproduced"),
    ("$99.0bn", {}, "reproduced"),
    ("at least 98 bn USD", {}, "consistent"),
    ("over $200 billion", {}, "not reproduced"),
    ("between 90 and 110 bn USD", {}, "reproduced"),
    ("highest since 2021", {}, "not checkable"),
    ("less than", {"over": IMPORTS}, "reproduced"),
    ("3 times", {"over": IMPORTS}, "not reproduced"),
]


@pytest.mark.parametrize(("says", "more", "verdict"), SAID, ids=[says for says, *_ in SAID])
def test_what_can_be_said_in_a_few_words(says, more, verdict):
    assert desk.claim("A claim.", series=GOODS, says=says, period="2023", **more).verdict == verdict


def test_shares_counts_and_every_key_of_the_claims_file_can_be_said():
    part = desk.claim("A part.", says="more than 40%", figures="F011", over="F001", period="2023H1")
    assert part.says["unit"] == "percent" and part.evidence[0].figures == ("F011", "F001")
    some = desk.claim(
        "Most fell.",
        says="most fell",
        goods=["drones", "tiles"],
        series="CHN-RUS-export-{}-GACC",
        period=2023,
    )
    assert some.evidence[0].unit == "goods" and some.verdict == "not checkable"
    asked = {k: invented.CLAIM[k] for k in ("claim", "tests", "evidence", "quantity", "periods")}
    assert desk.claim(asked).verdict == desk.check("A1").verdict
    assert desk.claim(asked, hedge="strict").verdict == desk.check("A1", hedge="strict").verdict


REFUSED = [
    ({"base": None}, "found a growth without base"),
    ({"base": "2024"}, "expected a base before the period"),
    ({"base": "2021H1"}, "expected as many as the period has, 12"),
    ({"says": "exploded"}, "expected a level (more than $100m"),
    ({"says": None}, "found no says"),
    ({"period": None}, "found no period"),
    ({"series": None}, "found no series"),
    ({"series": GOODS.replace("all", "al")}, f"did you mean '{GOODS}'"),
    ({"says": "30 units", "base": None}, "unit units with a series in USD"),
    ({"says": "30 times", "base": None}, "found a ratio without over"),
    ({"says": "$100bn"}, "a base only with growth"),
    ({"says": "33%", "base": None}, "the ids of the printed share"),
    ({"periode": "2023"}, "did you mean 'period'"),
    ({"claim": ""}, "expected claim: the sentence"),
    ({"says": "doubled", "tests": []}, "unknown key"),
]


@pytest.mark.parametrize(("change", "says"), REFUSED, ids=[says for _, says in REFUSED])
def test_what_cannot_be_expressed_is_refused_with_what_can(change, says):
    given = {k: v for k, v in (DOUBLED | change).items() if v is not None}
    with pytest.raises(InputError) as caught:
        desk.claim(given)
    assert says in str(caught.value)


@pytest.fixture
def project_of_my_own(made, tmp_path, monkeypatch):
    story = project.story()
    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setattr(project, "story", lambda: story)
    (tmp_path / "my").mkdir()
    (tmp_path / "my" / "claim.yaml").write_text(json.dumps(DOUBLED), encoding="utf-8")
    return tmp_path


SHELL = [  # what is typed, the exit status, a word of the answer
    (["check", "a1"], 0, "not reproduced"),
    (["check", "a1", "--hedge", "strict", "--json"], 0, '"verdict": "not checkable"'),
    (["check", "a9"], 2, "expected one of A1"),
    (["figures", "drones", "--country", "Russia"], 0, "more than $32m"),
    (["figures", "ceramics", "--country", "UKR"], 0, "No published figures"),
    (["figures", "drones", "--json"], 0, '"printed": "more than $32m"'),
    (["range", GOODS, "2023", "--json"], 0, '"unit": "USD"'),
    (["contradictions"], 0, "would have to give way"),
    (["codes", "drones"], 0, "8806"),
    (["words"], 0, "drones-to-russia"),
    (["words", "--json"], 0, '"CHN-RUS-export-all-GACC"'),
    (["totals", "no-such-rows", "--engine", "abacus"], 2, "expected one of"),
    (["claim", "my/claim.yaml"], 0, "not reproduced"),
]


@pytest.mark.parametrize(("typed", "status", "says"), SHELL, ids=[" ".join(typed) for typed, *_ in SHELL])
def test_the_bench_at_a_shell(typed, status, says, project_of_my_own, capsys):
    assert cli.main(typed) == status
    told = capsys.readouterr()
    assert says in (told.err if status else told.out)
    assert "--json" not in typed or json.loads(told.out)
    assert not (project_of_my_own / "reports").exists()


def test_the_console_command_is_there_says_what_it_takes_and_completes_in_bash(capsys):
    (entry,) = entry_points(group="console_scripts", name="dualuse")
    assert entry.load() is cli.main
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0 and all(f"{typed[0]}" in told for typed, *_ in SHELL)
    with pytest.raises(SystemExit) as ended:
        cli.main(["chekc"])
    assert ended.value.code == 2 and "choose from check, claim" in capsys.readouterr().err.replace("'", "")
    readme = (project.ROOT / "README.md").read_text(encoding="utf-8")
    told = re.search(r"`(complete -W .*? dualuse)`", readme)[1].replace(
        ".venv/bin/dualuse", f"{sys.executable} -m dualuse.cli"
    )
    asked = f'{told}; complete -p dualuse; compgen -W "$({sys.executable} -m dualuse.cli words)" drones-to'
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("complete -W ") and done.stdout.endswith("drones-to-russia\n")


BAD_FILES = {  # what a file of one's own holds, and what the one error says
    "a claim without base": (
        {k: v for k, v in DOUBLED.items() if k != "base"},
        "found a growth without base",
    ),
    "a base after its period": (DOUBLED | {"base": "2024"}, "expected a base before the period"),
    "a product that is not known": (DOUBLED | {"series": "CHN-RUS-export-dronez-GACC"}, "did you mean"),
    "a series of another unit": (
        {"claim": "Sold.", "says": "30 units", "series": GOODS, "period": "2023"},
        "unit units with a series in USD",
    ),
    "an unknown key": (DOUBLED | {"seris": GOODS}, "unknown key 'seris'"),
    "a list": ([DOUBLED], "found a list"),
    "nothing": (None, "found a NoneType"),
    "no YAML": ("claim: [", "my/bad.yaml: found "),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_file_is_one_error_and_nothing_is_written(what, project_of_my_own, capsys):
    content, says = BAD_FILES[what]
    text = content if what == "no YAML" else json.dumps(content)
    (project_of_my_own / "my" / "bad.yaml").write_text(text, encoding="utf-8")
    before = files.listed(project_of_my_own)
    assert cli.main(["claim", "my/bad.yaml", "--page"]) == 2
    told = capsys.readouterr()
    assert says in told.err and told.err.count("\n") == 1 and not told.out
    assert files.listed(project_of_my_own) == before


@pytest.mark.parametrize("path", ["../claim.yaml", "/etc/hostname.yaml", "my/link.yaml", "my/none.yaml"])
def test_a_path_that_leads_out_or_nowhere_is_one_error(path, project_of_my_own, capsys):
    (project_of_my_own.parent / "claim.yaml").write_text(json.dumps(DOUBLED), encoding="utf-8")
    (project_of_my_own / "my" / "link.yaml").symlink_to(project_of_my_own.parent / "claim.yaml")
    assert cli.main(["claim", path, "--page"]) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1 and not told.out and not (project_of_my_own / "reports").exists()
    assert ("no such file" if "none" in path else "a file inside the project") in told.err


def test_a_page_takes_no_reading_it_shows_all(project_of_my_own, capsys):
    assert cli.main(["claim", "my/claim.yaml", "--page", "--hedge", "strict"]) == 2
    assert "found hedge" in capsys.readouterr().err


def test_a_claim_of_your_own_becomes_a_page_of_the_same_form(tmp_path):
    for name in ("data", "notebooks"):
        skip = shutil.ignore_patterns("processed", "fetched", ".ipynb_checkpoints")
        shutil.copytree(project.ROOT / name, tmp_path / name, ignore=skip)
    for name in ("README.md", "requirements.lock", "story.yml"):
        shutil.copy2(project.ROOT / name, tmp_path)
    (tmp_path / "my").mkdir()
    own = {"series": "CHN-RUS-export-all-GACC"}
    (tmp_path / "my" / "a claim.yaml").write_text(json.dumps(DOUBLED | own), encoding="utf-8")
    env = {**os.environ, "PRESSROOM_ROOT": str(tmp_path), "MAKEFLAGS": "s -- FILE=my/a\\ claim.yaml"}
    command = [
        sys.executable,
        "-m",
        "dualuse.cli",
        "claim",
        "--page",
    ]  # as `make check-claim FILE=...` calls it
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "not reproduced" in done.stdout
    page = tmp_path / "reports/variants/notebooks-claim--CLAIM-my-a-claim.yaml/claim.html"
    assert done.stdout.splitlines()[-1].strip() == page.relative_to(tmp_path).as_posix()
    text = page.read_text(encoding="utf-8")
    assert ">Exports doubled.</h1>" in text and "Of 12 readings" in text
    assert "It is no part of what is published" in text and "own.html" not in text and 'id="settle"' in text


def test_claims_that_were_kept_are_none_of_another_story(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "SHA256SUMS").write_text("", encoding="utf-8")
    (tmp_path / "story.yml").write_text("groups: {A: one}\n", encoding="utf-8")
    monkeypatch.setattr(kept.project, "DATA", tmp_path / "data")
    before = kept.state_of("SHA256SUMS", "../story.yml")
    assert kept.state_of("SHA256SUMS", "../story.yml") == before
    (tmp_path / "story.yml").write_text("groups: {B: one}\n", encoding="utf-8")
    assert kept.state_of("SHA256SUMS", "../story.yml") != before
    monkeypatch.undo()
    asked = []
    state_of = kept.state_of
    monkeypatch.setattr(kept, "state_of", lambda *names: asked.append(names) or state_of(*names))
    kept._claimed.cache_clear()
    kept.claimed()
    assert ("SHA256SUMS", "../story.yml") in asked
