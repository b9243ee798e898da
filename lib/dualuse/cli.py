"""The command `dualuse`: the functions of `desk` at a shell, by the same names.

Exit status: 0 for an answer, whatever it says; 2 for input that is refused, in one line.
"""

import argparse
import inspect
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from dualuse import desk
from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.desk import asking

FIGURES = ["role", "reporter", "partner", "flow", "product", "source", "outlet"]
OFFICIAL = ["category", "reporter", "partner", "flow", "source"]
COLUMNS = {
    "figures": FIGURES,
    "series": FIGURES[1:6],
    "official": OFFICIAL,
    "check": asking.COLUMNS,
}
SEVERAL = ["without", "left_out"]  # options that may be given more than once


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands: a function of the desk each."""
    parser = argparse.ArgumentParser("dualuse", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in desk.__all__:
        question = getattr(desk, name)
        about = str(inspect.getdoc(question)).partition("\n")[0]
        command = commands.add_parser(name, help=about)
        words = [*inspect.signature(question).parameters.values()]
        for word in words:
            if word.kind is word.VAR_KEYWORD:
                for column in COLUMNS[name]:
                    command.add_argument(f"--{column}")
            elif word.name in SEVERAL:
                command.add_argument(f"--{word.name}", action="append", default=[])
            elif word.name == "literal":
                command.add_argument("--literal", action="store_true")
            elif word.default is word.empty:
                command.add_argument(word.name)
            elif word.name == "claim":
                command.add_argument(
                    "claim", nargs="?", help="an id, a YAML or a CSV file"
                )
            else:
                command.add_argument(f"--{word.name}")
        if name == "plot":
            command.add_argument("--out", required=True, help="a PNG or SVG file")
        command.add_argument("--json", action="store_true")
        command.add_argument("--csv", action="store_true")
    totals = commands.add_parser("totals", help="add up official rows of any size")
    totals.add_argument("rows", type=Path, help="a file, or a folder of files")
    totals.add_argument("--code", help="an HS code of 2 to 10 digits")
    totals.add_argument("--engine", default="duckdb", choices=["duckdb", "spark"])
    totals.add_argument("--out", type=Path, help="a new CSV file")
    return parser


def answer(options: argparse.Namespace) -> Any:
    """Return the answer to a question, as `desk` gives it."""
    words = {
        name: word for name, word in vars(options).items() if word not in (None, [])
    }
    command = words.pop("command")
    for name in ("json", "csv"):
        words.pop(name, None)
    if command == "totals":
        # DuckDB takes half a second, and no other question needs it
        from dualuse.engine import official

        return official.run_totals(**words)
    given = [words.pop("claim")] if "claim" in words else []
    if given and given[0].endswith((".yaml", ".yml")):
        given = [read_fields(Path(given[0]))]
    out = words.pop("out", None)
    result = getattr(desk, command)(*given, **words)
    if out:
        result.savefig(out)
        return out
    return result


def read_fields(path: Path) -> dict[str, Any]:
    """Return the fields of a claim in a YAML file, but for its words."""
    given = tables.read_yaml(path)
    if not isinstance(given, dict):
        raise InputError(str(path), type(given).__name__, "fields of one claim")
    return {name: word for name, word in given.items() if name != "claim"}


def write_answer(result: Any, as_json: bool = False, as_csv: bool = False) -> str:
    """Return an answer as it prints, as JSON or as CSV."""
    if hasattr(result, "to_dict") and not isinstance(result, pd.DataFrame):
        if as_json:
            return json.dumps(result.to_dict(), ensure_ascii=False, default=str)
        result = pd.DataFrame([result.summarise()]) if as_csv else result
    if isinstance(result, pd.DataFrame):
        plain = result if result.index.name is None else result.reset_index()
        if as_json:
            return plain.astype(object).to_json(orient="records", default_handler=str)
        return plain.to_csv(index=False) if as_csv else plain.to_string(index=False)
    return str(result)


def main(arguments: list[str] | None = None) -> int:
    """Answer one question, and return the exit status."""
    options = build_parser().parse_args(arguments)
    written = [getattr(options, name, False) for name in ("json", "csv")]
    try:
        print(write_answer(answer(options), *written))
    except BrokenPipeError:
        return 0
    except (InputError, OSError) as error:
        print(f"dualuse: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
