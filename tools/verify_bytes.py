"""Build the reports twice, as two strangers would, and compare every byte (`make verify-bytes`).

The sources are copied to two folders of different length; the builds differ in time zone, locale, hash seed,
user mask and time. Exit status 1 if any file differs or is on one side only.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pressroom import files
from pressroom.engine import publish

ROOT = Path(__file__).resolve().parents[1]
STRANGERS = [
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242"},
]


def copy(target):
    """Copy the sources, and nothing that was built."""
    for name in publish.source_files(ROOT):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target / name)
    return target


def build(root, settings, mask):
    """Build with the library of the copy; return {name: SHA-256} of its reports."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DUALUSE_", "LC_", "LANG"))}
    env |= {"PYTHONPATH": str(root / "lib")} | settings
    command = [sys.executable, "-P", "-m", "pressroom.engine"]
    done = subprocess.run(command, cwd=root, env=env, umask=mask, check=False)
    if done.returncode:
        sys.exit(f"verify-bytes: the build failed (exit status {done.returncode})")
    reports = root / "reports"
    return {name: files.of_file(reports / name) for name in files.listed(reports)}


def differences(one, other):
    """Return the names of files that differ or are on one side only."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def main():
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / "a", Path(folder) / "another place" / "with a longer name"]
        found = []
        for place, settings, mask in zip(places, STRANGERS, (0o022, 0o077), strict=True):
            print(f"verify-bytes: building under {settings}", flush=True)
            found.append(build(copy(place), settings, mask))
        apart = differences(*found)
        for name in apart:
            print(f"differs: reports/{name}")
        published = ROOT / "reports"
        here = {n: files.of_file(published / n) for n in files.listed(published, skip=("variants/",))}
        stale = differences(found[0], here)
        print(
            f"verify-bytes: {len(found[0])} files, {len(apart)} differ; {len(stale)} differ from reports/ here"
        )
    sys.exit(1 if apart else 0)


if __name__ == "__main__":
    main()
