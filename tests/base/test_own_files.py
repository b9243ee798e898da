"""The library's and the story's own files, damaged: one line that names the file.

rule.json, schemas.json, the schemas and pipeline.yml, each damaged in many ways by kind.
What is still sound is harmless: another title, for one. Nothing ends in a traceback.
"""

import importlib.util
import random
import sys
from collections import Counter
from pathlib import Path

import pytest
from faults.own_files import damage_pipeline

from dualuse.base import files, tables
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


@pytest.mark.parametrize("count", [15, pytest.param(300, marks=pytest.mark.long)])
def test_a_damaged_pipeline_is_one_line(tmp_path, monkeypatch, count):
    path = tmp_path / "notebooks" / "pipeline.yml"
    path.parent.mkdir()
    for module in (dodo, tables):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(dodo, "read_judges", lambda: {"A1": "05"})

    name = "pipeline.yml"
    try_damages(count, name, path, damage_pipeline, read_pipeline, name)
    dodo.read_runs.cache_clear()
    tables.read_pipeline.cache_clear()


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
