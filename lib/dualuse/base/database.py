"""Databases of DuckDB that read the files they were given, and no other; they write none.

A cell, a name or a statement that asks for another file is refused by DuckDB itself.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it takes a fifth of a second, and few who import this need it
    from duckdb import DuckDBPyConnection  # for its name alone

NO_EXTENSIONS = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
HAS_PROGRESS_BAR = "SELECT current_setting('enable_progress_bar')"


def open_database() -> "DuckDBPyConnection":
    """Return an empty database that loads no extension and draws no bar into a page.

    Nothing runs that the lock does not name. In a kernel without widgets there is no bar,
    and DuckDB refuses to be told so.
    """
    import duckdb  # it takes a fifth of a second

    database = duckdb.connect(config=NO_EXTENSIONS)
    if database.execute(HAS_PROGRESS_BAR).fetchall() == [(True,)]:
        database.execute("SET enable_progress_bar = false")
    return database


def seal(
    database: "DuckDBPyConnection",
    paths: Sequence[Path] = (),
    folders: Sequence[Path] = (),
) -> None:
    """Let a database read these files, and what lies in these folders; for good."""
    for setting, allowed in (
        ("allowed_paths", paths),
        ("allowed_directories", folders),
    ):
        names = [str(path) for path in allowed]
        database.execute(f"SET {setting} = $names", {"names": names})
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
