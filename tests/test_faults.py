"""What must not break a build half-way: kills, hangs, greedy notebooks, two builds at once. Slow."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import project
import pytest

pytestmark = pytest.mark.slow


def start(root, *arguments):
    return subprocess.Popen(
        project.command(*arguments),
        env=project.environment(root),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def processes(root):
    """Return the processes that belong to a project: its folder is in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"DUALUSE_ROOT={root}\0" in (folder / "environ").read_text(errors="replace"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def none_left(root, within=10):
    until = time.monotonic() + within
    while processes(root) and time.monotonic() < until:
        time.sleep(0.05)
    return not processes(root)


def test_a_killed_build_leaves_old_or_new_and_no_process(tmp_path):
    root = project.make(tmp_path / "project")
    assert project.build(root)[0] == 0
    old = project.reports(root)
    project.write(root, "01_first", ("work", project.FIRST.replace("{FACTOR}", "7")))
    reference = project.make(tmp_path / "reference")
    project.write(reference, "01_first", ("work", project.FIRST.replace("{FACTOR}", "7")))
    begun = time.monotonic()
    assert project.build(reference)[0] == 0
    whole, new = time.monotonic() - begun, project.reports(reference)
    dice = random.Random(20230724)
    for _ in range(5):
        running = start(root)
        time.sleep(dice.uniform(0.2, 1.1) * whole)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        assert project.reports(root) in (old, new, None)  # None: between two renames, where none can exchange
        assert none_left(root)
    status, said = project.build(root)
    assert status == 0, said
    assert project.reports(root) == new


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("import time\ntime.sleep(600)", "took longer than its limit"),
        ("import os\nos._exit(3)", "the kernel died"),
        ("held = []\nwhile True:\n    held.append(bytearray(2**24))", "MemoryError"),
    ],
)
def test_bad_notebooks_end_and_are_named(tmp_path, cell, says):
    root = project.make(tmp_path / "project")
    text = project.PIPELINE.replace("title: First,", "title: First, timeout: 4, memory: 512,")
    (root / "notebooks/pipeline.yml").write_text(text)
    project.write(root, "01_first", ("bad", cell))
    status, said = project.build(root)
    assert status == 1 and says in said and "01_first, cell bad failed" in said, said
    assert none_left(root) and project.reports(root) is None


def test_ctrl_c_is_clean(tmp_path):
    root = project.make(tmp_path / "project")
    project.write(root, "01_first", ("waits", "import time\ntime.sleep(600)"))
    running = start(root)
    for line in running.stdout:
        if "runs:" in line:
            break
    time.sleep(3)
    os.kill(running.pid, signal.SIGINT)
    said = running.communicate(timeout=20)[0]
    assert running.returncode == 130 and "stopped; reports/ is as it was" in said and "Traceback" not in said
    assert none_left(root)


def test_a_second_build_waits_and_says_so(tmp_path):
    root = project.make(tmp_path / "project")
    first = start(root)
    for line in first.stdout:
        if "runs:" in line:
            break
    status, said = project.build(root)
    assert status == 0 and "another build is running; waiting" in said and said.count("unchanged") == 3
    assert first.wait(60) == 0


def test_a_full_or_closed_disk_leaves_the_reports(tmp_path):
    root = project.make(tmp_path / "project")
    assert project.build(root)[0] == 0
    old = project.reports(root)
    project.write(root, "01_first", ("work", project.FIRST.replace("{FACTOR}", "7")))
    limited = [
        "bash",
        "-c",
        'ulimit -f 1; exec "$@"',
        "bash",
        *project.command(),
    ]  # 1 KB a file: none can be written
    done = subprocess.run(limited, env=project.environment(root), capture_output=True, text=True, check=False)
    assert done.returncode != 0 and project.reports(root) == old
    assert none_left(root)
    status, said = project.build(root)
    assert status == 0, said
    assert project.reports(root)["result.json"] == b"7!"
