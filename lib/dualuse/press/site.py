"""The pages that are templates: one a claim, and the story sentence by sentence.

A notebook is an analysis, and its page shows it; these pages show what notebooks found.
"""

from dualuse.base import tables
from dualuse.press.article import MAP, make_story
from dualuse.press.built import Built, Page
from dualuse.press.claim import make_claims


def make_pages() -> list[Page]:
    """Return the pages of a story that are no notebooks; a story may have no map."""
    built = Built()
    made = make_claims(built)
    if (tables.DATA / MAP).is_file():
        made.append(make_story(built))
    return made
