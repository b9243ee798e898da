"""What was typed at make as NAME=value, word for word: neither make nor a shell has expanded it."""

import os
import re
from collections.abc import Mapping

from pressroom.errors import InputError

MAKES_OWN = ("PYTHON", "VENV", "MAKEFLAGS", "SHELL", "PYTHONHASHSEED")


def typed(arguments: list[str], environ: Mapping[str, str] | None = None) -> dict[str, str]:
    r"""Return {NAME: value} from arguments, and from the command line of the make that called us.

    make hands its command line down in MAKEFLAGS, behind ` -- `, as it was typed: a backslash before each blank and
    backslash, each dollar doubled. The Makefile keeps the variables themselves to itself (`unexport`), since to hand
    one down make would expand it: $2 would be lost, $(shell ...) would run.

    Parameters
    ----------
    arguments : list of str
        "NAME=value" each.
    environ : mapping, optional
        In place of os.environ.

    Raises
    ------
    InputError
        For an argument that is not NAME=value.

    Examples
    --------
    >>> typed([], {"MAKEFLAGS": r"s -- NOTE=up\ from\ $$100m"})
    {'NOTE': 'up from $100m'}
    """
    environ = os.environ if environ is None else environ
    found = {}
    _, _, line = f" {environ.get('MAKEFLAGS', '')}".partition(" -- ")
    for word in re.findall(r"(?:\\.|[^\\ ])+", line, re.S):
        name = re.match(r"([A-Za-z_]\w*)[:+?!]*=", word)
        if name and name[1] not in MAKES_OWN:
            found[name[1]] = re.sub(r"\\(.)", r"\1", word[name.end() :], flags=re.S).replace("$$", "$")
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or not name.isidentifier():
            raise InputError("command line", repr(argument), "NAME=value")
        found[name] = value
    return found
