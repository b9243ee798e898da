"""Add a claim to data/claims.yaml: `make add-claim FILE=my/claim.yaml ID=A10 GROUP=A SLUG=exports-doubled [YES=1]`.

The file holds a claim as `make check-claim` takes it, with `where`, `page` and `seen` as claims.yaml has them.
It is checked as every entry is, its verdict is shown, and it is appended on YES=1 with an entry in data/CHANGES.md and
the new hashes. Exit status: 0, 2 for what is refused, 1 for any other failure.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

import pressroom.quiet  # noqa: F401

import adding
import yaml

from dualuse.data import load
from dualuse.desk import own
from pressroom import project
from pressroom.engine.arguments import typed
from pressroom.errors import InputError

HEADING = "## Added with `make add-claim`"
OF_ITS_OWN = ("where", "page")  # a claim of the articles stands somewhere
FILE = "claims.yaml"
NEEDED = {
    "FILE": "a YAML file in the project, such as my/claim.yaml",
    "ID": "an id that no claim has, such as A10",
    "GROUP": "a group of story.yml, such as A",
    "SLUG": "a short name, such as exports-doubled",
}


def entry(given):
    """Return a file as a checked entry of claims.yaml, with its id, group and slug."""
    for name, expected in NEEDED.items():
        if not given.get(name):
            raise InputError(name, "nothing", expected)
    groups = project.story().groups
    if given["GROUP"] not in groups:
        raise InputError("GROUP", given["GROUP"], f"one of {', '.join(groups)}")
    for claim in load.claims():
        if given["ID"].lower() == claim["id"].lower() or given["SLUG"] == claim["slug"]:
            raise InputError("ID", f"{claim['id']} ({claim['slug']})", "an id and a slug that no claim has")
    where, said = own.read(Path(given["FILE"]))
    for key in OF_ITS_OWN:
        if not said.get(key):
            raise InputError(
                where, f"no {key}", "who prints the claim, and the address of the page that was read"
            )
    made = own.entry(said, where)
    made |= {"id": given["ID"], "group": given["GROUP"], "slug": given["SLUG"]}
    order = [*load.claims()[0], *made]  # as those before it
    return {key: made[key] for key in dict.fromkeys(order) if key in made and key != "asked"}


def grown(made):
    """Return claims.yaml with the entry behind the last one, as bytes; the rest stays as it was written."""
    text = (project.DATA / FILE).read_text(encoding="utf-8")
    claims, mark, rest = re.match(
        r"(.*?\n)((?:#[^\n]*\n|\n)*left_out:)(.*)|", text, re.S
    ).groups()  # and its remark
    if not mark:
        raise InputError(f"data/{FILE}", "no key left_out", "claims, then left_out")
    block = yaml.safe_dump([made], allow_unicode=True, sort_keys=False, width=110)
    indent = re.search(r"^( *)- ", claims.partition("\nclaims:")[2], re.M)[1]
    block = "".join(f"{indent}{line}" for line in block.splitlines(keepends=True))
    return f"{claims.rstrip()}\n\n{block}\n{mark.lstrip()}{rest}".encode()


def main(arguments=None):
    try:
        given = {k.upper(): v for k, v in typed(sys.argv[1:] if arguments is None else arguments).items()}
        with adding.alone():
            adding.heal()
            load.verify.cache_clear()
            made = entry(given)
            print(own.asked.judge(made | {"asked": ""}, "newspaper", "default"))
            if given.get("YES", "").lower() not in ("1", "yes", "true"):
                print("nothing was written; add YES=1 to append it")
                return 0
            adding.commit({FILE: grown(made)}, HEADING, f"- {made['id']} ({made['claim']})")
        print(f"{made['id']} appended; `make reports` makes its page, `make accept` accepts its verdict")
        return 0
    except InputError as error:
        print(f"refused: {error}\nnothing was written", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
