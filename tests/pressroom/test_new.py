"""A story of one's own: the example builds at once, with a page for each claim, and is never written over."""

import os
import re
import subprocess

import pytest
import small

from pressroom import files
from pressroom.engine import new
from pressroom.errors import InputError
from pressroom.project import ROOT


def test_a_new_story_builds_at_once(tmp_path):
    root = tmp_path / "story"
    assert new.main([str(root)]) == 0
    status, said = small.build(root)
    assert status == 0 and "reports/ published" in said, said
    pages = small.reports(root)
    words = re.sub("<[^>]+>", "", files.text(root / "reports/claims/C1.html", "page"))
    assert "184 days against 181: reproduced" in words
    assert {"index.html", "claims/C1.html", "claims/C2.html", "tables/verdicts.csv"} <= set(pages)
    assert b'href="claims/C2.html"' in pages["index.html"] and b"not reproduced" in pages["index.html"]


def test_a_folder_in_use_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        new.new(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]
    assert new.main([]) == 2


def test_its_makefile_finds_the_press_and_hashes_anew(tmp_path):
    root = tmp_path / "story"
    new.new(root)
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    (root / "data/published/days.csv").write_text("month,days,half,quarter\n")
    assert new.files.read_sums(root / "data/SHA256SUMS")["published/days.csv"] != files.of_file(
        root / "data/published/days.csv"
    )
    subprocess.run(["make", "-s", "hashes", f"PRESS={ROOT}"], cwd=root, env=env, check=True)
    files.verify(root / "data")
