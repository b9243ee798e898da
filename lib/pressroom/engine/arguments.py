"""What was typed at make as NAME=value, word for word: no shell has read it, so quotes and dollars are safe."""

import os
import re

from pressroom.errors import InputError

MAKES_OWN = ("PYTHON", "VENV", "MAKEFLAGS", "SHELL", "PYTHONHASHSEED")


def typed(arguments, environ=None):
    """Return {NAME: value} from arguments, and from the command line of the make that called us.

    make exports every variable of its command line, and lists their names in MAKEFLAGS behind ` -- `.

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
    """
    environ = os.environ if environ is None else environ
    found = {}
    _, _, line = f" {environ.get('MAKEFLAGS', '')}".partition(" -- ")
    for word in re.split(r"(?<!\\) ", line):
        name = re.match(r"([A-Za-z_]\w*)[:+?]*=", word)
        if name and name[1] not in MAKES_OWN and name[1] in environ:
            found[name[1]] = environ[name[1]]
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or not name.isidentifier():
            raise InputError("command line", repr(argument), "NAME=value")
        found[name] = value
    return found
