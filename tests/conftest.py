"""What many tests share: the published figures and ranges, the whole story built."""

import shutil
import sys

# jsonschema would build a grammar of international addresses, as dodo.py says: this
# stands before whatever imports it.
sys.modules["rfc3987_syntax"] = None

# ruff: noqa: E402
import hypothesis
import pytest
import real_story
import seeds
from filelock import FileLock

from dualuse.base import tables
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.ranges import Ranges

# A busy machine takes longer for an example; that is no fault of what is tested.
number = 100 if seeds.ALL else 30
hypothesis.settings.register_profile("any machine", deadline=None, max_examples=number)
hypothesis.settings.load_profile("any machine")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Name the day of the draws beside whatever fails."""
    report = yield
    if report.failed:
        again = f"DRAW={seeds.DAY} draws the same again"
        report.sections.append(("draws at random", again))
    return report


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
def published_rows():
    """The ledger and the totals of the official rows of data/, added up once."""
    from dualuse.engine import official

    database = official.connect()
    return official.read_rows(database), official.add_up_lines(database)


@pytest.fixture(scope="session")
def judged_claims():
    """All claims of the story, on the committed evidence; nobody changes them."""
    from judge import judge_claims

    return judge_claims()


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """The folder of this run, which all its workers share."""
    folder = tmp_path_factory.getbasetemp()
    return folder if worker_id == "master" else folder.parent


@pytest.fixture(scope="session")
def build_once(shared):
    """Return what builds a story in a folder that all workers share."""

    def build(name, make):
        root = shared / name
        with FileLock(shared / f"{name}.lock"):
            if not (root / "reports" / tables.SUMS).exists():  # it is published last
                shutil.rmtree(root, ignore_errors=True)
                make(root)
        return root

    return build


@pytest.fixture(scope="session")
def whole(build_once):
    """A copy of this story, built once for all; tests add to it, and change nothing."""
    return build_once(
        "whole", lambda root: real_story.build(real_story.copy_story(root), "pages")
    )
