"""Begin a story of your own in a new folder: `make new STORY=../folder`.

It is the second story of the tests, with the words that all stories share: it builds as
it is. The README that comes with it says how to point it at another article.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from dualuse.builds.lock import take_turn

ROOT = Path(__file__).resolve().parents[1]
IGNORED = """build/
my/
data/processed/
data/official/fetched/
reports/variants/
.ipynb_checkpoints/
"""
LAYERS = {  # what is copied, and where to; a later one wins
    "tests/second_story": ".",
    "data/reference": "data/reference",
    "tools/new_story": ".",
}
BUILT = shutil.ignore_patterns("processed", "build", "reports", ".*")


def begin_history(story):
    """Put the story under git, so that `git checkout data` undoes what was not meant."""
    (story / ".gitignore").write_text(IGNORED)
    nobody = ["-c", "user.name=make new", "-c", "user.email=make-new@localhost"]
    commit = [*nobody, "commit", "-q", "-m", "The worked example"]
    for words in (["init", "-q"], ["add", "."], commit):
        try:
            subprocess.run(["git", *words], cwd=story, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"no git repository was begun: {error}")
            return


def copy_layers(story):
    """Copy the example and the words that all stories share."""
    for layer, place in LAYERS.items():
        shutil.copytree(ROOT / layer, story / place, ignore=BUILT, dirs_exist_ok=True)
    makefile = story / "Makefile"
    makefile.write_text(makefile.read_text().replace("@CODE@", str(ROOT)))
    shutil.copyfile(ROOT / "requirements.lock", story / "requirements.lock")


def refuse_taken(folder):
    """Refuse no name, a file, or a folder that holds something."""
    story = Path(folder)
    if not folder or story.is_file() or (story.exists() and any(story.iterdir())):
        sys.exit("new: name a new folder: make new STORY=../folder")


def main(folder=""):
    story = Path(folder)
    refuse_taken(folder)
    with take_turn():  # two of one name, or a table that is just being written
        refuse_taken(folder)
        copy_layers(story)
    environment = {**os.environ, "DUALUSE_ROOT": str(story.resolve())}
    describe = [sys.executable, "-P", str(ROOT / "tools" / "describe_data.py")]
    subprocess.run(describe, env=environment, check=True)
    begin_history(story)
    print(f"{folder} is ready: `make -C {folder}` builds its pages")


if __name__ == "__main__":
    main(*sys.argv[1:])
