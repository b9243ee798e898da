"""The library's and the story's own files, damaged: one line that names the file.

rule.json, schemas.json, the schemas and pipeline.yml, each damaged in many ways by kind.
What is still sound is harmless: another title, for one. Nothing ends in a traceback.
"""

import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter

import dodo
import pytest
import small_story
import yaml

from dualuse.base import claims, shapes, tables
from dualuse.base.errors import InputError

LIBRARY = small_story.CODE / "lib" / "dualuse"
PIPELINE = small_story.CODE / "notebooks" / "pipeline.yml"
OTHER = [None, True, 7, -1.5, "x", "", [], {}, [None], {"x": 1}, [[]], "\x00", "a\nb"]
TEXTS = [
    lambda text, rng: "",
    lambda text, rng: text[: rng.randrange(len(text))],
    lambda text, rng: lose_one(text, ",", rng),
    lambda text, rng: lose_one(text, '"', rng),
    lambda text, rng: lose_one(text, "{", rng),
    lambda text, rng: lose_one(text, "]", rng),
    lambda text, rng: lose_one(text, ":", rng),
    lambda text, rng: put_in(text, "\x00", rng),
    lambda text, rng: put_in(text, "\t", rng),
    lambda text, rng: put_in(text, "NaN", rng),
    lambda text, rng: put_in(text, "&a *a", rng),
    lambda text, rng: "<!DOCTYPE html><p>404",
    lambda text, rng: "[" * 100_000,
    lambda text, rng: text + text,
    lambda text, rng: "null",
    lambda text, rng: "[]",
    lambda text, rng: "{}",
]


def lose_one(text, letter, rng):
    places = [match.start() for match in re.finditer(re.escape(letter), text)]
    place = rng.choice(places or [0])
    return text[:place] + text[place + 1 :]


def put_in(text, letters, rng):
    place = rng.randrange(len(text))
    return text[:place] + letters + text[place:]


def list_branches(tree):
    branches = [tree] if tree and isinstance(tree, dict | list) else []
    if isinstance(tree, dict | list):
        for value in tree.values() if isinstance(tree, dict) else tree:
            branches += list_branches(value)
    return branches


def damage_tree(tree, rng):
    """Damage a document in one place: a key misspelt or lost, a value of another kind."""
    branch = rng.choice(list_branches(tree))
    if isinstance(branch, list):
        place = rng.randrange(len(branch))
        way = rng.choice(["other", "lost", "twice"])
        if way == "twice":
            branch.append(branch[place])
        elif way == "lost":
            branch.pop(place)
        else:
            branch[place] = rng.choice(OTHER)
        return
    key = rng.choice(list(branch))
    way = rng.choice(["other", "lost", "misspelt", "new"])
    if way == "new":
        branch["x"] = rng.choice(OTHER)
    elif way == "other":
        branch[key] = rng.choice(OTHER)
    else:
        value = branch.pop(key)
        if way == "misspelt":
            branch[key[:-1] + "x"] = value


def damage(text, rng, read, write):
    """Return the bytes of a damaged file."""
    if rng.random() < 0.4:
        return rng.choice(TEXTS)(text, rng).encode()
    if rng.random() < 0.1:
        return text.encode(rng.choice(["utf-16", "utf-32"]))
    tree = read(text)
    damage_tree(tree, rng)
    return write(tree).encode()


def read_rule():
    shapes.read_own("rule.json", shapes.check_rule)


def read_schemas():
    shapes.read_own("schemas.json", shapes.check_package)


def read_claims():
    shapes.compile_schema.cache_clear()
    claims.load_claims(claims.CLAIMS)


def check_schema_of_rule():
    shapes.compile_schema.cache_clear()
    shapes.read_own("rule.json", shapes.check_rule)


def check_schema_of_tables():
    shapes.compile_schema.cache_clear()
    shapes.read_own("schemas.json", shapes.check_package)


OWN = {  # a file of the library: who reads it, and what it speaks of
    "rule.json": (read_rule, "rule.json"),
    "schemas.json": (read_schemas, "schemas.json"),
    "claims.schema.json": (read_claims, "claims.yaml"),
    "rule.schema.json": (check_schema_of_rule, "rule.json"),
    "tables.schema.json": (check_schema_of_tables, "schemas.json"),
}


def try_damages(count, seed, name, path, text, read, write, use, about):
    rng = random.Random(f"{seed} {name}")
    outcomes = Counter()
    for _ in range(count):
        content = damage(text, rng, read, write)
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
    text = (LIBRARY / name).read_text("utf-8")
    use()
    path = library / name
    try_damages(count, "own", name, path, text, json.loads, json.dumps, use, about)


@pytest.mark.parametrize("count", [15, pytest.param(300, marks=pytest.mark.long)])
def test_a_damaged_pipeline_is_one_line(tmp_path, monkeypatch, count):
    path = tmp_path / "notebooks" / "pipeline.yml"
    path.parent.mkdir()
    for module in (dodo, tables):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(dodo, "read_judges", lambda: {"A1": "05"})

    def use():
        dodo.read_runs.cache_clear()
        tables.read_pipeline.cache_clear()
        tables.read_pipeline()
        dodo.read_runs()

    text = PIPELINE.read_text("utf-8")
    kept = dict(
        read=yaml.safe_load, write=yaml.safe_dump, use=use, about="pipeline.yml"
    )
    try_damages(count, "pipeline", "pipeline.yml", path, text, **kept)
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
            words = ["-m", "dualuse.cli", "range", "CHN-RUS-export-all-GACC", "2023"]
            words = words if "claims" not in name else [*words[:2], "check", "A1"]
        done = subprocess.run(
            [sys.executable, "-P", *words],
            cwd=code,
            env=small_story.set_environment(code, PYTHONPATH=str(code / "lib")),
            capture_output=True,
            text=True,
        )
        printed = (done.stdout + done.stderr).strip().splitlines()
        assert done.returncode != 0
        assert "Traceback" not in done.stdout + done.stderr, printed
        assert path.name in printed[-1], printed
        assert "; expected " in printed[-1]
    path.write_text(text)
