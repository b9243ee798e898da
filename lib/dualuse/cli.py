"""The bench at a shell: `dualuse check A1`, `dualuse figures drones --country Russia`, `dualuse claim my/claim.yaml`.

Exit status: 0 for an answer, whatever it says; 2 for input that is refused; 1 for any other failure.
"""

import pressroom.quiet  # noqa: F401

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from pressroom import project
from pressroom.errors import InputError


def parser() -> argparse.ArgumentParser:
    """Return the commands and their options."""
    made = argparse.ArgumentParser(prog="dualuse", description=__doc__.partition("\n")[0])
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, says: str, *words: str, **options: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=says, description=says)
        for word in words:
            one.add_argument(word.strip("?"), nargs="?" if word.endswith("?") else None)
        for option, about in options.items():
            one.add_argument(f"--{option}", help=about)
        one.add_argument("--json", action="store_true", help="plain data")
        return one

    read = {"hedge": "newspaper (default) or strict", "allowance": "none, default or double"}
    command("check", "the verdict on a claim of the articles: A1", "claim", **read)
    own = command("claim", "the verdict on a claim of your own, a YAML file in the project", "file", **read)
    own.add_argument("--page", action="store_true", help="and its page, below reports/variants/")
    span = {"start": "first month, quarter or year", "end": "the last, counted"}
    command(
        "figures", "what was printed on a product", "product?", country="ISO3 or name", source="slug", **span
    )
    command("range", "what all figures on a series allow", "series", "start", "end?", **read)
    command("contradictions", "figures that cannot stand beside the others", **read)
    command("codes", "HS codes behind a product word", "word")
    command("words", "every word that the others understand, for a shell to complete")
    sums = {"engine": "duckdb (default), pandas or spark", "out": "where the table of totals goes"}
    command("totals", "add up official rows of any size: a folder, a file, an address", "rows", **sums)
    return made


def answer(given: dict) -> Any:
    """Return what the bench answers to a command, with its options that were typed."""
    command = given.pop("command")
    if command == "totals":
        from dualuse.official import anywhere

        return anywhere.write(**given)
    from dualuse import desk
    from dualuse.desk import words

    if command == "words":
        return words.vocabulary()
    if command == "range":
        months = given.pop("start"), given.pop("end", None)
        return desk.Series(**given).range(*months)
    return getattr(desk, command)(**given)


def plain(found: Any) -> object:
    """Return an answer as plain data."""
    if isinstance(found, dict | list) or hasattr(found, "json"):
        return found.json() if hasattr(found, "json") else found
    if hasattr(found, "reset_index"):
        return json.loads(found.reset_index().to_json(orient="records"))
    ends = [None if end in (float("inf"), float("-inf")) else end for end in (found.left, found.right)]
    return dict(zip(("low", "high"), ends, strict=True)) | {
        key: getattr(found, key) for key in ("unit", "start", "end", "months", "figures")
    }


def typed() -> list[str]:
    """Return what was typed at the shell, and at the make that called us: FILE or ROWS, then options by name."""
    from pressroom.engine import arguments

    words = arguments.typed([])
    named = [words.pop(key) for key in ("FILE", "ROWS") if key in words]
    return [*sys.argv[1:], *named, *(f"--{key.lower()}={value}" for key, value in words.items())]


def main(arguments: list[str] | None = None) -> int:
    """Answer one command; see the module for the exit status."""
    try:
        given = vars(parser().parse_args(typed() if arguments is None else arguments))
        given = {k: v for k, v in given.items() if v is not None}
        as_json, as_page = given.pop("json"), given.pop("page", False)
        file = given.get("file", "")
        if not project.DATA.is_dir():
            raise InputError("dualuse", f"no project in {Path.cwd()}", "a shell in the project's folder")
        if as_page and len(given) > 2:
            raise InputError(
                "page", ", ".join(given.keys() - {"command", "file"}), "no reading: it shows all"
            )
        if file:
            given["said"] = Path(given.pop("file"))
        found = answer(given)
        text = found.to_string(max_colwidth=60) if hasattr(found, "to_string") and len(found) else repr(found)
        if isinstance(found, dict | list):
            text = "\n".join(found if isinstance(found, list) else (f"{k}: {v}" for k, v in found.items()))
        print(json.dumps(plain(found), indent=1, ensure_ascii=False) if as_json else text)
        if as_page:
            from pressroom.engine import build, variants

            return build.answer(lambda: variants.made("claim", {"CLAIM": file}))
    except InputError as error:
        print(f"bad input: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
