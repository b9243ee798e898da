"""Rebuild everything from a clean copy of the sources; compare it with reports/.

    python tools/verify.py             make verify
    python tools/verify.py FILE        make verify REPORT=FILE: also write the result

The copy holds what git tracks, as it is now; without git, what is here. Bytes are
compared where they are promised (see PROMISED), elsewhere the numbers of tables and
verdicts. A row of the published table that `make accept` has not taken is a difference,
until it is taken. Exit status: 0 identical, 1 different, 2 nothing to compare, 3 identical
to pages that are not committed.
"""

import math
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.builds import published
from dualuse.builds.git import run_git
from dualuse.builds.lock import take_turn

sys.path.append(str(Path(__file__).parent))  # behind all others
import check_proofs
import supply

ROOT = tables.ROOT
CODE = Path(__file__).resolve().parents[1]
BUILT = ("build/", "my/", "data/processed/", "data/official/fetched/", "reports/")
# The README promises the bytes of this platform, with the libraries of the lock.
PROMISED = ("Linux", "x86_64", "3.11")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
PROOFS = "reports/proofs.csv"
LINK = "120000"  # git's mode of a symbolic link


def list_tracked():
    """Return {name: git's mode} of all tracked files; without git, of all files."""
    tracked = {}
    listed = run_git("ls-files", "-s", "-z").decode()
    for line in listed.rstrip("\0").split("\0"):
        mode, _, name = line.partition("\t")
        if name:
            tracked[name] = mode.split()[0]
    if tracked:
        return tracked
    skipped = (".venv", ".git", *BUILT[:4], "reports/variants/")
    return dict.fromkeys(tables.list_files(ROOT, skipped), "100644")


def copy_sources(tracked, folder):
    """Copy the sources into a folder, and no page."""
    for name in tracked:
        source = ROOT / name
        if source.is_file() and not source.is_symlink() and not name.startswith(BUILT):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)


def rebuild(folder):
    """Build in the copy, with the libraries of this environment, and worlds for proofs."""
    environment = dict(os.environ)
    for name in os.environ:
        if name.startswith("DUALUSE_"):
            del environment[name]
    code = folder if (folder / "dodo.py").is_file() else CODE
    environment["PYTHONPATH"] = str(code / "lib")
    environment["DUALUSE_ROOT"] = str(folder)
    run([str(code / "dodo.py"), "-a"], folder, environment)
    if (folder / PROOFS).is_file():
        run([str(code / "tools" / "make_worlds.py")], folder, environment)


def run(words, folder, environment):
    """Run a program of ours in the copy."""
    command = [sys.executable, "-P", *words]
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True
    )
    if result.returncode:
        lines = (result.stdout + result.stderr).strip().splitlines()
        raise InputError("the rebuild", lines[-1], "a build that ends well")


def list_other_libraries():
    """Return the installed libraries that are not those of the lock."""
    others = []
    for pin, _ in supply.list_pins(ROOT / "requirements.lock"):
        try:
            installed = version(pin.name)
        except PackageNotFoundError:
            installed = "missing"
        if installed not in pin.specifier:
            others.append(f"{pin.name} {installed}")
    return others


def have_same_numbers(one, two):
    """Return whether two texts differ in the last digits of numbers at most."""
    if NUMBER.sub("", one) != NUMBER.sub("", two):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(two), strict=True)
    return all(
        math.isclose(float(a), float(b), rel_tol=1e-6, abs_tol=1e-6) for a, b in pairs
    )


def is_same(old, new, by_bytes):
    """Return whether two published files are the same, by bytes or by their numbers."""
    if old.read_bytes() == new.read_bytes():
        return True
    if by_bytes:
        return False
    if old.suffix not in (".csv", ".json"):
        return True  # pages and pictures say what their tables say
    return have_same_numbers(old.read_text("utf-8"), new.read_text("utf-8"))


def list_moves(folder):
    """Return a line for each row of the rebuilt table that nobody has accepted."""
    lines = published.list_unaccepted(folder / published.TABLE)
    return [f"not accepted: {line}" for line in lines]


def list_unproven(folder):
    """Return one line for each end of which the sum, or the world, is wrong."""
    if not (folder / PROOFS).is_file():
        return []
    print("verify: adding up the proofs", flush=True)
    return [f"{PROOFS}: {' '.join(each)}" for each in check_proofs.main(folder)]


def compare(tracked, folder, by_bytes):
    """Return one line for each difference between reports/ and the rebuilt one."""
    lines = list_moves(folder)
    rebuilt = set(tables.list_files(folder))
    published = set()
    for name, mode in tracked.items():
        if mode == LINK:
            lines.append(f"{name}: a link")
        elif name.startswith(BUILT[:4]):
            lines.append(f"{name}: built or a reader's own, and tracked")
        elif name.startswith("reports/"):
            published.add(name.removeprefix("reports/"))
    lines += [f"reports/{name}: no build makes it" for name in published - rebuilt]
    lines += [f"reports/{name}: not committed" for name in rebuilt - published]
    for name in published & rebuilt:
        committed = tables.REPORTS / name
        if not committed.is_file():
            lines.append(f"reports/{name}: committed, and not here")
        elif not is_same(committed, folder / name, by_bytes):
            lines.append(f"reports/{name}: differs")
    readme = ROOT / "README.md"
    if readme.read_bytes() != (folder.parent / "README.md").read_bytes():
        lines.append("README.md: quotes other results")
    return sorted(lines)


def list_changed():
    """Return the lines of git on tracked files that are not as committed."""
    told = run_git("status", "--porcelain", "--untracked-files=no")
    return told.decode().splitlines()


def write_result(differences, changed):
    """Return the result in words."""
    if differences:
        return f"{len(differences)} differences"
    return "identical to your uncommitted pages" if changed else "identical"


def describe(differences, changed, by_bytes, others):
    """Return {what: words} of a verification, for whoever signs it."""
    system = f"{platform.system()} {platform.machine()}"
    return {
        "result": write_result(differences, changed),
        "compared": "byte by byte" if by_bytes else "by the numbers of tables",
        "commit": run_git("rev-parse", "HEAD").decode().strip() or "no git here",
        "changed since": f"{len(changed)} files",
        "data": tables.hash_file(tables.DATA / tables.SUMS),
        "lock": tables.hash_file(ROOT / "requirements.lock"),
        "reports": tables.hash_file(tables.REPORTS / tables.SUMS),
        "machine": f"{system}, Python {platform.python_version()}",
        "libraries": ", ".join(others) or "as in the lock",
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def write_report(lines, differences):
    """Return the text that a third party signs."""
    text = [f"{what:<14} {words}" for what, words in lines.items()]
    text += [f"  {difference}" for difference in differences]
    text += ["", "Name, date and signature of whoever ran this:", ""]
    return "\n".join(text)


def main(report=""):
    if not (tables.REPORTS / tables.SUMS).is_file():
        raise InputError("reports/", "no SHA256SUMS", "published reports")
    if report and Path(report).exists():
        raise InputError(report, "a file that is there", "a new name for the report")
    tracked = list_tracked()
    others = list_other_libraries()
    python = ".".join(platform.python_version_tuple()[:2])
    here = (platform.system(), platform.machine(), python)
    by_bytes = here == PROMISED and not others
    print("verify: building everything in a clean copy of the sources", flush=True)
    with tempfile.TemporaryDirectory(prefix="dualuse-verify-") as temporary:
        folder = Path(temporary).resolve() / "copy"
        with take_turn():
            changed = list_changed()
            copy_sources(tracked, folder)
        rebuild(folder)
        differences = compare(tracked, folder / "reports", by_bytes)
        differences += list_unproven(folder)
    lines = describe(differences, changed, by_bytes, others)
    for what, words in lines.items():
        print(f"  {what:<14} {words}")
    for difference in differences:
        print(f"  {difference}")
    if report and changed:
        print("  nothing to sign: commit first, since a report names a commit")
    elif report:
        tables.write_text(Path(report), write_report(lines, differences))
    if differences:
        return 1
    return 3 if changed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except InputError as error:
        print(f"verify: {error}", file=sys.stderr)
        sys.exit(2)
