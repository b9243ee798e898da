"""What every reader needs of a file: its first bytes, its members, plain words for its faults."""

import atexit
import gzip
import hashlib
import json
import lzma
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from pressroom import project
from pressroom.errors import InputError

HEAD = 65_536  # bytes; a header line and some rows of every format known here
BLOCK = 1 << 20
# CEPII's zips shrink about sixfold; what shrinks a hundredfold, and is large, is no table of trade.
MOST_SHRUNK, SMALL = 100, 1 << 24  # times; bytes that are never too many
GZIP, ZIP, PARQUET, OLE = b"\x1f\x8b", b"PK", b"PAR1", b"\xd0\xcf\x11\xe0"  # first bytes; OLE is Excel's .xls
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, OSError, ValueError)
# Folders of unpacked members: relations are lazy, so they must outlive the call.
_unpacked: list[tempfile.TemporaryDirectory] = []


@atexit.register
def _clean() -> None:
    for folder in _unpacked:
        folder.cleanup()


def name(path: Path | str) -> str:
    """Return the path as messages print it: relative to the project, else its last part alone."""
    path = Path(path)
    shown = str(path.relative_to(project.ROOT)) if path.is_relative_to(project.ROOT) else path.name
    return shown.encode("utf-8", "backslashreplace").decode()


def quote(text: object) -> str:
    """Return a text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def explain(error: Exception, where: str) -> InputError:
    """Return the InputError for what DuckDB says of a file."""
    text = " ".join(str(error).split())
    line = re.search(r"\bLine:? (\d+)", text)
    text = re.split(r" Possible (?:fixes|solutions?)|\bfile ?= | LINE 1:", text)[0]
    text = re.sub(r"(?:/[^/ \"']+)+/", "", text)  # machine paths are nobody's business
    return InputError(where, text[:300], "a whole file of the format", row=line and line[1])


def starts(path: Path | str) -> bytes:
    """Return the first four bytes of a file, which say what wraps it."""
    return _starts(path, *state(path))


@lru_cache(maxsize=1)  # every format asks for it
def _starts(path: Path | str, *_state: int) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(4)


def state(path: Path | str) -> tuple[int, ...]:
    """Return what tells a file from what it was before, and from another in its place."""
    found = Path(path).stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def packed(path: Path) -> bool:
    """Say whether a file is a gzip, or a zip that is no workbook."""
    return starts(path)[:2] == GZIP or (starts(path)[:2] == ZIP and not workbook(path))


def workbook(path: Path) -> bool:
    """Say whether a file is an Excel workbook (.xlsx, .xls), whatever its name."""
    if starts(path)[:2] == ZIP:
        return any(m.startswith("xl/workbook") for m in members(path, ""))
    return starts(path) == OLE


def members(path: Path, suffix: str = ".csv") -> list[str]:
    """Return the names of a zip's members with this suffix.

    Raises
    ------
    InputError
        If the zip is damaged or any member would leave the folder that it is unpacked to.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except DAMAGED as error:
        raise InputError(name(path), f"a damaged zip ({error})", "a whole zip file") from None
    for member in names:
        parts = PurePosixPath(member.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in "".join(parts.parts[:1]):
            raise InputError(name(path), f"a member named {member!r}", "members that stay inside the zip")
    return sorted(m for m in names if m.lower().endswith(suffix))


def opened(path: Path, member: str | None = None, size: int = BLOCK) -> Iterator[bytes]:
    """Yield what is inside a file (of a zip, inside one member) block by block: a cut or a bomb is refused."""
    where, most = name(path), max(SMALL, MOST_SHRUNK * Path(path).stat().st_size)
    try:
        if member is not None:
            with zipfile.ZipFile(path) as archive, archive.open(member) as file:
                yield from _counted(iter(lambda: file.read(size), b""), most, where)
            return
        with (gzip.open if starts(path)[:2] == GZIP else open)(path, "rb") as file:
            yield from _counted(iter(lambda: file.read(size), b""), most, where)
    except InputError:
        raise
    except DAMAGED as error:
        inside = f"{member}: " if member else ""
        raise InputError(where, f"{inside}a file cut off or damaged ({error})", "the whole file") from None


def _counted(blocks: Iterator[bytes], most: int, where: str) -> Iterator[bytes]:
    size = 0
    for block in blocks:
        size += len(block)
        if size > most:
            found = f"more than {most:,} bytes packed into it"
            raise InputError(where, found, f"a file that shrinks less than {MOST_SHRUNK} times")
        yield block


def whole(path: Path, member: str | None = None) -> None:
    """Raise InputError if a text does not end with a line end: the publishers' do, so the file was cut off."""
    last = b""
    for block in opened(path, member):
        last = block
    _ended(last, path)


def _ended(last: bytes, path: Path) -> None:
    if not last.endswith((b"\n", b"\r")):
        raise InputError(name(path), "a last line without an end: the file was cut off", "a whole file")


def unpack(path: Path, member: str) -> Path:
    """Unpack one member of a zip to a temporary file, removed when Python ends; return its path."""
    folder = tempfile.TemporaryDirectory(prefix="dualuse-")
    _unpacked.append(folder)
    target, last = Path(folder.name) / PurePosixPath(member).name, b""
    with target.open("wb") as out:
        for last in opened(path, member):
            out.write(last)
    _ended(last, path)
    return target


def discard(path: Path) -> None:
    """Remove what `unpack` made, before Python ends."""
    for folder in [f for f in _unpacked if Path(f.name) == Path(path).parent]:
        folder.cleanup()
        _unpacked.remove(folder)


def head(path: Path | str) -> bytes:
    """Return the first bytes of a file's content: what is inside, for gzip and for a zip's first CSV.

    Raises
    ------
    InputError
        If there is no such file, it is empty, or it is cut off within its first bytes.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(name(path), "no such file", "a file of official trade rows")
    return _head(path, *state(path))


@lru_cache(maxsize=1)
def _head(path: Path, *_state: int) -> bytes:
    member = None
    if starts(path)[:2] == ZIP and not workbook(path):
        inside = [m for m in members(path) if "codes" not in m.lower()]
        if not inside:
            raise InputError(name(path), "a zip without trade rows", "a zip that holds CSV files")
        member = inside[0]
    content = next(opened(path, member, HEAD), b"")
    if not content.strip(b"\xef\xbb\xbf \r\n\t\0"):
        raise InputError(name(path), "an empty file", "rows")
    return content


def page(content: bytes) -> bool:
    """Say whether a file's first bytes are a web page's."""
    start = content[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<script", b"<table"))


def refuse(path: Path, content: bytes) -> None:
    """Raise InputError for what no format looks like: a web page without a table, UTF-16."""
    if content[:4] == PARQUET or workbook(path):
        return
    if page(content) and b"<table" not in b"".join(opened(path)).lower():
        raise InputError(name(path), "a web page (an error page saved as data?)", "rows of trade data")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:400].count(b"\0") > 20:
        raise InputError(name(path), "UTF-16 text", "UTF-8, or GB18030 for Chinese customs: save it again")


def decode(content: bytes) -> tuple[str, str]:
    """Return (text, encoding) of bytes: UTF-8, else GB18030, else ISO-8859-1."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError as error:
            if error.start > len(content) - 4 and len(content) == HEAD:  # cut within a character
                return content[: error.start].decode(encoding), encoding
    return content.decode("iso-8859-1"), "iso-8859-1"


def parse(content: bytes, where: str) -> Any:
    """Return what JSON bytes say: no key twice (in any case), no NaN, no Infinity, no nesting without end.

    Python would keep the last of two keys, DuckDB refuse them later or take the one in another case.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key.lower() for key, _ in pairs]
        if len(set(keys)) < len(keys):
            raise ValueError(f"the key {next(k for k in keys if keys.count(k) > 1)!r} twice")
        return dict(pairs)

    def endless(text: str) -> None:
        raise ValueError(f"the number {text}")

    try:
        return json.loads(content, object_pairs_hook=once, parse_constant=endless)
    except (ValueError, RecursionError) as error:
        text = content[:60].decode("utf-8", "replace")
        raise InputError(where, f"{text!r} ({str(error)[:120]})", "a JSON reply or note, whole") from None


def note(path: Path) -> dict:
    """Return what the fetch noted beside a stored file (asked, sha256, ...), or {} where there is no note."""
    beside = Path(path).with_suffix(".query.json")
    if not beside.is_file():
        return {}
    found = parse(beside.read_bytes(), name(beside))
    if not isinstance(found, dict) or not all(isinstance(found.get(k), str) for k in ("asked", "sha256")):
        raise InputError(name(beside), "no note of a query", "the file that `make data` left")
    return found


def asked(path: Path) -> str:
    """Return the day on which the fetch asked for a file (YYYY-MM-DD), or an empty text for one put in by hand."""
    return note(path).get("asked", "")[:10]


def store(path: Path, content: bytes, note: dict) -> None:
    """Write a file and its note, each atomically, the note last: a file without a note is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    noted = json.dumps({**note, "sha256": hashlib.sha256(content).hexdigest()}, indent=1).encode()
    for target, data in ((path, content), (path.with_suffix(".query.json"), noted)):
        part = target.with_name(f"{target.name}.{os.getpid()}.part")
        part.write_bytes(data)
        part.replace(target)


def stored(path: Path) -> bytes | None:
    """Return the content of a stored file if it is whole, else None."""
    try:
        stated = note(path).get("sha256")
    except InputError:
        return None
    content = path.read_bytes() if stated and path.exists() else None
    return content if content is not None and stated == hashlib.sha256(content).hexdigest() else None
