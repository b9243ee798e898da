"""Ctrl-C says "stopped", not where a program was just then: programs import this before anything else.

Libraries take a second to be read, and until then no `try` of the program's own is there to answer.
"""

import sys
from types import TracebackType


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


sys.excepthook = said
