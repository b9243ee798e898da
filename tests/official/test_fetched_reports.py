"""From the tests' server to the pages: rows that are brought judge the claims, in a copy that is never published."""

import json
import os
import shutil
import subprocess
import sys

import pytest
import synthetic_customs as synthetic
from comtrade_server import Server

from dualuse.official import totals as official
from pressroom import project
from pressroom.engine import publish

CLAIMS = ("A1", "A3")  # drones and ceramics to Russia


def trade(reporter, flow, partner, period, code):
    """The tests' own numbers, of no country: every code 3m a month to Russia, 1m to others, 1% more each month."""
    months = 12 * (int(period[:4]) - 2021) + int(period[4:])
    return (3e6 if partner == "643" else 1e6) * 1.01**months


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project as git has it, with rows that `make data` brought from the tests' server."""
    root = tmp_path_factory.mktemp("copy")
    listed = subprocess.run(["git", "ls-files"], cwd=project.ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        if (project.ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(project.ROOT / name, root / name)
    with Server(trade=trade) as server:
        environment = {"PYTHONPATH": str(root / "lib"), "DUALUSE_COMTRADE_BASE": server.url}
        done = run(root, "dualuse.official.fetch", "comtrade", "--pause", "0", **environment)
    assert done.returncode == 0, done.stderr
    return root


def run(root, module, *arguments, **environment):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DUALUSE", "COMTRADE"))}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=root, env=clean | environment, capture_output=True, text=True)


@pytest.mark.slow
def test_brought_rows_judge_the_claims_in_a_copy_that_is_never_published(copy):
    alone = json.loads((copy / "reports/verdicts.json").read_text()) if (copy / "reports").exists() else []
    assert "COMTRADE" not in json.dumps([v for v in alone if v["id"] in CLAIMS]).upper()
    before = {p: p.read_bytes() for p in (copy / "reports").rglob("*") if p.is_file()}
    done = run(copy, "pressroom.engine", PYTHONPATH=str(copy / "lib"))
    assert done.returncode == 0, done.stdout + done.stderr
    own = copy / "reports/variants/fetched"
    verdicts = {v["id"]: v for v in json.loads((own / "verdicts.json").read_text())}
    for claim in CLAIMS:
        new = {e["source"] for e in verdicts[claim]["evidence"]}
        assert any("COMTRADE" in s.upper() for s in new), (claim, new)
    both = {e["source"] for e in verdicts["A4"]["evidence"]}  # sold by China, bought by Ukraine
    assert {"UN Comtrade", "UN Comtrade, the buyer's imports"} <= both, both
    for page in own.glob("*.html"):
        assert "Not the published report" in page.read_text()
    assert {p: p.read_bytes() for p in before} == before


@pytest.mark.slow
def test_the_plan_is_brought_whole(copy):
    coverage = official.coverage(copy / "data/official")
    assert len(coverage) == 3 * 48 and set(coverage["status"]) == {"rows"}
    assert (coverage["rows"] > 0).all()


def test_only_brought_rows_make_a_copy(tmp_path):
    assert not publish.brought(tmp_path)
    (tmp_path / "data/official/fetched").mkdir(parents=True)
    (tmp_path / "data/official/fetched" / ".BACI.zip.part").write_text("")
    assert not publish.brought(tmp_path)
    (tmp_path / "data/official/fetched" / "a.csv").write_text("x")
    assert publish.brought(tmp_path)


@pytest.fixture
def bulletins(tmp_path):
    """The project as git has it, with synthetic bulletins and a synthetic query of Chinese customs put in by hand."""
    listed = subprocess.run(["git", "ls-files"], cwd=project.ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        if (project.ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(project.ROOT / name, tmp_path / name)
    folder = tmp_path / "data/official/fetched/gacc"
    folder.mkdir(parents=True)
    for year, sold in ((2022, 100_000), (2023, 169_000)):
        for month in (5, 6):  # the four bulletins that the claims' "what would settle it" names
            values = {
                "69": {"RUS": (30_000, sold * month // 5), "UKR": (2_000, 9_000 if year == 2022 else 3_500)}
            }
            page = synthetic.page(synthetic.table(values, f"{year}-{month:02}"))
            (folder / f"table15-{year}-{month:02}.html").write_bytes(page)
    rows = [
        [f"{year}{month:02}", "347", "Ukraine", code, "x", "5", "Set", "", "", f"{value // (year - 2021)}"]
        for year in (2022, 2023)
        for month in range(1, 7)
        for code, value in (("88062210", 900_000), ("65061000", 400_000), ("90131000", 80_000))
    ]
    (folder / "export-2022-2023.xlsx").write_bytes(synthetic.workbook([synthetic.QUERY, *rows]))
    return tmp_path


@pytest.mark.slow
def test_a_copy_with_bulletins_of_chinese_customs_builds_and_is_never_published(bulletins):
    before = {p: p.read_bytes() for p in (bulletins / "reports").rglob("*") if p.is_file()}
    done = run(bulletins, "pressroom.engine", PYTHONPATH=str(bulletins / "lib"))
    assert done.returncode == 0, done.stdout + done.stderr
    own = bulletins / "reports/variants/fetched"
    verdicts = {v["id"]: v for v in json.loads((own / "verdicts.json").read_text())}
    for claim in ("A3", "A4"):
        judged = [e for e in verdicts[claim]["evidence"] if e["series"].endswith("-ceramics-GACC")]
        assert judged, (claim, verdicts[claim]["evidence"])
    assert {p: p.read_bytes() for p in before} == before
