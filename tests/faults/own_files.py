"""The library's and the story's own files, damaged in many ways by kind."""

import re
from pathlib import Path

import yaml

CODE = Path(__file__).resolve().parents[2]
LIBRARY = CODE / "lib" / "dualuse"
PIPELINE = CODE / "notebooks" / "pipeline.yml"
OTHER = [None, True, 7, -1.5, "x", "", [], {}, [None], {"x": 1}, [[]], "\x00", "a\nb"]
TEXTS = [
    lambda text, rng: "",
    lambda text, rng: text[: rng.randrange(len(text))],
    lambda text, rng: lose_one(text, ",", rng),
    lambda text, rng: lose_one(text, '"', rng),
    lambda text, rng: lose_one(text, "{", rng),
    lambda text, rng: lose_one(text, "]", rng),
    lambda text, rng: lose_one(text, ":", rng),
    lambda text, rng: put_in(text, "\x00", rng),
    lambda text, rng: put_in(text, "\t", rng),
    lambda text, rng: put_in(text, "NaN", rng),
    lambda text, rng: put_in(text, "&a *a", rng),
    lambda text, rng: "<!DOCTYPE html><p>404",
    lambda text, rng: "[" * 100_000,
    lambda text, rng: text + text,
    lambda text, rng: "null",
    lambda text, rng: "[]",
    lambda text, rng: "{}",
]


def lose_one(text, letter, rng):
    places = [match.start() for match in re.finditer(re.escape(letter), text)]
    place = rng.choice(places or [0])
    return text[:place] + text[place + 1 :]


def put_in(text, letters, rng):
    place = rng.randrange(len(text))
    return text[:place] + letters + text[place:]


def list_branches(tree):
    branches = [tree] if tree and isinstance(tree, dict | list) else []
    if isinstance(tree, dict | list):
        for value in tree.values() if isinstance(tree, dict) else tree:
            branches += list_branches(value)
    return branches


def damage_tree(tree, rng):
    """Damage a document in one place: a key misspelt or lost, a value of another kind."""
    branch = rng.choice(list_branches(tree))
    if isinstance(branch, list):
        place = rng.randrange(len(branch))
        way = rng.choice(["other", "lost", "twice"])
        if way == "twice":
            branch.append(branch[place])
        elif way == "lost":
            branch.pop(place)
        else:
            branch[place] = rng.choice(OTHER)
        return
    key = rng.choice(list(branch))
    way = rng.choice(["other", "lost", "misspelt", "new"])
    if way == "new":
        branch["x"] = rng.choice(OTHER)
    elif way == "other":
        branch[key] = rng.choice(OTHER)
    else:
        value = branch.pop(key)
        if way == "misspelt":
            branch[key[:-1] + "x"] = value


def damage(text, rng, read, write):
    """Return the bytes of a damaged file."""
    if rng.random() < 0.4:
        return rng.choice(TEXTS)(text, rng).encode()
    if rng.random() < 0.1:
        return text.encode(rng.choice(["utf-16", "utf-32"]))
    tree = read(text)
    damage_tree(tree, rng)
    return write(tree).encode()


def damage_pipeline(rng):
    """Return the bytes of a damaged pipeline.yml."""
    text = PIPELINE.read_text("utf-8")
    return damage(text, rng, yaml.safe_load, yaml.safe_dump)
