"""Rebuild everything from a clean copy of the committed sources and compare it with the committed reports.

Usage: python tools/verify.py [--keep FOLDER]

The copy holds what git tracks, as committed; tracked files that were changed since are copied as they are now,
and named. Without git, all source files are copied. Compared byte by byte where the README promises the bytes
(Linux, x86-64, one Python minor version, the libraries of the lock), by value anywhere else. Exit status: 0
identical, 1 different, 2 for bad input.
"""

import pressroom.quiet  # noqa: F401

import argparse
import csv
import hashlib
import io
import json
import math
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from itertools import zip_longest
from pathlib import Path

from pressroom.engine import publish

ROOT = Path(__file__).resolve().parents[1]
PROMISED = ("Linux", "x86_64", "3.11")  # the README's; tools/lock.py pins for it
CLOSE = {"rel_tol": 1e-6, "abs_tol": 1e-6}  # values, where bytes are not promised
SHOWN = 12  # differences of one file
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
PICTURES = (".png", ".svg")


def git(*arguments):
    """Return what git prints, or None where there is no repository."""
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


def copy_sources(folder, names=None):
    """Copy the sources, or those named, as they are now, and nothing that was built."""
    for name in publish.source_files(ROOT) if names is None else names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    return folder


def copy(folder):
    """Copy the sources and the committed reports into a folder; return what differs from the commit."""
    archive = git("archive", "--format=tar", "HEAD")
    if archive is None:
        copy_sources(folder)
        if (ROOT / "reports").is_dir():
            variants = shutil.ignore_patterns("variants")
            shutil.copytree(ROOT / "reports", folder / "reports", ignore=variants)
        return None
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
    listed = git("diff", "--name-only", "-z", "HEAD", "--", ".", ":(exclude)reports").decode()
    changed = [name for name in listed.split("\0") if name]
    gone = [name for name in changed if not (ROOT / name).is_file()]
    copy_sources(folder, [name for name in changed if name not in gone])
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return changed


def rebuild(folder):
    """Build in the copy with the environment in hand; return (exit status, what it said)."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("DUALUSE_")}
    env |= {"PYTHONPATH": str(folder / "lib"), "PRESSROOM_ROOT": str(folder), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-P", "-m", "pressroom.engine", "--force"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        readme = [sys.executable, str(folder / "tools" / "readme.py")]
        done = subprocess.run(readme, cwd=folder, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def libraries(lock):
    """Return the installed libraries whose version is not that of the lock, as "name 1.0 (lock: 1.1)"."""
    from packaging.requirements import Requirement

    other = []
    for line in re.findall(r"^([A-Za-z0-9_.-]+==[^\\\n]+)", lock.read_text(encoding="utf-8"), re.M):
        pin = Requirement(line)
        if pin.marker is not None and not pin.marker.evaluate():
            continue
        wanted = str(pin.specifier).removeprefix("==")
        try:
            have = version(pin.name)
        except PackageNotFoundError:
            have = "missing"
        if have != wanted:
            other.append(f"{pin.name} {have} (lock: {wanted})")
    return other


def machine():
    """Return (system, processor, Python's minor version) of this machine."""
    return platform.system(), platform.machine(), ".".join(platform.python_version_tuple()[:2])


# --- what differs ---------------------------------------------------------------------------------------


def names(folder):
    """Return the published files of a folder, as sorted relative project."""
    found = (p.relative_to(folder).as_posix() for p in Path(folder).rglob("*") if p.is_file())
    return sorted(n for n in found if not n.startswith("variants/"))


def differences(old, new, by_value=False):
    """Return what differs between two folders of reports, the claims first, as a list of sentences."""
    before, after = set(names(old)), set(names(new))
    said = [f"{name}: not built" for name in sorted(before - after)]
    said += [f"{name}: not committed" for name in sorted(after - before)]
    claims, tables, others = [], [], []
    for name in sorted(before & after):
        one, two = (folder / name for folder in (old, new))
        if one.read_bytes() == two.read_bytes() or (by_value and name.endswith(PICTURES)):
            continue
        bytes_alone = [] if by_value else ["its bytes differ, its values do not"]
        if name == "verdicts.json":
            claims += verdicts(one, two, by_value) or [f"{name}: {d}" for d in bytes_alone]
        elif name.endswith(".csv"):
            tables += [f"{name}, {d}" for d in cells(one, two, by_value) or bytes_alone]
        elif not by_value or not same_text(one, two):
            others.append(name)
    pages = [f"{len(others)} other files differ: {', '.join(others[:SHOWN])}{' …' * (len(others) > SHOWN)}"]
    return said + claims + tables + (pages if others else [])


def _same(one, two, by_value):
    if one == two or not by_value:
        return one == two
    try:
        return math.isclose(float(one), float(two), **CLOSE)
    except (TypeError, ValueError):
        return isinstance(one, str) and isinstance(two, str) and _close(one, two)


def _close(one, two):
    """Tell whether two texts are the same but for the last digits of numbers."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", two):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(two), strict=True)
    return all(a == b or math.isclose(float(a), float(b), **CLOSE) for a, b in pairs)


def same_text(one, two):
    """Tell whether two pages have the same words and numbers; digests and markup of pictures do not count."""
    texts = []
    for path in (one, two):
        text = path.read_text(encoding="utf-8", errors="replace")
        text = re.sub(r"<svg.*?</svg>|<style.*?</style>|<script.*?</script>", "", text, flags=re.S)
        texts.append(re.sub(r"\b[0-9a-f]{12,64}\b", "", re.sub(r"<[^>]+>", " ", text)))
    return _close(*texts)


def verdicts(one, two, by_value):
    """Say for each claim whose verdict or evidence differs what was and what is."""
    before, after = ({v["id"]: v for v in json.loads(p.read_text(encoding="utf-8"))} for p in (one, two))
    said = [f"claim {i}: only in one of the two" for i in before.keys() ^ after.keys()]
    for claim in (c for c in before if c in after):
        was, now = before[claim], after[claim]
        moved = []
        if was["verdict"] != now["verdict"]:
            moved.append(f"verdict from {was['verdict']} to {now['verdict']}")
        for a, b in zip_longest(was["evidence"], now["evidence"], fillvalue={}):
            where = f"evidence of {(a or b).get('source')}"
            moved += [
                f"{where}, {key} from {a.get(key)} to {b.get(key)}"
                for key in dict.fromkeys([*a, *b])
                if not _same(a.get(key), b.get(key), by_value)
            ]
        rest = [
            k
            for k in dict.fromkeys([*was, *now])
            if k not in ("verdict", "evidence") and not _same(was.get(k), now.get(k), by_value)
        ]
        moved += [f"{k} from {was.get(k)!r} to {now.get(k)!r}" for k in rest]
        if moved:
            said.append(f"claim {claim}: {'; '.join(moved)}")
    return said


def cells(one, two, by_value):
    """Say which cells of two CSV files differ, the first few of them."""
    tables = [list(csv.reader(io.StringIO(p.read_text(encoding="utf-8")))) for p in (one, two)]
    header, said = tables[0][0], []
    for line, (a, b) in enumerate(zip_longest(*tables, fillvalue=[]), start=1):
        said += [
            f"line {line}, {header[n] if n < len(header) else f'column {n + 1}'}: from {x!r} to {y!r}"
            for n, (x, y) in enumerate(zip_longest(a, b, fillvalue=""))
            if not _same(x, y, by_value)
        ]
    return said[:SHOWN] + ([f"and {len(said) - SHOWN} cells more"] if len(said) > SHOWN else [])


# --- the certificate ------------------------------------------------------------------------------------


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "none"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", help="an empty folder for the copy, which then stays")
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dualuse-verify-") as made:
        folder = Path(options.keep or made).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        changed = copy(folder)
        committed = folder.parent / f"{folder.name}-committed"
        if committed.exists():
            parser.error(f"{committed.name} is there already, beside the folder to keep")
        try:
            return _verify(folder, committed, changed, begun)
        finally:
            if not options.keep:
                shutil.rmtree(committed, ignore_errors=True)


def _verify(folder, committed, changed, begun):
    if not (folder / "reports").is_dir():
        print("verify: reports/ is not committed, so there is nothing to compare with")
        return 2
    (folder / "reports").rename(committed)
    here, other = machine(), libraries(folder / "requirements.lock")
    by_value = here != PROMISED or bool(other)
    print("verify: building everything in a clean copy of the sources", flush=True)
    readme = (folder / "README.md").read_bytes()
    status, said = rebuild(folder)
    if status:
        print(said, end="")
        print(f"verify: the build failed (exit status {status})")
        return 2 if status == 2 else 1
    found = differences(committed, folder / "reports", by_value)
    if (folder / "README.md").read_bytes() != readme:
        found.append("README.md: its generated blocks are stale")
    lines = {
        "sources": publish.digest(folder),
        "changed": ", ".join(changed or [])
        or ("nothing since the commit" if changed == [] else "no git here"),
        "lock": sha(folder / "requirements.lock"),
        "data": sha(folder / "data" / "SHA256SUMS"),
        "verdicts": sha(folder / "reports" / "verdicts.json"),
        "machine": f"{here[0]} {here[1]}, Python {platform.python_version()}, {os.cpu_count()} processors",
        "libraries": "as in the lock" if not other else f"{len(other)} differ: {', '.join(other[:5])}",
        "time": f"{time.monotonic() - begun:.0f} s",
        "compared": f"{len(names(committed))} files, "
        + ("by value: bytes are promised elsewhere; pictures by their CSV" if by_value else "byte by byte"),
        "result": "identical" if not found else f"{len(found)} differences",
    }
    for what, text in lines.items():
        print(f"  {what:<10} {text}")
    if found:
        touched = [d.split(":")[0].removeprefix("claim ") for d in found if d.startswith("claim ")]
        print(f"claims whose verdict or evidence moved: {', '.join(touched) or 'none'}")
        print("\n".join(f"  {d}" for d in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
