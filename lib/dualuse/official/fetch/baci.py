"""Bring CEPII's BACI and keep the pairs of the story: `python -m dualuse.official.fetch baci`.

The zip (all countries, several hundred megabytes) is downloaded once, resumed where it broke off, read year by
year, and removed when each year has been reduced. Licence: Etalab 2.0, so the rows may be re-published.
"""

import os
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import httpx
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from dualuse.data import load
from dualuse.official import observations
from dualuse.official.fetch import client
from dualuse.official.formats import _file
from dualuse.official.formats import baci as baci_format
from pressroom.errors import InputError

URL = "https://www.cepii.fr/DATA_DOWNLOAD/baci/data/BACI_HS22_V202601.zip"


def download(url, path, wait=client.WAIT, attempts=client.ATTEMPTS, timeout=client.TIMEOUT):
    """Download a file, going on from what a run before left in PATH.part.

    Raises
    ------
    client.Temporary
        If the last attempt failed too.
    InputError
        If the address has no such file.
    """
    part = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(*columns, console=client.console) as bar:
        client.again(wait, attempts)(_once, url, part, timeout, bar, bar.add_task("BACI", total=None))
    part.replace(path)


def _once(url, part, timeout, bar, task):
    there = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={there}-"} if there else {}
    try:
        with httpx.stream("GET", url, headers=headers, timeout=timeout, follow_redirects=True) as reply:
            if reply.status_code == 416:  # there is no more to come, or the file has changed
                part.unlink()
                raise client.Temporary("the part does not fit the file")
            if reply.status_code == 429 or reply.status_code >= 500:
                after = client.retry_after(reply.headers.get("Retry-After"))
                if after is not None and after > client.LONGEST_WAIT:
                    raise InputError(url, f"HTTP {reply.status_code}, wait {after:.0f} s", "an answer today")
                raise client.Temporary(f"HTTP {reply.status_code}", after)
            if reply.status_code not in (200, 206):
                raise InputError(url, f"HTTP {reply.status_code}", "the zip of a BACI release")
            start = there if reply.status_code == 206 else 0
            length = reply.headers.get("Content-Length")
            total = start + int(length) if length else None
            bar.update(task, total=total, completed=start)
            with part.open("ab" if start else "wb") as out:
                for block in reply.iter_bytes():
                    out.write(block)
                    bar.advance(task, len(block))
    except httpx.RequestError as error:
        raise client.Temporary(type(error).__name__) from None
    if total is not None and part.stat().st_size != total:
        raise client.Temporary(f"{part.stat().st_size} of {total} bytes")


def reduce(archive, folder):
    """Keep, of each year in BACI's zip, the trade between China and the countries of the plan.

    Returns
    -------
    list of (str, int, int)
        File, rows read, rows kept.
    """
    if not zipfile.is_zipfile(archive):
        raise InputError(archive.name, "no zip file", "the zip of a BACI release")
    table = load.reference("countries").set_index("iso3")["baci"]
    chn = table["CHN"]
    circle = ", ".join(table[p] for p in client.PLAN[0][2])
    done = []
    for member in _file.members(archive):
        if not re.search(r"_Y\d{4}_", member):
            continue
        target = folder / f"{Path(member).stem}.csv"
        if client.stored(target) is None:
            source = _file.unpack(archive, member)
            scan = f"read_csv({_file.quote(source)}, header=true, all_varchar=true)"
            count = duckdb.sql(f"SELECT count(*) FROM {scan}").fetchall()[0][0]
            kept = duckdb.sql(
                f"SELECT {', '.join(baci_format.COLUMNS)} FROM {scan}"
                f" WHERE (trim(i) = '{chn}' AND trim(j) IN ({_quoted(circle)}))"
                f" OR (trim(j) = '{chn}' AND trim(i) IN ({_quoted(circle)})) ORDER BY ALL"
            ).fetchall()
            _file.discard(source)
            lines = [
                ",".join(baci_format.COLUMNS),
                *(",".join(v.strip() if v else "NA" for v in row) for row in kept),
            ]
            asked = datetime.now(UTC).isoformat(timespec="seconds")
            note = {"asked": asked, "member": member, "read": count, "rows": len(kept)}
            client.store(target, ("\n".join(lines) + "\n").encode(), note)
            done.append((target.name, count, len(kept)))
        else:
            done.append((target.name, 0, 0))
    return done


def _quoted(numbers):
    return ", ".join(f"'{n.strip()}'" for n in numbers.split(","))


def main(folder=None, url=None, wait=client.WAIT):
    """Return 0 if the release is in hand, 1 otherwise."""
    folder = Path(folder or observations.FOLDER / "fetched/baci")
    url = url or os.environ.get("DUALUSE_BACI_URL") or URL
    archive = folder / Path(url).name
    hidden = archive.with_name(f".{archive.name}")  # so that nobody reads it as data meanwhile
    try:
        if not zipfile.is_zipfile(hidden):  # whole already, if a run before was stopped while it unpacked
            download(url, hidden, wait=wait)
        done = reduce(hidden, folder)
    except (client.Temporary, InputError) as error:
        client.console.print(f"fetch: BACI: {error}", highlight=False)
        return 1
    hidden.unlink()
    for name, read, kept in done:
        client.console.print(
            f"{name}: {read:,} rows read, {kept:,} kept" if read else f"{name}: already in hand"
        )
    return 0 if done else 1
