"""The command `dualuse`: the questions of `desk` at a shell.

Exit status: 0 for an answer, whatever it says; 2 for input that is refused, in one line.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from dualuse.base.errors import InputError

CLAIM_FIELDS = ["period", "unit", "hedge", "kind", "base", "over"]


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser("dualuse", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    check = commands.add_parser("check", help="the verdict on a claim of the articles")
    check.add_argument("claim", help="id or slug: A1, drones-to-russia")
    check.add_argument("--hedge", default="newspaper", help="newspaper or strict")
    check.add_argument("--without", action="append", default=[], help="leave out")

    claim = commands.add_parser("claim", help="the verdict on a claim of your own")
    claim.add_argument(
        "words",
        nargs="+",
        help="a YAML file, as in CONTRIBUTING.md; or a series and a number, such as "
        "'China exports to Russia, all goods' 'more than $110bn' --period 2023",
    )
    for field in CLAIM_FIELDS:
        claim.add_argument(f"--{field}", help="as of desk.claim")
    claim.add_argument("--without", action="append", default=[], help="leave out")

    figures = commands.add_parser("figures", help="what was printed")
    figures.add_argument("product")
    figures.add_argument("--country", default="")
    figures.add_argument("--period", default="")
    figures.add_argument("--full", action="store_true", help="every column")

    search = commands.add_parser("search", help="where a word occurs")
    search.add_argument("word")

    span = commands.add_parser("range", help="what the figures of a period allow")
    span.add_argument("series", help="such as CHN-RUS-export-all-GACC")
    span.add_argument("period", help="such as 2023-05, 2023Q2, 'April to June 2022'")
    span.add_argument("--without", action="append", default=[], help="leave out")

    months = commands.add_parser("months", help="the range of each month")
    months.add_argument("series")
    months.add_argument("period")
    months.add_argument("--without", action="append", default=[], help="leave out")

    without = commands.add_parser("without", help="what moves in all verdicts without")
    without.add_argument("left_out", nargs="+", help="figures, pages, outlets, sources")

    codes = commands.add_parser("codes", help="HS codes of product words")
    codes.add_argument("product", nargs="+", help="drones vests, or 'body armor'")

    totals = commands.add_parser(
        "totals",
        help="add up official rows of any size; `part` marks a minimum: codes may be "
        "missing. The weight is a minimum where `value_weighed_usd` is below `value_usd`",
    )
    totals.add_argument("rows", type=Path, help="a file, or a folder of files")
    totals.add_argument("--code", help="an HS code of 2 to 10 digits")
    totals.add_argument("--engine", default="duckdb", choices=["duckdb", "spark"])
    totals.add_argument("--out", type=Path, help="a new CSV file")

    return parser


def answer(options: argparse.Namespace) -> object:
    """Return the answer to a question, as `desk` gives it."""
    # pandas takes a second, and --help needs none
    from dualuse.desk import desk

    match options.command:
        case "check":
            return desk.check(options.claim, options.hedge, options.without)
        case "claim":
            return answer_claim(options)
        case "figures":
            return desk.figures(
                options.product, options.country, options.period, options.full
            )
        case "search":
            return desk.search(options.word)
        case "range":
            return desk.range_of(
                options.series, options.period, without=options.without
            )
        case "months":
            return desk.months(options.series, options.period, without=options.without)
        case "without":
            return desk.without(options.left_out)
        case "codes":
            return desk.codes(options.product)
        case _:
            # DuckDB takes half a second, and no other question needs it
            from dualuse.engine import official

            return official.run_totals(
                options.rows,
                options.engine,
                options.code,
                options.out,
            )


def answer_claim(options: argparse.Namespace) -> object:
    """Return the verdict on a claim in a file, or in the words of a shell."""
    # pandas takes a second, and --help needs none
    from dualuse.desk import desk

    fields = {}
    for field in CLAIM_FIELDS:
        word = getattr(options, field)
        if word is not None:
            fields[field] = word
    if len(options.words) == 1 and not fields:
        return desk.check_own(options.words[0], options.without)
    if len(options.words) != 2:
        found = f"{len(options.words)} words"
        expected = "a file; or a series and a number, each in quotation marks"
        raise InputError("claim", found, expected)
    series, value = options.words
    return desk.claim(series, value, without=options.without, **fields)


def write_answer(result: Any) -> str:
    """Return an answer as a table or as words."""
    if hasattr(result, "to_string"):
        shown = getattr(result, "shown", None)
        table = (
            result.to_string(max_colwidth=60) if shown is None else shown.to_string()
        )
        return result.write(table) if hasattr(result, "write") else table
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
