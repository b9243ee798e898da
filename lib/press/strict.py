"""Read CSV and YAML so that nothing in them can be lost or shifted in silence."""

import csv
import io

from press.errors import InputError


def text(path, where):
    """Return a file's text; anything but UTF-8 without NUL is an InputError. A byte order mark is not text."""
    try:
        found = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(where, "no such file", "a file in UTF-8") from None
    except UnicodeDecodeError as error:
        raise InputError(where, f"byte {error.start}: {error.reason}", "UTF-8") from None
    if "\0" in found:
        raise InputError(where, "a NUL character", "text")
    return found


def table(path, where, may_be_empty=False):
    """Return a CSV as text columns: every row has one field a column, no more and no fewer.

    pandas would take a field too many for an index, fill up what is missing and rename a column that stands twice.

    Returns
    -------
    pandas.DataFrame
        All columns text; an empty cell is the empty string.

    Raises
    ------
    InputError
        With the line of the file.
    """
    import pandas as pd

    reader = csv.reader(io.StringIO(text(path, where), newline=""), strict=True)
    rows = []
    try:
        for row in reader:
            if row and rows and len(row) != len(rows[0]):
                found = f"{len(row)} fields"
                raise InputError(where, found, f"{len(rows[0])}, as in the first line", reader.line_num)
            rows += [row] if row else []
    except csv.Error as error:
        raise InputError(where, str(error), "CSV", max(reader.line_num, 1)) from None
    if len(rows) < (1 if may_be_empty else 2):
        raise InputError(where, "no rows", "a first line with names, and rows")
    header, *body = rows
    for name in header:
        if header.count(name) > 1 or not name.strip():
            raise InputError(where, f"the column {name!r}", "columns with names that differ", 1)
    return pd.DataFrame(body, columns=header, dtype=str)


def document(content, where):
    """Return what a YAML text says: plain values, no key twice, no anchors.

    PyYAML would keep the last of two equal keys; anchors can make a small file into a huge one.
    """
    import yaml

    class Plain(yaml.SafeLoader):
        def compose_node(self, parent, index):
            event = self.peek_event()
            if getattr(event, "anchor", None):
                raise yaml.composer.ComposerError(None, None, "an anchor or alias", event.start_mark)
            return super().compose_node(parent, index)

        def construct_mapping(self, node, deep=False):
            seen = set()
            for key, _ in node.value:
                if key.value in seen if isinstance(key.value, str) else False:
                    problem = f"the key {key.value!r} twice"
                    raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
                seen.add(key.value if isinstance(key.value, str) else None)
            return super().construct_mapping(node, deep)

    try:
        return Plain(content).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date such as 2022-02-31
        words = "too many brackets" if isinstance(error, RecursionError) else " ".join(str(error).split())
        raise InputError(where, words[:200], "plain YAML") from None
