"""The schemas that the library ships and those of each story say the same of a column."""

import html
import json

from dualuse.base import rules, shapes, tables
from dualuse.engine import verdicts

COLUMN = {resource["path"]: resource for resource in rules.SCHEMAS["resources"]}


def test_each_word_of_the_scale_is_explained_on_the_pages():
    pages = ""
    for name in ("index.html", "words.html"):
        pages += html.unescape(tables.read_text(tables.REPORTS / name))
    for word in verdicts.SCALE:
        # no claim of this story is partly contradicted
        assert word.means in pages or word.word == verdicts.PARTLY_NOT


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


def test_each_story_has_a_sound_datapackage():
    for path in tables.ROOT.glob("t*/new_story/data/datapackage.json"):
        loaded = json.loads(path.read_text("utf-8"))
        shapes.check_shape(str(path), loaded, "tables.schema.json")
