"""What every reader needs of a file: its first bytes, its members, plain words for its faults."""

import atexit
import gzip
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from pressroom import project
from pressroom.errors import InputError

HEAD = 65_536  # bytes; a header line and some rows of every format known here
_unpacked = []  # folders of unpacked members: relations are lazy, so they must outlive the call
atexit.register(lambda: [folder.cleanup() for folder in _unpacked])


def name(path):
    """Return the path as messages print it: relative to the project, else its last part alone."""
    path = Path(path)
    return str(path.relative_to(project.ROOT)) if path.is_relative_to(project.ROOT) else path.name


def quote(text):
    """Return a text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def packed(path):
    """Say whether a file is a gzip or a zip."""
    with Path(path).open("rb") as file:
        return file.read(2) in (b"\x1f\x8b", b"PK")


def members(path, suffix=".csv"):
    """Return the names of a zip's members with this suffix.

    Raises
    ------
    InputError
        If the zip is damaged or any member would leave the folder that it is unpacked to.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise InputError(name(path), f"a damaged zip ({error})", "a whole zip file") from None
    for member in names:
        parts = PurePosixPath(member.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in "".join(parts.parts[:1]):
            raise InputError(name(path), f"a member named {member!r}", "members that stay inside the zip")
    return sorted(m for m in names if m.lower().endswith(suffix))


def unpack(path, member):
    """Unpack one member of a zip to a temporary file, removed when Python ends; return its path."""
    folder = tempfile.TemporaryDirectory(prefix="dualuse-")
    _unpacked.append(folder)
    target = Path(folder.name) / PurePosixPath(member).name
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as source, target.open("wb") as out:
            while block := source.read(1 << 20):
                out.write(block)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise InputError(name(path), f"{member}: {error}", "a whole zip file") from None
    return target


def discard(path):
    """Remove what `unpack` made, before Python ends."""
    for folder in [f for f in _unpacked if Path(f.name) == Path(path).parent]:
        folder.cleanup()
        _unpacked.remove(folder)


def head(path):
    """Return the first bytes of a file's content: what is inside, for gzip and for a zip's first CSV.

    Raises
    ------
    InputError
        If there is no such file, it is empty, or it is cut off within its first bytes.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(name(path), "no such file", "a file of official trade rows")
    with path.open("rb") as file:
        magic = file.read(4)
    try:
        if magic[:2] == b"\x1f\x8b":
            with gzip.open(path) as file:
                content = file.read(HEAD)
        elif magic == b"PK\x03\x04":
            inside = [m for m in members(path) if "codes" not in m.lower()]
            if not inside:
                raise InputError(name(path), "a zip without trade rows", "a zip that holds CSV files")
            with zipfile.ZipFile(path) as archive, archive.open(inside[0]) as file:
                content = file.read(HEAD)
        else:
            with path.open("rb") as file:
                content = file.read(HEAD)
    except (
        EOFError,
        RuntimeError,
        zlib.error,
        gzip.BadGzipFile,
        zipfile.BadZipFile,
    ) as error:  # or a password
        raise InputError(name(path), f"a file cut off or damaged ({error})", "the whole file") from None
    if not content.strip(b"\xef\xbb\xbf \r\n\t\0"):
        raise InputError(name(path), "an empty file", "rows")
    return content


def refuse(path, content):
    """Raise InputError for what no format looks like: an error page, UTF-16."""
    if content[:4] == b"PAR1":
        return
    start = content[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<script")):
        raise InputError(name(path), "a web page (an error page saved as data?)", "rows of trade data")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:400].count(b"\0") > 20:
        raise InputError(name(path), "UTF-16 text", "UTF-8, or GB18030 for Chinese customs: save it again")


def decode(content):
    """Return (text, encoding) of bytes: UTF-8, else GB18030, else ISO-8859-1."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError as error:
            if error.start > len(content) - 4 and len(content) == HEAD:  # cut within a character
                return content[: error.start].decode(encoding), encoding
    return content.decode("iso-8859-1"), "iso-8859-1"


def header(path):
    """Return a file's first line as a list of column names (lower case, no quotes), or []."""
    content = head(path)
    if content[:4] == b"PAR1":
        import duckdb

        return [c.lower() for c in duckdb.read_parquet(str(path)).columns]
    first = decode(content)[0].lstrip("\ufeff").splitlines()[0]
    return [part.strip().strip('"').strip().lower() for part in first.split(",")]
