"""The command `dualuse`: the questions of `desk` at a shell.

Exit status: 0 for an answer, whatever it says; 2 for input that is refused, in one line.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from dualuse.errors import InputError


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser("dualuse", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    check = commands.add_parser("check", help="the verdict on a claim of the articles")
    check.add_argument("claim", help="id or slug: A1, drones-to-russia")
    check.add_argument("--hedge", default="newspaper", help="newspaper or strict")
    check.add_argument("--without", action="append", default=[], help="leave out")

    claim = commands.add_parser("claim", help="the verdict on a claim of your own")
    claim.add_argument("file", type=Path, help="YAML, as in CONTRIBUTING.md")

    figures = commands.add_parser("figures", help="what was printed")
    figures.add_argument("product")
    figures.add_argument("--country", default="")
    figures.add_argument("--period", default="")

    span = commands.add_parser("range", help="what the figures of a period allow")
    span.add_argument("series", help="such as CHN-RUS-export-all-GACC")
    span.add_argument("period", help="such as 2023-05, 2023Q2, 'April to June 2022'")

    codes = commands.add_parser("codes", help="HS codes of product words")
    codes.add_argument("product", nargs="+")

    totals = commands.add_parser(
        "totals",
        help="add up official rows of any size; `part` marks a floor: codes may be missing",
    )
    totals.add_argument("rows", type=Path, help="a file, or a folder of files")
    totals.add_argument("--code", help="an HS code of 2 to 10 digits")
    totals.add_argument("--engine", default="duckdb", choices=["duckdb", "spark"])
    totals.add_argument("--out", type=Path, help="a new CSV file")

    return parser


def answer(options: argparse.Namespace) -> object:
    """Return the answer to a question, as `desk` gives it."""
    # pandas takes a second, and --help needs none
    from dualuse import desk

    match options.command:
        case "check":
            return desk.check(options.claim, options.hedge, options.without)
        case "claim":
            return desk.read_own(options.file)
        case "figures":
            return desk.figures(options.product, options.country, options.period)
        case "range":
            return desk.range_of(options.series, options.period)
        case "codes":
            return desk.codes(" ".join(options.product))
        case _:
            # DuckDB takes half a second, and no other question needs it
            from dualuse import official

            return official.run_totals(
                options.rows,
                options.engine,
                options.code,
                options.out,
            )


def write_answer(result: Any) -> str:
    """Return an answer as a table or as words."""
    if hasattr(result, "to_string"):
        return result.to_string(max_colwidth=60)
    return repr(result)


def main(arguments: list[str] | None = None) -> int:
    """Answer one question, and return the exit status."""
    options = build_parser().parse_args(arguments)
    try:
        print(write_answer(answer(options)))
    except BrokenPipeError:
        return 0
    except (InputError, OSError) as error:
        print(f"dualuse: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
