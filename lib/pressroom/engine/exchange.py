"""Put one folder in the place of another in one step, where the system can: no moment shows pages of both."""

import ctypes
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

THREADS = 8
HERE, SWAP = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux


def folders(new: Path, reports: Path, made: set[str], gone: set[str]) -> bool:
    """Let a complete new folder take the place of reports/; return whether it did.

    What no build made (a CNAME, notes, variants/) is the same file in the new folder: a second name of it. Not done
    for a link, a mount, another file system or another owner's folder: there pages are put one by one.

    Parameters
    ----------
    new, reports : Path
        `new` then is the old folder, or gone if there was none.
    made, gone : set of str
        Files of the new build, and of the build before, which do not stay.
    """
    if not os.path.lexists(reports):
        reports.parent.mkdir(parents=True, exist_ok=True)
        new.rename(reports)
        return True
    if sys.platform != "linux" or reports.is_symlink() or not reports.is_dir() or os.path.ismount(reports):
        return False
    there = reports.stat()
    if (there.st_dev, there.st_uid) != (new.stat().st_dev, os.geteuid()) or not os.access(reports, os.W_OK):
        return False
    try:
        _keep(new, reports, made | gone | {f"{Path(n).parent}/.{Path(n).name}.part" for n in made})
        shutil.copymode(reports, new)
        # the folder must not be there before what it holds; side by side, as a disk writes many at once
        with ThreadPoolExecutor(THREADS) as pool:
            all(pool.map(_on_disk, (new / name for name in made)))
        libc = ctypes.CDLL(None, use_errno=True)
        return libc.renameat2(HERE, os.fsencode(new), HERE, os.fsencode(reports), SWAP) == 0
    except (OSError, AttributeError):  # no second names, or an older C library
        return False


def _on_disk(path: Path) -> bool:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return True


def _keep(new: Path, reports: Path, others: set[str]) -> None:
    """Give the files of reports/ that are none of the others a second name in the new folder."""
    for place, folders, names in os.walk(reports):
        relative = Path(place).relative_to(reports)
        links = [f for f in folders if (Path(place) / f).is_symlink()]
        ours = {name for name in others if Path(name).parent == relative}
        kept = [n for n in (*names, *links) if (relative / n).as_posix() not in others]
        if kept or not (ours or folders):  # an empty folder is the reader's own as well
            (new / relative).mkdir(parents=True, exist_ok=True)
        for name in kept:
            os.link(Path(place) / name, new / relative / name, follow_symlinks=False)
