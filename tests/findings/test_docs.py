"""Every fenced command of the documents is run, in a copy, or is marked: it needs the network, or it takes long."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from pressroom.project import ROOT

DOCUMENTS = [
    d for d in ("README.md", "CONTRIBUTING.md", "REVIEWING.md", "SECURITY.md") if (ROOT / d).is_file()
]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
# A command is marked by the first word of its remark: `make test   # long: ...`.
MARKS = ("long", "network", "asks")
MAY_BE_MARKED = re.compile(
    r"make (reports|test|test-all|lab|bench|bench-scale|faults|mutants|mutate|verify|verify-bytes|audit|data|data-baci"
    r"|add-figure)\b|\.venv/bin/python -m pytest "
)


def blocks():
    """Yield (document, language, text) of every fenced block."""
    for name in DOCUMENTS:
        for language, text in FENCE.findall((ROOT / name).read_text(encoding="utf-8")):
            yield name, language, text


def commands():
    """Return [(document, command, mark)] of every shell command."""
    found = []
    for name, language, text in blocks():
        if language in ("", "sh", "bash", "console"):
            for line in filter(None, map(str.strip, text.splitlines())):
                command, _, remark = line.partition("  #")
                mark = remark.strip().partition(":")[0]
                found.append((name, command.strip(), mark if mark in MARKS else ""))
    return found


RUN = [pytest.param(*c[:2], id=f"{c[0]}-{c[1][:40]}") for c in commands() if not c[2]]


def test_the_documents_have_commands_and_only_known_languages():
    assert len(commands()) >= 10
    assert {language for _, language, _ in blocks()} <= {"", "sh", "bash", "console", "python", "yaml"}


def test_only_what_is_long_or_needs_a_network_or_a_person_is_marked():
    for name, command, mark in commands():
        assert not mark or MAY_BE_MARKED.match(command), (name, command)


def test_every_make_target_that_a_document_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        named = set(re.findall(r"`make ([a-z][a-z-]*)", text)) | {
            c.split()[1] for d, c, _ in commands() if d == name and c.startswith("make ")
        }
        assert named <= targets, (name, named - targets)


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of the project whose .venv is ours, seen as up to date; the copy's own library is imported."""
    root = tmp_path_factory.mktemp("docs") / "clone"
    skip = shutil.ignore_patterns(
        ".git",
        ".venv*",
        "build",
        "processed",
        "fetched",
        "variants",
        "__pycache__",
        "*.egg-info",
        ".[pr]*_cache",
    )
    shutil.copytree(ROOT, root, ignore=skip)
    wrapped = root / ".venv"
    wrapped.mkdir()
    for stamp in (".runtime", ".test"):
        (wrapped / stamp).touch()
    (wrapped / "bin").mkdir()
    python = wrapped / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return root


def parts(document, command):
    """Return {file: text} of the blocks of YAML above a command; each begins with the file that it is a part of."""
    above = (ROOT / document).read_text(encoding="utf-8").partition(f"\n{command}")[0]
    found = {}
    for language, text in FENCE.findall(above):
        if language == "yaml":
            name = text.partition("\n")[0].removeprefix("# ")
            found[name] = found.get(name, "") + text
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("document", "command"), RUN)
def test_commands_run(document, command, clone):
    for name, text in parts(document, command).items():
        (clone / name).parent.mkdir(exist_ok=True)
        (clone / name).write_text(text, encoding="utf-8")
    # make's own variables, when make runs these tests, would be read as typed
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKEOVERRIDES", "MAKELEVEL")}
    env["PYTHONPATH"] = str(clone / "lib")
    done = subprocess.run(
        ["bash", "-c", command], cwd=clone, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{document}: {command}\n{(done.stdout + done.stderr)[-3000:]}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("document", "text"), [pytest.param(n, t, id=n) for n, language, t in blocks() if language == "python"]
)
def test_python_runs(document, text):
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{document}\n{done.stderr[-2000:]}"
