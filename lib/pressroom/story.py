"""What story.yml says: all that is known of one story, so that nothing of it stands in the code.

`project.story()` reads it. A key that is missing, unknown or of another kind is one error.
"""

import datetime
import re
from dataclasses import MISSING, dataclass, field, fields

from pressroom.errors import InputError, near

WHERE = "story.yml"
ADDRESS = r"https?://[A-Za-z0-9.-]+(:\d+)?(/[^\s\"<>@]*)?"
FOLDER = r"[a-z0-9_-]+(/[a-z0-9_-]+)*"


@dataclass(frozen=True)
class Article:
    """A report under test. `date` is the day it was printed; `read_at` where its text was read, if on the web."""

    id: str
    outlet: str
    date: str
    title: str = ""
    read_at: str = ""
    note: str = ""


@dataclass(frozen=True)
class Group:
    """A kind of claims, and the notebook whose page shows them."""

    title: str
    page: str


@dataclass(frozen=True)
class Own:
    """Rows that a reader brings, not in the repository: `folders` of data/, and the `mark` of pages made with them."""

    folders: list
    mark: str


@dataclass(frozen=True)
class Accepted:
    """What a parameter may hold: one of a list of words, or what matches a pattern, described by `expected`."""

    words: tuple = ()
    pattern: str = ".*"
    expected: str = ""


@dataclass(frozen=True)
class Story:
    """One story.

    `version`, `released` (a day) and `licence` stand on every picture that is shared; `said` is what the articles
    said, in a sentence; `remark` stands under every page; `bar` gives the head of every page its links; `records`
    says which page has a record for each id that the pattern `ids` finds; `feed` is the file of reports/ that tells
    what changed, `card` the picture that pages without one show where they are shared; `check` is the module that
    reads all inputs before a build.
    """

    title: str
    tagline: str = ""
    description: str = ""
    language: str = "en-GB"
    address: str = ""
    version: str = ""
    released: str = ""
    licence: str = ""
    said: str = ""
    bar: dict = field(default_factory=dict)
    records: dict = field(default_factory=dict)
    feed: str = ""
    card: str = ""
    remark: str = ""
    articles: list = field(default_factory=list)
    groups: dict = field(default_factory=dict)
    check: str = ""
    own: dict = field(default_factory=dict)
    glossary: str = ""
    terms: dict = field(default_factory=dict)
    parameters: dict = field(default_factory=dict)


def checked(content: object) -> Story:
    """Return story.yml's content as a Story.

    Raises
    ------
    InputError
        For the first key that is missing, unknown or wrong.
    """
    story = _filled(Story, content, "")
    articles = [_filled(Article, entry, f"articles, {n}: ") for n, entry in enumerate(story.articles, 1)]
    ids = [article.id for article in articles]
    if twice := next((i for i in ids if ids.count(i) > 1), None):
        raise InputError(WHERE, f"articles: {twice} twice", "each id once")
    groups = {key: _filled(Group, entry, f"groups, {key}: ") for key, entry in story.groups.items()}
    own = _filled(Own, story.own, "own: ") if story.own else Own([], "")
    parameters = {name: _accepted(name, entry) for name, entry in story.parameters.items()}
    patterns = [
        (story.language, r"[a-z]{2,3}(-[A-Z]{2})?", "language: ", "a language tag, like en-GB"),
        (story.check, r"([a-z_]+(\.[a-z_]+)*)?", "check: ", "a module, like package.check"),
        (story.released, r"(\d{4}-\d{2}-\d{2})?", "released: ", "a day, as 2026-11-24"),
        (story.address, rf"({ADDRESS})?", "address: ", "an http(s) address"),
        *(
            (a.read_at, rf"({ADDRESS})?", f"articles, {a.id}: read_at: ", "an http(s) address")
            for a in articles
        ),
        *((str(name), FOLDER, "own: folders: ", "a folder below data/") for name in own.folders),
        *((str(term), r"[a-z0-9-]+", "terms: ", "the id of a heading") for term in story.terms.values()),
    ]
    for value, pattern, what, expected in patterns:
        if not re.fullmatch(pattern, value):
            raise InputError(WHERE, f"{what}{value!r}", expected)
    return Story(
        **vars(story) | {"articles": articles, "groups": groups, "own": own, "parameters": parameters}
    )


def _filled(kind, entry, what):
    """Return a dataclass filled from a mapping: every key known, none missing, all of the field's type."""
    known = {f.name: f for f in fields(kind)}
    if not isinstance(entry, dict):
        raise InputError(WHERE, f"{what}a {type(entry).__name__}", f"keys {', '.join(known)}")
    entry = {k: v.isoformat() if isinstance(v, datetime.date) else v for k, v in entry.items()}
    for key, value in entry.items():
        if key not in known:
            expected = near(key, known, f"one of {', '.join(known)}")
            raise InputError(WHERE, f"{what}the key {str(key)[:40]!r}", expected)
        if not isinstance(value, known[key].type) or not value:
            raise InputError(WHERE, f"{what}{key}: {str(value)[:60]!r}", f"a {known[key].type.__name__}")
    for name, one in known.items():
        if name not in entry and one.default is MISSING and one.default_factory is MISSING:
            raise InputError(WHERE, f"{what}no {name}", f"a {one.type.__name__}")
    return kind(**entry)


def _accepted(name, entry):
    """Return what a parameter accepts: a list of words, or {pattern, expected}."""
    if isinstance(entry, list) and entry and all(isinstance(word, str) for word in entry):
        *most, last = entry
        return Accepted(
            tuple(entry), "|".join(map(re.escape, entry)), f"{', '.join(most)} or {last}" if most else last
        )
    accepted = _filled(Accepted, entry, f"parameters, {name}: ")
    try:
        re.compile(accepted.pattern)
    except re.error as error:
        raise InputError(WHERE, f"parameters, {name}: {error}", "a regular expression") from None
    return accepted
