"""Two other stories, and a new one: built with the same library as the first."""

import os
import re
import shutil
import signal
import subprocess
import textwrap
import time
import urllib.request
from urllib.error import URLError

import pytest
from small_story import (
    CODE,
    build,
    copy_story,
    run_command,
    run_python,
    set_environment,
)

from dualuse.base import tables

POSSIBLE = "possible"
HIGHER = "contradicted (higher), on one source and one page"
ONE_PAGE = "confirmed, on one source and one page"
VERDICTS = {
    "waiting-lists": dict.fromkeys(["W1", "W2", "T1", "T2"], ONE_PAGE),
    "second_story": {
        "T1": POSSIBLE,
        "T2": POSSIBLE,
        "T3": "confirmed, on one source",
        "F1": POSSIBLE,
        "F2": POSSIBLE,
        "F3": POSSIBLE,
        "F4": POSSIBLE,
        "F5": POSSIBLE,
    },
    "asylum": {
        "T1": POSSIBLE,
        "T2": POSSIBLE,
        "T3": HIGHER,
        "T4": "not settled",
        "T5": POSSIBLE,
        "T6": HIGHER,
        "T7": "confirmed",
        "T8": "confirmed, on one source",
    },
}
TRADE = re.compile(r"\b(customs|exporter|partner|HS|trade)\b", re.IGNORECASE)
LINK = re.compile(r'<[^<>]*\b(?:href|src|srcset)="(?!https?:|data:)([^"#?]+)')
ALL_BUT_ONE = re.compile(r"  - id: T2.*?(?=\nleft_out)", re.DOTALL)
MAP_OF_ONE = """number,sha256,claims,sentence,why
1,,T1,"Trade came to $240.1bn in 2023. [T1]",
"""
EXAMPLE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
SYNTHETIC = {  # a figure that nobody printed
    "role": "evidence",
    "reporter": "CHN",
    "partner": "RUS",
    "flow": "trade",
    "product": "all",
    "product_text": "all",
    "period_start": "2023-01",
    "period_end": "2023-12",
    "value": "240.11",
    "unit": "bn USD",
    "hedge": "exact",
    "publisher": "Synthetic",
    "outlet": "tass",
    "access": "table",
    "source": "GACC",
    "released": "2024-01-12",
    "page": "https://synthetic.example/",
    "why": "synthetic",
    "yes": "1",
}
PORT = "18765"
WAIT = 60  # seconds for JupyterLab to answer


def make_new(folder, kind=""):
    """Return what `make new` puts into a folder."""
    tool = CODE / "tools" / "new_story.py"
    status, printed = run_python(CODE, tool, folder, kind)
    assert status == 0, printed
    return folder


def read_pages(root):
    """Return {path: HTML} of the built pages."""
    pages = sorted((root / "reports").rglob("*.html"))
    return {page: page.read_text(encoding="utf-8") for page in pages}


def find_dead_links(root):
    """Return the links to files that are not there."""
    dead = []
    for page, text in read_pages(root).items():
        for address in LINK.findall(text):
            if not (page.parent / address).is_file():
                dead.append(f"{page.name}: {address}")
    return dead


def read_verdicts(root):
    verdicts = tables.read_json(root / "reports" / "verdicts.json")
    return {claim["id"]: claim["text"] for claim in verdicts}


def make(root):
    status, printed = run_command(root, ["make"])
    assert status == 0, printed


def build_here(root):
    status, printed = build(root)
    assert status == 0, printed


@pytest.fixture(scope="module")
def new_story(build_once):
    """A new story on trade as its README begins: the second one, built by `make`."""
    return build_once("second_story", lambda root: make(make_new(root, "trade")))


@pytest.fixture(scope="module")
def asylum(build_once):
    return build_once("asylum", lambda root: build_here(copy_story("asylum", root)))


@pytest.fixture(scope="module")
def waiting_lists(build_once):
    """What `make new` begins with."""
    return build_once("waiting-lists", lambda root: build_here(make_new(root)))


@pytest.fixture(params=["new_story", "asylum", "waiting_lists"])
def story(request):
    """The second story and the examples, built; no test changes one."""
    return request.getfixturevalue(request.param)


@pytest.mark.slow
def test_a_story_comes_to_its_known_verdicts(story):
    assert read_verdicts(story) == VERDICTS[story.name]


@pytest.mark.slow
def test_each_link_of_a_story_leads_to_a_file(story):
    assert len(read_pages(story)) > len(VERDICTS[story.name])
    assert find_dead_links(story) == []


@pytest.mark.slow
def test_pages_of_other_fields_say_nothing_of_trade(story):
    words = set()
    for page in read_pages(story).values():
        words.update(TRADE.findall(page))
    if story.name == "second_story":
        assert "customs" in words  # the search would see them
    else:
        assert words == set()


ALL_ANSWERS = """
from dualuse import desk
from dualuse.base.errors import InputError

series = desk.series().reset_index()
frames = [desk.claims(), desk.figures(), series, desk.without()]
for name in desk.claims().index:
    judged = desk.check(name)
    print(judged, judged.to_dict())
for name in series["series"]:
    try:
        frames.append(desk.range_of(name, "2024-12"))
        print(desk.check(series=name, period="2024-12", value="1", unit="nothing"))
    except InputError as error:
        print(error)
for frame in frames:
    print(frame.to_csv())
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["asylum", "waiting_lists"])
def test_the_desk_of_another_field_says_nothing_of_trade(request, kind):
    """But for the name of a column that every frame has: it is empty here."""
    story = request.getfixturevalue(kind)
    status, printed = run_python(story, "-c", ALL_ANSWERS)
    assert status == 0, printed
    assert len(printed.splitlines()) > 30
    assert set(TRADE.findall(printed)) == {"partner"}
    ask = "from dualuse import desk; print({*desk.figures()['partner']})"
    assert run_python(story, "-c", ask)[1] == "{''}\n"


# A new story


def test_a_new_story_needs_a_new_folder(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    tool = CODE / "tools" / "new_story.py"
    status, printed = run_python(tmp_path, tool, tmp_path)
    assert (status, printed) == (
        1,
        "new: name a new folder: make new STORY=../folder\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("name", ["/proc/x", "/dev/null/x", "dangling", "inside", ""])
def test_a_place_that_is_none_is_one_line(tmp_path, name):
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere" / "at all")
    folder = {"dangling": tmp_path / name, "inside": CODE / "data" / "x"}.get(
        name, name
    )
    tool = CODE / "tools" / "new_story.py"
    status, printed = run_python(tmp_path, tool, folder)
    assert (status, printed.count("\n")) == (1, 1), printed
    assert printed.startswith("new: ")
    assert not (CODE / "data" / "x").exists()


def test_a_new_story_is_under_git_and_the_readme_keeps_the_reporter(tmp_path):
    root = make_new(tmp_path / "story")
    figures = root / "data" / "published" / "figures.csv"
    before = figures.read_bytes()
    figures.write_text("not meant")
    status, printed = run_command(root, ["git", "status", "--porcelain"])
    assert (status, printed) == (0, " M data/published/figures.csv\n")
    assert run_command(root, ["git", "checkout", "-q", "data"])[0] == 0
    assert figures.read_bytes() == before
    assert "`stock`: how much there was" in (root / "README.md").read_text()


def list_words_of_trade(root):
    """Return the files of a story that speak of the first story's field."""
    listed = set()
    for path in root.rglob("*"):
        is_text = path.suffix in (".csv", ".yml", ".yaml", ".md", ".ipynb", ".json")
        if is_text and "reports" not in path.parts and "build" not in path.parts:
            text = path.read_text(encoding="utf-8")
            if re.search(r"\b(customs|exporter|drones?|China|Russia|GACC|HS)\b", text):
                listed.add(path.name)
    return listed


def test_a_new_story_has_nothing_of_the_first(tmp_path):
    root = make_new(tmp_path / "story")
    assert list_words_of_trade(root) == set()
    assert "customs" not in (root / "README.md").read_text()
    tables_of_it = {path.name for path in (root / "data" / "reference").iterdir()}
    assert tables_of_it == {
        *("countries.csv", "outlets.csv", "products.csv", "sources.csv", "units.csv")
    }
    assert len(tables.read_csv(root / "data" / "reference" / "outlets.csv")) < 10


def test_each_fault_of_a_new_story_has_a_line_in_one_run(tmp_path):
    root = make_new(tmp_path / "story")
    status, printed = run_command(root, ["make", "-s", "check-story"])
    assert (status, printed.count("\n")) == (0, 2), printed
    for name, old, new in PLANTED:
        path = root / "data" / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
    status, printed = run_command(root, ["make", "-s", "check-story"])
    assert status == 2
    *lines, question, total = printed.splitlines()[: len(FAULTS) + 2]
    assert len(lines) == len(FAULTS), printed
    for line, words in zip(lines, FAULTS, strict=True):
        assert line.startswith(f"data/{words[0]}"), (line, words)
        assert words[1] in line, (line, words)
    # a claim that says something else is asked in the words of before
    assert question.startswith("story.yml, row T1") and "18 million" in question
    assert f"{len(FAULTS) + 1} to put right" in total


PLANTED = [
    ("published/figures.csv", "N01,evidence,ENG", "N01,proof,ENG"),
    ("published/figures.csv", "2023-08,2023-08", "2023-01,2023-08"),
    ("published/figures.csv", "7.77,kept,m cases", "7.77,kept,m patients"),
    ("published/figures.csv", "N05,evidence,ENG", "N05,evidence,SCO"),
    ("reference/outlets.csv", ",no,aggregator", ",perhaps,aggregator"),
    ("claims.yaml", "periods: [[2024-12, 2024-12]]", "periods: [[2024-01, 2024-12]]"),
    ("claims.yaml", 'value: "18", unit: m treatments', 'value: "18", unit: m visits'),
]
FAULTS = [
    (
        "claims.yaml, row W1",
        "[2024-12, 2024-12]: a stock stands at the end of one month",
    ),
    ("claims.yaml, row T1", "m visits"),
    ("published/figures.csv, row N01 (line 2)", "evidence, context, claim"),
    ("published/figures.csv, row N02 (line 3)", "such as 2023-12, in period_start"),
    (
        "published/figures.csv, row N03 (line 4)",
        "one unit of 4, such as treatments, times, percent",
    ),
    ("published/figures.csv, row N05 (line 6)", "one reporter of 1, such as ENG"),
    ("reference/outlets.csv, row wired-gov (line 4)", "one of yes, no"),
]


def test_the_questions_of_a_new_story_are_answered(tmp_path):
    root = make_new(tmp_path / "story")
    notebook = tables.read_json(root / "notebooks" / "explore.ipynb")
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    code = "\n".join("".join(cell["source"]) for cell in cells)
    code += "\ndesk.search('waiting'), desk.figures(product='waiting-list')"
    status, printed = run_python(root, "-c", code)
    assert status == 0, printed


@pytest.mark.slow
def test_the_claim_of_the_new_readme_is_judged(new_story):
    example = EXAMPLE.search((new_story / "README.md").read_text())
    (new_story / "my").mkdir(exist_ok=True)
    (new_story / "my" / "claim.yaml").write_text(textwrap.dedent(example[1]))
    command = ["make", "check-claim", "FILE=my/claim.yaml"]
    status, printed = run_command(new_story, command)
    assert status == 0, printed
    assert "confirmed" in printed


@pytest.mark.slow
def test_the_questions_of_a_new_story_on_trade_are_answered(new_story):
    (new_story / "my").mkdir(exist_ok=True)
    explore = new_story / "notebooks" / "explore.ipynb"
    shutil.copyfile(explore, new_story / "my" / "explore.ipynb")
    command = ["make", "report", "NOTEBOOK=my/explore.ipynb"]
    status, printed = run_command(new_story, command)
    assert status == 0, printed


@pytest.mark.slow
def test_the_steps_of_the_new_readme_lead_to_a_page_of_one_claim(tmp_path):
    root = make_new(tmp_path / "story", "trade")
    story = root / "story.yml"
    story.write_text(story.read_text().replace("A record year?", "Another year?"))
    typed = [f"{name}={text}" for name, text in SYNTHETIC.items()]
    status, printed = run_command(root, ["make", "add-figure", *typed])
    assert status == 0, printed
    assert "T1: possible" in printed
    claims = root / "data" / "claims.yaml"
    claims.write_text(ALL_BUT_ONE.sub("", claims.read_text()))
    status, printed = run_command(root, ["make", "describe"])
    assert status == 0, printed
    status, printed = run_command(root, ["make"])
    assert "data/article_map.csv, row 1 (line 2): found claims 'T3'" in printed
    article = root / "data" / "article_map.csv"
    article.write_text(MAP_OF_ONE)
    status, printed = run_command(root, ["make", "describe"])
    assert status == 0, printed
    status, printed = run_command(root, ["make"])
    assert status == 0, printed
    page = (root / "reports" / "index.html").read_text()
    assert "Another year?" in page
    assert "1 claim, one square each" in page
    assert len(list((root / "reports" / "claims").glob("*.html"))) == 1


def ask_lab(address):
    """Return the status that JupyterLab answers with, as soon as it does."""
    for _ in range(WAIT):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status
        except URLError:
            time.sleep(1)
    return 0


@pytest.mark.slow
def test_lab_of_a_new_story_answers_on_this_machine(tmp_path):
    root = make_new(tmp_path / "story")
    command = ["make", "lab", f"PORT={PORT}"]
    with (tmp_path / "lab.log").open("w") as log:
        lab = subprocess.Popen(
            command,
            cwd=root,
            env=set_environment(root, BROWSER="true"),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        assert ask_lab(f"http://127.0.0.1:{PORT}/login") == 200
    finally:
        os.killpg(lab.pid, signal.SIGTERM)
        lab.wait(timeout=30)
    assert (root / "my" / "explore.ipynb").is_file()
    assert f"http://127.0.0.1:{PORT}/lab" in (tmp_path / "lab.log").read_text()
