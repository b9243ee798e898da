"""How long the reports take, beside an earlier build and the bare tools.

    python benchmarks/build.py OLD_CLONE [ROUNDS]      writes benchmarks/build.md

OLD_CLONE is a clone of this project at an earlier commit, with its own environment: it
runs with its own packages, not with ours. Medians of three rounds, or as many as are
said; each round runs every way once. Processor time counts all children, kernels that
outlive their parent too: this process is the one that orphans are given to (Linux).
"""

import ctypes
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h
# A figure, its value, and what it becomes; the same in its quotation.
A1, LARGEST, ASIDE = (
    "a figure of A1",
    "a figure of the largest system",
    "one of no claim",
)
CHANGED = {
    A1: [
        ("F205,", "32,kept,m USD", "33,kept,m USD"),
        ("F205,", "worth over $32 million", "worth over $33 million"),
    ],
    LARGEST: [("F131,", ",11.5,kept,bn USD", ",11.51,kept,bn USD")],
    ASIDE: [("F244,", "1.2,kept,m USD", "1.3,kept,m USD")],
}
HEAD = """# How long the reports take

Rounds: {rounds}, of which these are the medians, on {cores} shared cores; written by
`benchmarks/build.py` at {commit}. Processor seconds count all children. The last way
runs the notebooks and turns them into plain pages; it checks nothing, and knows not
what changed.

| what | wall, seconds | processor, seconds |
|---|---:|---:|
"""


def wait_for_children():
    """Wait until every child has ended, orphans too."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def measure(commands, folder, environment):
    """Return wall and processor seconds of commands, two of them at once."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    waiting = list(commands)
    running = []
    while waiting or running:
        while waiting and len(running) < 2:
            process = subprocess.Popen(
                waiting.pop(0), cwd=folder, env=environment, stdout=subprocess.DEVNULL
            )
            running.append(process)
        if running[0].wait():
            sys.exit(f"build: {running[0].args} failed")
        running.pop(0)
    wall = time.monotonic() - begun
    wait_for_children()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, processor


def set_environment(folder):
    """Return the environment of a build in a folder."""
    library = str(folder / "lib")
    roots = {"DUALUSE_ROOT": str(folder), "PYTHONPATH": library, "MAKEFLAGS": ""}
    # as `make reports` has them: without the second each process compiles the library
    as_made = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": ""}
    return {**os.environ, **roots, **as_made}


def copy_project(source, folder):
    """Copy what git tracks, as committed."""
    folder.mkdir()
    archive = subprocess.run(
        ["git", "archive", "HEAD"], cwd=source, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)
    return folder


def change_figure(folder, what, python):
    """Change the value of a figure of a copy, or change it back."""
    table = folder / "data" / "published" / "figures.csv"
    lines = table.read_text(encoding="utf-8").split("\n")
    for figure, before, after in CHANGED[what]:
        (place,) = [i for i, line in enumerate(lines) if line.startswith(figure)]
        if before not in lines[place]:
            before, after = after, before
        assert before in lines[place], (figure, before)
        lines[place] = lines[place].replace(before, after)
    table.write_text("\n".join(lines), encoding="utf-8")
    describe = [python, "-P", "tools/describe_data.py"]
    subprocess.run(describe, cwd=folder, env=set_environment(folder), check=True)


def list_plain_commands(folder):
    """Return one papermill and one nbconvert command a notebook, in the build's order.

    The claims' page is run for one claim alone, which favours this way.
    """
    commands = []
    for notebook in sorted((folder / "build" / "executed").glob("[0-9]*.ipynb")):
        source = f"notebooks/{notebook.name}"
        target = f"build/plain-{notebook.name}"
        plain = f"papermill {source} {target} && jupyter-nbconvert --to html {target}"
        commands.append(
            ["bash", "-c", f"PATH={Path(sys.executable).parent}:$PATH; {plain}"]
        )
    return commands


def read_commit(clone):
    """Return the short name of a clone's commit."""
    git = ["git", "rev-parse", "--short=8", "HEAD"]
    return subprocess.run(
        git, cwd=clone, capture_output=True, text=True, check=True
    ).stdout.strip()


def make_ways(new, old, old_python, before):
    """Return (what, commands at once, folder, the figure to change, python) of each."""
    here, there = [sys.executable, "-P", "dodo.py"], [old_python, "-P", "dodo.py"]
    ways = [
        ("this build, everything", [[*here, "-a"]], new, "", sys.executable),
        ("this build, nothing changed", [here], new, "", sys.executable),
    ]
    for what in CHANGED:
        ways.append((f"this build, {what} changed", [here], new, what, sys.executable))
    earlier = f"the build at {before}"
    ways.append((f"{earlier}, everything", [[*there, "-a"]], old, "", old_python))
    ways.append((f"{earlier}, {LARGEST} changed", [there], old, LARGEST, old_python))
    plain = list_plain_commands(new)
    ways.append(
        ("papermill and nbconvert, two at once", plain, new, "", sys.executable)
    )
    return ways


def main(old_clone, rounds="3"):
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    folder = Path(tempfile.mkdtemp(prefix="dualuse-build-"))
    new = copy_project(ROOT, folder / "new")
    old = copy_project(Path(old_clone), folder / "old")
    old_python = Path(old_clone).resolve() / ".venv" / "bin" / "python"
    first = [sys.executable, "-P", "dodo.py"]
    subprocess.run(first, cwd=new, env=set_environment(new), check=True)
    wait_for_children()
    times = {}
    for _ in range(int(rounds)):
        for way in make_ways(new, old, old_python, read_commit(old_clone)):
            what, commands, place, change, python = way
            if change:
                change_figure(place, change, python)
            seconds = measure(commands, place, set_environment(place))
            times.setdefault(what, []).append(seconds)
            print(what, *(f"{second:.1f}" for second in seconds), flush=True)
    shutil.rmtree(folder)
    head = {"rounds": rounds, "cores": os.cpu_count(), "commit": read_commit(ROOT)}
    lines = [HEAD.format(**head)]
    for what, seconds in times.items():
        wall, processor = (
            statistics.median(part) for part in zip(*seconds, strict=True)
        )
        lines.append(f"| {what} | {wall:.1f} | {processor:.1f} |\n")
    (ROOT / "benchmarks" / "build.md").write_text("".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
