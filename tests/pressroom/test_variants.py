"""Reports with the reader's own parameters: refused where they cannot be, and never over the published ones."""

import html
import os
import re
import shutil
import subprocess
import sys

import pytest

from pressroom import files, project
from pressroom.engine import compare, variants
from pressroom.errors import InputError

DECLARED = {
    "HEDGE": "newspaper",
    "PERIOD_END": "",
    "INFERRED": True,
    "CLAIMS": "A1 A2",
    "N": 2,
    "PARTNER": "RUS",
}
BAD = [
    (
        {"HEDG": "strict"},
        r"HEDG: found no such parameter; .*HEDGE \(default 'newspaper'\).*did you mean 'HEDGE'",
    ),
    ({"PARTNERS": "UKR"}, "did you mean 'PARTNER'"),
    ({"HEDGE": "stric"}, "newspaper or strict; did you mean 'strict'"),
    ({"HEDGE": ""}, "newspaper or strict"),
    ({"PERIOD_END": "2023-5"}, "a month such as 2023-05"),
    ({"INFERRED": "maybe"}, "True or False"),
    ({"N": "two"}, "a int, like 2"),
    ({"PARTNER": "Ukraine"}, "ISO3"),
    ({"N": " ".join(map(str, range(30)))}, "at most 24"),
]


@pytest.mark.parametrize(("given", "says"), BAD)
def test_what_a_parameter_cannot_be_is_refused_with_what_it_can(given, says):
    with pytest.raises(InputError, match=says):
        variants.combinations(given, DECLARED, "05_verify")


def test_several_values_make_several_combinations_in_the_type_of_the_default():
    made = variants.combinations({"HEDGE": "strict newspaper", "N": "3", "INFERRED": "false"}, DECLARED, "x")
    assert made == [{"HEDGE": h, "N": 3, "INFERRED": False} for h in ("strict", "newspaper")]
    assert variants.combinations({"CLAIMS": "A1 A7"}, DECLARED, "x") == [{"CLAIMS": "A1 A7"}]
    assert variants.combinations({}, DECLARED, "x") == [{}]


def test_a_notebook_is_named_by_its_number_or_stem_and_near_misses_are_named():
    books = project.read()
    assert variants.notebook("05", books).stem == variants.notebook("05_verify_trade_claims", books).stem
    for word, near in (("5", "'05'"), ("05_verify_trade_claim", "'05_verify_trade_claims'")):
        with pytest.raises(InputError, match=f"did you mean {near}"):
            variants.notebook(word, books)


def test_folder_names_are_safe():
    name = variants.name("05_x", {"A": "../../etc", "B": "a b/c"})
    assert re.fullmatch(r"[A-Za-z0-9.-]+", name) and not name.startswith(".") and ".." in name
    assert "/" not in name and len(variants.name("x", {"A": "y" * 500})) < 120


def test_links_of_a_variant_lead_home():
    page = (
        '<a href="02.html#x">a</a><a href="05.html#y">b</a><a href="../notebooks/05.ipynb">c</a>'
        '<a href="05.html">published page</a><img src="figures/a.svg"><a href="feed.xml"></a><a href="https://x.org/">'
    )
    assert compare.homeward(page, ["05.html", "figures/a.svg"]) == (
        '<a href="../../02.html#x">a</a><a href="05.html#y">b</a><a href="../../../notebooks/05.ipynb">c</a>'
        '<a href="../../05.html">published page</a><img src="figures/a.svg"><a href="../../feed.xml"></a>'
        '<a href="https://x.org/">'
    )


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of the project, with the published reports."""
    root = tmp_path_factory.mktemp("variants")
    skip = shutil.ignore_patterns("processed", "fetched", "variants", ".ipynb_checkpoints")
    for name in ("data", "notebooks", "benchmarks", "reports", "lib", "tools"):
        if (project.ROOT / name).is_dir():
            shutil.copytree(project.ROOT / name, root / name, ignore=skip)
    for name in ("README.md", "requirements.lock", "story.yml"):
        shutil.copy2(project.ROOT / name, root)
    (root / "reports").mkdir(exist_ok=True)
    (root / "reports" / "index.html").touch()
    return root


def report(root, *words):
    env = {**os.environ, "PRESSROOM_ROOT": str(root), "MAKEFLAGS": ""}
    command = [sys.executable, "-m", "pressroom.engine.variants", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_five_reports_leave_the_published_ones_as_they_are(clone):
    reports = clone / "reports"
    before = {n: files.of_file(reports / n) for n in files.listed(reports)}

    done = report(clone, "05", "PERIOD_END=2023-05", "HEDGE=strict newspaper", "ALLOWANCE=double")
    assert done.returncode == 0, done.stdout + done.stderr
    strict, loose, compared = (
        reports / line.partition("reports/")[2].strip() for line in done.stdout.splitlines()[-3:]
    )
    for path, hedge in ((strict, "strict"), (loose, "newspaper")):
        page = path.read_text(encoding="utf-8")
        words = f"ALLOWANCE=double, HEDGE={hedge}, PERIOD_END=2023-05"
        assert f"<title>Does each trade figure follow? ({words})" in page
        assert f"<code>HEDGE = '{hedge}'</code>" in html.unescape(page)
        links = [
            h
            for h in re.findall(r'(?:href|src|srcset)="([^"#]+)', page)
            if not h.startswith(("http", "data:"))
        ]
        for link in links:
            target = (path.parent / link).resolve()
            published = target.parent == reports.resolve()  # there once everything has been built
            assert target.is_file() or (
                published and target.name in {b.page for b in project.read().values()}
            ), link
    page = compared.read_text(encoding="utf-8")
    rows = re.findall(r"<tr><td>(A\d) .*?</tr>", page, re.S)
    assert sorted(rows) == [f"A{n}" for n in range(1, 10)]
    first = re.search(r"<tr><td>A1 .*?</tr>", page, re.S)[0]
    assert re.findall(r"<td>(?:<strong>)?([a-z ]+)<", first)[-3:] == [
        "not reproduced",
        "not checkable",
        "not reproduced",
    ]

    for words, title in (
        (("01", "HEDGE=strict"), "which figures are wrong? (HEDGE=strict)"),
        (("07", "CLAIMS=A1"), "change the verdict? (CLAIMS=A1)"),
    ):
        done = report(clone, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        page = reports / done.stdout.splitlines()[-1].strip().partition("reports/")[2]
        assert title in page.read_text(encoding="utf-8")

    done = report(clone, "02", "PARTNER=KAZ UKR RUS")
    assert done.returncode == 0, done.stdout + done.stderr
    kazakhstan, ukraine, _, compared = (
        (reports / line.partition("reports/")[2].strip()).read_text(encoding="utf-8")
        for line in done.stdout.splitlines()[-4:]
    )
    assert '<h1 id="title">What was printed of trade with Ukraine?</h1>' in ukraine
    assert 'id="table-trade-with-ukraine"' in ukraine  # its section has what it announces
    assert '<h1 id="title">What was printed of trade with Kazakhstan?</h1>' in kazakhstan
    assert "5 published figures" in re.sub("<[^>]+>", "", kazakhstan) and "first-half" not in kazakhstan
    first, *_, last = re.findall(r"<tr><td>((?:figures|tables)/.*?)</tr>", compared, re.S)
    assert "<strong>" in first and "<strong>" not in last.partition("</td>")[2].rpartition("<td>")[2]

    done = report(clone, "00", "LEAD=A9")  # the first page has its title in an output
    assert done.returncode == 0, done.stdout + done.stderr
    path = reports / done.stdout.splitlines()[-1].strip().partition("reports/")[2]
    page = path.read_text(encoding="utf-8")
    assert "A reader's variant, with LEAD=A9" in html.unescape(page)
    links = re.findall(r'(?:href|src|srcset)="(?!#|https?:|data:)([^"#]+)', page)
    built = {"feed.xml", "page.css", "verdicts.json", *(b.page for b in project.read().values())}
    lost = [
        k
        for k in links
        if not (path.parent / k).resolve().is_file() and k.removeprefix("../../") not in built
    ]
    assert all(k.startswith(("../../claims/", "../../../")) for k in lost), lost

    refused = report(clone, "05", "HEDG=strict")
    assert refused.returncode == 2 and "did you mean 'HEDGE'" in refused.stderr
    skip = ("variants/",)
    assert {n: files.of_file(reports / n) for n in files.listed(reports, skip)} == before
