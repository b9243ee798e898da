"""What a run reads is listed in pipeline.yml, or every run depends on it."""

import csv
import os
import random
import shutil
import subprocess
import time
import tomllib

import pytest
import real_story
import small_story
import yaml

from dualuse.base.bearing import BEARS_ON, find_bearing_of_all

PIPELINE = real_story.read_pipeline(small_story.CODE)
EVERYWHERE = ["reference/units.csv", "datapackage.json"]  # by `dodo.hash_code`


def copy_listed(whole, root, run):
    """Copy into a folder what pipeline.yml lists for one run, and nothing else below data/."""
    entry = PIPELINE[run]
    for name in [*entry.get("reads", []), *EVERYWHERE]:
        name, *words = name.split("?")
        source = whole if name.startswith("benchmarks/") else whole / "data"
        target = root / source.relative_to(whole) / name
        if (source / name).is_dir():
            shutil.copytree(source / name, target, dirs_exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            copy_rows(source / name, target, words)
    for name in real_story.FILES:
        shutil.copyfile(whole / name, root / name)
    for name in ("lib", "notebooks"):
        shutil.copytree(whole / name, root / name)
    pipeline = yaml.safe_dump({"notebooks": {run: entry}})
    (root / "notebooks" / "pipeline.yml").write_text(pipeline)
    small_story.write_sums(root)


def copy_rows(source, target, words):
    """Copy a file; of a table, the rows alone that have a word, and those copied before."""
    if not words:
        shutil.copyfile(source, target)
        return
    rows = list(csv.DictReader(source.open(encoding="utf-8", newline="")))
    claims = source.parents[1] / "claims.yaml"
    listed = set.intersection(*(list_words(rows, word, claims) for word in words))
    if target.is_file():
        with target.open(encoding="utf-8", newline="") as file:
            listed |= {row["id"] for row in csv.DictReader(file)}
    with target.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(row for row in rows if row["id"] in listed)


def list_words(rows, word, claims):
    """Return the ids of rows with a word in a column, or that bear on claims."""
    column, _, value = word.partition("=")
    if column == BEARS_ON:
        stated = yaml.safe_load(claims.read_text())["claims"]
        bearing = find_bearing_of_all(stated, value)
        return {row["id"] for row in rows if bearing.holds(row)}
    return {row["id"] for row in rows if row[column] == value}


def read_results(root, run):
    """Return {name: bytes} of what a run made: the executed notebook, pictures, tables."""
    files = {"executed": (root / "build" / "executed" / f"{run}.ipynb").read_bytes()}
    output = root / "build" / "output" / run
    for path in output.rglob("*.*"):
        files[str(path.relative_to(output))] = path.read_bytes()
    for name in PIPELINE[run]["writes"]:
        path = root / "data" / name
        if path.is_file():
            files[name] = path.read_bytes()
    return files


@pytest.mark.long
@pytest.mark.parametrize("run", PIPELINE)
def test_a_run_needs_nothing_that_it_does_not_list(whole, tmp_path, run):
    copy_listed(whole, tmp_path, run)
    real_story.build(tmp_path, "-s", f"notebook:{run}")
    assert read_results(tmp_path, run) == read_results(whole, run)


VERSION = tomllib.loads((small_story.CODE / "pyproject.toml").read_text())
VERSION = VERSION["project"]["version"]
# Each costs a build from nothing: two by the release's version, unless more are asked for.
CHANGES = int(os.environ.get("DUALUSE_CHANGES", 2))


def draw_changes(count):
    """Return names of files that a page may depend on, no two the same, with a seed."""
    names = real_story.list_changeable(small_story.CODE)
    return random.Random(VERSION).sample(names, min(count, len(names)))


@pytest.mark.parametrize("name", real_story.list_changeable(small_story.CODE))
def test_a_change_at_random_leaves_a_file_readable(name, tmp_path):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(small_story.CODE / name, path)
    before = path.read_bytes()
    real_story.change_file(path, random.Random(VERSION))
    assert path.read_bytes() != before


@pytest.fixture(scope="module")
def by_steps(whole, tmp_path_factory):
    """A copy that was built where it stands: doit knows a file by its whole path."""
    root = shutil.copytree(whole, tmp_path_factory.mktemp("by_steps") / "story")
    real_story.build(root, "pages")
    return root


def put_back(root):
    """Make what the reports are made from what it is in this project."""
    for folder in real_story.FOLDERS:
        shutil.copytree(
            small_story.CODE / folder,
            root / folder,
            ignore=shutil.ignore_patterns(*real_story.NOT_COPIED),
            dirs_exist_ok=True,
        )
    shutil.copyfile(small_story.CODE / "story.yml", root / "story.yml")


def assert_built_as_from_nothing(by_steps, anew):
    """Build a story by steps, and a copy of it from nothing: they give the same bytes.

    Return what the build by steps said.
    """
    not_built = shutil.ignore_patterns("build", "reports", "processed", "__pycache__")
    shutil.copytree(by_steps, anew, ignore=not_built)
    said = real_story.build(by_steps, "pages")
    real_story.build(anew, "pages")
    assert real_story.read_built(by_steps) == real_story.read_built(anew)
    return said


@pytest.mark.long
@pytest.mark.parametrize("name", draw_changes(CHANGES))
def test_a_build_by_steps_is_a_build_from_nothing(whole, by_steps, tmp_path, name):
    """Whatever changes; and once it is put back, what had been published stands again."""
    put_back(by_steps)  # after a test that failed
    draw = random.Random(f"{VERSION} {name}")
    real_story.change_file(by_steps / name, draw)
    small_story.write_sums(by_steps)
    assert_built_as_from_nothing(by_steps, tmp_path / "anew")

    put_back(by_steps)
    real_story.build(by_steps, "pages")
    assert real_story.read_built(by_steps) == real_story.read_built(whole)


# Values of figures, of which one is behind the leading claim and one behind none.
CHANGED = {
    "F205": [
        ("32,kept", "33,kept"),
        ("worth over $32 million", "worth over $33 million"),
    ],
    "F244": [("1.2,kept", "1.3,kept")],
}


JUDGING = ["05_verify", "06_verify", "07_sensitivity"]


def change_figure(root, figure, before, after):
    """Change what stands in the row of a figure, its value or its quotation."""
    path = root / "data" / "published" / "figures.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    (place,) = [i for i, line in enumerate(lines) if line.startswith(f"{figure},")]
    assert before in lines[place]
    lines[place] = lines[place].replace(before, after)
    path.write_text("\n".join(lines), encoding="utf-8")
    small_story.write_sums(root)


@pytest.mark.long
@pytest.mark.parametrize("figure", CHANGED)
def test_a_changed_number_by_steps_is_a_build_from_nothing(by_steps, tmp_path, figure):
    """What the solver answered before, and what stands of it, is what it answers now."""
    put_back(by_steps)
    real_story.build(by_steps, "pages")
    for change in CHANGED[figure]:
        change_figure(by_steps, figure, *change)
    said = assert_built_as_from_nothing(by_steps, tmp_path / "anew")
    for notebook in JUDGING:
        assert (notebook in said) == (figure == "F205"), notebook


# Moments at which a build is killed: two, unless more are asked for.
KILLS = int(os.environ.get("DUALUSE_KILLS", 2))
LONGEST = 60.0  # seconds after which a build is killed at the latest


@pytest.fixture(scope="module")
def to_kill(whole, tmp_path_factory):
    """A copy built where it stands; every test leaves it as it was published."""
    root = shutil.copytree(whole, tmp_path_factory.mktemp("killed") / "story")
    real_story.build(root, "pages")
    return root


@pytest.mark.long
@pytest.mark.parametrize("number", range(KILLS))
def test_a_build_after_a_killed_one_publishes_what_it_would_have(
    whole, to_kill, number
):
    """Killed at any moment, without a chance to tidy up; nothing of it stays."""
    for change in CHANGED["F205"]:  # behind the leading claim: much is made again
        change_figure(to_kill, "F205", *change)
    environment = small_story.set_environment(to_kill, PYTHONPATH=str(to_kill / "lib"))
    process = subprocess.Popen(
        real_story.list_command(to_kill), cwd=to_kill, env=environment
    )
    moment = LONGEST * random.Random(f"{VERSION} {number}").random() ** 2
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        process.kill()
    process.wait()
    time.sleep(3)  # kernels end when their parent has

    for change in CHANGED["F205"]:
        change_figure(to_kill, "F205", *reversed(change))
    real_story.build(to_kill, "pages")
    assert real_story.read_built(to_kill) == real_story.read_built(whole)


OWN_COLUMNS = "reporter,partner,flow,period,code,value_usd,quantity,unit,net_weight_kg"
SLIPS = {  # what a reader mistypes, and how
    "partner": ["Russia", "RSU", ""],
    "flow": ["exp", ""],
    "period": ["2023-13", "2023-5", "spring"],
    "code": ["39122", "", "8806.22", "no code"],
    "value_usd": [""],
    "net_weight_kg": [""],
    "source": ["GACC", "BACI", "UN-COMTRADE", ""],
}


def draw_own_rows(draw, number):
    """Return rows of one's own, synthetic, of which each but the first has slips."""
    columns = [*OWN_COLUMNS.split(","), "source"]
    good = ["CHN", "RUS", "export", "2023-04", "880622", "350000", "10", "units", "90"]
    rows = [[*good, "GACC"]]
    for _ in range(number):
        row = dict(zip(columns, rows[0], strict=True))
        row["code"] = draw.choice(["880622", "391220", "691010", "270900"])
        row["source"] = draw.choice(SLIPS["source"])
        row["period"] = draw.choice(["2022", "2023", "2023-01", "2023-05"])
        for column in draw.sample(sorted(SLIPS), 2):
            row[column] = draw.choice(SLIPS[column])
        rows.append(list(row.values()))
    return [columns, *rows]


@pytest.mark.long
def test_rows_that_cannot_be_read_stop_no_page(whole, tmp_path):
    """A total that they may be of is a minimum, and the pages say so."""
    root = shutil.copytree(whole, tmp_path / "story")
    fetched = root / "data" / "official" / "fetched"
    fetched.mkdir()
    rows = draw_own_rows(random.Random(VERSION), 30)
    with (fetched / "own.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    real_story.build(root, "pages")
    page = root / "reports" / "variants" / "fetched" / "04_aggregate_official_rows.html"
    assert "own.csv, line " in page.read_text(encoding="utf-8")
