"""What hypothesis draws of files that come from elsewhere: replies, official files, a build's memory, typed words."""

import csv
import functools
import io
import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import fault_official as official
from drawn import ASIDE, NO_TEXT, ODD, REFUSED, SAME, SILENT, TRACEBACK, written, wrong
from hypothesis import assume
from hypothesis import strategies as st

from dualuse.official import observations
from dualuse.official.fetch import comtrade
from pressroom.engine import arguments, state
from pressroom.errors import InputError
from pressroom.project import ROOT

ASKED = {
    "period": "202301",
    "reporterCode": "156",
    "flowCode": "X",
    "partnerCode": "643",
    "cmdCode": "8806,69,6506",
}
NEEDED = set(ASKED) | {"primaryValue"}


@st.composite
def bad_replies(draw):
    """A reply of UN Comtrade with wrong values, keys twice, another count, text around it, brackets without end."""
    reply = json.loads(official.REPLY)
    row = draw(st.sampled_from(reply["data"]))
    way = draw(st.sampled_from(["value", "value", "value", "key", "whole", "text"]))
    if way == "value":
        key = draw(st.sampled_from(sorted(row)))
        row[key] = draw(NO_TEXT | ODD | st.sampled_from([-5, 156.4, 1e308, 2**70, "-2", "156.0", "1.56e2"]))
        assume(key in NEEDED or not isinstance(row[key], int | float | None))  # another quantity, or none
        assume(
            key != "qtyUnitCode" or not isinstance(row[key], str)
        )  # an unknown unit: a quantity of nothing
    elif way == "key":
        key = draw(st.sampled_from(sorted(NEEDED)))
        row[draw(st.sampled_from([key.upper(), f"{key} ", f"_{key}"]))] = row.pop(key)
    elif way == "whole":
        reply[draw(st.sampled_from(["count", "data", "error"]))] = draw(NO_TEXT | ODD)
        assume(reply["data"] and not (reply["count"] == 3 and not reply["error"]))
    text = json.dumps(reply)
    if way == "text":
        first, number = text.find('"primaryValue"'), draw(st.integers(1, len(text) - 2))
        twice = f'{text[:first]}"primaryValue": 9, {text[first:]}'
        deep = text[:-1] + ', "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
        whole = [
            twice,
            deep,
            text[:number],
            text + text,
            f"<html>{text}",
            text.replace("100", "NaN", 1),
            f"[{text}]",
        ]
        text = draw(st.sampled_from(whole))
    return text.encode("utf-8", "surrogatepass")


def judge_reply(content, folder):
    try:
        comtrade.answer(content, ASKED)
    except InputError:
        return REFUSED
    except Exception:
        return TRACEBACK
    return judge_official(("comtrade/reply.json", content), folder)


# --- official files -------------------------------------------------------------------------------------

NAMES = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=12) | st.sampled_from(
    ["*", "a[b]", "x" * 250, "x\n", "\udcff", ".hidden", "A", "a", "ä", "﷽" * 80, "-rf", "~", "con", "a b"]
)


@st.composite
def bad_official(draw):
    """An official file with wrong cells in one row, or cut within a line, or under an odd name."""
    name = draw(st.sampled_from([n for n in official.FILES if n.endswith(".csv")]))
    encoding = {"gacc/export-zh.csv": "gb18030", "gacc/export.csv": "latin-1"}.get(name, "utf-8")
    raw = official.FILES[name]
    way = draw(st.sampled_from(["cell", "cell", "cell", "cell", "cut", "name"]))
    if way == "name":
        return f"{Path(name).parent}/export-{draw(NAMES)}.csv", raw
    if way == "cut":
        place = draw(st.integers(1, len(raw) - 2))
        assume(raw[place - 1 : place] != b"\n")
        return name, raw[:place]
    header, *rows = csv.reader(io.StringIO(raw.decode(encoding)))
    row = draw(st.sampled_from(rows))
    # a unit is whatever word the publisher has for it, and no quantity is no fault
    place = draw(
        st.sampled_from([n for n, column in enumerate(header) if column not in ("Unit", "第一计量单位")])
    )
    listed = official.WRONG.get(header[place])
    value = draw(st.sampled_from(listed)) if listed and draw(st.booleans()) else draw(wrong(row[place]))
    assume(header[place] != "q" or value != "")
    assume((listed and value in listed) or not re.fullmatch(r"\s*-?[\d.,]*\s*|NA|-", value, re.ASCII))
    row[place] = value
    return name, written(header, rows, encoding)


def read_official(folder):
    used, ledger = observations.read(folder=folder)
    columns = ", ".join(c for c in used.columns if c != "retrieved")
    return Counter(map(repr, used.project(columns).fetchall())), int(
        ledger.loc[ledger["problem"] != "", "rows"].sum()
    )


def judge_official(case, folder):
    """Every row in use is one of the true file's, and the others are counted among those set aside."""
    name, raw = case
    true = next((n for n in official.FILES if n == name), None) or next(
        n for n, content in official.FILES.items() if content == raw
    )
    known, aside = _known(true, folder)
    place = Path(folder) / "case" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.write_bytes(raw)
    except (OSError, ValueError):  # no such name on this file system
        return REFUSED
    try:
        used, set_aside = read_official(Path(folder) / "case")
        if used - known:
            print(f"  {name}: {used - known} was {known - used}")
        if used - known or used.total() + set_aside != known.total() + aside:
            return SILENT
        return SAME if used == known else ASIDE
    except InputError as error:
        return REFUSED if "found" in str(error) else TRACEBACK
    except Exception:
        return TRACEBACK
    finally:
        place.unlink()


@functools.cache
def _known(name, folder):
    place = Path(folder) / "known" / name.replace("/", "-") / name
    place.parent.mkdir(parents=True)
    place.write_bytes(official.FILES[name])
    return read_official(Path(folder) / "known" / name.replace("/", "-"))


# --- what a build remembers, what is typed at make ------------------------------------------------------

MEMORY = ("state.db", "times.json", "checked.json", "log.txt", "executed", "pages", "ready")


@st.composite
def bad_memories(draw):
    """A file or folder of build/ with rubbish, half of what it was, another kind of thing."""
    rubbish = st.binary(max_size=200) | st.text(max_size=50).map(lambda t: t.encode("utf-8", "replace"))
    plain = st.none() | st.integers() | st.floats() | st.text(max_size=5)
    tree = st.recursive(plain, lambda d: st.lists(d, max_size=3) | st.dictionaries(st.text(max_size=5), d))
    runs = st.dictionaries(st.text(max_size=5), st.dictionaries(st.sampled_from(["run", "page"]), tree))
    documents = (tree | runs).map(lambda d: json.dumps(d).encode())
    content = rubbish | documents | st.just(b"SQLite format 3\0" + b"\0" * 84)
    return (
        draw(st.sampled_from(MEMORY)),
        draw(st.sampled_from(["file", "file", "folder", "link"])),
        draw(content),
    )


def judge_memory(case, folder):
    """It is set aside, or is what it should be; the times it tells are times."""
    name, kind, content = case
    build = Path(folder) / "build"
    build.mkdir(exist_ok=True)
    place = build / name
    state.remove(place)
    if kind == "folder":
        place.mkdir()
    elif kind == "link":
        place.symlink_to("nowhere")
    else:
        place.write_bytes(content)
    try:
        aside, told = state.mended(build), state.times(build)
        sound = all(isinstance(e.get(k, 1), int | float) for e in told.values() for k in ("run", "page"))
        again = state.mended(build) == [] and not (aside and os.path.lexists(place))
        return (ASIDE if aside else SAME) if sound and again else SILENT
    except Exception:
        return TRACEBACK


TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20) | st.text(
    "$(){}'\"\\ #%=;:&|<>`!*?~abcM", max_size=20
)


def judge_typed(text, folder):
    """It arrives at the tool as it was typed; nothing of it has run."""
    said, program = Path(folder) / "said", Path(folder) / "python"
    said.unlink(missing_ok=True)
    program.write_text(f'#!/bin/sh\nprintf "%s" "$MAKEFLAGS" > {said}\n')
    program.chmod(0o755)
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    ready = ["-o", ".venv/.runtime", "-o", ".venv/.test"]
    command = ["make", "-s", *ready, "accept", f"PY={program}", f"REASON={text}"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)
    if done.returncode or not said.is_file():
        return REFUSED if b"Traceback" not in done.stderr else TRACEBACK
    found = arguments.typed([], {"MAKEFLAGS": said.read_bytes().decode()})
    return SAME if found.get("REASON") == text.lstrip() else SILENT  # make drops blanks before a value
