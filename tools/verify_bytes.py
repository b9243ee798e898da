"""Build the reports as strangers would, in turn, and compare every byte (`make verify-bytes`).

Usage: python tools/verify_bytes.py [VARIATION ...]

Each build is of a copy of the sources; the first is plain, and each other differs from it in what its name says. What
this machine does not allow is named and left out. Exit status 1 if any file differs or is on one side only.
"""

import pressroom.quiet  # noqa: F401

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import verify

from pressroom import files

ROOT = Path(__file__).resolve().parents[1]
NOBODY = 65534
# Of all that root may, the other user keeps one thing: to read a Python that lies in root's own folder.
READING = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
FAR = {"TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242"}
VARIATIONS = {  # name: (what runs the build, environment, user mask)
    "plain": ([], {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, 0o022),
    "zone, locale, hash seed, home, path, umask 077": ([], FAR, 0o077),
    "time": (["faketime", "2031-02-03 04:05:06"], {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}, 0o022),
    "one processor": (["taskset", "-c", "0"], {}, 0o022),
    "user": (
        ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *READING],
        {},
        0o022,
    ),
    "host and domain name": (
        ["unshare", "--uts", "sh", "-c", 'hostname stranger.example && exec "$@"', "sh"],
        {},
        0o022,
    ),
    "reversed directory order": (["disorderfs"], {}, 0o022),
}
AS_ROOT = ("user", "host and domain name", "reversed directory order")


@contextlib.contextmanager
def prepared(name, place):
    """Yield (folder to build in, what runs the build there) once the folder is as the variation wants it."""
    before = VARIATIONS[name][0]
    if name == "user":
        for path in (
            place,
            *place.rglob("*"),
            *place.parents[: len(place.relative_to(tempfile.gettempdir()).parts)],
        ):
            os.chown(path, NOBODY, NOBODY)
    if name != "reversed directory order":
        yield place, before
        return
    seen = place.with_name("reversed")
    seen.mkdir()
    options = ["--sort-dirents=yes", "--reverse-dirents=yes", "--multi-user=no"]
    subprocess.run(["disorderfs", *options, place, seen], check=True, capture_output=True)
    try:
        yield seen, []
    finally:
        subprocess.run(["umount", "-l", seen], check=False)


def build(name, place):
    """Build with the library of the copy; return {name: SHA-256} of its reports."""
    _, settings, mask = VARIATIONS[name]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DUALUSE_", "LC_", "LANG"))}
    with prepared(name, place) as (root, before):
        env |= {"PYTHONPATH": str(root / "lib"), "HOME": str(root / "build")} | settings
        command = [*before, sys.executable, "-P", "-m", "pressroom.engine"]
        done = subprocess.run(command, cwd=root, env=env, umask=mask, check=False)
        if done.returncode:
            sys.exit(f"verify-bytes: the build failed (exit status {done.returncode})")
        return {n: files.of_file(root / "reports" / n) for n in files.listed(root / "reports")}


def differences(one, other):
    """Return the names of files that differ or are on one side only."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def possible(name):
    """Return whether this machine and this user allow a variation."""
    before = VARIATIONS[name][0]
    return (not before or bool(shutil.which(before[0]))) and (name not in AS_ROOT or os.geteuid() == 0)


def main(wanted):
    if unknown := [name for name in wanted if name not in VARIATIONS]:
        sys.exit(f"verify-bytes: no variation {unknown[0]!r}; expected one of: {'; '.join(VARIATIONS)}")
    plain, apart = None, 0
    for name in ["plain", *(n for n in wanted or VARIATIONS if n != "plain")]:
        if not possible(name):
            print(f"verify-bytes: not tried here: another {name}", flush=True)
            continue
        print(f"verify-bytes: building: {name}", flush=True)
        with tempfile.TemporaryDirectory(prefix="dualuse-bytes-") as folder:
            place = Path(folder) / ("a" if name == "plain" else "another place with a longer name")
            found = build(name, verify.copy_sources(place))
        plain = plain or found
        differ = differences(plain, found)
        apart += len(differ)
        print("".join(f"differs: reports/{n}\n" for n in differ), end="")
        print(f"verify-bytes: {name}: {len(found)} files, {len(differ)} differ", flush=True)
    published = ROOT / "reports"
    here = {n: files.of_file(published / n) for n in files.listed(published, skip=("variants/",))}
    print(f"verify-bytes: {len(differences(plain, here))} differ from reports/ here")
    sys.exit(1 if apart else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
