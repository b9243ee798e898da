"""The published figures and their ranges, read once; no test changes them."""

import pytest

from dualuse import tables
from dualuse.contradictions import find_contradictions
from dualuse.ranges import Ranges


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
