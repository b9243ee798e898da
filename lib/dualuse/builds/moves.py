"""What moved between two publications: each piece of a claim, and each page.

The published JSON of a claim is compared whole. A piece is known by its place and by
what it is of, so two of one series never stand for each other. Of pages the hashes are
compared that are published with them.
"""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from dualuse.base.files import ROOT

VERDICTS = "reports/verdicts.json"
SUMS = "reports/SHA256SUMS"
NOTHING = "nothing"  # what stands where a piece is new, or gone
# What an item without an id is of; those that are of the same are counted.
NAMED_BY = ["kind", "source", "series", "period", "base", "measure", "good"]
NAMED_BY += ["title", "url"]
# What is told of the evidence: it can be worded otherwise while nothing moves.
TOLD = {
    *("claim", "says", "note", "why", "we_found", "unless", "title", "because"),
    *("settles", "denial", "asked", "label", "apart_text", "reason", "topic"),
    *("slug", "retold", "remark", "missing", "where", "notes", "queries", "hangs"),
    *("needed", "literal", "told", "lines"),
}
BY_EVIDENCE = {"readings", "composition"}  # their keys come of the evidence
EVIDENCE, WORDS = ": its evidence moves (", ": the same, in other words ("
FEW = 4  # pieces that a line names
SHOWN = 60  # letters of what differs
BEFORE = 20  # letters that stand before it
PICTURES = ("svg", "png", "json")
DIGEST = re.compile(rb"\b[0-9a-f]{12,64}\b")


class Piece(NamedTuple):
    """A piece of published JSON that is not what it was."""

    place: tuple[str, ...]
    before: Any
    now: Any
    is_form: bool = False  # a key that only one of both has

    def is_evidence(self) -> bool:
        """Say whether more moved than the words or the form."""
        keys = {word.partition(" ")[0] for word in self.place}
        is_form = self.is_form and not BY_EVIDENCE & keys
        return not (is_form or TOLD & keys)

    def name(self) -> str:
        """Return its place in words."""
        return ", ".join(self.place)


# As committed


def run_git(*words: str) -> bytes:
    """Return what git prints; nothing where there is no git, or no such thing."""
    command = ["git", "-c", "safe.directory=*", *words]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True)
    except OSError:  # no git here
        return b""
    return b"" if done.returncode else done.stdout


def read_committed(name: str, commit: str = "HEAD") -> str:
    """Return a file of the story as a commit has it; nothing if it has none."""
    return read_committed_bytes(name, commit).decode(errors="replace")


def read_committed_bytes(name: str, commit: str = "HEAD") -> bytes:
    """Return the bytes of a file of the story as a commit has it."""
    return run_git("show", f"{commit}:./{name}")


def read_verdicts(text: str) -> dict[str, dict]:
    """Return {claim id: its entry} of the text of verdicts.json; none of no text."""
    claims = json.loads(text or "[]")
    return {claim["id"]: claim for claim in claims}


def read_hashes(text: str) -> dict[str, str]:
    """Return {page: its hash} of the text of SHA256SUMS."""
    hashes = {}
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        hashes[name] = digest
    return hashes


# Two claims, piece by piece


def name_item(item: dict, number: int) -> str:
    """Return what an item of a list is of, in words."""
    words: list[str] = []
    for key in ["id"] if item.get("id") else NAMED_BY:
        value = item.get(key)
        if isinstance(value, list):
            value = " to ".join(map(str, value))
        if value:
            words.append(str(value)[:SHOWN])
    if number > 1 or not words:
        words.append(str(number))
    return " ".join(words)


def name_items(items: list) -> dict[str, Any]:
    """Return {what it is of: the item}; of two of the same the second is called 2."""
    seen: Counter[str] = Counter()
    named = {}
    for item in items:
        one = name_item(item, 1)
        seen[one] += 1
        named[name_item(item, seen[one])] = item
    return named


def are_items(values: Any) -> bool:
    """Say whether this is a list of things that have names."""
    is_list = isinstance(values, list) and bool(values)
    return is_list and all(isinstance(value, dict) for value in values)


def list_pieces(before: Any, now: Any, place: tuple[str, ...] = ()) -> Iterator[Piece]:
    """Yield each piece of plain data that is not what it was, whatever it is.

    Examples
    --------
    >>> before, now = {"parts": [{"id": "A1", "low": 1}]}, {"parts": []}
    >>> [piece.name() for piece in list_pieces(before, now)]
    ['parts A1']
    """
    if json.dumps(before) == json.dumps(now):
        return
    if isinstance(before, dict) and isinstance(now, dict):
        pieces = list(list_pieces_of_keys(before, now, place))
        yield from pieces or [Piece((*place, "order"), list(before), list(now))]
    elif (are_items(before) or before == []) and (are_items(now) or now == []):
        yield from list_pieces_of_items(before, now, place)
    else:
        yield Piece(place, before, now)


def list_pieces_of_keys(before: dict, now: dict, place: tuple) -> Iterator[Piece]:
    """Yield the pieces of two maps that differ, in the order of their keys."""
    for key in {**before, **now}:
        if key not in before or key not in now:
            old, new = before.get(key, NOTHING), now.get(key, NOTHING)
            yield Piece((*place, key), old, new, is_form=True)
        else:
            yield from list_pieces(before[key], now[key], (*place, key))


def list_pieces_of_items(before: list, now: list, place: tuple) -> Iterator[Piece]:
    """Yield the pieces of two lists that differ, each item beside the same one."""
    old, new = name_items(before), name_items(now)
    *above, key = place or ("",)
    pieces = []
    for name in {**old, **new}:
        here = (*above, f"{key} {name}".strip())
        if name not in old or name not in new:
            pieces.append(Piece(here, old.get(name, NOTHING), new.get(name, NOTHING)))
        else:
            pieces += list_pieces(old[name], new[name], here)
    yield from pieces or [Piece((*place, "order"), list(old), list(new))]


def list_moved_parts(pieces: list[Piece]) -> list[str]:
    """Return one line for each part of a claim whose verdict is another."""
    lines = []
    for piece in pieces:
        key, _, part = piece.place[0].partition(" ")
        if key == "parts" and piece.place[1:] == ("text",) and not piece.is_form:
            lines.append(f"{part}: {piece.before} -> {piece.now}")
    return lines


def shorten_value(value: Any, most: int | None = SHOWN) -> str:
    """Return a value as a line shows it, whole if `most` is None."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if most is None or len(text) <= most else f"{text[:most]}..."


def tell(piece: Piece, most: int | None = SHOWN) -> str:
    """Return a piece with what it was and what it is."""
    before, now = shorten_value(piece.before, most), shorten_value(piece.now, most)
    return f"{piece.name()}: {before} -> {now}"


def list_first(pieces: list[Piece]) -> str:
    """Return the first of some pieces in words, and how many more there are."""
    more = len(pieces) - FEW
    words = [tell(piece) for piece in pieces[:FEW]]
    if more > 0:
        words.append(f"{more} more pieces")
    return "; ".join(words)


def list_moves(before: dict[str, dict], now: dict[str, dict]) -> list[str]:
    """Return the lines of all claims of which anything that is published is another.

    A claim's verdict, or those of its parts; else its evidence; else other words.

    Examples
    --------
    >>> before = {"A1": {"id": "A1", "text": "possible"}}
    >>> list_moves(before, {"A1": {"id": "A1", "text": "confirmed"}})
    ['A1: possible -> confirmed']
    >>> list_moves(before, {"A1": {"id": "A1", "text": "possible", "low": 7}})
    ['A1: the same, in other words (low: nothing -> 7)']
    """
    lines = []
    for name in sorted({*before, *now}):
        if name not in now:
            lines.append(f"{name}: gone")
            continue
        old = before.get(name, {})
        pieces = list(list_pieces(old, now[name]))
        evidence = [piece for piece in pieces if piece.is_evidence()]
        verdict, earlier = now[name]["text"], old.get("text", "not there")
        parts = list_moved_parts(pieces)
        if verdict != earlier:
            lines.append(f"{name}: {earlier} -> {verdict}")
        elif parts:
            lines += parts
        elif evidence:
            lines.append(f"{name}{EVIDENCE}{list_first(evidence)})")
        elif pieces:
            lines.append(f"{name}{WORDS}{list_first(pieces)})")
    return lines


def tells_verdict(line: str) -> bool:
    """Say whether a line tells of a verdict, and not of evidence or words alone."""
    return EVIDENCE not in line and WORDS not in line


# Pages


def list_all_moves(before: dict[str, dict], now: dict[str, dict]) -> list[str]:
    """Return the lines of claims, then those of what else of reports/ is another.

    The page and the JSON of a claim that moves have its line.
    """
    lines = list_moves(before, now)
    moved = {name for name in {*before, *now} if before.get(name) != now.get(name)}
    old = read_hashes(read_committed(SUMS))
    new = read_hashes((ROOT / SUMS).read_text(encoding="utf-8"))
    for hashes in (old, new):
        hashes.pop(VERDICTS.removeprefix("reports/"), None)
        for name in moved:
            hashes.pop(f"claims/{name}.html", None)
            hashes.pop(f"claims/{name}.json", None)
    return [*lines, *list_pages(old, new)]


def find_difference(old: bytes, new: bytes) -> str:
    """Return where two files begin to differ, before and after.

    The digests that pages print of what they read are passed over.

    Examples
    --------
    >>> find_difference(b"<p>14.5 <b>0123456789ab</b>", b"<p>14.6 <b>ffffffffffff</b>")
    "'<p>14.5 ...' -> '<p>14.6 ...'"
    """
    if b"\0" in old + new:
        return "another picture"
    old, new = DIGEST.sub(b"...", old), DIGEST.sub(b"...", new)
    if old == new:
        return "the digest of what it reads"
    first = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        first += 1
    start = max(first - BEFORE, 0)
    texts = []
    for content in (old, new):
        text = content[start : first + SHOWN].decode(errors="replace")
        texts.append(repr(re.sub(r"\s+", " ", text)))
    return " -> ".join(texts)


def list_pages(
    before: dict[str, str], now: dict[str, str], commit: str = "HEAD"
) -> list[str]:
    """Return one line for all pages that differ in the same way, files new and gone.

    The pictures of a table stand with it.
    """
    differing = {name for name in {*before, *now} if before.get(name) != now.get(name)}
    ways: dict[str, list[str]] = {}
    for name in sorted(differing):
        way = tell_way(find_table(name, differing), before, now, commit)
        ways.setdefault(way, []).append(f"reports/{name}")
    return [f"{', '.join(names)}: {way}" for way, names in ways.items()]


def find_table(name: str, names: set[str]) -> str:
    """Return the table that a picture shows, if it is among some files; else itself."""
    stem, _, ending = name.rpartition(".")
    table = f"{stem.removesuffix('-narrow')}.csv"
    return table if ending in PICTURES and table in names else name


def tell_way(
    name: str, before: dict[str, str], now: dict[str, str], commit: str
) -> str:
    """Return how a file of reports/ differs from what it was in a commit."""
    if name not in before:
        return "new"
    if name not in now:
        return "gone"
    path = f"reports/{name}"
    old = read_committed_bytes(path, commit)
    return find_difference(old, (ROOT / path).read_bytes())
