"""How long the reports take, beside other ways to run the same notebooks.

    python benchmarks/build.py OLD_CLONE [ROUNDS]      writes benchmarks/build.md

OLD_CLONE is a clone of this project at 09c4f38, the last commit before the library
became thin, where `make reports` has run once: it runs with its own packages, not with
ours. It computed no other readings and not what a verdict hangs on. Medians of
three rounds, or as many as are said; each round runs every way once. Processor time counts all children,
kernels that outlive their parent too: this process is the one that orphans are given to
(Linux). Jupyter Book 1 stands in .venv-book, where its kernel finds our libraries:

    python -m venv .venv-book && .venv-book/bin/pip install jupyter-book==1.0.4.post1
    realpath .venv/lib/python3*/site-packages > $(echo .venv-book/lib/*/site-packages)/us.pth
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
PYTHON = [sys.executable, "-P"]
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h
# The value of a figure, the same in its quotation, and what both become.
CHANGED = {
    "this build, a figure of A1 changed": [
        ("32,kept,m USD", "33,kept,m USD"),
        ("worth over $32 million", "worth over $33 million"),
    ],
    "this build, a figure that no claim rests on changed": [
        ("1.2,kept,m USD", "1.3,kept,m USD"),
    ],
}
ROWS = {  # the figures that these are of
    "this build, a figure of A1 changed": "F205,",
    "this build, a figure that no claim rests on changed": "F244,",
}
BOOK = ROOT / ".venv-book" / "bin" / "jupyter-book"
HEAD = """# How long the reports take

Rounds: {rounds}, of which these are the medians, on {cores} shared cores; written by
`benchmarks/build.py` at {commit}. Processor seconds count all children. The build at
09c4f38 computed no other readings, and not what a verdict hangs on. The last ways run
the notebooks and turn them into plain pages; they check nothing, and know not what
changed.

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
    roots = {"DUALUSE_ROOT": str(folder), "PRESSROOM_ROOT": str(folder)}
    return {**os.environ, **roots, "PYTHONPATH": library, "MAKEFLAGS": ""}


def copy_project(source, folder):
    """Copy what git tracks, as committed."""
    folder.mkdir()
    archive = subprocess.run(
        ["git", "archive", "HEAD"], cwd=source, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)
    return folder


def change_figure(folder, what):
    """Change the value of a figure of a copy, or change it back."""
    table = folder / "data" / "published" / "figures.csv"
    lines = table.read_text(encoding="utf-8").split("\n")
    (place,) = [i for i, line in enumerate(lines) if line.startswith(ROWS[what])]
    for before, after in CHANGED[what]:
        if before in lines[place]:
            lines[place] = lines[place].replace(before, after)
        else:
            lines[place] = lines[place].replace(after, before)
    table.write_text("\n".join(lines), encoding="utf-8")
    describe = [*PYTHON, "tools/describe_data.py"]
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


def write_contents(folder):
    """Write the table of contents that Jupyter Book needs: notebooks, no claims."""
    names = sorted(path.stem for path in (folder / "notebooks").glob("[0-9]*.ipynb"))
    lines = ["format: jb-book", f"root: {names[0]}", "chapters:"]
    lines += [f"  - file: {name}" for name in names[1:]]
    (folder / "notebooks" / "_toc.yml").write_text("\n".join(lines) + "\n")
    (folder / "notebooks" / "_config.yml").write_text("title: As it is\n")


def make_ways(new, old, old_build):
    """Return {what: (commands at once, folder)}."""
    build = [*PYTHON, "dodo.py"]
    plain = list_plain_commands(new)
    write_contents(new)
    book = [
        BOOK,
        "build",
        "--all",
        "--path-output",
        "build/book",
        "notebooks",
    ]
    return {
        "this build, everything": ([[*build, "-a"]], new),
        "this build, nothing changed": ([build], new),
        **dict.fromkeys(CHANGED, ([build], new)),
        "the build at 09c4f38, everything": ([old_build], old),
        "papermill and nbconvert, two at once": (plain, new),
        **({"Jupyter Book 1": ([book], new)} if BOOK.exists() else {}),
    }


def main(old_clone, rounds="3"):
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    folder = Path(tempfile.mkdtemp(prefix="dualuse-build-"))
    new = copy_project(ROOT, folder / "new")
    old = copy_project(Path(old_clone), folder / "old")
    first = [*PYTHON, "dodo.py"]
    subprocess.run(first, cwd=new, env=set_environment(new), check=True)
    old_python = Path(old_clone).resolve() / ".venv" / "bin" / "python"
    old_build = [old_python, "-m", "pressroom.engine", "--force"]
    wait_for_children()
    ways = make_ways(new, old, old_build)
    times = {what: [] for what in ways}
    for _ in range(int(rounds)):
        for what, (commands, place) in ways.items():
            if what in CHANGED:
                change_figure(new, what)
            seconds = measure(commands, place, set_environment(place))
            times[what].append(seconds)
            print(what, *(f"{second:.1f}" for second in seconds), flush=True)
    shutil.rmtree(folder)
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(
        git, cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    lines = [HEAD.format(rounds=rounds, cores=os.cpu_count(), commit=commit)]
    for what, seconds in times.items():
        wall, processor = (
            statistics.median(part) for part in zip(*seconds, strict=True)
        )
        lines.append(f"| {what} | {wall:.1f} | {processor:.1f} |\n")
    (ROOT / "benchmarks" / "build.md").write_text("".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
