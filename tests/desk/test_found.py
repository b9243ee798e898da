"""Each code, series and name of goods that the tables hold is found: all are drawn."""

import re
from functools import cache
from types import SimpleNamespace

import pandas as pd
import pytest
import seeds

from dualuse import desk
from dualuse.base import catalogue, categories, tables, wording
from dualuse.base.catalogue import list_series, name_product
from dualuse.base.errors import InputError
from dualuse.base.series import Series
from dualuse.desk import occurrences
from dualuse.desk.desk import list_prints_elsewhere
from dualuse.desk.questions import read_question
from dualuse.engine.evidence import Question

NUMBER = re.compile(r"\d")


@pytest.fixture
def tables_read_once(monkeypatch):
    """Nobody writes to data/ meanwhile."""
    for name in ("verify_data", "read_figures"):
        monkeypatch.setattr(tables, name, cache(getattr(tables, name)))


def list_codes():
    """Every code of a product or of a figure, and one below it, of which no row is."""
    codes = {*categories.read_categories()["hs_code"]}
    for cell in tables.read_figures()["hs_code"]:
        if re.fullmatch(r"[\d.+]+", cell):  # others are "50 HS6 codes (CHPL)"
            codes |= {*cell.replace(".", "").split("+")}
    parts = {f"{code}10" for code in codes if len(code) < 8}
    return sorted(codes | parts)


@pytest.mark.parametrize("start", seeds.draw_few(1, 8))
def test_each_code_is_found_and_so_are_its_goods(start, tables_read_once):
    for code in list_codes()[start::8]:
        kinds = {*desk.search(code)["kind"]}
        assert kinds & {"code", "figure"}, code
        assert categories.find_products(code), code


@pytest.mark.parametrize("word", ["share", "drones", "gas"])
def test_a_note_is_told_once_in_a_row(word, tables_read_once):
    """Of a share its note says whose it is; one that has the word stood there twice."""
    notes = {*tables.read_figures()["note"]} - {""}
    for words in desk.search(word)["words"]:
        assert all(words.count(note) < 2 for note in notes), words


@pytest.mark.parametrize("start", seeds.draw_few(1, 16))
def test_the_series_of_a_code_are_those_of_its_goods(start, tables_read_once):
    for code in list_codes()[start::16]:
        listed = desk.series(code)
        goods = categories.find_products(code)
        own = [name for name in listed.index if Series.read(name).product in goods]
        known = [
            name for name in list_series().index if Series.read(name).product in goods
        ]
        assert {*known} <= {*own}, code
        assert len(listed) or listed.note, code


def test_each_chapter_that_a_public_table_has_leads_to_it(tables_read_once):
    """Of chapters 01 to 24 the table has one row; 77, 88, 93, 98 and 99 it has not."""
    path = "published/fcs_trade_with_world_by_chapter.csv"
    cells = {*tables.read_other(path)["chapter"]}
    chapters = [*range(1, 100)]
    if not seeds.ALL:
        chapters = [1, 24, 25, 77, *seeds.begin("chapters").sample(chapters, 16)]
    for chapter in chapters:
        code = f"{chapter:02}"
        is_there = code in cells or (chapter <= 24 and "01-24" in cells)
        for word in (f"HS {code}", f"chapter {code}", f"HS {code}01"):
            found = desk.search(word)
            assert (f"data/{path}" in {*found["id"]}) == is_there, word


def test_what_stands_in_public_tables_alone_is_refused_with_their_names():
    readme = (tables.ROOT / "README.md").read_text(encoding="utf-8")
    listed = catalogue.list_tables()
    assert len(listed) == 3
    for path in listed:
        assert f"`published/{path[10:14]}" in readme or f"`{path[10:14]}" in readme
    for refused in (
        lambda: desk.claim(
            "China exports to the world, all goods", "$3tn", period="2023"
        ),
        lambda: desk.claim("CHN-RUS-export-all-GACC", "4", kind="share", period="2023"),
    ):
        with pytest.raises(InputError) as refusal:
            refused()
        assert all(f"data/{path} (" in str(refusal.value) for path in listed)
    with pytest.raises(InputError, match=r"data/published/fcs_trade_with_world_by_ch"):
        desk.claim("China exports to Russia, food", "$1bn", period="2023")


def test_a_year_that_a_public_table_alone_has_is_not_said_to_be_without_one():
    """Russian customs' 2020: no figure is of it, and the table has its months."""
    path = "data/published/fcs_imports_from_china_ukraine.csv"
    series = "RUS-CHN-import-all-FCS"
    answer = desk.claim(series, "$54.95bn", period="2020")
    assert answer.verdict == "no evidence found" and path in repr(answer)
    with pytest.raises(InputError, match=re.escape(path)):
        desk.range_of(series, "2020")
    assert path not in repr(desk.claim(series, "$72.7bn", period="2021"))
    drones = desk.claim("CHN-UKR-export-drones-GACC", "$5m", period="2023")
    assert "To open by hand" not in repr(drones)


def test_a_code_of_no_goods_is_found_nowhere():
    assert desk.search("999999").empty
    with pytest.raises(InputError, match="999999"):
        desk.series("999999")


@pytest.mark.parametrize("start", seeds.draw_few(1, 8))
def test_each_series_is_found_by_its_code(start, tables_read_once):
    for name in list_series().index[start::8]:
        found = desk.search(name)
        assert ["series", name] in found[["kind", "id"]].to_numpy().tolist()
        figures = tables.read_figures(series=name)["id"]
        assert {*figures} <= {*found["id"]}
    with pytest.raises(InputError, match="goods, such as 'drones'"):
        desk.series("CHN-RUS-export-drones-GACC")


@pytest.mark.parametrize("start", seeds.draw_few(1, 8))
def test_each_name_of_goods_with_a_series_is_found_by_both(start, tables_read_once):
    goods = sorted({Series.read(name).product for name in list_series().index})
    for product in goods[start::8]:
        for word in (product, name_product(product)):
            assert not desk.search(word).empty, word
            listed = desk.series(word)
            assert product in {Series.read(name).product for name in listed.index}, word


def test_a_series_named_by_a_code_is_refused_with_the_series_that_has_it():
    with pytest.raises(InputError, match="CHN-RUS-export-drones-GACC"):
        desk.range_of("CHN-RUS-export-8806-GACC", "2023")
    with pytest.raises(InputError, match="CHN-RUS-import-crude-oil-GACC"):
        desk.claim("CHN-RUS-import-2709-GACC", "1", "bn USD", period="2023")


def test_a_print_that_is_set_aside_is_found_as_such(monkeypatch):
    """Figures of evidence in turn, as if the last build had found them wrong."""
    rows = tables.read_figures()
    printed = rows[(rows["role"] == "evidence") & (rows["value"] != "")]
    drawn = seeds.begin("set aside").sample(range(len(printed)), 5)
    aside = pd.DataFrame({"figure": printed["id"].iloc[drawn]})
    aside = aside.assign(status="error", likely_cause="swapped direction")
    others = tables.is_as_built, tables.read_built
    stands = {
        "is_as_built": lambda name: name == "set_aside.csv" or others[0](name),
        "read_built": lambda name: (
            aside if name == "set_aside.csv" else others[1](name)
        ),
    }
    for name, stand in stands.items():
        monkeypatch.setattr(tables, name, stand)
    occurrences.list_wrong.cache_clear()
    for figure in aside["figure"]:
        found = desk.search(figure)
        (words,) = found.loc[found["id"] == figure, "words"]
        assert words.startswith("set aside, swapped direction: "), words
    occurrences.list_wrong.cache_clear()


def test_each_figure_that_is_set_aside_is_marked_wherever_it_is_found():
    """By its id, its number and its goods: no row of it looks like sound evidence."""
    wrong = desk.figures().query("set_aside.str.startswith('error')")
    assert len(wrong) > 3
    for figure, row in wrong.iterrows():
        number = row["printed"].split(",")[0].lstrip("$").removesuffix("bn")
        for word in (figure, number, "all goods"):
            found = desk.search(word)
            for words in found.loc[found["id"] == figure, "words"]:
                assert words.startswith("set aside, "), (word, words)


def test_a_number_is_found_whichever_way_it_went_and_with_its_noun():
    """Every amount and every rate that is printed, as a page has it."""
    rows = desk.figures()
    drawn = seeds.begin("printed").sample(range(len(rows)), 25)
    for figure, row in rows.iloc[drawn].iterrows():
        printed = [
            words for words in row["printed"].split(", ") if NUMBER.search(words)
        ]
        for words in printed:
            word = words.removeprefix("up ").removeprefix("down ")
            assert figure in [*desk.search(word)["id"]], (figure, word)


def test_a_word_is_found_whole_or_as_several_of_the_thing_and_no_other_that_begins_so():
    """Words of the tables' own texts, with letters behind them."""
    texts = [*tables.read_figures()["product_text"], *tables.read_pages()["says"]]
    words = sorted({word for text in texts for word in re.findall(r"[a-z]{4,}", text)})
    for word in seeds.begin("words").sample(words, 200):
        pattern = occurrences.write_pattern(word)
        assert pattern.search(f"the {word}, of it") and pattern.search(word.upper())
        assert pattern.search(f"{wording.name_one(word)}s") or word.endswith(("y", "n"))
        for longer in (f"{word}ition", f"{word}q", f"un{word}"):
            assert not pattern.search(longer), (word, longer)


def test_goods_of_no_category_are_found_by_name_with_the_code_to_type():
    """Each raw material of the official rows, by its label and by the last word of it."""
    materials = tables.read_reference("materials").to_numpy().tolist()
    for code, label in materials:
        for word in (label, label.split()[-1]):
            rows = occurrences.search_codes(occurrences.write_pattern(word), [])
            words = {row[1]: row[2] for row in rows}
            assert f"desk.official({code!r})" in words[code], word


def test_a_refusal_of_goods_of_no_category_leads_to_the_search():
    materials = tables.read_reference("materials")["label"]
    labels = [label for label in materials if not categories_of(label)]
    label = seeds.begin("materials").choice(labels)
    assert not desk.search(label).empty
    with pytest.raises(InputError, match=r"desk\.search"):
        desk.figures(label)


def categories_of(word):
    try:
        return categories.find_products(word)
    except InputError:
        return []


def test_initials_of_a_material_find_it():
    assert "271111" in {*desk.search("LNG")["id"]}
    assert "N527" not in {*desk.search("coal")["id"]}  # of coalition countries


def test_a_print_that_is_held_out_is_found_as_such_by_its_id_and_its_number():
    """And is named beside a claim that has its very number, unless its outlet is out."""
    rows = tables.read_table("published/held_out.csv")
    rows = rows[(rows["value"] != "") & (rows["hedge"] == "exact")].to_dict("records")
    (row,) = seeds.begin("held out").sample(rows, 1)
    for each in rows:
        found = occurrences.list_prints(each["value"])
        if each == row:
            found += occurrences.list_by_id(row["id"].casefold())
        named = [words for _, name, words in found if name == each["id"]]
        assert len(named) == 1 + (each == row)
        assert all(words.startswith("held out, ") for words in named), named
    unit = "" if row["unit"].endswith("USD") else f":{row['unit'].split()[-1]}"
    trade = [row["reporter"], row["partner"], row["flow"], row["product"]]
    series = f"{'-'.join(trade)}-GACC{unit}"
    period = f"{row['period_start']} to {row['period_end']}"
    asked = (series, row["value"], row["unit"], "exact", period)
    (told,) = [line for line in desk.claim(*asked).elsewhere if row["id"] in line]
    assert "of these very months" in told
    (test,) = read_question(*asked)["tests"]
    question = Question({"series": series}, test, [], period.split(" to "))
    less = SimpleNamespace(rows={}, without=[row["outlet"]])
    assert row["id"] not in " ".join(list_prints_elsewhere(test, question, less, False))


def test_each_share_that_is_found_says_between_whom_and_of_what():
    rows = tables.read_figures()
    rows = rows[(rows["flow"] == "share") & rows["value"].str.isdecimal()]
    countries = tables.read_reference("countries").set_index("iso3")["name"]
    assert len(rows) > 20
    for row in rows.to_dict("records"):
        found = occurrences.list_prints(row["value"])
        (words,) = [words for _, name, words in found if name == row["id"]]
        for side in [row["reporter"], *row["partner"].split("+")]:
            assert countries[side] in words, words
        assert row["note"] in words


def test_two_signs_find_no_more_than_they_are():
    """An id or a code is no word with a plural: what occurs nowhere finds nothing."""
    for word in ("z9", "q4", "x7"):
        assert desk.search(word).empty, word
    assert desk.search("B4")["id"].iloc[0] == "B4"
    assert "F253" not in [*desk.search("B4")["id"]]


def test_a_table_of_claims_tells_what_decides_from_what_stands_beside():
    rows = pd.DataFrame(
        {
            "series": "CHN-RUS-export-all-GACC",
            "value": "100",
            "hedge": "more than",
            "kind": "growth",
            "period": ["March 2023", "April 2023"],
        }
    )
    for row in desk.claims(rows).to_dict("records"):
        answer = desk.claim(
            row["series"], "100", hedge="more than", kind="growth", period=row["period"]
        )
        deciding = {each for entry in answer.deciding for each in entry["figures"]}
        assert {*row["figures"].split(", ")} == deciding
        assert {*row["other_figures"].split(", ")} == {*answer.figures} - deciding
