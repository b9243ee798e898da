"""The bench: one line each, shown well, with errors that name the near miss; the lab; the glossary; the API page."""

import doctest
import json
import re

import pandas as pd
import pytest

from dualuse import desk
from dualuse.data import load
from pressroom import api, lab, project
from pressroom.engine import glossary
from pressroom.errors import InputError

DRONES = "CHN-RUS-export-drones-GACC"


def test_figures_are_filtered_and_printed_in_words():
    found = desk.figures(product="drones", country="RUS", start="2022-03", end="2023-05", role="evidence")
    assert {"F203", "F205", "F206"} <= set(found.index) and "F192" not in found.index
    assert found.loc["F205", "printed"] == "more than $32m"
    assert ((found["reporter"] == "RUS") | (found["partner"] == "RUS")).all()
    assert (found["period_start"] <= "2023-05").all() and (found["period_end"] >= "2022-03").all()
    assert found.columns[0] == "printed"
    assert desk.figures(product="ceramics", country="ARM").empty


def test_a_series_knows_its_range_its_figures_and_its_contradictions():
    one = desk.Series(DRONES)
    found = one.range("2022-03", "2023-05")
    assert isinstance(found, pd.Interval) and 32.5e6 in found and 50e6 not in found
    assert found.unit == "USD" and set(found.figures) <= set(one.figures.index)
    assert repr(found).startswith("March 2022 to May 2023: $") and repr(found) in found._repr_html_().replace(
        "&#x27;", "'"
    )
    assert one.contradictions.empty
    assert repr(one).splitlines()[0].startswith(f"{DRONES}: 1 figure, March 2022 to May 2023")
    html = one._repr_html_()
    assert DRONES in html and 'href="https://' in html and "more than $32m" in html
    assert {"range", "growth", "monthly", "contradictions", "figures", "id", "unit"} <= set(dir(one))
    assert desk.Series(product="drones", source="GACC", partner="RUS", unit="m USD").id == DRONES


def test_the_reading_and_the_allowance_reach_the_solver():
    wide = desk.Series(DRONES, hedge="strict").range("2022-03", "2023-05")
    assert wide.right == float("inf") and desk.Series(DRONES).range("2022-03", "2023-05").right < 40e6
    main = "CHN-RUS-export-all-GACC"
    spans = [desk.Series(main, allowance=a).range("2023-06") for a in ("none", "default", "double")]
    assert [r.length for r in spans] == sorted(r.length for r in spans) and spans[0].length < spans[2].length
    growth = desk.Series(main).growth("2023-01", "2023-06")
    assert growth.unit == "percent" and 78.1 in growth
    monthly = desk.Series(main).monthly("2023-05", "2023-06")
    assert list(monthly["month"]) == ["2023-05", "2023-06"]
    assert (monthly.loc[1, "low"], monthly.loc[1, "high"]) == (spans[1].left, spans[1].right)


def test_a_claim_shows_itself_by_id_and_by_slug():
    by_id, by_slug = desk.check("A1"), desk.check("drones-to-russia")
    assert by_id == by_slug and by_id.verdict == "not reproduced"
    assert "not reproduced" in repr(by_id) and "<svg" in by_id._repr_html_() and "F205" in by_id._repr_html_()
    assert desk.check("A1", hedge="strict").verdict == "not checkable"


def test_codes_of_a_word_have_words_of_their_own():
    found = desk.codes("drones")
    assert list(found["hs_code"]) == ["8806"] and "nmanned" in found["description"][0] and found["reason"][0]


def test_official_rows_of_two_countries():
    found = desk.official("crude-oil", "RUS", "2022-01", "2022-12")
    assert (
        set(found["reporter"]) | set(found["partner"]) == {"CHN", "RUS"} and (found["value_usd"] > 1e10).all()
    )
    assert desk.official("drones", "RUS", "2022-01", "2022-12").empty


MISSES = [
    (lambda: desk.figures(product="drone"), "did you mean 'drones'"),
    (lambda: desk.figures(produkt="drones"), "one of id, role"),
    (lambda: desk.figures(country="RU"), "did you mean 'RUS'"),
    (lambda: desk.figures(start="2023-13"), "a month such as 2023-06"),
    (lambda: desk.Series("CHN-RUS-export-drone-GACC"), f"did you mean '{DRONES}'"),
    (lambda: desk.Series(product="drones", country="RUS"), f"name one of {DRONES}"),
    (lambda: desk.Series(DRONES, hedge="stric"), "did you mean 'strict'"),
    (lambda: desk.Series(DRONES, allowance="doubled"), "did you mean 'double'"),
    (lambda: desk.Series(DRONES).range("2023-06", "2023-01"), "not before its start"),
    (lambda: desk.Series(DRONES).monthly("2023-06", "2023-01"), "not before its start"),
    (lambda: desk.check("drone-to-russia"), "did you mean 'drones-to-russia'"),
    (lambda: desk.codes("ceramic"), "did you mean 'ceramics'"),
    (lambda: desk.official("drone", "RUS", "2022-01", "2022-12"), "did you mean 'drones'"),
]


@pytest.mark.parametrize(("call", "says"), MISSES)
def test_a_near_miss_is_named(call, says):
    with pytest.raises(InputError, match=re.escape(says)) as caught:
        call()
    assert caught.value._render_traceback_() == [f"InputError: {caught.value}"]


def test_the_welcome_page_links_the_notebooks_of_the_reading_path():
    page = lab.welcome((project.ROOT / "README.md").read_text(encoding="utf-8"))
    here = (project.ROOT / lab.WELCOME).parent
    links = re.findall(r"\]\((\S+?)\)", page)
    assert {p.stem for p in project.NOTEBOOKS.glob("*.ipynb")} == {link.split("/")[-1][:-6] for link in links}
    assert all((here / link).resolve().is_file() for link in links)


def test_the_lab_listens_on_this_machine_only_and_asks_the_network_nothing(tmp_path):
    line = lab.command(port=8889, browser=False)
    assert "--ServerApp.ip=127.0.0.1" in line and "--LabApp.extension_manager=readonly" in line
    assert not any(
        "token" in word.lower() or "password" in word.lower() for word in line
    )  # Jupyter makes a token
    lab.configure(tmp_path)
    settings = json.loads((tmp_path / "labconfig" / "default_setting_overrides.json").read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_every_term_has_its_section_and_only_first_uses_outside_headings_are_linked():
    book = json.loads((project.NOTEBOOKS / f"{glossary.STEM}.ipynb").read_text(encoding="utf-8"))
    sections = {c["id"] for c in book["cells"] if c["cell_type"] == "markdown"}
    assert {anchor for _, anchor in glossary.terms()} <= sections
    body = '<p>FOB</p><main><h2>FOB</h2><p title="FOB"><a href="x">CIF</a>, FOB, <b>FOB</b>; CIF</p></main><p>HS</p>'
    assert glossary.linked(body, "g.html") == (
        '<p>FOB</p><main><h2>FOB</h2><p title="FOB"><a href="x">CIF</a>, <a class="term" href="g.html#fob">FOB</a>, '
        '<b>FOB</b>; <a class="term" href="g.html#cif">CIF</a></p></main><p>HS</p>'
    )


def test_the_api_page_has_every_public_name_of_a_module(capsys):
    assert api.module("dualuse.desk") == len(desk.__all__)
    told = capsys.readouterr().out
    assert all(name in told for name in desk.__all__) and ".range(start, end=None)" in told
    assert load.figures.__doc__.splitlines()[0] not in told


def test_the_examples_are_what_they_say():
    done = doctest.testmod(desk)
    assert done.attempted and not done.failed
