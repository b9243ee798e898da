"""A story of one's own about trade: by the words of its README alone it gets a second claim, and builds its pages."""

import os
import re
import subprocess
import sys

import new_story
import small

from pressroom import files
from pressroom.engine import new
from pressroom.project import ROOT


def test_a_story_on_trade_takes_a_claim_as_its_readme_says_and_builds_with_no_python(tmp_path):
    story = tmp_path / "story"
    assert new.main([str(story)], new_story.LAYERS) == 0
    assert not list(story.rglob("*.py")) and "@press@" not in (story / "Makefile").read_text(encoding="utf-8")
    readme = files.text(story / "README.md", "README.md")
    claim = re.search(r"```yaml\n(.*?)```", readme, re.S)[1].replace("\n   ", "\n").strip()
    typed = re.search(r"make add-claim (.+)", readme)[1].split()
    files.write(story / "my" / "claim.yaml", claim)
    env = os.environ | {"PRESSROOM_ROOT": str(story), "MAKEFLAGS": ""}
    command = [sys.executable, str(ROOT / "tools" / "add_claim.py"), *typed]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "consistent" in done.stdout, done.stdout + done.stderr
    status, said = small.build(story)
    assert status == 0, said
    front = files.text(story / "reports/index.html", "index.html")
    assert 'href="claims/T1.html"' in front and 'href="claims/T2.html"' in front
    told = set(re.findall(r"^([a-z-]+):", (story / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"`?make ([a-z-]+)", readme)) <= told
