"""What a machine or a shell may forbid a build: said by name before anything runs, not met half-way."""

import os
import sys

from pressroom.errors import InputError

FILES, LARGEST = 256, 64 * 2**20  # open files, and bytes of one file: some times what a build takes


def check() -> None:
    """Refuse limits under which a build would end half-way; raise that of open files where one may.

    Raises
    ------
    InputError
        With the limit's name, what it is and what would do.

    Examples
    --------
    >>> check()
    """
    if sys.flags.optimize:
        found = sys.flags.optimize
        raise InputError("PYTHONOPTIMIZE", found, "nothing: it takes the checks out of the notebooks")
    os.umask(mask := os.umask(0o077))
    if mask & 0o700:
        raise InputError("umask", f"{mask:03o}", "one that lets you read what you write, such as 022")
    try:
        import resource
    except ImportError:  # Windows has none of these limits
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < FILES:
        if hard != resource.RLIM_INFINITY and hard < FILES:
            raise InputError("ulimit -n", f"{hard} open files", f"{FILES} or more")
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, hard))
    largest = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    if largest != resource.RLIM_INFINITY and largest < LARGEST:
        raise InputError("ulimit -f", f"files of {largest} bytes", f"{LARGEST} bytes or more, or unlimited")
