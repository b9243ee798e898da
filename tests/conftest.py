"""The published figures and their ranges, read once; no test changes them."""

import hypothesis
import pytest
import real_story

from dualuse.base import tables
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.ranges import Ranges

# A busy machine takes longer for an example; that is no fault of what is tested.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


@pytest.fixture(scope="session")
def figures():
    return tables.read_figures()


@pytest.fixture(scope="session")
def sources():
    return tables.read_reference("sources")


@pytest.fixture(scope="session")
def set_aside(figures, sources):
    return find_contradictions(figures, sources)


@pytest.fixture(scope="session")
def ranges(figures, sources, set_aside):
    return Ranges(figures, sources, set_aside)


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """A copy of this story, built; tests add to it, and change nothing of it."""
    root = real_story.copy_story(tmp_path_factory.mktemp("whole") / "story")
    real_story.build(root, "pages")
    return root
