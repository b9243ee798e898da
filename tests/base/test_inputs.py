"""A build by steps gives what a build from nothing gives, whatever changed."""

import random
import shutil

import pytest
import real_story
import seeds
import small_story

pytestmark = pytest.mark.long  # each builds the whole story from nothing


@pytest.fixture(scope="module")
def by_steps(whole, tmp_path_factory):
    """A copy that was built where it stands: doit knows a file by its whole path."""
    root = shutil.copytree(whole, tmp_path_factory.mktemp("by_steps") / "story")
    real_story.build(root, "pages")
    return root


def put_back(root):
    """Make what the reports are made from what it is in this project."""
    for folder in real_story.FOLDERS:
        shutil.copytree(
            small_story.CODE / folder,
            root / folder,
            ignore=shutil.ignore_patterns(*real_story.NOT_COPIED),
            dirs_exist_ok=True,
        )
    shutil.copyfile(small_story.CODE / "story.yml", root / "story.yml")


def change_lead(root):
    """Let the figure behind the leading claim be another, in its row and its quotation."""
    path = root / "data" / "published" / "figures.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    (place,) = [i for i, line in enumerate(lines) if line.startswith("F205,")]
    for before, after in [("32,kept", "33,kept"), ("over $32 m", "over $33 m")]:
        assert before in lines[place]
        lines[place] = lines[place].replace(before, after)
    path.write_text("\n".join(lines), encoding="utf-8")


def change_any(root):
    """Change one place of a file that a page may depend on."""
    draw = seeds.begin("a changed file")
    name = draw.choice(real_story.list_changeable(small_story.CODE))
    real_story.change_file(root / name, random.Random(name))


@pytest.mark.parametrize("change", [change_lead, change_any])
def test_a_build_by_steps_is_a_build_from_nothing(whole, by_steps, tmp_path, change):
    """And once it is put back, what had been published stands again."""
    put_back(by_steps)  # after a test that failed
    change(by_steps)
    small_story.write_sums(by_steps)
    anew = tmp_path / "anew"
    not_built = shutil.ignore_patterns("build", "reports", "processed", "__pycache__")
    shutil.copytree(by_steps, anew, ignore=not_built)
    real_story.build(by_steps, "pages")
    real_story.build(anew, "pages")
    assert real_story.read_built(by_steps) == real_story.read_built(anew)

    put_back(by_steps)
    real_story.build(by_steps, "pages")
    assert real_story.read_built(by_steps) == real_story.read_built(whole)
