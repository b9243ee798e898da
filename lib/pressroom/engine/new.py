"""Begin a story of your own: a folder with one worked example, which builds at once.

Usage: python -m pressroom.engine.new FOLDER
       python -m pressroom.engine.new --hashes    (in that folder, after a meant change of its data: `make hashes`)
"""

import pressroom.quiet  # noqa: F401

import os
import shutil
import sys
from pathlib import Path

from pressroom import files, project
from pressroom.engine.arguments import typed
from pressroom.errors import InputError

TEMPLATE = Path(__file__).parents[1] / "new_story"
BUILT = shutil.ignore_patterns("processed", ".*")


def new(folder: Path, layers: dict[Path, str] | None = None) -> None:
    """Copy the example into a folder that is not there yet, or is empty.

    Parameters
    ----------
    folder : Path
    layers : dict of Path to str, optional
        In place of the example: folders, and where in the new one the content of each goes; the last one wins.

    Raises
    ------
    InputError
        If something is there already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputError(folder.name, "a folder that is not empty", "a new one")
    for layer, at in (layers or {TEMPLATE: "."}).items():
        shutil.copytree(layer, folder / at, dirs_exist_ok=True, ignore=BUILT, copy_function=shutil.copyfile)
    press = os.path.relpath(Path(__file__).parents[3], folder)
    makefile = folder / "Makefile"
    makefile.write_text(makefile.read_text(encoding="utf-8").replace("@press@", press), encoding="utf-8")
    files.promise(folder / "data")


def main(arguments: list[str], layers: dict[Path, str] | None = None) -> int:
    """Do what was asked; return the exit status."""
    try:
        if arguments == ["--hashes"]:
            files.promise(project.DATA, project.own())
            return 0
        where = arguments[0] if arguments else typed([]).get("STORY", "")
        if not where:
            raise InputError("make new", "no folder", "make new STORY=../folder")
        new(Path(where), layers)
        print(f"{where} is ready: `make -C {where}` builds its pages")
    except (InputError, OSError) as error:
        print(f"new: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
