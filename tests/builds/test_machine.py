"""The reader's machine does not matter: settings, disk and names of folders."""

import shlex

import pytest
import small_story
from seeds import pick_few
from small_story import list_command, read_reports, run_command

NOTEBOOKS = "c.InteractiveShell.ast_node_interactivity = 'all'\n"
STARTUP = "1 / 0\nimport matplotlib; matplotlib.rcParams['lines.linewidth'] = 9\n"
LARGE = "font.size: 30\naxes.facecolor: red\nfigure.figsize: 20, 20\n"


def make_hostile(home):
    """Return the environment of somebody whose settings are all odd."""
    profile = home / ".ipython" / "profile_default"
    (profile / "startup").mkdir(parents=True)
    for name in ("ipython_config.py", "ipython_kernel_config.py"):
        (profile / name).write_text(NOTEBOOKS)
    (profile / "startup" / "00.py").write_text(STARTUP)
    (home / ".config" / "matplotlib").mkdir(parents=True)
    (home / ".config" / "matplotlib" / "matplotlibrc").write_text(LARGE)
    (home / "startup.py").write_text("raise SystemExit")
    return {
        "HOME": str(home),
        "IPYTHONDIR": str(home / ".ipython"),
        "MATPLOTLIBRC": str(home / ".config" / "matplotlib"),
        "PYTHONSTARTUP": str(home / "startup.py"),
        "PYTHONHASHSEED": "987",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "COLUMNS": "40",
    }


@pytest.mark.slow
def test_pages_are_the_same_bytes_on_a_hostile_machine(build_once, tmp_path):
    """All at once, below a folder with blanks, where no file is for others to read."""

    def build(root):
        status, printed = small_story.build(small_story.copy_story("asylum", root))
        assert status == 0, printed

    plain = build_once("asylum", build)
    (tmp_path / "a ü b").mkdir()
    odd = small_story.copy_story("asylum", tmp_path / "a ü b" / "asylum")
    settings = make_hostile(tmp_path / "home of a stranger")
    words = f"umask 077; exec {shlex.join(list_command())}"
    status, printed = run_command(odd, ["sh", "-c", words], **settings)
    assert status == 0, printed
    before, after = read_reports(plain), read_reports(odd)
    assert len(before) > 20
    assert [name for name in before if before[name] != after.get(name)] == []
    assert before.keys() == after.keys()


@pytest.mark.slow
@pytest.mark.parametrize(
    "blocks", pick_few(1, [1, 40])
)  # of 512 bytes that a file may have
def test_a_disk_that_takes_nothing_more_is_a_line_and_leaves_no_half(tmp_path, blocks):
    """A limit on the size of a file ends a write as a full disk does."""
    story = small_story.make_story(tmp_path / "story")
    words = f"ulimit -f {blocks}; exec {shlex.join(list_command('-n', '1'))}"
    status, printed = run_command(story, ["sh", "-c", words])
    assert status != 0
    assert "Traceback" not in printed
    assert len(printed.splitlines()) <= 6
    assert [*story.rglob(".*.part")] == []
    status, printed = small_story.build(story, "-n", "1")  # there is room again
    assert status == 0, printed
    assert small_story.read_reports(story)["result.txt"] == b"number\n42\n"
