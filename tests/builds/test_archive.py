"""`make archive`: what git has of the last commit, the same bytes each time."""

import json
import os
import zipfile
from pathlib import Path

import archive
import pytest
import readme
import supply
from small_story import commit

from dualuse.base import tables


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in git, with a note beside it that git does not track."""
    root = tmp_path / "project"
    (root / "data").mkdir(parents=True)
    (root / "data" / "words.csv").write_text("word\nmuch\n")
    (root / "data" / "datapackage.json").write_text('{"name": "small"}')
    (root / "run").write_text("#!/bin/sh\n")
    (root / "run").chmod(0o755)
    commit(root)
    (root / "mine.txt").write_text("a note of the reader's")
    monkeypatch.setattr(archive, "ROOT", root)
    monkeypatch.setattr(tables, "DATA", root / "data")
    monkeypatch.setattr(tables, "read_story", lambda: {"version": "1.0.0"})
    return root


def test_it_holds_what_git_has_and_the_bill(project):
    archive.main()
    with zipfile.ZipFile(project / "build" / "small-1.0.0.zip") as packed:
        names = {
            entry.filename.partition("/")[2]: entry
            for entry in packed.infolist()
            if not entry.is_dir()
        }
        bill = json.loads(packed.read(names["sbom.json"]))
    tracked = {"data/datapackage.json", "data/words.csv", "run"}
    assert names.keys() == tracked | {"sbom.json"}
    assert bill["bomFormat"] == "CycloneDX"
    assert names["run"].external_attr >> 16 & 0o100


def test_it_has_the_same_bytes_each_time(project):
    archive.main()
    first = (project / "build" / "small-1.0.0.zip").read_bytes()
    for path in project.rglob("*.*"):
        os.utime(path, (1, 1))
    archive.main()
    assert (project / "build" / "small-1.0.0.zip").read_bytes() == first


def test_the_bill_lists_each_library_of_the_lock_with_hash_and_licence():
    components = {part["name"]: part for part in supply.list_components()}
    assert {"pandas", "papermill", "doit", "seaborn"} <= components.keys()
    for component in components.values():
        assert component["hashes"]
        assert component["purl"].endswith(component["version"])
    assert "BSD" in components["pandas"]["licenses"][0]["license"]["name"]


def test_every_licence_lets_anyone_pass_the_project_on():
    assert supply.print_licences() == 0


def test_the_readme_quotes_what_is_there():
    text = readme.README.read_text(encoding="utf-8")
    assert readme.refresh(text, readme.write_finding()) == text


def test_the_citation_has_the_digest_of_the_pages():
    citation = Path(archive.__file__).parents[1] / "CITATION.cff"
    digest = tables.hash_file(citation.parent / "reports" / tables.SUMS)
    assert f"value: sha256:{digest}\n" in citation.read_text(encoding="utf-8")
