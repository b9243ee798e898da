"""Ctrl-C says "stopped", not where a program was just then: programs import this before anything else.

Libraries take a second to be read, and until then no `try` of the program's own is there to answer.
"""

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
    """End the program; Ctrl-C while its last threads end would be answered by where they were.

    Parameters
    ----------
    status : int
        The exit status.

    Examples
    --------
    >>> leave(0)  # doctest: +SKIP
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(status)


sys.excepthook = said
