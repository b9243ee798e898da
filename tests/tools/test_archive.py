"""The archive: the same bytes each time, a valid research object, and the same sources and pages when unpacked."""

import os
import subprocess
import sys
import zipfile

import archive
import pytest
from rocrate.rocrate import ROCrate

from pressroom import files, project
from pressroom.engine import publish
from pressroom.errors import InputError


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    target = archive.write(tmp_path_factory.mktemp("archive") / "packed.zip")
    with zipfile.ZipFile(target) as packed:
        packed.extractall(target.parent)
    return target.parent / "packed"


def test_the_archive_is_the_same_each_time_whatever_the_clock_says(tmp_path, monkeypatch):
    one = archive.write(tmp_path / "a" / "packed.zip")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert archive.write(tmp_path / "b" / "packed.zip").read_bytes() == one.read_bytes()
    assert [p.name for p in one.parent.iterdir()] == ["packed.zip"]


def test_what_is_unpacked_are_the_same_sources_and_nothing_of_the_readers(unpacked):
    assert publish.source_files(unpacked) == publish.source_files(project.ROOT)
    assert publish.digest(unpacked) == publish.digest(project.ROOT)
    inside = set(files.listed(unpacked))
    assert not any(name.startswith(("my/", "build/", "reports/variants/")) for name in inside)


def test_the_research_object_is_valid_and_names_data_code_claims_and_verdicts(unpacked):
    crate = ROCrate(unpacked)  # raises for what is no RO-Crate
    root, reviews = crate.root_dataset, crate.get_by_type("ClaimReview")
    assert root["name"] == project.story().title and crate.mainEntity.id == "reports/index.html"
    assert {"data/published/figures.csv", "data/claims.yaml", "lib/dualuse/desk/own.py"} <= {
        entity.id for entity in root["hasPart"]
    }
    assert all((unpacked / entity.id).is_file() for entity in crate.get_by_type("File"))
    assert {r["name"].partition(":")[0] for r in reviews} == {
        p.stem for p in (unpacked / "reports" / "claims").glob("*.html")
    }
    assert all((unpacked / review["subjectOf"].id).is_file() for review in reviews)
    known = crate.get("data/published/figures.csv")
    assert known["sha256"] == files.of_file(unpacked / known.id) and known["license"].id == archive.LICENCE


def test_without_published_reports_there_is_no_archive(tmp_path, monkeypatch):
    monkeypatch.setattr(project, "ROOT", tmp_path)
    with pytest.raises(InputError, match=r"no index\.html"):
        archive.write(tmp_path / "out" / "packed.zip")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_unpacked_it_builds_the_pages_that_it_holds(unpacked):
    reports = unpacked / "reports"
    before = {name: files.of_file(reports / name) for name in files.listed(reports)}
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "PRESSROOM_"))}
    env |= {"PYTHONPATH": str(unpacked / "lib"), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "pressroom.engine"]
    done = subprocess.run(command, env=env, cwd=unpacked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {name: files.of_file(reports / name) for name in files.listed(reports)} == before
