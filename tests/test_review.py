"""`make review`: each edit that a stranger could slip in is a line for the reviewer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EDITS = {  # file: what stands there, what is put in its place
    "data/published/figures.csv": ("F231,", "F231x,"),
    "data/published/judgements.csv": (",background,", ",supports,"),
    "data/reference/sources.csv": ("Chinese customs", "Сhinese customs"),  # Cyrillic C
    "data/reference/outlets.csv": ("politico", "politiko"),
    "data/claims.yaml": ("2023-06", "2099-12"),
    "data/article_map.csv": ("A6 C10", "C10"),
    "notebooks/05_verify_trade_claims.ipynb": ("# Does each", "# Surely each"),
    "lib/dualuse/templates/page.css.j2": ("body", "body *"),
    "lib/dualuse/verdicts.py": ("SCALE = [", "SCALE = [  # all confirmed"),
    "tests/findings/expected_verdicts.csv": ("contradicted", "confirmed"),
    "story.yml": ("title:", "subtitle:"),
    ".github/workflows/ci.yml": ("make verify", "make verify || true"),
    ".ci/run": ("make test\n", "true\n"),
    "README.md": ("# Enough gear", "# Politico confirmed it: enough gear"),
    "benchmarks/generated.csv": (",0", ",999"),
    "requirements.lock": ("pandas==", "panda=="),
}
ADDED = ["conftest.py", "lib/sitecustomize.py", "reports/variants/x/index.html"]
ADDED += ["lib/reports/x.bin", "pytest.ini"]
DELETED = ["tests/second_path/test_second_verdicts.py"]
PAGE = "reports/claims/A1.html"
CACHED = "lib/dualuse/__pycache__/pages.cpython-311.pyc"


def run_git(folder, *words):
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    """What the review says of a change that holds every edit."""
    folder = tmp_path_factory.mktemp("review") / "project"
    run_git(ROOT, "clone", "-q", str(ROOT), str(folder))
    for name, (old, new) in EDITS.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, name
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    page = folder / PAGE
    page.write_text(page.read_text(encoding="utf-8") + "<p>True.</p>", encoding="utf-8")
    for name in ADDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        content = {"lib/reports/x.bin": b"\0", "pytest.ini": b"\n"}
        (folder / name).write_bytes(content.get(name, b"print(1)\n"))
        run_git(folder, "add", "-f", name)
    cached = folder / CACHED
    cached.parent.mkdir()
    cached.write_bytes(b"\0\1\2")
    run_git(folder, "add", "-f", CACHED)
    for name in DELETED:
        (folder / name).unlink()
    verdicts = folder / "reports" / "verdicts.json"
    text = verdicts.read_text(encoding="utf-8")
    verdicts.write_text(text.replace("contradicted (lower)", "confirmed", 1))
    (folder / "data" / "more.csv").symlink_to("/etc/passwd")
    run_git(folder, "add", "-f", "data/more.csv")
    run_git(folder, "commit", "-qam", "an honest change")
    run_git(folder, "config", "color.diff", "always")
    (folder / "random.py").write_text("print(1)\n", encoding="utf-8")
    environment = os.environ | {"DUALUSE_ROOT": str(folder)}
    command = [sys.executable, "-P", str(ROOT / "tools" / "review.py"), "HEAD~1"]
    answer = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    )
    shutil.rmtree(folder)
    return answer.stdout


@pytest.mark.parametrize("name", [*EDITS, *ADDED, *DELETED, PAGE, "random.py"])
def test_each_edit_is_a_line(review, name):
    assert name in review


@pytest.mark.parametrize(
    "line",
    [
        "verdict   A1:",
        "letters   data/reference/sources.csv: two alphabets in a word",
        f"page      {PAGE}: not as any build made it",
        "page      reports/variants/x/index.html: not as any build made it",
        "changed: `make verify` tells whether ours",
        "runs unseen",
        f"binary    {CACHED}: nobody can read what changed",
        "no word in CHANGES.md",
        "gone      tests/second_path/test_second_verdicts.py",
        "not in git random.py",
        "link      data/more.csv",
    ],
)
def test_what_the_edit_does_is_said(review, line):
    assert line in review
