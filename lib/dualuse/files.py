"""Hashes of files. It imports nothing slow: a build that has nothing to do is quick."""

import hashlib
from pathlib import Path


def hash_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file; of one that is missing, nothing."""
    return hash_bytes(path.read_bytes()) if path.is_file() else ""


def read_sums(listing: Path) -> dict[str, str]:
    """Return {name: hash} of a file of checksums; none if there is no such file."""
    sums = {}
    if listing.is_file():
        for line in listing.read_text(encoding="utf-8").splitlines():
            digest, _, name = line.partition("  ")
            sums[name] = digest
    return sums
