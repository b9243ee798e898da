"""Bring CEPII's BACI and keep the pairs of the story: `python -m dualuse.official.fetch baci`.

The zip (all countries, several hundred megabytes) is downloaded once, resumed where it broke off, read year by
year, and removed when each year has been reduced. Licence: Etalab 2.0, so the rows may be re-published.
"""

import os
import re
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import httpx
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from dualuse.data import load
from dualuse.official import observations
from dualuse.official.fetch import client, plan
from dualuse.official.formats import _file
from dualuse.official.formats import baci as baci_format
from pressroom import files
from pressroom.errors import InputError

MOST_SECONDS, MOST_BYTES = 6 * 3600, 1 << 33  # of one download; the release of 2026 has some 3e8 bytes


def download(
    url: str,
    part: Path,
    wait: float = client.WAIT,
    attempts: int = client.ATTEMPTS,
    timeout: float = client.TIMEOUT,
) -> None:
    """Download a file into PART, going on from what a run before left there if the file is still the same.

    Raises
    ------
    client.Temporary
        If the last attempt failed too.
    client.Stopped
        If there is no network, or the download takes too long or is too large.
    InputError
        If the address has no such file.
    """
    client.safe(url)
    try:
        with httpx.Client(timeout=client.PROBE / 2) as http:
            client.within(client.PROBE, http.head, url)
    except (httpx.RequestError, client.Temporary) as error:
        raise client.Stopped(f"no network, or no answer from {url} ({type(error).__name__})") from None
    part.parent.mkdir(parents=True, exist_ok=True)
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(*columns, console=client.console) as bar:
        until, task = time.monotonic() + MOST_SECONDS, bar.add_task("BACI", total=None)
        client.again(wait, attempts)(_once, url, part, timeout, until, lambda **now: bar.update(task, **now))


def _once(url: str, part: Path, timeout: float, until: float, show: Callable) -> None:
    tag = part.with_name(f"{part.name}.tag.part")  # which file the part is a part of, as the server calls it
    known = tag.read_text() if tag.exists() and part.exists() else ""
    there = part.stat().st_size if known else 0  # without a name for it the part may be another file's
    headers = {"Range": f"bytes={there}-", "If-Range": known} if there else {}
    try:
        headers["Accept-Encoding"] = "identity"
        with httpx.stream("GET", url, headers=headers, timeout=timeout) as reply:
            if reply.status_code == 416:  # there is no more to come, or the file has changed
                tag.unlink()
                raise client.Temporary("the part does not fit the file")
            client.refused(reply.status_code, reply.headers, url)
            span = reply.headers.get("Content-Range", "")
            if reply.status_code == 206 and span and not span.startswith(f"bytes {there}-"):
                tag.unlink(missing_ok=True)
                raise client.Temporary(f"the range {span[:40]}")
            start = there if reply.status_code == 206 else 0
            etag = reply.headers.get("ETag", "")
            tag.write_text(etag if etag.startswith('"') else "")  # a weak one does not promise the same bytes
            length = reply.headers.get("Content-Length", "")
            total = start + int(length) if length.isdecimal() else None
            with part.open("ab" if start else "wb") as out:
                for block in reply.iter_bytes():
                    out.write(block)
                    show(total=total, completed=out.tell())
                    if time.monotonic() > until or out.tell() > MOST_BYTES:
                        raise client.Stopped(f"a download's limit: {out.tell():,} bytes in {MOST_SECONDS} s")
    except httpx.RequestError as error:
        raise client.Temporary(type(error).__name__) from None
    if total is not None and part.stat().st_size != total:
        raise client.Temporary(f"{part.stat().st_size} of {total} bytes")
    tag.unlink()


def reduce(archive: Path, folder: Path, pairs: list[tuple[str, str]]) -> list[tuple[str, int, int]]:
    """Keep, of each year in BACI's zip, the trade both ways between the pairs of the plan.

    Returns
    -------
    list of (str, int, int)
        File, rows read, rows kept.
    """
    if not zipfile.is_zipfile(archive):
        raise InputError(archive.name, "no zip file", "the zip of a BACI release")
    numbers = load.reference("countries").set_index("iso3")["baci"].str.split()
    both = {(a, b) for one, other in pairs for a in numbers[one] for b in numbers[other]}
    wanted = ", ".join(f"('{a}', '{b}'), ('{b}', '{a}')" for a, b in sorted(both))
    done = []
    for member in _file.members(archive):
        if not re.search(r"_Y\d{4}_", member):
            continue
        target = folder / f"{Path(member).stem}.csv"
        if _file.stored(target) is None:
            source = _file.unpack(archive, member)
            scan = f"read_csv({_file.quote(source)}, header=true, all_varchar=true)"
            count = duckdb.sql(f"SELECT count(*) FROM {scan}").fetchall()[0][0]
            kept = duckdb.sql(
                f"SELECT {', '.join(baci_format.COLUMNS)} FROM {scan}"
                f" WHERE (trim(i), trim(j)) IN ({wanted}) ORDER BY ALL"
            ).fetchall()
            _file.discard(source)
            lines = [",".join(v.strip() if v else "NA" for v in row) for row in [baci_format.COLUMNS, *kept]]
            asked = datetime.now(UTC).isoformat(timespec="seconds")
            note = {"asked": asked, "member": member, "read": count, "rows": len(kept)}
            _file.store(target, ("\n".join(lines) + "\n").encode(), note)
            done.append((target.name, count, len(kept)))
        else:
            done.append((target.name, 0, 0))
    return done


def main(folder: Path | None = None, url: str | None = None, wait: float = client.WAIT) -> int:
    """Return 0 if the release is in hand, 1 otherwise."""
    folder = Path(folder or observations.FOLDER / "fetched/baci")
    try:
        lines = plan.of("baci")
        url = url or os.environ.get("DUALUSE_BACI_URL") or lines[0]["address"]
        pinned = lines[0]["sha256"] if url == lines[0]["address"] else ""
        part = folder / f"{Path(url).name}.part"  # a name that nobody reads as data
        with client.alone(folder):
            if not zipfile.is_zipfile(part):  # whole already, if a run before was stopped while it unpacked
                download(url, part, wait=wait)
            try:
                if pinned and (found := files.of_file(part)) != pinned:
                    expected = f"{pinned[:12]}, as {plan.WHERE} says"
                    raise InputError(part.name, f"SHA-256 {found[:12]}", expected)
                pairs = [(line["reporter"], other) for line in lines for other in line["partners"].split()]
                done = reduce(part, folder, pairs)
            except InputError:  # a damaged one is asked for again
                part.unlink()
                raise
            part.unlink()
    except (client.Temporary, client.Stopped, InputError) as error:
        client.console.print(f"fetch: BACI: {error}", highlight=False, soft_wrap=True)
        return 1
    for name, read, kept in done:
        client.console.print(
            f"{name}: {read:,} rows read, {kept:,} kept" if read else f"{name}: already in hand"
        )
    return 0 if done else 1
