"""Change data/ by one entry: all files or none, one writer at a time; a run that was killed is undone by the next."""

import json
import os
import re
import shutil
import tempfile
from pathlib import Path

import describe_data

from dualuse.data import load
from pressroom import files, project

ASIDE = ".adding"  # below data/: what stood there before, while an entry is written


def commit(new, heading, entry):
    """Write files below data/, an entry in CHANGES.md, the descriptor and the hashes: all, or none.

    What stood before is laid aside first, so that `heal` can put it back whatever happens in between.
    """
    names = [*new, "CHANGES.md", describe_data.PACKAGE, load.SUMS]
    names = [name for name in names if (project.DATA / name).exists()]  # a story may have no descriptor
    aside = project.DATA / ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for number, name in enumerate(names):
        shutil.copyfile(project.DATA / name, aside / str(number))
    files.write(aside / "names.json", json.dumps(names))
    changes = (project.DATA / "CHANGES.md").read_text(encoding="utf-8").rstrip("\n")
    changes += "" if heading in changes else f"\n\n{heading}"
    try:
        for name, content in new.items():
            replace(name, content)
        replace("CHANGES.md", f"{changes}\n{entry}\n".encode())
        describe_data.describe()
        (aside / "names.json").unlink()
    except BaseException:
        heal()
        raise
    shutil.rmtree(aside)


def added(heading):
    """Return the ids of what was added under a heading of CHANGES.md, and no person has reviewed since."""
    below = load.changes().partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^- (\S+) \(", below, re.M)


def heal():
    """Put back what a run that was killed while it wrote had laid aside; return whether there was anything."""
    aside = project.DATA / ASIDE
    if not (aside / "names.json").is_file():
        shutil.rmtree(aside, ignore_errors=True)  # it was killed before it wrote, or after it had written all
        return False
    for number, name in enumerate(json.loads((aside / "names.json").read_text(encoding="utf-8"))):
        replace(name, (aside / str(number)).read_bytes())
    shutil.rmtree(aside)
    return True


def alone():
    """Return the lock that lets one writer at a time change data/; what a killed one left is put right."""
    from filelock import FileLock

    (project.ROOT / "build").mkdir(exist_ok=True)
    return FileLock(project.ROOT / "build" / "adding.lock")


def replace(name, content):
    """Write a file below data/ whole or not at all."""
    target = project.DATA / name
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).chmod(0o644)
    Path(temporary).replace(target)
