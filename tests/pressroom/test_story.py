"""story.yml: what is known of one story, refused by name where it is not as it must be."""

import pytest

from pressroom import files, project, story
from pressroom.errors import InputError


def read(text):
    return story.checked(files.document(text, story.WHERE))


def test_a_title_is_enough():
    assert read("title: T").title == "T" and read("title: T").own.folders == []


def test_this_story_is_sound_and_its_groups_have_pages():
    told = project.story()
    assert told.title and {group.page for group in told.groups.values()} <= set(project.read())
    assert told.glossary in project.read()


def test_a_date_stays_the_text_that_was_written():
    found = read("title: T\narticles:\n- {id: a, outlet: O, date: 2023-07-26}").articles[0]
    assert (found.id, found.date, found.read_at) == ("a", "2023-07-26", "")


def test_a_parameter_accepts_words_or_a_pattern():
    found = read("title: T\nparameters: {A: [x, y, z], B: {pattern: '[0-9]', expected: a digit}}").parameters
    assert (found["A"].pattern, found["A"].expected) == ("x|y|z", "x, y or z")
    assert (found["B"].pattern, found["B"].words) == ("[0-9]", ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "found 'None' in the entry.*keys of one story"),
        ("tagline: x", "no title"),
        ("title: ''", "'' in title"),
        ("title: 3", "'3' in title"),
        ("title: T\ntitel: U", r"unknown key titel.*did you mean 'title'"),
        ("title: T\nlanguage: British", "a language tag"),
        ("title: T\naddress: javascript:x", "an http"),
        ("title: T\naddress: http://u:p@x.org/", "an http"),
        ("title: T\ncheck: os;x", "a module"),
        ("title: T\nevents: [{date: yesterday, label: x}]", "a day"),
        ("title: T\nevents: [{date: 2022-02-24}]", "event 1: found no label"),
        ("title: T\nown: {folders: [../x], mark: m}", "a folder below data/"),
        ("title: T\nown: {folders: [x]}", "no mark in own"),
        ("title: T\ngroups: {A: {title: x}}", "no page in groups.A"),
        ("title: T\narticles: [{id: a, outlet: O}]", "article a: found no date"),
        (
            "title: T\narticles: [{id: a, outlet: O, date: 2023-07-26}, {id: a, outlet: P, date: 2023-07-26}]",
            "a twice",
        ),
        ("title: T\nparameters: {A: {pattern: '('}}", "a regular expression"),
        ("title: T\nparameters: {A: 3}", "parameters.A.*a list of words, or a pattern"),
        ("title: T\nparameters: {A: {words: [a]}}", "unknown key words"),
        ("title: T\nrecords: {page: x.html}", "no ids in records"),
        ("title: T\nterms: {'(': fob}", "a regular expression"),
    ],
)
def test_a_bad_story_is_one_error(text, says):
    with pytest.raises(InputError, match=rf"story\.yml.*{says}"):
        read(text)
