"""One at a time: who writes below data/, or builds from it, waits for the others.

Two who read a table, add a row each and write it would lose one of the rows.
"""

from contextlib import AbstractContextManager

from filelock import FileLock, Timeout

from dualuse.base.errors import InputError
from dualuse.base.files import ROOT

BUILD = ROOT / "build"
LOCKS = {  # file: who waits for whom
    "lock": FileLock(BUILD / "lock"),  # whoever builds or writes
    "fetch": FileLock(BUILD / "fetch"),  # `make data`, which takes long between writes
}
WAITING = {
    "lock": "another command builds or writes here; waiting for it to end",
    "fetch": "another `make data` is at work; waiting for it to end",
}


def take_turn(name: str = "lock") -> AbstractContextManager:
    """Return a lock of this story, held: `with take_turn(): ...` gives it back.

    Whoever reads a table to change it reads it inside: somebody else may have written
    it in the meantime. Who holds a lock may take it again.

    Parameters
    ----------
    name : {"lock", "fetch"}
    """
    lock = LOCKS[name]
    if BUILD.is_file() or BUILD.is_symlink():
        raise InputError("build", "a file or a link", "a folder, or nothing")
    try:
        BUILD.mkdir(exist_ok=True)
        return lock.acquire(timeout=0)
    except Timeout:
        print(WAITING[name], flush=True)
        return lock.acquire()
    except OSError as error:
        raise InputError("build", error.strerror, "a folder to write to") from None
