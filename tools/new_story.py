"""Begin a story of your own in a new folder: `make new STORY=../folder`.

It is a finished small story, of examples/ or of the tests, and builds as it is: a
waiting list and treatments, with tables of its own and none of ours. `KIND=trade` begins
with China's trade instead, and with the codes, countries and lists that trade needs. The
README that comes with it says how to point it at another article.
"""

import os
import shlex
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
KINDS = {  # what is copied, {from: to}; a later one wins
    "": {"examples/waiting-lists": ".", "tools/new_story": "."},
    "trade": {
        "tests/second_story": ".",
        "data/reference": "data/reference",
        "tools/new_story": ".",
        "tools/new_story_trade": ".",
    },
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


def copy_layers(story, layers):
    """Copy the example, and what all stories share."""
    for layer, place in layers.items():
        shutil.copytree(ROOT / layer, story / place, ignore=BUILT, dirs_exist_ok=True)
    makefile = story / "Makefile"
    makefile.write_text(makefile.read_text().replace("@CODE@", str(ROOT)))
    shutil.copyfile(ROOT / "requirements.lock", story / "requirements.lock")


def refuse_taken(folder):
    """Refuse no name, a file, a link, a folder that holds something or is in this one."""
    story = Path(folder)
    is_taken = story.is_file() or story.is_symlink() or any(story.glob("*"))
    if not folder or is_taken or story.resolve().is_relative_to(ROOT):
        sys.exit("new: name a new folder: make new STORY=../folder")


def main(folder="", kind=""):
    story = Path(folder)
    refuse_taken(folder)
    if kind not in KINDS:
        sys.exit(f"new: found KIND={kind}; expected none, or KIND=trade")
    try:
        with take_turn():  # two of one name, or a table that is just being written
            refuse_taken(folder)
            copy_layers(story, KINDS[kind])
            if not (story / "data" / "datapackage.json").exists():  # it has all columns
                (story / "data" / "README.md").touch()
    except OSError:  # of some systems, or many files at once
        sys.exit(f"new: found no room at {folder!r}; expected a folder to write to")
    environment = {**os.environ, "DUALUSE_ROOT": str(story.resolve())}
    describe = [sys.executable, "-P", str(ROOT / "tools" / "describe_data.py")]
    subprocess.run(describe, env=environment, check=True)
    begin_history(story)
    print(f"{folder} is ready: `make -C {shlex.quote(folder)}` builds its pages")


if __name__ == "__main__":
    main(*sys.argv[1:])
