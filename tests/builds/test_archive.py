"""`make archive`: tracked regular files, described, the same bytes each time."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import archive
import pytest
import readme
import supply

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.builds import moves

GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@localhost"]
STORY = {
    "title": "A small story",
    "description": "One page.",
    "version": "1.0.0",
    "released": "2026-11-26",
}
CLAIM = {"id": "A1", "claim": "A word.", "text": "possible", "we_found": "Nothing."}
RESOURCE = {"title": "Words", "licenses": [{"path": "https://licence.example/"}]}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in git, with a link that is tracked and a note that is not."""
    root = tmp_path / "project"
    (root / "reports").mkdir(parents=True)
    (root / "data").mkdir()
    (root / "data" / "words.csv").write_text("word\nmuch\n")
    (root / "data" / "datapackage.json").write_text('{"name": "small"}')
    pages = [root / "reports" / name for name in ("index.html", "verdicts.json")]
    pages[0].write_text("a page")
    pages[1].write_text(json.dumps([CLAIM]))
    listed = [f"{tables.hash_file(page)}  {page.name}\n" for page in pages]
    (root / "reports" / "SHA256SUMS").write_text("".join(listed))
    (root / "run").write_text("#!/bin/sh\n")
    (root / "run").chmod(0o755)
    (root / "leak.txt").symlink_to("/etc/passwd")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*GIT, *words], cwd=root, check=True)
    (root / "reports" / "mine.txt").write_text("a note of the reader's")
    (root / "reports" / "secret.txt").symlink_to("/etc/passwd")
    for module in (archive, moves, __import__("verify")):
        monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(tables, "DATA", root / "data")
    monkeypatch.setattr(tables, "REPORTS", root / "reports")
    monkeypatch.setattr(tables, "read_story", lambda: STORY)
    monkeypatch.setattr(tables, "read_schemas", lambda: {"words.csv": RESOURCE})
    return root


def read_archive(project, name="small-1.0.0.zip"):
    """Return {name: content} of the archive, without its folder."""
    content = {}
    with zipfile.ZipFile(project / "build" / name) as packed:
        for entry in packed.infolist():
            content[entry.filename.partition("/")[2]] = packed.read(entry)
    return content


def test_it_holds_what_git_tracks_and_no_link(project):
    archive.main()
    assert set(read_archive(project)) == {
        "data/datapackage.json",
        "data/words.csv",
        "reports/SHA256SUMS",
        "reports/index.html",
        "reports/verdicts.json",
        "ro-crate-metadata.json",
        "run",
        "sbom.json",
    }


def test_what_git_should_not_track_is_not_packed(project):
    (project / "my").mkdir()
    (project / "my" / "secret.txt").write_text("mine")
    subprocess.run([*GIT, "add", "-f", "my"], cwd=project, check=True)
    with pytest.raises(InputError, match=r"my/secret\.txt: found a file that git"):
        archive.main()


def test_a_link_in_place_of_build_leads_nowhere(project, tmp_path):
    (project / "build").symlink_to(tmp_path)
    with pytest.raises(InputError, match="a link or a pipe"):
        archive.main()
    assert list(tmp_path.glob("*.zip")) == []


def test_a_stray_module_of_pythons_own_name_is_not_run(tmp_path):
    tools = shutil.copytree(Path(archive.__file__).parent, tmp_path / "tools")
    (tools / "zipfile.py").write_text("raise SystemExit('a stray file ran')")
    code = f"import runpy; runpy.run_path({str(tools / 'archive.py')!r})"
    subprocess.run([sys.executable, "-P", "-c", code], check=True)


def test_it_has_the_same_bytes_each_time(project):
    archive.main()
    first = (project / "build" / "small-1.0.0.zip").read_bytes()
    (project / "reports" / "index.html").touch()
    archive.main()
    assert (project / "build" / "small-1.0.0.zip").read_bytes() == first


def test_files_that_run_still_run(project):
    archive.main()
    with zipfile.ZipFile(project / "build" / "small-1.0.0.zip") as packed:
        modes = {
            entry.filename: entry.external_attr >> 16 for entry in packed.infolist()
        }
    assert modes["small-1.0.0/run"] == 0o100755
    assert modes["small-1.0.0/data/words.csv"] == 0o100644


def test_the_crate_describes_each_file_and_each_verdict(project):
    archive.main()
    crate = json.loads(read_archive(project)["ro-crate-metadata.json"])
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    words = entities["data/words.csv"]
    assert words["name"] == "Words"
    assert words["license"] == {"@id": "https://licence.example/"}
    assert words["sha256"] == tables.hash_file(project / "data" / "words.csv")
    assert entities["#verdict-A1"]["name"] == "A1: possible"
    parts = {part["@id"] for part in entities["./"]["hasPart"]}
    packed = read_archive(project).keys() - {"ro-crate-metadata.json", "sbom.json"}
    assert parts == packed


def test_a_crate_can_be_read_by_others(project, tmp_path):
    from rocrate.rocrate import ROCrate

    archive.main()
    with zipfile.ZipFile(project / "build" / "small-1.0.0.zip") as packed:
        packed.extractall(tmp_path)
    crate = ROCrate(tmp_path / "small-1.0.0")
    assert crate.name == "A small story"


def test_without_pages_there_is_no_archive(project):
    subprocess.run([*GIT, "rm", "-q", "reports/index.html"], cwd=project, check=True)
    with pytest.raises(archive.InputError, match=r"reports/index\.html: found other"):
        archive.main()


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
