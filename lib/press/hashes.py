"""SHA-256 of files: what the data must be, and what a build depends on. Quick: standard library only."""

import hashlib
import re
from pathlib import Path

from press.errors import InputError

SUMS = "SHA256SUMS"
# Built or fetched on the reader's machine: hashed as inputs of a build, not promised by SHA256SUMS.
OWN = ("processed/", "official/fetched/")
REMEDY = "restore it, or run `make describe` if the change is meant"
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def of_bytes(content):
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def of_file(path):
    """Return the SHA-256 of a file, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files(folder, skip=()):
    """Return the files below a folder as sorted POSIX paths relative to it, without hidden ones."""
    folder = Path(folder)
    names = (p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file())
    return [n for n in names if not n.startswith(skip) and not any(part[0] == "." for part in n.split("/"))]


def of_tree(path):
    """Return one SHA-256 of a file, or of a folder's file names and contents; "" if there is nothing."""
    path = Path(path)
    if path.is_dir():
        lines = [f"{of_file(path / name)}  {name}\n" for name in files(path)]
        return of_bytes("".join(lines).encode())
    return of_file(path) if path.is_file() else ""


def read_sums(path):
    """Read a file in the format of sha256sum as {name: hash}."""
    sums = {}
    # split at \n alone: splitlines would take a damaged line end (\x0b, \x1c, …) for a line end
    text = path.read_bytes().decode("utf-8", errors="replace")
    *lines, last = text.split("\n")
    if last:
        raise InputError(
            f"data/{SUMS}", f"the end {last[-20:]!r}", "a line end behind every line", len(lines) + 1
        )
    for number, line in enumerate(lines, 1):
        match = LINE.fullmatch(line)
        if not match:
            raise InputError(f"data/{SUMS}", repr(line[:80]), "a SHA-256, two spaces and a file name", number)
        if match[2] in sums:
            raise InputError(f"data/{SUMS}", f"{match[2]} twice", "each file once", number)
        sums[match[2]] = match[1]
    return sums


def verify(data, only=None):
    """Check the files under data/ against SHA256SUMS.

    Parameters
    ----------
    data : Path
        The data folder.
    only : str, optional
        Check one file, named relative to `data`; otherwise every file, none missing, none added.

    Raises
    ------
    InputError
        Naming the first file that is missing, changed or not listed.
    """
    data = Path(data)
    if not (data / SUMS).is_file():
        raise InputError(f"data/{SUMS}", "no such file", "a list of hashes (`make describe` writes it)")
    sums = read_sums(data / SUMS)
    if only is None:
        there = set(files(data, skip=(*OWN, SUMS)))
        if added := sorted(there - set(sums)):
            expected = f"only listed files; {REMEDY}"
            raise InputError(f"data/{added[0]}", "a file that data/SHA256SUMS does not list", expected)
    elif only not in sums:
        raise InputError(f"data/{only}", "no hash in SHA256SUMS", "a listed file")
    for name in sorted(sums) if only is None else [only]:
        if not (data / name).is_file():
            expected = f"the file that data/{SUMS} lists; {REMEDY}"
            raise InputError(f"data/{name}", "no such file", expected)
        found = of_file(data / name)
        if found != sums[name]:
            expected = f"{sums[name][:12]}…, as in data/{SUMS}; {REMEDY}"
            raise InputError(f"data/{name}", f"SHA-256 {found[:12]}… (changed)", expected)
