"""What story.yml says: all that is known of one story, so that nothing of it stands in the code.

`project.story()` reads it. A key that is missing, unknown or of another kind is one error.
"""

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pressroom import files
from pressroom.errors import InputError

WHERE = "story.yml"
SCHEMA = Path(__file__).parent / "story.schema.json"


@dataclass(frozen=True)
class Article:
    """A report under test. `date` is the day it was printed; `read_at` where its text was read, if on the web.

    `copy` says that this was another's page, not the outlet's own; `names` are what other pages call the outlet, where
    that is not what stands in `outlet`.
    """

    id: str
    outlet: str
    date: str
    title: str = ""
    read_at: str = ""
    copy: bool = False
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
    said, in a sentence; `remark` stands under every page but the first; `bar` gives the head of every page its
    links; `records` says which page has a record for each id that the pattern `ids` finds, `readings` which page
    compares other readings; `feed` is the file of reports/ that tells what changed, `card` the picture that pages
    without one show where they are shared; `check` is the module that reads all inputs before a build; `watch` what
    `make watch` asks.
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
    readings: str = ""
    feed: str = ""
    card: str = ""
    remark: str = ""
    articles: list = field(default_factory=list)
    events: list = field(default_factory=list)
    groups: dict = field(default_factory=dict)
    check: str = ""
    own: Own = field(default_factory=lambda: Own([], ""))
    watch: Watched = field(default_factory=Watched)
    glossary: str = ""
    terms: dict = field(default_factory=dict)
    parameters: dict = field(default_factory=dict)


def checked(content: object) -> Story:
    """Return story.yml's content as a Story.

    Raises
    ------
    InputError
        For a key that is missing, unknown or wrong.

    Examples
    --------
    >>> checked({"title": "A record year?", "groups": {"T": {"title": "Totals", "page": "01_judge"}}}).groups["T"].page
    '01_judge'
    """
    content = _plain(content)
    files.shaped(content, SCHEMA, WHERE)
    made: dict[str, Any] = {
        key: [kind(**entry) for entry in content.get(key, [])]
        for key, kind in (("articles", Article), ("events", Event))
    }
    ids = [article.id for article in made["articles"]]
    if twice := next((i for i in ids if ids.count(i) > 1), None):
        raise InputError(WHERE, f"articles: {twice} twice", "each id once")
    made["groups"] = {key: Group(**entry) for key, entry in content.get("groups", {}).items()}
    made["parameters"] = {name: _accepted(entry) for name, entry in content.get("parameters", {}).items()}
    made |= {k: kind(**content[k]) for k, kind in (("own", Own), ("watch", Watched)) if k in content}
    return Story(**content | made)


def _plain(value: Any) -> Any:
    """Return content in which a day is the text that was written."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _accepted(entry: dict | list) -> Accepted:
    """Return what a parameter accepts: a list of words, or {pattern, expected}."""
    if isinstance(entry, dict):
        return Accepted(**entry)
    *most, last = entry
    expected = f"{', '.join(most)} or {last}" if most else last
    return Accepted(tuple(entry), "|".join(map(re.escape, entry)), expected)
