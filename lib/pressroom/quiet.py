"""Ctrl-C says "stopped", not where a program was just then: programs import this before anything else.

Libraries take a second to be read, and until then no `try` of the program's own is there to answer.
"""

import atexit
import contextlib
import os
import signal
import sys
from types import TracebackType
from typing import NoReturn


def said(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say that a program was stopped; leave every other error to Python.

    Examples
    --------
    >>> said(KeyboardInterrupt, KeyboardInterrupt(), None)
    """
    if issubclass(kind, KeyboardInterrupt):
        print("stopped", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


def leave(status: int) -> NoReturn:
    """End the program at once: Python would tidy up for 0.3 s, and Ctrl-C be answered by where it was just then.

    Parameters
    ----------
    status : int
        The exit status.

    Examples
    --------
    >>> leave(0)  # doctest: +SKIP
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    atexit._run_exitfuncs()
    with contextlib.suppress(OSError, ValueError):  # nobody reads on
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


sys.excepthook = said
