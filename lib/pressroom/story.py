"""What story.yml says: all that is known of one story, so that nothing of it stands in the code.

`project.story()` reads it. A key that is missing, unknown or of another kind is one error.
"""

import datetime
import re
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from pressroom.errors import InputError, near

WHERE = "story.yml"
ADDRESS = r"https?://[A-Za-z0-9.-]+(:\d+)?(/[^\s\"<>@]*)?"
MODULE = r"([a-z_]+(\.[a-z_]+)*)?"
DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
FOLDER = r"[a-z0-9_-]+(/[a-z0-9_-]+)*"


@dataclass(frozen=True)
class Article:
    """A report under test. `date` is the day it was printed; `read_at` where its text was read, if on the web.

    `names` are what other pages call the outlet, where that is not what stands in `outlet`.
    """

    id: str
    outlet: str
    date: str
    title: str = ""
    read_at: str = ""
    note: str = ""
    names: list = field(default_factory=list)


@dataclass(frozen=True)
class Event:
    """A day that every picture with a time axis marks."""

    date: str
    label: str


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
class Watched:
    """What `make watch` asks after the data changed.

    `moves` is a module: its `state()` reads what the verdicts are, its `moved(was, now)` says in lines what differs;
    `describe` is a script that describes and hashes data/ again.
    """

    moves: str = ""
    describe: str = ""


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
    said, in a sentence; `remark` stands under every page but the first; `bar` gives the head of every page its links;
    `records` says which page has a record for each id that the pattern `ids` finds; `feed` is the file of reports/
    that tells what changed, `card` the picture that pages without one show where they are shared; `check` is the
    module that reads all inputs before a build; `watch` what `make watch` asks.
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
    events: list = field(default_factory=list)
    groups: dict = field(default_factory=dict)
    check: str = ""
    own: Any = field(default_factory=dict)  # an Own, once checked
    watch: Any = field(default_factory=dict)  # a Watched, once checked
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
    events = [_filled(Event, entry, f"events, {n}: ") for n, entry in enumerate(story.events, 1)]
    ids = [article.id for article in articles]
    if twice := next((i for i in ids if ids.count(i) > 1), None):
        raise InputError(WHERE, f"articles: {twice} twice", "each id once")
    groups = {key: _filled(Group, entry, f"groups, {key}: ") for key, entry in story.groups.items()}
    own = _filled(Own, story.own, "own: ") if story.own else Own([], "")
    watch = _filled(Watched, story.watch, "watch: ")
    parameters = {name: _accepted(name, entry) for name, entry in story.parameters.items()}
    patterns = [
        (story.language, r"[a-z]{2,3}(-[A-Z]{2})?", "language: ", "a language tag, like en-GB"),
        (story.check, MODULE, "check: ", "a module, like package.check"),
        (watch.moves, MODULE, "watch: moves: ", "a module, like package.moves"),
        (watch.describe, r"([a-z_]+/)*[a-z_]+\.py|", "watch: describe: ", "a script, like tools/describe.py"),
        (story.released, rf"({DAY})?", "released: ", "a day, as 2026-11-24"),
        *((e.date, DAY, f"events, {e.label}: ", "a day, as 2026-11-24") for e in events),
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
    made = {"articles": articles, "events": events, "groups": groups, "own": own, "watch": watch}
    return Story(**vars(story) | made | {"parameters": parameters})


def _filled(kind: type, entry: Any, what: str) -> Any:
    """Return a dataclass filled from a mapping: every key known, none missing, all of the field's type."""
    known = {f.name: f for f in fields(kind)}
    kinds: dict[str, Any] = {name: dict if f.type is Any else f.type for name, f in known.items()}
    if not isinstance(entry, dict):
        raise InputError(WHERE, f"{what}a {type(entry).__name__}", f"keys {', '.join(known)}")
    entry = {k: v.isoformat() if isinstance(v, datetime.date) else v for k, v in entry.items()}
    for key, value in entry.items():
        if key not in known:
            expected = near(key, known, f"one of {', '.join(known)}")
            raise InputError(WHERE, f"{what}the key {str(key)[:40]!r}", expected)
        if not isinstance(value, kinds[key]) or not value:
            raise InputError(WHERE, f"{what}{key}: {str(value)[:60]!r}", f"a {kinds[key].__name__}")
    for name, one in known.items():
        if name not in entry and one.default is MISSING and one.default_factory is MISSING:
            raise InputError(WHERE, f"{what}no {name}", f"a {kinds[name].__name__}")
    return kind(**entry)


def _accepted(name: str, entry: Any) -> Accepted:
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
