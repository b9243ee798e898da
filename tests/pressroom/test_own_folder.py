"""The lab: the reader's own folder, on this machine only, without a question to the network."""

import json
import re

import pytest

from pressroom import project
from pressroom.engine import lab


@pytest.fixture
def copied(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    for name in ("00_first", "explore"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text("{}", encoding="utf-8")
    for name in ("README.md", "story.yml"):
        (tmp_path / name).write_bytes((project.ROOT / name).read_bytes())
    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setattr(project, "NOTEBOOKS", tmp_path / "notebooks")
    return tmp_path


def test_copies_are_made_once_and_what_the_reader_wrote_is_never_written_over(copied):
    assert lab.lay_out() == ["00_first.ipynb", "explore.ipynb"]
    mine = copied / "my" / "explore.ipynb"
    mine.write_text("my work", encoding="utf-8")
    (copied / "my" / "Untitled.ipynb").write_text("more of it", encoding="utf-8")
    assert lab.lay_out() == [] and mine.read_text(encoding="utf-8") == "my work"
    assert (copied / "my" / "Untitled.ipynb").exists() and (copied / lab.WELCOME).exists()
    assert (copied / "notebooks" / "explore.ipynb").read_text(encoding="utf-8") == "{}"


def test_the_welcome_page_links_the_copies_of_the_reading_path():
    page = lab.welcome((project.ROOT / "README.md").read_text(encoding="utf-8"), "A title")
    links = set(re.findall(r"\]\((\w+)\.ipynb\)", page))
    assert page.startswith("# A title\n") and links <= {p.stem for p in project.NOTEBOOKS.glob("*.ipynb")}
    assert {"00_findings", "05_verify_trade_claims", "explore"} <= links


def test_the_readers_folder_is_ignored_by_git_and_no_part_of_the_data():
    ignored = (project.ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {f"{lab.FOLDER}/", "data/.adding/"} <= set(ignored)


def test_the_lab_listens_on_this_machine_only_and_asks_the_network_nothing(tmp_path):
    line = lab.command(port=8889, browser=False)
    assert "--ServerApp.ip=127.0.0.1" in line and "--LabApp.extension_manager=readonly" in line
    assert "--ServerApp.port=8889" in line and f"--LabApp.default_url=/lab/tree/{lab.WELCOME}" in line
    # Jupyter makes a token
    assert not any("token" in word.lower() or "password" in word.lower() for word in line)
    lab.configure(tmp_path)
    settings = json.loads((tmp_path / "labconfig" / "default_setting_overrides.json").read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
