"""The rule, the schemas, the datapackage: each of their values is refused or named.

Every value of rule.json and schemas.json is changed, one at a time. Into something of
another kind: that is refused. Into something that could as well stand there: then a
test names it, here by what it is held against.
"""

import copy
import html
import itertools
import json
import random
from contextlib import contextmanager

import pytest

from dualuse.base import rules, shapes, tables
from dualuse.base.errors import InputError
from dualuse.engine import verdicts

ODD = [None, 7, [], {}, True, [None], {"x": 1}, "7"]
CHECKS = {
    "rule.json": (
        verdicts.WRITTEN,
        lambda where, tree: shapes.check_shape(where, tree, "rule.schema.json"),
    ),
    "schemas.json": (rules.SCHEMAS, shapes.check_package),
    "datapackage.json": (tables.read_package(), shapes.check_package),
}
COLUMN = {resource["path"]: resource for resource in rules.SCHEMAS["resources"]}


def draw_values(name):
    """Return the place of each value; of the long datapackage.json, of some of them."""
    places = list_values(CHECKS[name][0])
    if name == "datapackage.json":
        return random.Random(name).sample(places, 150)
    return places


def list_values(tree, place=()):
    """Return the place of every value that is no map and no list."""
    if not isinstance(tree, dict | list):
        return [place]
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree)
    places = []
    for key, branch in steps:
        places += list_values(branch, (*place, key))
    return places


def follow(tree, place):
    for key in place:
        tree = tree[key]
    return tree


@contextmanager
def changed(tree, place, value):
    """Give a document another value in one place, for a while."""
    branch, key = follow(tree, place[:-1]), place[-1]
    before = branch[key]
    branch[key] = value
    yield tree
    branch[key] = before


def keep_one_table(tree, place):
    """Return a document with the one table that a place is in, and the place there."""
    kept = {key: branch for key, branch in tree.items() if key != "rows"}
    if place[0] == "resources":
        kept["resources"] = [tree["resources"][place[1]]]
        return kept, ("resources", 0, *place[2:])
    if place[0] == "rows" and len(place) > 1:
        kept["resources"] = [
            each for each in tree["resources"] if each["path"] == place[1]
        ]
        kept["rows"] = {place[1]: tree["rows"][place[1]]}
        return kept, place
    return tree, place


def is_refused_with(check, tree, place, value):
    """Tell whether a value is refused; where it stands in a table, of that one alone."""
    kept, place = keep_one_table(tree, place)
    with changed(kept, place, value):
        return is_refused(check, kept)


def is_refused(check, tree):
    try:
        check("file.json", tree)
    except InputError as error:
        assert str(error).startswith("file.json")
        return True
    return False


@pytest.mark.parametrize("name", CHECKS)
def test_a_value_of_another_kind_is_refused(name):
    """Each value has one of the odd ones in its place, and the next has the next."""
    tree, check = CHECKS[name]
    assert not is_refused(check, tree)
    for number, _ in enumerate(tree.get("resources", [])):
        kept, _ = keep_one_table(tree, ("resources", number))
        assert not is_refused(check, kept)
    odd = itertools.cycle(ODD)
    for place in draw_values(name):
        value = follow(tree, place)
        others = [other for other in ODD if type(other) is not type(value)]
        if isinstance(value, int | float):
            others = [other for other in others if not isinstance(other, int | float)]
        other = next(each for each in odd if each in others)
        assert is_refused_with(check, tree, place, other), (place, other)


@pytest.mark.parametrize("name", CHECKS)
def test_a_text_that_is_none_is_refused(name):
    tree, check = CHECKS[name]
    for number, place in enumerate(draw_values(name)):
        value = follow(tree, place)
        if isinstance(value, str):
            other = ("", " ", f" {value}", f"{value}\n")[number % 4]
            assert is_refused_with(check, tree, place, other), (place, other)


@pytest.mark.parametrize("name", CHECKS)
def test_a_key_that_nobody_knows_is_refused(name):
    tree, check = CHECKS[name]
    branches = {place[:-1] for place in draw_values(name)}
    for place in sorted(branches, key=str):
        branch = follow(tree, place)
        if isinstance(branch, dict) and place:
            other = {**branch, "unknown key": "x"}
            assert is_refused_with(check, tree, place, other), place


def test_each_word_of_the_scale_stands_on_the_pages_with_its_colours():
    pages = ""
    for name in ("index.html", "words.html"):
        pages += html.unescape(tables.read_text(tables.REPORTS / name))
    colours = tables.read_text(tables.REPORTS / "page.css")
    for word in verdicts.SCALE:
        # no claim of this story is partly contradicted
        assert word.means in pages or word.word == verdicts.PARTLY_NOT
        assert word.light in colours
        assert word.dark in colours


def list_limits(field):
    """Return what a column asks of its cells, or what makes it so."""
    limits = field.get("constraints", {})
    return {"type": field["type"], **limits}


def test_the_library_asks_no_more_of_a_column_than_this_story_does():
    """Another type, list, pattern or limit in schemas.json shows here."""
    looser = {  # what the library cannot know of another story
        *("id", "same_text_as", "page", "flow", "value", "partner", "sha256", "kind"),
        *("basis", "m49", "comtrade", "baci", "customs", "product"),
    }
    schemas = tables.read_schemas()
    tried = 0
    for path, resource in COLUMN.items():
        if not (tables.DATA / path).exists():
            continue
        here = {field["name"]: field for field in schemas[path]["schema"]["fields"]}
        for key in ("primaryKey", "foreignKeys"):
            own = resource["schema"].get(key)
            assert own == schemas[path]["schema"].get(key), (path, key)
        for field in resource["schema"]["fields"]:
            if field["name"] not in here:
                assert field["name"] == "quantity"  # its unit says it
                continue
            own, asked = list_limits(field), list_limits(here[field["name"]])
            tried += 1
            if own != asked:
                assert field["name"] in looser, (path, field["name"])
                assert own["type"] == asked["type"]
                for key, limit in own.items():
                    assert asked[key] == limit or key == "pattern"
    assert tried > 100


def test_a_condition_names_a_column_that_it_speaks_of():
    for path, conditions in rules.ROW_RULES.items():
        for rule in conditions:
            speaks = rule["column"] in rule["wrong"] or "PARTITION BY" in rule["wrong"]
            assert speaks, (path, rule)


def test_a_condition_that_is_no_sql_is_refused():
    figures = tables.read_csv(tables.DATA / "published" / "pages.csv")
    broken = [{"column": "id", "wrong": "id = = ''", "expected": "a row"}]
    with pytest.raises(InputError, match=r"schemas\.json: found rows of pages"):
        list(rules.list_faults_of_rows("pages", figures, broken))


TOTALS = {
    "a column that is none": {"column": "imports"},
    "a column of text": {"column": "chapter"},
}


@pytest.mark.parametrize("slip", TOTALS)
def test_a_total_of_no_number_is_refused(slip):
    package = copy.deepcopy(tables.read_package())
    for resource in package["resources"]:
        for total in resource.get("totals", []):
            if "chapter" in resource["path"]:
                total.update(TOTALS[slip])
    with pytest.raises(InputError, match=r"by_chapter\.csv"):
        shapes.check_package("data/datapackage.json", package)


def test_a_total_within_a_word_is_refused():
    package = copy.deepcopy(tables.read_package())
    totals = [each["totals"] for each in package["resources"] if "totals" in each]
    totals[0][0]["within"] = "\\d{1,3}( \\d{1,3})*"
    with pytest.raises(InputError, match="within"):
        shapes.check_package("data/datapackage.json", package)


def test_each_story_has_a_sound_datapackage():
    for path in tables.ROOT.glob("t*/new_story/data/datapackage.json"):
        shapes.check_package(str(path), json.loads(path.read_text("utf-8")))


def test_each_column_shows_a_value_that_would_pass():
    for path, resource in COLUMN.items():
        for field in resource["schema"]["fields"]:
            limits = field.get("constraints", {})
            if limits.get("required") or "pattern" in limits:
                assert "enum" in limits or "example" in field, (path, field["name"])
