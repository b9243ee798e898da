"""The command `dualuse`: the questions of `desk` at a shell, by the same names.

Exit status: 0 for an answer, whatever it says; 2 for input that is refused, in one line.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from dualuse.base.errors import InputError

# What each question takes: words in their order, and what may stand behind two dashes
QUESTIONS = {
    "check": ("the verdict on a claim of the articles", ["claim"], ["hedge"]),
    "claim": (
        "the verdict on a claim of your own: a series and a number, or a YAML file",
        ["series"],
        ["hedge", "period", "kind", "base", "over"],
    ),
    "claims": ("the verdicts on a CSV file of claims", ["table"], []),
    "codes": ("HS codes of product words", ["product"], []),
    "explain": ("the figures that cap a range", ["series", "period"], []),
    "figures": ("what was printed", ["product"], ["country", "period"]),
    "months": ("the range of each month", ["series", "period"], []),
    "official": ("totals of official rows", ["product"], ["country", "period"]),
    "plot": ("a picture of the months, into FILE", ["series", "period", "file"], []),
    "range_of": ("what the figures of a period allow", ["series", "period"], ["hedge"]),
    "search": ("where a word or a number occurs", ["word"], []),
    "series": ("what can be asked about", [], ["country"]),
    "without": ("what moves in all verdicts without", ["left_out"], []),
    "without_each": ("the same for each outlet, one at a time", [], []),
}
# an amount without a unit: what a shell leaves of "$140bn"
UNNAMED = re.compile(
    r"^[^$€£¥]*\d\s*([tb]n|[kmb]|thousand|[mbtr]+illion)( (an?|per) \w+)?$",
    re.IGNORECASE,
)
LEAVES_OUT = ["check", "claim", "explain", "months", "plot", "range_of"]


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser("dualuse", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (about, words, options) in QUESTIONS.items():
        command = commands.add_parser(name, help=about)
        for word in words:
            command.add_argument(word, nargs="+" if name == "without" else None)
        if name == "series":
            command.add_argument("product", nargs="?", help="such as drones")
        if name == "claim":
            command.add_argument("value", nargs="?", help="such as 'more than $110bn'")
            command.add_argument("unit", nargs="?", help="such as 'bn USD'")
        for option in options:
            command.add_argument(f"--{option}")
        if name in LEAVES_OUT:
            command.add_argument("--without", action="append", default=[])
        command.add_argument("--json", action="store_true", help="plain data")
    totals = commands.add_parser(
        "totals",
        help="add up official rows of any size; `part` marks a minimum: codes may be "
        "missing. The weight is a minimum where `value_weighed_usd` is below `value_usd`, "
        "the quantity where `value_counted_usd` is",
    )
    totals.add_argument("rows", type=Path, help="a file, or a folder of files")
    totals.add_argument("--code", help="an HS code of 2 to 10 digits")
    totals.add_argument("--engine", default="duckdb", choices=["duckdb", "spark"])
    totals.add_argument("--out", type=Path, help="a new CSV file")
    return parser


def answer(options: argparse.Namespace) -> Any:
    """Return the answer to a question, as `desk` gives it."""
    words = vars(options).copy()
    command = words.pop("command")
    words.pop("json", None)
    if command == "totals":
        # DuckDB takes half a second, and no other question needs it
        from dualuse.engine import official

        return official.run_totals(**words)
    # pandas takes a second, and --help needs none
    from dualuse import desk

    file = words.pop("file", None)
    given = {name: word for name, word in words.items() if word is not None}
    if command == "claim" and "unit" not in given:
        refuse_lost_dollars(given.get("value", ""))
    if command == "claim" and given.keys() <= {"series", "without"}:
        return desk.desk.check_own(given["series"], given["without"])
    result = getattr(desk, command)(**given)
    if file:
        result.savefig(file)
        return file
    return result


def refuse_lost_dollars(value: str) -> None:
    """Refuse "more than 40bn": of "$140bn" in double quotes a shell leaves that."""
    if UNNAMED.search(value):
        expected = "its unit: '$140bn' in single quotes, or 140 with --unit 'bn USD'"
        raise InputError("value", repr(value), expected)


def write_answer(result: Any, as_json: bool = False) -> str:
    """Return an answer as words, or as JSON."""
    if as_json and hasattr(result, "to_json"):
        return result.reset_index().to_json(orient="records", default_handler=str)
    if as_json:
        return json.dumps(result.to_dict(), ensure_ascii=False, default=str)
    if hasattr(result, "to_string"):
        shown = getattr(result, "shown", None)
        table = (
            result.to_string(max_colwidth=60) if shown is None else shown.to_string()
        )
        return result.write(table) if hasattr(result, "write") else table
    return str(result)


def main(arguments: list[str] | None = None) -> int:
    """Answer one question, and return the exit status."""
    options = build_parser().parse_args(arguments)
    try:
        print(write_answer(answer(options), getattr(options, "json", False)))
    except BrokenPipeError:
        return 0
    except (InputError, OSError) as error:
        print(f"dualuse: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
