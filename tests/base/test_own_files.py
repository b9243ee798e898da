"""The library's and the story's own files, damaged: one line that names the file.

rule.json, schemas.json, the schemas and pipeline.yml, each damaged in many ways by kind.
What is still sound is harmless: another title, for one. Nothing ends in a traceback.
"""

import importlib.util
import random
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest
import small_story
import warm
from faults.own_files import (
    LIBRARY,
    OWN,
    PIPELINE,
    damage_own,
    damage_pipeline,
)

from dualuse.base import files, shapes, tables
from dualuse.base.errors import InputError

BUILD = Path(__file__).resolve().parents[2] / "dodo.py"
SPECIFICATION = importlib.util.spec_from_file_location("dodo_of_own_files", BUILD)
dodo = importlib.util.module_from_spec(SPECIFICATION)
sys.modules[SPECIFICATION.name] = dodo
SPECIFICATION.loader.exec_module(dodo)


def read_pipeline():
    dodo.read_runs.cache_clear()
    tables.read_pipeline.cache_clear()
    tables.read_pipeline()
    dodo.read_runs()


def try_damages(count, name, path, draw, use, about):
    """Damage a file again and again; each is harmless, or refused in one line."""
    rng = random.Random(f"own {name}")
    outcomes = Counter()
    for _ in range(count):
        content = draw(rng)
        path.write_bytes(content)
        try:
            use()
        except InputError as error:
            line = str(error)
            assert name in line or about in line, line
            assert "; expected " in line
            assert "\n" not in line
            assert len(line) < 1_500, line
            outcomes["refused"] += 1
        except Exception as error:
            raise AssertionError(f"{name}: {content[:2000]!r}: {error!r}") from error
        else:
            outcomes["harmless"] += 1
    assert outcomes["refused"] > count / 4, outcomes


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Return a copy of the library's own files, which the library reads."""
    for path in LIBRARY.glob("*.json"):
        shutil.copy(path, tmp_path / path.name)
    monkeypatch.setattr(shapes, "HERE", tmp_path)
    yield tmp_path
    shapes.compile_schema.cache_clear()


@pytest.mark.parametrize("count", [8, pytest.param(300, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", OWN)
def test_a_damaged_file_of_the_library_is_one_line(library, name, count):
    use, about = OWN[name]
    use()
    try_damages(
        count, name, library / name, lambda rng: damage_own(rng, name), use, about
    )


@pytest.mark.parametrize("count", [15, pytest.param(300, marks=pytest.mark.long)])
def test_a_damaged_pipeline_is_one_line(tmp_path, monkeypatch, count):
    path = tmp_path / "notebooks" / "pipeline.yml"
    path.parent.mkdir()
    for module in (dodo, tables):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(dodo, "read_judges", lambda: {"A1": "05"})
    monkeypatch.setattr(dodo, "read_together", dict)

    name = "pipeline.yml"
    try_damages(count, name, path, damage_pipeline, read_pipeline, name)
    dodo.read_runs.cache_clear()
    tables.read_pipeline.cache_clear()


@pytest.fixture(scope="module")
def code(tmp_path_factory):
    """Return a folder with the code of this project, to be damaged."""
    root = tmp_path_factory.mktemp("own") / "project"
    skipped = shutil.ignore_patterns("__pycache__", "processed", "fetched")
    for name in ("lib", "tools", "data"):
        shutil.copytree(small_story.CODE / name, root / name, ignore=skipped)
    for name in ("dodo.py", "story.yml", "requirements.lock", "README.md"):
        shutil.copy(small_story.CODE / name, root / name)
    (root / "notebooks").mkdir()
    shutil.copy(PIPELINE, root / "notebooks" / "pipeline.yml")
    (root / "reports").mkdir()
    (root / "reports" / "SHA256SUMS").write_text("")
    return root


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "commands"),
    [
        ("rule.json", ["dodo.py", "tools/verify.py", "cli"]),
        ("schemas.json", ["dodo.py", "tools/accept.py", "cli"]),
        ("claims.schema.json", ["dodo.py", "cli"]),
        ("notebooks/pipeline.yml", ["dodo.py"]),
    ],
)
def test_each_command_says_it_in_one_line(code, name, commands):
    path = code / "lib" / "dualuse" / name
    if name.startswith("notebooks"):
        path = code / name
    text = path.read_text("utf-8")
    path.write_text(text.replace("title:", ":") if "pipeline" in name else text[:-3])
    for command in commands:
        words = [command]
        if command == "cli":
            words = ["-m", "dualuse.cli", "range_of", "CHN-RUS-export-all-GACC", "2023"]
            words = words if "claims" not in name else [*words[:2], "check", "A1"]
        environment = small_story.set_environment(code, PYTHONPATH=str(code / "lib"))
        done = warm.run(words, code, environment, apart=True)
        printed = (done.stdout + done.stderr).strip().splitlines()
        assert done.returncode != 0
        assert "Traceback" not in done.stdout + done.stderr, printed
        assert path.name in printed[-1], printed
        assert "; expected " in printed[-1]
    path.write_text(text)


def test_what_is_compiled_is_no_part_of_the_library(tmp_path, monkeypatch):
    """In each room's folder it comes and goes, while a build reads the rest."""
    monkeypatch.setattr(files, "LIBRARY", tmp_path)
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "desk.py").write_text("text")
    before = files.hash_library.__wrapped__()
    (tmp_path / "desk" / "__pycache__").mkdir()
    (tmp_path / "desk" / "__pycache__" / "desk.pyc").write_bytes(b"compiled")
    assert files.hash_library.__wrapped__() == before
    (tmp_path / "desk" / "desk.py").write_text("other")
    assert files.hash_library.__wrapped__() != before
